// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/script.h"
#include "backend/core/duration.h"

#include <QRegularExpression>
#include <algorithm>
#include <set>

namespace show {

using namespace Qt::StringLiterals;

namespace {

/// Reads one mapping, remembering where it stands and the first thing that is wrong.
class Reader {
public:
    Reader(const Json &node, std::string pointer, const PlaceOf &placeOf,
           std::optional<core::Fault> &fault)
        : m_node(node)
        , m_pointer(std::move(pointer))
        , m_placeOf(placeOf)
        , m_fault(fault)
    {
        if (!node.is_object())
            fail(m_pointer, u"not a mapping"_s, u"a mapping"_s);
    }

    void allow(const std::set<std::string> &keys)
    {
        if (!m_node.is_object())
            return;
        for (const auto &[key, value] : m_node.items()) {
            if (!keys.count(key))
                fail(m_pointer + "/" + key,
                     u"unknown key \"%1\""_s.arg(QString::fromStdString(key)),
                     u"one of the keys of FORMAT.md"_s);
        }
    }
    bool has(const std::string &key) const { return m_node.is_object() && m_node.contains(key); }
    const Json &raw(const std::string &key) const { return m_node.at(key); }

    QString text(const std::string &key, bool needed = false)
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
    bool flag(const std::string &key, bool otherwise)
    {
        if (!has(key))
            return otherwise;
        if (!m_node.at(key).is_boolean()) {
            fail(m_pointer + "/" + key, u"not true or false"_s, u"true or false"_s);
            return otherwise;
        }
        return m_node.at(key).get<bool>();
    }
    int count(const std::string &key, int otherwise)
    {
        if (!has(key))
            return otherwise;
        if (!m_node.at(key).is_number_integer()) {
            fail(m_pointer + "/" + key, u"not a whole number"_s, u"a whole number"_s);
            return otherwise;
        }
        return m_node.at(key).get<int>();
    }
    std::chrono::milliseconds duration(const std::string &key, std::chrono::milliseconds otherwise);
    std::chrono::seconds clock(const std::string &key);
    std::vector<std::string> items(const std::string &key)
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
    void fail(const std::string &pointer, const QString &what, const QString &expected)
    {
        if (m_fault)
            return;
        m_fault = core::Fault{core::Fault::Kind::Usage,
                              u"%1: %2, expected %3"_s.arg(m_placeOf(pointer), what, expected),
                              {},
                              {}};
    }
    const std::string &pointer() const { return m_pointer; }

private:
    const Json &m_node;
    std::string m_pointer;
    const PlaceOf &m_placeOf;
    std::optional<core::Fault> &m_fault;
};

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

struct Context {
    const Json &document;
    const PlaceOf &placeOf;
    std::optional<core::Fault> fault;

    Reader at(const std::string &pointer)
    {
        return Reader(document.at(Json::json_pointer(pointer)), pointer, placeOf, fault);
    }
};

/// What is asked and what should come out of it.
Check readProbe(Reader &reader)
{
    Check check;
    check.label = reader.text("label", true);
    check.probe = reader.text("probe", true);
    if (reader.has("with"))
        check.with = reader.raw("with");
    if (reader.has("expect"))
        check.expect = parseExpectation(reader.raw("expect"));
    else
        reader.fail(reader.pointer(), u"no \"expect\""_s, u"a comparison or a value"_s);
    return check;
}

Check readCheck(Context &context, const std::string &pointer)
{
    Reader reader = context.at(pointer);
    reader.allow({"id", "label", "probe", "with", "expect", "must", "fixed", "timeout", "every"});
    Check check = readProbe(reader);
    check.id = reader.text("id", true);
    check.must = reader.flag("must", true);
    check.fixed = reader.flag("fixed", false);
    check.timeout = reader.duration("timeout", std::chrono::seconds(3));
    return check;
}

Intent readIntent(Context &context, const std::string &pointer)
{
    Reader reader = context.at(pointer);
    reader.allow({"prompt", "operation", "show"});
    Intent intent;
    if (reader.has("operation")) {
        intent.kind = Intent::Kind::Operation;
        intent.name = reader.text("operation", true);
    } else if (reader.has("show")) {
        intent.kind = Intent::Kind::Show;
        intent.name = reader.text("show", true);
    } else if (reader.has("prompt")) {
        Reader prompt = context.at(pointer + "/prompt");
        prompt.allow({"text", "debug"});
        intent.kind = Intent::Kind::Prompt;
        intent.text = prompt.text("text", true);
        intent.debug = prompt.flag("debug", false);
    } else {
        reader.fail(pointer, u"an empty intent"_s, u"prompt, operation or show"_s);
    }
    return intent;
}

/// What is asked before a GO, by its name. A condition has no time and no id of its own.
using Conditions = std::map<std::string, Check>;

Conditions readConditions(Context &context)
{
    Conditions out;
    if (!context.document.is_object() || !context.document.contains("conditions"))
        return out;
    context.at("/conditions"); // a fault when it is no mapping
    const Json &node = context.document.at("conditions");
    if (!node.is_object())
        return out;
    for (const auto &[name, value] : node.items()) {
        const std::string pointer = "/conditions/" + name;
        Reader reader = context.at(pointer);
        reader.allow({"label", "probe", "with", "expect", "do"});
        out[name] = readProbe(reader);
        out[name].id = QString::fromStdString(name);
        out[name].remedy = reader.text("do", true);
    }
    return out;
}

std::vector<Check> namedConditions(Context &context, Reader &reader, const std::string &key,
                                   const Conditions &known)
{
    std::vector<Check> out;
    for (const std::string &pointer : reader.items(key)) {
        const Json &item = context.document.at(Json::json_pointer(pointer));
        const auto found = item.is_string() ? known.find(item.get<std::string>()) : known.end();
        if (found == known.end())
            reader.fail(pointer, u"no condition %1"_s.arg(QString::fromStdString(item.dump())),
                        u"a name under \"conditions\""_s);
        else
            out.push_back(found->second);
    }
    return out;
}

Cue readCue(Context &context, const std::string &pointer, const Conditions &conditions)
{
    Reader reader = context.at(pointer);
    reader.allow({"id", "title", "effect", "tab", "target", "say", "do", "if_fails", "run",
                  "verify", "advance", "undo", "solve", "retry", "fallback", "pre"});
    Cue cue;
    cue.id = reader.text("id", true);
    cue.title = reader.text("title", true);
    cue.tab = reader.text("tab");
    cue.say = reader.text("say");
    cue.instruction = reader.text("do");
    cue.ifFails = reader.text("if_fails");
    cue.target = cue.ownTarget = reader.clock("target");
    cue.ownSay = cue.say;
    cue.retries = reader.count("retry", 0);
    cue.pre = namedConditions(context, reader, "pre", conditions);
    const QString effect = reader.text("effect", true);
    if (effect == u"cluster")
        cue.effect = Effect::Cluster;
    else if (effect == u"page")
        cue.effect = Effect::Page;
    else if (effect != u"view")
        reader.fail(pointer + "/effect", u"\"%1\""_s.arg(effect), u"view, page or cluster"_s);
    if (reader.has("run"))
        cue.run = readIntent(context, pointer + "/run");
    if (reader.has("undo"))
        cue.undo = readIntent(context, pointer + "/undo");
    if (reader.has("solve"))
        cue.solve = readIntent(context, pointer + "/solve");
    for (const std::string &check : reader.items("verify"))
        cue.verify.push_back(readCheck(context, check));
    return cue;
}

Act readAct(Context &context, const std::string &pointer, const Conditions &conditions)
{
    Reader reader = context.at(pointer);
    reader.allow({"id", "title", "target", "expect", "verify", "cues", "enter"});
    Act act;
    act.id = reader.text("id", true);
    act.title = reader.text("title", true);
    act.target = act.ownTarget = reader.clock("target");
    if (reader.has("expect")) {
        Reader expect = context.at(pointer + "/expect");
        expect.allow({"story"});
        act.story = expect.text("story", true);
        if (act.story != u"CLEAN" && act.story != u"BREACHED" && act.story != u"BLOCKED")
            expect.fail(pointer + "/expect/story", u"\"%1\""_s.arg(act.story),
                        u"CLEAN, BREACHED or BLOCKED"_s);
    }
    act.enter = namedConditions(context, reader, "enter", conditions);
    for (const std::string &check : reader.items("verify"))
        act.verify.push_back(readCheck(context, check));
    for (const std::string &cue : reader.items("cues"))
        act.cues.push_back(readCue(context, cue, conditions));
    return act;
}

std::vector<std::pair<QString, QString>> readPairs(Context &context, const std::string &pointer)
{
    std::vector<std::pair<QString, QString>> out;
    Reader reader = context.at(pointer);
    const Json &node = context.document.at(Json::json_pointer(pointer));
    if (!node.is_object())
        return out;
    for (const auto &[key, value] : node.items())
        out.emplace_back(QString::fromStdString(key), reader.text(key, true));
    return out;
}

QStringList readTexts(Context &context, Reader &reader, const std::string &key)
{
    QStringList out;
    for (const std::string &pointer : reader.items(key)) {
        const Json &item = context.document.at(Json::json_pointer(pointer));
        if (item.is_string())
            out << QString::fromStdString(item.get<std::string>());
        else
            reader.fail(pointer, u"not a text"_s, u"a text"_s);
    }
    return out;
}

std::vector<LogSource> readLogs(Context &context, const std::string &pointer)
{
    std::vector<LogSource> out;
    context.at(pointer); // a fault when it is no mapping
    const Json &node = context.document.at(Json::json_pointer(pointer));
    if (!node.is_object())
        return out;
    for (const auto &[key, value] : node.items()) {
        Reader reader = context.at(pointer + "/" + key);
        reader.allow({"namespace", "selector", "line"});
        out.push_back({QString::fromStdString(key), reader.text("namespace", true),
                       reader.text("selector", true), reader.text("line", true)});
        if (!QRegularExpression(out.back().line).isValid())
            reader.fail(pointer + "/" + key + "/line", u"no regular expression"_s,
                        u"a regular expression"_s);
    }
    return out;
}

/// Without a word on it the policies are Istio's, which ztunnel reports on.
void readPolicies(Context &context, Reader &evidence, Sources &sources)
{
    sources.policyApi = u"security.istio.io/v1"_s;
    sources.policyKind = u"AuthorizationPolicy"_s;
    sources.lockCondition = u"ZtunnelAccepted"_s;
    if (!evidence.has("policies"))
        return;
    Reader reader = context.at(evidence.pointer() + "/policies");
    reader.allow({"apiVersion", "kind", "condition"});
    sources.policyApi = reader.text("apiVersion", true);
    sources.policyKind = reader.text("kind", true);
    sources.lockCondition = reader.text("condition");
}

Sources readSources(Context &context, const std::string &pointer)
{
    Reader reader = context.at(pointer);
    reader.allow({"counters", "logs", "alerts", "profile", "image", "tag", "cleanTag",
                  "imageNamespace", "imageSelector", "policies", "policyNamespaces",
                  "lockNamespace", "lockName"});
    Sources sources;
    if (reader.has("logs"))
        sources.logs = readLogs(context, pointer + "/logs");
    readPolicies(context, reader, sources);
    if (reader.has("counters"))
        sources.counters = readPairs(context, pointer + "/counters");
    if (reader.has("alerts"))
        sources.alerts = readPairs(context, pointer + "/alerts");
    sources.profile = readTexts(context, reader, "profile");
    sources.policyNamespaces = readTexts(context, reader, "policyNamespaces");
    sources.image = reader.text("image", true);
    sources.tag = reader.text("tag", true);
    sources.cleanTag = reader.text("cleanTag");
    sources.imageNamespace = reader.text("imageNamespace", true);
    sources.imageSelector = reader.text("imageSelector", true);
    sources.lockNamespace = reader.text("lockNamespace");
    sources.lockName = reader.text("lockName");
    return sources;
}

bool hasCue(const Script &script, const QString &id)
{
    return std::any_of(script.acts.begin(), script.acts.end(), [&](const Act &act) {
        return std::any_of(act.cues.begin(), act.cues.end(),
                           [&](const Cue &cue) { return cue.id == id; });
    });
}

/// The keys of a mapping by cue; an unknown cue is a fault.
QStringList cueKeys(Context &context, const std::string &pointer, const Script &script)
{
    QStringList out;
    Reader reader = context.at(pointer);
    const Json &node = context.document.at(Json::json_pointer(pointer));
    if (!node.is_object())
        return out;
    for (const auto &[key, value] : node.items()) {
        out << QString::fromStdString(key);
        if (!hasCue(script, out.last()))
            reader.fail(pointer + "/" + key, u"no cue \"%1\""_s.arg(out.last()),
                        u"the id of a cue"_s);
    }
    return out;
}

Format readFormat(Context &context, const std::string &pointer, const Script &script)
{
    Reader reader = context.at(pointer);
    reader.allow({"id", "title", "total", "targets", "say"});
    Format format;
    format.id = reader.text("id", true);
    format.title = reader.text("title", true);
    format.total = reader.clock("total");
    if (reader.has("targets")) {
        Reader targets = context.at(pointer + "/targets");
        for (const QString &cue : cueKeys(context, pointer + "/targets", script))
            format.targets[cue] = targets.clock(cue.toStdString());
    }
    if (reader.has("say")) {
        Reader say = context.at(pointer + "/say");
        for (const QString &cue : cueKeys(context, pointer + "/say", script))
            format.say[cue] = say.text(cue.toStdString(), true);
    }
    return format;
}

PreparedAnswer readAnswer(Context &context, const std::string &pointer)
{
    Reader reader = context.at(pointer);
    reader.allow({"question", "answer"});
    return {reader.text("question", true), reader.text("answer", true)};
}

void refuseDuplicates(Context &context, const Script &script)
{
    QStringList seen;
    for (std::size_t a = 0; a < script.acts.size(); ++a) {
        for (std::size_t c = 0; c < script.acts[a].cues.size(); ++c) {
            const QString &id = script.acts[a].cues[c].id;
            const std::string pointer = "/acts/" + std::to_string(a) + "/cues/" + std::to_string(c);
            if (seen.contains(id))
                context.at(pointer).fail(pointer + "/id", u"cue \"%1\" stands twice"_s.arg(id),
                                         u"a cue id of its own"_s);
            seen << id;
        }
    }
}

} // namespace

QStringList Sources::counterNames() const
{
    QStringList out;
    for (const auto &[probe, query] : counters)
        out << probe;
    for (const LogSource &log : logs)
        out << log.probe;
    return out;
}

const Act *Script::act(const QString &wanted) const
{
    for (const Act &act : acts) {
        if (act.id == wanted)
            return &act;
    }
    return nullptr;
}

core::Result<Script> readScript(const Json &document, const PlaceOf &placeOf)
{
    Context context{document, placeOf, {}};
    Script script;
    Reader root = context.at("");
    root.allow({"show", "conditions", "acts", "closing", "evidence", "formats", "faq"});
    if (root.has("show")) {
        Reader show = context.at("/show");
        show.allow({"id", "title", "total"});
        script.id = show.text("id", true);
        script.title = show.text("title", true);
        script.total = show.clock("total");
    }
    if (root.has("evidence"))
        script.sources = readSources(context, "/evidence");
    else
        root.fail("", u"no \"evidence\""_s, u"where the evidence comes from"_s);
    const Conditions conditions = readConditions(context);
    for (const std::string &act : root.items("acts"))
        script.acts.push_back(readAct(context, act, conditions));
    refuseDuplicates(context, script);
    if (root.has("closing")) {
        Reader closing = context.at("/closing");
        closing.allow({"id", "title", "tab", "say"});
        script.closing = {closing.text("title", true), closing.text("tab"), closing.text("say")};
    }
    for (const std::string &format : root.items("formats"))
        script.formats.push_back(readFormat(context, format, script));
    for (const std::string &answer : root.items("faq"))
        script.answers.push_back(readAnswer(context, answer));
    if (script.acts.empty())
        root.fail("", u"no acts"_s, u"at least one act"_s);
    if (context.fault)
        return tl::unexpected(*context.fault);
    if (!script.formats.empty())
        useFormat(script, script.formats.front().id);
    return script;
}

bool useFormat(Script &script, const QString &id)
{
    const auto format = std::find_if(script.formats.begin(), script.formats.end(),
                                     [&](const Format &one) { return one.id == id; });
    if (format == script.formats.end())
        return false;
    script.format = id;
    if (format->total.count() > 0)
        script.total = format->total;
    for (Act &act : script.acts) {
        bool changed = false;
        std::chrono::seconds sum{0};
        for (Cue &cue : act.cues) {
            const auto target = format->targets.find(cue.id);
            changed = changed || target != format->targets.end();
            cue.target = target == format->targets.end() ? cue.ownTarget : target->second;
            sum += cue.target;
            const auto more = format->say.find(cue.id);
            cue.say = more == format->say.end() ? cue.ownSay : cue.ownSay + u' ' + more->second;
        }
        act.target = changed ? sum : act.ownTarget;
    }
    return true;
}

core::Result<void> overlayNotes(Script &script, const Json &document, const PlaceOf &placeOf)
{
    Context context{document, placeOf, {}};
    Script changed = script;
    Reader root = context.at("");
    root.allow({"notes", "faq"});
    if (root.has("notes")) {
        for (const QString &id : cueKeys(context, "/notes", script)) {
            Reader notes = context.at("/notes/" + id.toStdString());
            notes.allow({"say", "do", "if_fails"});
            for (Act &act : changed.acts) {
                for (Cue &cue : act.cues) {
                    if (cue.id != id)
                        continue;
                    if (notes.has("say"))
                        cue.ownSay = cue.say = notes.text("say");
                    if (notes.has("do"))
                        cue.instruction = notes.text("do");
                    if (notes.has("if_fails"))
                        cue.ifFails = notes.text("if_fails");
                }
            }
        }
    }
    for (const std::string &answer : root.items("faq"))
        changed.answers.push_back(readAnswer(context, answer));
    if (context.fault)
        return tl::unexpected(*context.fault);
    useFormat(changed, changed.format); // what a format adds stands after the own words, too
    script = std::move(changed);
    return {};
}

} // namespace show
