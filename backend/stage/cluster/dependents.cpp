// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/dependents.h"

namespace stage::cluster {

void Dependents::forget(const Key &key, const Json &object)
{
    m_places.erase(text(object, "/metadata/uid"));
    for (const Json &owner : at(object, "/metadata/ownerReferences")) {
        const auto found = m_owned.find(text(owner, "/uid"));
        if (found == m_owned.end())
            continue;
        found->second.erase(key);
        if (found->second.empty())
            m_owned.erase(found);
    }
}

void Dependents::note(const Event &event)
{
    if (event.before)
        forget(event.key, *event.before);
    if (event.change == Change::Deleted)
        return;
    if (const std::string uid = text(*event.now, "/metadata/uid"); !uid.empty())
        m_places[uid] = event.key;
    for (const Json &owner : at(*event.now, "/metadata/ownerReferences"))
        m_owned[text(owner, "/uid")].insert(event.key);
}

std::vector<Key> Dependents::of(const std::string &uid) const
{
    const auto found = m_owned.find(uid);
    if (found == m_owned.end())
        return {};
    return {found->second.begin(), found->second.end()};
}

std::optional<Key> Dependents::whereIs(const std::string &uid) const
{
    const auto found = m_places.find(uid);
    if (found == m_places.end())
        return {};
    return found->second;
}

} // namespace stage::cluster
