// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/preflight.h"

namespace deploy {

/// What is on the cluster, looked at only: which phases hold, the policies, what our images' pods
/// run.
struct ClusterPicture {
    struct Phase {
        QString id, title;
        enum class State { Holds, Partly, Absent, Unknown } state = State::Unknown;
        QStringList missing; ///< "STEP TITLE: what was seen", of steps that do not hold
    };
    enum class Switch { On, Off, Partly, Unknown, NotHere };
    struct Running {
        QString ns, pod, image; ///< image as the pod names it
        QString digest, tagged; ///< what runs, and what the tag has now; "" = not known
        bool drifted() const { return !digest.isEmpty() && !tagged.isEmpty() && digest != tagged; }
    };
    std::vector<Phase> phases;
    Switch policies = Switch::Unknown, kagentPolicies = Switch::Unknown;
    std::vector<Running> running;
    bool deployed() const; ///< every phase holds
};
QString switchWord(ClusterPicture::Switch state); ///< on, off, partly, unknown
/// For `status`: phases, policies, a line a running image, drift.
Items itemsOf(const ClusterPicture &picture);

/// Takes the picture by the done_when of the plan's and the operations' steps. Ends Done whatever
/// it saw, Failed only when the cluster does not answer.
class ClusterState final : public core::Task {
    Q_OBJECT
public:
    /// SERVICES outlives it.
    explicit ClusterState(const Services &services, QObject *parent = nullptr);
    const ClusterPicture &picture() const { return m_picture; } ///< once over

protected:
    void run() override;
    void halt() override;

private:
    using Tally = std::pair<int, int>; ///< steps that hold, steps asked
    struct Question {
        const StepSpec *step;
        std::function<void(const Finding &)> answer;
    };
    void askSome();
    std::shared_ptr<Tally> askOperation(const QString &id);
    void askImages();
    void readPods(const Json &list);
    void askTags();
    void endIfOver();

    const Services &m_services;
    Plan m_plan;
    std::vector<Plan> m_operations;
    Prober m_prober;
    ClusterPicture m_picture;
    std::vector<Question> m_questions;
    std::vector<std::function<void()>> m_settle; ///< what the tallies mean, once all are in
    std::size_t m_next = 0;
    int m_open = 0;
    bool m_imagesAsked = false;
    std::optional<core::Fault> m_unreachable;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

} // namespace deploy
