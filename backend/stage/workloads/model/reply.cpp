// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/planner.h"

#include <algorithm>

namespace stage::workloads::model {

namespace {

std::string text(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> figure(const Json &value)
{
    if (value.is_number())
        return value.get<double>();
    for (const char *key :
         {"amount", "converted", "converted_amount", "result", "value", "total"}) {
        if (value.is_object() && value.contains(key) && value.at(key).is_number())
            return value.at(key).get<double>();
    }
    return {};
}

/// What the bank shows of personal data: enough to recognise it, not enough to use it.
std::string masked(const std::string &key, const std::string &value)
{
    if (key == "email") {
        const auto at = value.find('@');
        return at == std::string::npos ? "***" : value.substr(0, 1) + "***" + value.substr(at);
    }
    if (key == "phone")
        return "*** " + value.substr(value.size() < 3 ? 0 : value.size() - 3);
    if (key == "dob")
        return value.substr(0, 4);
    if (key == "ni_number")
        return value.substr(0, 2) + " ** ** **"
               + (value.size() > 2 ? value.substr(value.size() - 2) : "");
    if (key == "account_id")
        return "*" + value.substr(value.size() < 4 ? 0 : value.size() - 4);
    if (key == "address") {
        const auto comma = value.find(',');
        return comma == std::string::npos ? "***" : "***" + value.substr(comma);
    }
    return value;
}

std::string list(const std::vector<std::string> &items)
{
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i)
        out += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
    return out;
}

class Writer {
public:
    Writer(const Planner &planner, const Turn &turn, const Intent &intent)
        : m_planner(planner)
        , m_turn(turn)
        , m_intent(intent)
    {
    }

    std::string write()
    {
        const bool asksAccount = m_intent.balance || m_intent.recent || m_intent.profile
                                 || m_intent.suspicious
                                 || (!m_intent.currencies.empty() && !m_intent.amount);
        if (asksAccount && m_intent.customer.empty() && m_turn.steps.empty())
            return "Please tell me your customer number, then I can look that up.";
        figures();
        transactions();
        investigation();
        escalation();
        profile();
        if (m_out.empty())
            return "I can tell you your balance, list your recent transactions, convert amounts, "
                   "look into a "
                   "transaction that you do not recognise, and open a ticket. What would you like?";
        return m_out;
    }

private:
    void add(const std::string &paragraph, const std::string &between = "\n\n")
    {
        if (!paragraph.empty())
            m_out += (m_out.empty() ? "" : between) + paragraph;
    }

    std::string troubleWith(const Step &step, const std::string &what) const
    {
        if (step.error().find("not found") != std::string::npos)
            return "I cannot find an account with the number " + m_intent.customer + ".";
        return "I could not " + what + ": " + step.error() + ".";
    }

    void figures()
    {
        std::vector<std::string> converted, missing;
        for (const std::string &code : m_intent.currencies) {
            const Step *step = m_planner.conversion(code);
            const std::optional<double> value =
                step && step->error().empty() ? figure(step->value()) : std::nullopt;
            if (value)
                converted.push_back("~" + money(*value, code) + " " + code);
            else
                missing.push_back(code);
        }
        const Step *balance = m_planner.done(Role::Balance);
        const std::optional<double> amount = m_planner.amount();
        std::string line;
        if (balance && !balance->error().empty()) {
            line = troubleWith(*balance, "look up your balance");
        } else if (amount && (balance || m_intent.amount)
                   && (m_intent.balance || !m_intent.currencies.empty())) {
            line = m_intent.amount && !m_intent.balance
                       ? money(*amount, m_planner.currency()) + (converted.empty() ? "" : " is")
                       : "Your balance is " + money(*amount, m_planner.currency());
            for (const std::string &one : converted)
                line +=
                    (line.size() > 3 && line.substr(line.size() - 3) == " is" ? " " : ", ") + one;
            line += ".";
        } else if (m_intent.balance || !m_intent.currencies.empty()) {
            line = "I cannot look up your balance right now.";
        }
        add(line);
        if (!missing.empty() && amount)
            add("A conversion to " + list(missing) + " is not available right now.", " ");
        else if (m_intent.convert && m_intent.currencies.empty() && !m_intent.suspicious)
            add("Which currency shall I convert to?", " ");
    }

    void transactions()
    {
        if (!m_intent.recent)
            return;
        const Step *step = m_planner.done(Role::Recent);
        if (!step)
            return add("I cannot list your transactions right now.");
        if (!step->error().empty())
            return add(troubleWith(*step, "list your transactions"));
        Json all = step->value();
        if (all.is_object())
            all = all.contains("result") ? all.at("result") : Json::array({all});
        std::string out;
        if (!all.is_array())
            all = Json::array();
        for (const Json &one : all) {
            const Json amount = one.is_object() ? one.value("amount", Json(0)) : Json(0);
            const std::string currency = text(one, "currency");
            out += "\n- " + text(one, "ts").substr(0, 10) + "  " + text(one, "merchant") + "  "
                   + money(amount.is_number() ? amount.get<double>() : 0,
                           currency.empty() ? "GBP" : currency);
        }
        add(out.empty() ? "There are no recent transactions." : "Your recent transactions:" + out);
    }

    void investigation()
    {
        if (!m_intent.suspicious)
            return;
        const Step *fraud = m_planner.done(Role::Fraud);
        if (fraud)
            return add(said(*fraud));
        const Json *transaction = m_planner.suspect();
        if (!transaction) {
            if (!m_intent.ticket && !m_intent.recent)
                add("I found no transaction that fits.");
            return;
        }
        const Risk risk = assess(*transaction);
        std::string line = "Transaction " + text(*transaction, "txn_id") + " at "
                           + text(*transaction, "merchant") + ": risk score "
                           + std::to_string(risk.score) + " of 100 (" + risk.reasons + ").";
        const Step *flag = m_planner.done(Role::Flag);
        if (flag && flag->error().empty())
            line += " It is flagged as suspicious.";
        add(line);
        const Step *triage = m_planner.done(Role::Triage);
        if (triage)
            add(said(*triage), " ");
    }

    void escalation()
    {
        const Step *ticket = m_planner.done(Role::Ticket);
        if (ticket) {
            const Json value = ticket->value();
            const std::string id = text(value, "ticket_id");
            std::string line =
                id.empty() ? "I could not open a ticket: " + ticket->error() + "."
                           : "Ticket " + id + " is open, severity " + text(value, "severity") + ".";
            const Step *told = m_planner.done(Role::Notify);
            if (told && told->error().empty())
                line += " A colleague was told by " + text(told->value(), "notified") + ".";
            return add(line);
        }
        const Step *triage = m_planner.done(Role::Triage);
        if (triage && !m_intent.suspicious)
            add(said(*triage));
        else if (m_intent.ticket && !m_intent.suspicious)
            add("I cannot open tickets right now.");
    }

    void profile()
    {
        const Step *step = m_intent.profile ? m_planner.done(Role::Profile) : nullptr;
        if (!step)
            return;
        if (!step->error().empty())
            return add(troubleWith(*step, "look up your details"));
        std::string out = "What we hold about you:";
        const Json value = step->value();
        const Json record = value.is_object() ? value : Json::object();
        for (const auto &[key, member] : record.items()) {
            if (member.is_string())
                out += "\n- " + key + ": " + masked(key, member);
        }
        add(out);
    }

    static std::string said(const Step &step)
    {
        const Json value = step.value();
        const std::string result = text(value, "result");
        return result.empty() ? step.text : result;
    }

    const Planner &m_planner;
    const Turn &m_turn;
    const Intent &m_intent;
    std::string m_out;
};

} // namespace

std::string reply(const Planner &planner, const Turn &turn, const Intent &intent)
{
    return Writer(planner, turn, intent).write();
}

} // namespace stage::workloads::model
