// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/rig.h"

#include <QSignalSpy>

using namespace rig;

/// What a key means, who gets it, and how it is bound.
class TestKeys : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void keysMeanOneThing_data();
    void keysMeanOneThing();
    void aKeyBelongsToOneAction_data();
    void aKeyBelongsToOneAction();
    void everyActionHasItsKeys();
    void changesAreKept();
    void aRemoteWorksWhateverHasTheFocus_data();
    void aRemoteWorksWhateverHasTheFocus();
    void onePressOneMeaning();
    void theKeySheetTestsAndFiresNothing();
    void theKeySheetBinds();
    void preflightKnowsWhichButtonsCameThrough();
    void escLeavesAndTwiceIsPanic_data();
    void escLeavesAndTwiceIsPanic();
    void escLeavesOneStateAtATime();
};

void TestKeys::keysMeanOneThing_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("focus");
    QTest::addColumn<int>("sinceTyped"); // -1: nothing was typed
    QTest::addColumn<QString>("action"); // "": goes to whoever has the focus
    const auto row = [](const QByteArray &title, const QString &name, KeyFocus focus, int since,
                        const QString &action) {
        QTest::newRow(title.constData()) << name << static_cast<int>(focus) << since << action;
    };
    for (const KeyFocus focus :
         {KeyFocus::Nothing, KeyFocus::Button, KeyFocus::Field, KeyFocus::Page}) {
        const int i = static_cast<int>(focus);
        const auto named = [i](const char *what) -> QByteArray {
            return QByteArray(what) + " with focus " + QByteArray::number(i);
        };
        row(named("remote: forward"), u"PgDown"_s, focus, 0, u"go"_s);
        row(named("remote: back"), u"PgUp"_s, focus, 0, u"back"_s);
        row(named("remote: start"), u"F5"_s, focus, 0, u"freeze"_s);
        row(named("remote: start again"), u"Esc"_s, focus, 0, u"leave"_s);
        row(named("chord"), u"Ctrl+B"_s, focus, 0, u"black"_s);
        row(named("tab"), u"Ctrl+4"_s, focus, 0, u"tab4"_s);
        const QString free = focus == KeyFocus::Nothing ? u"yes"_s : QString();
        row(named("a space"), u"Space"_s, focus, -1, free.isEmpty() ? free : u"go"_s);
        row(named("a caret key"), u"Left"_s, focus, -1, free.isEmpty() ? free : u"back"_s);
        row(named("a letter"), u"B"_s, focus, -1, free.isEmpty() ? free : u"black"_s);
        row(named("an unknown key"), u"F13"_s, focus, -1, {});
    }
    row("remote: blank, a page has the focus", u"."_s, KeyFocus::Page, -1, u"black"_s);
    row("remote: blank, long after a text", u"."_s, KeyFocus::Page, 11000, u"black"_s);
    row("a full stop in a text", u"."_s, KeyFocus::Page, 900, {});
    row("a full stop in a field of ours", u"."_s, KeyFocus::Field, -1, {});
    row("remote: blank, nothing has the focus", u"."_s, KeyFocus::Nothing, 900, u"black"_s);
}

void TestKeys::keysMeanOneThing()
{
    QFETCH(QString, name);
    QFETCH(int, focus);
    QFETCH(int, sinceTyped);
    QFETCH(QString, action);
    const KeyMap map;
    const auto meaning =
        map.meaningOf(key(name), static_cast<KeyFocus>(focus),
                      sinceTyped < 0 ? std::nullopt
                                     : std::optional(std::chrono::milliseconds(sinceTyped)));
    QCOMPARE(meaning.has_value(), !action.isEmpty());
    if (meaning)
        QCOMPARE(map.actionOf(key(name)), action);
}

void TestKeys::aKeyBelongsToOneAction_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<QString>("fault");
    QTest::newRow("a free key") << u"go"_s << QStringList{u"PgDown"_s, u"F10"_s} << QString();
    QTest::newRow("its own key") << u"go"_s << QStringList{u"PgDown"_s} << QString();
    QTest::newRow("another one's") << u"go"_s << QStringList{u"F12"_s} << u"already means"_s;
    QTest::newRow("another one's, in capitals")
        << u"go"_s << QStringList{u"Shift+B"_s} << u"already means"_s;
    QTest::newRow("four") << u"go"_s << QStringList{u"F10"_s, u"F13"_s, u"F14"_s, u"F15"_s}
                          << u"at most 3"_s;
    QTest::newRow("two in a row") << u"go"_s << QStringList{u"Ctrl+K, Ctrl+L"_s}
                                  << u"is not one key"_s;
    QTest::newRow("no key") << u"go"_s << QStringList{u"Nonsense"_s} << u"is not one key"_s;
    QTest::newRow("none for what is needed") << u"panic"_s << QStringList() << u"needs a key"_s;
    QTest::newRow("none for what is not") << u"drawer"_s << QStringList() << QString();
    QTest::newRow("an unknown action") << u"launch"_s << QStringList{u"F10"_s} << u"no action"_s;
}

void TestKeys::aKeyBelongsToOneAction()
{
    QFETCH(QString, action);
    QFETCH(QStringList, keys);
    QFETCH(QString, fault);
    KeyMap map;
    const QStringList before = map.keys(action);
    const auto bound = map.bind(action, keys);
    QCOMPARE(bound.has_value(), fault.isEmpty());
    QCOMPARE(map.keys(action), bound ? keys : before);
    if (!bound)
        QVERIFY2(bound.error().summary.contains(fault), qPrintable(bound.error().summary));
    else if (!keys.isEmpty())
        QCOMPARE(map.actionOf(key(keys.last())), action);
}

void TestKeys::everyActionHasItsKeys()
{
    const KeyMap map;
    QStringList ids;
    for (const KeyAction &action : KeyMap::actions()) {
        QVERIFY2(!action.title.isEmpty() && !action.keys.isEmpty(), qPrintable(action.id));
        QVERIFY2(action.keys.size() <= KeyMap::most, qPrintable(action.id));
        QVERIFY2(!ids.contains(action.id), qPrintable(action.id));
        ids << action.id;
        for (const QString &name : action.keys) {
            QCOMPARE(keyName(key(name)), name); // as the sheet and the settings write it
            QCOMPARE(map.actionOf(key(name)), action.id);
        }
    }
}

void TestKeys::changesAreKept()
{
    KeyMap map;
    QVERIFY(map.changes().isEmpty());
    QVERIFY(map.bind(u"drawer"_s, {}));
    QVERIFY(map.bind(u"go"_s, {u"PgDown"_s, u"F7"_s})); // the drawer's key
    KeyMap other;
    QCOMPARE(other.restore(map.changes()), QStringList());
    QCOMPARE(other.actionOf(key(u"F7"_s)), u"go"_s);
    QCOMPARE(other.keys(u"drawer"_s), QStringList());
    // What somebody wrote by hand and what cannot be is as it comes.
    KeyMap third;
    QCOMPARE(third.restore({{u"go"_s, {u"F12"_s}}, {u"back"_s, {u"F10"_s}}}).size(), 1);
    QCOMPARE(third.keys(u"go"_s), KeyMap().keys(u"go"_s));
    QCOMPARE(third.keys(u"back"_s), QStringList{u"F10"_s});
    QCOMPARE(third.actionOf(key(u"F12"_s)), u"panic"_s);
}

void TestKeys::aRemoteWorksWhateverHasTheFocus_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("output");
    QTest::addColumn<QString>("text");
    QTest::newRow("forward") << u"PgDown"_s << static_cast<int>(Output::Live) << QString();
    QTest::newRow("back") << u"PgUp"_s << static_cast<int>(Output::Live) << QString();
    QTest::newRow("start") << u"F5"_s << static_cast<int>(Output::Frozen) << QString();
    QTest::newRow("end") << u"Esc"_s << static_cast<int>(Output::Live) << QString();
    QTest::newRow("chord") << u"Ctrl+B"_s << static_cast<int>(Output::Black) << QString();
    QTest::newRow("a full stop is text") << u"."_s << static_cast<int>(Output::Live) << u"."_s;
    QTest::newRow("so is a letter") << u"B"_s << static_cast<int>(Output::Live) << u"b"_s;
}

void TestKeys::aRemoteWorksWhateverHasTheFocus()
{
    QFETCH(QString, name);
    QFETCH(int, output);
    QFETCH(QString, text);
    Rig rig;
    rig.field->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), rig.field);
    QSignalSpy heard(rig.desk, &Desk::heard);
    QTest::keyClick(rig.field, key(name).key(), key(name).keyboardModifiers());
    QCOMPARE(rig.output(), static_cast<Output>(output));
    QCOMPARE(rig.field->text(), text);
    QCOMPARE(heard.count(), text.isEmpty() ? 1 : 0);
}

void TestKeys::onePressOneMeaning()
{
    Rig rig;
    QSignalSpy pressed(&rig.desk->keys(), &Keys::pressed);
    QTest::keyPress(&rig.window, Qt::Key_PageDown);
    for (int i = 0; i < 5; ++i) {
        QKeyEvent again(QEvent::KeyPress, Qt::Key_PageDown, Qt::NoModifier, QString(), true);
        QApplication::sendEvent(&rig.window, &again);
    }
    QTest::keyPress(&rig.window, Qt::Key_PageDown); // bounces without a release
    QCOMPARE(pressed.count(), 1);
    QTest::keyRelease(&rig.window, Qt::Key_PageDown);
    QTest::keyClick(&rig.window, Qt::Key_PageDown);
    QCOMPARE(pressed.count(), 2);
    // What is let go while another program has the keyboard is not heard here.
    QTest::keyPress(&rig.window, Qt::Key_PageDown);
    QEvent away(QEvent::ApplicationStateChange);
    QApplication::sendEvent(qApp, &away);
    QTest::keyClick(&rig.window, Qt::Key_PageDown);
    QCOMPARE(pressed.count(), 4);
    // Nor what is let go over a dialog that a key has opened; what is held there counts no longer.
    QSignalSpy released(&rig.desk->keys(), &Keys::released);
    QTest::keyPress(&rig.window, Qt::Key_PageDown);
    QEvent covered(QEvent::WindowDeactivate);
    QApplication::sendEvent(&rig.window, &covered);
    QCOMPARE(released.count(), 1);
    QTest::keyClick(&rig.window, Qt::Key_PageDown);
    QCOMPARE(pressed.count(), 6);
    // Another window keeps its keys.
    QLineEdit other;
    other.show();
    QTest::keyClick(&other, Qt::Key_PageDown);
    QCOMPARE(pressed.count(), 6);
}

void TestKeys::theKeySheetTestsAndFiresNothing()
{
    Rig rig;
    rig.press(u"F1"_s);
    Sheet &sheet = rig.desk->sheet();
    QCOMPARE(sheet.name(), u"keys"_s);
    for (const KeyAction &action : KeyMap::actions())
        QVERIFY2(sheet.texts().contains(action.title), qPrintable(action.title));
    QSignalSpy pressed(&rig.desk->keys(), &Keys::pressed);
    const QMap<QString, QString> remote{{u"PgDown"_s, u"go"_s},
                                        {u"PgUp"_s, u"back"_s},
                                        {u"F5"_s, u"freeze"_s},
                                        {u"."_s, u"black"_s},
                                        {u"Ctrl+R"_s, u"recorded"_s}};
    for (auto one = remote.begin(); one != remote.end(); ++one) {
        rig.press(one.key());
        QCOMPARE(sheet.marked(), one.value());
    }
    rig.press(u"F13"_s);
    QCOMPARE(sheet.marked(), QString());
    QCOMPARE(pressed.count(), 0);
    QCOMPARE(rig.output(), Output::Live);
    rig.press(u"Esc"_s);
    QCOMPARE(sheet.name(), QString());
    rig.press(u"F5"_s);
    QCOMPARE(rig.output(), Output::Frozen);
}

void TestKeys::theKeySheetBinds()
{
    Rig rig;
    KeyMap &map = rig.desk->keys().map();
    const auto say = [&rig](const QStringList &names) {
        for (const QString &name : names)
            rig.press(name);
    };
    say({u"F1"_s, u"F7"_s, u"Return"_s, u"F10"_s});
    QCOMPARE(map.keys(u"drawer"_s), QStringList({u"F7"_s, u"F10"_s}));
    say({u"F7"_s, u"Return"_s, u"F9"_s}); // taken: nothing changes
    QCOMPARE(map.keys(u"drawer"_s), QStringList({u"F7"_s, u"F10"_s}));
    QCOMPARE(map.actionOf(key(u"F9"_s)), u"go-at-once"_s);
    say({u"F7"_s, u"Del"_s});
    QCOMPARE(map.keys(u"drawer"_s), QStringList({u"F7"_s}));
    rig.desk->setLock(Lock::Show);
    say({u"F7"_s, u"Return"_s, u"F10"_s});
    QCOMPARE(map.keys(u"drawer"_s), QStringList({u"F7"_s}));
}

void TestKeys::escLeavesAndTwiceIsPanic_data()
{
    QTest::addColumn<QList<int>>("times");
    QTest::addColumn<QString>("answers"); // L leave, P panic, I ignored
    QTest::newRow("once") << QList<int>{0} << u"L"_s;
    QTest::newRow("twice within a moment") << QList<int>{0, 600} << u"LP"_s;
    QTest::newRow("twice, slowly") << QList<int>{0, 601} << u"LL"_s;
    QTest::newRow("in fright") << QList<int>{0, 200, 400, 600, 800} << u"LPIII"_s;
    QTest::newRow("released after it") << QList<int>{0, 200, 1200} << u"LPL"_s;
    QTest::newRow("and again") << QList<int>{0, 200, 1200, 1300} << u"LPLP"_s;
}

void TestKeys::escLeavesAndTwiceIsPanic()
{
    QFETCH(QList<int>, times);
    QFETCH(QString, answers);
    EscGuard guard;
    QString said;
    for (const int time : times) {
        switch (guard.press(time)) {
        case EscGuard::Answer::Leave: said += u'L'; break;
        case EscGuard::Answer::Panic: said += u'P'; break;
        case EscGuard::Answer::Ignore: said += u'I'; break;
        }
    }
    QCOMPARE(said, answers);
}

/// Each button once, on the key sheet; a second time tells nothing, and what is pressed elsewhere
/// is no test.
void TestKeys::preflightKnowsWhichButtonsCameThrough()
{
    Rig rig;
    QSignalSpy told(rig.desk, &Desk::remoteTested);
    const auto row = [&rig]() -> QString {
        const deploy::Item item = rig.desk->remoteItem();
        return deploy::levelWord(item.level) + u' ' + item.why.section(u' ', 0, 0)
               + (item.fix.isEmpty() ? QString() : u" fix"_s);
    };
    rig.press(u"PgDown"_s);
    rig.press(u"Esc"_s);
    QCOMPARE(row(), u"attention 0 fix"_s);
    rig.press(u"F1"_s);
    for (const char *key : {"PgDown", "PgDown", "PgUp", ".", "F13"})
        rig.press(QString::fromLatin1(key));
    QCOMPARE(row(), u"attention 3 fix"_s);
    rig.press(u"F5"_s);
    QCOMPARE(row(), u"ok 4"_s);
    QCOMPARE(told.count(), 4);
}

void TestKeys::escLeavesOneStateAtATime()
{
    Rig rig;
    QSignalSpy quit(rig.desk, &Desk::quitWanted);
    const auto escape = [&rig] { // slower than panic
        QTest::qWait(EscGuard::moment + 20);
        rig.press(u"Esc"_s);
    };
    rig.press(u"F11"_s);
    rig.press(u"Ctrl+B"_s);
    rig.press(u"F1"_s);
    QVERIFY(rig.pane->isMaximised());
    escape();
    QCOMPARE(rig.desk->sheet().name(), QString());
    QCOMPARE(rig.output(), Output::Black);
    escape();
    QCOMPARE(rig.output(), Output::Live);
    QVERIFY(rig.pane->isMaximised());
    escape();
    QVERIFY(!rig.pane->isMaximised());
    escape();
    QCOMPARE(quit.count(), 0);
    rig.press(u"Esc"_s); // the second within a moment
    QCOMPARE(rig.output(), Output::Holding);
    rig.press(u"Esc"_s);
    QCOMPARE(rig.output(), Output::Holding);
    escape();
    QCOMPARE(rig.output(), Output::Live);
    QCOMPARE(quit.count(), 0);
    QVERIFY(rig.window.isVisible());
}

int main(int argc, char **argv)
{
    return runOnTwoScreens<TestKeys>(argc, argv);
}
#include "tst_keys.moc"
