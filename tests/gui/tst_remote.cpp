// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/web.h"
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/site.h"

#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <csignal>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

constexpr int deployTime = 120'000, actTime = 90'000;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The whole show with nothing but a remote's five keys, while the chatbot's input has the
/// keyboard, on a small screen, with a forward and a page's process dying on the way.
class TestRemote : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarningsFromTheFirstPageOn()); }
    void fiveKeysPlayTheWholeShow();

private:
    void focusInput(Window &window);
    void panicAndGoOn(Window &window);
    void press(Window &window, Qt::Key key) { QTest::keyClick(window.windowHandle(), key); }
    std::vector<app::Json> log() const;

    OwnHome m_home;
};

void TestRemote::initTestCase()
{
    QVERIFY(m_home.enter());
}

void TestRemote::focusInput(Window &window)
{
    widgets::TabPage *page = window.present().stage().page(u"chatbot"_s);
    if (!page || !page->web())
        return;
    page->web()->run(u"document.querySelector('input, textarea')?.focus()"_s, {});
    QWidget *view = page->web()->widget();
    (view->focusProxy() ? view->focusProxy() : view)->setFocus();
}

std::vector<app::Json> TestRemote::log() const
{
    std::vector<app::Json> out;
    QDir folder(m_home.filePath(u"xdg_state_home/trustusbank-cockpit/shows"_s));
    for (const QString &name : folder.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name)) {
        for (const QByteArray &line : contentOf(folder.filePath(name)).split('\n')) {
            const app::Json json = app::Json::parse(line.toStdString(), nullptr, false);
            if (json.is_object())
                out.push_back(json);
        }
    }
    return out;
}

/// While a job runs that changes the cluster: the audience gets the card, the job ends, the same
/// cue stands by, and nothing goes on by itself.
void TestRemote::panicAndGoOn(Window &window)
{
    press(window, Qt::Key_Escape);
    press(window, Qt::Key_Escape);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Holding);
    press(window, Qt::Key_PageDown); // refused: it has not ended yet, or it was fired just now
    const auto standsBy = [&window] {
        const show::CueRecord *record = window.performance()->player().current();
        return record && record->id == u"2.1" && record->state == show::CueState::Standby;
    };
    QTRY_VERIFY_WITH_TIMEOUT(standsBy(), 20'000);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Holding);
    QTest::qWait(app::EscGuard::moment + 50);
    press(window, Qt::Key_Escape);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Live);
    QVERIFY(standsBy());
}

void TestRemote::fiveKeysPlayTheWholeShow()
{
    widgets::WebEngine *engine = site::engine();
    QVERIFY(engine);
    app::Options options;
    options.ports = u"auto"_s;
    Window window(options, engine, {});
    window.resize(1366, 768);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QSignalSpy playable(&window, &Window::playable), failed(&window, &Window::failed),
        gone(&window, &Window::gone);
    window.open(true, {});
    QTRY_VERIFY2_WITH_TIMEOUT(!playable.isEmpty() || !failed.isEmpty(),
                              "the show did not become playable", deployTime);
    QVERIFY2(failed.isEmpty(),
             failed.isEmpty() ? "" : qPrintable(failed.first().first().toString()));
    QCOMPARE(window.size(), QSize(1366, 768));
    widgets::TabPage *chatbot = window.present().stage().page(u"chatbot"_s);
    QTRY_VERIFY_WITH_TIMEOUT(chatbot->isLoaded(), 30'000);
    const auto &acts = window.session()->script().acts;
    // The first page made the window a new surface, which nobody manages here.
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));

    // The blank button, while the input has the keyboard: the audience goes black, the page gets
    // no full stop.
    focusInput(window);
    const auto focused = [] {
        const QWidget *focus = QApplication::focusWidget();
        return focus ? QString::fromLatin1(focus->metaObject()->className()) : u"nothing"_s;
    };
    const auto typing = [&] {
        focusInput(window);
        const QWidget *focus = QApplication::focusWidget();
        return focus && focus->inherits("QQuickWidget");
    };
    QTRY_VERIFY2_WITH_TIMEOUT(typing(),
                              qPrintable(u"%1, active %2, visible %3"_s.arg(focused())
                                             .arg(window.isActiveWindow())
                                             .arg(chatbot->web()->widget()->isVisible())),
                              5000);
    const QString field = u"document.querySelector('input, textarea').value"_s;
    const QString before = site::said(*chatbot->web(), field);
    press(window, Qt::Key_Period);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Black);
    press(window, Qt::Key_Period);
    press(window, Qt::Key_F5);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Frozen);
    press(window, Qt::Key_Escape);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Live);
    QCOMPARE(site::said(*chatbot->web(), field), before);

    bool forwardDied = false, rendererDied = false, panicked = false;
    widgets::TabPage *page = nullptr;
    qint64 killed = 0;
    QElapsedTimer time;
    time.start();
    while (window.performance()->documents().size() < static_cast<qsizetype>(acts.size())) {
        QVERIFY2(time.elapsed() < actTime * static_cast<qint64>(acts.size()),
                 qPrintable(window.performance()->lastFired()));
        const QString fired = window.performance()->lastFired();
        if (fired == u"1.2" && !forwardDied) {
            // Cut, and for a while not to be had again.
            forwardDied = rehearsal::breaks(window, "refuse-tunnels", 3)
                          && rehearsal::breaks(window, "reset-tunnels", 1);
            QVERIFY(forwardDied);
        }
        if (fired == u"2.1" && !rendererDied) {
            // The very page that everybody looks at.
            page = window.present().stage().page(window.present().stage().current());
            killed = page->web()->process();
            QVERIFY(killed > 0);
            ::kill(static_cast<pid_t>(killed), SIGKILL);
            rendererDied = true;
        }
        focusInput(window);
        const show::CueRecord *record = window.performance()->player().current();
        if (record && record->id == u"2.1" && record->state == show::CueState::Running
            && !panicked) {
            panicked = true;
            panicAndGoOn(window);
            continue;
        }
        // Looks back; nothing is undone by it. Before the first GO it would be the pre-flight's
        // key.
        if (record && record->state == show::CueState::Standby && !fired.isEmpty())
            press(window, Qt::Key_PageUp);
        press(window, Qt::Key_PageDown);
        press(window, Qt::Key_PageDown); // too soon: refused
        QTest::qWait(150);
    }
    QVERIFY(forwardDied && rendererDied && panicked);
    QTRY_VERIFY_WITH_TIMEOUT(page->isLive() && page->web()->process() > 0, 30'000);
    QVERIFY(page->web()->process() != killed);

    QStringList cues, fires, went, stories, healed;
    for (const show::Act &act : acts) {
        for (const show::Cue &cue : act.cues)
            cues << cue.id;
        if (act.id == u"2")
            fires << u"2.1"_s; // panic stopped it: fired again
        fires += cues.mid(fires.size() - (fires.contains(u"2.1"_s) ? 1 : 0));
        const app::Json document = window.performance()->documents().value(act.id);
        QVERIFY2(document.value("expected", false), document.dump(1).c_str());
        stories << QString::fromStdString(document.value("story", ""));
    }
    QCOMPARE(stories, QStringList({u"CLEAN"_s, u"BREACHED"_s, u"BLOCKED"_s}));
    int refused = 0;
    for (const app::Json &line : log()) {
        if (line.value("event", "") == "go")
            went << QString::fromStdString(line.value("cue", ""));
        refused += line.value("event", "") == "refused" ? 1 : 0;
        if (line.value("event", "") == "heal" && !line.value("planned", true))
            healed << QString::fromStdString(line.value("what", "") + ": " + line.value("why", ""));
    }
    QCOMPARE(went, fires); // each once, in order
    QVERIFY(refused > 0);
    // The forward's death was noticed and is over, and its reason is told.
    const QStringList outside = healed.filter(u"forward attacker: "_s);
    QVERIFY2(outside.join(u'\n').contains(u"connection refused"_s), qPrintable(healed.join(u'\n')));
    // Green cues have left their pictures, but where the page's process had just died; the last
    // one's can be shown instead of the page.
    const QDir recorded(
        m_home.filePath(u"xdg_data_home/trustusbank-cockpit/recordings/trustusbank-3act/stage"_s));
    QVERIFY(recorded.exists(u"cue-%1.png"_s.arg(cues.last())));
    QVERIFY(recorded.entryList({u"*.png"_s}).size() >= cues.size() - 2);
    // What moved on the way is there, too: a reply appears in the chat.
    QTRY_VERIFY(!recorded.entryList({u"clip-1.*@*"_s}, QDir::Dirs).isEmpty());
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Recorded);
    QVERIFY(window.desk().audience().cover().isVisible());
    const QString pictures = qEnvironmentVariable("COCKPIT_PICTURES");
    if (!pictures.isEmpty())
        QVERIFY(window.grab().save(pictures + u"/remote-recorded.png"_s));
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(window.desk().audience().output(), widgets::Output::Live);
    if (!pictures.isEmpty()) {
        QVERIFY(window.grab().save(pictures + u"/remote-end.png"_s));
        QTest::keyClick(&window, Qt::Key_F3);
        QVERIFY(window.grab().save(pictures + u"/remote-times.png"_s));
        QTest::keyClick(&window, Qt::Key_F2);
        QVERIFY(window.grab().save(pictures + u"/remote-answers.png"_s));
        QTest::keyClick(&window, Qt::Key_Escape);
    }
    // A window manager's wish is not followed while SHOW is locked; a signal's is.
    QCOMPARE(window.desk().lock(), app::Lock::Show);
    window.close();
    QTRY_VERIFY_WITH_TIMEOUT(!gone.isEmpty(), 20'000);
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    QApplication application(argc, argv);
    TestRemote test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_remote.moc"
