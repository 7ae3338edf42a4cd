// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/reader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// A step's mapping may hold the common keys and these.
bool stepKeys(Reader &reader, const Node &node, std::vector<const char *> own)
{
    own.insert(own.begin(),
               {"id", "title", "kind", "needs", "when", "timeout", "expect", "done_when"});
    return reader.map(node, own);
}

/// No secret may stand here: its value would end in an argument, an object or a log.
void refuseSecrets(Reader &reader, const Node &node)
{
    if (node.kind == Node::Kind::Scalar && hasSecretMark(node.scalar))
        reader.fail(node.place, u"a secret"_s,
                    u"${secret.…} only in secret steps, helm values, tool input and tool files"_s);
    for (const Node &item : node.items)
        refuseSecrets(reader, item);
    for (const Node::Entry &entry : node.entries)
        refuseSecrets(reader, entry.value);
}

void refuseSecretsBut(Reader &reader, const Node &step, const std::vector<std::string> &allowed)
{
    for (const Node::Entry &entry : step.entries) {
        if (std::find(allowed.begin(), allowed.end(), entry.key) == allowed.end())
            refuseSecrets(reader, entry.value);
    }
}

StepKind readCheck(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"probe", "must", "fix"});
    CheckStep check;
    if (const Node *probe = reader.need(node, "probe"))
        check.probe = readProbe(reader, *probe, known);
    check.must = reader.flag(node, "must", true);
    check.fix = reader.text(node, "fix", QString());
    return check;
}

StepKind readToolStep(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"tool", "args", "input", "files", "ok", "each", "undo", "images"});
    ToolStep tool;
    reader.need(node, "tool");
    tool.tool =
        reader.oneOf(node, "tool", {u"helm"_s, u"kind"_s, u"docker"_s, u"cosign"_s}, u"helm"_s);
    tool.args = reader.texts(node, "args");
    if (const Node *input = node.find("input"))
        tool.input = reader.textOrFile(*input, known.lookup);
    if (const Node *files = node.find("files")) {
        if (!files->isMap())
            reader.fail(files->place, QString::fromLatin1(files->typeName()),
                        u"a mapping of file names to texts"_s);
        for (const Node::Entry &entry : files->entries) {
            if (entry.key.empty() || entry.key.find('/') != std::string::npos)
                reader.fail(entry.place,
                            u"file name “"_s + QString::fromStdString(entry.key) + u"”"_s,
                            u"a name without “/”"_s);
            tool.files[QString::fromStdString(entry.key)] =
                reader.textOrFile(entry.value, known.lookup);
        }
    }
    tool.each = readEach(reader, node);
    tool.undo = reader.texts(node, "undo");
    tool.images = reader.texts(node, "images");
    if (node.find("ok"))
        tool.ok.clear();
    for (const Node *code : reader.list(node, "ok")) {
        if (code->kind != Node::Kind::Scalar || !code->scalar.is_number_integer())
            reader.fail(code->place, QString::fromLatin1(code->typeName()), u"an exit code"_s);
        else
            tool.ok.push_back(code->scalar.get<int>());
    }
    return tool;
}

StepKind readHelm(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"release", "namespace", "chart", "version", "values", "repo"});
    HelmStep helm{reader.text(node, "release"),         reader.text(node, "namespace"),
                  reader.text(node, "chart"),           reader.text(node, "version"),
                  reader.text(node, "repo", QString()), Json::object()};
    const Node *values = node.find("values");
    if (!values || values->isNull())
        return helm;
    if (values->isMap()) {
        helm.values = values->toJson();
        return helm;
    }
    const auto documents =
        reader.documents(reader.text(node, "values"), values->place, known.lookup);
    if (documents.size() > 1
        || (documents.size() == 1 && !documents[0].isMap() && !documents[0].isNull()))
        reader.fail(documents.back().place, u"values that are not one mapping"_s, u"one mapping"_s);
    else if (documents.size() == 1 && documents[0].isMap())
        helm.values = documents[0].toJson();
    return helm;
}

/// A ConfigMap's value that is "@path" is the file's text.
void fillData(Reader &reader, const Node &object, const Known &known, Json &json)
{
    const Node *data = object.find("data");
    if (!data || !data->isMap() || json.value("kind", "") != "ConfigMap")
        return;
    for (const Node::Entry &entry : data->entries) {
        const bool called = QString::fromStdString(entry.key).endsWith(u".json"_s);
        json["data"][entry.key] = called ? reader.jsonText(entry.value, known.lookup)
                                         : reader.textOrFile(entry.value, known.lookup);
    }
}

/// The objects of one document; a List is its items.
void addObjects(Reader &reader, const Node &node, const Known &known, std::vector<Json> &objects)
{
    if (node.isNull())
        return;
    refuseSecrets(reader, node);
    if (!node.isMap())
        return reader.fail(node.place, QString::fromLatin1(node.typeName()),
                           u"a Kubernetes object"_s);
    reader.text(node, "apiVersion");
    const QString kind = reader.text(node, "kind");
    if (const Node *items = node.find("items");
        items && items->isList() && kind.endsWith(u"List"_s)) {
        for (const Node &item : items->items)
            addObjects(reader, item, known, objects);
        return;
    }
    const Node *metadata = reader.need(node, "metadata");
    if (metadata && !metadata->isMap())
        return reader.fail(metadata->place, QString::fromLatin1(metadata->typeName()),
                           u"a mapping with a name"_s);
    if (metadata)
        reader.text(*metadata, "name");
    Json json = node.toJson();
    fillData(reader, node, known, json);
    objects.push_back(std::move(json));
}

StepKind readApply(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"manifests", "objects"});
    ApplyStep apply;
    if (bool(node.find("manifests")) == bool(node.find("objects")))
        reader.fail(node.place,
                    node.find("objects") ? u"both manifests and objects"_s
                                         : u"neither manifests nor objects"_s,
                    u"one of them"_s);
    for (const Node *path : reader.list(node, "manifests")) {
        for (const Node &document :
             reader.documents(reader.scalarText(*path), path->place, known.lookup))
            addObjects(reader, document, known, apply.objects);
    }
    for (const Node *object : reader.list(node, "objects"))
        addObjects(reader, *object, known, apply.objects);
    if (apply.objects.empty())
        reader.fail(node.place, u"nothing to apply"_s, u"at least one object"_s);
    return apply;
}

StepKind readDelete(Reader &reader, const Node &node, const Known &)
{
    stepKeys(reader, node, {"objects", "all"});
    DeleteStep remove;
    for (const Node *object : reader.list(node, "objects")) {
        reader.map(*object, {"apiVersion", "kind", "namespace", "name"});
        remove.objects.push_back(reader.ref(*object));
    }
    if (const Node *all = node.find("all")) {
        reader.map(*all, {"apiVersion", "kind", "namespace"});
        remove.all = reader.ref(*all, false);
    }
    if (remove.objects.empty() && !remove.all)
        reader.fail(node.place, u"nothing to delete"_s, u"objects or all"_s);
    return remove;
}

kube::Ref readObjectRef(Reader &reader, const Node &node)
{
    const Node *object = reader.need(node, "object");
    if (!object)
        return {};
    reader.map(*object, {"apiVersion", "kind", "namespace", "name"});
    return reader.ref(*object);
}

StepKind readPatch(Reader &reader, const Node &node, const Known &)
{
    stepKeys(reader, node, {"object", "patch", "type"});
    PatchStep patch{readObjectRef(reader, node), {}};
    const bool json = reader.oneOf(node, "type", {u"merge"_s, u"json"_s}, u"merge"_s) == u"json";
    const Node *body = reader.need(node, "patch");
    if (body && (json ? !body->isList() : !body->isMap()))
        reader.fail(body->place, QString::fromLatin1(body->typeName()),
                    json ? u"a list of operations"_s : u"a mapping"_s);
    if (body)
        patch.patch = body->toJson();
    return patch;
}

StepKind readSecret(Reader &reader, const Node &node, const Known &)
{
    stepKeys(reader, node, {"object"});
    SecretStep secret;
    const Node *object = reader.need(node, "object");
    if (!object || !object->isMap())
        return secret;
    if (reader.text(*object, "kind") != u"Secret" && !reader.failed())
        reader.fail(object->find("kind")->place, u"another kind"_s, u"Secret"_s);
    reader.text(*object, "apiVersion");
    if (const Node *metadata = reader.need(*object, "metadata"))
        reader.text(*metadata, "name");
    secret.object = object->toJson();
    return secret;
}

QString readImageId(Reader &reader, const Node &node, const Known &known, bool byName)
{
    const QString image = reader.text(node, "image");
    for (const ImageSpec &spec : known.bundle.images) {
        if (spec.id == image || (byName && spec.name == image))
            return byName ? spec.name : spec.id;
    }
    if (!reader.failed())
        reader.fail(node.find("image")->place, u"unknown image “"_s + image + u"”"_s,
                    byName ? u"the name of one of demo.yaml's images"_s
                           : u"the id of one of demo.yaml's images"_s);
    return image;
}

StepKind readImage(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"image"});
    return ImageStep{readImageId(reader, node, known, false)};
}

StepKind readRetag(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"image", "from", "to"});
    return RetagStep{readImageId(reader, node, known, true), reader.text(node, "from"),
                     reader.text(node, "to")};
}

StepKind readRestart(Reader &reader, const Node &node, const Known &)
{
    stepKeys(reader, node, {"object"});
    return RestartStep{readObjectRef(reader, node)};
}

StepKind readWait(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"probe", "every"});
    WaitStep wait;
    if (const Node *probe = reader.need(node, "probe"))
        wait.probe = readProbe(reader, *probe, known);
    wait.every = reader.duration(node, "every", wait.every);
    return wait;
}

StepKind readHttpStep(Reader &reader, const Node &node, const Known &known)
{
    stepKeys(reader, node, {"url", "forward", "path", "method", "headers", "body", "status"});
    HttpStep step{readHttp(reader, node, known)};
    if (const Node *expect = node.find("expect"); expect && expect->isMap()) {
        reader.map(*expect, {"json", "contains"});
        step.call.test = readBodyTest(reader, *expect);
    }
    return step;
}

struct KindReader {
    const char *name;
    StepKind (*read)(Reader &, const Node &, const Known &);
    std::vector<std::string> secretsIn;
};

const std::vector<KindReader> &kinds()
{
    static const std::vector<KindReader> table{
        {"check", readCheck, {}},
        {"tool", readToolStep, {"input", "files"}},
        {"helm", readHelm, {"values"}},
        {"apply", readApply, {}},
        {"delete", readDelete, {}},
        {"patch", readPatch, {}},
        {"secret", readSecret, {"object"}},
        {"image", readImage, {}},
        {"retag", readRetag, {}},
        {"restart", readRestart, {}},
        {"wait", readWait, {}},
        {"http", readHttpStep, {}},
    };
    return table;
}

/// What FORMAT.md's table says for a step without done_when; empty for "–".
std::vector<Probe> usualDoneWhen(const StepSpec &step)
{
    const auto all = [&step](std::vector<ProbeKind> parts) {
        std::vector<Probe> probes;
        for (ProbeKind &part : parts)
            probes.push_back({std::move(part), step.place});
        return probes;
    };
    if (const auto *check = std::get_if<CheckStep>(&step.kind))
        return {check->probe};
    if (const auto *wait = std::get_if<WaitStep>(&step.kind))
        return {wait->probe};
    if (std::holds_alternative<HelmStep>(step.kind))
        return all({ReleaseSame{}});
    if (std::holds_alternative<ApplyStep>(step.kind))
        return all({Applied{}});
    if (std::holds_alternative<SecretStep>(step.kind))
        return all({SecretSame{}});
    if (const auto *image = std::get_if<ImageStep>(&step.kind))
        return all({ImagePushed{image->image}});
    if (const auto *retag = std::get_if<RetagStep>(&step.kind))
        return all({TagSame{retag->image, retag->to, retag->from}});
    if (const auto *remove = std::get_if<DeleteStep>(&step.kind)) {
        std::vector<ProbeKind> parts;
        for (const kube::Ref &ref : remove->objects)
            parts.emplace_back(Absent{ref});
        if (remove->all)
            parts.emplace_back(None{*remove->all});
        return all(std::move(parts));
    }
    return {};
}

StepSpec readStep(Reader &reader, const Node &node, const Known &known, bool operation)
{
    StepSpec step;
    step.place = node.place;
    if (!node.isMap()) {
        reader.fail(node.place, QString::fromLatin1(node.typeName()), u"a step"_s);
        return step;
    }
    step.id = reader.text(node, "id");
    step.title = reader.text(node, "title");
    step.kindName = reader.text(node, "kind");
    step.needs = reader.texts(node, "needs", &step.needPlaces);
    step.when = reader.predicate(node, "when");
    step.timeout = reader.duration(node, "timeout", step.timeout);
    if (const Node *expect = node.find("expect");
        expect && !(expect->isMap() && step.kindName == u"http"))
        step.expect = reader.duration(node, "expect", step.expect);
    const auto kind = std::find_if(kinds().begin(), kinds().end(), [&step](const KindReader &each) {
        return step.kindName == QLatin1StringView(each.name);
    });
    if (kind == kinds().end()) {
        QStringList names;
        for (const KindReader &each : kinds())
            names << QString::fromLatin1(each.name);
        if (!reader.failed())
            reader.fail(node.find("kind")->place, u"unknown kind “"_s + step.kindName + u"”"_s,
                        u"one of "_s + names.join(u", "_s));
        return step;
    }
    refuseSecretsBut(reader, node, kind->secretsIn);
    step.kind = kind->read(reader, node, known);
    step.doneWhen = readProbes(reader, node, "done_when", known, step.kindName == u"apply");
    if (!node.find("done_when"))
        step.doneWhen = usualDoneWhen(step);
    if (step.doneWhen.empty() && !operation)
        reader.fail(node.place, u"a "_s + step.kindName + u" step without done_when"_s,
                    u"“done_when” with at least one probe"_s);
    return step;
}

} // namespace

std::vector<StepSpec> readSteps(Reader &reader, const Node &map, const Known &known, bool operation)
{
    std::vector<StepSpec> steps;
    reader.need(map, "steps");
    for (const Node *item : reader.list(map, "steps"))
        steps.push_back(readStep(reader, *item, known, operation));
    return steps;
}

} // namespace deploy
