// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>

namespace forward {

/// One interruption of a forward, or clients' connections that ended in an error of ours.
struct Loss {
    QDateTime at;        ///< UTC
    QString why;         ///< what was known when it began
    qint64 lasted = 0;   ///< milliseconds until it was Verified again
    int connections = 0; ///< of clients, lost in it
    bool planned = false;
    bool over = true;
    nlohmann::json toJson(const QDateTime &now) const;
};

/// What one forward healed from, newest last. A connection that breaks a moment before the
/// interruption is noticed, or is found broken a moment after its end, belongs to it.
class Ledger {
public:
    /// It is Verified or not; WHY is told while it is not.
    void note(bool verified, const QString &why, bool planned, const QDateTime &now);
    void lostConnection(const QString &why, const QDateTime &now);
    /// The one that note() has just closed, once.
    std::optional<Loss> takeHealed();

    const std::deque<Loss> &losses() const { return m_losses; } ///< the last 200
    int count() const { return m_count; }                       ///< all of them

private:
    Loss &begin(const QString &why, const QDateTime &now);

    std::deque<Loss> m_losses;
    std::optional<Loss> m_healed;
    int m_count = 0;
    bool m_wasVerified = false;
};

} // namespace forward
