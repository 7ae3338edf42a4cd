// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/store.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

namespace stage::cluster {

Store::Store(std::size_t historyLimit)
    : m_historyLimit(historyLimit)
{
}

Object Store::get(const Key &key) const
{
    const auto resource = m_objects.find(key.resource);
    if (resource == m_objects.end())
        return nullptr;
    const auto object = resource->second.find({key.ns, key.name});
    return object == resource->second.end() ? nullptr : object->second;
}

std::vector<Object> Store::list(const std::string &resource, const std::string &ns) const
{
    std::vector<Object> out;
    const auto found = m_objects.find(resource);
    if (found == m_objects.end())
        return out;
    auto from = ns.empty() ? found->second.begin() : found->second.lower_bound({ns, ""});
    for (; from != found->second.end() && (ns.empty() || from->first.first == ns); ++from)
        out.push_back(from->second);
    return out;
}

Object Store::put(const Key &key, Json object)
{
    Object before = get(key);
    object["metadata"]["resourceVersion"] = std::to_string(++m_revision);
    auto now = std::make_shared<const Json>(std::move(object));
    m_objects[key.resource][{key.ns, key.name}] = now;
    tell({before ? Change::Modified : Change::Added, m_revision, key, now, before});
    return now;
}

bool Store::remove(const Key &key)
{
    Object before = get(key);
    if (!before)
        return false;
    m_objects[key.resource].erase({key.ns, key.name});
    Json last = *before;
    last["metadata"]["resourceVersion"] = std::to_string(++m_revision);
    tell({Change::Deleted, m_revision, key, std::make_shared<const Json>(std::move(last)), before});
    return true;
}

void Store::tell(Event event)
{
    m_history.push_back(event);
    while (m_history.size() > m_historyLimit) {
        m_forgottenUpTo = m_history.front().revision;
        m_history.pop_front();
    }
    // A callback may change the store or add watchers: walk a copy.
    std::erase_if(m_watchers, [](const auto &watcher) { return watcher.expired(); });
    const auto watchers = m_watchers;
    for (const auto &weak : watchers) {
        const auto watcher = weak.lock();
        if (watcher && (watcher->resource.empty() || watcher->resource == event.key.resource))
            watcher->callback(event);
    }
}

bool Store::since(const std::string &resource, std::uint64_t revision,
                  std::vector<Event> &out) const
{
    if (revision < m_forgottenUpTo)
        return false;
    const auto from = std::upper_bound(m_history.begin(), m_history.end(), revision,
                                       [](std::uint64_t value, const Event &event) {
                                           return value < event.revision;
                                       });
    std::copy_if(from, m_history.end(), std::back_inserter(out), [&](const Event &event) {
        return resource.empty() || event.key.resource == resource;
    });
    return true;
}

void Store::compact()
{
    m_history.clear();
    m_forgottenUpTo = m_revision;
}

Store::Subscription Store::watch(std::string resource, std::function<void(const Event &)> callback)
{
    auto watcher = std::make_shared<Watcher>(Watcher{std::move(resource), std::move(callback)});
    m_watchers.push_back(watcher);
    return Subscription(watcher);
}

namespace {

bool matchesExpression(const Json &expression, const Json &labels)
{
    const std::string key = expression.value("key", "");
    const std::string op = expression.value("operator", "");
    const bool present = labels.contains(key);
    if (op == "Exists")
        return present;
    if (op == "DoesNotExist")
        return !present;
    const Json values = expression.value("values", Json::array());
    const bool listed =
        present && std::find(values.begin(), values.end(), labels.at(key)) != values.end();
    return op == "In" ? listed : op == "NotIn" ? !listed : false;
}

} // namespace

bool matchesLabels(const Json &labelSelector, const Json &object)
{
    const Json &labels = at(object, "/metadata/labels");
    const Json have = labels.is_object() ? labels : Json::object();
    const bool structured =
        labelSelector.contains("matchLabels") || labelSelector.contains("matchExpressions");
    const Json wanted =
        structured ? labelSelector.value("matchLabels", Json::object()) : labelSelector;
    for (const auto &[key, value] : wanted.items()) {
        if (!have.contains(key) || have.at(key) != value)
            return false;
    }
    if (!structured)
        return true;
    const Json expressions = labelSelector.value("matchExpressions", Json::array());
    return std::all_of(expressions.begin(), expressions.end(),
                       [&](const Json &expression) { return matchesExpression(expression, have); });
}

const Json &at(const Json &object, const std::string &pointer)
{
    static const Json nothing;
    const Json::json_pointer where(pointer);
    return object.contains(where) ? object.at(where) : nothing;
}

std::string text(const Json &object, const std::string &pointer, const std::string &otherwise)
{
    const Json &found = at(object, pointer);
    return found.is_string() ? found.get<std::string>() : otherwise;
}

std::string nowRfc3339()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char buffer[32];
    const auto length = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return std::string(buffer, length);
}

std::string newUid()
{
    static thread_local std::mt19937_64 random(std::random_device{}());
    const std::uint64_t high = random();
    const std::uint64_t low = random();
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%08x-%04x-4%03x-%04x-%012llx",
                  static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16) & 0xffff,
                  static_cast<unsigned>(high) & 0xfff,
                  0x8000 | (static_cast<unsigned>(low >> 48) & 0x3fff),
                  static_cast<unsigned long long>(low & 0xffffffffffffULL));
    return buffer;
}

} // namespace stage::cluster
