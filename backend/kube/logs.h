// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/client.h"
#include "backend/kube/stream.h"

#include <QSet>

namespace kube {

/// One line of a container's log.
struct LogLine {
    QByteArray stamp; ///< RFC 3339 with nine decimals, "" when the line had none
    QString text;
    friend bool operator==(const LogLine &, const LogLine &) = default;
};
/// "2026-11-23T10:00:00.123456789Z text" → both; a line without a time keeps its whole text.
LogLine parseLogLine(const QByteArray &line);

/// Whose log to follow.
struct LogSource {
    QString ns, pod, container; ///< container "" = the only one
    int tailLines = 200;
};

/// Follows one container's log, across breaks and container restarts, without telling a line
/// twice. Ends by itself only when the pod is gone or the server says no. Lines are cut off from
/// the stream at 64 KiB (longer ones are dropped). CLIENT and CLOCK outlive it.
class LogFollow : public QObject {
    Q_OBJECT
public:
    LogFollow(Client &client, LogSource source, core::Clock &clock, QObject *parent = nullptr);
    ~LogFollow() override;
    void start();

signals:
    void line(const QByteArray &stamp, const QString &text);
    void paused(const QString &why); ///< it goes on by itself
    void ended(const core::Outcome &outcome);

private:
    void open();
    void stream();
    void take(const QByteArray &line);
    void closed(const core::Result<http::Reply> &reply);
    void retry(const QString &why);

    Client &m_client;
    core::Clock &m_clock;
    LogSource m_source;
    LineCutter m_lines;
    std::unique_ptr<http::Call> m_call;
    QByteArray m_last;         ///< newest stamp
    QSet<QString> m_lastTexts; ///< what was told with that stamp
    int m_tries = 0;
};

} // namespace kube
