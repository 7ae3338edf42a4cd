// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/site.h"

#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;
using forward::State;

namespace {

constexpr int deployTime = 120'000, pageTime = 30'000, offset = 6100;
constexpr int kagentPort = 18007 + offset, dexPort = 5556 + offset;

} // namespace

/// Other programs have a forward's port, before the show and in the midst of it: they keep it, are
/// named, and are not asked anything; tabs, their links and their login forms follow to another.
class TestMoved : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void takenBeforeTheShow_data();
    void takenBeforeTheShow();
    void everyPageIsThere();
    void pausedAndTaken();
    void linksFollow();
    void cleanupTestCase();

private:
    forward::Status status(const QString &id)
    {
        return m_window->session()->forwards().status(id).value_or(forward::Status());
    }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *one : m_window->findChildren<QPushButton *>()) {
            if (one->text() == text && one->isVisible())
                return one;
        }
        return nullptr;
    }
    /// By the pages or by the evidence.
    QStringList strangersAsked() const
    {
        QStringList out;
        for (const site::Request &one : m_foreign->asked())
            out << QString::fromLatin1(one.method + ' ' + one.path);
        return out;
    }
    void choose(const QString &id);
    void press(const QString &text);
    widgets::TabPage *page(const QString &tab) { return m_window->present().stage().page(tab); }

    OwnHome m_home;
    std::unique_ptr<site::Site> m_foreign; ///< whatever it is asked is a fault
    QTcpServer m_other;
    std::unique_ptr<Window> m_window;
    std::unique_ptr<QSignalSpy> m_playable, m_failed;
};

void TestMoved::initTestCase()
{
    QVERIFY(m_home.enter());
    widgets::WebEngine *engine = site::engine();
    QVERIFY(engine);
    m_foreign = std::make_unique<site::Site>([](const site::Request &) {
        return site::Answer{200, "foreign"};
    });
    m_foreign->close();
    QVERIFY(m_foreign->listen(QHostAddress::LocalHost, kagentPort));
    QVERIFY(m_other.listen(QHostAddress::LocalHost, dexPort));
    app::Options options;
    options.portOffset = offset;
    m_window = std::make_unique<Window>(options, engine, QString());
    m_window->resize(1920, 1080);
    m_window->show();
    m_window->activateWindow();
    m_playable = std::make_unique<QSignalSpy>(m_window.get(), &Window::playable);
    m_failed = std::make_unique<QSignalSpy>(m_window.get(), &Window::failed);
    QTest::mouseClick(m_window->findChild<QPushButton *>(u"rehearse"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session(), deployTime);
}

/// With the keyboard, as somebody would who sees the row.
void TestMoved::choose(const QString &id)
{
    m_window->setMode(Window::Forwards);
    auto *pane = m_window->findChild<widgets::ForwardsPane *>();
    auto *table = pane->findChild<QTableView *>();
    QTRY_VERIFY(!pane->chosen().isEmpty());
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    for (int i = 0; i < 20 && pane->chosen() != id; ++i)
        QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(pane->chosen(), id);
}

void TestMoved::press(const QString &text)
{
    QTRY_VERIFY2(button(text) && button(text)->isEnabled(), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

void TestMoved::takenBeforeTheShow_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("port");
    QTest::newRow("kagent's UI, whose login leads back to its old port")
        << u"kagent"_s << kagentPort;
    QTest::newRow("dex, the login itself") << u"dex"_s << dexPort;
}

void TestMoved::takenBeforeTheShow()
{
    QFETCH(QString, id);
    QFETCH(int, port);
    QTRY_COMPARE_WITH_TIMEOUT(status(id).state, State::Conflict, pageTime);
    QCOMPARE(status(id).pid, QCoreApplication::applicationPid());
    QVERIFY(status(id).holder.contains(u"tst_moved"_s));
    choose(id);
    const auto words = [this] {
        return m_window->findChild<widgets::ForwardsPane *>()
            ->findChild<QPlainTextEdit *>()
            ->toPlainText();
    };
    QTRY_VERIFY2(words().contains(u"process %1"_s.arg(QCoreApplication::applicationPid())),
                 qPrintable(words()));
    press(u"Use another port"_s);
    QTRY_VERIFY_WITH_TIMEOUT(status(id).state == State::Verified, deployTime);
    QVERIFY(m_window->session()->forwardPort(id) != port);
    QTRY_VERIFY(!button(u"Use another port"_s));
    if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
        m_window->grab().save(u"%1/moved-%2.png"_s.arg(folder, id));
}

void TestMoved::everyPageIsThere()
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_playable->isEmpty() || !m_failed->isEmpty(), deployTime);
    QVERIFY2(m_failed->isEmpty(),
             m_failed->isEmpty() ? "" : qPrintable(m_failed->first().first().toString()));
    for (const deploy::TabSpec &tab : m_window->session()->bundle().tabs) {
        QTRY_VERIFY2_WITH_TIMEOUT(page(tab.id)->isLive(),
                                  qPrintable(tab.id + u": "_s + page(tab.id)->bannerText() + u' '
                                             + page(tab.id)->web()->url().toString()),
                                  pageTime);
        QTRY_COMPARE_WITH_TIMEOUT(page(tab.id)->web()->url().path(), tab.path, pageTime);
        QCOMPARE(page(tab.id)->web()->url().port(), m_window->session()->forwardPort(tab.forward));
    }
    QCOMPARE(m_foreign->asked().size(), 0);
    QVERIFY(!m_other.hasPendingConnections());
}

/// Its tab keeps the last picture; who takes the port meanwhile sees nothing of it.
void TestMoved::pausedAndTaken()
{
    m_window->present().stage().show(u"attacker"_s);
    QTRY_VERIFY_WITH_TIMEOUT(page(u"attacker"_s)->hasPicture(), pageTime);
    const int before = m_window->session()->forwardPort(u"attacker"_s);
    choose(u"attacker"_s);
    press(u"Pause"_s);
    QTRY_COMPARE(status(u"attacker"_s).state, State::Paused);
    QTRY_VERIFY_WITH_TIMEOUT(
        page(u"attacker"_s)->bannerText().startsWith(u"Its forward is Paused"_s), pageTime);
    QVERIFY(page(u"attacker"_s)->bannerText().contains(u"last good picture"_s));
    QCOMPARE(m_window->session()->forwardTrouble(u"attacker"_s), QString());
    if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
        m_window->grab().save(folder + u"/moved-paused.png"_s);
    QTRY_VERIFY(m_foreign->isListening());
    m_foreign->close();
    QVERIFY(m_foreign->listen(QHostAddress::LocalHost, quint16(before)));
    press(u"Resume"_s);
    QTRY_COMPARE(status(u"attacker"_s).state, State::Conflict);
    const auto loot = [this]() -> const auto & {
        return m_window->performance()->hands().observer().picture().loot;
    };
    QTRY_VERIFY2(!loot().known()
                     && loot().error.startsWith(
                         u"forward attacker: port %1 is taken by"_s.arg(before)),
                 qPrintable(loot().error));
    press(u"Use another port"_s);
    QTRY_COMPARE_WITH_TIMEOUT(status(u"attacker"_s).state, State::Verified, pageTime);
    QTRY_VERIFY_WITH_TIMEOUT(page(u"attacker"_s)->isLive()
                                 && page(u"attacker"_s)->web()->url().port()
                                        == m_window->session()->forwardPort(u"attacker"_s),
                             pageTime);
    QTRY_COMPARE_WITH_TIMEOUT(site::said(*page(u"attacker"_s)->web(),
                                         u"document.querySelector('#count').textContent"_s),
                              u"0"_s, pageTime);
    QVERIFY(m_window->session()->forwardPort(u"attacker"_s) != before);
    QCOMPARE(strangersAsked(), QStringList());
    // What the show measures follows, too.
    const QDateTime since = m_window->session()->clock().now();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->hands().observer().missing(since).contains(
                                 u"loot"_s),
                             pageTime);
    press(u"Restart"_s);
    QTRY_VERIFY_WITH_TIMEOUT(status(u"attacker"_s).losses >= 2
                                 && status(u"attacker"_s).state == State::Verified,
                             pageTime);
    QVERIFY(status(u"attacker"_s).loss->planned);
    QCOMPARE(status(u"attacker"_s).loss->why, u"restarted by hand"_s);
}

/// A page that was told the old address at its deployment leads to the tab, at its new one.
void TestMoved::linksFollow()
{
    m_window->setMode(Window::Present);
    m_window->present().stage().show(u"registry"_s);
    const auto &web = page(u"registry"_s)->web();
    site::said(*web, u"const a = document.createElement('a'); a.href = "
                     "'http://localhost:%1/?from=registry'; a.textContent = 'x'; a.style.cssText = "
                     "'position:fixed;inset:0;z-index:9'; document.body.append(a); 1"_s.arg(
                         m_window->session()->bundle().forward(u"attacker"_s)->port));
    QWidget *view = web->widget();
    const auto follows = [&] { // a page that is not painted yet does not feel a click
        QTest::mouseClick(view->focusProxy() ? view->focusProxy() : view, Qt::LeftButton, {},
                          view->rect().center());
        return m_window->present().stage().current() == u"attacker";
    };
    QTRY_VERIFY_WITH_TIMEOUT(follows(), pageTime);
    QTRY_COMPARE_WITH_TIMEOUT(page(u"attacker"_s)->web()->url().query(), u"from=registry"_s,
                              pageTime);
    QCOMPARE(page(u"attacker"_s)->web()->url().port(),
             m_window->session()->forwardPort(u"attacker"_s));
    QCOMPARE(strangersAsked(), QStringList());
    QVERIFY(!m_other.hasPendingConnections());
}

void TestMoved::cleanupTestCase()
{
    QVERIFY(rehearsal::end(m_window));
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    QApplication application(argc, argv);
    TestMoved test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_moved.moc"
