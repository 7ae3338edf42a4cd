// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/deploy/plan.h"
#include "backend/deploy/services.h"

namespace deploy {

/// Who wrote to an object beside us, from its managedFields: "kubectl-edit at 14:02", or "".
/// Controllers that write only status do not count.
QString otherWriter(const Json &live);
/// One object of the bundle against what is there; LIVE and DRYRUN as the API server answered.
/// Nothing: it is as the bundle says.
std::optional<Item> driftOf(const Json &wanted, const core::Result<Json> &live,
                            const core::Result<Json> &dryRun);
/// Objects of LIST of which the bundle knows nothing. KNOWN are its own, by "KIND NS/NAME".
Items extrasOf(const Json &list, const kube::Ref &kind, const QStringList &known);
/// The kinds and namespaces of the policies that the bundle applies anywhere.
std::vector<kube::Ref> policyPlaces(const std::vector<Json> &objects);

/// Every object that the deployed phases apply, held against the cluster: missing, changed by
/// hand, and policies that the bundle does not know. Changes nothing. Done whatever it saw.
class Drift final : public core::Task {
    Q_OBJECT
public:
    /// PHASES: only these are looked at (an undeployed phase has no drift). SERVICES outlives it.
    Drift(const Services &services, QStringList phases, QObject *parent = nullptr);
    const Items &items() const { return m_items; } ///< once over, the plan's order
    int looked() const { return m_looked; }

protected:
    void run() override;
    void halt() override;

private:
    struct Object {
        Json wanted;
        QString step;
        std::optional<Item> item = {};
    };
    void askSome();
    void askOne(std::size_t index);
    void askNextPlace();
    void endIfOver();

    const Services &m_services;
    QStringList m_phases;
    std::vector<Object> m_objects;
    std::vector<Json> m_all; ///< of operations, too
    std::vector<kube::Ref> m_places;
    Items m_items, m_extras;
    QStringList m_known;
    std::size_t m_next = 0, m_place = 0;
    int m_open = 0, m_looked = 0;
    bool m_extrasAsked = false;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

} // namespace deploy
