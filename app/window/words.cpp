// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/words.h"

#include <QCoreApplication>

namespace app {

using namespace Qt::StringLiterals;
using show::CueState;
using show::Verdict;
using std::chrono::milliseconds;
using widgets::Mark;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

} // namespace

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::AsExpected: return Words::tr("as expected");
    case Verdict::Unexpected: return Words::tr("unexpected");
    case Verdict::NotYet: return Words::tr("not yet");
    case Verdict::NotExpectedHere: return Words::tr("not expected here");
    }
    return {};
}

QString outcomeWord(CueState state)
{
    switch (state) {
    case CueState::Pending: return Words::tr("pending");
    case CueState::Standby: return Words::tr("standby");
    case CueState::Running: return Words::tr("running");
    case CueState::Verifying: return Words::tr("verifying");
    case CueState::Done: return Words::tr("done");
    case CueState::DoneUnverified: return Words::tr("done, unverified");
    case CueState::Failed: return Words::tr("failed");
    case CueState::Skipped: return Words::tr("skipped");
    case CueState::Recorded: return Words::tr("recorded");
    }
    return {};
}

QString clockText(milliseconds time)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString secondsText(milliseconds time)
{
    return Words::tr("%1 s").arg(static_cast<double>(time.count()) / 1000, 0, 'f', 1);
}

QString valueText(const show::Measured &measured)
{
    if (!measured.value)
        return measured.why.isEmpty() ? u"–"_s : u"– ("_s + measured.why + u')';
    const Json &value = *measured.value;
    if (value.is_boolean())
        return value.get<bool>() ? Words::tr("yes") : Words::tr("no");
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    if (value.is_number_float()
        && value.get<double>() == static_cast<double>(static_cast<qint64>(value.get<double>())))
        return QString::number(static_cast<qint64>(value.get<double>()));
    return QString::fromStdString(value.dump());
}

Mark markOf(CueState state)
{
    switch (state) {
    case CueState::Pending: return Mark::Idle;
    case CueState::Standby: return Mark::Standby;
    case CueState::Running:
    case CueState::Verifying: return Mark::Working;
    case CueState::Done: return Mark::Good;
    case CueState::DoneUnverified: return Mark::Attention;
    case CueState::Failed: return Mark::Bad;
    case CueState::Skipped:
    case CueState::Recorded: return Mark::Skipped;
    }
    return Mark::Idle;
}

Mark markOf(Verdict verdict, bool must)
{
    switch (verdict) {
    case Verdict::AsExpected: return Mark::Good;
    case Verdict::Unexpected: return must ? Mark::Bad : Mark::Attention;
    case Verdict::NotYet:
    case Verdict::NotExpectedHere: return Mark::Idle;
    }
    return Mark::Idle;
}

widgets::StoryValue storyOf(const QString &story, bool expected)
{
    const QString suffix = expected ? Words::tr(" – as expected") : Words::tr(" – UNEXPECTED");
    if (story == u"BREACHED")
        return {story + suffix, Mark::Breach};
    if (story == u"BLOCKED")
        return {story + suffix, expected ? Mark::Blocked : Mark::Bad};
    if (story == u"CLEAN")
        return {story + suffix, expected ? Mark::Good : Mark::Bad};
    return {Words::tr("UNKNOWN"), Mark::Idle};
}

namespace {

QString wordOf(const Performance &show, const show::CueRecord &record)
{
    switch (record.state) {
    case CueState::Pending: return {};
    case CueState::Standby: return record.solves ? Words::tr("failed") : QString();
    case CueState::Running: return record.attempts > 0 ? Words::tr("again") : Words::tr("running");
    case CueState::Verifying: return Words::tr("verifying");
    case CueState::Done: return secondsText(show.took(record.id));
    case CueState::DoneUnverified: return Words::tr("unverified");
    case CueState::Failed: return Words::tr("failed");
    case CueState::Skipped: return Words::tr("skipped");
    case CueState::Recorded: return Words::tr("recorded");
    }
    return {};
}

bool tookPlace(CueState state)
{
    return state == CueState::Done || state == CueState::DoneUnverified
           || state == CueState::Failed;
}

Mark actMark(const Performance &show, const QString &act, bool current)
{
    const auto found = show.documents().find(act);
    if (found == show.documents().end())
        return current ? Mark::Working : Mark::Idle;
    return found->value("expected", false) ? Mark::Good : Mark::Bad;
}

/// What nobody could look at is neither right nor wrong.
QString wordOfVerdict(const show::Question &question)
{
    return question.unseen ? Words::tr("not verified") : verdictWord(question.verdict);
}

Mark markOfVerdict(const show::Question &question)
{
    return question.unseen ? Mark::Attention : markOf(question.verdict, question.check.must);
}

/// What a breach looks like when it is measured.
bool tellsOfBreach(const show::Check &check, const show::Act &act)
{
    return act.story == u"BREACHED"
           && (check.probe.startsWith(u"loot.") || check.probe == u"tools.has"
               || check.probe == u"image.digest-changed");
}

widgets::TileValue tileOf(const show::Question &question, const show::Act &act)
{
    widgets::TileValue tile;
    tile.id = question.check.id;
    tile.title = question.check.label;
    tile.value = valueText(question.measured);
    tile.large = question.check.probe == u"loot.count" && question.measured.value;
    if (tile.large && *question.measured.value != 0)
        tile.value.prepend(u'+');
    tile.expectation = question.check.must
                           ? Words::tr("expected %1").arg(question.check.expect.text)
                           : Words::tr("expected %1 · not a must").arg(question.check.expect.text);
    tile.verdict = wordOfVerdict(question).toUpper();
    tile.verdictMark = markOfVerdict(question);
    if (question.verdict == Verdict::NotYet && question.measured.value)
        tile.verdictMark = Mark::Attention;
    tile.mark = question.verdict == Verdict::AsExpected && tellsOfBreach(question.check, act)
                    ? Mark::Breach
                    : tile.verdictMark;
    tile.observedAt = question.measured.observedAt;
    return tile;
}

} // namespace

widgets::LampValue policiesLamp(const evidence::Picture &now, const QDateTime &lately)
{
    if (!now.policies.known())
        return {u"policies"_s, Words::tr("Policies –"), Mark::Idle};
    const bool any = now.policies.value > 0, locked = any && now.locked.value;
    const bool old = !now.policies.readAfter(lately) || (any && !now.locked.readAfter(lately));
    const QString word = locked ? Words::tr("Policies ON")
                         : any  ? Words::tr("Policies, no lock")
                                : Words::tr("Policies off");
    return {u"policies"_s, old ? word + u'?' : word,
            old      ? Mark::Attention
            : locked ? Mark::Blocked
            : any    ? Mark::Attention
                     : Mark::Idle};
}

Mark markOf(Prelude::Verdict verdict)
{
    switch (verdict) {
    case Prelude::Verdict::None: return Mark::Idle;
    case Prelude::Verdict::Go: return Mark::Good;
    case Prelude::Verdict::Waived:
    case Prelude::Verdict::Unknown: return Mark::Attention;
    case Prelude::Verdict::NoGo: return Mark::Bad;
    }
    return Mark::Idle;
}

namespace {

Mark markOf(const Prelude &prelude)
{
    if (prelude.isOn())
        return prelude.runs() ? Mark::Working : Mark::Standby;
    return app::markOf(prelude.verdict);
}

/// GO, GO WITH WAIVERS and NO-GO stand so in the result document, too.
QString wordOf(const Prelude &prelude)
{
    if (prelude.runs())
        return Words::tr("running");
    if (prelude.verdict == Prelude::Verdict::Unknown)
        return Words::tr("not verified");
    return prelude.total.section(u':', 0, 0);
}

widgets::ActLine openingLine(const show::Opening &opening, const Prelude &prelude)
{
    const bool on = prelude.isOn();
    return {opening.id, Words::tr("Before the show"),
            {},         on ? Mark::Working : Mark::Idle,
            on,         {{opening.id, opening.title, wordOf(prelude), markOf(prelude), on}}};
}

widgets::StandbyValue standbyOf(const show::Opening &opening, const Prelude &prelude)
{
    return prelude.runs()
               ? widgets::StandbyValue{Words::tr("NOW · %1").arg(opening.id), opening.title,
                                       Words::tr("looks at everything; 15 s at most"),
                                       Mark::Working}
               : widgets::StandbyValue{Words::tr("NEXT · %1").arg(opening.id), opening.title,
                                       Words::tr("ready – changes nothing"), Mark::Good};
}

} // namespace

std::vector<widgets::ActLine> actLines(const Performance &show)
{
    const bool opens = show.prelude().isOn();
    const show::CueRecord *playhead = opens ? nullptr : show.player().current();
    const show::Act *now = opens ? nullptr : show.player().act();
    std::vector<widgets::ActLine> out;
    if (const show::Opening &opening = show.session().script().opening; !opening.id.isEmpty())
        out.push_back(openingLine(opening, show.prelude()));
    for (const show::Act &act : show.session().script().acts) {
        const bool current = now && now->id == act.id;
        widgets::ActLine line{act.id,
                              Words::tr("Act %1 – %2").arg(act.id, act.title),
                              clockText(act.target),
                              actMark(show, act.id, current),
                              current,
                              {}};
        if (show.actTime(act.id).count() > 0)
            line.time = clockText(show.actTime(act.id)) + u" / "_s + clockText(act.target);
        const auto *records = show.records(act.id);
        for (std::size_t i = 0; i < act.cues.size(); ++i) {
            const show::Cue &cue = act.cues[i];
            widgets::CueLine row{cue.id, cue.title, {}, Mark::Idle, false};
            if (records && i < records->size()) {
                const show::CueRecord &record = (*records)[i];
                row.mark = markOf(record.state);
                row.word = wordOf(show, record);
                if (show.undoing().changes().isUndone(record.id) && tookPlace(record.state)) {
                    row.mark = Mark::Skipped;
                    row.word = Words::tr("undone");
                }
                row.current = current && playhead && playhead->id == record.id;
            }
            line.cues.push_back(row);
        }
        out.push_back(line);
    }
    return out;
}

namespace {

/// "Policies in force: 7, expected == 0"; a yes or no says enough by itself.
QString seenWords(const show::Check &check, const show::Measured &measured)
{
    const QString seen = check.label + u": "_s + valueText(measured);
    return check.expect.value.is_boolean()
               ? seen
               : Words::tr("%1, expected %2").arg(seen, check.expect.text);
}

} // namespace

QString retryWords(const show::CueRecord &record, const show::Cue &cue)
{
    QString out = Words::tr("%1 again, try %2 of %3")
                      .arg(record.id)
                      .arg(record.attempts + 1)
                      .arg(cue.retries + (record.solves ? 2 : 1));
    const auto missed =
        std::find_if(record.questions.begin(), record.questions.end(), [](const auto &question) {
            return question.check.must && question.verdict == Verdict::Unexpected
                   && !question.unseen;
        });
    if (missed != record.questions.end())
        out += u" – "_s + seenWords(missed->check, missed->measured);
    return out;
}

QString conditionWords(const show::Condition &condition)
{
    const show::Check &check = condition.check;
    return condition.verdict == Verdict::NotYet
               ? Words::tr("NOT READY – not known: %1. %2").arg(check.label, check.remedy)
               : Words::tr("NOT READY – %1. %2")
                     .arg(seenWords(check, condition.measured), check.remedy);
}

namespace {

/// The lamp of a cue that stands by.
std::pair<QString, Mark> lampOf(const Performance &show, const show::Conditions &conditions)
{
    if (show.isArmed())
        return {Words::tr("armed – press GO again"), Mark::Attention};
    if (const show::Condition *missing = conditions.worst())
        return {conditionWords(*missing),
                missing->verdict == Verdict::NotYet && missing->measured.why.isEmpty()
                    ? Mark::Working
                    : Mark::Attention};
    if (conditions.all.empty())
        return {Words::tr("ready – every forward is Verified"), Mark::Good};
    return {Words::tr("READY – %1 of %1 conditions hold").arg(conditions.all.size()), Mark::Good};
}

} // namespace

widgets::StandbyValue standbyOf(const Performance &show, const show::Conditions &conditions,
                                const QString &trouble)
{
    if (show.prelude().isOn())
        return standbyOf(show.session().script().opening, show.prelude());
    const show::CueRecord *record = show.player().current();
    if (!record) {
        const auto &script = show.session().script();
        const show::Act *act = show.player().act();
        if (act && !show.over(act->id))
            return {{}, {}, Words::tr("the act's last checks are open"), Mark::Working};
        if (show.allOver())
            return {Words::tr("THE END"), script.closing.title,
                    script.closing.tab.isEmpty()
                        ? Words::tr("every act is played")
                        : Words::tr("every act is played; GO turns to the last view"),
                    Mark::Good};
        return {{}, {}, Words::tr("no act is on standby"), Mark::Idle};
    }
    const show::Cue &cue = *show.player().cue();
    const bool waits = record->state == CueState::Standby;
    QString kicker = (!waits           ? Words::tr("NOW · %1")
                      : record->solves ? Words::tr("SOLVE · %1")
                                       : Words::tr("NEXT · %1"))
                         .arg(record->id);
    if (waits ? show.changesCluster() : cue.effect == show::Effect::Cluster)
        kicker += Words::tr(" · CHANGES CLUSTER");
    if (!waits)
        return {kicker, cue.title,
                record->attempts > 1
                    ? Words::tr("%1, try %2").arg(outcomeWord(record->state)).arg(record->attempts)
                    : outcomeWord(record->state),
                markOf(record->state)};
    if (const QString &undone = show.undoing().running(); !undone.isEmpty())
        return {kicker, cue.title, Words::tr("waits for the undo of %1").arg(undone),
                Mark::Working};
    if (!trouble.isEmpty())
        return {kicker, cue.title, trouble, Mark::Attention};
    if (record->solves && !show.isArmed())
        return {kicker, cue.title,
                Words::tr(
                    "failed at try %1: GO forces it and tries once more; or show its recording, "
                    "then Skip")
                    .arg(record->attempts),
                Mark::Attention};
    const auto [word, mark] = lampOf(show, conditions);
    return {kicker, cue.title, word, mark};
}

namespace {

/// Pre-flight's verdict is the check of its cue.
widgets::TileValue tileOf(const show::Opening &opening, const Prelude &prelude)
{
    const bool good =
        prelude.verdict == Prelude::Verdict::Go || prelude.verdict == Prelude::Verdict::Waived;
    widgets::TileValue tile;
    tile.id = opening.id;
    tile.title = opening.title;
    tile.value = prelude.total;
    tile.expectation = Words::tr("expected %1").arg(u"GO"_s);
    tile.verdict = (good                                        ? verdictWord(Verdict::AsExpected)
                    : prelude.verdict == Prelude::Verdict::NoGo ? verdictWord(Verdict::Unexpected)
                                                                : Words::tr("not verified"))
                       .toUpper();
    tile.mark = tile.verdictMark = markOf(prelude);
    tile.observedAt = prelude.at;
    return tile;
}

} // namespace

std::vector<widgets::TileValue> tilesOf(const Performance &show)
{
    std::vector<widgets::TileValue> out;
    const Prelude &prelude = show.prelude();
    if (prelude.verdict != Prelude::Verdict::None && !show.pace().begun)
        out.push_back(tileOf(show.session().script().opening, prelude));
    const show::Act *act = show.player().act();
    if (!act)
        return out;
    const auto &records = show.player().records();
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        for (const show::Question &question : record->questions)
            out.push_back(tileOf(question, *act));
    }
    return out;
}

widgets::EvidenceRow rowOf(const QString &act, const show::Question &question)
{
    return {question.measured.observedAt.isValid()
                ? question.measured.observedAt.toString(u"HH:mm:ss.zzz"_s)
                : Words::tr("never"),
            act,
            question.check.id,
            question.check.label,
            valueText(question.measured),
            question.check.expect.text,
            wordOfVerdict(question),
            secondsText(question.settled - question.asked),
            markOfVerdict(question),
            question.check.must};
}

std::vector<widgets::VerdictCard> cardsOf(const Performance &show)
{
    std::vector<widgets::VerdictCard> out;
    for (const show::Act &act : show.session().script().acts) {
        widgets::VerdictCard card{act.id, act.title, Words::tr("not played"), {}, Mark::Idle};
        const auto found = show.documents().find(act.id);
        if (found != show.documents().end()) {
            const Json &document = *found;
            const auto story = storyOf(QString::fromStdString(document.value("story", "")),
                                       document.value("expected", false));
            card.story = story.text;
            card.mark = story.mark;
            QStringList tools;
            for (const Json &tool : document.value("toolCalls", Json::array()))
                tools << QString::fromStdString(tool.get<std::string>());
            const Json reply = document.value("reply", Json::object());
            card.facts = Words::tr("£%1 · $%2 · %3 received outside · %4 refused\n%5")
                             .arg(QString::fromStdString(reply.value("gbp", "")),
                                  QString::fromStdString(reply.value("usd", "")))
                             .arg(document.value("exfilDelta", 0))
                             .arg(document.value("denyDelta", 0))
                             .arg(tools.join(u" → "_s));
        }
        out.push_back(card);
    }
    return out;
}

} // namespace app
