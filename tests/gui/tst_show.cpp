// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

constexpr int deployTime = 120'000, cueTime = 40'000;

QString currentCue(const Window &window)
{
    const show::CueRecord *record = window.performance()->player().current();
    return record ? record->id : QString();
}

bool waits(const Window &window)
{
    const show::CueRecord *record = window.performance()->player().current();
    return record && record->state == show::CueState::Standby;
}

bool allOver(const Window &window)
{
    return window.performance()->documents().size() == 3;
}

} // namespace

/// The real window on a real stage, from its start screen to its end, with the keys of a clicker.
class TestShow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void theThreeActsByKeys();

private:
    OwnHome m_home;
};

void TestShow::initTestCase()
{
    QVERIFY(m_home.enter());
}

void TestShow::theThreeActsByKeys()
{
    app::Options options;
    options.ports = u"auto"_s;
    Window window(options, nullptr, u"This test has no web tabs"_s);
    window.resize(1920, 1080);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QSignalSpy playable(&window, &Window::playable), failed(&window, &Window::failed),
        gone(&window, &Window::gone);
    auto *rehearse = window.findChild<QPushButton *>(u"rehearse"_s);
    QVERIFY(rehearse);
    QTest::mouseClick(rehearse, Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(!playable.isEmpty() || !failed.isEmpty(),
                              "the show did not become playable", deployTime);
    QVERIFY2(failed.isEmpty(),
             failed.isEmpty() ? "" : qPrintable(failed.first().first().toString()));
    QCOMPARE(window.mode(), Window::Present);

    // Leaving a state that is not there, freezing, and a mode and back, do nothing to the show.
    for (const int key : {Qt::Key_Escape, Qt::Key_F5})
        QTest::keyClick(&window, static_cast<Qt::Key>(key));
    QCOMPARE(currentCue(window), u"1.1"_s);
    QVERIFY(waits(window));
    QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
    QCOMPARE(window.mode(), Window::Forwards);
    QTest::keyClick(&window, Qt::Key_2, Qt::AltModifier);
    QCOMPARE(window.mode(), Window::Present);

    const QString pictures = qEnvironmentVariable("COCKPIT_PICTURES");
    int played = 0;
    while (!allOver(window)) {
        QTRY_VERIFY2_WITH_TIMEOUT(allOver(window) || waits(window),
                                  qPrintable(u"%1 does not end"_s.arg(currentCue(window))),
                                  cueTime);
        if (!pictures.isEmpty() && window.performance()->documents().size() > played)
            QVERIFY(window.grab().save(u"%1/show-act%2.png"_s.arg(pictures).arg(++played)));
        if (allOver(window))
            break;
        const QString cue = currentCue(window);
        // A cue that changes the cluster wants a second press; presses within the lock-out are
        // refused.
        const auto pressed = [&] {
            QTest::keyClick(&window, Qt::Key_PageDown);
            return currentCue(window) != cue || !waits(window);
        };
        QTRY_VERIFY_WITH_TIMEOUT(pressed(), 5000);
    }
    const QMap<QString, QString> stories{{u"1"_s, u"CLEAN"_s},
                                         {u"2"_s, u"BREACHED"_s},
                                         {u"3"_s, u"BLOCKED"_s}};
    for (auto story = stories.begin(); story != stories.end(); ++story) {
        const app::Json document = window.performance()->documents().value(story.key());
        QVERIFY2(document.value("story", "") == story.value().toStdString()
                     && document.value("expected", false),
                 document.dump(1).c_str());
        QCOMPARE(document["reply"].value("gbp", ""), std::string("4287.55"));
    }
    // GO means one thing at the end, too, and says so: what the presenter ends with.
    const QString end = window.session()->script().closing.title;
    QTRY_VERIFY_WITH_TIMEOUT(window.present().transport().findChild<widgets::Pad *>(u"go"_s)->hint()
                                 == end,
                             5000);
    const auto closed = [&] {
        QTest::keyClick(&window, Qt::Key_PageDown);
        return window.present().stage().current() == window.session()->script().closing.tab;
    };
    QTRY_VERIFY_WITH_TIMEOUT(closed(), 5000);
    QCOMPARE(window.present().stage().current(), u"grafana"_s);
    // The tab of no service, after a gap: what was refused, and that nothing more got out.
    QTest::keyClick(&window, Qt::Key_F5); // live again
    QTest::keyClick(&window, Qt::Key_9, Qt::ControlModifier);
    QCOMPARE(window.present().stage().current(), u"path"_s);
    const auto *path = window.present().stage().page(u"path"_s)->findChild<widgets::PathView *>();
    QVERIFY(path);
    QTRY_VERIFY(path->isVisible());
    for (const QString &words : {u"get_profile"_s, u"refused: "_s, u"0 received"_s})
        QTRY_VERIFY2(path->accessibleName().contains(words), qPrintable(path->accessibleName()));
    if (!pictures.isEmpty()) {
        QVERIFY(window.grab().save(pictures + u"/show-path.png"_s));
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        QVERIFY(window.grab().save(pictures + u"/show-act3.png"_s));
        window.setMode(Window::Evidence);
        QVERIFY(window.grab().save(pictures + u"/show-evidence.png"_s));
        window.setMode(Window::Deploy);
        QVERIFY(window.grab().save(pictures + u"/show-deploy.png"_s));
        window.setMode(Window::Forwards);
        QVERIFY(window.grab().save(pictures + u"/show-forwards.png"_s));
    }
    // Reset, held: the same window, a clean cluster, Act 1 on standby again.
    auto *reset = window.findChild<widgets::HoldPad *>(u"reset"_s);
    QVERIFY(reset);
    window.setMode(Window::Present);
    QTRY_VERIFY_WITH_TIMEOUT(reset->isEnabled(), 2000);
    const QString trouble = rehearsal::reset(window, *reset);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    QCOMPARE(playable.size(), 2);
    QVERIFY(failed.isEmpty());
    QCOMPARE(window.mode(), Window::Present);
    QCOMPARE(currentCue(window), u"1.1"_s);
    QVERIFY(waits(window));
    QVERIFY(window.performance()->documents().isEmpty());
    window.close();
    QTRY_VERIFY_WITH_TIMEOUT(!gone.isEmpty(), 20'000);
}

QTEST_MAIN(TestShow)
#include "tst_show.moc"
