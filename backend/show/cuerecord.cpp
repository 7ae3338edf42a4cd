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

void settle(Question &question, Judging judging, std::chrono::milliseconds now)
{
    const Measured &seen = question.measured;
    const bool last = judging != Judging::Meanwhile;
    const bool fresh = last && seen.observedAt > question.askedAt;
    const bool over = last && (seen.final || now - question.asked >= question.check.timeout);
    const bool stale = judging == Judging::WithCue && !fresh && !seen.final && !seen.lasting;
    const bool blind = !seen.value || stale;
    question.verdict = judge(question.check.expect, seen.value, fresh, over && !blind);
    question.settled = now;
    question.unseen = blind && over && question.verdict == Verdict::NotYet;
    if (question.unseen)
        question.verdict = Verdict::Unexpected; // unknown is not as expected
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
    if (!measured.why.isEmpty())
        out["why"] = measured.why.toStdString();
    else if (unseen)
        out["why"] = "not seen since it was asked";
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
