// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/reader.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

Field readField(Reader &reader, const Node &node)
{
    reader.map(node, {"apiVersion", "kind", "namespace", "name", "pointer", "equals", "contains",
                      "matches", "present", "says"});
    Field field;
    field.says = reader.text(node, "says", QString());
    field.ref = reader.ref(node);
    field.pointer = reader.pointer(node, "pointer");
    static const std::pair<const char *, Field::Test> tests[] = {{"equals", Field::Test::Equals},
                                                                 {"contains",
                                                                  Field::Test::Contains},
                                                                 {"matches", Field::Test::Matches},
                                                                 {"present", Field::Test::Present}};
    int count = 0;
    for (const auto &[key, test] : tests) {
        const Node *value = node.find(key);
        if (!value)
            continue;
        ++count;
        field.test = test;
        field.value = value->toJson();
        if (test == Field::Test::Present)
            field.value = reader.flag(node, key, true);
        if (test == Field::Test::Matches && !QRegularExpression(reader.text(node, key)).isValid())
            reader.fail(value->place, u"not a regular expression"_s, u"a regular expression"_s);
    }
    if (count != 1)
        reader.fail(node.place, QString::number(count) + u" tests"_s,
                    u"one of equals, contains, matches, present"_s);
    return field;
}

/// IMAGE may name a tag of its own ("currency-converter:1.0.0"); else the bundle's tag stands for
/// it.
std::pair<QString, QString> imageAndTag(Reader &reader, const Node &node, const Known &known)
{
    QString image = reader.text(node, "image");
    QString tag = reader.text(node, "tag", QString());
    if (const auto colon = image.indexOf(u':'); colon > 0 && tag.isEmpty()) {
        tag = image.mid(colon + 1);
        image.truncate(colon);
    }
    for (const ImageSpec &spec : known.bundle.images) {
        if (spec.name == image || spec.id == image)
            return {spec.name, tag.isEmpty() ? spec.tag : tag};
    }
    if (const Node *at = node.find("image"))
        reader.fail(at->place, u"unknown image “"_s + image + u"”"_s,
                    u"the name or id of one of demo.yaml's images"_s);
    return {image, tag};
}

TagSame readTag(Reader &reader, const Node &node, const Known &known)
{
    reader.map(node, {"image", "tag", "digestOf"});
    const auto [image, tag] = imageAndTag(reader, node, known);
    return {image, tag, reader.text(node, "digestOf")};
}

Signed readSigned(Reader &reader, const Node &node, const Known &known)
{
    reader.map(node, {"image", "tag", "key"});
    const auto [image, tag] = imageAndTag(reader, node, known);
    reader.need(node, "key");
    return {image, tag, reader.oneOf(node, "key", {u"org"_s, u"untrusted"_s}, u"org"_s)};
}

const QStringList &toolNames()
{
    static const QStringList names{u"helm"_s, u"kind"_s, u"docker"_s, u"cosign"_s};
    return names;
}

ToolAnswer readTool(Reader &reader, const Node &node)
{
    reader.map(node, {"tool", "args", "exit", "contains", "lacks", "line", "lacksLine", "each"});
    reader.need(node, "tool");
    ToolAnswer answer;
    answer.tool = reader.oneOf(node, "tool", toolNames(), u"helm"_s);
    answer.args = reader.texts(node, "args");
    answer.exit = reader.number(node, "exit", 0);
    answer.contains = reader.text(node, "contains", QString());
    answer.lacks = reader.text(node, "lacks", QString());
    answer.line = reader.text(node, "line", QString());
    answer.lacksLine = reader.text(node, "lacksLine", QString());
    answer.each = readEach(reader, node);
    return answer;
}

Ports readPorts(Reader &reader, const Node &node)
{
    reader.map(node, {"free"});
    reader.need(node, "free");
    Ports ports;
    for (const Node *item : reader.list(node, "free")) {
        const bool whole = item->kind == Node::Kind::Scalar && item->scalar.is_number_integer();
        const int port = whole ? item->scalar.get<int>() : 0;
        if (port < 1 || port > 65535)
            reader.fail(item->place, QString::fromStdString(textOf(item->toJson())),
                        u"a port from 1 to 65535"_s);
        ports.free.push_back(port);
    }
    return ports;
}

QString readSecretName(Reader &reader, const Node &node, const Known &known)
{
    const QString name = reader.scalarText(node);
    if (!known.bundle.secret(name))
        reader.fail(node.place, u"unknown secret “"_s + name + u"”"_s,
                    u"the name of one of demo.yaml's secrets"_s);
    return name;
}

using Read = std::function<ProbeKind(Reader &, const Node &, const Known &)>;

ProbeKind readCondition(Reader &reader, const Node &node, const Known &)
{
    reader.map(node, {"apiVersion", "kind", "namespace", "name", "type", "status"});
    return Condition{reader.ref(node), reader.text(node, "type"),
                     reader.text(node, "status", u"True"_s)};
}

ProbeKind readPods(Reader &reader, const Node &node, const Known &)
{
    reader.map(node, {"namespace", "selector", "min"});
    return Pods{reader.text(node, "namespace"), reader.text(node, "selector"),
                reader.number(node, "min", 1)};
}

ProbeKind readRelease(Reader &reader, const Node &node, const Known &)
{
    reader.map(node, {"name", "namespace", "chart", "version"});
    return Release{reader.text(node, "name"), reader.text(node, "namespace"),
                   reader.text(node, "chart", QString()), reader.text(node, "version", QString())};
}

ProbeKind readNoRelease(Reader &reader, const Node &node, const Known &)
{
    reader.map(node, {"name", "namespace"});
    return NoRelease{reader.text(node, "name"), reader.text(node, "namespace")};
}

ProbeKind readRunning(Reader &reader, const Node &node, const Known &known)
{
    reader.map(node, {"namespace", "selector", "image", "tag"});
    const auto [image, tag] = imageAndTag(reader, node, known);
    return Running{reader.text(node, "namespace"), reader.text(node, "selector"), image, tag};
}

ProbeKind readCan(Reader &reader, const Node &node, const Known &)
{
    reader.map(node, {"verb", "apiVersion", "resource", "namespace"});
    return Can{reader.text(node, "verb"), reader.text(node, "apiVersion"),
               reader.text(node, "resource"), reader.text(node, "namespace", QString())};
}

kube::Ref readRef(Reader &reader, const Node &node, bool withName = true)
{
    if (withName)
        reader.map(node, {"apiVersion", "kind", "namespace", "name"});
    else
        reader.map(node, {"apiVersion", "kind", "namespace"});
    return reader.ref(node, withName);
}

ProbeKind readAny(Reader &reader, const Node &node, const Known &known)
{
    Any any;
    if (!node.isList() || node.items.empty())
        reader.fail(node.place, QString::fromLatin1(node.typeName()), u"a list of probes"_s);
    for (const Node &item : node.items)
        any.probes.push_back(readProbe(reader, item, known));
    return any;
}

const std::vector<std::pair<const char *, Read>> &readers()
{
    static const std::vector<std::pair<const char *, Read>> table{
        {"exists", [](Reader &r, const Node &n, const Known &) { return Exists{readRef(r, n)}; }},
        {"absent", [](Reader &r, const Node &n, const Known &) { return Absent{readRef(r, n)}; }},
        {"condition", readCondition},
        {"rollout", [](Reader &r, const Node &n, const Known &) { return Rollout{readRef(r, n)}; }},
        {"pods", readPods},
        {"field", [](Reader &r, const Node &n, const Known &) { return readField(r, n); }},
        {"release", readRelease},
        {"norelease", readNoRelease},
        {"running", readRunning},
        {"applied", [](Reader &, const Node &, const Known &) { return Applied{}; }},
        {"http",
         [](Reader &r, const Node &n, const Known &k) {
             r.map(n, {"url", "forward", "path", "method", "headers", "body", "status", "json",
                       "contains"});
             return readHttp(r, n, k);
         }},
        {"tag", [](Reader &r, const Node &n, const Known &k) { return readTag(r, n, k); }},
        {"signed", [](Reader &r, const Node &n, const Known &k) { return readSigned(r, n, k); }},
        {"tool", [](Reader &r, const Node &n, const Known &) { return readTool(r, n); }},
        {"present",
         [](Reader &r, const Node &n, const Known &) {
             r.map(n, {"program"});
             return Present{r.text(n, "program")};
         }},
        {"secret", [](Reader &r, const Node &n,
                      const Known &k) { return SecretThere{readSecretName(r, n, k)}; }},
        {"disk",
         [](Reader &r, const Node &n, const Known &) {
             r.map(n, {"free"});
             return Disk{r.size(n, "free")};
         }},
        {"memory",
         [](Reader &r, const Node &n, const Known &) {
             r.map(n, {"free"});
             return Memory{r.size(n, "free")};
         }},
        {"ports", [](Reader &r, const Node &n, const Known &) { return readPorts(r, n); }},
        {"can", readCan},
        {"nodes",
         [](Reader &r, const Node &n, const Known &) {
             r.map(n, {"ready"});
             return Nodes{r.number(n, "ready", 1)};
         }},
        {"none",
         [](Reader &r, const Node &n, const Known &) { return None{readRef(r, n, false)}; }},
        {"any", readAny},
    };
    return table;
}

} // namespace

Each readEach(Reader &reader, const Node &map)
{
    Each each;
    const Node *node = map.find("each");
    if (!node)
        return each;
    if (node->isMap()) {
        reader.map(*node, {"tool", "args"});
        reader.need(*node, "tool");
        each.tool = reader.oneOf(*node, "tool", toolNames(), u"helm"_s);
        each.args = reader.texts(*node, "args");
    } else {
        each.items = reader.texts(map, "each");
    }
    if (!each.given())
        reader.fail(node->place, u"nothing in “each”"_s, u"texts, or a tool with its args"_s);
    if (reader.texts(map, "args").filter(u"{each}"_s).isEmpty())
        reader.fail(node->place, u"“each” without {each} in args"_s, u"where it is put in"_s);
    return each;
}

BodyTest readBodyTest(Reader &reader, const Node &map)
{
    BodyTest test;
    if (const Node *json = map.find("json")) {
        reader.map(*json, {"pointer", "equals", "present", "says"});
        test.pointer = reader.pointer(*json, "pointer");
        if (const Node *equals = json->find("equals"))
            test.equals = equals->toJson();
        test.present = reader.flag(*json, "present", true);
        test.says = reader.text(*json, "says", QString());
        if (!test.says.isEmpty() && !test.equals)
            reader.fail(json->place, u"says without equals"_s, u"both, or none"_s);
        if (!json->find("equals") && !json->find("present"))
            reader.fail(json->place, u"neither equals nor present"_s, u"one of them"_s);
    }
    test.contains = reader.text(map, "contains", QString());
    return test;
}

HttpCall readHttp(Reader &reader, const Node &node, const Known &known)
{
    HttpCall call;
    const bool byForward = node.find("forward");
    if (byForward == bool(node.find("url")))
        reader.fail(node.place,
                    byForward ? u"both url and forward"_s : u"neither url nor forward"_s,
                    u"one of them"_s);
    if (byForward) {
        call.forward = reader.text(node, "forward");
        if (const ForwardSpec *forward = known.bundle.forward(call.forward))
            call.url = u"http://localhost:"_s + QString::number(forward->port)
                       + reader.text(node, "path", u"/"_s);
        else
            reader.fail(node.find("forward")->place, u"unknown forward “"_s + call.forward + u"”"_s,
                        u"the id of one of demo.yaml's forwards"_s);
    } else {
        call.url = reader.text(node, "url", QString());
    }
    call.method =
        reader
            .oneOf(node, "method",
                   {u"GET"_s, u"HEAD"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s}, u"GET"_s)
            .toLatin1();
    if (const Node *headers = node.find("headers"); headers && headers->isMap()) {
        for (const Node::Entry &entry : headers->entries)
            call.headers.emplace_back(QByteArray::fromStdString(entry.key),
                                      reader.scalarText(entry.value).toUtf8());
    } else if (headers) {
        reader.fail(headers->place, u"“headers” is "_s + QString::fromLatin1(headers->typeName()),
                    u"a mapping"_s);
    }
    if (const Node *body = node.find("body"))
        call.body = QByteArray::fromStdString(textOf(body->toJson()));
    if (const Node *status = node.find("status"); status && status->isList()) {
        call.statuses.clear();
        for (const Node &each : status->items) {
            if (each.kind == Node::Kind::Scalar && each.scalar.is_number_integer())
                call.statuses.push_back(each.scalar.get<int>());
            else
                reader.fail(each.place, QString::fromLatin1(each.typeName()), u"an HTTP status"_s);
        }
    } else {
        call.statuses = {reader.number(node, "status", 200)};
    }
    call.test = readBodyTest(reader, node);
    return call;
}

Probe readProbe(Reader &reader, const Node &node, const Known &known, bool insideApply)
{
    Probe probe;
    probe.place = node.place;
    if (!node.isMap() || node.entries.size() != 1) {
        reader.fail(node.place,
                    node.isMap() ? QString::number(node.entries.size()) + u" keys"_s
                                 : QString::fromLatin1(node.typeName()),
                    u"a mapping with one probe"_s);
        return probe;
    }
    const Node::Entry &entry = node.entries.front();
    QStringList names;
    for (const auto &[name, read] : readers()) {
        names << QString::fromLatin1(name);
        if (entry.key != name)
            continue;
        if (entry.key == "applied" && !insideApply)
            reader.fail(entry.place, u"“applied” outside an apply step"_s,
                        u"a probe that names its object"_s);
        probe.kind = read(reader, entry.value, known);
        return probe;
    }
    reader.fail(entry.place, u"unknown probe “"_s + QString::fromStdString(entry.key) + u"”"_s,
                u"one of "_s + names.join(u", "_s));
    return probe;
}

std::vector<Probe> readProbes(Reader &reader, const Node &map, const char *key, const Known &known,
                              bool insideApply)
{
    std::vector<Probe> probes;
    for (const Node *item : reader.list(map, key))
        probes.push_back(readProbe(reader, *item, known, insideApply));
    return probes;
}

QString nameOf(const kube::Ref &ref)
{
    const QString where = ref.ns.isEmpty() ? QString() : QString(ref.ns + u'/');
    if (!ref.name.isEmpty())
        return ref.kind + u' ' + where + ref.name;
    return ref.ns.isEmpty() ? ref.kind : QString(ref.kind + u" in "_s + ref.ns);
}

} // namespace deploy
