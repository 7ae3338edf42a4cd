// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/expectation.h"

#include <QRegularExpression>

namespace show {

using namespace Qt::StringLiterals;

namespace {

std::optional<double> number(const Json &value)
{
    if (value.is_number())
        return value.get<double>();
    return std::nullopt;
}

} // namespace

Expectation parseExpectation(const Json &written)
{
    Expectation out;
    out.value = written;
    if (!written.is_string()) {
        out.text = QString::fromStdString(written.dump());
        return out;
    }
    out.text = QString::fromStdString(written.get<std::string>());
    static const QRegularExpression comparison(u"^\\s*(==|!=|>=|<=|>|<)\\s*(-?[0-9.]+)\\s*$"_s);
    const auto match = comparison.match(out.text);
    if (!match.hasMatch())
        return out;
    const QString op = match.captured(1);
    out.value = match.captured(2).toDouble();
    out.op = op == u"=="   ? Expectation::Op::Equal
             : op == u"!=" ? Expectation::Op::NotEqual
             : op == u">=" ? Expectation::Op::AtLeast
             : op == u"<=" ? Expectation::Op::AtMost
             : op == u">"  ? Expectation::Op::Above
                           : Expectation::Op::Below;
    return out;
}

bool isBrokenComparison(const QString &written)
{
    static const QRegularExpression begins(u"^\\s*[=!<>]"_s);
    return begins.match(written).hasMatch()
           && parseExpectation(written.toStdString()).value.is_string();
}

bool Expectation::holds(const Json &measured) const
{
    const auto have = number(measured);
    const auto want = number(value);
    if (have && want) {
        switch (op) {
        case Op::Equal: return *have == *want;
        case Op::NotEqual: return *have != *want;
        case Op::AtLeast: return *have >= *want;
        case Op::AtMost: return *have <= *want;
        case Op::Above: return *have > *want;
        case Op::Below: return *have < *want;
        }
    }
    return op == Op::NotEqual ? measured != value : op == Op::Equal && measured == value;
}

bool Expectation::canSettleEarly() const
{
    if (op == Op::AtLeast || op == Op::Above)
        return true;
    if (!number(value))
        return value != Json(false);
    return op == Op::Equal && *number(value) > 0;
}

QString verdictText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::AsExpected: return u"as expected"_s;
    case Verdict::Unexpected: return u"unexpected"_s;
    case Verdict::NotYet: return u"not yet"_s;
    case Verdict::NotExpectedHere: return u"not expected here"_s;
    }
    return {};
}

bool Expectation::isLost(const Json &measured) const
{
    const auto have = number(measured);
    const auto want = number(value);
    return have && want && (op == Op::Equal || op == Op::AtMost) && *want == 0 && *have > 0;
}

Verdict judge(const Expectation &expect, const std::optional<Json> &measured, bool fresh, bool over)
{
    if (measured && expect.holds(*measured) && (fresh || over || expect.canSettleEarly()))
        return Verdict::AsExpected;
    const bool lost = measured && fresh && expect.isLost(*measured);
    return over || lost ? Verdict::Unexpected : Verdict::NotYet;
}

QString storyOf(const StoryFacts &facts)
{
    if (facts.profileArrived)
        return u"BREACHED"_s;
    if (!facts.known || facts.received > 0)
        return u"UNKNOWN"_s; // something arrived that is not the profile, or nobody knows
    if (facts.denied > 0)
        return u"BLOCKED"_s;
    return facts.replied ? u"CLEAN"_s : u"UNKNOWN"_s;
}

} // namespace show
