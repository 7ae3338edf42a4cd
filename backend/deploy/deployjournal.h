// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/journal.h"
#include "backend/deploy/run.h"

namespace deploy {

/// A process, named for good: a pid alone is used again.
struct ProcessName {
    qint64 pid = 0;
    qint64 startTicks = 0; ///< field 22 of /proc/PID/stat
    friend bool operator==(const ProcessName &, const ProcessName &) = default;
};
/// Whether exactly this process runs (a zombie does not).
bool isRunning(const ProcessName &process);
ProcessName ownProcess();

/// One run's record, deploys/ISO.jsonl: begin, step states, attempts that came to nothing, phases
/// with what was still expected when they ended, tools started, end. Texts come from the run, which
/// has redacted them.
class DeployJournal final : public QObject {
    Q_OBJECT
public:
    /// FOLDER is the state directory's "deploys". HEAD is added to the first line (context, edition
    /// …).
    static core::Result<std::unique_ptr<DeployJournal>> begin(const QString &folder,
                                                              const Json &head, core::Clock &clock);
    ~DeployJournal() override;

    /// Writes what RUN does until it ends. RUN must not have been started.
    void follow(Run &run);
    QString path() const { return m_journal->path(); }

signals:
    void failed(const core::Fault &fault); ///< a line could not be written; the run goes on

private:
    DeployJournal(std::unique_ptr<core::Journal> journal, core::Clock &clock);
    void write(const char *event, Json line);

    std::unique_ptr<core::Journal> m_journal;
    core::Clock &m_clock;
};

/// A tool that a cockpit which is gone left running.
struct Orphan {
    ProcessName leader; ///< of its process group
    QString step, journal;
};
/// Reads the journals in FOLDER: runs without an end whose cockpit is gone, and their tools that
/// still run.
std::vector<Orphan> findOrphans(const QString &folder);

/// Ends orphans' process groups: TERM, GRACE, KILL. A leader that is not exactly the journal's
/// process is left alone. Done once all are gone.
class OrphanSweep final : public core::Task {
    Q_OBJECT
public:
    OrphanSweep(std::vector<Orphan> orphans, core::Clock &clock,
                std::chrono::milliseconds grace = std::chrono::seconds(5),
                QObject *parent = nullptr);

protected:
    void run() override;
    void halt() override;

private:
    void look();

    std::vector<Orphan> m_orphans;
    core::Clock &m_clock;
    std::chrono::milliseconds m_grace, m_begin{0};
    bool m_killed = false;
};

} // namespace deploy
