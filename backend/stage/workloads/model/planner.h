// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/model/catalogue.h"
#include "backend/stage/workloads/model/intent.h"
#include "backend/stage/workloads/model/turn.h"

namespace stage::workloads::model {

struct ToolUse {
    std::string tool;
    Json input;
};

/// Either the next tool call, or (without one) the words that end the turn.
struct Decision {
    std::optional<ToolUse> call;
    std::string text;
};

/// How suspicious a transaction record looks, 0 to 100, and why.
struct Risk {
    int score = 0;
    std::string reasons;
};
Risk assess(const Json &transaction);
constexpr int escalateAbove = 70;

/// What a well-behaved assistant would do next, given a Messages request and nothing else.
/// Deterministic: the same request gives the same decision, whatever the order of the tools.
Decision decide(const Json &request);

/// Works out the next call of a turn. Used for one request.
class Planner {
public:
    Planner(const Turn &turn, const Intent &intent, const Catalogue &catalogue);

    std::optional<ToolUse> next();

    const Step *done(Role role) const;
    const Step *conversion(const std::string &currency) const;
    const Json *suspect() const; ///< the transaction the user means, among those listed
    std::optional<double> amount() const;
    std::string currency() const;

private:
    struct Given {
        std::string to, transaction, summary, severity, ticket, request;
    };
    std::optional<ToolUse> lookUps();
    std::optional<ToolUse> investigation();
    std::optional<ToolUse> escalation();
    std::optional<ToolUse> conversions();
    std::optional<ToolUse> want(Role role, const Given &given = {});
    std::optional<ToolUse> fill(const Json &tool, const Given &given, int depth);
    Json argument(const std::string &name, const Json &property, const Json &tool,
                  const Given &given) const;
    Json convertArgument(const std::string &name, const Json &property, const Given &given) const;
    Json provided(const Json &property, const std::string &name, const Step &step) const;
    bool wasCalled(const Json &tool, const Given &given) const;

    const Turn &m_turn;
    const Intent &m_intent;
    const Catalogue &m_catalogue;
    Json m_listed; ///< the transactions that came back
};

/// The words that end a turn, from what the tools brought.
std::string reply(const Planner &planner, const Turn &turn, const Intent &intent);

} // namespace stage::workloads::model
