// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/catalogue.h"

#include "backend/stage/workloads/model/words.h"

#include <algorithm>

namespace stage::workloads::model {

namespace {

std::string text(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Json propertiesOf(const Json &tool)
{
    const Json schema = tool.value("input_schema", Json::object());
    return schema.is_object() ? schema.value("properties", Json::object()) : Json::object();
}

bool hasNumber(const Json &properties)
{
    return std::any_of(properties.begin(), properties.end(), [](const Json &one) {
        const std::string type = text(one, "type");
        return type == "number" || type == "integer";
    });
}

/// A sub-agent takes nothing but a request in words.
bool isAgent(const Json &properties)
{
    return properties.size() == 1 && properties.contains("request");
}

std::string firstSentence(const Json &tool)
{
    const std::vector<std::string> all = sentences(text(tool, "description"));
    return all.empty() ? std::string() : all.front();
}

/// How much a tool is about some topics: its name counts most.
int weight(const Json &tool, const std::vector<std::string> &about)
{
    const std::set<std::string> inName = topics(text(tool, "name")),
                                inText = topics(firstSentence(tool));
    int sum = 0;
    for (const std::string &topic : about)
        sum += (inName.contains(topic) ? 3 : 0) + (inText.contains(topic) ? 1 : 0);
    return sum;
}

int score(const Json &tool, Role role)
{
    const Json properties = propertiesOf(tool);
    if (isAgent(properties) != (role == Role::Fraud || role == Role::Triage))
        return 0;
    switch (role) {
    case Role::Convert:
        return hasNumber(properties) || properties.contains("amount")
                   ? weight(tool, {"convert", "currency", "rate", "quote"})
                   : 0;
    case Role::Balance: return weight(tool, {"balance"}) * 2;
    case Role::Profile: return weight(tool, {"profile", "customer"});
    case Role::Recent: return weight(tool, {"recent", "transaction", "history", "activity"});
    case Role::Details:
        return properties.contains("txn_id") || properties.contains("transaction_id")
                   ? weight(tool, {"profile", "transaction", "one", "single", "lookup"})
                   : 0;
    case Role::Flag: return weight(tool, {"flag", "suspiciou", "suspicious", "mark"}) * 2;
    case Role::Ticket: return weight(tool, {"ticket", "create", "open"});
    case Role::Notify: return weight(tool, {"notify", "human", "alert", "page", "tell"});
    case Role::Fraud:
        return weight(tool, {"fraud", "risk", "anomalie", "anomaly", "suspiciou", "score"});
    case Role::Triage: return weight(tool, {"triage", "ticket", "escalation", "escalate", "human"});
    case Role::Ask: return properties.contains("questions") ? 10 : 0;
    case Role::None: break;
    }
    return 0;
}

Role bestRole(const Json &tool)
{
    static const Role order[] = {Role::Ask,     Role::Convert, Role::Flag,    Role::Balance,
                                 Role::Ticket,  Role::Notify,  Role::Details, Role::Recent,
                                 Role::Profile, Role::Fraud,   Role::Triage};
    Role best = Role::None;
    int most = 0;
    for (const Role role : order) {
        const int points = score(tool, role);
        if (points > most) {
            most = points;
            best = role;
        }
    }
    return best;
}

bool onlyReads(Role role)
{
    return role == Role::Balance || role == Role::Profile || role == Role::Recent
           || role == Role::Details || role == Role::None;
}

} // namespace

Catalogue::Catalogue(const Json &tools)
{
    if (!tools.is_array())
        return;
    for (const Json &tool : tools) {
        if (tool.is_object() && !text(tool, "name").empty())
            m_entries.push_back({&tool, bestRole(tool)});
    }
}

const Json *Catalogue::find(Role role) const
{
    const Entry *best = nullptr;
    for (const Entry &entry : m_entries) {
        // Of two of a kind the clearer one, and of equals the first in the alphabet.
        if (entry.role != role)
            continue;
        const int mine = score(*entry.tool, role);
        const int theirs = best ? score(*best->tool, role) : 0;
        if (mine > theirs
            || (mine == theirs && text(*entry.tool, "name") < text(*best->tool, "name")))
            best = &entry;
    }
    return best ? best->tool : nullptr;
}

Role Catalogue::roleOf(const std::string &name) const
{
    for (const Entry &entry : m_entries) {
        if (text(*entry.tool, "name") == name)
            return entry.role;
    }
    return Role::None;
}

const Json *Catalogue::byName(const std::string &name) const
{
    for (const Entry &entry : m_entries) {
        if (text(*entry.tool, "name") == name)
            return entry.tool;
    }
    return nullptr;
}

const Json *Catalogue::provider(const std::string &about, const std::string &except) const
{
    const std::set<std::string> wanted = topics(about);
    const Json *best = nullptr;
    int most = 0;
    for (const Entry &entry : m_entries) {
        const std::string name = text(*entry.tool, "name");
        if (name == except || !onlyReads(entry.role) || isAgent(propertiesOf(*entry.tool)))
            continue;
        // Named outright ("fetch it with get_profile") beats every likeness.
        int points = hasWord(about, name) ? 20 : 0;
        for (const std::string &topic : topics(name))
            points += wanted.contains(topic) ? 3 : 0;
        for (const std::string &topic : topics(firstSentence(*entry.tool)))
            points += wanted.contains(topic) ? 1 : 0;
        if (points > most || (points == most && best && name < text(*best, "name"))) {
            most = points;
            best = entry.tool;
        }
    }
    return most >= 2 ? best : nullptr;
}

} // namespace stage::workloads::model
