// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <functional>
#include <utility>
#include <vector>

/// What of SPDY/3.1 the client of a port-forward needs. Pure. Source: the SPDY/3.1 draft, and the
/// frames of kubectl port-forward (KEP-4006).
namespace kube::spdy {

enum class Kind { Data, Reply, Reset, Ping, GoAway };

/// A frame; long data comes in several, and only the last of them has FIN.
struct Event {
    Kind kind = Kind::Data;
    quint32 stream = 0; ///< of a ping: its number
    bool fin = false;
    QByteArray data;
};

/// Frames out of bytes that come in any pieces. Headers of the server are passed over: they say
/// nothing, and so nothing has to be unpacked.
class Reader {
public:
    /// False: these were no frames; nothing more can be read.
    bool feed(QByteArrayView piece, const std::function<void(const Event &)> &tell);

private:
    bool begin(const std::function<void(const Event &)> &tell);

    QByteArray m_head;    ///< of the next frame, as far as it is there; of a control frame all
    Event m_data;         ///< whose data is under way
    qsizetype m_left = 0; ///< of it
    bool m_inData = false;
};

/// Bytes of frames, for one connection.
class Writer {
public:
    using Headers = std::vector<std::pair<QByteArray, QByteArray>>;
    /// Names in lower case.
    QByteArray synStream(quint32 stream, const Headers &headers);
    /// What stands before so many bytes of data.
    static QByteArray dataHead(quint32 stream, qsizetype size, bool fin = false);
    static QByteArray ping(quint32 number);

private:
    bool m_begun = false; ///< the compressed stream of all headers
};

} // namespace kube::spdy
