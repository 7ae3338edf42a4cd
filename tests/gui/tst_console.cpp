// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/rig.h"

#include <QSignalSpy>

using namespace rig;

/// Locks, notes and the whole console: what the presenter has at hand, without a cluster.
class TestConsole : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void whatIsLockedStaysWhole();
    void screensAreSwappedByKey();
    void notesGrowByKey();
    void withoutAShowNoKeyDoesHarm();
    void notesAreNeverCut_data();
    void notesAreNeverCut();
    void pictures();
};

void TestConsole::whatIsLockedStaysWhole()
{
    Rig rig;
    QSignalSpy quit(rig.desk, &Desk::quitWanted);
    QCOMPARE(rig.desk->lock(), Lock::Build);
    rig.press(u"Ctrl+Q"_s);
    QCOMPARE(quit.count(), 1);
    rig.press(u"Ctrl+Shift+L"_s);
    QCOMPARE(rig.desk->lock(), Lock::Drill);
    rig.press(u"Ctrl+Shift+L"_s);
    QCOMPARE(rig.desk->lock(), Lock::Show);
    rig.press(u"Ctrl+Q"_s);
    QCOMPARE(quit.count(), 1); // let go at once
    QTest::keyPress(&rig.window, Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(quit.wait(3000));
    QTest::keyRelease(&rig.window, Qt::Key_Q, Qt::ControlModifier);
    QCOMPARE(quit.count(), 2);
    for (const Deed deed : {Deed::Deploy, Deed::QuitAtOnce, Deed::ChooseFormat, Deed::BindKeys}) {
        QVERIFY(!allows(Lock::Show, deed));
        QVERIFY(allows(Lock::Build, deed));
    }
    DeployPane deploy(rig.theme);
    deploy.setActions(u"Deploy"_s, true, false);
    auto *start = deploy.findChild<QPushButton *>(u"deploy"_s);
    QVERIFY(start && start->isEnabled());
    deploy.setLocked(u"SHOW is locked"_s);
    QVERIFY(!start->isEnabled());
    deploy.setActions(u"Deploy"_s, true, false);
    QVERIFY(!start->isEnabled());
    deploy.setLocked({});
    QVERIFY(start->isEnabled());
}

/// The presenter's window and the audience's change places, and what the audience sees does not.
void TestConsole::screensAreSwappedByKey()
{
    Rig rig;
    Audience &audience = rig.desk->audience();
    QScreen *laptop = rig.window.screen();
    rig.press(u"Ctrl+Shift+X"_s);
    QCOMPARE(rig.window.screen(), laptop); // the audience has no screen yet
    audience.begin({});
    QScreen *projector = audience.view()->screen();
    QVERIFY(projector != laptop);
    rig.press(u"Ctrl+B"_s);
    for (const bool swapped : {true, false}) {
        rig.press(u"Ctrl+Shift+X"_s);
        QTRY_COMPARE(rig.window.screen(), swapped ? projector : laptop);
        QCOMPARE(audience.view()->screen(), swapped ? laptop : projector);
        QCOMPARE(audience.view()->geometry(), audience.view()->screen()->geometry());
        QCOMPARE(audience.screen().name, audience.view()->screen()->name());
        QVERIFY(rig.window.screen()->geometry().contains(rig.window.geometry().topLeft()));
        QCOMPARE(audience.view()->output(), Output::Black);
        QVERIFY(rig.window.isVisible() && audience.hasWindow());
    }
}

void TestConsole::notesGrowByKey()
{
    Rig rig;
    const int pixels = rig.pane->notes().textPixels();
    rig.field->setFocus(); // they are no text of anybody's
    for (const QString &key : {u"Ctrl+="_s, u"Ctrl++"_s})
        rig.press(key);
    QCOMPARE(rig.pane->notes().textPixels(), pixels + 2);
    for (int i = 0; i < 3; ++i)
        rig.press(u"Ctrl+-"_s);
    QCOMPARE(rig.pane->notes().textPixels(), pixels - 1);
    QCOMPARE(rig.field->text(), QString());
}

/// Every key of every action, before there is a show: nothing quits, nothing is left open by
/// pressing it twice, and no warning is said.
void TestConsole::withoutAShowNoKeyDoesHarm()
{
    Rig rig;
    QSignalSpy quit(rig.desk, &Desk::quitWanted), undo(rig.desk, &Desk::undoWanted);
    for (const KeyAction &action : KeyMap::actions()) {
        if (action.id == u"quit" || action.id == u"leave" || action.id == u"panic")
            continue;
        for (const QString &key : action.keys) {
            for (int press = 0; press < 2; ++press)
                rig.press(key);
            QVERIFY2(rig.desk->sheet().name().isEmpty(), qPrintable(action.id));
        }
    }
    QCOMPARE(rig.output(), Output::Live);
    QVERIFY(!rig.pane->isMaximised());
    QCOMPARE(quit.count(), 0);
    QCOMPARE(undo.count(), 0);
    QVERIFY(rig.window.isVisible());
}

void TestConsole::notesAreNeverCut_data()
{
    QTest::addColumn<int>("words");
    QTest::addColumn<int>("pixels");
    QTest::newRow("few") << 8 << 17;
    QTest::newRow("as many as a cue has") << 42 << 17;
    QTest::newRow("with larger letters") << 42 << 24;
    QTest::newRow("a format's more") << 60 << 17;
}

void TestConsole::notesAreNeverCut()
{
    QFETCH(int, words);
    QFETCH(int, pixels);
    Rig rig;
    Notes &notes = rig.pane->notes();
    notes.setTextPixels(pixels);
    notes.setNotes(QStringList(QList<QString>(words, u"supplier"_s)).join(u' '), u"Press GO."_s,
                   {});
    QTest::qWait(50);                     // for the layout
    QCOMPARE(notes.textPixels(), pixels); // as the presenter wants it, where there is room
    for (const Label *label : notes.findChildren<Label *>()) {
        if (label->isVisible())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(u"%1 has %2 of %3"_s.arg(label->fullText().left(20))
                                    .arg(label->height())
                                    .arg(label->heightForWidth(label->width()))));
    }
    QVERIFY(rig.pane->run().height() > 60); // and the run of show is still there
}

/// For eyes: kept where COCKPIT_PICTURES says.
void TestConsole::pictures()
{
    const QString folder = qEnvironmentVariable("COCKPIT_PICTURES");
    for (const QSize size : {QSize(1920, 1080), QSize(1366, 768)}) {
        Rig rig;
        rig.theme.apply(*qApp);
        rig.field->hide();
        rig.window.resize(size);
        QVERIFY(QTest::qWaitForWindowExposed(&rig.window));
        QCOMPARE(rig.window.size(), size);
        const Transport &transport = rig.pane->transport();
        QVERIFY2(transport.minimumSizeHint().width() <= size.width(),
                 qPrintable(QString::number(transport.minimumSizeHint().width())));
        const auto keep = [&](const QString &name) {
            QTest::qWait(50); // for the layout
            const QImage picture = rig.window.grab().toImage();
            return folder.isEmpty()
                   || picture.save(u"%1/console-%2-%3.png"_s.arg(folder, name).arg(size.width()));
        };
        rig.press(u"F1"_s);
        rig.press(u"PgDown"_s);
        QVERIFY(keep(u"keys"_s));
        rig.press(u"F1"_s);
        rig.press(u"F12"_s);
        QVERIFY(keep(u"panic"_s));
        QTest::qWait(EscGuard::moment + 20);
        rig.press(u"Esc"_s);
        rig.press(u"F11"_s);
        QVERIFY(keep(u"maximised"_s));
    }
}

int main(int argc, char **argv)
{
    return runOnTwoScreens<TestConsole>(argc, argv);
}
#include "tst_console.moc"
