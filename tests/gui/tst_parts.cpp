// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels.h"
#include "widgets/present/goguard.h"
#include "widgets/window/viewmenu.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace scenes;

/// The window's parts, one by one, with made-up values.
class TestParts : public QObject {
    Q_OBJECT

private slots:
    /// The offscreen platform says that of every window.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void everyTextCanBeRead_data();
    void everyTextCanBeRead();
    void unknownIsNeverDrawnLikeOk();
    void goMeansOneThing_data();
    void goMeansOneThing();
    void resetWantsToBeHeld();
    void logIsBoundedAndFiltered();
    void modelsKeepTheirPromises();
    void tabsAreChosenByClick();
    void aTileTellsItsAge();
    void lastFramesArePackedWithoutLoss();
    void pictures_data();
    void pictures();
};

void TestParts::everyTextCanBeRead_data()
{
    QTest::addColumn<int>("palette");
    QTest::newRow("dark") << 0;
    QTest::newRow("light") << 1;
    QTest::newRow("high contrast") << 2;
}

void TestParts::everyTextCanBeRead()
{
    QFETCH(int, palette);
    const auto color = [palette](Token token) {
        return Theme::color(static_cast<Palette>(palette), token);
    };
    for (const Token ink : {Token::Ink, Token::SoftInk, Token::Mute, Token::Good, Token::Warn,
                            Token::Bad, Token::Info, Token::Breach, Token::Idle, Token::Accent}) {
        for (const Token paper : {Token::Back, Token::Panel, Token::Raised})
            QVERIFY2(contrast(color(ink), color(paper)) >= 4.5,
                     qPrintable(u"%1 on %2: %3"_s.arg(static_cast<int>(ink))
                                    .arg(static_cast<int>(paper))
                                    .arg(contrast(color(ink), color(paper)))));
    }
    QVERIFY(contrast(color(Token::OnAccent), color(Token::Accent)) >= 4.5);
    QVERIFY(contrast(color(Token::OnGood), color(Token::Good)) >= 4.5);
    QVERIFY(contrast(color(Token::Ink), color(Token::Current)) >= 4.5);
}

/// Compares the shapes in one colour: they must differ without their colours.
void TestParts::unknownIsNeverDrawnLikeOk()
{
    const Theme theme;
    const auto shape = [&theme](Mark mark) {
        QImage image(32, 32, QImage::Format_ARGB32);
        image.fill(theme.color(Token::Panel));
        QPainter painter(&image);
        paintMark(painter, image.rect(), mark, theme);
        painter.end();
        return image;
    };
    const QColor paper = theme.color(Token::Panel);
    const auto drawn = [&paper](const QColor &color) { return contrast(color, paper) > 2; };
    const std::vector<Mark> marks{Mark::Idle,   Mark::Standby,   Mark::Working,
                                  Mark::Good,   Mark::Attention, Mark::Bad,
                                  Mark::Breach, Mark::Blocked,   Mark::Skipped};
    for (std::size_t a = 0; a < marks.size(); ++a) {
        for (std::size_t b = a + 1; b < marks.size(); ++b) {
            const QImage one = shape(marks[a]), two = shape(marks[b]);
            int different = 0;
            for (int y = 0; y < 32; ++y) {
                for (int x = 0; x < 32; ++x)
                    different += drawn(one.pixelColor(x, y)) != drawn(two.pixelColor(x, y)) ? 1 : 0;
            }
            QVERIFY2(different > 60, qPrintable(u"%1 and %2 differ in %3 of 1024"_s
                                                    .arg(markWord(marks[a]), markWord(marks[b]))
                                                    .arg(different)));
        }
    }
}

void TestParts::goMeansOneThing_data()
{
    QTest::addColumn<bool>("cluster");
    QTest::addColumn<bool>("clicker");
    QTest::addColumn<QList<int>>("times");
    QTest::addColumn<QString>("answers"); // F fire, A arm, R refuse
    QTest::newRow("a view fires at once") << false << true << QList<int>{0} << u"F"_s;
    QTest::newRow("a second GO within the lock-out is refused")
        << false << true << QList<int>{0, 399} << u"FR"_s;
    QTest::newRow("after it, it fires") << false << true << QList<int>{0, 400} << u"FF"_s;
    QTest::newRow("a clicker arms what changes the cluster")
        << true << true << QList<int>{0, 500} << u"AF"_s;
    QTest::newRow("a bounce does not fire it") << true << true << QList<int>{0, 100} << u"AR"_s;
    QTest::newRow("after four seconds it is armed again")
        << true << true << QList<int>{0, 4100, 4600} << u"AAF"_s;
    QTest::newRow("F9 and the mouse need one press") << true << false << QList<int>{0} << u"F"_s;
}

void TestParts::goMeansOneThing()
{
    QFETCH(bool, cluster);
    QFETCH(bool, clicker);
    QFETCH(QList<int>, times);
    QFETCH(QString, answers);
    GoGuard guard;
    QString said;
    for (const int time : times) {
        switch (guard.press(u"2.1"_s, cluster, clicker ? GoSource::Clicker : GoSource::Deliberate,
                            std::chrono::milliseconds(time))) {
        case GoGuard::Answer::Fire: said += u'F'; break;
        case GoGuard::Answer::Arm: said += u'A'; break;
        case GoGuard::Answer::Refuse: said += u'R'; break;
        }
    }
    QCOMPARE(said, answers);
    QCOMPARE(GoGuard().press({}, false, GoSource::Deliberate, std::chrono::milliseconds(0)),
             GoGuard::Answer::Refuse);
}

void TestParts::resetWantsToBeHeld()
{
    const Theme theme;
    Transport transport(theme);
    transport.setActive(true, true, true, true);
    transport.resize(1366, 96);
    transport.show();
    auto *reset = transport.findChild<HoldPad *>(u"reset"_s);
    QVERIFY(reset);
    QSignalSpy held(&transport, &Transport::reset);
    QTest::mouseClick(reset, Qt::LeftButton);
    QTest::mousePress(reset, Qt::LeftButton);
    QTest::mouseRelease(reset, Qt::LeftButton, {}, {}, 200);
    QCOMPARE(held.count(), 0);
    QTest::mousePress(reset, Qt::LeftButton);
    QVERIFY(held.wait(3000));
    QTest::mouseRelease(reset, Qt::LeftButton);
    QCOMPARE(held.count(), 1);
}

void TestParts::logIsBoundedAndFiltered()
{
    const Theme theme;
    LogView view(theme);
    view.resize(600, 200);
    for (std::size_t i = 0; i < LogView::bound + 10; ++i)
        view.add({{}, i % 2 ? u"a"_s : u"b"_s, u"line"_s});
    QCOMPARE(view.size(), LogView::bound);
    view.setFilter({u"a"_s});
    QTRY_VERIFY(!view.isFiltering()); // in slices
    QCOMPARE(view.shown(), static_cast<int>(LogView::bound / 2));
    view.add({{}, u"b"_s, u"not shown"_s});
    QCOMPARE(view.shown(), static_cast<int>(LogView::bound / 2));
    view.setFilter({});
    QCOMPARE(view.shown(), static_cast<int>(LogView::bound));
    view.clear();
    QCOMPARE(view.shown(), 0);
}

void TestParts::modelsKeepTheirPromises()
{
    RunModel run;
    QAbstractItemModelTester runTester(&run,
                                       QAbstractItemModelTester::FailureReportingMode::QtTest);
    run.replace(acts());
    run.replace(acts());
    QCOMPARE(run.rowCount(), 11);
    QCOMPARE(run.index(run.currentRow()).data(RunModel::IdRole).toString(), u"2.3"_s);
    run.replace({});
    ForwardModel forwards;
    QAbstractItemModelTester forwardTester(&forwards,
                                           QAbstractItemModelTester::FailureReportingMode::QtTest);
    forward::Status status;
    status.id = u"grafana"_s;
    status.state = forward::State::Conflict;
    status.why = u"another program has the port"_s;
    status.pid = 4711;
    status.holder = u"other"_s;
    forwards.replace({status}, {{u"grafana"_s, u"Grafana"_s}});
    QCOMPARE(forwards.index(0, ForwardModel::Why).data().toString(),
             u"another program has the port (process 4711: other)"_s);
    QCOMPARE(forwards.index(0, ForwardModel::StateColumn).data(ForwardModel::MarkRole).toInt(),
             static_cast<int>(Mark::Bad));
    forwards.replace({}, {});
    EvidenceModel evidence;
    QAbstractItemModelTester evidenceTester(&evidence,
                                            QAbstractItemModelTester::FailureReportingMode::QtTest);
    evidence.add({u"14:38:30"_s, u"2"_s, u"2.3.loot"_s, u"New events"_s, u"1"_s, u">= 1"_s,
                  u"as expected"_s, u"0.8 s"_s, Mark::Good, true});
    QCOMPARE(evidence.rowCount(), 1);
    evidence.clear();
    RowModel rows;
    QAbstractItemModelTester rowTester(&rows,
                                       QAbstractItemModelTester::FailureReportingMode::QtTest);
    rows.replace(
        std::vector<StepRow>{{u"07.1"_s, u"dex"_s, u"done"_s, u"1 s"_s, Mark::Good, false}});
    QCOMPARE(rows.rowCount(), 1);
}

void TestParts::tabsAreChosenByClick()
{
    const Theme theme;
    PresentPane pane(theme);
    pane.resize(1920, 980);
    fill(pane);
    pane.show();
    QSignalSpy shown(&pane.stage(), &StagePane::shown);
    QTest::mouseClick(&pane.stage().strip(), Qt::LeftButton, {}, {30, 20});
    QCOMPARE(shown.count(), 1);
    QCOMPARE(pane.stage().current(), u"chatbot"_s);
}

void TestParts::aTileTellsItsAge()
{
    QCOMPARE(ageText(QDateTime(), now()), u"never"_s);
    QCOMPARE(ageText(now().addSecs(-3), now()), u"3 s ago"_s);
    QCOMPARE(ageText(now().addSecs(-600), now()), u"10 min ago"_s);
}

/// While the page is on screen they answer at once; after that they are small, and the same.
void TestParts::lastFramesArePackedWithoutLoss()
{
    const auto picture = [](const QColor &ink) {
        QImage image(400, 300, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter(&image).fillRect(10, 10, 77, 33, ink);
        image.setDevicePixelRatio(2);
        return image;
    };
    LastFrames frames;
    QImage shown;
    const auto show = [&shown](const QImage &image) { shown = image; };
    frames.ask(LastFrames::Which::Newest, show);
    QVERIFY(frames.isEmpty() && shown.isNull());
    frames.keep(picture(Qt::red));
    frames.keep(picture(Qt::red)); // the same: one picture, not two
    QCOMPARE(frames.plainBytes(), qsizetype(400 * 300 * 4));
    frames.keep(picture(Qt::blue));
    frames.ask(LastFrames::Which::Newest, show);
    QCOMPARE(shown, picture(Qt::blue));
    frames.setAtHand(false);
    QTRY_COMPARE(frames.plainBytes(), qsizetype(0));
    for (const bool newest : {true, false}) {
        shown = {};
        frames.ask(newest ? LastFrames::Which::Newest : LastFrames::Which::Before, show);
        QVERIFY(shown.isNull());
        QTRY_VERIFY(!shown.isNull());
        QCOMPARE(shown, picture(newest ? Qt::blue : Qt::red));
        QCOMPARE(shown.devicePixelRatio(), 2.0);
    }
    // What is back on screen goes on where it was, and nobody hears an old answer.
    shown = {};
    frames.ask(LastFrames::Which::Newest, show);
    frames.forget();
    frames.setAtHand(true);
    frames.keep(picture(Qt::green));
    QTRY_COMPARE(frames.plainBytes(), qsizetype(400 * 300 * 4));
    frames.ask(LastFrames::Which::Before, show);
    QTRY_COMPARE(shown, picture(Qt::blue));
}

void TestParts::pictures_data()
{
    QTest::addColumn<int>("palette");
    QTest::addColumn<QSize>("size");
    for (const int palette : {0, 1, 2}) {
        for (const QSize size : {QSize(1920, 1080), QSize(1366, 768)})
            QTest::addRow("%s-%d", qPrintable(paletteName(static_cast<Palette>(palette))),
                          size.width())
                << palette << size;
        // Half a minute of painting, for eyes only.
        if (qEnvironmentVariableIsSet("COCKPIT_PICTURES"))
            QTest::addRow("%s-3840", qPrintable(paletteName(static_cast<Palette>(palette))))
                << palette << QSize(3840, 2160);
    }
}

/// Every mode can be drawn at both sizes: no part is cut, none asks for more than there is. The
/// pictures are kept where COCKPIT_PICTURES says.
void TestParts::pictures()
{
    QFETCH(int, palette);
    QFETCH(QSize, size);
    Theme theme(static_cast<Palette>(palette));
    theme.setScale(usualScale(size.height()));
    theme.apply(*qApp);
    const QString folder = qEnvironmentVariable("COCKPIT_PICTURES");
    for (const QString &name : panelNames()) {
        QWidget window;
        frame(window, name, theme, size.height());
        window.resize(size);
        window.show();
        QVERIFY2(window.size() == size,
                 qPrintable(
                     u"%1 asks for %2 × %3"_s.arg(name).arg(window.width()).arg(window.height())));
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const QImage picture = window.grab().toImage();
        QCOMPARE(picture.size(), size);
        if (!folder.isEmpty())
            QVERIFY(
                picture.save(u"%1/%2-%3-%4.png"_s.arg(folder, name, paletteName(theme.palette()))
                                 .arg(size.width())));
    }
}

QTEST_MAIN(TestParts)
#include "tst_parts.moc"
