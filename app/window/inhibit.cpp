// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/inhibit.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 3000;
constexpr QStringView program = u"trustusbank-cockpit", reason = u"A demo is being shown";

QDBusMessage screenSaver(const QString &method)
{
    return QDBusMessage::createMethodCall(u"org.freedesktop.ScreenSaver"_s,
                                          u"/org/freedesktop/ScreenSaver"_s,
                                          u"org.freedesktop.ScreenSaver"_s, method);
}

QDBusMessage notifications(const QString &method)
{
    return QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                          u"/org/freedesktop/Notifications"_s,
                                          u"org.freedesktop.Notifications"_s, method);
}

/// Calls DONE with the answer, from the event loop; CONTEXT may go first.
template <class Value, class Done>
void ask(const QDBusConnection &bus, const QDBusMessage &call, QObject *context, Done done)
{
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, patience), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context, [watcher, done] {
        watcher->deleteLater();
        done(QDBusPendingReply<Value>(*watcher));
    });
}

} // namespace

Inhibitor::Inhibitor(const QDBusConnection &session, const QDBusConnection &system, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_system(system)
{
}

Inhibitor::~Inhibitor()
{
    release();
}

void Inhibitor::set(bool on)
{
    if (on == m_on)
        return;
    release();
    m_on = on;
    ++m_round;
    m_why.clear();
    if (on && m_session.isConnected()) {
        askScreenSaver();
        askNotifications();
    } else if (on) {
        askLogin();
    }
    emit changed();
}

void Inhibitor::askScreenSaver()
{
    QDBusMessage call = screenSaver(u"Inhibit"_s);
    call << program.toString() << reason.toString();
    ask<quint32>(m_session, call, this,
                 [this, round = m_round](const QDBusPendingReply<quint32> &reply) {
                     if (round != m_round)
                         return;
                     if (reply.isError()) {
                         askLogin(); // a desktop without one may still sleep
                         return;
                     }
                     m_screenCookie = reply.value();
                     m_awake = true;
                     emit changed();
                 });
}

void Inhibitor::askLogin()
{
    if (!m_system.isConnected()) {
        failed(m_session.isConnected() ? tr("the desktop has no way to") : tr("there is no bus"));
        return;
    }
    QDBusMessage call =
        QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
                                       u"org.freedesktop.login1.Manager"_s, u"Inhibit"_s);
    call << u"idle:sleep"_s << program.toString() << reason.toString() << u"block"_s;
    ask<QDBusUnixFileDescriptor>(m_system, call, this,
                                 [this, round = m_round](
                                     const QDBusPendingReply<QDBusUnixFileDescriptor> &reply) {
                                     if (round != m_round)
                                         return;
                                     if (reply.isError()) {
                                         failed(reply.error().message());
                                         return;
                                     }
                                     m_lock = reply.value();
                                     m_awake = true;
                                     emit changed();
                                 });
}

void Inhibitor::askNotifications()
{
    QDBusMessage call = notifications(u"Inhibit"_s);
    call << program.toString() << reason.toString() << QVariantMap();
    ask<quint32>(m_session, call, this,
                 [this, round = m_round](const QDBusPendingReply<quint32> &reply) {
                     if (round != m_round || reply.isError())
                         return;
                     m_quietCookie = reply.value();
                     m_quiet = true;
                     emit changed();
                 });
}

void Inhibitor::failed(const QString &why)
{
    m_why = why;
    emit changed();
}

void Inhibitor::release()
{
    const auto giveBack = [this](QDBusMessage call, quint32 &cookie) {
        if (cookie == 0)
            return;
        call << cookie;
        m_session.send(call);
        cookie = 0;
    };
    giveBack(screenSaver(u"UnInhibit"_s), m_screenCookie);
    giveBack(notifications(u"UnInhibit"_s), m_quietCookie);
    m_lock = {};
    m_awake = m_quiet = false;
}

QString Inhibitor::words() const
{
    if (!m_on)
        return {};
    const QString screen = m_awake           ? tr("screen stays on")
                           : m_why.isEmpty() ? tr("screen not inhibited yet")
                                             : tr("screen not inhibited: %1").arg(m_why);
    return screen + u" · "_s
           + (m_quiet ? tr("notifications wait") : tr("notifications not inhibited"));
}

} // namespace app
