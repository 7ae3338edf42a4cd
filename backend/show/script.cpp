// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/script.h"

#include "backend/show/formats.h"
#include "backend/show/sources.h"

#include <QRegularExpression>

namespace show {

using namespace Qt::StringLiterals;

namespace {

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

/// "manual", "on_verified" or "after 5s".
std::optional<std::chrono::milliseconds> readAdvance(Reader &reader)
{
    const QString written = reader.text("advance");
    if (written.isEmpty() || written == u"manual")
        return std::nullopt;
    if (written == u"on_verified")
        return std::chrono::milliseconds(0);
    static const QRegularExpression form(u"^after ([0-9]{1,3})s$"_s);
    if (const auto match = form.match(written); match.hasMatch())
        return std::chrono::seconds(match.captured(1).toInt());
    reader.fail(reader.pointer() + "/advance", u"\"%1\""_s.arg(written),
                u"manual, on_verified or a time like \"after 5s\""_s);
    return std::nullopt;
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
    cue.advance = readAdvance(reader);
    cue.fallback = reader.text("fallback");
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
    for (std::size_t i = 0; i + 1 < act.cues.size(); ++i) {
        const std::string place = pointer + "/cues/" + std::to_string(i) + "/advance";
        // Whatever changes the cluster waits for a hand.
        if (act.cues[i].advance && act.cues[i + 1].effect == Effect::Cluster)
            reader.fail(place,
                        u"cue \"%1\" follows, which changes the cluster"_s.arg(act.cues[i + 1].id),
                        u"manual"_s);
    }
    return act;
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
    root.allow({"show", "conditions", "opening", "acts", "closing", "evidence", "formats", "faq"});
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
    if (root.has("opening")) {
        Reader opening = context.at("/opening");
        opening.allow({"id", "title", "say", "do"});
        script.opening = {opening.text("id", true), opening.text("title", true),
                          opening.text("say"), opening.text("do")};
    }
    if (root.has("closing")) {
        Reader closing = context.at("/closing");
        closing.allow({"id", "title", "tab", "say", "target"});
        script.closing = {closing.text("id"),
                          closing.text("title", true),
                          closing.text("tab"),
                          closing.text("say"),
                          {},
                          {}};
        if (closing.has("target"))
            script.closing.target = script.closing.ownTarget = closing.clock("target");
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

} // namespace show
