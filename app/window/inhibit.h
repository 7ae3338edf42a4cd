// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>

namespace app {

/// Keeps the screen awake and notifications away while a show is on, by whichever way the desktop
/// has, and says when it has none. Asks only; nothing waits for an answer.
class Inhibitor final : public QObject {
    Q_OBJECT
public:
    /// SESSION is the desktop's bus, SYSTEM the machine's; neither needs to be there.
    explicit Inhibitor(const QDBusConnection &session = QDBusConnection::sessionBus(),
                       const QDBusConnection &system = QDBusConnection::systemBus(),
                       QObject *parent = nullptr);
    ~Inhibitor() override;

    void set(bool on);
    bool isOn() const { return m_on; }
    bool keepsAwake() const { return m_awake; }
    bool keepsQuiet() const { return m_quiet; }
    /// "screen stays on, notifications wait", "screen not inhibited: …"; "" while it is off.
    QString words() const;

signals:
    void changed();

private:
    void askScreenSaver();
    void askLogin();
    void askNotifications();
    void failed(const QString &why);
    void release();

    QDBusConnection m_session, m_system;
    bool m_on = false, m_awake = false, m_quiet = false;
    quint32 m_screenCookie = 0, m_quietCookie = 0;
    QDBusUnixFileDescriptor m_lock; ///< login1's: held for as long as it is open
    QString m_why;
    int m_round = 0; ///< an answer to an older wish is none
};

} // namespace app
