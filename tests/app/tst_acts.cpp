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
        row("another act", u"probe: tools.same-as, with: {act: \"1\"}"_s, {});
        row("an act that there is not", u"probe: tools.same-as, with: {act: \"4\"}"_s,
            u"unknown act \"4\", expected one of 1, 2, 3"_s);
        row("an alert that no rule has", u"probe: alerts.firing, with: {alert: Moon}"_s,
            u"unknown alert \"Moon\", expected one of IstioAuthZDeny, BankToAttackerAttempt"_s);
        row("a mail about such an alert", u"probe: mails.count, with: {alert: Moon}"_s,
            u"unknown alert \"Moon\""_s);
        row("an alert of a rule", u"probe: alerts.firing, with: {alert: IstioAuthZDeny}"_s, {});
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

    /// What the evidence says of its alerts is held against the rules and the counters.
    void alerts_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("says");
        QTest::newRow("an alert that no rule has")
            << u"    IstioAuthZDeny: deny.count"_s << u"    IstioAuthDeny: deny.count"_s
            << u"unknown alert \"IstioAuthDeny\", expected one of IstioAuthZDeny"_s;
        QTest::newRow("a counter that is none")
            << u"    IstioAuthZDeny: deny.count"_s << u"    IstioAuthZDeny: deny.cuont"_s
            << u"unknown counter \"deny.cuont\", expected one of attempt.count, deny.count"_s;
        QTest::newRow("one that a check needs")
            << u"    IstioAuthZDeny: deny.count\n"_s << QString()
            << u"alert \"IstioAuthZDeny\" has no counter, expected one of evidence.alerts: "
               "BankToAttackerAttempt"_s;
    }
    void alerts()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, says);
        auto bundle = deploy::loadBundle(demo, {});
        QVERIFY(bundle.has_value());
        QFile whole(demo + u'/' + bundle->actsFile());
        QVERIFY(whole.open(QIODevice::ReadOnly));
        QTemporaryDir folder;
        bundle->folder = folder.path();
        QFile broken(folder.filePath(bundle->actsFile()));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        QString text = QString::fromUtf8(whole.readAll());
        QCOMPARE(text.count(from), 1);
        broken.write(text.replace(from, to).toUtf8());
        broken.close();
        const auto script = app::readActs(*bundle);
        QVERIFY(!script);
        static const QRegularExpression place(u"^acts\\.yaml:\\d+:\\d+: "_s);
        QVERIFY2(script.error().summary.contains(place) && script.error().summary.contains(says),
                 qPrintable(script.error().summary));
    }

private:
    const QString demo = QStringLiteral(SOURCE_RESOURCES "/demo");
};

QTEST_GUILESS_MAIN(ActsTest)
#include "tst_acts.moc"
