// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/scriptreader.h"

#include "backend/core/duration.h"

#include <QRegularExpression>

namespace show {

using namespace Qt::StringLiterals;

Reader::Reader(const Json &node, std::string pointer, const PlaceOf &placeOf,
               std::optional<core::Fault> &fault)
    : m_node(node)
    , m_pointer(std::move(pointer))
    , m_placeOf(placeOf)
    , m_fault(fault)
{
    if (!node.is_object())
        fail(m_pointer, u"not a mapping"_s, u"a mapping"_s);
}

void Reader::allow(const std::set<std::string> &keys)
{
    if (!m_node.is_object())
        return;
    for (const auto &[key, value] : m_node.items()) {
        if (!keys.count(key))
            fail(m_pointer + "/" + key, u"unknown key \"%1\""_s.arg(QString::fromStdString(key)),
                 u"one of the keys of FORMAT.md"_s);
    }
}

QString Reader::text(const std::string &key, bool needed)
{
    if (!has(key)) {
        if (needed)
            fail(m_pointer, u"no \"%1\""_s.arg(QString::fromStdString(key)), u"a text"_s);
        return {};
    }
    const Json &value = m_node.at(key);
    if (!value.is_string()) {
        fail(m_pointer + "/" + key, u"not a text"_s, u"a text (quote numbers)"_s);
        return {};
    }
    return QString::fromStdString(value.get<std::string>());
}

bool Reader::flag(const std::string &key, bool otherwise)
{
    if (!has(key))
        return otherwise;
    if (!m_node.at(key).is_boolean()) {
        fail(m_pointer + "/" + key, u"not true or false"_s, u"true or false"_s);
        return otherwise;
    }
    return m_node.at(key).get<bool>();
}

int Reader::count(const std::string &key, int otherwise)
{
    if (!has(key))
        return otherwise;
    if (!m_node.at(key).is_number_integer()) {
        fail(m_pointer + "/" + key, u"not a whole number"_s, u"a whole number"_s);
        return otherwise;
    }
    return m_node.at(key).get<int>();
}

std::vector<std::string> Reader::items(const std::string &key)
{
    std::vector<std::string> out;
    if (!has(key))
        return out;
    if (!m_node.at(key).is_array()) {
        fail(m_pointer + "/" + key, u"not a list"_s, u"a list"_s);
        return out;
    }
    for (std::size_t i = 0; i < m_node.at(key).size(); ++i)
        out.push_back(m_pointer + "/" + key + "/" + std::to_string(i));
    return out;
}

void Reader::fail(const std::string &pointer, const QString &what, const QString &expected)
{
    if (m_fault)
        return;
    m_fault = core::Fault{core::Fault::Kind::Usage,
                          u"%1: %2, expected %3"_s.arg(m_placeOf(pointer), what, expected),
                          {},
                          {}};
}

std::chrono::milliseconds Reader::duration(const std::string &key,
                                           std::chrono::milliseconds otherwise)
{
    const QString written = text(key);
    if (written.isEmpty())
        return otherwise;
    const auto duration = core::parseDuration(written);
    if (!duration || written.endsWith(u'h')) { // nothing in a show takes hours
        fail(m_pointer + "/" + key, u"\"%1\" is no duration"_s.arg(written),
             u"a duration like 500ms, 20s or 2m"_s);
        return otherwise;
    }
    return *duration;
}

std::chrono::seconds Reader::clock(const std::string &key)
{
    const QString written = text(key);
    if (written.isEmpty())
        return std::chrono::seconds(0);
    static const QRegularExpression form(u"^([0-9]+):([0-5][0-9])$"_s);
    const auto match = form.match(written);
    if (!match.hasMatch()) {
        fail(m_pointer + "/" + key, u"\"%1\" is no time"_s.arg(written),
             u"minutes and seconds like \"2:00\""_s);
        return std::chrono::seconds(0);
    }
    return std::chrono::seconds(match.captured(1).toInt() * 60 + match.captured(2).toInt());
}

Reader Context::at(const std::string &pointer)
{
    return Reader(document.at(Json::json_pointer(pointer)), pointer, placeOf, fault);
}

} // namespace show
