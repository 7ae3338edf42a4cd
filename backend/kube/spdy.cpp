// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/spdy.h"

#include <QtEndian>
#include <algorithm>

namespace kube::spdy {

namespace {

constexpr qsizetype headSize = 8;
constexpr qsizetype largestControl = 64 * 1024;
constexpr quint32 control = 0x80000000u, version = 3;
constexpr quint32 finFlag = 1u << 24; ///< above a frame's length
enum Type : quint16 { SynStream = 1, SynReply = 2, RstStream = 3, PingFrame = 6, GoAwayFrame = 7 };

QByteArray big(quint32 value)
{
    QByteArray out(4, Qt::Uninitialized);
    qToBigEndian(value, out.data());
    return out;
}

quint32 read(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<quint32>(bytes.constData() + at);
}

QByteArray controlFrame(Type type, const QByteArray &body)
{
    return big(control | version << 16 | type) + big(quint32(body.size())) + body;
}

/// As RFC 1951 stores what it does not compress; an empty one makes the reader give all of it.
QByteArray storedBlock(const QByteArray &text)
{
    QByteArray head(5, '\0');
    qToLittleEndian(quint16(text.size()), head.data() + 1);
    qToLittleEndian(quint16(~text.size()), head.data() + 3);
    return head + text;
}

} // namespace

bool Reader::feed(QByteArrayView piece, const std::function<void(const Event &)> &tell)
{
    while (!piece.isEmpty()) {
        if (m_inData) {
            const qsizetype size = std::min(m_left, piece.size());
            m_left -= size;
            m_inData = m_left > 0;
            tell({Kind::Data, m_data.stream, m_data.fin && !m_inData,
                  piece.first(size).toByteArray()});
            piece = piece.sliced(size);
            continue;
        }
        const qsizetype whole =
            m_head.size() < headSize ? headSize : headSize + (read(m_head, 4) & 0xffffff);
        const qsizetype size = std::min(whole - m_head.size(), piece.size());
        m_head.append(piece.data(), size);
        piece = piece.sliced(size);
        if (m_head.size() >= headSize && !begin(tell))
            return false;
    }
    return true;
}

/// The next frame's head is there, and perhaps more of it.
bool Reader::begin(const std::function<void(const Event &)> &tell)
{
    const quint32 first = read(m_head, 0), second = read(m_head, 4);
    const qsizetype length = second & 0xffffff;
    if ((first & control) == 0) {
        m_data = {Kind::Data, first, (second & finFlag) != 0, {}};
        m_left = length;
        m_inData = length > 0;
        m_head.clear();
        if (!m_inData)
            tell(m_data);
        return true;
    }
    if ((first >> 16 & 0x7fff) != version || length > largestControl)
        return false;
    if (m_head.size() < headSize + length)
        return true;
    const QByteArray frame = std::exchange(m_head, {});
    const auto type = Type(first & 0xffff);
    const bool known =
        type == SynReply || type == RstStream || type == PingFrame || type == GoAwayFrame;
    if (!known)
        return true; // settings, windows: nothing to act upon
    if (length < 4)
        return false;
    const Kind kind = type == SynReply    ? Kind::Reply
                      : type == RstStream ? Kind::Reset
                      : type == PingFrame ? Kind::Ping
                                          : Kind::GoAway;
    tell({kind,
          read(frame, headSize) & (kind == Kind::Ping ? ~0u : ~control),
          (second & finFlag) != 0,
          {}});
    return true;
}

QByteArray Writer::synStream(quint32 stream, const Headers &headers)
{
    QByteArray text = big(quint32(headers.size()));
    for (const auto &[name, value] : headers)
        text += big(quint32(name.size())) + name + big(quint32(value.size())) + value;
    QByteArray body = big(stream) + big(0) + QByteArray(2, '\0');
    if (!std::exchange(m_begun, true))
        body += "\x78\x01"; // RFC 1950: deflate, no dictionary
    return controlFrame(SynStream, body + storedBlock(text) + storedBlock({}));
}

QByteArray Writer::dataHead(quint32 stream, qsizetype size, bool fin)
{
    return big(stream) + big(quint32(size) | (fin ? finFlag : 0));
}

QByteArray Writer::ping(quint32 number)
{
    return controlFrame(PingFrame, big(number));
}

} // namespace kube::spdy
