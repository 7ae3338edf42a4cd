// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/controller.h"

#include <algorithm>

namespace stage::nodes {

using cluster::text;

Controller::Controller(boost::asio::any_io_executor executor, cluster::Objects &objects,
                       std::string resource, std::string component)
    : m_objects(objects)
    , m_resource(std::move(resource))
    , m_component(std::move(component))
    , m_queue(std::move(executor), [this](const Key &key) { work(key); })
{
}

Controller::~Controller() = default;

void Controller::start()
{
    m_subscriptions.push_back(
        store().watch(m_resource, [this](const cluster::Event &event) { m_queue.add(event.key); }));
    for (const auto &[watched, mapping] : m_mappings)
        m_subscriptions.push_back(
            store().watch(watched, [this, map = mapping](const cluster::Event &event) {
                for (const Key &key : map(event))
                    m_queue.add(key);
            }));
    for (const Object &object : store().list(m_resource))
        m_queue.add(
            {m_resource, text(*object, "/metadata/namespace"), text(*object, "/metadata/name")});
}

void Controller::also(const std::string &watched, Mapping mapping)
{
    m_mappings.emplace_back(watched, std::move(mapping));
}

void Controller::alsoOwned(const std::string &watched, const std::string &kind)
{
    also(watched, [this, kind](const cluster::Event &event) {
        std::vector<Key> keys;
        for (const Object &state : {event.before, event.now}) {
            const Json *owner = state ? controllerOf(*state) : nullptr;
            if (owner && text(*owner, "/kind") == kind)
                keys.push_back({m_resource, event.key.ns, text(*owner, "/name")});
        }
        return keys;
    });
}

std::vector<Object> Controller::owned(const std::string &resource, const Json &owner)
{
    const std::string uid = text(owner, "/metadata/uid");
    std::vector<Object> result = store().list(resource, text(owner, "/metadata/namespace"));
    std::erase_if(result, [&](const Object &object) { return !controlledBy(*object, uid); });
    return result;
}

void Controller::work(const Key &key)
{
    const Plan decided = plan(key, store().get(key));
    const std::vector<std::string> errors = carryOut(decided, m_objects, m_component);
    if (decided.again)
        m_queue.addAfter(key, std::max(*decided.again, std::chrono::milliseconds(10)));
    if (errors.empty()) {
        m_failures.erase(key);
        return;
    }
    // As client-go's rate limiter: doubling, with a ceiling.
    const int failures = std::min(m_failures[key]++, 12);
    m_queue.addAfter(key, std::chrono::milliseconds(20LL << failures));
}

} // namespace stage::nodes
