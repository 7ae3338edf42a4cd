// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <QEventLoop>
#include <QPointer>
#include <functional>

namespace app {

class LogFile;

/// A terminal's way to run tasks: one after the other, each until it is over, with SIGINT and
/// SIGTERM as cancel. Progress goes to stderr, results to stdout. Main thread only.
class Console : public QObject {
    Q_OBJECT
public:
    /// QUIETOUT keeps stdout for the result document.
    explicit Console(bool quietOut, QObject *parent = nullptr);
    ~Console() override;

    /// Starts TASK and returns when it is over. After a cancel every further task ends at once.
    core::Outcome run(core::Task &task);
    /// Waits for something that calls back: BEGIN gets a context and the callback. A context that
    /// has died never calls back: the result is then Cancelled.
    template <class T>
    core::Result<T>
    get(const std::function<void(QObject *, std::function<void(core::Result<T>)>)> &begin)
    {
        std::optional<core::Result<T>> result;
        QObject context;
        begin(&context, [&](core::Result<T> value) {
            result = std::move(value);
            wake();
        });
        waitUntil([&] { return result.has_value(); });
        if (result)
            return std::move(*result);
        return tl::unexpected(m_why);
    }
    /// Turns the event loop until DONE or cancelled. Whoever changes what DONE looks at calls
    /// wake().
    void waitUntil(const std::function<bool()> &done);
    void wake();

    /// What is told as progress is written to LOG, too; it outlives this.
    void logTo(LogFile &log) { m_log = &log; }

    bool cancelled() const { return m_cancelled; }
    void cancel(core::Fault why); ///< ends what runs, as a signal would
    const core::Fault &whyCancelled() const { return m_why; }

    void progress(const QString &line); ///< stderr
    void print(const QString &text);    ///< stdout, unless it is kept for the document
    bool asks() const;                  ///< whether there is somebody to ask

private:
    void signalled();

    bool m_quietOut;
    LogFile *m_log = nullptr;
    bool m_cancelled = false;
    core::Fault m_why;
    QPointer<core::Task> m_task;
    QPointer<QEventLoop> m_loop;
};

} // namespace app
