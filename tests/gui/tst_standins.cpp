// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QString folder()
{
    return QStringLiteral(SOURCE_DIR "/resources/stage/pages");
}

QString contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// What a page would get from somewhere else, as it is written there; "" for a page that brings all
/// it needs. A link that somebody clicks gets nothing by itself, and the fence holds it.
QString outsideOf(const QString &text)
{
    static const QRegularExpression reach(
        u"<(script|img|iframe|video|audio|source|embed|object)\\b[^>]*\\b(src|data)\\s*="
        "|<link\\b|@import|\\burl\\(\\s*['\"]?+(?!data:|#)"
        "|\\b(fetch|open|import|WebSocket|EventSource|sendBeacon)\\(\\s*['\"`](\\w+:|//)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return reach.match(text).captured();
}

} // namespace

/// The stage's pages as they are in the bundle: each is a stand-in and says so, and none needs the
/// world outside.
class TestStandIns : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void whatReachesOutIsFound_data();
    void whatReachesOutIsFound();
    void everyPageBringsAllItNeeds_data();
    void everyPageBringsAllItNeeds();
};

void TestStandIns::whatReachesOutIsFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("reaches");
    QTest::newRow("a script") << u"<script defer src=\"a.js\">"_s << true;
    QTest::newRow("a picture") << u"<img alt='' src='//example.org/a.png'>"_s << true;
    QTest::newRow("a style sheet") << u"<link rel=stylesheet href=a.css>"_s << true;
    QTest::newRow("one from another") << u"@import 'a.css';"_s << true;
    QTest::newRow("a font") << u"src: url(https://example.org/a.woff2)"_s << true;
    QTest::newRow("a question") << u"fetch(\"https://example.org/\")"_s << true;
    QTest::newRow("a wire") << u"new WebSocket('wss://example.org')"_s << true;
    QTest::newRow("its own API") << u"fetch(\"/loot\", { cache: \"no-store\" })"_s << false;
    QTest::newRow("its own script") << u"<script>\nconst a = 1;\n</script>"_s << false;
    QTest::newRow("a picture in the text")
        << u"background: url(\"data:image/png;base64,\")"_s << false;
}

void TestStandIns::whatReachesOutIsFound()
{
    QFETCH(QString, text);
    QFETCH(bool, reaches);
    QCOMPARE(!outsideOf(text).isEmpty(), reaches);
}

void TestStandIns::everyPageBringsAllItNeeds_data()
{
    QTest::addColumn<QString>("path");
    const QDir pages(folder());
    for (const QString &name : pages.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QTest::newRow(qPrintable(name)) << pages.filePath(name + u"/index.html"_s);
    for (const QString &name : pages.entryList(QDir::Files))
        QTest::newRow(qPrintable(name)) << pages.filePath(name);
}

void TestStandIns::everyPageBringsAllItNeeds()
{
    QFETCH(QString, path);
    const QString text = contentOf(path);
    QVERIFY2(!text.isEmpty(), qPrintable(path));
    QCOMPARE(outsideOf(text), QString());
    if (!path.endsWith(u".html"))
        return;
    // Where everybody can read it, not in a comment.
    static const QRegularExpression foot(u"<footer>(.*)</footer>"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    const QString said = foot.match(text).captured(1);
    QVERIFY2(said.contains(u"stand-in"_s, Qt::CaseInsensitive)
                 || said.contains(u"Page by trustusbank-stage"_s),
             qPrintable(said));
}

QTEST_GUILESS_MAIN(TestStandIns)
#include "tst_standins.moc"
