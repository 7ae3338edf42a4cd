// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <functional>

namespace app {

/// A notification of the desktop (org.freedesktop.Notifications, freedesktop.org "Desktop
/// Notifications Specification" 1.2). TROUBLE is called once if there is nobody to show it.
void notifyDesktop(const QString &title, const QString &text, bool urgent,
                   std::function<void(const QString &why)> trouble);

} // namespace app
