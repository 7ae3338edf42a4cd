// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/desk.h"
#include "tests/gui/scenes.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace scenes;
using namespace app;

Q_DECLARE_METATYPE(app::Act)

namespace {

QKeyCombination key(const QString &name)
{
    return QKeySequence::fromString(name, QKeySequence::PortableText)[0];
}

/// The console's window without a show: panes, keys, the audience's side.
struct Rig {
    Theme theme;
    QWidget window;
    PresentPane *pane;
    QLineEdit *field;
    Desk *desk;

    Rig()
        : pane(new PresentPane(theme))
        , field(new QLineEdit)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(pane, 1);
        layout->addWidget(field);
        fill(*pane);
        desk = new Desk(window, *pane, theme, &window);
        window.resize(1366, 768);
        window.show();
        window.activateWindow();
    }
    Output output() const { return desk->audience().output(); }
    void press(const QString &name)
    {
        QTest::keyClick(&window, key(name).key(), key(name).keyboardModifiers());
    }
};

QScreen *projector()
{
    for (QScreen *screen : QGuiApplication::screens()) {
        if (screen->name() == u"HDMI-1")
            return screen;
    }
    return nullptr;
}

QImage plain(QColor color)
{
    QImage out(320, 180, QImage::Format_RGB32);
    out.fill(color);
    return out;
}

} // namespace

/// Keys, the audience's side, locks: what the presenter has at hand, without a cluster.
class TestConsole : public QObject {
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
    void escLeavesAndTwiceIsPanic_data();
    void escLeavesAndTwiceIsPanic();
    void escLeavesOneStateAtATime();
    void theAudienceIsInOneState_data();
    void theAudienceIsInOneState();
    void theAudienceGetsTheOtherScreen_data();
    void theAudienceGetsTheOtherScreen();
    void theOtherScreenIsAMirror();
    void theMirrorIsCheap();
    void aScreenMayGoAndComeBack();
    void theConsoleIsNeverCovered();
    void oneScreenIsCovered();
    void aRecordingSaysItsDate();
    void whatIsLockedStaysWhole();
    void notesAreNeverCut_data();
    void notesAreNeverCut();
    void pictures();
};

void TestConsole::keysMeanOneThing_data()
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

void TestConsole::keysMeanOneThing()
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

void TestConsole::aKeyBelongsToOneAction_data()
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

void TestConsole::aKeyBelongsToOneAction()
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

void TestConsole::everyActionHasItsKeys()
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

void TestConsole::changesAreKept()
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

void TestConsole::aRemoteWorksWhateverHasTheFocus_data()
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

void TestConsole::aRemoteWorksWhateverHasTheFocus()
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

void TestConsole::onePressOneMeaning()
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
    // Another window keeps its keys.
    QLineEdit other;
    other.show();
    QTest::keyClick(&other, Qt::Key_PageDown);
    QCOMPARE(pressed.count(), 4);
}

void TestConsole::theKeySheetTestsAndFiresNothing()
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

void TestConsole::theKeySheetBinds()
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

void TestConsole::escLeavesAndTwiceIsPanic_data()
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

void TestConsole::escLeavesAndTwiceIsPanic()
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

void TestConsole::escLeavesOneStateAtATime()
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

void TestConsole::theAudienceIsInOneState_data()
{
    QTest::addColumn<QString>("keys"); // F freeze, B black, R recorded, H panic, E leave
    QTest::addColumn<int>("output");
    const auto row = [](const char *title, const QString &keys, Output output) {
        QTest::newRow(title) << keys << static_cast<int>(output);
    };
    row("as it comes", u""_s, Output::Live);
    row("freeze and back", u"FF"_s, Output::Live);
    row("black out of frozen", u"FB"_s, Output::Black);
    row("and back to live, not to frozen", u"FBB"_s, Output::Live);
    row("recorded", u"R"_s, Output::Recorded);
    row("recorded, then frozen", u"RF"_s, Output::Frozen);
    row("panic from anything", u"BH"_s, Output::Holding);
    row("nothing takes the card away", u"HFBR"_s, Output::Holding);
    row("but leaving it", u"HE"_s, Output::Live);
    row("leaving what is not there", u"E"_s, Output::Live);
}

void TestConsole::theAudienceIsInOneState()
{
    QFETCH(QString, keys);
    QFETCH(int, output);
    OutputSwitch audience;
    for (const QChar one : keys) {
        const Output before = audience.now();
        const bool changed = one == u'F'   ? audience.toggle(Output::Frozen)
                             : one == u'B' ? audience.toggle(Output::Black)
                             : one == u'R' ? audience.toggle(Output::Recorded)
                             : one == u'H' ? audience.hold()
                                           : audience.leave();
        QCOMPARE(changed, audience.now() != before);
    }
    QCOMPARE(audience.now(), static_cast<Output>(output));
}

void TestConsole::theAudienceGetsTheOtherScreen_data()
{
    QTest::addColumn<QStringList>("screens"); // NAME/SERIAL; the first is the console's
    QTest::addColumn<QString>("remembered");
    QTest::addColumn<int>("chosen");
    QTest::newRow("one screen") << QStringList{u"eDP-1/7"_s} << u"HDMI-1/42"_s << -1;
    QTest::newRow("two") << QStringList{u"eDP-1/7"_s, u"HDMI-1/9"_s} << u"/"_s << 1;
    QTest::newRow("the remembered name")
        << QStringList{u"eDP-1/7"_s, u"DP-2/"_s, u"HDMI-1/"_s} << u"HDMI-1/"_s << 2;
    QTest::newRow("its serial on another plug")
        << QStringList{u"eDP-1/7"_s, u"HDMI-1/9"_s, u"DP-2/42"_s} << u"HDMI-1/42"_s << 2;
    QTest::newRow("never the console's own")
        << QStringList{u"HDMI-1/42"_s, u"eDP-1/7"_s} << u"HDMI-1/42"_s << 1;
    QTest::newRow("a serial that says nothing")
        << QStringList{u"eDP-1/0"_s, u"DP-2/0"_s, u"HDMI-1/0"_s} << u"HDMI-1/0"_s << 2;
}

void TestConsole::theAudienceGetsTheOtherScreen()
{
    QFETCH(QStringList, screens);
    QFETCH(QString, remembered);
    QFETCH(int, chosen);
    std::vector<ScreenValue> values;
    for (const QString &screen : screens)
        values.push_back({screen.section(u'/', 0, 0), screen.section(u'/', 1)});
    QCOMPARE(chooseScreen(values, 0, {remembered.section(u'/', 0, 0), remembered.section(u'/', 1)}),
             chosen);
}

void TestConsole::theOtherScreenIsAMirror()
{
    QCOMPARE(QGuiApplication::screens().size(), 2);
    Rig rig;
    Audience &audience = rig.desk->audience();
    QCOMPARE(audience.view(), nullptr); // the start screen leaves the projector alone
    audience.begin({});
    QVERIFY(audience.hasWindow());
    AudienceView *view = audience.view();
    QCOMPARE(view->geometry(), projector()->geometry());
    QVERIFY(view->windowFlags().testFlag(Qt::WindowDoesNotAcceptFocus));
    QVERIFY(view->testAttribute(Qt::WA_ShowWithoutActivating));
    QCOMPARE(view->cursor().shape(), Qt::BlankCursor);
    QCOMPARE(audience.badge(), u"AUDIENCE: LIVE"_s);
    QTRY_COMPARE(view->frame().size(), rig.pane->stage().page(u"attacker"_s)->size());
    const QImage before = view->frame();
    // What the presenter turns to follows; what is frozen does not.
    rig.pane->stage().show(u"chatbot"_s);
    QTRY_VERIFY(view->frame() != before);
    const QImage chatbot = view->frame();
    rig.press(u"F5"_s);
    QCOMPARE(audience.badge(), u"AUDIENCE: FROZEN"_s);
    rig.pane->stage().show(u"attacker"_s);
    QTest::qWait(300); // several frames long
    QCOMPARE(view->frame(), chatbot);
    QVERIFY(!audience.cover().isVisible()); // the presenter goes on seeing the stage
    const auto picture = [view] { return view->grab().toImage(); };
    const QImage frozen = picture();
    rig.press(u"."_s);
    QCOMPARE(picture().pixelColor(960, 540), QColor(Qt::black));
    QVERIFY(picture() != frozen);
    rig.press(u"F12"_s);
    QCOMPARE(audience.badge(), u"AUDIENCE: HOLDING CARD"_s);
    QTest::qWait(EscGuard::moment + 20);
    rig.press(u"Esc"_s);
    QTRY_VERIFY(view->frame() != chatbot);
}

/// Nothing is drawn for the audience while nothing changes; the cost of a frame is printed, not
/// judged: machines differ.
void TestConsole::theMirrorIsCheap()
{
    Rig rig;
    Audience &audience = rig.desk->audience();
    audience.begin({});
    QTRY_VERIFY(!audience.view()->frame().isNull());
    QElapsedTimer time;
    time.start();
    constexpr int frames = 100;
    for (int i = 0; i < frames; ++i)
        audience.view()->setFrame(audience.picture());
    qInfo("a frame of %d x %d: %.2f ms", audience.view()->frame().width(),
          audience.view()->frame().height(),
          static_cast<double>(time.nsecsElapsed()) / 1e6 / frames);
    rig.press(u"Ctrl+B"_s);
    const QImage before = audience.view()->frame();
    rig.pane->stage().show(u"chatbot"_s);
    QTest::qWait(100);
    QCOMPARE(audience.view()->frame().cacheKey(), before.cacheKey()); // black asks for no frame
}

void TestConsole::aScreenMayGoAndComeBack()
{
    Rig rig;
    Audience &audience = rig.desk->audience();
    audience.begin({});
    rig.press(u"Ctrl+B"_s);
    const QRect console = rig.window.geometry();
    emit qApp->screenRemoved(rig.window.screen()); // not the audience's
    QVERIFY(audience.hasWindow());
    emit qApp->screenRemoved(projector());
    QVERIFY(!audience.hasWindow());
    QVERIFY(audience.isLost());
    QVERIFY2(audience.badge().startsWith(u"AUDIENCE LOST"), qPrintable(audience.badge()));
    QVERIFY(rig.window.isVisible());
    QCOMPARE(rig.window.geometry(), console);
    rig.press(u"F5"_s);
    QCOMPARE(rig.output(), Output::Frozen);
    rig.press(u"Ctrl+B"_s);
    emit qApp->screenAdded(projector());
    QVERIFY(audience.hasWindow());
    QVERIFY(!audience.isLost());
    QCOMPARE(audience.view()->output(), Output::Black); // as it was left
    QCOMPARE(audience.view()->geometry(), projector()->geometry());
    QCOMPARE(audience.screen().name, projector()->name());
}

/// The laptop's own screen goes: what is left is the console's.
void TestConsole::theConsoleIsNeverCovered()
{
    Rig rig;
    Audience &audience = rig.desk->audience();
    audience.begin({});
    QScreen *laptop = rig.window.screen();
    QVERIFY(audience.hasWindow() && laptop != projector());
    rig.window.setScreen(projector()); // as the window system does
    rig.window.move(projector()->geometry().topLeft());
    emit qApp->screenRemoved(laptop);
    QTRY_VERIFY(!audience.hasWindow());
    QVERIFY(audience.isLost());
    QVERIFY(rig.window.isVisible());
}

void TestConsole::oneScreenIsCovered()
{
    Rig rig;
    Audience &audience = rig.desk->audience();
    QCOMPARE(audience.badge(), u"ONE SCREEN: LIVE"_s);
    AudienceView &cover = audience.cover();
    QVERIFY(!cover.isVisible());
    rig.press(u"Ctrl+B"_s);
    QVERIFY(cover.isVisible());
    QCOMPARE(cover.geometry().bottom(), rig.pane->stage().rect().bottom());
    QCOMPARE(cover.geometry().top(), rig.pane->stage().strip().height()); // tabs stay in reach
    rig.window.resize(1500, 900);
    QCOMPARE(cover.width(), rig.pane->stage().width());
    rig.press(u"Ctrl+B"_s);
    QVERIFY(!cover.isVisible());
    rig.press(u"F5"_s);
    QVERIFY(cover.isVisible() && !cover.frame().isNull());
}

void TestConsole::aRecordingSaysItsDate()
{
    QTemporaryDir folder;
    Recordings recordings(folder.filePath(u"a/b"_s));
    QVERIFY(!recordings.of(u"2.1"_s));
    const QDateTime at(QDate(2026, 3, 2), QTime(14, 38), Qt::UTC);
    QVERIFY(!recordings.keep(u"2.1"_s, QImage(), at));
    QVERIFY(recordings.keep(u"2.1"_s, plain(Qt::red), at));
    QVERIFY(recordings.keep(u"2.1"_s, plain(Qt::green), at.addDays(1))); // the last one counts
    const auto kept = recordings.of(u"2.1"_s);
    QVERIFY(kept);
    QCOMPARE(kept->at, at.addDays(1));
    QCOMPARE(kept->picture.pixelColor(5, 5), QColor(Qt::green));
    QVERIFY(!recordings.of(u"2.2"_s));
    QVERIFY2(Recordings::tag(at).startsWith(u"recorded 2"), qPrintable(Recordings::tag(at)));
    // A picture that does not know its date is not shown as anything.
    QVERIFY(plain(Qt::blue).save(folder.filePath(u"a/b/cue-2.3.png"_s)));
    QVERIFY(!recordings.of(u"2.3"_s));

    const Theme theme;
    AudienceView view(theme);
    view.resize(1280, 720);
    view.setFrame(plain(Qt::blue));
    view.setRecording(kept->picture, Recordings::tag(kept->at));
    view.setOutput(Output::Recorded);
    const QImage picture = view.grab().toImage();
    QCOMPARE(picture.pixelColor(640, 300), QColor(Qt::green));
    QVERIFY(picture.pixelColor(1200, 690) != QColor(Qt::green)); // the tag's corner
}

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
    deploy.setLocked(true);
    QVERIFY(!start->isEnabled());
    deploy.setActions(u"Deploy"_s, true, false);
    QVERIFY(!start->isEnabled());
    deploy.setLocked(false);
    QVERIFY(start->isEnabled());
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

/// Two screens: the presenter's laptop and a projector at its right.
int main(int argc, char **argv)
{
    QTemporaryDir folder;
    QFile screens(folder.filePath(u"screens.json"_s));
    if (!screens.open(QIODevice::WriteOnly))
        return 1;
    screens.write(
        R"({"synchronousWindowSystemEvents": false, "windowFrameMargins": false, "screens": [
        {"name": "eDP-1", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
        {"name": "HDMI-1", "x": 1920, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})");
    screens.close();
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + QFile::encodeName(screens.fileName()));
    QApplication application(argc, argv);
    TestConsole test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_console.moc"
