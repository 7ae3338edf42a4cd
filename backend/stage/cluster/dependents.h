// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"

#include <optional>
#include <set>

namespace stage::cluster {

/// Who owns whom, by uid, kept up to date from the Store's events. Entries may lag when callbacks
/// change the Store, so a reader checks the object itself. Single-threaded.
class Dependents {
public:
    void note(const Event &event);
    /// The objects that name UID as an owner.
    std::vector<Key> of(const std::string &uid) const;
    /// Where the object with this uid lives.
    std::optional<Key> whereIs(const std::string &uid) const;

private:
    void forget(const Key &key, const Json &object);
    std::map<std::string, Key> m_places;
    std::map<std::string, std::set<Key>> m_owned;
};

} // namespace stage::cluster
