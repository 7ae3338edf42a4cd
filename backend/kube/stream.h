// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <algorithm>
#include <chrono>

namespace kube {

/// Cuts a stream into lines. A line longer than the limit is dropped and counted, or the parser
/// of a hostile stream would grow without end.
class LineCutter {
public:
    explicit LineCutter(qsizetype limit)
        : m_limit(limit)
    {
    }

    QList<QByteArray> feed(const QByteArray &piece)
    {
        QList<QByteArray> lines;
        qsizetype from = 0;
        for (qsizetype end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
            take(piece.mid(from, end - from));
            if (!m_skipping)
                lines << std::exchange(m_rest, {});
            m_skipping = false;
            from = end + 1;
        }
        take(piece.mid(from));
        return lines;
    }
    const QByteArray &rest() const { return m_rest; }
    int dropped() const { return m_dropped; }

private:
    void take(const QByteArray &bytes)
    {
        if (m_skipping)
            return;
        if (m_rest.size() + bytes.size() > m_limit) {
            m_rest.clear();
            m_skipping = true;
            ++m_dropped;
            return;
        }
        m_rest += bytes;
    }

    qsizetype m_limit;
    QByteArray m_rest;
    bool m_skipping = false;
    int m_dropped = 0;
};

/// How long to wait before try N (from 0): 100 ms doubled up to 2 s.
constexpr std::chrono::milliseconds pauseBeforeTry(int n)
{
    return std::min(std::chrono::milliseconds(100 * (1 << std::clamp(n, 0, 5))),
                    std::chrono::milliseconds(2000));
}
static_assert(pauseBeforeTry(0).count() == 100 && pauseBeforeTry(4).count() == 1600
              && pauseBeforeTry(99).count() == 2000);

} // namespace kube
