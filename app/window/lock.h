// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace app {

/// How much can be done by accident: everything while building, faults on purpose in a drill,
/// nothing that could destroy a show.
enum class Lock { Build, Drill, Show };
QString lockWord(Lock lock); ///< "BUILD", "DRILL", "SHOW"
QString lockId(Lock lock);   ///< in the show log
constexpr Lock nextLock(Lock lock)
{
    return lock == Lock::Build ? Lock::Drill : lock == Lock::Drill ? Lock::Show : Lock::Build;
}

/// What a lock has a say in. Reset is not among them: it wants to be held anyhow.
enum class Deed { Deploy, QuitAtOnce, ChooseFormat, BindKeys, PauseForward };
constexpr bool allows(Lock lock, Deed)
{
    return lock != Lock::Show;
}
static_assert(!allows(Lock::Show, Deed::Deploy) && allows(Lock::Build, Deed::Deploy));

/// Esc leaves what is special; twice within a moment is panic, and what is pressed right after that
/// is the same fright. Pure but for its memory.
class EscGuard {
public:
    enum class Answer { Leave, Panic, Ignore };
    static constexpr long long moment = 600; ///< milliseconds
    Answer press(long long now);

private:
    long long m_last = -moment - 1;
    long long m_panic = -moment - 1;
};

} // namespace app
