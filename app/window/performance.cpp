// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/performance.h"

#include "app/window/words.h"
#include "backend/core/paths.h"

namespace app {

using namespace Qt::StringLiterals;
using show::CueState;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds afterOpening(1000);

} // namespace

Performance::Performance(Session &session)
    : m_session(session)
{
}

Performance::~Performance() = default;

core::Result<std::unique_ptr<Performance>> Performance::begin(Session &session, Start start)
{
    std::unique_ptr<Performance> made(new Performance(session));
    const QString folder = core::Paths::own().state + u"/shows"_s;
    auto log = start.resume
                   ? ShowLog::resume(start.resume->path, session.contextName(), session.clock())
                   : ShowLog::begin(folder, session.contextName(), session.clock());
    if (!log)
        return tl::unexpected(log.error());
    made->m_log = std::move(*log);
    if (start.afterReset)
        made->write("reset");
    made->m_hands = std::make_unique<Hands>(session, lastToolCalls(folder, session.contextName()));
    made->m_undoing = std::make_unique<Undoing>(session, *made->m_hands);
    show::Player::Options options;
    options.fixedFigures = session.fixedFigures();
    options.offersSolve = true;
    made->m_player =
        std::make_unique<show::Player>(session.script(), *made->m_hands, session.clock(), options);
    made->attend();
    made->write("ready",
                {{"cluster", start.cluster.toStdString()}, {"resumed", start.resume.has_value()}});
    made->m_log->follow(session.forwards());
    if (start.resume)
        made->goOn(start.resume->progress);
    else
        made->m_player->standBy(session.script().acts.front().id);
    return made;
}

void Performance::goOn(const show::Progress &from)
{
    const QDateTime now = m_session.clock().now();
    const milliseconds elapsed = m_session.clock().elapsed();
    const auto since = [&](const QDateTime &time) {
        return elapsed - milliseconds(time.msecsTo(now));
    };
    if (from.firstGo.isValid())
        m_start = since(from.firstGo);
    for (const auto &[act, document] : from.documents)
        m_documents[act] = document;
    for (const auto &[cue, took] : from.took)
        m_took[cue] = took;
    for (const auto &[act, took] : from.actTook)
        m_actTook[act] = took;
    for (const auto &[act, began] : from.actBegan)
        m_actBegan[act] = since(began);
    for (const show::CueRecord &record : from.records) {
        if (record.state != CueState::Pending)
            m_fired = record.id;
    }
    m_undoing->changes() = from.changes;
    m_hands->restore(baselineOf(from.baseline), replyOf(from.reply));
    if (!from.over
        && m_player->restore(from.act, from.records, from.cue, from.begun, from.settled)) {
        m_records[from.act] = m_player->records();
        m_resumedAt = from.cue.isEmpty() ? tr("the last checks of act %1").arg(from.act) : from.cue;
        return;
    }
    const auto &acts = m_session.script().acts;
    auto next = std::find_if(acts.begin(), acts.end(),
                             [&](const show::Act &one) { return one.id == from.act; });
    next = next == acts.end() ? acts.begin() : next + 1;
    m_resumedAt = next == acts.end() ? tr("its end") : tr("act %1").arg(next->id);
    if (next != acts.end())
        m_player->standBy(next->id);
}

void Performance::attend()
{
    m_log->follow(*m_player);
    connect(m_player.get(), &show::Player::cueChanged, this, &Performance::cueChanged);
    connect(m_player.get(), &show::Player::refused, this,
            [this](const QString &, const QString &why) { emit refused(why); });
    connect(m_player.get(), &show::Player::questionSettled, this,
            [this](const show::Question &question) {
                ++m_events;
                emit settled(m_player->act()->id, question);
            });
    connect(m_player.get(), &show::Player::actOver, this, &Performance::closeAct);
    connect(m_hands.get(), &Hands::progress, this, &Performance::said);
    connect(m_hands.get(), &Hands::began, this, [this](const QString &act) {
        write("begin",
              {{"act", act.toStdString()}, {"baseline", baselineJson(m_hands->baseline())}});
    });
    connect(m_hands.get(), &Hands::replied, this,
            [this] { write("reply", replyJson(*m_hands->reply())); });
    connect(m_hands.get(), &Hands::askingItself, this, [this](const QString &why) {
        emit said(tr("asked without the page: %1").arg(why));
        write("heal",
              {{"what", "prompt"}, {"why", why.toStdString()}, {"seconds", 0}, {"lost", 0}});
    });
    connect(m_hands.get(), &Hands::looked, this, &Performance::changed);
    connect(m_undoing.get(), &Undoing::changed, this, &Performance::undone);
}

void Performance::write(const char *event, Json fields)
{
    ++m_events;
    m_log->write(event, std::move(fields));
}

const show::Cue *Performance::cue(const QString &id) const
{
    for (const show::Act &act : m_session.script().acts) {
        for (const show::Cue &one : act.cues) {
            if (one.id == id)
                return &one;
        }
    }
    return nullptr;
}

void Performance::cueChanged(const show::CueRecord &record)
{
    ++m_events;
    m_back = 0;
    const milliseconds now = m_session.clock().elapsed();
    const QString act = m_player->act()->id;
    const show::Cue *known = cue(record.id);
    if (record.state == CueState::Running) {
        m_began[record.id] = now;
        m_fired = record.id;
        if (!m_actBegan.contains(act))
            m_actBegan[act] = now;
        if (known) {
            emit viewWanted(known->tab);
            emit said(record.attempts > 0 ? retryWords(record, *known)
                                          : u"%1 %2"_s.arg(record.id, known->title));
        }
        emit cueBegan(record.id);
    } else if (record.state != CueState::Standby && record.state != CueState::Verifying
               && m_began.contains(record.id)) {
        m_took[record.id] = now - m_began[record.id];
        emit said(
            u"%1 %2%3"_s.arg(record.id, outcomeWord(record.state),
                             record.why.isEmpty() ? QString() : QString(u": "_s + record.why)));
        if (known && m_player->begun())
            m_undoing->changes().ended(*known, record.state);
        if (known && record.state == CueState::Done)
            followUp(*known);
        emit cueOver(record.id, record.state);
        emit rested();
    }
    m_records[act] = m_player->records();
    emit changed();
}

/// A bundle may let the next cue, which then changes nothing, follow by itself. Whatever the
/// presenter does meanwhile comes first, and what is not ready waits for a hand.
void Performance::followUp(const show::Cue &over)
{
    if (!over.advance)
        return;
    const milliseconds wait = std::max(*over.advance, milliseconds(widgets::GoGuard::lockOut));
    m_session.clock().after(wait, this, [this, hands = m_hand, id = over.id] {
        if (hands != m_hand || m_fired != id || !waits() || changesCluster()
            || conditions().refusal(false) || !trouble().isEmpty())
            return;
        const QString next = m_player->current()->id;
        if (m_guard.press(next, false, widgets::GoSource::Clicker, m_session.clock().elapsed())
            != widgets::GoGuard::Answer::Fire)
            return;
        write("go", {{"cue", next.toStdString()}, {"why", "advance"}});
        m_player->go();
        emit fired();
    });
}

void Performance::turnToClosing()
{
    const show::Closing &closing = m_session.script().closing;
    write("closing");
    emit viewWanted(closing.tab);
    emit said(closing.title);
}

bool Performance::endsWithGo() const
{
    return !m_session.script().closing.tab.isEmpty() && !m_player->current() && !busy()
           && allOver();
}

void Performance::closeAct(const QString &act, bool expected)
{
    m_documents[act] = m_player->document();
    m_records[act] = m_player->records();
    if (m_actBegan.contains(act))
        m_actTook[act] = m_session.clock().elapsed() - m_actBegan[act];
    emit actOver(act, expected);
    // The player is inside its own signal.
    m_session.clock().after(milliseconds(0), this, [this, act] {
        const auto &acts = m_session.script().acts;
        const auto found = std::find_if(acts.begin(), acts.end(),
                                        [&](const show::Act &one) { return one.id == act; });
        const bool stays = m_player->act()->id == act; // nobody has chosen another one meanwhile
        if (m_advances && stays && found != acts.end() && found + 1 != acts.end())
            m_player->standBy((found + 1)->id);
        emit changed();
    });
}

void Performance::go(widgets::GoSource source)
{
    ++m_hand;
    if (m_prelude.isOn()) {
        goOpening();
        return;
    }
    if (endsWithGo()) {
        turnToClosing();
        return;
    }
    // Pre-flight may end in the blink before a press that was meant for it.
    const bool ended = m_prelude.at.isValid() && !m_start
                       && m_prelude.at.msecsTo(m_session.clockNow()) < afterOpening.count();
    const QString id = waits() && !ended ? m_player->current()->id : QString();
    const bool deliberate = source == widgets::GoSource::Deliberate;
    const show::Conditions before = conditions();
    if (const show::Condition *missing = before.refusal(deliberate)) {
        m_guard.disarm();
        write("refused", {{"cue", id.toStdString()},
                          {"why", "not ready: " + missing->check.label.toStdString()}});
        emit refused(conditionWords(*missing));
        return;
    }
    switch (m_guard.press(id, changesCluster(), source, m_session.clock().elapsed())) {
    case widgets::GoGuard::Answer::Refuse: {
        // The log keeps its own words, whatever language the window speaks.
        const char *why = ended || !id.isEmpty() ? QT_TR_NOOP("too soon after the last GO")
                          : busy()               ? whyBusy()
                                                 : QT_TR_NOOP("no cue is on standby");
        write("refused", {{"cue", id.toStdString()}, {"why", why}});
        emit refused(tr(why));
        return;
    }
    case widgets::GoGuard::Answer::Arm:
        m_session.clock().after(widgets::GoGuard::armedFor + milliseconds(10), this,
                                [this] { emit changed(); });
        emit changed();
        return;
    case widgets::GoGuard::Answer::Fire: break;
    }
    if (!m_start)
        m_start = m_session.clock().elapsed();
    Json line = {{"cue", id.toStdString()}, {"why", deliberate ? "deliberate" : "clicker"}};
    if (const show::Condition *missing = before.worst())
        line["unready"] = missing->check.label.toStdString();
    write("go", std::move(line));
    m_player->go();
    emit fired();
}

/// The clock does not start and nothing is locked: the show has not begun.
void Performance::goOpening()
{
    const show::Opening &opening = m_session.script().opening;
    const QString id = m_prelude.runs() ? QString() : opening.id;
    if (m_guard.press(id, false, widgets::GoSource::Clicker, m_session.clock().elapsed())
        != widgets::GoGuard::Answer::Fire) {
        const char *why = id.isEmpty() ? QT_TR_NOOP("the pre-flight is running")
                                       : QT_TR_NOOP("too soon after the last GO");
        write("refused", {{"cue", opening.id.toStdString()}, {"why", why}});
        emit refused(tr(why));
        return;
    }
    m_prelude = {};
    m_prelude.place = Prelude::Place::Running;
    m_prelude.began = m_session.clock().elapsed();
    write("go", {{"cue", opening.id.toStdString()}, {"why", "opening"}});
    write("cue", {{"id", opening.id.toStdString()}, {"outcome", "running"}});
    emit said(u"%1 %2"_s.arg(opening.id, opening.title));
    emit changed();
    emit openingWanted();
}

void Performance::openingOver(const QString &total, const QString &blocked)
{
    if (!m_prelude.runs())
        return;
    const QString &id = m_session.script().opening.id;
    m_prelude.place = Prelude::Place::Off;
    m_prelude.verdict = preludeVerdict(total);
    m_prelude.total = total.isEmpty() ? blocked : total;
    m_prelude.at = m_session.clockNow();
    const milliseconds took = m_session.clock().elapsed() - m_prelude.began;
    Json line = {{"id", id.toStdString()},
                 {"outcome", preludeOutcome(m_prelude.verdict).toStdString()},
                 {"seconds", static_cast<double>(took.count()) / 1000}};
    const QString why = total.isEmpty() || blocked.isEmpty() ? m_prelude.total
                                                             : QString(total + u" – "_s + blocked);
    line["why"] = why.toStdString();
    write("cue", std::move(line));
    emit said(u"%1 %2"_s.arg(id, why));
    emit changed();
}

bool Performance::mayOpen() const
{
    return !m_session.script().opening.id.isEmpty() && !m_start && !busy();
}

void Performance::standByOpening()
{
    ++m_hand;
    if (refuseWhileUndoing())
        return;
    if (!mayOpen() || m_prelude.runs()) {
        emit refused(m_prelude.runs() ? tr("the pre-flight is running")
                     : m_start        ? tr("the show has begun: pre-flight is in Deploy")
                     : busy()         ? tr("a cue is running")
                                      : tr("this bundle has no cue before its acts"));
        return;
    }
    m_guard.disarm();
    m_prelude.place = Prelude::Place::Standby;
    write("cue", {{"id", m_session.script().opening.id.toStdString()}, {"outcome", "standby"}});
    emit changed();
}

/// The playhead is the first act's again; what was fired is looked at no more. False: it was not
/// on.
bool Performance::leaveOpening()
{
    if (!m_prelude.isOn())
        return false;
    const bool ran = m_prelude.runs();
    m_prelude.place = Prelude::Place::Off;
    write("cue", {{"id", m_session.script().opening.id.toStdString()}, {"outcome", "skipped"}});
    emit said(tr("%1 is left out").arg(m_session.script().opening.id));
    emit changed();
    if (ran)
        emit openingDropped();
    return true;
}

const char *Performance::whyBusy() const
{
    return m_undoing->running().isEmpty() ? QT_TR_NOOP("a cue is running")
                                          : QT_TR_NOOP("an undo is running");
}

bool Performance::refuseWhileUndoing()
{
    if (m_undoing->running().isEmpty())
        return false;
    emit refused(tr(whyBusy()));
    return true;
}

void Performance::undo()
{
    ++m_hand;
    const QString cue = m_undoing->offered();
    const char *why = busy()          ? whyBusy()
                      : cue.isEmpty() ? QT_TR_NOOP("there is nothing to undo")
                                      : nullptr;
    const auto answer = why ? widgets::GoGuard::Answer::Refuse
                            : m_guard.press(u"undo "_s + cue, true, widgets::GoSource::Clicker,
                                            m_session.clock().elapsed());
    switch (answer) {
    case widgets::GoGuard::Answer::Refuse:
        if (!why)
            why = QT_TR_NOOP("too soon after the last press");
        write("refused", {{"cue", cue.toStdString()}, {"why", std::string("undo: ") + why}});
        emit refused(tr(why));
        return;
    case widgets::GoGuard::Answer::Arm:
        m_session.clock().after(widgets::GoGuard::armedFor + milliseconds(10), this,
                                [this] { emit changed(); });
        break;
    case widgets::GoGuard::Answer::Fire: m_undoing->start(); break;
    }
    emit changed();
}

void Performance::undone(const QString &cue, const QString &operation, const QString &outcome,
                         const QString &why, milliseconds took)
{
    Json line = {{"cue", cue.toStdString()},
                 {"operation", operation.toStdString()},
                 {"outcome", outcome.toStdString()}};
    if (outcome != u"running")
        line["seconds"] = static_cast<double>(took.count()) / 1000;
    if (!why.isEmpty()) {
        line["why"] = why.toStdString();
        line["fix"] = "undo again, or reset"; // it is still offered
    }
    write("undo", std::move(line));
    emit said(undoWords(cue, outcome, why, took));
    emit changed();
    if (outcome != u"running")
        emit rested();
}

void Performance::back()
{
    ++m_hand;
    const show::CueRecord *record = m_player->current();
    const auto &records = m_player->records();
    const int at =
        record ? static_cast<int>(record - records.data()) : static_cast<int>(records.size());
    const int wanted = at - 1 - m_back;
    const bool first = m_player->act() && m_player->act()->id == m_session.script().acts.front().id;
    if (wanted < 0 && first && mayOpen() && !m_prelude.isOn()) {
        standByOpening();
        return;
    }
    if (wanted < 0 || m_prelude.isOn()) {
        emit refused(tr("there is no cue before"));
        return;
    }
    ++m_back;
    const show::Cue *shown = cue(records[static_cast<std::size_t>(wanted)].id);
    write("back", {{"cue", shown->id.toStdString()}});
    emit viewWanted(shown->tab);
    emit said(tr("back to the view of %1; the cluster stays as it is").arg(shown->id));
}

void Performance::skip(bool recorded)
{
    ++m_hand;
    if (refuseWhileUndoing() || leaveOpening())
        return;
    const show::CueRecord *record = m_player->current();
    const QString id = record ? record->id : QString();
    if (m_player->skip(recorded))
        write("skip", {{"cue", id.toStdString()}});
    else
        emit refused(tr("nothing to skip"));
}

void Performance::standBy(const QString &act)
{
    ++m_hand;
    if (refuseWhileUndoing())
        return;
    m_guard.disarm();
    (void)leaveOpening();
    const auto before = m_actBegan.value(act);
    m_actBegan.remove(act);
    if (!m_player->standBy(act)) {
        if (before.count() > 0)
            m_actBegan[act] = before;
        emit refused(tr("act %1 cannot stand by: a cue is running").arg(act));
        return;
    }
    m_documents.remove(act);
    m_actTook.remove(act);
    emit changed();
}

void Performance::verifyNow()
{
    m_hands->observer().stop();
    m_hands->observer().start();
    emit said(tr("all evidence is asked for again"));
}

void Performance::stop()
{
    ++m_hand;
    m_guard.disarm();
    write("panic");
    (void)leaveOpening();
    m_undoing->stop();
    m_player->stop();
    emit changed();
}

void Performance::breakOff()
{
    ++m_hand;
    m_guard.disarm();
    m_brokenOff = true;
    write("quit", {{"cue", m_fired.toStdString()}});
    m_undoing->stop();
    m_player->stop();
}

void Performance::end()
{
    if (!m_brokenOff)
        write("end");
}

void Performance::noteLock(const QString &level)
{
    write("lock", {{"level", level.toStdString()}});
}

void Performance::noteDrill(const QString &fault, const QString &result)
{
    write("drill", {{"fault", fault.toStdString()}, {"result", result.toStdString()}});
}

void Performance::noteAudience(const QString &state, const QString &cue)
{
    Json fields = {{"state", state.toStdString()}};
    if (!cue.isEmpty())
        fields["cue"] = cue.toStdString();
    write("audience", fields);
}

std::optional<show::CueState> Performance::stateOf(const QString &id) const
{
    for (const auto &[act, records] : m_records) {
        for (const show::CueRecord &record : records) {
            if (record.id == id)
                return record.state;
        }
    }
    return std::nullopt;
}

show::Pace Performance::pace() const
{
    const QString act = m_player->act() ? m_player->act()->id : QString();
    const milliseconds cueTime = m_began.contains(m_fired)
                                     ? m_session.clock().elapsed() - m_began[m_fired]
                                     : milliseconds(0);
    return show::paceOf(m_session.script(), m_fired, elapsed(), actTime(act), cueTime);
}

bool Performance::allOver() const
{
    return m_documents.size() == static_cast<qsizetype>(m_session.script().acts.size());
}

void Performance::noteKey(const QString &key)
{
    write("key", {{"key", key.toStdString()}});
}

const std::vector<show::CueRecord> *Performance::records(const QString &act) const
{
    const auto found = m_records.find(act);
    return found == m_records.end() ? nullptr : &found->second;
}

milliseconds Performance::took(const QString &id) const
{
    return m_took.value(id, milliseconds(0));
}

milliseconds Performance::actTime(const QString &act) const
{
    if (m_actTook.contains(act))
        return m_actTook[act];
    return m_actBegan.contains(act) ? m_session.clock().elapsed() - m_actBegan[act]
                                    : milliseconds(0);
}

milliseconds Performance::elapsed() const
{
    return m_start ? m_session.clock().elapsed() - *m_start : milliseconds(0);
}

bool Performance::waits() const
{
    const show::CueRecord *record = m_player->current();
    return record && record->state == CueState::Standby && m_undoing->running().isEmpty()
           && !m_prelude.isOn();
}

show::Conditions Performance::conditions() const
{
    if (!waits())
        return {};
    return show::conditionsOf(
        *m_player->act(), *m_player->cue(), !m_player->begun(),
        [this](const show::Check &check) { return m_hands->look(check, m_pages); },
        m_session.clockNow());
}

bool Performance::changesCluster() const
{
    if (!waits())
        return false;
    const show::Cue &next = *m_player->cue();
    return next.effect == show::Effect::Cluster
           || (m_player->current()->solves && next.solve
               && next.solve->kind == show::Intent::Kind::Operation);
}

bool Performance::isArmed() const
{
    const show::CueRecord *record = m_player->current();
    return record && m_guard.isArmed(record->id, m_session.clock().elapsed());
}

bool Performance::isUndoArmed() const
{
    return m_guard.isArmed(u"undo "_s + m_undoing->offered(), m_session.clock().elapsed());
}

bool Performance::busy() const
{
    return m_player->busy() || !m_undoing->running().isEmpty();
}

} // namespace app
