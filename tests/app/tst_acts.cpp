// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/hands.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// What an act says to its probes is held against what they read.
class ActsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void everyEditionIsGood_data()
    {
        QTest::addColumn<QString>("edition");
        const auto bundle = deploy::loadBundle(demo, {});
        QVERIFY(bundle.has_value());
        QVERIFY(bundle->editions.size() >= 2);
        for (const deploy::Edition &edition : bundle->editions)
            QTest::newRow(qPrintable(edition.id)) << edition.id;
    }
    void everyEditionIsGood()
    {
        QFETCH(QString, edition);
        deploy::Choice choice;
        choice.edition = edition;
        const auto bundle = deploy::loadBundle(demo, choice);
        const auto script = app::readActs(*bundle);
        QVERIFY2(script.has_value(), script ? "" : qPrintable(script.error().summary));
    }

    void faults_data()
    {
        QTest::addColumn<QString>("check");
        QTest::addColumn<QString>("says"); // "" when it is good
        const auto row = [](const char *name, const QString &check, const QString &says) {
            QTest::newRow(name) << check << says;
        };
        row("all it needs", u"probe: tools.has, with: {tool: x}"_s, {});
        row("a key it does not read", u"probe: tools.has, with: {tol: x}"_s,
            u"unknown key \"tol\" in the \"with\" of tools.has, expected tool"_s);
        row("one more than it reads", u"probe: tools.has, with: {tool: x, alert: y}"_s,
            u"unknown key \"alert\""_s);
        row("nothing where it needs one", u"probe: tools.has"_s,
            u"no \"tool\" in the \"with\" of tools.has, expected a text"_s);
        row("one of two", u"probe: mails.contains, with: {alert: A}"_s, u"no \"text\""_s);
        row("an empty text", u"probe: alerts.firing, with: {alert: \"\"}"_s, u"\"alert\""_s);
        row("a number where a text is read", u"probe: tools.same-as, with: {act: 2}"_s,
            u"\"act\" of tools.same-as is 2, expected a text (quote numbers)"_s);
        row("something where it reads nothing", u"probe: loot.count, with: {tool: x}"_s,
            u"expected no \"with\""_s);
        row("no mapping", u"probe: tools.has, with: x"_s, u"\"with\" is no mapping"_s);
        row("a counter of the bundle's own", u"probe: deny.count"_s, {});
        row("a counter that is told something", u"probe: deny.count, with: {for: 3s}"_s,
            u"unknown key \"for\" in the \"with\" of deny.count, expected no \"with\""_s);
        row("what it can do without", u"probe: policies.present"_s, {});
        row("a count that is a text", u"probe: policies.present, with: {count: \"7\"}"_s,
            u"expected a whole number"_s);
        row("a time without a unit", u"probe: flow.silence, with: {for: \"3\"}"_s,
            u"expected a duration"_s);
        row("a source that there is not", u"probe: source.answers, with: {source: moon}"_s,
            u"expected one of attacker, prometheus, mailhog, registry"_s);
        row("a forward that there is not", u"probe: forward.verified, with: {forward: moon}"_s,
            u"unknown forward \"moon\""_s);
        row("a page without its tab", u"probe: page.live"_s, u"no \"tab\""_s);
    }

    /// Each as a condition and as a check of an act.
    void faults()
    {
        QFETCH(QString, check);
        QFETCH(QString, says);
        auto bundle = deploy::loadBundle(demo, {});
        QVERIFY(bundle.has_value());
        QFile from(demo + u'/' + bundle->actsFile());
        QVERIFY(from.open(QIODevice::ReadOnly));
        const QString whole = QString::fromUtf8(from.readAll());
        QTemporaryDir folder;
        const QString file = bundle->actsFile();
        bundle->folder = folder.path();
        for (const QString &old :
             {u"probe: image.clean, expect: true"_s, u"probe: reply.completed, expect: true"_s}) {
            QString broken = whole;
            const qsizetype at = broken.indexOf(old);
            QVERIFY(at >= 0);
            broken.replace(at, old.size(), check + u", expect: true"_s);
            QFile to(folder.filePath(file));
            QVERIFY(to.open(QIODevice::WriteOnly));
            to.write(broken.toUtf8());
            to.close();
            const auto script = app::readActs(*bundle);
            QCOMPARE(script ? QString() : script.error().summary.section(u':', 0, 1),
                     says.isEmpty()
                         ? QString()
                         : file + u':' + QString::number(whole.left(at).count(u'\n') + 1));
            QVERIFY2(script || script.error().summary.contains(says),
                     script ? "" : qPrintable(script.error().summary));
        }
    }

private:
    const QString demo = QStringLiteral(SOURCE_RESOURCES "/demo");
};

QTEST_GUILESS_MAIN(ActsTest)
#include "tst_acts.moc"
