// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>
#include <chrono>
#include <memory>

namespace core {

/// How to start a program. Secrets go through input or a 0600 file, never through arguments.
struct Command {
    QString program;
    QStringList arguments;
    QMap<QString, QString> environment; ///< added to ours
    QByteArray input;                   ///< written to stdin, which is then closed
    QString directory;
};

/// A running program in a process group of its own. Cancel: TERM to the group, grace, KILL; the
/// group is swept once more when its leader ends. progress() carries stderr and stdout by line.
class Tool : public Task {
    Q_OBJECT
public:
    using Task::Task;
    virtual int exitCode() const = 0;
    virtual QByteArray output() const = 0; ///< all of stdout
    virtual QByteArray errors() const = 0; ///< the last 64 KiB of stderr
    virtual qint64 pid() const = 0;

signals:
    void started(qint64 pid, qint64 startTicks);
};

/// The seam to the operating system's processes.
class Launcher {
public:
    virtual ~Launcher() = default;
    /// The task is Idle; start it. A missing program ends it with Fault::Kind::Missing.
    virtual std::unique_ptr<Tool> launch(const Command &command) = 0;
    /// Absolute path of a program, or "" when there is none.
    virtual QString find(const QString &program) const = 0;
};

/// The real one. FIRSTPATH is put in front of the children's PATH (the kubeconfig's tools folder);
/// GRACE is the time between TERM and KILL.
class ProcessLauncher final : public Launcher {
public:
    explicit ProcessLauncher(QString firstPath = {},
                             std::chrono::milliseconds grace = std::chrono::seconds(5));
    std::unique_ptr<Tool> launch(const Command &command) override;
    QString find(const QString &program) const override;

private:
    QString m_firstPath;
    std::chrono::milliseconds m_grace;
};

} // namespace core
