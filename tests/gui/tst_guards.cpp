// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"

#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

constexpr int cueTime = 30'000;

} // namespace

/// What must not fire anything, or not twice, on a show that plays: one window, one table.
class TestGuards : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void nothingFiresTwice_data();
    void nothingFiresTwice();
    void aDrillIsGraded_data();
    void aDrillIsGraded();
    void theLogsOwnLinesAreOneClickAway();
    void whatIsSkippedIsNotFired_data();
    void whatIsSkippedIsNotFired();
    void keysComeFromAFile();
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

    OwnHome m_home;
    std::unique_ptr<Window> m_window;
    int m_fired = 0;
};

void TestGuards::initTestCase()
{
    QVERIFY(m_home.enter());
    app::Options options;
    options.ports = u"auto"_s;
    options.safeMode = true;
    m_window = std::make_unique<Window>(options, nullptr, u"safe mode"_s);
    const QString trouble = rehearsal::begin(*m_window);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    connect(m_window->performance(), &app::Performance::fired, this, [this] { ++m_fired; });
}

void TestGuards::init()
{
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
    QTest::newRow("Esc everywhere")
        << u"1"_s << QStringList{u"esc"_s, u"F11"_s, u"esc"_s, u"F1"_s, u"esc"_s, u"esc"_s} << 0;
    QTest::newRow("looking at all evidence") << u"1"_s << QStringList{u"F6"_s, u"F6"_s} << 0;
    QTest::newRow("keys of another window") << u"1"_s << QStringList{u"elsewhere"_s} << 0;
    QTest::newRow("keys of the settings") << u"1"_s << QStringList{u"settings"_s} << 0;
    QTest::newRow("screen removed while BLACK")
        << u"1"_s << QStringList{u"black"_s, u"unplug"_s} << 0;
    QTest::newRow("GO while BLACK fires, and stays black")
        << u"1"_s << QStringList{u"black"_s, u"forward"_s} << 1;
    QTest::newRow("a wish to close") << u"1"_s << QStringList{u"close"_s} << 0;
    // It changes the cluster: Acts 1 and 2 have no beginning after it.
    QTest::newRow("GO while running")
        << u"2"_s << QStringList{u"F9"_s, u"later"_s, u"while running"_s} << 1;
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
        if (!window.performance()->busy())
            QSKIP("the cue was over before the lock-out");
        press(Qt::Key_F9);
        press(Qt::Key_PageDown);
    } else if (deed == u"act 2") {
        press(Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
    } else if (deed == u"mode") {
        press(Qt::Key_4, Qt::AltModifier);
    } else if (deed == u"esc") {
        QTest::qWait(app::EscGuard::moment + 20); // twice within a moment is panic
        press(Qt::Key_Escape);
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
        emit qApp->screenRemoved(QGuiApplication::primaryScreen());
        QCOMPARE(window.desk().audience().output(), widgets::Output::Black);
        QVERIFY(window.isVisible());
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
    press(Qt::Key_Escape);
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

/// And what was begun ends.
void TestGuards::cleanupTestCase()
{
    QVERIFY(rehearsal::end(m_window));
}

QTEST_MAIN(TestGuards)
#include "tst_guards.moc"
