// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/journal.h"
#include "backend/deploy/run.h"

namespace deploy {

/// How long steps took on this machine: history.jsonl, one line a finished step.
class History final : public QObject {
    Q_OBJECT
public:
    /// Reads PATH; lines it cannot use are left out. CLOCK outlives the history.
    static core::Result<std::unique_ptr<History>> open(const QString &path, core::Clock &clock);

    /// The usual durations of a plan's steps on a kind of cluster: the median of the last five.
    Durations durations(const QString &plan, const QString &cluster) const;
    /// Appends a line for each step of RUN that ends as done, or is found done after one that was
    /// done just before.
    void follow(Run &run, const QString &cluster);
    core::Result<void> append(const QString &plan, const QString &cluster, const QString &step,
                              std::chrono::milliseconds took);

signals:
    void failed(const core::Fault &fault); ///< a line could not be written; the run goes on

private:
    History(std::unique_ptr<core::Journal> journal, core::Clock &clock);
    void learn(const QString &plan, const QString &cluster, const QString &step,
               std::chrono::milliseconds took);

    std::unique_ptr<core::Journal> m_journal;
    core::Clock &m_clock;
    QMap<QString, std::vector<std::chrono::milliseconds>> m_took; ///< by plan, cluster and step
};

} // namespace deploy
