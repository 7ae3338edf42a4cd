// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/player.h"

#include <algorithm>

namespace show {

using namespace Qt::StringLiterals;

namespace {

/// What is seen at an act's end is seen by then: a look at a source that answers.
constexpr std::chrono::milliseconds lastLook(1500);
/// Who has not answered by then is called silent: longer than any one question waits.
constexpr std::chrono::milliseconds longestLook(6000);

} // namespace

Player::Player(const Script &script, Stagehand &hands, core::Clock &clock, Options options,
               QObject *parent)
    : QObject(parent)
    , m_script(script)
    , m_hands(hands)
    , m_clock(clock)
    , m_options(std::move(options))
{
    connect(&m_hands, &Stagehand::looked, this, &Player::reconsider);
}

const CueRecord *Player::current() const
{
    return m_act && m_playhead < m_records.size() ? &m_records[m_playhead] : nullptr;
}

const Cue *Player::cue() const
{
    return current() ? &m_act->cues[m_playhead] : nullptr;
}

bool Player::runs() const
{
    return current() && current()->state == CueState::Running;
}

bool Player::busy() const
{
    return runs() || (current() && current()->state == CueState::Verifying);
}

bool Player::standBy(const QString &act)
{
    const Act *wanted = m_script.act(act);
    if (!wanted || busy() || (m_closing && !m_over))
        return false;
    m_act = wanted;
    m_playhead = 0;
    m_begun = m_measured = m_closing = m_over = false;
    m_lastDeed = m_clock.elapsed();
    m_lastDeedAt = m_clock.now();
    m_records.clear();
    m_questions.clear();
    m_summary = Json();
    for (const Cue &cue : wanted->cues) {
        CueRecord record;
        record.id = cue.id;
        m_records.push_back(record);
    }
    emit stoodBy(act);
    setState(CueState::Standby);
    return true;
}

bool Player::restore(const QString &act, const std::vector<CueRecord> &records, const QString &cue,
                     bool begun, const std::map<QString, Json> &settled)
{
    const Act *wanted = m_script.act(act);
    if (!wanted || records.size() != wanted->cues.size())
        return false;
    const auto at = std::find_if(records.begin(), records.end(),
                                 [&](const CueRecord &record) { return record.id == cue; });
    if (at == records.end() && !cue.isEmpty())
        return false;
    m_act = wanted;
    m_records = records;
    m_playhead = static_cast<std::size_t>(at - records.begin());
    m_begun = m_measured = begun;
    m_closing = m_over = m_stopping = false;
    m_lastDeed = m_clock.elapsed();
    m_lastDeedAt = m_clock.now(); // nobody knows what has been done meanwhile
    m_summary = Json();
    m_questions.clear();
    if (begun)
        ask(m_questions, m_act->verify);
    for (Question &question : m_questions) {
        const auto known = settled.find(question.check.id);
        if (known == settled.end())
            continue;
        question.verdict = known->second.value("verdict", "") == "as expected"
                               ? Verdict::AsExpected
                               : Verdict::Unexpected;
        question.measured.value = known->second.value("value", Json());
    }
    if (m_playhead < m_records.size())
        setState(CueState::Standby);
    else
        close();
    return true;
}

void Player::setState(CueState state)
{
    if (m_playhead >= m_records.size())
        return;
    m_records[m_playhead].state = state;
    emit cueChanged(m_records[m_playhead]);
}

bool Player::go()
{
    const CueRecord *record = current();
    if (!record || record->state != CueState::Standby) {
        emit refused(record ? record->id : QString(),
                     record ? u"a cue is running"_s : u"no cue is on standby"_s);
        return false;
    }
    if (m_options.skip.contains(record->id))
        return skip();
    setState(CueState::Running);
    if (!m_begun)
        beginAct();
    else if (record->solves)
        force();
    else
        beginCue();
    return true;
}

void Player::beginAct()
{
    m_begun = true;
    m_hands.beginAct(m_act->id, [this](const core::Outcome &outcome) {
        if (!runs())
            return;
        m_measured = outcome.ok();
        if (outcome.ok() && !m_stopping) {
            ask(m_questions, m_act->verify);
            beginCue();
            return;
        }
        m_begun = false; // the act's start is taken again with the next GO
        if (m_stopping)
            standAgain();
        else
            fail(outcome.fault.summary);
    });
}

bool Player::skip(bool recorded)
{
    const CueRecord *record = current();
    if (!record || record->state != CueState::Standby)
        return false;
    setState(recorded         ? CueState::Recorded
             : record->solves ? CueState::Failed // it was tried
                              : CueState::Skipped);
    advance();
    return true;
}

bool Player::standIn(const QString &cue)
{
    const auto record = std::find_if(m_records.begin(), m_records.end(),
                                     [&](const CueRecord &one) { return one.id == cue; });
    if (m_over || record == m_records.end() || record->state != CueState::Failed)
        return false;
    record->state = CueState::Recorded;
    emit cueChanged(*record);
    return true;
}

void Player::cancel()
{
    if (!busy())
        return;
    m_hands.stop();
    m_records[m_playhead].why = u"cancelled"_s;
    setState(CueState::Failed);
}

void Player::stop()
{
    const CueRecord *record = current();
    if (!record || m_stopping)
        return;
    if (record->state == CueState::Verifying) {
        standAgain();
    } else if (record->state == CueState::Running) {
        m_stopping = true; // performed() goes on
        m_hands.stop();
    }
}

void Player::standAgain()
{
    m_stopping = false;
    CueRecord &record = m_records[m_playhead];
    record.why = u"stopped"_s;
    record.questions.clear();
    record.attempts = 0;
    setState(CueState::Failed);
    record.why.clear();
    setState(CueState::Standby);
}

void Player::beginCue()
{
    ++m_records[m_playhead].attempts;
    const Intent &intent = m_act->cues[m_playhead].run;
    if (intent.kind == Intent::Kind::None) {
        m_clock.after(std::chrono::milliseconds(0), this,
                      [this] { performed(core::Outcome::done()); });
        return;
    }
    m_hands.perform(intent, [this](const core::Outcome &outcome) { performed(outcome); });
}

/// Forces what the cue needs, then does it once more.
void Player::force()
{
    const Intent &solve = *m_act->cues[m_playhead].solve;
    m_hands.perform(solve, [this, kind = solve.kind](const core::Outcome &outcome) {
        if (carriedOut(kind, outcome))
            beginCue();
    });
}

/// Something that was done for the cue has ended. False: it does not go on from there.
bool Player::carriedOut(Intent::Kind kind, const core::Outcome &outcome)
{
    if (!runs())
        return false;
    if (kind == Intent::Kind::Prompt || kind == Intent::Kind::Operation) {
        m_lastDeed = m_clock.elapsed();
        m_lastDeedAt = m_clock.now();
    }
    if (m_stopping) {
        standAgain();
        return false;
    }
    if (!outcome.ok())
        missed(outcome.fault.summary);
    return outcome.ok();
}

void Player::performed(const core::Outcome &outcome)
{
    const Cue *cue = this->cue();
    if (!cue || !carriedOut(cue->run.kind, outcome))
        return;
    ask(m_records[m_playhead].questions, cue->verify);
    setState(CueState::Verifying);
    reconsider();
}

/// One more try as often as the script declares it; then whoever plays may have it forced.
void Player::missed(const QString &what)
{
    CueRecord &record = m_records[m_playhead];
    const Cue &cue = m_act->cues[m_playhead];
    if (!record.solves && record.attempts <= cue.retries) {
        record.why = u"retried: "_s + what;
        setState(CueState::Running);
        beginCue();
    } else if (m_options.offersSolve && cue.solve && !record.solves) {
        record.why = what;
        setState(CueState::Failed);
        if (record.state != CueState::Failed) {
            advance(); // a recording has taken its place
            return;
        }
        record.solves = true;
        setState(CueState::Standby);
    } else {
        fail(what);
    }
}

void Player::fail(const QString &why)
{
    m_records[m_playhead].why = why;
    setState(CueState::Failed);
    advance();
}

void Player::ask(std::vector<Question> &questions, const std::vector<Check> &checks)
{
    questions.clear();
    for (const Check &check : checks) {
        Question question;
        question.check = check;
        question.asked = m_clock.elapsed();
        question.askedAt = m_clock.now();
        if (check.fixed && !m_options.fixedFigures)
            question.verdict = Verdict::NotExpectedHere;
        questions.push_back(question);
        m_clock.after(check.timeout + std::chrono::milliseconds(1), this, [this] { reconsider(); });
    }
}

/// Looks at every open question again; true when all have a verdict.
bool Player::settle(std::vector<Question> &questions, Judging judging)
{
    for (Question &question : questions) {
        if (question.verdict != Verdict::NotYet) {
            if (judging == Judging::Meanwhile)
                renew(question, m_hands.measure(question.check));
            continue;
        }
        question.measured = m_hands.measure(question.check);
        show::settle(question, judging, {m_clock.elapsed(), m_clock.now()});
        if (question.verdict != Verdict::NotYet)
            emit questionSettled(question);
    }
    return allSettled(questions);
}

void Player::reconsider()
{
    if (!m_act || m_over)
        return;
    const CueRecord *record = current();
    if (record && record->state == CueState::Verifying
        && settle(m_records[m_playhead].questions, Judging::WithCue))
        endCue();
    if (!m_begun)
        return;
    if (m_closing)
        endAct();
    else
        settle(m_questions, Judging::Meanwhile);
}

void Player::endCue()
{
    CueRecord &record = m_records[m_playhead];
    const CueState outcome = outcomeOf(record.questions);
    if (outcome == CueState::Failed) {
        missed(missedBy(record.questions));
        return;
    }
    if (record.solves)
        record.why.prepend(u"solved; before that "_s);
    // Doing it once more would not make anybody see it.
    if (outcome == CueState::DoneUnverified)
        record.why = missedBy(record.questions)
                     + (record.why.isEmpty() ? QString() : QString(u"; "_s + record.why));
    setState(outcome);
    advance();
}

void Player::advance()
{
    ++m_playhead;
    if (m_playhead < m_records.size()) {
        setState(CueState::Standby);
        return;
    }
    close();
}

void Player::close()
{
    m_closing = true;
    if (!m_begun) {
        // Every cue was skipped: there is nothing that the act could be judged by.
        m_hands.beginAct(m_act->id, [this](const core::Outcome &) {
            m_begun = m_measured = true;
            m_lastDeed = m_clock.elapsed();
            ask(m_questions, m_act->verify);
            askForTheLast();
        });
        return;
    }
    askForTheLast();
}

QDateTime Player::changedAt() const
{
    const QDateTime others = m_hands.changedAt();
    return others.isValid() ? std::max(others, m_lastDeedAt) : m_lastDeedAt;
}

/// What was asked at the act's start is judged by what is seen from now on, and so is what held
/// before the world was last changed. Its time has run since the last deed, but one more look has
/// to fit in.
void Player::askForTheLast()
{
    const auto now = m_clock.elapsed();
    m_lookUntil = now + longestLook;
    for (Question &question : m_questions) {
        if (question.verdict != Verdict::NotYet) {
            if (stands(question, m_hands.measure(question.check), changedAt()))
                continue;
            question.verdict = Verdict::NotYet;
        }
        const auto timeout = question.check.timeout;
        question.askedAt = m_clock.now();
        question.lookUntil = m_lookUntil;
        question.asked = now
                         - std::clamp(now - m_lastDeed, std::chrono::milliseconds(0),
                                      std::max(timeout - lastLook, std::chrono::milliseconds(0)));
        m_clock.after(timeout - (now - question.asked) + std::chrono::milliseconds(1), this,
                      [this] { reconsider(); });
    }
    m_clock.after(longestLook + std::chrono::milliseconds(1), this, [this] { reconsider(); });
    endAct();
}

void Player::endAct()
{
    if (m_over || !settle(m_questions, Judging::AtEnd))
        return;
    const Json summary = m_hands.summary(m_act->id);
    if (summary.contains("unseen") && m_clock.elapsed() < m_lookUntil)
        return;
    m_over = true;
    m_summary = summary;
    const bool story =
        m_act->story.isEmpty() || m_summary.value("story", "") == m_act->story.toStdString();
    emit actOver(m_act->id, story && allExpected(m_questions));
}

Json Player::document() const
{
    return written(m_summary.is_object() ? m_summary : Json::object());
}

Json Player::soFar()
{
    if (m_over || !m_act)
        return document();
    Json summary = m_measured ? m_hands.summary(m_act->id) : Json::object();
    if (summary.value("story", "") != "BREACHED")
        summary["story"] = "UNKNOWN";
    Json out = written(std::move(summary));
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        const CueState state = m_records[i].state;
        if (state != CueState::Pending && state != CueState::Standby)
            continue;
        out["cues"][i]["outcome"] = cueOutcome(CueState::Skipped).toStdString();
        out["cues"][i]["why"] = "the act was not played to its end";
    }
    return out;
}

Json Player::written(Json out) const
{
    if (!m_act)
        return out;
    out["id"] = m_act->id.toStdString();
    out["expected"] =
        m_over && out.value("story", "") == m_act->story.toStdString() && allExpected(m_questions);
    Json checks = Json::array();
    for (const Question &question : m_questions)
        checks.push_back(question.toJson());
    out["checks"] = checks;
    Json cues = Json::array();
    for (const CueRecord &record : m_records)
        cues.push_back(record.toJson());
    out["cues"] = cues;
    return out;
}

} // namespace show
