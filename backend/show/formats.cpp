// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/formats.h"

#include <algorithm>

namespace show {

using namespace Qt::StringLiterals;

namespace {

bool hasCue(const Script &script, const QString &id)
{
    return std::any_of(script.acts.begin(), script.acts.end(), [&](const Act &act) {
        return std::any_of(act.cues.begin(), act.cues.end(),
                           [&](const Cue &cue) { return cue.id == id; });
    });
}

/// The keys of a mapping by cue; an unknown cue is a fault. ALSO is no act's cue and one, too.
QStringList cueKeys(Context &context, const std::string &pointer, const Script &script,
                    const QString &also = {})
{
    QStringList out;
    Reader reader = context.at(pointer);
    const Json &node = context.document.at(Json::json_pointer(pointer));
    if (!node.is_object())
        return out;
    for (const auto &[key, value] : node.items()) {
        out << QString::fromStdString(key);
        if (!hasCue(script, out.last()) && (also.isEmpty() || out.last() != also))
            reader.fail(std::string(pointer).append("/").append(key),
                        u"no cue \"%1\""_s.arg(out.last()), u"the id of a cue"_s);
    }
    return out;
}

} // namespace

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
        for (const QString &cue : cueKeys(context, pointer + "/targets", script, script.closing.id))
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
    const auto end = format->targets.find(script.closing.id);
    script.closing.target = end == format->targets.end() ? script.closing.ownTarget : end->second;
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
