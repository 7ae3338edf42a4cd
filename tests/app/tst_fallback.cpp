// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/fallback.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// What pre-flight says of the pictures that stand in for a cue is what Ctrl+R would show.
class FallbackTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void itIsLookedForInOrder_data();
    void itIsLookedForInOrder();
    void picturesOlderThanTheImages();
};

namespace {

void put(const QString &file)
{
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write("picture");
}

} // namespace

void FallbackTest::itIsLookedForInOrder_data()
{
    QTest::addColumn<QStringList>("files"); // under the folder
    QTest::addColumn<QString>("why");
    QTest::addColumn<bool>("ok");
    QTest::newRow("nothing") << QStringList{} << u"no cue has a picture to fall back on"_s << false;
    QTest::newRow("its own") << QStringList{u"own/cue-1.1.png"_s, u"own/cue-1.2.png"_s}
                             << u"2 of 2 cues have a picture: 2 of this cluster"_s << true;
    QTest::newRow("a rehearsal's") << QStringList{u"stage/cue-1.1.png"_s, u"stage/cue-1.2.png"_s}
                                   << u"2 of 2 cues have a picture: 2 of a rehearsal"_s << true;
    QTest::newRow("its own goes first")
        << QStringList{u"own/cue-1.1.png"_s, u"stage/cue-1.1.png"_s, u"stage/cue-1.2.png"_s}
        << u"2 of 2 cues have a picture: 1 of this cluster, 1 of a rehearsal"_s << true;
    QTest::newRow("what the bundle brings")
        << QStringList{u"own/cue-1.1.png"_s, u"bundle/pictures/1.2.png"_s}
        << u"2 of 2 cues have a picture: 1 of this cluster, 1 prepared"_s << true;
    QTest::newRow("one lacks it") << QStringList{u"stage/cue-1.1.png"_s}
                                  << u"1 of 2 cues have a picture: 1 of a rehearsal; none of 1.2"_s
                                  << false;
    QTest::newRow("a cue of another show")
        << QStringList{u"own/cue-9.9.png"_s} << u"no cue has a picture to fall back on"_s << false;
}

void FallbackTest::itIsLookedForInOrder()
{
    QFETCH(QStringList, files);
    QFETCH(QString, why);
    QFETCH(bool, ok);
    const QTemporaryDir folder;
    for (const QString &file : files)
        put(folder.filePath(file));
    show::Script script;
    script.acts.resize(1);
    script.acts[0].cues.resize(2);
    script.acts[0].cues[0].id = u"1.1"_s;
    script.acts[0].cues[1].id = u"1.2"_s;
    script.acts[0].cues[1].fallback = u"pictures/1.2.png"_s;
    const auto found =
        app::readFallback(script, {folder.filePath(u"own"_s), folder.filePath(u"stage"_s)},
                          folder.filePath(u"bundle"_s));
    const deploy::Item item = app::fallbackItem(found, {});
    QCOMPARE(item.why, why);
    QCOMPARE(item.level, ok ? deploy::Level::Ok : deploy::Level::Attention);
    QCOMPARE(item.fix.isEmpty(), ok);
}

void FallbackTest::picturesOlderThanTheImages()
{
    app::Fallback found;
    found.own = QStringList{u"1.1"_s};
    found.oldest = QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC);
    QCOMPARE(app::fallbackItem(found, found.oldest.addSecs(-1)).level, deploy::Level::Ok);
    const deploy::Item old = app::fallbackItem(found, found.oldest.addSecs(1));
    QCOMPARE(old.level, deploy::Level::Attention);
    QVERIFY2(old.why.endsWith(u"; some are older than the images"), qPrintable(old.why));
}

QTEST_GUILESS_MAIN(FallbackTest)
#include "tst_fallback.moc"
