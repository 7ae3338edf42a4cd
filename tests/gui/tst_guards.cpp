// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/language.h"
#include "app/window/window.h"
#include "backend/core/journal.h"
#include "backend/core/paths.h"
#include "tests/gui/accesswalk.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/rig.h"

#include <QFileDialog>
#include <QListView>
#include <QSettings>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

constexpr int cueTime = 30'000;

QScreen *projector()
{
    const QList<QScreen *> screens = QGuiApplication::screens();
    const auto found = std::find_if(screens.begin(), screens.end(), [](const QScreen *screen) {
        return screen->name() == u"HDMI-1";
    });
    return found == screens.end() ? nullptr : *found;
}

} // namespace

/// What must not fire anything, or not twice, on a show that plays: one window, its audience on
/// another screen, one table.
class TestGuards : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void theFormatIsKeptAndTurned();
    void preflightComesBeforeTheFirstAct();
    void everyPadTakesTheMouse();
    void everyKeyDoesItsPart_data();
    void everyKeyDoesItsPart();
    void escOnlyLeaves_data();
    void escOnlyLeaves();
    void nothingFiresTwice_data();
    void nothingFiresTwice();
    void aDrillIsGraded_data();
    void aDrillIsGraded();
    void theLogsOwnLinesAreOneClickAway();
    void whatIsSkippedIsNotFired_data();
    void whatIsSkippedIsNotFired();
    void keysComeFromAFile();
    void whateverIsOpenHasANameAndAKey_data();
    void whateverIsOpenHasANameAndAKey();
    void aLostLeaseOnlyWatches();
    void cleanupTestCase();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier)
    {
        QTest::keyClick(m_window.get(), key, with);
    }
    void repeat(Qt::Key key)
    {
        QKeyEvent again(QEvent::KeyPress, key, Qt::NoModifier, QString(), true);
        QApplication::sendEvent(m_window.get(), &again);
    }
    /// After the lock-out of the press before, with an act's first cue on standby.
    void standBy(const QString &act);
    bool waits() const;
    void act(const QString &deed);
    void press(const QString &key);
    void click(const char *pad);
    /// Slower than panic, and not a moment longer.
    void escape();
    /// What is not as it always is, in words.
    QString special() const;
    bool says(const QString &words) const;

    OwnHome m_home;
    std::unique_ptr<Window> m_window;
    QElapsedTimer m_escaped;
    QStringList m_said;
    int m_fired = 0, m_quits = 0;
};

void TestGuards::initTestCase()
{
    rehearsal::failOnOurWarnings(); // deploying and opening, too
    QVERIFY(m_home.enter());
    QCOMPARE(QGuiApplication::screens().size(), 2);
    // What somebody has chosen at an earlier show.
    QSettings(app::settingsFile(), QSettings::IniFormat).setValue(u"format"_s, u"sixty-minutes"_s);
    app::Recordings recordings(core::Paths::own().data + u"/recordings/trustusbank-3act/stage"_s);
    QImage still(640, 360, QImage::Format_RGB32);
    still.fill(Qt::darkCyan);
    const QDateTime day(QDate(2026, 11, 20), QTime(10, 20), Qt::UTC);
    for (const QString &cue : {u"1.1"_s, u"1.2"_s})
        QVERIFY(recordings.keep(cue, still, day));
    app::Options options;
    options.ports = u"auto"_s;
    options.safeMode = true;
    m_window = std::make_unique<Window>(options, nullptr, u"safe mode"_s);
    const QString trouble = rehearsal::begin(*m_window);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    QVERIFY(m_window->desk().audience().hasWindow());
    const app::Performance *show = m_window->performance();
    connect(show, &app::Performance::fired, this, [this] { ++m_fired; });
    connect(show, &app::Performance::said, this, [this](const QString &text) { m_said << text; });
    connect(show, &app::Performance::refused, this, [this](const QString &why) { m_said << why; });
    connect(&m_window->desk(), &app::Desk::quitWanted, this, [this] { ++m_quits; });
}

void TestGuards::init()
{
    rehearsal::failOnOurWarnings();
    QVERIFY(m_window && m_window->performance());
}

bool TestGuards::waits() const
{
    const show::CueRecord *record = m_window->performance()->player().current();
    return record && record->state == show::CueState::Standby;
}

void TestGuards::standBy(const QString &act)
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->busy(), cueTime);
    m_window->performance()->standBy(act);
    QTRY_VERIFY_WITH_TIMEOUT(waits(), cueTime);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->conditions().refusal(false), cueTime);
    QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20);
}

void TestGuards::press(const QString &key)
{
    const QKeyCombination one = rig::key(key);
    QTest::keyClick(m_window.get(), one.key(), one.keyboardModifiers());
}

void TestGuards::click(const char *pad)
{
    auto *button = m_window->findChild<widgets::Pad *>(QLatin1String(pad));
    QTRY_VERIFY2(button && button->isVisible() && button->isEnabled(), pad);
    QTest::mouseClick(button, Qt::LeftButton);
}

void TestGuards::escape()
{
    const qint64 left = m_escaped.isValid() ? app::EscGuard::moment + 20 - m_escaped.elapsed() : 0;
    if (left > 0)
        QTest::qWait(static_cast<int>(left));
    QWidget *dialog = m_window->findChild<widgets::SettingsDialog *>();
    QTest::keyClick(dialog ? dialog : m_window.get(), Qt::Key_Escape);
    m_escaped.start();
}

QString TestGuards::special() const
{
    app::Desk &desk = m_window->desk();
    QStringList out;
    if (const widgets::Output now = desk.audience().output(); now != widgets::Output::Live)
        out << widgets::outputWord(now).toLower();
    if (desk.audience().isLost())
        out << u"lost"_s;
    if (m_window->present().isMaximised())
        out << u"maximised"_s;
    if (!desk.sheet().name().isEmpty())
        out << desk.sheet().name();
    for (const widgets::Label *label : desk.sheet().findChildren<widgets::Label *>()) {
        if (!desk.sheet().isHidden() && label->fullText().startsWith(u"Press the new key"_s))
            out << u"binding"_s;
    }
    if (const QWidget *dialog = m_window->findChild<widgets::SettingsDialog *>();
        dialog && dialog->isVisible())
        out << u"settings"_s;
    return out.join(u' ');
}

bool TestGuards::says(const QString &words) const
{
    return m_said.join(u'\n').contains(words);
}

/// What was chosen at an earlier show is this one's, one key turns to the next, and the settings
/// keep it. Once the show has begun it stays.
void TestGuards::theFormatIsKeptAndTurned()
{
    app::Desk &desk = m_window->desk();
    const auto format = [this] { return m_window->session()->script().format; };
    const auto kept = [&desk, this] {
        QSettings ini(m_home.filePath(u"kept.ini"_s), QSettings::IniFormat);
        desk.writeSettings(ini);
        return ini.value(u"format"_s).toString();
    };
    QCOMPARE(format(), u"sixty-minutes"_s);
    QCOMPARE(kept(), u"sixty-minutes"_s);
    const auto total = m_window->session()->script().total;
    desk.setLock(app::Lock::Show);
    press(u"Ctrl+Alt+F"_s);
    QCOMPARE(format(), u"sixty-minutes"_s);
    desk.setLock(app::Lock::Build);
    press(u"Ctrl+Alt+F"_s);
    QCOMPARE(format(), u"five-minutes"_s);
    QVERIFY(m_window->session()->script().total < total);
    QCOMPARE(kept(), u"five-minutes"_s);
}

/// With a remote's two keys: back from the first cue, GO, and the first cue stands by again. The
/// show has not begun by it, and it is left as easily.
void TestGuards::preflightComesBeforeTheFirstAct()
{
    standBy(u"1"_s);
    const app::Performance &show = *m_window->performance();
    const app::Prelude &prelude = show.prelude();
    const auto afterLockOut = [] {
        QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20);
    };
    const auto shown = [this](const QString &text) {
        const auto labels = m_window->present().findChildren<widgets::Label *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const widgets::Label *one) { return one->fullText() == text; });
    };
    m_fired = 0;
    m_said.clear();
    press(u"PgUp"_s);
    QTRY_VERIFY(shown(u"NEXT · 0.1"_s));
    QVERIFY(prelude.isOn());
    press(u"PgUp"_s);
    QVERIFY2(says(u"there is no cue before"_s), qPrintable(m_said.join(u'\n')));
    press(u"Ctrl+Return"_s); // no prompt stands by
    QVERIFY(!prelude.runs());
    press(u"PgDown"_s);
    QVERIFY(prelude.runs());
    QCOMPARE(m_window->desk().audience().output(), widgets::Output::Holding);
    press(u"PgDown"_s);
    QVERIFY2(says(u"the pre-flight is running"_s), qPrintable(m_said.join(u'\n')));
    QTRY_VERIFY_WITH_TIMEOUT(!prelude.isOn(), 15'000);
    auto *pane = m_window->findChild<widgets::PreflightPane *>();
    QVERIFY(pane->rows() > 10);
    QVERIFY2(says(u"0.1 "_s + prelude.total), qPrintable(m_said.join(u'\n')));
    m_said.clear();
    press(u"PgDown"_s); // it was meant for what has just ended
    QVERIFY2(says(u"too soon after the last GO"_s), qPrintable(m_said.join(u'\n')));
    QTRY_VERIFY(shown(u"NEXT · 1.1"_s));
    QVERIFY(shown(prelude.total)); // its tile
    QCOMPARE(m_fired, 0);
    QVERIFY(!show.pace().begun);
    QCOMPARE(m_window->desk().lock(), app::Lock::Build);
    QCOMPARE(m_window->desk().audience().output(), widgets::Output::Holding);
    press(u"Esc"_s);
    m_escaped.start();
    // Each leaves it, also while it looks.
    for (const QString &leaves : {u"Ctrl+Shift+Right"_s, u"Ctrl+Alt+1"_s, u"F12"_s}) {
        for (const bool runs : {false, true}) {
            press(u"Ctrl+Alt+0"_s);
            afterLockOut();
            if (runs)
                press(u"F9"_s);
            QCOMPARE(prelude.runs(), runs);
            press(leaves);
            QVERIFY2(!prelude.isOn(), qPrintable(leaves));
            QTRY_VERIFY_WITH_TIMEOUT(waits(), cueTime);
        }
    }
    escape();
    QCOMPARE(special(), QString());
    QCOMPARE(m_fired, 0);
    // The log is one that a show can go on with: nothing of an act has happened.
    const auto lines = core::Journal::read(show.logPath());
    QVERIFY(lines);
    QCOMPARE(std::ranges::count_if(*lines,
                                   [](const app::Json &line) {
                                       return line.value("event", "") == "cue"
                                              && line.value("id", "") == "0.1"
                                              && line.value("outcome", "") == "running";
                                   }),
             4);
    const show::Progress progress = show::readProgress(*lines, m_window->session()->script());
    QVERIFY(!progress.firstGo.isValid());
    QCOMPARE(progress.cue, u"1.1"_s);
}

void TestGuards::everyKeyDoesItsPart_data()
{
    QTest::addColumn<QString>("cue"); // on standby
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("fires");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("opens"); // a sheet, with these words on it
    QTest::addColumn<QString>("words");
    const auto row = [](const char *title, const QString &cue, const QString &key, int fires,
                        const QString &says, const QString &opens = {}, const QString &words = {}) {
        QTest::newRow(title) << cue << key << fires << says << opens << words;
    };
    row("prepared answers", u"1.1"_s, u"F2"_s, 0, {}, u"answers"_s,
        u"Would pinning the digest have helped?"_s);
    row("times", u"1.1"_s, u"F3"_s, 0, {}, u"times"_s, u"Show the outside"_s);
    row("its prompt", u"1.1"_s, u"Ctrl+Return"_s, 1, u"1.1 Send the prompt"_s);
    row("a cue without a prompt", u"1.2"_s, u"Ctrl+Return"_s, 0, {});
    row("back", u"1.2"_s, u"F8"_s, 0, u"back to the view of 1.1"_s);
    row("another format, too late", u"1.2"_s, u"Ctrl+Alt+F"_s, 0, {});
    row("pre-flight, too late", u"1.2"_s, u"Ctrl+Alt+0"_s, 0, u"the show has begun"_s);
    row("back, and nothing is before", u"1.1"_s, u"F8"_s, 0, u"there is no cue before"_s);
}

/// The keys that are pressed less often than GO: each has its effect, and no other fires.
void TestGuards::everyKeyDoesItsPart()
{
    QFETCH(QString, cue);
    QFETCH(QString, key);
    QFETCH(int, fires);
    QFETCH(QString, says);
    QFETCH(QString, opens);
    QFETCH(QString, words);
    const auto standing = [this] {
        return waits() ? m_window->performance()->player().current()->id : QString();
    };
    if (cue == u"1.1")
        standBy(u"1"_s);
    QTRY_COMPARE_WITH_TIMEOUT(standing(), cue, cueTime);
    QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20); // of the row before
    m_window->present().stage().show(u"kagent"_s); // another view than any cue's
    const QString format = m_window->session()->script().format;
    m_fired = 0;
    m_said.clear();
    press(key);
    QCoreApplication::processEvents();
    QCOMPARE(m_fired, fires);
    QVERIFY2(this->says(says), qPrintable(m_said.join(u'\n')));
    QCOMPARE(special(), opens);
    QCOMPARE(m_window->session()->script().format, format);
    if (!words.isEmpty())
        QVERIFY(m_window->desk().sheet().texts().contains(words));
    if (says.startsWith(u"back to"_s))
        QCOMPARE(m_window->present().stage().current(), u"chatbot"_s);
    if (!opens.isEmpty())
        press(key);
    QCOMPARE(special(), QString());
    if (fires == 0)
        QCOMPARE(standing(), cue);
}

void TestGuards::escOnlyLeaves_data()
{
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<QStringList>("special"); // after them, and after each Esc
    QTest::addColumn<app::Lock>("lock");
    const auto row = [](const char *title, const QStringList &keys, const QStringList &special,
                        app::Lock lock = app::Lock::Build) {
        QTest::newRow(title) << keys << special << lock;
    };
    const QString none;
    row("Deploy", {u"Alt+1"_s}, {none, none});
    row("Present", {u"Alt+2"_s}, {none, none});
    row("Forwards", {u"Alt+3"_s}, {none, none});
    row("Evidence", {u"Alt+4"_s}, {none, none});
    row("the keys", {u"F1"_s}, {u"keys"_s, none});
    row("the keys over another mode", {u"Alt+3"_s, u"F1"_s}, {u"keys"_s, none});
    row("a key that is being bound", {u"F1"_s, u"F7"_s, u"Return"_s},
        {u"keys binding"_s, u"keys"_s, none});
    row("the answers", {u"F2"_s}, {u"answers"_s, none});
    row("the times", {u"F3"_s}, {u"times"_s, none});
    row("the drill", {u"F4"_s}, {u"drill"_s, none}, app::Lock::Drill);
    row("the log's lines", {u"Shift+F7"_s}, {u"records"_s, none});
    row("the settings", {u"Ctrl+,"_s}, {u"settings"_s, none});
    row("frozen", {u"F5"_s}, {u"frozen"_s, none}, app::Lock::Show);
    row("black", {u"Ctrl+B"_s}, {u"black"_s, none}, app::Lock::Show);
    row("recorded", {u"Ctrl+R"_s}, {u"recorded"_s, none}, app::Lock::Show);
    row("the holding card", {u"F12"_s}, {u"holding card"_s, none}, app::Lock::Show);
    row("maximised below a recording", {u"F11"_s, u"Ctrl+R"_s},
        {u"recorded maximised"_s, u"maximised"_s, none}, app::Lock::Show);
}

/// Esc takes away what lies on top. It fires nothing, binds nothing, turns to no other mode, closes
/// no window and never quits, wherever it is pressed and however often.
void TestGuards::escOnlyLeaves()
{
    QFETCH(QStringList, keys);
    QFETCH(QStringList, special);
    QFETCH(app::Lock, lock);
    app::Desk &desk = m_window->desk();
    press(u"Alt+2"_s);
    desk.setLock(lock);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->busy(), cueTime);
    QVERIFY(waits());
    const QString cue = m_window->performance()->player().current()->id;
    const auto bound = desk.keys().map().changes();
    m_fired = m_quits = 0;
    for (const QString &key : keys)
        press(key);
    const Window::Mode mode = m_window->mode();
    QCOMPARE(this->special(), special.takeFirst());
    for (const QString &left : special) {
        escape();
        QTRY_COMPARE(this->special(), left); // a dialog is deleted later
        QVERIFY(m_window->isVisible() && m_window->isEnabled() && desk.audience().hasWindow());
    }
    QCOMPARE(m_window->mode(), mode);
    QCOMPARE(m_fired, 0);
    QCOMPARE(m_quits, 0);
    QCOMPARE(desk.keys().map().changes(), bound);
    QVERIFY(waits());
    QCOMPARE(m_window->performance()->player().current()->id, cue);
}

void TestGuards::nothingFiresTwice_data()
{
    QTest::addColumn<QString>("act");
    QTest::addColumn<QStringList>("deeds");
    QTest::addColumn<int>("fires");
    QTest::newRow("one GO") << u"1"_s << QStringList{u"forward"_s} << 1;
    QTest::newRow("double GO") << u"1"_s << QStringList{u"forward"_s, u"forward"_s} << 1;
    QTest::newRow("GO with two keys at once") << u"1"_s << QStringList{u"forward"_s, u"F9"_s} << 1;
    QTest::newRow("held GO") << u"1"_s << QStringList{u"held"_s} << 1;
    QTest::newRow("GO on an unarmed cluster cue") << u"2"_s << QStringList{u"forward"_s} << 0;
    QTest::newRow("its second press too soon")
        << u"2"_s << QStringList{u"forward"_s, u"forward"_s} << 0;
    QTest::newRow("its second press by holding the first") << u"2"_s << QStringList{u"held"_s} << 0;
    QTest::newRow("its second press after standing by anew")
        << u"2"_s << QStringList{u"forward"_s, u"act 2"_s, u"later"_s, u"forward"_s} << 0;
    QTest::newRow("GO on a mode without the show")
        << u"1"_s << QStringList{u"mode"_s, u"forward"_s} << 0;
    QTest::newRow("GO while the key sheet tests a remote")
        << u"1"_s << QStringList{u"F1"_s, u"forward"_s, u"F9"_s, u"esc"_s} << 0;
    QTest::newRow("looking at all evidence") << u"1"_s << QStringList{u"F6"_s, u"F6"_s} << 0;
    QTest::newRow("keys of another window") << u"1"_s << QStringList{u"elsewhere"_s} << 0;
    QTest::newRow("keys of the settings") << u"1"_s << QStringList{u"settings"_s} << 0;
    QTest::newRow("screen removed while BLACK, and back")
        << u"1"_s << QStringList{u"black"_s, u"unplug"_s, u"plug"_s} << 0;
    QTest::newRow("GO while its screen is away")
        << u"1"_s << QStringList{u"black"_s, u"unplug"_s, u"forward"_s, u"plug"_s} << 1;
    QTest::newRow("GO while BLACK fires, and stays black")
        << u"1"_s << QStringList{u"black"_s, u"forward"_s} << 1;
    QTest::newRow("a wish to close") << u"1"_s << QStringList{u"close"_s} << 0;
    QTest::newRow("GO while a prompt is answered")
        << u"1"_s
        << QStringList{u"slow-model"_s, u"F9"_s, u"later"_s, u"while running"_s, u"panic"_s} << 1;
    // It changes the cluster: Acts 1 and 2 have no beginning after it.
    QTest::newRow("GO while a job runs")
        << u"2"_s << QStringList{u"stall-api"_s, u"F9"_s, u"later"_s, u"while running"_s} << 1;
}

void TestGuards::act(const QString &deed)
{
    Window &window = *m_window;
    if (deed == u"forward") {
        press(Qt::Key_PageDown);
    } else if (deed == u"F9" || deed == u"F6" || deed == u"F1" || deed == u"F11") {
        press(static_cast<Qt::Key>(Qt::Key_F1 + deed.mid(1).toInt() - 1));
    } else if (deed == u"held") {
        QTest::keyPress(&window, Qt::Key_PageDown);
        for (int i = 0; i < 20; ++i) {
            repeat(Qt::Key_PageDown);
            QTest::qWait(30); // past the lock-out
        }
        QTest::keyRelease(&window, Qt::Key_PageDown);
    } else if (deed == u"later") {
        QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20);
    } else if (deed == u"while running") {
        QVERIFY2(window.performance()->busy(), "the cue was over before the lock-out");
        m_said.clear();
        press(Qt::Key_F9);
        press(Qt::Key_PageDown);
        QCOMPARE(m_said, QStringList(2, window.performance()->tr("a cue is running")));
    } else if (deed == u"slow-model") {
        QVERIFY(rehearsal::breaks(window, "slow-model", 3));
    } else if (deed == u"panic") {
        press(Qt::Key_F12); // nobody waits for that answer
        QTRY_VERIFY_WITH_TIMEOUT(!window.performance()->busy(), 5000);
        QCOMPARE(special(), u"holding card"_s);
    } else if (deed == u"stall-api") {
        QVERIFY(rehearsal::breaks(window, "stall-api", 3));
    } else if (deed == u"act 2") {
        press(Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
    } else if (deed == u"mode") {
        press(Qt::Key_4, Qt::AltModifier);
    } else if (deed == u"esc") {
        escape();
        QVERIFY(window.isVisible() && window.isEnabled());
    } else if (deed == u"elsewhere" || deed == u"settings") {
        QLineEdit other;
        other.show();
        QWidget *target = &other;
        if (deed == u"settings") {
            press(Qt::Key_Comma, Qt::ControlModifier);
            target = window.findChild<widgets::SettingsDialog *>();
            QVERIFY(target);
        }
        for (const Qt::Key key : {Qt::Key_PageDown, Qt::Key_F9, Qt::Key_Escape})
            QTest::keyClick(target, key);
    } else if (deed == u"black") {
        press(Qt::Key_B, Qt::ControlModifier);
    } else if (deed == u"unplug") {
        // As the window system tells it: the audience's window is on that very screen.
        app::Audience &audience = window.desk().audience();
        QVERIFY(audience.hasWindow() && audience.view()->screen() == projector());
        const QRect console = window.geometry();
        emit qApp->screenRemoved(projector());
        QVERIFY(!audience.hasWindow() && audience.isLost());
        QCOMPARE(special(), u"black lost"_s);
        QVERIFY(audience.cover().isVisible()); // what the console shows is black, too
        QVERIFY(window.isVisible() && window.geometry() == console);
    } else if (deed == u"plug") {
        emit qApp->screenAdded(projector());
        const widgets::AudienceView *view = window.desk().audience().view();
        QVERIFY(view->isVisible() && view->screen() == projector());
        QCOMPARE(view->output(), widgets::Output::Black);
    } else if (deed == u"close") {
        window.desk().setLock(app::Lock::Show);
        QVERIFY(!window.desk().mayClose());
        QVERIFY(window.isVisible());
    } else {
        QFAIL(qPrintable(deed));
    }
}

void TestGuards::nothingFiresTwice()
{
    QFETCH(QString, act);
    QFETCH(QStringList, deeds);
    QFETCH(int, fires);
    press(Qt::Key_2, Qt::AltModifier);
    m_window->desk().audience().leave();
    m_window->desk().setLock(app::Lock::Build);
    standBy(act);
    m_fired = 0;
    for (const QString &deed : deeds)
        this->act(deed);
    QCoreApplication::processEvents();
    QCOMPARE(m_fired, fires);
    if (deeds.contains(u"black"_s))
        QCOMPARE(m_window->desk().audience().output(), widgets::Output::Black);
}

void TestGuards::aDrillIsGraded_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("words");
    QTest::newRow("pod") << Qt::Key_1 << u"pod"_s << u"back by itself after "_s;
    QTest::newRow("renderer") << Qt::Key_5 << u"renderer"_s << QString(); // no pages here
}

/// Something is broken with a key while the sheet is open; the words say what became of it.
void TestGuards::aDrillIsGraded()
{
    QFETCH(Qt::Key, key);
    QFETCH(QString, fault);
    QFETCH(QString, words);
    app::Desk &desk = m_window->desk();
    press(Qt::Key_2, Qt::AltModifier);
    desk.setLock(app::Lock::Show);
    press(Qt::Key_F4);
    QCOMPARE(desk.sheet().name(), QString()); // not in a show
    desk.setLock(app::Lock::Drill);
    // What the row before has broken is whole again.
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->busy(), cueTime);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->forwards().allVerified(), cueTime);
    press(Qt::Key_F4);
    QCOMPARE(desk.sheet().name(), u"drill"_s);
    m_fired = 0;
    QTRY_VERIFY_WITH_TIMEOUT((press(key),
                              !desk.drill()->results().value(fault).isEmpty() || words.isEmpty()),
                             cueTime);
    const auto result = [&] { return desk.drill()->results().value(fault); };
    QTRY_VERIFY2_WITH_TIMEOUT(result().startsWith(words), qPrintable(result()), cueTime);
    press(Qt::Key_PageDown);
    press(Qt::Key_F9);
    QCOMPARE(m_fired, 0); // a sheet that listens fires nothing
    QTest::qWait(app::EscGuard::moment + 20);
    escape();
    QCOMPARE(desk.sheet().name(), QString());
}

/// What the strip says in words stands one click, or one key, behind it as it was written.
void TestGuards::theLogsOwnLinesAreOneClickAway()
{
    app::Desk &desk = m_window->desk();
    press(Qt::Key_2, Qt::AltModifier);
    press(Qt::Key_F7, Qt::ShiftModifier);
    QCOMPARE(desk.sheet().name(), u"records"_s);
    QVERIFY(desk.sheet().texts().value(0).contains(u"\"event\":\"key\""_s)); // this one
    press(Qt::Key_F7, Qt::ShiftModifier);
    QCOMPARE(desk.sheet().name(), QString());
    QTest::mouseClick(&m_window->present().activity(), Qt::LeftButton);
    QCOMPARE(desk.sheet().name(), u"records"_s);
    press(Qt::Key_F7, Qt::ShiftModifier);
    QCOMPARE(desk.sheet().name(), QString());
}

void TestGuards::whatIsSkippedIsNotFired_data()
{
    QTest::addColumn<bool>("byClick");
    QTest::newRow("a key") << false;
    QTest::newRow("the button") << true;
}

void TestGuards::whatIsSkippedIsNotFired()
{
    QFETCH(bool, byClick);
    press(Qt::Key_2, Qt::AltModifier);
    m_window->desk().setLock(app::Lock::Build);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->busy(), cueTime);
    m_window->performance()->standBy(u"3"_s);
    QTRY_VERIFY_WITH_TIMEOUT(waits(), cueTime);
    const show::Player &player = m_window->performance()->player();
    const QString skipped = player.current()->id;
    m_fired = 0;
    if (byClick)
        QTest::mouseClick(m_window->findChild<QAbstractButton *>(u"skip"_s), Qt::LeftButton);
    else
        press(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(player.current() && player.current()->id != skipped);
    QVERIFY(waits());
    const auto &records = player.records();
    const auto one = std::find_if(records.begin(), records.end(),
                                  [&](const auto &record) { return record.id == skipped; });
    QVERIFY(one != records.end());
    QCOMPARE(one->state, show::CueState::Skipped);
    QCOMPARE(m_fired, 0);
}

/// The screen of keys, from the window down to the file: imported, without a key to test, removed.
void TestGuards::keysComeFromAFile()
{
    QFile file(m_home.filePath(u"mine.env"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("SOLO_ISTIO_LICENSE_KEY=none.of.ours\nSOMETHING_ELSE=1\n");
    file.close();
    press(Qt::Key_1, Qt::AltModifier);
    auto &pane = *m_window->findChild<widgets::DeployPane *>();
    const auto click = [&pane](const QString &name) {
        QTest::mouseClick(pane.findChild<QPushButton *>(name), Qt::LeftButton);
    };
    const auto says = [&pane](const QString &words) {
        const QList<widgets::Label *> labels = pane.secrets().findChildren<widgets::Label *>();
        return std::any_of(labels.begin(), labels.end(), [&words](const widgets::Label *label) {
            return label->fullText().contains(words);
        });
    };
    click(u"keys"_s);
    QTRY_VERIFY(pane.secrets().isVisible());
    click(u"testKeys"_s);
    QVERIFY(says(u"There is no key to test"_s));
    click(u"importEnv"_s);
    auto *dialog = m_window->findChild<QFileDialog *>();
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>();
    QTRY_VERIFY(name && name->isVisible());
    name->setText(file.fileName());
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(says(u"Taken: SOLO_ISTIO_LICENSE_KEY"_s));
    QVERIFY(!says(u"SOMETHING_ELSE"_s));
    click(u"remove-solo-istio"_s);
    QVERIFY(says(u"Removed."_s));
    press(Qt::Key_2, Qt::AltModifier);
}

void TestGuards::whateverIsOpenHasANameAndAKey_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("open"); // "": the mode as it is
    QTest::addColumn<QString>("key");  // that opens it; else a button of that name does
    QTest::addColumn<QStringList>("names");
    const QStringList modes{u"Deploy"_s, u"Present"_s, u"Forwards"_s, u"Evidence"_s};
    const auto row = [&modes](int mode, const QString &open, const QString &key,
                              const QStringList &names) {
        QTest::addRow("%s, %s", qPrintable(modes[mode]),
                      open.isEmpty() ? "nothing else" : qPrintable(open))
            << mode << open << key << names;
    };
    for (int mode = 0; mode < modes.size(); ++mode) {
        row(mode, {}, {}, modes);
        row(mode, u"keys"_s, u"F1"_s, {u"Keys"_s, u"Esc closes."_s});
        row(mode, u"answers"_s, u"F2"_s, {u"Prepared answers"_s});
        row(mode, u"times"_s, u"F3"_s, {u"Times"_s, u"Median before"_s});
        row(mode, u"records"_s, u"Shift+F7"_s, {u"The show log"_s});
        row(mode, u"drill"_s, u"F4"_s, {u"Drill"_s, u"not tried"_s});
        row(mode, u"settings"_s, u"Ctrl+,"_s,
            {u"Audience screen"_s, u"Format of the show"_s, u"Language"_s, u"Close"_s});
    }
    row(0, u"preflight"_s, {}, {u"Check all"_s, u"Quick check"_s, u"Checks"_s});
    row(0, u"secrets"_s, {}, {u"Test all"_s, u"Import .env…"_s});
    row(0, u"a step's text"_s, {}, {u"What is behind the step"_s, u"Behind the step"_s});
    row(2, u"a forward's losses"_s, {}, {u"Trouble and what it healed from"_s, u"Restart"_s});
}

/// On the window as it plays, in every mode: what a screen reader is told, and that Tab or a key
/// leads to everything. A sheet takes no keyboard: all that stands on it is told.
void TestGuards::whateverIsOpenHasANameAndAKey()
{
    QFETCH(int, mode);
    QFETCH(QString, open);
    QFETCH(QString, key);
    QFETCH(QStringList, names);
    app::Desk &desk = m_window->desk();
    desk.setLock(open == u"drill" ? app::Lock::Drill : app::Lock::Build);
    m_window->setMode(static_cast<Window::Mode>(mode));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    auto *deploy = m_window->findChild<widgets::DeployPane *>();
    deploy->setView(open == u"preflight" ? widgets::DeployPane::Preflight
                    : open == u"secrets" ? widgets::DeployPane::Keys
                                         : widgets::DeployPane::Steps);
    if (!key.isEmpty())
        press(key);
    if (open == u"a step's text") {
        auto *steps = deploy->findChild<QListView *>(u"steps"_s);
        steps->setCurrentIndex(steps->model()->index(0, 0));
        QTest::keyClick(steps, Qt::Key_Return);
        auto *behind = deploy->findChild<QAbstractButton *>(u"behind"_s);
        QTRY_VERIFY(behind->isEnabled());
        behind->setChecked(true);
    }
    if (open == u"a forward's losses") {
        for (auto *one :
             m_window->findChild<widgets::ForwardsPane *>()->findChildren<QPushButton *>()) {
            if (one->isCheckable())
                one->setChecked(true);
        }
    }
    QWidget *dialog = m_window->findChild<widgets::SettingsDialog *>();
    QCOMPARE(dialog != nullptr, open == u"settings");
    QStringList heard, faults;
    if (!desk.sheet().name().isEmpty()) {
        QCOMPARE(desk.sheet().name(), open);
        heard = accesswalk::told(desk.sheet());
        QVERIFY(!desk.sheet().texts().isEmpty());
        for (const QString &text : desk.sheet().texts())
            QVERIFY2(text.isEmpty() || heard.contains(text), qPrintable(text));
        heard << QAccessible::queryAccessibleInterface(&desk.sheet())->text(QAccessible::Name);
    } else {
        QWidget &window = dialog ? *dialog : *m_window;
        if (dialog)
            QTRY_COMPARE(QApplication::activeWindow(), dialog); // a part of ours counts as active
        const accesswalk::Walk walk = accesswalk::walkThrough(window);
        faults = walk.faults;
        heard = walk.names;
        QVERIFY(walk.controls >= 4);
    }
    if (key.isEmpty() || dialog) {
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }
    if (open == u"a step's text")
        deploy->findChild<QAbstractButton *>(u"behind"_s)->setChecked(false);
    if (!key.isEmpty())
        escape();
    QTRY_COMPARE(special(), QString());
    for (const QString &name : names)
        QVERIFY2(heard.join(u'\n').contains(name),
                 qPrintable(name + u" is not in:\n"_s + heard.join(u'\n')));
}

/// A presenter whose remote has died has the mouse.
void TestGuards::everyPadTakesTheMouse()
{
    using widgets::Output;
    m_window->setMode(Window::Present);
    m_window->desk().setLock(app::Lock::Build);
    const auto &show = *m_window->performance();
    const auto output = [this] { return m_window->desk().audience().output(); };
    for (const char *act : {"act3", "act2", "act1"}) {
        QTRY_VERIFY_WITH_TIMEOUT(!show.busy(), cueTime);
        click(act);
        QCOMPARE(show.player().act()->id, QString::fromLatin1(act).right(1));
    }
    click("freeze");
    QCOMPARE(output(), Output::Frozen);
    click("freeze");
    click("black");
    QCOMPARE(output(), Output::Black);
    click("black");
    QCOMPARE(output(), Output::Live);
    QTRY_VERIFY_WITH_TIMEOUT(waits() && !show.conditions().refusal(false), cueTime);
    QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20);
    click("go");
    QCOMPARE(show.lastFired(), u"1.1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(waits(), cueTime);
    QCOMPARE(m_window->desk().lock(), app::Lock::Show); // the first GO locks
    click("back");
    QCOMPARE(m_window->present().stage().current(), u"chatbot"_s); // 1.1's view
    QCOMPARE(show.player().current()->id, u"1.2"_s);
    click("recorded");
    QCOMPARE(output(), Output::Recorded);
    click("recorded");
    QCOMPARE(output(), Output::Live);
    click("panic");
    QCOMPARE(output(), Output::Holding);
    escape();
    QTRY_COMPARE(output(), Output::Live);
    const app::Lock before = m_window->desk().lock();
    click("lock");
    QVERIFY(m_window->desk().lock() != before);
    m_window->desk().setLock(app::Lock::Build);
    standBy(u"2"_s);
    click("go"); // aimed at, so once is enough
    QCOMPARE(show.lastFired(), u"2.1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(waits(), cueTime);
    m_said.clear();
    click("undo");
    QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20);
    click("undo");
    QTRY_VERIFY2_WITH_TIMEOUT(says(u"2.1 is undone"_s), qPrintable(m_said.join(u'\n')), cueTime);
    QTRY_VERIFY_WITH_TIMEOUT(!show.busy(), cueTime);
}

/// Another cockpit takes the cluster in the middle of a show: what this one shows goes on, and
/// nothing of it changes the cluster any more.
void TestGuards::aLostLeaseOnlyWatches()
{
    m_window->setMode(Window::Present);
    m_window->desk().setLock(app::Lock::Build);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->performance()->busy(), cueTime);
    m_window->performance()->standBy(u"1"_s); // whether it could begin makes no difference
    QTRY_VERIFY_WITH_TIMEOUT(waits(), cueTime);
    const app::Json theirs{{"spec",
                            {{"holderIdentity", "eva@other/77/1"},
                             {"leaseDurationSeconds", 3600},
                             {"renewTime", m_window->session()
                                               ->clockNow()
                                               .toUTC()
                                               .toString(u"yyyy-MM-ddTHH:mm:ss.zzz000Z"_s)
                                               .toStdString()}}}};
    bool patched = false;
    m_window->session()->client().patch({u"coordination.k8s.io/v1"_s, u"Lease"_s, u"kube-public"_s,
                                         u"trustusbank-cockpit"_s},
                                        theirs, this,
                                        [&patched](const core::Result<app::Json> &answer) {
                                            patched = answer.has_value();
                                        });
    QTRY_VERIFY_WITH_TIMEOUT(patched, 20'000);
    const auto *deploy = m_window->findChild<widgets::DeployPane *>();
    const auto *remark = deploy->findChild<widgets::Label *>(u"remark"_s);
    QTRY_VERIFY_WITH_TIMEOUT(remark->fullText().startsWith(u"Only watching: "_s), 20'000);
    QVERIFY2(remark->fullText().contains(u"eva on other"_s), qPrintable(remark->fullText()));
    const auto shown = [this](const QString &text) {
        const auto labels = m_window->present().findChildren<widgets::Label *>();
        return std::any_of(labels.begin(), labels.end(), [&text](const widgets::Label *one) {
            return one->isVisible() && one->fullText().contains(text);
        });
    };
    QTRY_VERIFY(shown(u"only watching: "_s)); // where the READY lamp was
    m_fired = 0;
    const auto refused = [this] {
        return m_window->present().activity().lines().join(u'\n').count(
            u"refused: only watching"_s);
    };
    auto before = refused();
    for (const QString &key : {u"PgDown"_s, u"F9"_s, u"Ctrl+Return"_s, u"Ctrl+Alt+Z"_s}) {
        press(key);
        QVERIFY2(refused() > before, qPrintable(key));
        before = refused();
    }
    auto *pad = m_window->findChild<widgets::HoldPad *>(u"reset"_s);
    QTest::mousePress(pad, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(refused() > before, 4000);
    QTest::mouseRelease(pad, Qt::LeftButton);
    QVERIFY(m_window->isPlayable()); // the show stands as it stood
    m_window->desk().setLock(app::Lock::Drill);
    press(u"F4"_s);
    press(u"1"_s);
    QVERIFY(m_window->desk().sheet().isVisible());
    const auto texts = m_window->desk().sheet().findChildren<widgets::Label *>();
    QVERIFY(std::any_of(texts.begin(), texts.end(), [](const widgets::Label *one) {
        return one->fullText().startsWith(u"Only watching: "_s);
    }));
    press(u"F4"_s);
    m_window->desk().setLock(app::Lock::Build);
    for (const char *name : {"deploy", "retry", "from"}) {
        const auto *button = deploy->findChild<QPushButton *>(QLatin1String(name));
        QVERIFY2(!button->isEnabled(), name);
    }
    QVERIFY(m_window->performance()->player().current());
    QCOMPARE(m_window->performance()->player().current()->state, show::CueState::Standby);
    QCOMPARE(m_fired, 0);
}

/// And what was begun ends.
void TestGuards::cleanupTestCase()
{
    QVERIFY(rehearsal::end(m_window));
}

int main(int argc, char **argv)
{
    return rig::runOnTwoScreens<TestGuards>(argc, argv);
}
#include "tst_guards.moc"
