// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/plan.h"
#include "backend/deploy/prober.h"
#include "backend/deploy/secrets.h"

namespace deploy {

/// What a run of a plan would find: looks at every chosen step's done_when and changes nothing.
/// Done when all have been looked at: a step is already so, or pending with what its first look
/// saw.
class Survey final : public core::Task {
    Q_OBJECT
public:
    /// SERVICES outlives it.
    Survey(Plan plan, const Services &services, QObject *parent = nullptr);

    const Plan &plan() const { return m_plan; }
    const Reports &reports() const { return m_reports; }

protected:
    void run() override;
    void halt() override;

private:
    void next();
    void look(std::size_t index);
    void looked(std::size_t index, const Finding &finding);
    void endIfOver();

    Plan m_plan;
    const Services &m_services;
    Redaction m_redaction;
    Reports m_reports;
    Prober m_prober;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
    std::chrono::milliseconds m_begin{0};
    std::size_t m_next = 0;
    int m_open = 0;
};

} // namespace deploy
