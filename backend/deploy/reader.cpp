// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/reader.h"
#include "backend/core/duration.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

QString quoted(const QString &text)
{
    return u"“"_s + text + u"”"_s;
}

/// The file that "@path" alone names; "" when the text stands for itself.
QString fileNamed(const Node &node)
{
    const auto text = node.isString() ? node.scalar.get<std::string>() : std::string();
    const bool named = text.size() > 1 && text[0] == '@' && text.find('\n') == std::string::npos;
    return named ? QString::fromStdString(text.substr(1)) : QString();
}

QString found(const char *key, const Node &node)
{
    return quoted(QString::fromLatin1(key)) + u" is "_s + QString::fromLatin1(node.typeName());
}

} // namespace

void Reader::fail(const Place &place, const QString &what, const QString &expected)
{
    if (!m_fault)
        m_fault = faultAt(place, what, expected);
}

Reader::Reader(QString root)
    : m_root(std::move(root))
    , m_facts{{u"edition"_s, {}},
              {u"cluster"_s, {u"stage"_s, u"kind"_s, u"other"_s}},
              {u"model"_s, {u"scripted"_s, u"anthropic"_s}},
              {u"licences"_s, {u"needed"_s, u"not-needed"_s}},
              {u"registry"_s, {u"local"_s, u"elsewhere"_s}}}
{
}

bool Reader::map(const Node &node, const std::vector<const char *> &keys)
{
    if (!node.isMap()) {
        fail(node.place, QString::fromLatin1(node.typeName()), u"a mapping"_s);
        return false;
    }
    QStringList names;
    for (const char *key : keys)
        names << QString::fromLatin1(key);
    for (const Node::Entry &entry : node.entries) {
        const QString key = QString::fromStdString(entry.key);
        if (!names.contains(key)) {
            fail(entry.place, u"unknown key "_s + quoted(key), u"one of "_s + names.join(u", "_s));
            return false;
        }
    }
    return true;
}

const Node *Reader::need(const Node &map, const char *key)
{
    const Node *node = map.find(key);
    if (!node)
        fail(map.place, u"no "_s + quoted(QString::fromLatin1(key)),
             quoted(QString::fromLatin1(key)) + u" here"_s);
    return node;
}

QString Reader::scalarText(const Node &node)
{
    if (node.kind == Node::Kind::Scalar && !node.scalar.is_null())
        return QString::fromStdString(textOf(node.scalar));
    fail(node.place, QString::fromLatin1(node.typeName()), u"a text"_s);
    return {};
}

QString Reader::text(const Node &map, const char *key)
{
    const Node *node = need(map, key);
    if (!node)
        return {};
    if (!node->isString() || node->scalar.get_ref<const std::string &>().empty()) {
        fail(node->place,
             node->isString() ? quoted(QString::fromLatin1(key)) + u" is empty"_s
                              : found(key, *node),
             u"a text"_s);
        return {};
    }
    return QString::fromStdString(node->scalar.get<std::string>());
}

QString Reader::text(const Node &map, const char *key, const QString &fallback)
{
    return map.find(key) ? text(map, key) : fallback;
}

std::string Reader::bytes(const Node &map, const char *key)
{
    const Node *node = map.find(key);
    if (!node)
        return {};
    if (!node->isString()) {
        fail(node->place, found(key, *node), u"a text"_s);
        return {};
    }
    return node->scalar.get<std::string>();
}

int Reader::number(const Node &map, const char *key, int fallback)
{
    const Node *node = map.find(key);
    if (!node)
        return fallback;
    if (node->kind != Node::Kind::Scalar || !node->scalar.is_number_integer()) {
        fail(node->place, found(key, *node), u"a whole number"_s);
        return fallback;
    }
    return node->scalar.get<int>();
}

bool Reader::flag(const Node &map, const char *key, bool fallback)
{
    const Node *node = map.find(key);
    if (!node)
        return fallback;
    if (node->kind != Node::Kind::Scalar || !node->scalar.is_boolean()) {
        fail(node->place, found(key, *node), u"true or false"_s);
        return fallback;
    }
    return node->scalar.get<bool>();
}

std::chrono::milliseconds Reader::duration(const Node &map, const char *key,
                                           std::chrono::milliseconds fallback)
{
    const Node *node = map.find(key);
    if (!node)
        return fallback;
    const auto duration = core::parseDuration(
        node->isString() ? QString::fromStdString(node->scalar.get<std::string>()) : QString());
    if (!duration)
        fail(node->place, node->isString() ? quoted(scalarText(*node)) : found(key, *node),
             u"a duration such as 500ms, 30s or 5m"_s);
    return duration.value_or(fallback);
}

qint64 Reader::size(const Node &map, const char *key)
{
    const Node *node = need(map, key);
    if (!node)
        return 0;
    static const QRegularExpression form(u"^([0-9]+)(MiB|GiB)$"_s);
    const auto match = form.match(
        node->isString() ? QString::fromStdString(node->scalar.get<std::string>()) : QString());
    if (!match.hasMatch()) {
        fail(node->place, node->isString() ? quoted(scalarText(*node)) : found(key, *node),
             u"a size such as 512MiB or 20GiB"_s);
        return 0;
    }
    return match.captured(1).toLongLong() << (match.captured(2) == u"MiB" ? 20 : 30);
}

std::vector<const Node *> Reader::list(const Node &map, const char *key)
{
    std::vector<const Node *> nodes;
    const Node *node = map.find(key);
    if (!node)
        return nodes;
    if (!node->isList()) {
        fail(node->place, found(key, *node), u"a list"_s);
        return nodes;
    }
    for (const Node &item : node->items)
        nodes.push_back(&item);
    return nodes;
}

QStringList Reader::texts(const Node &map, const char *key, std::vector<Place> *places)
{
    QStringList texts;
    for (const Node *item : list(map, key)) {
        texts << scalarText(*item);
        if (places)
            places->push_back(item->place);
    }
    return texts;
}

QString Reader::oneOf(const Node &map, const char *key, const QStringList &values,
                      const QString &fallback)
{
    const QString value = text(map, key, fallback);
    if (!values.contains(value) && !failed())
        fail(map.find(key)->place, quoted(value), values.join(u", "_s));
    return value;
}

std::string Reader::pointer(const Node &map, const char *key)
{
    const Node *node = need(map, key);
    if (!node)
        return {};
    const QString value = node->isNull() ? QString() : scalarText(*node);
    static const QRegularExpression form(u"^(/([^~]|~[01])*)?$"_s);
    if (!form.match(value).hasMatch())
        fail(node->place, quoted(value), u"a JSON pointer such as /status/phase"_s);
    return value.toStdString();
}

kube::Ref Reader::ref(const Node &map, bool withName)
{
    if (!map.isMap()) {
        fail(map.place, QString::fromLatin1(map.typeName()),
             u"a mapping with apiVersion, kind, namespace and name"_s);
        return {};
    }
    return {text(map, "apiVersion"), text(map, "kind"), text(map, "namespace", QString()),
            withName ? text(map, "name") : QString()};
}

Predicate Reader::predicate(const Node &map, const char *key)
{
    const Node *node = map.find(key);
    return node ? predicate(*node) : Predicate();
}

std::vector<Predicate> Reader::predicates(const Node &map, const char *key)
{
    std::vector<Predicate> found;
    const Node *node = map.find(key);
    if (!node)
        return found;
    std::vector<const Node *> each{node};
    if (node->isList())
        each = list(map, key);
    for (const Node *one : each)
        found.push_back(predicate(*one));
    return found;
}

Predicate Reader::predicate(const Node &node)
{
    Predicate predicate;
    std::vector<std::string> names;
    for (auto fact = m_facts.keyBegin(); fact != m_facts.keyEnd(); ++fact)
        names.push_back(fact->toStdString());
    std::vector<const char *> keys;
    for (const std::string &name : names)
        keys.push_back(name.c_str());
    if (!this->map(node, keys))
        return predicate;
    for (const Node::Entry &entry : node.entries) {
        const QString name = QString::fromStdString(entry.key);
        const QStringList known = m_facts.value(name);
        std::vector<const Node *> values{&entry.value};
        if (entry.value.isList())
            values = list(node, entry.key.c_str());
        for (const Node *value : values) {
            const QString wanted = scalarText(*value);
            if (!known.isEmpty() && !known.contains(wanted))
                fail(value->place, quoted(wanted), known.join(u", "_s));
            predicate.any[name] << wanted;
        }
    }
    return predicate;
}

std::optional<QByteArray> Reader::file(const QString &path, const Place &namedAt)
{
    if (path.isEmpty() || QDir::isAbsolutePath(path) || QDir::cleanPath(path).startsWith(u".."_s)) {
        fail(namedAt, u"file "_s + quoted(path), u"a path inside the bundle"_s);
        return std::nullopt;
    }
    QFile file(m_root + u'/' + path);
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly)) {
        fail(namedAt, u"no file "_s + quoted(path),
             u"a readable file below the bundle's root "_s + m_root);
        return std::nullopt;
    }
    return file.readAll();
}

std::vector<Node> Reader::documents(const QString &path, const Place &namedAt, const Lookup &lookup)
{
    const auto text = file(path, namedAt);
    if (!text)
        return {};
    auto nodes = parseNodes(*text, path, lookup);
    if (nodes)
        return *std::move(nodes);
    if (!m_fault)
        m_fault = nodes.error();
    return {};
}

std::string Reader::fileText(const QString &path, const Place &namedAt, const Lookup &lookup)
{
    const auto text = file(path, namedAt);
    if (!text)
        return {};
    auto whole = substituteFile(*text, path, lookup);
    if (whole)
        return *std::move(whole);
    if (!m_fault)
        m_fault = whole.error();
    return {};
}

std::string Reader::textOrFile(const Node &node, const Lookup &lookup)
{
    const QString named = fileNamed(node);
    if (!named.isEmpty())
        return fileText(named, node.place, lookup);
    return node.isString() ? node.scalar.get<std::string>() : scalarText(node).toStdString();
}

std::string Reader::jsonText(const Node &node, const Lookup &lookup)
{
    std::string text = textOrFile(node, lookup);
    const auto offset = failed() ? std::nullopt : jsonFault(text);
    if (!offset)
        return text;
    const QString named = fileNamed(node);
    const Place in = placeOfOffset(QByteArray::fromStdString(text), *offset, named);
    if (!named.isEmpty())
        fail(in, u"this is no JSON"_s, u"JSON"_s);
    else
        fail(node.place,
             u"no JSON at line %1, column %2 of this text"_s.arg(in.line).arg(in.column),
             u"JSON"_s);
    return text;
}

} // namespace deploy
