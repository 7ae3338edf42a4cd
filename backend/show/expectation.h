// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <nlohmann/json.hpp>
#include <optional>

namespace show {

using Json = nlohmann::json;

/// What a value should be: a comparison with a number, or an exact value.
struct Expectation {
    enum class Op { Equal, NotEqual, AtLeast, AtMost, Above, Below };
    Op op = Op::Equal;
    Json value;
    QString text; ///< as written: ">= 1"
    bool holds(const Json &measured) const;
    /// True when more time cannot make a met expectation fail: ">= 1", or true. A count that
    /// should stay 0 is only known at the end.
    bool canSettleEarly() const;
    /// True when a broken expectation cannot mend: something that should be 0 is counted already.
    bool isLost(const Json &measured) const;
};
/// It begins like a comparison, but compares with no number: it would never hold.
bool isBrokenComparison(const QString &written);
Expectation parseExpectation(const Json &written);

enum class Verdict { AsExpected, Unexpected, NotYet, NotExpectedHere };
QString verdictText(Verdict verdict);

/// MEASURED is nothing while its source has not answered; FRESH says that it was read after the
/// question was asked; OVER that no more time is given.
Verdict judge(const Expectation &expect, const std::optional<Json> &measured, bool fresh,
              bool over);

/// A story from what arrived, never from what was applied.
struct StoryFacts {
    bool known = false; ///< the receiver answered since the act began
    bool profileArrived = false;
    int received = 0; ///< events since the act began
    int denied = 0;   ///< refused connections since the act began
    bool replied = false;
};
QString storyOf(const StoryFacts &facts);

} // namespace show
