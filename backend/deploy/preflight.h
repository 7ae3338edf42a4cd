// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/deploy/plan.h"
#include "backend/deploy/prober.h"

namespace deploy {

/// A check's short name: its program, secret, forward, or what it measures; else the step's id.
QString itemId(const StepSpec &step);

/// The check steps of a PLAN that a Survey has looked at, as items.
Items checkItems(const Plan &plan, const Reports &reports);

/// Runs the check steps of the edition's first phase side by side, and looks at the forwards' ports
/// and the tools; changes nothing. Done unless an item is blocked.
class Preflight final : public core::Task {
    Q_OBJECT
public:
    struct Options {
        bool quick = false;  ///< each check has a few seconds at most
        bool ports = true;   ///< whether the forwards' own ports must be free
        QStringList waived;  ///< items that may be blocked
        QString toolsFolder; ///< the kubeconfig's, in front of the children's PATH
        QStringList remarks; ///< said as one item that asks for attention (files others can read)
        /// Who has a port, in words, or "".
        std::function<QString(int port)> holder = {};
    };
    /// SERVICES outlives it.
    Preflight(const Services &services, Options options, QObject *parent = nullptr);
    const Items &items() const { return m_items; } ///< in the plan's order, once over

protected:
    void run() override;
    void halt() override;

private:
    void look(const PlanStep &step, std::size_t slot);
    void found(const PlanStep &step, std::size_t slot, const Finding &finding);
    Item judged(const StepSpec &step, const Finding &finding) const;
    Item portsItem() const;
    void lookHere();
    void endIfOver();

    const Services &m_services;
    Options m_options;
    Plan m_plan;
    Prober m_prober;
    Items m_items;
    int m_open = 0;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

} // namespace deploy
