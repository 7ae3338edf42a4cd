// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/holds.h"
#include "backend/deploy/services.h"

#include <deque>
#include <set>

namespace deploy {

/// Looks again and again, while one step goes on, at what its objects say. Reads only. What may
/// not be read is left out.
class HoldWatch final : public QObject {
    Q_OBJECT
public:
    /// STEP and SERVICES outlive it.
    HoldWatch(const StepSpec &step, const Services &services, QObject *parent = nullptr);
    ~HoldWatch() override;
    void start();

signals:
    void held(const deploy::Hold &hold); ///< again only when it is another matter
    void cleared();                      ///< nothing stands in the way any more

private:
    using Then = std::function<void()>;
    void look();
    void expectAnswer();
    void readRelease();
    void readService();
    void planReads();
    void readNext();
    void take(const kube::Ref &ref, const core::Result<Json> &answer);
    void judge();
    void readLog(const Hold &hold, std::vector<Life> lives);
    void tell(std::optional<Hold> hold);
    void lost(const QString &why);
    kube::Client *client();

    const StepSpec &m_step;
    const Services &m_services;
    std::vector<Subject> m_own, m_subjects;
    std::deque<kube::Ref> m_reads;
    Scene m_scene;
    QString m_releaseSeen;
    std::vector<Subject> m_ofRelease;
    std::optional<Hold> m_told;
    QDateTime m_lostSince;
    int m_asked = 0;                 ///< questions so far
    std::unique_ptr<QObject> m_look; ///< of the look that is under way
    std::unique_ptr<http::Call> m_log;
};

/// What a step's own words tell that it waits for.
std::vector<Subject> subjectsOf(const StepSpec &step);
/// What a release that is installed or already there has workloads in.
std::vector<Subject> subjectsOf(const Json &release);

} // namespace deploy
