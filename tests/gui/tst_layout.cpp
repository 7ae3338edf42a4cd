// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/faults.h"
#include "tests/gui/modes.h"
#include "widgets/window/viewmenu.h"

#include <QApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTest>

using namespace scenes;

/// Nothing is clipped, elided or overlapped in any mode, at the smallest and the usual screen.
class TestLayout : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void everythingHasRoom_data();
    void everythingHasRoom();
    void headersStandAboveTheirCells();
    void mastheadGivesWayInOrder();
    void notesGetTheirRoom_data();
    void notesGetTheirRoom();
    void themeAndTextSizeByMenuAndKey();
};

void TestLayout::everythingHasRoom_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("scale");
    const QStringList modes = modeIds();
    for (int mode = 0; mode < modes.size(); ++mode) {
        for (const QSize size :
             {QSize(1280, 720), QSize(1366, 768), QSize(1920, 1080), QSize(3840, 2160)})
            QTest::addRow("%s at %d", qPrintable(modes[mode]), size.width())
                << mode << size << usualScale(size.height());
        QTest::addRow("%s at 1920, large", qPrintable(modes[mode]))
            << mode << QSize(1920, 1080) << 1.2;
    }
}

void TestLayout::everythingHasRoom()
{
    QFETCH(int, mode);
    QFETCH(QSize, size);
    QFETCH(double, scale);
    Theme theme;
    theme.setScale(scale);
    theme.apply(*qApp);
    QWidget window;
    auto *head = new Masthead(theme, {u"Deploy"_s, u"Present"_s, u"Forwards"_s, u"Evidence"_s});
    head->addCorner(new ViewMenu(theme));
    head->setFixedHeight(static_cast<int>((size.height() < 900 ? 56 : 72) * scale));
    fill(*head, mode);
    head->setStory({u"Act 2: BREACHED – as expected"_s, Mark::Breach});
    head->setLamps({{u"cluster"_s, u"Cluster"_s, Mark::Good},
                    {u"forwards"_s, u"Forwards 13/13"_s, Mark::Good},
                    {u"tabs"_s, u"Tabs 8/8"_s, Mark::Good},
                    {u"evidence"_s, u"Evidence: 2 silent"_s, Mark::Attention},
                    {u"policies"_s, u"Policies off"_s, Mark::Idle},
                    {u"lock"_s, u"SHOW"_s, Mark::Good},
                    {u"audience"_s, u"AUDIENCE LOST: HDMI-1"_s, Mark::Bad}});
    QWidget *pane = paneOf(mode, theme);
    auto *status = new StatusLine(theme);
    status->setLeft(u"kind-trustusbank · solo · real"_s);
    status->setKey(u"Ctrl+Shift+Right"_s);
    status->setRight(u"show log 212 events"_s);
    auto *layout = new QVBoxLayout(&window);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(pane, 1);
    layout->addWidget(status);
    window.resize(size);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QCOMPARE(window.size(), size);
    QCoreApplication::processEvents(); // lists lay their rows out once more
    const QImage picture = window.grab().toImage();
    if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
        QVERIFY(picture.save(
            u"%1/layout-%2.png"_s.arg(folder, QString::fromLatin1(QTest::currentDataTag()))));
    const QStringList faults = faultsOf(window, {u"Target"_s, u"Why"_s, u"Value"_s, u"Expected"_s});
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

/// The first dark pixel of a header and of its cell, seen from the left.
void TestLayout::headersStandAboveTheirCells()
{
    Theme theme;
    theme.apply(*qApp);
    ForwardsPane pane(theme);
    std::vector<forward::Status> statuses = thirteen();
    for (forward::Status &status : statuses)
        status.local = u"Local"_s; // the header's own word, so that only the place can differ
    pane.setForwards(std::move(statuses), {});
    pane.resize(1366, 600);
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    auto *view = pane.findChild<QTableView *>();
    const auto first = [&theme](const QImage &image, QRect box) {
        for (int x = box.left(); x <= box.right(); ++x) {
            for (int y = box.top() + 4; y < box.bottom() - 4; ++y) {
                if (contrast(image.pixelColor(x, y), theme.color(Token::Panel)) > 2.5)
                    return x - box.left();
            }
        }
        return -1;
    };
    const int column = ForwardModel::Local;
    QHeaderView *header = view->horizontalHeader();
    const int left = header->sectionViewportPosition(column), wide = header->sectionSize(column);
    const int above = first(header->grab().toImage(), QRect(left, 0, wide, header->height()));
    const int below = first(view->viewport()->grab().toImage(),
                            view->visualRect(view->model()->index(0, column)));
    QVERIFY(above > 0);
    QVERIFY2(std::abs(above - below) <= 1, qPrintable(u"%1 and %2"_s.arg(above).arg(below)));
}

/// First the brand's name goes, then lamps share lines, then good ones lose their words; what is
/// not well always says so.
void TestLayout::mastheadGivesWayInOrder()
{
    Theme theme;
    QWidget window; // one of its own would ask for all of its room
    window.resize(1900, 100);
    Masthead head(theme, {u"Deploy"_s, u"Present"_s, u"Forwards"_s, u"Evidence"_s}, &window);
    fill(head, 1);
    head.setLamps(
        {{u"good"_s, u"Forwards 13/13"_s, Mark::Good}, {u"bad"_s, u"Cluster gone"_s, Mark::Bad}});
    head.resize(1900, 72);
    window.show();
    const auto label = [&head](const QString &text) {
        for (const Label *one : head.findChildren<Label *>()) {
            if (one->fullText() == text)
                return one;
        }
        return static_cast<const Label *>(nullptr);
    };
    QVERIFY(label(u"TrustUsBank Cockpit"_s)->isVisible());
    QVERIFY(label(u"Forwards 13/13"_s)->isVisible());
    head.resize(1250, 56);
    QVERIFY(!label(u"TrustUsBank Cockpit"_s)->isVisible());
    QVERIFY(label(u"Forwards 13/13"_s)->isVisible());
    head.resize(760, 56);
    QVERIFY(!label(u"Forwards 13/13"_s)->isVisible());
    QVERIFY(label(u"Cluster gone"_s)->isVisible());
}

void TestLayout::notesGetTheirRoom_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("beside the stage") << QSize(1920, 1000);
    QTest::newRow("in the one column") << QSize(1366, 680);
}

/// A cue's words come and go while the window stands: short ones before long ones, too.
void TestLayout::notesGetTheirRoom()
{
    QFETCH(QSize, size);
    Theme theme;
    PresentPane pane(theme);
    fill(pane);
    pane.resize(size);
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    const auto cut = [&pane] {
        const auto labels = pane.notes().findChildren<Label *>();
        return std::any_of(labels.begin(), labels.end(),
                           [](const Label *one) { return one->isVisible() && one->isCut(); });
    };
    for (const QString &say :
         {u"One word."_s, u"A poisoned supplier, a fooled agent, and a mesh that said no: the bank "
                          "loses nothing, and its auditor sees why, where and when."_s}) {
        pane.notes().setNotes(say, {}, {});
        QTRY_VERIFY2(!cut(), qPrintable(say));
    }
}

void TestLayout::themeAndTextSizeByMenuAndKey()
{
    Theme theme;
    QWidget window;
    auto *menu = new ViewMenu(theme, &window);
    window.resize(300, 200);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    menu->menu()->findChild<QAction *>(u"light"_s)->trigger();
    QCOMPARE(theme.palette(), Palette::Light);
    QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(theme.palette(), Palette::HighContrast);
    QVERIFY(menu->menu()->findChild<QAction *>(u"high-contrast"_s)->isChecked());
    QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(theme.palette(), Palette::Dark);
    for (int press = 0; press < 9; ++press)
        QTest::keyClick(&window, Qt::Key_Plus, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(theme.scale(), ViewMenu::largest);
    QTest::keyClick(&window, Qt::Key_0, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(theme.scale(), 1.0);
    QTest::keyClick(&window, Qt::Key_Minus, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(theme.scale(), 0.9);
}

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"
