// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/planner.h"

#include "backend/stage/workloads/model/mandate.h"
#include "backend/stage/workloads/model/words.h"

#include <algorithm>
#include <cmath>

namespace stage::workloads::model {

namespace {

std::string text(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double number(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_number() ? found->get<double>() : 0;
}

Json propertiesOf(const Json &tool)
{
    const Json schema = tool.value("input_schema", Json::object());
    return schema.is_object() ? schema.value("properties", Json::object()) : Json::object();
}

bool speaksOf(const std::string &name, const std::set<std::string> &kin)
{
    const std::vector<std::string> parts = words(name);
    return std::any_of(parts.begin(), parts.end(),
                       [&](const std::string &one) { return kin.contains(one); });
}

bool isCustomerNumber(const std::string &name)
{
    static const std::set<std::string> whose{"account", "customer", "client",
                                             "acct",    "user",     "holder"};
    static const std::set<std::string> last{"id",        "number",  "no",      "ref",
                                            "reference", "account", "customer"};
    const std::vector<std::string> parts = words(name);
    return speaksOf(name, whose) && !parts.empty() && last.contains(parts.back());
}

std::string severityOf(int score)
{
    return score >= 90             ? "critical"
           : score > escalateAbove ? "high"
           : score > 40            ? "medium"
                                   : "low";
}

} // namespace

Risk assess(const Json &transaction)
{
    Risk risk;
    const auto add = [&](int points, const std::string &why) {
        risk.score += points;
        risk.reasons += (risk.reasons.empty() ? "" : ", ") + why;
    };
    const double amount = number(transaction, "amount");
    if (amount > 0)
        return {5, "money coming in"};
    const std::string country = text(transaction, "country"),
                      currency = text(transaction, "currency");
    if (!country.empty() && country != "GB")
        add(40, "paid in " + country);
    if (std::fabs(amount) >= 1000)
        add(30, "a large amount");
    if (!currency.empty() && currency != "GBP")
        add(15, "in " + currency);
    if (transaction.is_object() && transaction.value("flagged", Json(false)) == Json(true))
        add(10, "already flagged");
    if (risk.reasons.empty())
        add(10, "an everyday purchase");
    risk.score = std::min(risk.score, 100);
    return risk;
}

Planner::Planner(const Turn &turn, const Intent &intent, const Catalogue &catalogue)
    : m_turn(turn)
    , m_intent(intent)
    , m_catalogue(catalogue)
{
    const Step *listed = done(Role::Recent);
    if (!listed || !listed->error().empty())
        return;
    Json value = listed->value();
    if (value.is_object() && value.contains("result"))
        value = value.at("result");
    m_listed = value.is_object() ? Json::array({value}) : value;
}

const Step *Planner::done(Role role) const
{
    for (const Step &step : m_turn.steps) {
        if (step.answered && m_catalogue.roleOf(step.tool) == role)
            return &step;
    }
    return nullptr;
}

const Step *Planner::conversion(const std::string &currency) const
{
    for (const Step &step : m_turn.steps) {
        if (!step.answered || m_catalogue.roleOf(step.tool) != Role::Convert
            || !step.input.is_object())
            continue;
        for (const Json &value : step.input) {
            if (value == Json(currency))
                return &step;
        }
    }
    return nullptr;
}

std::optional<double> Planner::amount() const
{
    if (m_intent.amount && !m_intent.suspicious)
        return m_intent.amount;
    const Step *balance = done(Role::Balance);
    if (!balance || !balance->error().empty())
        return {};
    const Json value = balance->value();
    if (value.is_number())
        return value.get<double>();
    for (const char *key : {"balance", "amount", "available", "value"}) {
        if (value.is_object() && value.contains(key) && value.at(key).is_number())
            return number(value, key);
    }
    return {};
}

std::string Planner::currency() const
{
    if (m_intent.amount && !m_intent.suspicious && !m_intent.amountCurrency.empty())
        return m_intent.amountCurrency;
    const Step *balance = done(Role::Balance);
    const std::string named = balance ? text(balance->value(), "currency") : std::string();
    return named.empty() ? "GBP" : named;
}

const Json *Planner::suspect() const
{
    const Json *worst = nullptr;
    int most = -1;
    if (!m_listed.is_array())
        return nullptr;
    for (const Json &one : m_listed) {
        if (!m_intent.transaction.empty() && lower(text(one, "txn_id")) == m_intent.transaction)
            return &one;
        const bool sameAmount =
            m_intent.amount
            && std::fabs(std::fabs(number(one, "amount")) - *m_intent.amount) < 0.005;
        const int score = assess(one).score + (sameAmount ? 1000 : 0);
        if (score > most) {
            most = score;
            worst = &one;
        }
    }
    return worst;
}

std::optional<ToolUse> Planner::next()
{
    // One question at a time, in the order in which a clerk would look: first what the user has,
    // then what moved, then what is wrong with it, and conversions last.
    using Stage = std::optional<ToolUse> (Planner::*)();
    for (const Stage stage : {&Planner::lookUps, &Planner::investigation, &Planner::escalation,
                              &Planner::conversions}) {
        std::optional<ToolUse> call = (this->*stage)();
        if (call)
            return call;
    }
    return {};
}

std::optional<ToolUse> Planner::lookUps()
{
    const bool ownAmount = m_intent.amount && !m_intent.suspicious;
    std::optional<ToolUse> call;
    if (m_intent.balance || (!m_intent.currencies.empty() && !ownAmount))
        call = want(Role::Balance);
    if (!call && m_intent.recent)
        call = want(Role::Recent);
    if (!call && m_intent.profile)
        call = want(Role::Profile);
    return call;
}

std::optional<ToolUse> Planner::investigation()
{
    if (!m_intent.suspicious)
        return {};
    if (m_catalogue.find(Role::Fraud)) {
        Given given;
        given.request = "Customer " + m_intent.customer + " reports: " + m_turn.request
                        + "\nScore what was reported, and escalate it when the risk is above "
                        + std::to_string(escalateAbove) + ".";
        return want(Role::Fraud, given);
    }
    if (!m_catalogue.find(Role::Details) && !m_catalogue.find(Role::Flag))
        return {};
    std::optional<ToolUse> call = want(Role::Recent);
    if (call)
        return call;
    const Json *transaction = suspect();
    if (!transaction)
        return {};
    Given given;
    given.transaction = text(*transaction, "txn_id");
    call = want(Role::Details, given);
    const Risk risk = assess(*transaction);
    if (!call && risk.score > escalateAbove)
        call = want(Role::Flag, given);
    if (!call && risk.score > escalateAbove) {
        given.request = "Customer " + m_intent.customer + ", transaction " + given.transaction
                        + ": risk score " + std::to_string(risk.score) + " of 100 (" + risk.reasons
                        + "). Open a ticket and tell a human.";
        call = want(Role::Triage, given);
    }
    return call;
}

std::optional<ToolUse> Planner::escalation()
{
    const bool handedOn =
        m_intent.suspicious && (m_catalogue.find(Role::Fraud) || m_catalogue.find(Role::Flag));
    if ((!m_intent.ticket && !m_intent.human) || handedOn)
        return {};
    Given given;
    given.summary = m_turn.request.substr(0, 400);
    given.severity = severityOf(m_intent.riskScore.value_or(50));
    given.request = "Customer " + m_intent.customer + ": " + m_turn.request;
    if (!m_catalogue.find(Role::Ticket))
        return want(Role::Triage, given);
    std::optional<ToolUse> call = want(Role::Ticket, given);
    const Step *ticket = done(Role::Ticket);
    const bool urgent = m_intent.human || m_intent.riskScore.value_or(0) > escalateAbove;
    if (call || !urgent || !ticket)
        return call;
    given.ticket = text(ticket->value(), "ticket_id");
    return given.ticket.empty() ? std::nullopt : want(Role::Notify, given);
}

std::optional<ToolUse> Planner::conversions()
{
    if (!amount())
        return {};
    for (const std::string &code : m_intent.currencies) {
        Given given;
        given.to = code;
        std::optional<ToolUse> call = want(Role::Convert, given);
        if (call)
            return call;
    }
    return {};
}

bool Planner::wasCalled(const Json &tool, const Given &given) const
{
    const std::string name = text(tool, "name");
    const Role role = m_catalogue.roleOf(name);
    for (const Step &step : m_turn.steps) {
        if (step.tool != name)
            continue;
        if (role != Role::Convert)
            return true;
        for (const Json &value : step.input) {
            if (value == Json(given.to))
                return true;
        }
    }
    return false;
}

std::optional<ToolUse> Planner::want(Role role, const Given &given)
{
    const Json *tool = m_catalogue.find(role);
    if (!tool || wasCalled(*tool, given))
        return {};
    return fill(*tool, given, 0);
}

/// The call of TOOL, or first the call of the tool that provides one of its arguments; nothing
/// when an argument that the schema requires cannot be had.
std::optional<ToolUse> Planner::fill(const Json &tool, const Given &given, int depth)
{
    const std::string name = text(tool, "name");
    const Json required =
        tool.value("input_schema", Json::object()).value("required", Json::array());
    ToolUse call{name, Json::object()};
    const Json properties = propertiesOf(tool);
    for (const auto &[key, property] : properties.items()) {
        Json value = argument(key, property, tool, given);
        if (value.is_null() && isMandatory(tool, key)) {
            const Json *source =
                depth < 2 ? m_catalogue.provider(wordsAbout(tool, key), name) : nullptr;
            const Step *step = nullptr;
            for (const Step &one : m_turn.steps) {
                if (source && one.tool == text(*source, "name"))
                    step = &one;
            }
            if (source && !step) {
                std::optional<ToolUse> first = fill(*source, {}, depth + 1);
                if (first)
                    return first;
            }
            if (step && step->answered && step->error().empty())
                value = provided(property, key, *step);
            if (value.is_null() && property.contains("enum") && !property.at("enum").empty())
                value = property.at("enum").front();
        }
        const bool isRequired =
            std::find(required.begin(), required.end(), Json(key)) != required.end();
        if (value.is_null() && isRequired && !property.contains("default"))
            return {};
        if (!value.is_null())
            call.input[key] = std::move(value);
    }
    return call;
}

Json Planner::argument(const std::string &name, const Json &property, const Json &tool,
                       const Given &given) const
{
    if (m_catalogue.roleOf(text(tool, "name")) == Role::Convert) {
        Json value = convertArgument(name, property, given);
        if (!value.is_null())
            return value;
    }
    const bool object = text(property, "type") == "object" || text(property, "type") == "array";
    const auto words = [](const std::string &value) {
        return value.empty() ? Json() : Json(value);
    };
    if (object)
        return nullptr;
    if (isCustomerNumber(name)) {
        const std::string type = text(property, "type");
        if (type == "integer" || type == "number")
            return m_intent.customer.empty() ? Json() : Json(std::stoll(m_intent.customer));
        return words(m_intent.customer);
    }
    if (speaksOf(name, {"txn", "transaction"}))
        return words(given.transaction.empty() ? m_intent.transaction : given.transaction);
    if (speaksOf(name, {"ticket"}))
        return words(given.ticket);
    if (speaksOf(name, {"severity", "priority", "urgency"}))
        return words(given.severity);
    if (speaksOf(name, {"summary", "reason", "subject"}))
        return words(given.summary);
    if (name == "request")
        return words(given.request);
    if (speaksOf(name, {"days"}) && m_intent.days)
        return *m_intent.days;
    return nullptr;
}

Json Planner::convertArgument(const std::string &name, const Json &property,
                              const Given &given) const
{
    const std::string type = text(property, "type");
    if (type == "number" || type == "integer" || speaksOf(name, {"amount", "sum"})) {
        const std::optional<double> value = amount();
        if (!value || speaksOf(name, {"decimals", "precision", "days"}))
            return nullptr;
        return *value;
    }
    if (type != "string")
        return nullptr;
    if (speaksOf(name, {"from", "source", "base", "src", "origin", "sell"}))
        return currency();
    if (speaksOf(name, {"to", "target", "dest", "destination", "into", "buy", "currency"}))
        return given.to;
    return nullptr;
}

/// What STEP brought, in the shape that the argument takes.
Json Planner::provided(const Json &property, const std::string &name, const Step &step) const
{
    const Json value = step.value();
    const std::string type = text(property, "type");
    if (type == "string" || type == "number" || type == "integer" || type == "boolean") {
        // A single field of the record, when its name says so ("customer_email" → "email").
        const std::vector<std::string> parts = words(name);
        const Json record = value.is_object() ? value : Json::object();
        for (const auto &[key, member] : record.items()) {
            const std::vector<std::string> own = words(key);
            const bool within = std::all_of(own.begin(), own.end(), [&](const std::string &one) {
                return std::find(parts.begin(), parts.end(), one) != parts.end();
            });
            if (within && !member.is_structured())
                return type == "string" && !member.is_string() ? Json(member.dump()) : member;
        }
        return type == "string" ? Json(value.is_string() ? value.get<std::string>() : value.dump())
                                : Json();
    }
    if (type == "array" && !value.is_array())
        return Json::array({value});
    return value;
}

Decision decide(const Json &request)
{
    const Turn turn = readTurn(request.value("messages", Json::array()));
    const bool forbidden = text(request.value("tool_choice", Json::object()), "type") == "none";
    const Json tools = forbidden ? Json::array() : request.value("tools", Json::array());
    const Catalogue catalogue(tools);
    const Intent intent = readIntent(turn.request, turn.earlier);
    Planner planner(turn, intent, catalogue);
    Decision decision;
    decision.call = planner.next();
    if (!decision.call)
        decision.text = reply(planner, turn, intent);
    return decision;
}

} // namespace stage::workloads::model
