// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/notice.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace app {

using namespace Qt::StringLiterals;

void notifyDesktop(const QString &title, const QString &text, bool urgent,
                   std::function<void(const QString &why)> trouble)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        trouble(u"there is no session bus"_s);
        return;
    }
    QDBusMessage call =
        QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                       u"/org/freedesktop/Notifications"_s,
                                       u"org.freedesktop.Notifications"_s, u"Notify"_s);
    const QVariantMap hints{
        {u"urgency"_s, QVariant::fromValue(static_cast<uchar>(urgent ? 2 : 1))}};
    call << u"TrustUsBank Cockpit"_s << 0U << u"trustusbank-cockpit"_s << title << text
         << QStringList() << hints << -1;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, 3000));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher,
                     [watcher, trouble = std::move(trouble)] {
                         const QDBusPendingReply<uint> reply = *watcher;
                         if (reply.isError())
                             trouble(reply.error().message());
                         watcher->deleteLater();
                     });
}

} // namespace app
