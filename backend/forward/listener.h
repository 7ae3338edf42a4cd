// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/forward/holder.h"

#include <QTcpServer>

namespace forward {

/// One local port on both loopback addresses: "localhost" is either of them, and a program that
/// has the other one would be taken for ours. CLOCK outlives it.
class Listener : public QObject {
    Q_OBJECT
public:
    explicit Listener(core::Clock &clock, QObject *parent = nullptr);

    struct Refusal {
        bool taken = false; ///< by somebody else
        QString why;
    };
    /// PORT 0: any that is free on both. 127.0.0.1 decides: what it cannot have of ::1 is a note.
    std::optional<Refusal> listen(int port);
    void close(); ///< what was accepted stays
    /// Asks again for the ::1 that it did not get.
    void retrySecond();
    bool isListening() const { return m_four.isListening(); }
    int port() const { return m_four.serverPort(); }
    /// Who else has the port on ::1; empty when it is ours, or this machine has no ::1.
    const QString &note() const { return m_note; }

signals:
    void accepted(qintptr descriptor);

private:
    /// Hands the descriptor on instead of making a QTcpSocket of it.
    class Server final : public QTcpServer {
    public:
        explicit Server(Listener &owner)
            : m_owner(owner)
        {
        }

    private:
        void incomingConnection(qintptr descriptor) override { emit m_owner.accepted(descriptor); }
        Listener &m_owner;
    };
    void prepare(Server &server, core::Clock &clock);

    Server m_four, m_six;
    QString m_note;
};

} // namespace forward
