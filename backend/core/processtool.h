// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/launcher.h"

#include <QProcess>
#include <QTimer>

namespace core {

/// A child process of ours: leads a process group of its own and gets TERM should we die. Ends
/// only when the group is gone (KILL is sent, and its going awaited for a bounded time). All on
/// the event loop. stdout is kept up to 64 MiB (more is a Garbled fault), lines up to 8 KiB.
class ProcessTool final : public Tool {
    Q_OBJECT
public:
    /// PATH is the program's absolute path; "" makes the task end as Missing.
    ProcessTool(Command command, QString path, const QProcessEnvironment &environment,
                std::chrono::milliseconds grace);
    ~ProcessTool() override;

    int exitCode() const override { return m_exitCode; }
    QByteArray output() const override { return m_output; }
    QByteArray errors() const override { return m_errors; }
    qint64 pid() const override { return m_pid; }

protected:
    void run() override;
    void halt() override;

private:
    void begun();
    void readOutput();
    void readErrors();
    void tell(QByteArray &rest, const QByteArray &piece);
    void tellRest(QByteArray &rest);
    void failedToStart();
    void leaderEnded(int exitCode, QProcess::ExitStatus status);
    void awaitGroup();
    Outcome verdict() const;

    Command m_command;
    QString m_path;
    std::chrono::milliseconds m_graceTime;
    QProcess m_process;
    QTimer m_grace;
    QTimer m_gone;
    QByteArray m_output, m_errors, m_outputRest, m_errorsRest;
    qint64 m_pid = 0;
    int m_exitCode = -1;
    int m_looks = 0;
    bool m_crashed = false;
    bool m_tooMuch = false;
};

} // namespace core
