// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <chrono>
#include <optional>

namespace widgets {

/// Where a GO came from. Clicker is a key that a remote may send: it can be hit by accident.
enum class GoSource { Clicker, Deliberate };

/// Decides what one GO means (presenter.md 5.4): no two within the lock-out, no auto-repeat, and a
/// clicker needs a second press for a cue that changes the cluster. Pure but for its memory.
class GoGuard {
public:
    enum class Answer { Fire, Arm, Refuse };
    using Time = std::chrono::milliseconds;
    static constexpr Time lockOut{400};
    static constexpr Time armedFor{4000};

    /// CUE is the one on standby, "" for none; NOW is monotonic.
    Answer press(const QString &cue, bool changesCluster, GoSource source, Time now);
    /// Whether that cue waits for its second press.
    bool isArmed(const QString &cue, Time now) const;
    void disarm() { m_armed.clear(); }

private:
    QString m_armed;
    Time m_armedAt{0};
    std::optional<Time> m_last;
};

} // namespace widgets
