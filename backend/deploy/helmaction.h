// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/kubeactions.h"
#include "backend/deploy/toolaction.h"

namespace deploy {

/// helm upgrade --install. A release that an earlier helm left pending when it was killed would be
/// refused for ever ("another operation is in progress"): its last revision is deleted first. Only
/// who holds the cluster's Lease runs steps, so no other cockpit's helm is at work on it.
class HelmAction final : public KubeAction {
    Q_OBJECT
public:
    HelmAction(HelmStep step, const Services &services, std::chrono::milliseconds timeout);
    ~HelmAction() override;

protected:
    void run() override;
    void halt() override;

private:
    void clear(const Json &secret);
    void upgrade();

    HelmStep m_step;
    std::chrono::milliseconds m_timeout;
    std::unique_ptr<ToolAction> m_tool;
};

/// The newest revision in a list of a release's Secrets when it is pending, else null.
const Json *pendingRevision(const Json &secrets);

} // namespace deploy
