// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/cuerecord.h"

#include <algorithm>

namespace show {

using namespace Qt::StringLiterals;

bool allSettled(const std::vector<Question> &questions)
{
    return std::all_of(questions.begin(), questions.end(),
                       [](const Question &q) { return q.verdict != Verdict::NotYet; });
}

bool allExpected(const std::vector<Question> &questions)
{
    return std::none_of(questions.begin(), questions.end(), [](const Question &q) {
        return q.check.must && q.verdict != Verdict::AsExpected
               && q.verdict != Verdict::NotExpectedHere;
    });
}

namespace {

bool readAfter(const Measured &seen, const QDateTime &time)
{
    return seen.observedAt.isValid() && (!time.isValid() || seen.observedAt > time);
}

/// More time makes it no other, however old it is.
bool isForGood(const Measured &seen, const Expectation &expect)
{
    return seen.happened && seen.value
           && (expect.isLost(*seen.value)
               || (expect.canSettleEarly() && expect.holds(*seen.value)));
}

} // namespace

void settle(Question &question, Judging judging, const Moment &now)
{
    const Measured &seen = question.measured;
    const Expectation &expect = question.check.expect;
    question.settled = now.elapsed;
    question.settledAt = now.time;
    if (judging == Judging::Meanwhile) {
        question.verdict = judge(expect, seen.value, false, false);
        return;
    }
    const bool fresh = readAfter(seen, question.askedAt) || isForGood(seen, expect);
    const bool told = seen.value && (fresh || seen.final || seen.lasting);
    const bool late = now.elapsed - question.asked >= question.check.timeout;
    if (told) {
        question.verdict = judge(expect, seen.value, fresh, seen.final || late);
    } else if (late && now.elapsed >= question.lookUntil) {
        question.unseen = true;
        question.verdict = Verdict::Unexpected; // unknown is not as expected
    }
}

void renew(Question &question, const Measured &latest)
{
    if (question.verdict != Verdict::AsExpected || latest.happened || !latest.value
        || !readAfter(latest, question.measured.observedAt))
        return;
    if (question.check.expect.holds(*latest.value))
        question.measured = latest;
    else
        question.verdict = Verdict::NotYet;
}

bool stands(const Question &question, const Measured &latest, const QDateTime &changed)
{
    if (question.verdict != Verdict::AsExpected || latest.happened)
        return true;
    return latest.lasting ? latest.observedAt == question.measured.observedAt
                          : readAfter(question.measured, changed);
}

CueState outcomeOf(const std::vector<Question> &questions)
{
    if (allExpected(questions))
        return CueState::Done;
    const bool wrong = std::any_of(questions.begin(), questions.end(), [](const Question &q) {
        return q.check.must && !q.unseen && q.verdict == Verdict::Unexpected;
    });
    return wrong ? CueState::Failed : CueState::DoneUnverified;
}

QString missedBy(const std::vector<Question> &questions)
{
    const bool unseen = outcomeOf(questions) == CueState::DoneUnverified;
    for (const Question &question : questions) {
        if (!question.check.must || question.verdict != Verdict::Unexpected
            || question.unseen != unseen)
            continue;
        if (unseen)
            return question.check.label + u": not seen"_s
                   + (question.measured.why.isEmpty() ? QString()
                                                      : QString(u", "_s + question.measured.why));
        const auto &value = question.measured.value;
        return u"%1: %2, expected %3"_s.arg(question.check.label,
                                            value ? QString::fromStdString(value->dump())
                                                  : u"not seen"_s,
                                            question.check.expect.text);
    }
    return {};
}

namespace {

/// "unknown: last seen 6 s ago, Prometheus answered HTTP 500"
QString unknownWords(const Question &question)
{
    const Measured &seen = question.measured;
    QStringList out;
    if (seen.value && seen.observedAt.isValid())
        out << u"last seen %1 s ago"_s.arg(
            std::max<qint64>(0, seen.observedAt.secsTo(question.settledAt)));
    if (!seen.why.isEmpty())
        out << seen.why;
    return u"unknown: "_s + (out.isEmpty() ? u"not seen"_s : out.join(u", "_s));
}

} // namespace

Json Question::toJson() const
{
    Json out = {{"id", check.id.toStdString()},
                {"label", check.label.toStdString()},
                {"value", measured.value ? *measured.value : Json()},
                {"expected", check.expect.text.toStdString()},
                {"must", check.must},
                {"verdict", verdictText(verdict).toStdString()},
                {"seconds", static_cast<double>((settled - asked).count()) / 1000.0},
                {"observedAt", measured.observedAt.toString(Qt::ISODateWithMs).toStdString()}};
    if (unseen)
        out["why"] = unknownWords(*this).toStdString();
    else if (!measured.why.isEmpty() && verdict != Verdict::AsExpected)
        out["why"] = measured.why.toStdString();
    return out;
}

QString cueOutcome(CueState state)
{
    switch (state) {
    case CueState::Pending: return u"pending"_s;
    case CueState::Standby: return u"standby"_s;
    case CueState::Running: return u"running"_s;
    case CueState::Verifying: return u"verifying"_s;
    case CueState::Done: return u"done"_s;
    case CueState::DoneUnverified: return u"done-unverified"_s;
    case CueState::Failed: return u"failed"_s;
    case CueState::Skipped: return u"skipped"_s;
    case CueState::Recorded: return u"recorded"_s;
    }
    return {};
}

std::optional<CueState> cueStateOf(const QString &outcome)
{
    for (int state = 0; state <= static_cast<int>(CueState::Recorded); ++state) {
        if (cueOutcome(static_cast<CueState>(state)) == outcome)
            return static_cast<CueState>(state);
    }
    return std::nullopt;
}

Json CueRecord::toJson() const
{
    Json checks = Json::array();
    for (const Question &question : questions)
        checks.push_back(question.toJson());
    Json out = {{"id", id.toStdString()},
                {"outcome", cueOutcome(state).toStdString()},
                {"checks", checks}};
    if (attempts > 1)
        out["attempts"] = attempts;
    if (solves && (state == CueState::Done || state == CueState::DoneUnverified))
        out["solved"] = true;
    if (!why.isEmpty())
        out["why"] = why.toStdString();
    return out;
}

} // namespace show
