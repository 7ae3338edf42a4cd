// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/node.h"

#include <QList>
#include <QStringDecoder>
#include <algorithm>
#include <charconv>
#include <regex>
#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr int nodeLimit = 500000;
/// An alias may name what it stands in.
constexpr int depthLimit = 200;
const std::string markOpen = "\xEE\x80\x80";  // U+E000
const std::string markClose = "\xEE\x80\x81"; // U+E001

/// Turns yaml-cpp's nodes into ours. The first fault ends it.
class Builder {
public:
    Builder(QString file, const Lookup &lookup)
        : m_file(std::move(file))
        , m_lookup(lookup)
    {
    }

    Node build(const YAML::Node &yaml, const Place &fallback)
    {
        Node node;
        node.place = placeOf(yaml.Mark(), fallback);
        if (++m_count > nodeLimit)
            fail(node.place, u"more than 500000 nodes"_s, u"a file of a sane size"_s);
        if (m_depth >= depthLimit)
            fail(node.place, u"more than 200 levels"_s, u"no alias inside what it names"_s);
        if (m_fault)
            return node;
        ++m_depth;
        if (yaml.IsMap())
            fillMap(yaml, node);
        else if (yaml.IsSequence())
            fillList(yaml, node);
        else if (yaml.IsScalar())
            fillScalar(yaml, node);
        else
            node.place = fallback;
        --m_depth;
        return node;
    }

    std::optional<core::Fault> fault() const { return m_fault; }

private:
    Place placeOf(const YAML::Mark &mark, const Place &fallback) const
    {
        return mark.is_null() ? fallback : Place{m_file, mark.line + 1, mark.column + 1};
    }

    void fail(const Place &place, const QString &what, const QString &expected)
    {
        if (!m_fault)
            m_fault = faultAt(place, what, expected);
    }

    void fillMap(const YAML::Node &yaml, Node &node)
    {
        node.kind = Node::Kind::Map;
        for (const auto &pair : yaml) {
            const Place place = placeOf(pair.first.Mark(), node.place);
            if (!pair.first.IsScalar())
                return fail(place, u"a key that is not a text"_s, u"a plain key"_s);
            const std::string key = substituteOr(pair.first.Scalar(), place);
            if (node.find(key.c_str()))
                return fail(place,
                            u"“"_s + QString::fromStdString(key) + u"” twice in one mapping"_s,
                            u"each key once"_s);
            node.entries.push_back({key, place, build(pair.second, place)});
        }
    }

    void fillList(const YAML::Node &yaml, Node &node)
    {
        node.kind = Node::Kind::List;
        for (const auto &item : yaml)
            node.items.push_back(build(item, node.place));
    }

    std::string substituteOr(const std::string &text, const Place &place)
    {
        auto value = substituteText(text, m_lookup);
        if (value)
            return *value;
        failName(value.error(), place);
        return text;
    }

    void failName(const UnknownName &name, const Place &place)
    {
        const QString quoted = QString::fromStdString(name.name);
        if (name.unterminated)
            fail(place, u"“${"_s + quoted + u"” is not closed"_s, u"“}”, or “$${” for a literal"_s);
        else
            fail(place, u"unknown name “${"_s + quoted + u"}”"_s,
                 u"a name of FORMAT.md or of demo.yaml's vars"_s);
    }

    void fillScalar(const YAML::Node &yaml, Node &node)
    {
        const std::string &text = yaml.Scalar();
        const bool forcedText = yaml.Tag() == "tag:yaml.org,2002:str";
        if (text.find("${") == std::string::npos) {
            node.scalar = yaml.Tag() == "?" ? resolveScalar(text) : Json(text);
            return;
        }
        if (forcedText) {
            node.scalar = substituteOr(text, node.place);
            return;
        }
        auto value = substitute(text, m_lookup);
        if (!value)
            return failName(value.error(), node.place);
        adopt(*value, node);
    }

    /// A substituted value may be a mapping or list; its parts stand where the scalar stood.
    void adopt(const Json &value, Node &node)
    {
        if (value.is_object()) {
            node.kind = Node::Kind::Map;
            for (const auto &[key, part] : value.items()) {
                node.entries.push_back({key, node.place, {}});
                node.entries.back().value.place = node.place;
                adopt(part, node.entries.back().value);
            }
        } else if (value.is_array()) {
            node.kind = Node::Kind::List;
            for (const Json &part : value) {
                node.items.emplace_back();
                node.items.back().place = node.place;
                adopt(part, node.items.back());
            }
        } else {
            node.scalar = value;
        }
    }

    QString m_file;
    const Lookup &m_lookup;
    std::optional<core::Fault> m_fault;
    int m_count = 0, m_depth = 0;
};

/// The first byte that is no UTF-8: JSON and texts could not carry it on.
std::optional<core::Fault> notUtf8(const QByteArray &text, const QString &file)
{
    int number = 0;
    for (const QByteArray &line : text.split('\n')) {
        ++number;
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString read = decoder(line);
        if (!decoder.hasError())
            continue;
        const auto column = static_cast<int>(read.indexOf(QChar::ReplacementCharacter)) + 1;
        return faultAt({file, number, std::max(column, 1)}, u"a byte that is no UTF-8"_s,
                       u"UTF-8 text"_s);
    }
    return std::nullopt;
}

} // namespace

Place placeOfOffset(const QByteArray &text, std::size_t offset, const QString &file)
{
    const QByteArray before = text.left(static_cast<qsizetype>(offset));
    const auto newline = before.lastIndexOf('\n');
    return {file, static_cast<int>(before.count('\n')) + 1,
            static_cast<int>(QString::fromUtf8(before.mid(newline + 1)).size()) + 1};
}

std::optional<std::size_t> jsonFault(const std::string &text)
{
    try {
        std::ignore = Json::parse(text);
    } catch (const Json::parse_error &error) {
        return error.byte > 0 ? error.byte - 1 : 0; // it counts the byte that it stumbled over
    }
    return std::nullopt;
}

QString Place::text() const
{
    return file + u':' + QString::number(line) + u':' + QString::number(column);
}

core::Fault faultAt(const Place &place, const QString &what, const QString &expected)
{
    return {core::Fault::Kind::Usage,
            place.text() + u": "_s + what + u", expected "_s + expected,
            {},
            {}};
}

const Node *Node::find(const char *key) const
{
    for (const Entry &entry : entries) {
        if (entry.key == key)
            return &entry.value;
    }
    return nullptr;
}

Json Node::toJson() const
{
    if (kind == Kind::Scalar)
        return scalar;
    if (kind == Kind::List) {
        Json list = Json::array();
        for (const Node &item : items)
            list.push_back(item.toJson());
        return list;
    }
    Json map = Json::object();
    for (const Entry &entry : entries)
        map[entry.key] = entry.value.toJson();
    return map;
}

const char *Node::typeName() const
{
    if (isMap())
        return "a mapping";
    if (isList())
        return "a list";
    if (scalar.is_null())
        return "nothing";
    if (scalar.is_boolean())
        return "true or false";
    return scalar.is_number() ? "a number" : "a text";
}

core::Result<std::vector<Node>> parseNodes(const QByteArray &yaml, const QString &file,
                                           const Lookup &lookup)
{
    std::vector<Node> nodes;
    if (const auto fault = notUtf8(yaml, file))
        return tl::unexpected(*fault);
    try {
        Builder builder(file, lookup);
        for (const YAML::Node &document : YAML::LoadAll(yaml.toStdString())) {
            nodes.push_back(builder.build(document, {file, 1, 1}));
            if (const auto fault = builder.fault())
                return tl::unexpected(*fault);
        }
    } catch (const YAML::Exception &error) {
        return tl::unexpected(faultAt({file, error.mark.line + 1, error.mark.column + 1},
                                      QString::fromStdString(error.msg), u"YAML"_s));
    }
    return nodes;
}

Json resolveScalar(const std::string &plain)
{
    static const std::regex octal("0o?[0-7]+");
    static const std::regex integer("[-+]?[0-9]+");
    static const std::regex hexadecimal("0x[0-9a-fA-F]+");
    static const std::regex decimal("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    if (plain.size() > 64)
        return plain;
    if (plain.empty() || plain == "~" || plain == "null" || plain == "Null" || plain == "NULL")
        return nullptr;
    if (plain == "true" || plain == "True" || plain == "TRUE")
        return true;
    if (plain == "false" || plain == "False" || plain == "FALSE")
        return false;
    const auto parsed = [](std::string_view digits, int base) -> std::optional<Json> {
        std::int64_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        return error == std::errc() && end == digits.data() + digits.size()
                   ? std::optional<Json>(value)
                   : std::nullopt;
    };
    std::optional<Json> number;
    if (plain.size() > 1 && std::regex_match(plain, octal))
        number = parsed(std::string_view(plain).substr(plain[1] == 'o' ? 2 : 1), 8);
    else if (std::regex_match(plain, integer))
        number = parsed(std::string_view(plain).substr(plain[0] == '+' ? 1 : 0), 10);
    else if (std::regex_match(plain, hexadecimal))
        number = parsed(std::string_view(plain).substr(2), 16);
    if (number)
        return *number;
    if (std::regex_match(plain, decimal))
        return std::strtod(plain.c_str(), nullptr);
    return plain;
}

core::Result<std::string> substituteFile(const QByteArray &text, const QString &file,
                                         const Lookup &lookup)
{
    auto whole = substituteText(text.toStdString(), lookup);
    if (whole)
        return *std::move(whole);
    const UnknownName &name = whole.error();
    const QString quoted = QString::fromStdString(name.name);
    const Place place = placeOfOffset(text, name.offset, file);
    if (name.unterminated)
        return tl::unexpected(faultAt(place, u"“${"_s + quoted + u"” is not closed"_s,
                                      u"“}”, or “$${” for a literal"_s));
    return tl::unexpected(faultAt(place, u"unknown name “${"_s + quoted + u"}”"_s,
                                  u"a name of FORMAT.md or of demo.yaml's vars"_s));
}

std::string secretMark(const std::string &name)
{
    return markOpen + name + markClose;
}

std::vector<std::string> secretMarks(const std::string &text)
{
    std::vector<std::string> names;
    fillSecrets(text, [&names](const std::string &name) {
        names.push_back(name);
        return std::string();
    });
    return names;
}

bool hasSecretMark(const Json &value)
{
    if (value.is_string())
        return value.get_ref<const std::string &>().find(markOpen) != std::string::npos;
    if (!value.is_structured())
        return false;
    for (const Json &part : value) {
        if (hasSecretMark(part))
            return true;
    }
    return false;
}

std::string fillSecrets(const std::string &text,
                        const std::function<std::string(const std::string &)> &value)
{
    std::string out;
    std::size_t at = 0;
    while (true) {
        const auto open = text.find(markOpen, at);
        const auto close = open == std::string::npos ? open : text.find(markClose, open);
        if (close == std::string::npos)
            return out.append(text, at);
        out.append(text, at, open - at);
        out += value(text.substr(open + markOpen.size(), close - open - markOpen.size()));
        at = close + markClose.size();
    }
}

Json fillSecrets(const Json &json, const std::function<std::string(const std::string &)> &value)
{
    if (json.is_string())
        return fillSecrets(json.get_ref<const std::string &>(), value);
    Json out = json;
    if (out.is_structured()) {
        for (Json &part : out)
            part = fillSecrets(part, value);
    }
    return out;
}

} // namespace deploy
