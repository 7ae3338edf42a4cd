// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/plan.h"
#include "backend/stage/nodes/workqueue.h"

#include <map>

namespace stage::nodes {

/// One control loop: events of the resources it watches become keys of its own resource, and each
/// key is planned anew from the objects of that moment. Decisions are pure functions beside each
/// controller; this class only looks, asks and acts. Single-threaded; OBJECTS outlives it.
class Controller {
public:
    Controller(boost::asio::any_io_executor executor, cluster::Objects &objects,
               std::string resource, std::string component);
    virtual ~Controller();
    Controller(const Controller &) = delete;
    Controller &operator=(const Controller &) = delete;

    /// Subscribes, and queues what is there already.
    void start();

protected:
    /// SELF is null when the object is gone.
    virtual Plan plan(const Key &key, const Object &self) = 0;

    using Mapping = std::function<std::vector<Key>(const cluster::Event &)>;
    /// Watches another resource too.
    void also(const std::string &watched, Mapping mapping);
    /// Watches a resource whose objects name one of ours (of KIND) as controller.
    void alsoOwned(const std::string &watched, const std::string &kind);

    cluster::Store &store() { return m_objects.store(); }
    cluster::Objects &objects() { return m_objects; }
    void enqueue(const Key &key) { m_queue.add(key); }
    /// The objects of RESOURCE that are controlled by OWNER.
    std::vector<Object> owned(const std::string &resource, const Json &owner);
    const std::string &resource() const { return m_resource; }

private:
    void work(const Key &key);

    cluster::Objects &m_objects;
    std::string m_resource, m_component;
    std::vector<std::pair<std::string, Mapping>> m_mappings;
    std::vector<cluster::Store::Subscription> m_subscriptions;
    std::map<Key, int> m_failures;
    WorkQueue m_queue;
};

} // namespace stage::nodes
