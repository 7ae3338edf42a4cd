// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/lock.h"

#include <QCoreApplication>

namespace app {

using namespace Qt::StringLiterals;

QString lockWord(Lock lock)
{
    switch (lock) {
    case Lock::Build: return QCoreApplication::translate("Lock", "BUILD");
    case Lock::Drill: return QCoreApplication::translate("Lock", "DRILL");
    case Lock::Show: return QCoreApplication::translate("Lock", "SHOW");
    }
    return {};
}

QString lockId(Lock lock)
{
    return lock == Lock::Build ? u"build"_s : lock == Lock::Drill ? u"drill"_s : u"show"_s;
}

EscGuard::Answer EscGuard::press(long long now)
{
    const bool again = now - m_last <= moment;
    const bool afterPanic = now - m_panic <= moment;
    m_last = now;
    if (afterPanic) {
        m_panic = now;
        return Answer::Ignore;
    }
    if (!again)
        return Answer::Leave;
    m_panic = now;
    return Answer::Panic;
}

} // namespace app
