// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/inhibit.h"

#include <QDBusMessage>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Inhibitor;

namespace {

/// A desktop's screen saver, or its notifications: remembers who holds it back.
class Desktop : public QObject {
    Q_OBJECT
public:
    QStringList asked;
    QList<quint32> held;

protected:
    quint32 hold(const QString &program)
    {
        asked << program;
        held << ++m_next;
        return m_next;
    }

private:
    quint32 m_next = 40;
};

class ScreenSaver final : public Desktop {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.ScreenSaver")
public slots:
    quint32 Inhibit(const QString &program, const QString &) { return hold(program); }
    void UnInhibit(quint32 cookie) { held.removeAll(cookie); }
};

class Notifications final : public Desktop {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public slots:
    quint32 Inhibit(const QString &program, const QString &, const QVariantMap &)
    {
        return hold(program);
    }
    void UnInhibit(quint32 cookie) { held.removeAll(cookie); }
};

} // namespace

/// The screen stays on while a show is on, whatever the desktop can do, and it is said what it
/// cannot. On a bus of the test's own.
class TestInhibit : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void heldWhileOn_data();
    void heldWhileOn();
    void noBusIsSaid();

private:
    QProcess m_daemon;
    QString m_address;
};

void TestInhibit::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    const QString program = QStandardPaths::findExecutable(u"dbus-daemon"_s);
    if (program.isEmpty())
        QSKIP("no dbus-daemon here");
    m_daemon.start(program, {u"--session"_s, u"--nofork"_s, u"--print-address=1"_s});
    QVERIFY(m_daemon.waitForReadyRead(5000));
    m_address = QString::fromLocal8Bit(m_daemon.readLine()).trimmed();
}

void TestInhibit::cleanup()
{
    QDBusConnection::disconnectFromBus(u"ours"_s);
    QDBusConnection::disconnectFromBus(u"desktop"_s);
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

void TestInhibit::heldWhileOn_data()
{
    QTest::addColumn<bool>("saver");
    QTest::addColumn<bool>("notes");
    QTest::newRow("a desktop with both") << true << true;
    QTest::newRow("without notifications to hold") << true << false;
    QTest::newRow("with neither") << false << false;
}

void TestInhibit::heldWhileOn()
{
    QFETCH(bool, saver);
    QFETCH(bool, notes);
    QDBusConnection desktop = QDBusConnection::connectToBus(m_address, u"desktop"_s);
    QVERIFY(desktop.isConnected());
    ScreenSaver screen;
    Notifications quiet;
    constexpr auto slots_ = QDBusConnection::ExportAllSlots;
    if (saver) {
        QVERIFY(desktop.registerObject(u"/org/freedesktop/ScreenSaver"_s, &screen, slots_));
        QVERIFY(desktop.registerService(u"org.freedesktop.ScreenSaver"_s));
    }
    if (notes) {
        QVERIFY(desktop.registerObject(u"/org/freedesktop/Notifications"_s, &quiet, slots_));
        QVERIFY(desktop.registerService(u"org.freedesktop.Notifications"_s));
    }
    const QDBusConnection none(u"nowhere"_s);
    Inhibitor inhibitor(QDBusConnection::connectToBus(m_address, u"ours"_s), none);
    QCOMPARE(inhibitor.words(), QString());
    inhibitor.set(true);
    inhibitor.set(true); // asks once
    QTRY_COMPARE(inhibitor.keepsAwake(), saver);
    QTRY_COMPARE(inhibitor.keepsQuiet(), notes);
    QTRY_VERIFY(inhibitor.words().contains(saver ? u"screen stays on"_s : u"not inhibited: "_s));
    QCOMPARE(inhibitor.words().contains(u"notifications wait"), notes);
    QCOMPARE(screen.held.size(), saver ? 1 : 0);
    QCOMPARE(screen.asked.size(), saver ? 1 : 0);
    QCOMPARE(quiet.held.size(), notes ? 1 : 0);
    inhibitor.set(false);
    QTRY_VERIFY(screen.held.isEmpty() && quiet.held.isEmpty());
    QCOMPARE(inhibitor.words(), QString());
    QVERIFY(!inhibitor.keepsAwake());
}

void TestInhibit::noBusIsSaid()
{
    const QDBusConnection none(u"nowhere"_s);
    Inhibitor inhibitor(none, none);
    inhibitor.set(true);
    QVERIFY(!inhibitor.keepsAwake());
    QVERIFY2(inhibitor.words().contains(u"not inhibited: there is no bus"),
             qPrintable(inhibitor.words()));
}

QTEST_GUILESS_MAIN(TestInhibit)
#include "tst_inhibit.moc"
