// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/reader.h"

#include <set>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// An id of its kind; a second one of the same name is a fault.
QString uniqueId(Reader &reader, const Node &node, const char *key, std::set<QString> &seen)
{
    const QString id = reader.text(node, key);
    if (!seen.insert(id).second && !reader.failed())
        reader.fail(node.find(key)->place, u"“"_s + id + u"” a second time"_s,
                    u"a name of its own"_s);
    return id;
}

/// What the chosen edition holds instead of what would be so without it.
void takeEdition(Reader &reader, const Node &edition, const Choice &choice, Bundle &bundle)
{
    if (const Node *facts = edition.find("facts");
        facts && reader.map(*facts, {"licences", "model"})) {
        bundle.licences =
            reader.oneOf(*facts, "licences", {u"needed"_s, u"not-needed"_s}, bundle.licences);
        const QString model =
            reader.oneOf(*facts, "model", {u"scripted"_s, u"anthropic"_s}, bundle.model);
        if (choice.model.isEmpty())
            bundle.model = model;
    }
    const Node *vars = edition.find("vars");
    if (vars && !vars->isMap())
        return reader.fail(vars->place, QString::fromLatin1(vars->typeName()), u"a mapping"_s);
    if (vars)
        bundle.vars.merge_patch(vars->toJson());
}

void readEditions(Reader &reader, const Node &root, const Choice &choice, Bundle &bundle)
{
    const Node *editions = reader.need(root, "editions");
    if (!editions || !editions->isMap()) {
        if (editions)
            reader.fail(editions->place, QString::fromLatin1(editions->typeName()),
                        u"a mapping of editions"_s);
        return;
    }
    for (const Node::Entry &entry : editions->entries) {
        if (entry.key == "default")
            continue;
        if (!reader.map(entry.value, {"title", "phases", "forwards", "acts", "facts", "vars"}))
            return;
        reader.need(entry.value, "phases");
        bundle.editions.push_back(
            {QString::fromStdString(entry.key), reader.text(entry.value, "title"),
             reader.texts(entry.value, "phases"), reader.texts(entry.value, "forwards"),
             reader.text(entry.value, "acts", u"acts.yaml"_s), entry.place});
    }
    QString wanted = reader.text(*editions, "default");
    Place place = editions->find("default") ? editions->find("default")->place : editions->place;
    if (!choice.edition.isEmpty()) {
        wanted = choice.edition;
        place = editions->place;
    }
    bundle.edition = wanted;
    QStringList names;
    for (const Edition &edition : bundle.editions)
        names << edition.id;
    if (!names.contains(wanted))
        return reader.fail(place, u"no edition “"_s + wanted + u"”"_s,
                           u"one of "_s + names.join(u", "_s));
    takeEdition(reader, *editions->find(wanted.toUtf8().constData()), choice, bundle);
}

/// The value of an option that was asked for, else the bundle's own; "" after a fault.
QString takenOf(Reader &reader, const Node &node, const Choice &choice, const OptionSpec &option)
{
    const auto asked = choice.options.constFind(option.name);
    if (asked == choice.options.constEnd()) {
        const QString own = reader.oneOf(node, "take", option.values, {});
        const QString before = choice.recorded.value(option.name);
        return option.values.contains(before) ? before : own;
    }
    if (!option.values.contains(*asked))
        reader.fail(node.place, u"no "_s + option.name + u" “"_s + *asked + u"”"_s,
                    u"one of "_s + option.values.join(u", "_s));
    return *asked;
}

void readOptions(Reader &reader, const Node &root, const Choice &choice, Bundle &bundle)
{
    std::set<QString> seen;
    for (const Node *node : reader.list(root, "options")) {
        if (!reader.map(*node, {"name", "title", "take", "values"}))
            return;
        OptionSpec option{uniqueId(reader, *node, "name", seen),
                          reader.text(*node, "title"),
                          {},
                          {}};
        const Node *values = reader.need(*node, "values");
        if (values && !values->isMap())
            reader.fail(values->place, QString::fromLatin1(values->typeName()),
                        u"a mapping of values"_s);
        if (reader.failed())
            return;
        for (const Node::Entry &entry : values->entries)
            option.values << QString::fromStdString(entry.key);
        reader.need(*node, "take");
        option.taken = takenOf(reader, *node, choice, option);
        const Node *taken = values->find(option.taken.toUtf8().constData());
        if (reader.failed() || !reader.map(*taken, {"title", "vars"}))
            return;
        const Node *vars = taken->find("vars");
        if (vars && !vars->isMap())
            return reader.fail(vars->place, QString::fromLatin1(vars->typeName()), u"a mapping"_s);
        if (vars)
            bundle.vars.merge_patch(vars->toJson());
        bundle.vars[option.name.toStdString()] = option.taken.toStdString();
        reader.know(option.name, option.values);
        bundle.options.push_back(std::move(option));
    }
    const Node *options = root.find("options");
    QStringList names;
    for (const OptionSpec &option : bundle.options)
        names << option.name;
    for (auto asked = choice.options.keyBegin(); asked != choice.options.keyEnd(); ++asked) {
        if (!names.contains(*asked))
            reader.fail(options ? options->place : root.place, u"no option “"_s + *asked + u"”"_s,
                        u"one of "_s + names.join(u", "_s));
    }
}

void readPaces(Reader &reader, const Node &root, Bundle &bundle)
{
    const Node *paces = reader.need(root, "paces");
    if (!paces)
        return;
    if (!paces->isMap())
        return reader.fail(paces->place, QString::fromLatin1(paces->typeName()),
                           u"a mapping of paces"_s);
    if (const Node *pace = paces->find(bundle.pace.toUtf8().constData())) {
        bundle.paceValues = pace->toJson();
        return;
    }
    QStringList names;
    for (const Node::Entry &entry : paces->entries)
        names << QString::fromStdString(entry.key);
    reader.fail(paces->place, u"no pace “"_s + bundle.pace + u"”"_s,
                u"one of "_s + names.join(u", "_s));
}

void readCustomer(Reader &reader, const Node &root, const Choice &choice, Bundle &bundle)
{
    const Node *customer = reader.need(root, "customer");
    if (!customer || !reader.map(*customer, {"id", "prompt", "gbp", "usd"}))
        return;
    const QString id = choice.customer.value_or(reader.text(*customer, "id"));
    // The prompt names the customer who asks, whoever was chosen.
    const QString prompt =
        choice.prompt.value_or(reader.text(*customer, "prompt").replace(u"${customer.id}"_s, id));
    bundle.customer = {{"id", id.toStdString()},
                       {"prompt", prompt.toStdString()},
                       {"gbp", reader.text(*customer, "gbp").toStdString()},
                       {"usd", reader.text(*customer, "usd").toStdString()}};
}

void readRegistry(Reader &reader, const Node &root, const Choice &choice, Bundle &bundle)
{
    const Node *registry = reader.need(root, "registry");
    if (!registry || !reader.map(*registry, {"host", "prefix"}))
        return;
    const QString host = reader.text(*registry, "host");
    bundle.registryHost = choice.registryHost.isEmpty() ? host : choice.registryHost;
    bundle.registryPrefix = bundle.registryHost + u'/' + reader.text(*registry, "prefix");
}

void readSecrets(Reader &reader, const Node &root, Bundle &bundle)
{
    std::set<QString> seen;
    for (const Node *node : reader.list(root, "secrets")) {
        if (!reader.map(*node,
                        {"name", "title", "env", "minLength", "jwt", "notNeeded", "standIn"}))
            return;
        bundle.secrets.push_back(
            {uniqueId(reader, *node, "name", seen), reader.text(*node, "title"),
             reader.text(*node, "env"), reader.number(*node, "minLength", 1),
             reader.flag(*node, "jwt", false), reader.predicates(*node, "notNeeded"),
             reader.text(*node, "standIn", QString())});
    }
}

void readForwards(Reader &reader, const Node &root, const Choice &choice, Bundle &bundle)
{
    std::set<QString> seen;
    std::set<int> ports;
    for (const Node *node : reader.list(root, "forwards")) {
        if (!reader.map(*node, {"id", "title", "port", "group", "namespace", "service",
                                "servicePort", "probe"}))
            return;
        ForwardSpec forward;
        forward.id = uniqueId(reader, *node, "id", seen);
        forward.title = reader.text(*node, "title");
        forward.group = reader.text(*node, "group", QString());
        forward.ns = reader.text(*node, "namespace");
        forward.service = reader.text(*node, "service");
        reader.need(*node, "port");
        reader.need(*node, "servicePort");
        forward.port = reader.number(*node, "port", 0);
        forward.servicePort = reader.number(*node, "servicePort", 0);
        for (const char *key : {"port", "servicePort"}) {
            const int port = reader.number(*node, key, 0);
            if (!reader.failed() && (port < 1 || port > 65535))
                reader.fail(node->find(key)->place, QString::number(port),
                            u"a port from 1 to 65535"_s);
        }
        if (!reader.failed() && !ports.insert(forward.port).second)
            reader.fail(node->find("port")->place,
                        u"port "_s + QString::number(forward.port) + u" a second time"_s,
                        u"a port of its own"_s);
        forward.port = choice.forwardPorts.value(forward.id, forward.port);
        if (const Node *probe = node->find("probe");
            probe && reader.map(*probe, {"path", "status", "json", "title", "contains"}))
            forward.probe = {reader.text(*probe, "path", u"/"_s),
                             reader.number(*probe, "status", 200),
                             reader.text(*probe, "title", QString()), readBodyTest(reader, *probe)};
        bundle.forwards.push_back(std::move(forward));
    }
}

std::vector<SignInSpec> readSignIn(Reader &reader, const Node &tab)
{
    std::vector<SignInSpec> out;
    for (const Node *node : reader.list(tab, "signIn")) {
        if (!reader.map(*node, {"page", "fields", "button", "error"}))
            return {};
        SignInSpec form;
        form.page = reader.text(*node, "page");
        form.button = reader.text(*node, "button");
        form.error = reader.text(*node, "error", QString());
        const Node *fields = reader.need(*node, "fields");
        if (fields && !fields->isMap())
            reader.fail(fields->place, QString::fromLatin1(fields->typeName()),
                        u"a mapping of CSS selectors to values"_s);
        if (reader.failed())
            return {};
        for (const Node::Entry &entry : fields->entries)
            form.fields.emplace_back(QString::fromStdString(entry.key),
                                     reader.scalarText(entry.value));
        out.push_back(std::move(form));
    }
    return out;
}

std::optional<AskSpec> readAsk(Reader &reader, const Node &tab)
{
    const Node *node = tab.find("ask");
    if (!node || !reader.map(*node, {"field", "button", "debug"}))
        return {};
    return AskSpec{reader.text(*node, "field"), reader.text(*node, "button"),
                   reader.text(*node, "debug", QString())};
}

void readTabs(Reader &reader, const Node &root, Bundle &bundle)
{
    std::set<QString> seen;
    for (const Node *node : reader.list(root, "tabs")) {
        if (!reader.map(*node, {"id", "title", "forward", "path", "key", "signIn", "ask"}))
            return;
        bundle.tabs.push_back({uniqueId(reader, *node, "id", seen), reader.text(*node, "title"),
                               reader.text(*node, "forward"), reader.text(*node, "path", u"/"_s),
                               reader.number(*node, "key", 0), readSignIn(reader, *node),
                               readAsk(reader, *node)});
        if (!reader.failed() && !bundle.forward(bundle.tabs.back().forward))
            reader.fail(node->find("forward")->place,
                        u"unknown forward “"_s + bundle.tabs.back().forward + u"”"_s,
                        u"the id of one of demo.yaml's forwards"_s);
    }
}

void readImages(Reader &reader, const Node &root, const Lookup &lookup, Bundle &bundle)
{
    std::set<QString> seen;
    for (const Node *node : reader.list(root, "images")) {
        if (!reader.map(*node, {"id", "name", "tag", "aliases", "workload", "key", "config"}))
            return;
        ImageSpec image;
        image.id = uniqueId(reader, *node, "id", seen);
        image.name = reader.text(*node, "name");
        image.tag = reader.text(*node, "tag");
        image.aliases = reader.texts(*node, "aliases");
        image.workload = reader.text(*node, "workload");
        image.key = reader.oneOf(*node, "key", {u"org"_s, u"untrusted"_s, u"none"_s}, u"org"_s);
        if (const Node *config = node->find("config"); config && config->isMap()) {
            for (const Node::Entry &entry : config->entries) {
                if (entry.key.empty() || entry.key[0] != '/')
                    reader.fail(entry.place, u"“"_s + QString::fromStdString(entry.key) + u"”"_s,
                                u"an absolute path in the image"_s);
                image.config[entry.key] =
                    reader.fileText(reader.scalarText(entry.value), entry.value.place, lookup);
            }
        } else if (config) {
            reader.fail(config->place, QString::fromLatin1(config->typeName()),
                        u"a mapping of paths to files"_s);
        }
        bundle.images.push_back(std::move(image));
    }
}

/// vars in their order: each sees the names before it.
void readVars(Reader &reader, const Node &root, Bundle &bundle)
{
    const Node *vars = root.find("vars");
    if (!vars)
        return;
    if (!vars->isMap())
        return reader.fail(vars->place, QString::fromLatin1(vars->typeName()), u"a mapping"_s);
    for (const Node::Entry &entry : vars->entries)
        bundle.vars[entry.key] = entry.value.toJson();
}

void fillVars(Bundle &bundle, const Choice &choice)
{
    bundle.vars["edition"] = bundle.edition.toStdString();
    bundle.vars["cluster"] = bundle.cluster.toStdString();
    bundle.vars["model"] = {{"url", (choice.modelUrl.isEmpty() ? u"https://api.anthropic.com"_s
                                                               : choice.modelUrl)
                                        .toStdString()},
                            {"kind", bundle.model.toStdString()}};
    bundle.vars["pace"] = bundle.paceValues;
    bundle.vars["customer"] = bundle.customer;
    bundle.vars["registry"] = bundle.registryHost.toStdString();
    const QString port = bundle.registryHost.section(u':', 1);
    bundle.vars["registry.port"] = (port.isEmpty() ? u"80"_s : port).toStdString();
    bundle.vars["registry.prefix"] = bundle.registryPrefix.toStdString();
    for (const ForwardSpec &forward : bundle.forwards)
        bundle.vars["forward"][forward.id.toStdString()] = {
            {"url", "http://localhost:" + std::to_string(forward.port)}, {"port", forward.port}};
}

void chooseFacts(const Choice &choice, Bundle &bundle)
{
    const bool stage = choice.cluster == u"stage";
    bundle.cluster = choice.cluster;
    bundle.licences = choice.licences;
    bundle.pace = !choice.pace.isEmpty() ? choice.pace : stage ? u"fast"_s : u"real"_s;
    bundle.model = !choice.model.isEmpty() ? choice.model : stage ? u"scripted"_s : u"anthropic"_s;
}

/// A kind cluster that the bundle does not make is left alone like any other cluster.
void chooseCluster(const Choice &choice, Bundle &bundle)
{
    if (bundle.cluster != u"kind" || choice.kindCluster.isEmpty())
        return;
    const auto own = walk(bundle.vars, "kindCluster");
    if (!own || QString::fromStdString(textOf(*own)) != choice.kindCluster)
        bundle.cluster = u"other"_s;
}

void readRoot(Reader &reader, const Node &root, const Choice &choice, Bundle &bundle)
{
    reader.map(root, {"name", "title", "vars", "customer", "registry", "paces", "options",
                      "editions", "secrets", "images", "forwards", "tabs"});
    bundle.name = reader.text(root, "name");
    bundle.title = reader.text(root, "title", bundle.name);
    readVars(reader, root, bundle);
    readRegistry(reader, root, choice, bundle);
    readPaces(reader, root, bundle);
    readOptions(reader, root, choice, bundle);
    readEditions(reader, root, choice, bundle);
    chooseCluster(choice, bundle);
    readCustomer(reader, root, choice, bundle);
    readSecrets(reader, root, bundle);
    readForwards(reader, root, choice, bundle);
    readTabs(reader, root, bundle);
    fillVars(bundle, choice);
}

/// demo.yaml's own scalars may use what the file itself defines: it is read until that settles.
Lookup settling(const Bundle &bundle)
{
    return [&bundle](const std::string &name) -> std::optional<Json> {
        if (auto value = walk(bundle.vars, name))
            return value;
        return Json("${" + name + "}");
    };
}

} // namespace

void readDemo(Reader &reader, const Choice &choice, Bundle &bundle)
{
    const QString folder = bundle.folder;
    const Place start{u"demo.yaml"_s, 1, 1};
    const auto read = [&choice, &folder](Reader &by, const Node &root) {
        Bundle fresh;
        fresh.folder = folder;
        chooseFacts(choice, fresh);
        readRoot(by, root, choice, fresh);
        return fresh;
    };
    constexpr int rounds = 3; // a name may stand for a text with names, twice over
    for (int round = 0; round < rounds; ++round) {
        Reader scratch(folder); // what does not settle is a fault of the last reading
        const Bundle before = bundle;
        const auto nodes = scratch.documents(start.file, start, settling(before));
        if (nodes.size() == 1 && nodes[0].isMap())
            bundle = read(scratch, nodes[0]);
    }
    const Bundle settled = bundle;
    const auto nodes = reader.documents(start.file, start, settled.lookup());
    if (reader.failed())
        return;
    if (nodes.size() != 1 || !nodes[0].isMap())
        return reader.fail(start, u"no mapping"_s, u"one mapping"_s);
    bundle = read(reader, nodes[0]);
    readImages(reader, nodes[0], bundle.lookup(), bundle);
}

} // namespace deploy
