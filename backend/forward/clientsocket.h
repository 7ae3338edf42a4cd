// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>
#include <deque>

namespace forward {

/// One accepted TCP connection. Unlike QTcpSocket it keeps what the client says in the kernel until
/// it is asked for, so that a client is held back by its own TCP window, and it knows a half-close:
/// after inputOver() the client can still be answered. Sources: tcp(7), shutdown(2).
class ClientSocket : public QObject {
    Q_OBJECT
public:
    /// DESCRIPTOR is a connected stream socket and becomes its own.
    explicit ClientSocket(qintptr descriptor, QObject *parent = nullptr);
    ~ClientSocket() override;

    /// Up to ATMOST bytes of those that are there.
    QByteArray read(qint64 atMost);
    /// The client said that it will say no more, and all it said was read.
    bool inputOver() const { return m_inputOver; }
    /// Whether readable() is told; a reset is always.
    void setReading(bool on);
    /// Soon; what the kernel does not take then is kept, see toWrite().
    void write(const QByteArray &data);
    qint64 toWrite() const { return m_toWrite; }
    /// The other end is a program's no more, as far as this machine's kernel tells: after its end
    /// of input that is the difference between a client that waits and one that has gone.
    bool isAbandoned() const;
    /// Nothing is on the way to the client any more: it has acknowledged all of it.
    bool hasArrived() const;
    bool isReset() const; ///< by the client, as far as is known
    /// In order: what is still to be written goes out first, then closed() is told once the client
    /// has hung up as well.
    void finish();
    /// With a reset, for an orderly end would look like a whole answer. Without a signal.
    void breakOff();
    /// At once, and without a signal.
    void close();

signals:
    void readable(); ///< bytes are there, or the end of them
    void drained();  ///< some of what was kept is gone
    void closed();   ///< once: the client reset it, or it is over after finish()

private:
    ssize_t sendSome();
    void flush();
    void shutDown();
    void discardInput();
    void fail();
    void check();

    int m_descriptor;
    QSocketNotifier m_input, m_output, m_trouble;
    std::deque<QByteArray> m_pieces;
    qsizetype m_written = 0; ///< of the first piece
    qint64 m_toWrite = 0;
    bool m_flushes = false; ///< in a moment
    bool m_inputOver = false;
    bool m_finishing = false;
    bool m_shut = false;
};

} // namespace forward
