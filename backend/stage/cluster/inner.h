// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/addresses.h"
#include "backend/stage/cluster/catalogue.h"
#include "backend/stage/cluster/convert.h"
#include "backend/stage/cluster/dependents.h"
#include "backend/stage/cluster/failures.h"

namespace stage::cluster {

enum class Verb { Create, Update, Patch, Apply };

/// One write on its way into the Store.
struct Write {
    const Type &type;
    Key key;
    Object live; ///< null to create
    const WriteOptions &options;
    Verb verb = Verb::Update;
};

/// What Objects is made of. Only the sources that implement Objects see it.
struct Objects::Inner {
    explicit Inner(Store &aStore);

    // decode.cpp: is what came fit for its kind?
    /// apiVersion and kind as the type's, filled in when absent; metadata an object.
    Outcome<void> checkKind(const Type &type, Json &object) const;
    /// Unknown fields refused, warned of or ignored, then dropped; null members of built-ins
    /// dropped.
    Outcome<void> decode(const Write &write, Json &object) const;
    Outcome<void> validate(const Write &write, const Json &object) const;

    // writes.cpp
    Outcome<Object> commit(Write write, Json next);
    Outcome<void> checkNamespace(const Write &write) const;
    Outcome<Json> onlyStatus(const Write &write, const Json &sent) const;
    Outcome<Object> scaleTo(Write write, const Json &scale);
    Outcome<void> identify(const Write &write, Json &next) const;
    Outcome<Object> finish(const Write &write, Json next);
    void afterCommit(const Write &write, const Json &stored);

    // removal.cpp
    Outcome<Object> remove(const Type &type, const Key &key, const std::string &propagation,
                           bool dryRun, std::optional<int> graceSeconds);
    Object markDeleted(const Type &type, const Key &key, const Json &live, int grace,
                       const std::string &finalizer);
    /// Removes an object that waits for deletion once nothing holds it.
    void removeIfFree(const Key &key);
    void emptyNamespace(const std::string &ns);
    void emptyDefinition(const Json &crd);

    // garbage.cpp: what follows from a deletion. Runs after the call that caused it.
    void note(const Event &event);
    void drain();
    void afterDeleted(const Event &event);
    void collect(const Key &key, const std::string &ownerUid);
    void orphanDependents(const std::string &ownerUid);
    void deleteDependents(const std::string &ownerUid);
    bool blocked(const std::string &ownerUid) const;
    void settleOwner(const Key &owner);
    void dropFinalizer(const Key &key, const std::string &finalizer);
    bool namespaceEmpty(const std::string &ns) const;

    /// While one lives, the consequences of deletions wait.
    class Busy {
    public:
        explicit Busy(Inner &inner);
        ~Busy();
        Busy(const Busy &) = delete;
        Busy &operator=(const Busy &) = delete;

    private:
        Inner &m_inner;
    };

    Store &store;
    Catalogue catalogue;
    Dependents dependents;
    Addresses addresses;
    std::deque<Event> deleted;
    int busy = 0;
    Store::Subscription watching;
};

} // namespace stage::cluster
