// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace stage::cluster {

using Json = nlohmann::json;
using Object =
    std::shared_ptr<const Json>; ///< never changed in place: a new version is a new object

/// Where an object lives. RESOURCE is "pods" for the core group, else "deployments.apps".
struct Key {
    std::string resource, ns, name;
    auto operator<=>(const Key &) const = default;
};

enum class Change { Added, Modified, Deleted };

struct Event {
    Change change;
    std::uint64_t revision;
    Key key;
    Object now;    ///< for Deleted: the last state, with the revision of the deletion
    Object before; ///< null for Added
};

/// Every object of the cluster, and the last changes for watches. No rules live here: defaults,
/// validation and finalizers are the API's (cluster/objects.h). Single-threaded.
class Store {
public:
    explicit Store(std::size_t historyLimit = 20000);

    Object get(const Key &key) const;
    /// All of one resource, ordered by namespace and name; NS "" means every namespace.
    std::vector<Object> list(const std::string &resource, const std::string &ns = {}) const;

    /// Creates or replaces; sets metadata.resourceVersion. Watchers are told before it returns.
    Object put(const Key &key, Json object);
    bool remove(const Key &key);

    std::uint64_t revision() const { return m_revision; }
    /// The changes of RESOURCE after REVISION, oldest first; false when that is too long ago.
    bool since(const std::string &resource, std::uint64_t revision, std::vector<Event> &out) const;
    /// Forgets the history, so that every older watch must list again (410 Gone).
    void compact();

    /// A watcher's life: destroying it ends the watch.
    class Subscription {
    public:
        Subscription() = default;
        explicit Subscription(std::shared_ptr<void> hold)
            : m_hold(std::move(hold))
        {
        }

    private:
        std::shared_ptr<void> m_hold;
    };
    /// Calls back after each change of RESOURCE ("" = all), from inside put() and remove().
    /// A callback may change the store; it must not throw.
    [[nodiscard]] Subscription watch(std::string resource,
                                     std::function<void(const Event &)> callback);

private:
    struct Watcher {
        std::string resource;
        std::function<void(const Event &)> callback;
    };
    void tell(Event event);

    std::map<std::string, std::map<std::pair<std::string, std::string>, Object>> m_objects;
    std::deque<Event> m_history;
    std::size_t m_historyLimit;
    std::uint64_t m_revision = 1;
    std::uint64_t m_forgottenUpTo = 0;
    std::vector<std::weak_ptr<Watcher>> m_watchers;
};

/// Does OBJECT's labels match a label selector map ({matchLabels, matchExpressions}, or a plain
/// map)?
bool matchesLabels(const Json &labelSelector, const Json &object);
/// A member of nested objects by JSON pointer, or a null value.
const Json &at(const Json &object, const std::string &pointer);
std::string text(const Json &object, const std::string &pointer, const std::string &otherwise = {});
std::string nowRfc3339();
std::string newUid();

} // namespace stage::cluster
