// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/judge.h"

#include <QRegularExpression>

namespace forward {

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace {

QString shown(const QString &text)
{
    return text.size() > 80 ? QString(text.left(77) + u"..."_s) : text;
}

QString shown(const json &value)
{
    return shown(
        QString::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace)));
}

QString jsonFlaw(const Identity &identity, const QByteArray &body)
{
    const json document =
        json::parse(body.constData(), body.constData() + body.size(), nullptr, false);
    if (document.is_discarded())
        return u"the body is not JSON"_s;
    try {
        const json::json_pointer pointer(identity.jsonPointer.toStdString());
        if (!document.contains(pointer))
            return u"the answer has no %1"_s.arg(identity.jsonPointer);
        const json &value = document.at(pointer);
        if (identity.jsonValue.is_null() || value == identity.jsonValue)
            return {};
        return u"%1 is %2, expected %3"_s.arg(identity.jsonPointer, shown(value),
                                              shown(identity.jsonValue));
    } catch (
        const json::exception &) { // the library has no way to ask whether a pointer is well formed
        return u"%1 is not a JSON pointer"_s.arg(identity.jsonPointer);
    }
}

QString flaw(const Identity &identity, const http::Reply &reply)
{
    if (reply.status != identity.status)
        return u"GET %1 answered %2, expected %3"_s.arg(identity.path)
            .arg(reply.status)
            .arg(identity.status);
    if (!identity.title.isEmpty()) {
        const QString title = titleOf(reply.body);
        if (!title.contains(identity.title))
            return u"another page answers: its title is \"%1\", expected \"%2\""_s.arg(
                shown(title), identity.title);
    }
    if (!identity.jsonPointer.isEmpty()) {
        const QString why = jsonFlaw(identity, reply.body);
        if (!why.isEmpty())
            return u"another service answers: "_s + why;
    }
    if (!identity.contains.isEmpty() && !QString::fromUtf8(reply.body).contains(identity.contains))
        return u"another service answers: \"%1\" is not in its answer"_s.arg(identity.contains);
    return {};
}

} // namespace

QString titleOf(const QByteArray &page)
{
    static const QRegularExpression title(u"<title[^>]*>([^<]*)</title"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return title.match(QString::fromUtf8(page.left(65536))).captured(1).simplified();
}

Judgement judge(const Identity &identity, const core::Result<http::Reply> &answer)
{
    if (!answer)
        return {Found::Silence, answer.error().kind == core::Fault::Kind::TimedOut
                                    ? u"no answer to GET %1 within %2 s"_s.arg(identity.path)
                                          .arg(probeTime.count() / 1000)
                                    : answer.error().summary};
    const QString why = flaw(identity, *answer);
    return {why.isEmpty() ? Found::Service : Found::Wrong, why};
}

} // namespace forward
