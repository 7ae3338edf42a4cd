// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/rig.h"

using namespace rig;
using namespace std::chrono_literals;

namespace {

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

/// The audience's side: what it sees, on which screen, and what becomes of it.
class TestAudience : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
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
    void aClipIsWhatMoved();
    void aClipBelongsToItsPicture();
    void aClipPlaysAtItsPace();
};

void TestAudience::theAudienceIsInOneState_data()
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

void TestAudience::theAudienceIsInOneState()
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

void TestAudience::theAudienceGetsTheOtherScreen_data()
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

void TestAudience::theAudienceGetsTheOtherScreen()
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

void TestAudience::theOtherScreenIsAMirror()
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
void TestAudience::theMirrorIsCheap()
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

void TestAudience::aScreenMayGoAndComeBack()
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
void TestAudience::theConsoleIsNeverCovered()
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

void TestAudience::oneScreenIsCovered()
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

void TestAudience::aRecordingSaysItsDate()
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
    {
        Recordings later(folder.filePath(u"a/b"_s)); // ends when all is written
        for (int day = 0; day < 20; ++day)
            later.keepLater(u"2.2"_s, plain(day == 19 ? Qt::red : Qt::green), at.addDays(day));
    }
    QCOMPARE(recordings.of(u"2.2"_s)->at, at.addDays(19));
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

/// Nothing twice, and however long a cue runs no more than so many.
void TestAudience::aClipIsWhatMoved()
{
    QTemporaryDir folder;
    app::Clip clip;
    clip.taken = QDateTime(QDate(2026, 3, 2), QTime(14, 38, 1, 7), Qt::UTC);
    QVERIFY(!clip.write(folder.path(), u"2.1"_s)); // nothing to show
    clip.add(0ms, QImage());
    clip.add(0ms, plain(Qt::red));
    clip.add(500ms, plain(Qt::red));
    clip.add(1000ms, plain(Qt::green));
    QCOMPARE(clip.frames.size(), 2u);
    QCOMPARE(clip.frames[1].at, 1000ms);
    QVERIFY(clip.write(folder.path(), u"2.1"_s));
    for (int i = 0; i < 400; ++i)
        clip.add(1500ms + i * 500ms, plain(QColor::fromHsv(i % 360, 200, 100 + i / 4)));
    QVERIFY(clip.frames.size() <= app::Clip::mostFrames && clip.frames.size() >= 15);
    QCOMPARE(clip.frames.front().at, 0ms);
    QVERIFY(clip.frames.back().at > 180s);
    for (std::size_t i = 1; i < clip.frames.size(); ++i)
        QVERIFY(clip.frames[i].at > clip.frames[i - 1].at);

    clip.taken = clip.taken.addDays(1);
    QVERIFY(clip.write(folder.path(), u"2.1"_s));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
             QStringList{u"clip-2.1@20260303T143801007Z"_s}); // in place of the one before
    const app::Clip read = app::Clip::read(folder.path(), u"2.1"_s);
    QCOMPARE(read.taken, clip.taken);
    QCOMPARE(read.frames.size(), clip.frames.size());
    for (std::size_t i = 0; i < read.frames.size(); ++i) {
        QCOMPARE(read.frames[i].at, clip.frames[i].at);
        QCOMPARE(read.frames[i].jpeg, clip.frames[i].jpeg);
    }
    QVERIFY(app::Clip::read(folder.path(), u"2"_s).frames.empty());
}

/// It is shown under its picture's date: one of another day is not.
void TestAudience::aClipBelongsToItsPicture()
{
    QTemporaryDir folder;
    const QDateTime at(QDate(2026, 3, 2), QTime(14, 38), Qt::UTC);
    {
        Recordings recordings(folder.path());
        recordings.beginClip();
        recordings.addToClip(0ms, plain(Qt::blue));
        recordings.beginClip(); // and blue is forgotten
        recordings.addToClip(100ms, plain(Qt::red));
        recordings.addToClip(900ms, plain(Qt::green));
        recordings.keepClip(u"2.1"_s, at);
        recordings.keepLater(u"2.1"_s, plain(Qt::green), at.addSecs(2));
        recordings.addToClip(0ms, plain(Qt::red));
        recordings.keepClip(u"2.2"_s, at); // does not move
        recordings.keepLater(u"2.2"_s, plain(Qt::red), at);
    }
    const Recordings recordings(folder.path());
    QCOMPARE(recordings.of(u"2.1"_s)->clip.frames.size(), 2u);
    QCOMPARE(recordings.of(u"2.1"_s)->clip.frames[0].at, 100ms);
    QVERIFY(recordings.of(u"2.2"_s)->clip.frames.empty());
    QVERIFY(recordings.keep(u"2.1"_s, plain(Qt::green), at.addDays(1)));
    QVERIFY(recordings.of(u"2.1"_s)->clip.frames.empty());
}

/// As it went, but nobody waits for what took long then; and at its end the picture stands.
void TestAudience::aClipPlaysAtItsPace()
{
    app::Clip clip;
    clip.add(0ms, plain(Qt::red));
    clip.add(200ms, plain(Qt::green));
    clip.add(60s, plain(Qt::blue));
    Rig rig;
    Audience &audience = rig.desk->audience();
    QVERIFY(audience.toggleRecorded(
        {plain(Qt::white), QDateTime(QDate(2026, 3, 2), QTime(14, 38), Qt::UTC), clip}));
    QStringList seen;
    const auto look = [&] {
        AudienceView &cover = audience.cover();
        const QColor now = cover.grab().toImage().pixelColor(cover.rect().center());
        const QString name = now.lightness() > 240 ? u"white"_s
                             : now.red() > 200     ? u"red"_s
                             : now.green() > 200   ? u"green"_s
                             : now.blue() > 200    ? u"blue"_s
                                                   : now.name();
        if (seen.isEmpty() || seen.last() != name)
            seen << name;
        return seen.size() >= 4;
    };
    QTRY_VERIFY_WITH_TIMEOUT(look(), 10'000);
    QCOMPARE(seen, QStringList({u"red"_s, u"green"_s, u"blue"_s, u"white"_s}));
    QVERIFY(audience.leave());
    QCOMPARE(audience.output(), Output::Live);
}

int main(int argc, char **argv)
{
    return runOnTwoScreens<TestAudience>(argc, argv);
}
#include "tst_audience.moc"
