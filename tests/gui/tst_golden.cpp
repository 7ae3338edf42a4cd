// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels.h"

#include <QApplication>
#include <QPainter>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace scenes;

namespace {

struct Golden {
    const char *panel;
    Palette palette;
    QSize size;
};

const QSize small(1366, 768), usual(1920, 1080);
const Golden goldens[] = {
    {"present", Palette::Dark, usual},
    {"present", Palette::Light, small},
    {"present", Palette::HighContrast, small},
    {"deploy", Palette::Dark, small},
    {"deploy", Palette::Light, usual},
    {"evidence", Palette::Dark, small},
    {"evidence", Palette::Light, usual},
    {"start", Palette::Light, small},
    {"start", Palette::HighContrast, usual},
    {"settings", Palette::Light, small},
    {"forwards", Palette::Dark, small},
    {"forwards", Palette::Light, usual},
    {"keys", Palette::Dark, small},
    {"keys", Palette::Light, usual},
    {"present", Palette::Dark, small},
    {"present", Palette::Light, usual},
    {"present", Palette::HighContrast, usual},
    {"deploy", Palette::HighContrast, small},
    {"failed", Palette::Dark, usual},
    {"failed", Palette::Light, small},
    {"preflight", Palette::Dark, small},
    {"preflight", Palette::Light, usual},
    {"preflight", Palette::HighContrast, small},
    {"evidence", Palette::HighContrast, small},
    {"forwards", Palette::HighContrast, small},
    {"start", Palette::Dark, small},
    {"settings", Palette::Dark, small},
};

/// What may differ, and why. Nothing else may, not by one pixel.
struct Mask {
    const char *picture;
    QRect area;
    const char *why;
};
const std::vector<Mask> masks{};

QString pathOf(const QString &picture)
{
    return QStringLiteral(SOURCE_DIR "/tests/gui/golden/") + picture + u".png"_s;
}

bool asked(const char *variable)
{
    return qEnvironmentVariableIntValue(variable) > 0;
}

QImage plain(const QImage &image)
{
    return image.convertToFormat(QImage::Format_RGB32);
}

/// Letters and shapes of both faces: a machine that draws these otherwise draws all otherwise.
QImage sample()
{
    const Theme theme;
    QImage image(360, 90, QImage::Format_RGB32);
    image.fill(theme.color(Token::Back));
    QPainter painter(&image);
    painter.setPen(theme.color(Token::Ink));
    painter.setFont(theme.font(20, QFont::Bold));
    painter.drawText(10, 30, u"TrustUsBank £4287.55 – Straße"_s);
    painter.setFont(theme.mono(13));
    painter.drawText(10, 58, u"spiffe://cluster.local/ns/vendors"_s);
    for (int mark = 0; mark <= static_cast<int>(Mark::Skipped); ++mark)
        paintMark(painter, QRectF(10 + 24 * mark, 66, 16, 16), static_cast<Mark>(mark), theme);
    painter.end();
    return image;
}

/// The pixels that differ outside the masks, as a picture of their own; a null box: none.
struct Difference {
    QRect box;
    int pixels = 0;
    QImage shown;
};

Difference compare(const QString &picture, const QImage &wanted, const QImage &now)
{
    Difference out;
    out.shown = now.copy();
    QPainter(&out.shown).fillRect(out.shown.rect(), QColor(255, 255, 255, 200));
    for (int y = 0; y < now.height(); ++y) {
        for (int x = 0; x < now.width(); ++x) {
            if (wanted.valid(x, y) && wanted.pixel(x, y) == now.pixel(x, y))
                continue;
            if (std::any_of(masks.begin(), masks.end(), [&](const Mask &one) {
                    return picture == QLatin1String(one.picture) && one.area.contains(x, y);
                }))
                continue;
            ++out.pixels;
            out.box |= QRect(x, y, 1, 1);
            out.shown.setPixel(x, y, 0xffd0006f);
        }
    }
    return out;
}

/// As it was, as it is, and where they differ, one above the other: the place and what is round it.
QString keepDifference(const QString &picture, const QImage &wanted, const QImage &now,
                       const Difference &difference)
{
    const QRect place = difference.box.adjusted(-60, -40, 60, 40) & now.rect();
    const std::vector<std::pair<QString, QImage>> strips{{u"golden"_s, wanted},
                                                         {u"now"_s, now},
                                                         {u"differs"_s, difference.shown}};
    constexpr int title = 22;
    QImage sheet(std::max(160, place.width()),
                 static_cast<int>(strips.size()) * (place.height() + title), QImage::Format_RGB32);
    sheet.fill(Qt::white);
    QPainter painter(&sheet);
    int y = 0;
    for (const auto &[name, image] : strips) {
        painter.drawText(QRect(4, y, sheet.width(), title), Qt::AlignVCenter, name);
        painter.drawImage(QPoint(0, y + title), image, place);
        y += place.height() + title;
    }
    painter.end();
    const QString folder =
        qEnvironmentVariable("GOLDEN_DIFFERENCES",
                             QCoreApplication::applicationDirPath() + u"/../golden"_s);
    QDir().mkpath(folder);
    const QString path = QDir::cleanPath(folder + u'/' + picture + u".png"_s);
    return sheet.save(path) ? path : u"nowhere: "_s + path;
}

} // namespace

/// The panels look as they did when somebody last looked at them and said yes. On Debian 12 with
/// the demo's faces; elsewhere letters have other edges, and the layout tests say whether all has
/// room. A change that is meant: packaging/dev golden --update, then look at what git says has
/// changed.
class TestGolden : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void looksAsItDid_data();
    void looksAsItDid();
    void aDifferenceIsFoundAndShown();
    void everyPictureIsOneOfThese();
};

void TestGolden::initTestCase()
{
    if (asked("GOLDEN_UPDATE")) {
        QVERIFY(sample().save(pathOf(u"sample"_s), "PNG", 0));
        return;
    }
    if (plain(QImage(pathOf(u"sample"_s))) == sample())
        return;
    const QString why =
        u"letters are drawn differently here (%1, Qt %2): no picture can be compared"_s.arg(
            QSysInfo::prettyProductName(), QString::fromLatin1(qVersion()));
    if (asked("GOLDEN_REQUIRED"))
        QFAIL(qPrintable(why));
    QSKIP(qPrintable(why));
}

void TestGolden::looksAsItDid_data()
{
    QTest::addColumn<QString>("panel");
    QTest::addColumn<int>("palette");
    QTest::addColumn<QSize>("size");
    for (const Golden &one : goldens)
        QTest::addRow("%s-%s-%d", one.panel, qPrintable(paletteName(one.palette)), one.size.width())
            << QString::fromLatin1(one.panel) << static_cast<int>(one.palette) << one.size;
}

void TestGolden::looksAsItDid()
{
    QFETCH(QString, panel);
    QFETCH(int, palette);
    QFETCH(QSize, size);
    const QString picture = QString::fromLatin1(QTest::currentDataTag());
    Theme theme(static_cast<Palette>(palette));
    theme.apply(*qApp);
    QWidget window;
    frame(window, panel, theme, size.height());
    window.resize(size);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    if (const auto *log = window.findChild<LogView *>())
        QTRY_COMPARE(log->shown(), panel == u"failed" ? 7 : 6); // its lines come a frame later
    if (QWidget *focus = window.focusWidget())
        focus->clearFocus();
    QCoreApplication::processEvents();
    const QImage now = plain(window.grab().toImage());
    QCOMPARE(now.size(), size);
    if (asked("GOLDEN_UPDATE")) {
        QVERIFY(now.save(pathOf(picture), "PNG", 0));
        return;
    }
    const QImage wanted = plain(QImage(pathOf(picture)));
    QVERIFY2(!wanted.isNull(), qPrintable(pathOf(picture) + u" is not there"_s));
    const Difference difference = compare(picture, wanted, now);
    if (difference.pixels == 0)
        return;
    const QRect &box = difference.box;
    QFAIL(qPrintable(u"%1 pixels differ, within %2 × %3 at %4, %5; see %6. If it is meant: "
                     "packaging/dev golden --update"_s.arg(difference.pixels)
                         .arg(box.width())
                         .arg(box.height())
                         .arg(box.x())
                         .arg(box.y())
                         .arg(keepDifference(picture, wanted, now, difference))));
}

void TestGolden::aDifferenceIsFoundAndShown()
{
    const QImage before = sample();
    QImage after = before.copy();
    QCOMPARE(compare(u"sample"_s, before, after).pixels, 0);
    after.setPixel(200, 40, 0xffff0000);
    after.setPixel(204, 42, 0xffff0000);
    const Difference difference = compare(u"sample"_s, before, after);
    QCOMPARE(difference.pixels, 2);
    QCOMPARE(difference.box, QRect(200, 40, 5, 3));
    QTemporaryDir folder;
    qputenv("GOLDEN_DIFFERENCES", QFile::encodeName(folder.path()));
    const QImage sheet(keepDifference(u"sample"_s, before, after, difference));
    qunsetenv("GOLDEN_DIFFERENCES");
    QCOMPARE(sheet.size(), QSize(160, 3 * (83 + 22))); // what is round it, three times
}

/// None is left behind when a panel goes, and all together stay small.
void TestGolden::everyPictureIsOneOfThese()
{
    QStringList known{u"sample.png"_s};
    for (const Golden &one : goldens)
        known << u"%1-%2-%3.png"_s.arg(QLatin1String(one.panel), paletteName(one.palette))
                     .arg(one.size.width());
    qint64 bytes = 0;
    for (const QFileInfo &file :
         QDir(QStringLiteral(SOURCE_DIR "/tests/gui/golden")).entryInfoList(QDir::Files)) {
        QVERIFY2(known.contains(file.fileName()), qPrintable(file.fileName() + u" is nobody's"_s));
        bytes += file.size();
    }
    QVERIFY2(bytes < 6'000'000, qPrintable(u"%1 bytes"_s.arg(bytes)));
}

QTEST_MAIN(TestGolden)
#include "tst_golden.moc"
