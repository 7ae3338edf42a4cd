// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterfacts.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

/// What a cluster says of itself decides what may be done on it.
class ClusterFactsTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void otherEditions_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("deployed"); ///< as JSON
        QTest::addColumn<bool>("refused");
        const QString solo = u"{\"data\":{\"edition\":\"solo\"}}"_s;
        const QString bare = u"{\"data\":{\"edition\":\"bare\"}}"_s;
        QTest::newRow("solo over bare") << u"solo"_s << bare << true;
        QTest::newRow("bare over solo") << u"bare"_s << solo << true;
        QTest::newRow("the same") << u"bare"_s << bare << false;
        QTest::newRow("nothing said") << QString() << bare << false;
        QTest::newRow("nothing deployed") << u"solo"_s << u"null"_s << false;
        QTest::newRow("nonsense deployed") << u"solo"_s << u"{\"data\":[]}"_s << false;
    }
    void otherEditions()
    {
        QFETCH(QString, wanted);
        QFETCH(QString, deployed);
        QFETCH(bool, refused);
        const ClusterFacts facts =
            judgeFacts({}, {}, Json::array(), Json::parse(deployed.toStdString()));
        const auto fault = otherEdition(wanted, facts, u"bank"_s);
        QCOMPARE(fault.has_value(), refused);
        if (!refused)
            return;
        QCOMPARE(fault->kind, core::Fault::Kind::Usage);
        QVERIFY2(!fault->summary.contains(u'\n')
                     && fault->summary.contains(
                         u"edition "_s + facts.deployed
                         + u" is deployed on the cluster of context “bank”"_s)
                     && fault->summary.contains(u"expected --edition "_s + facts.deployed),
                 qPrintable(fault->summary));
    }

    /// Only a cluster of somebody else's has to name its registry: for the others it is made.
    void registries_data()
    {
        QTest::addColumn<QString>("cluster");
        QTest::addColumn<QString>("registry");
        QTest::addColumn<bool>("refused");
        QTest::newRow("other, unknown") << u"other"_s << QString() << true;
        QTest::newRow("other, known") << u"other"_s << u"r:5000"_s << false;
        QTest::newRow("kind") << u"kind"_s << QString() << false;
        QTest::newRow("stage") << u"stage"_s << QString() << false;
    }
    void registries()
    {
        QFETCH(QString, cluster);
        QFETCH(QString, registry);
        QFETCH(bool, refused);
        Choice choice;
        choice.cluster = cluster;
        choice.registryHost = registry;
        const auto fault = noRegistry(choice, u"bank"_s);
        QCOMPARE(fault.has_value(), refused);
        if (refused)
            QVERIFY2(fault->summary.contains(u"“bank”"_s)
                         && fault->summary.contains(u"--registry HOST:PORT"_s),
                     qPrintable(fault->summary));
    }
};

QTEST_GUILESS_MAIN(ClusterFactsTest)
#include "tst_clusterfacts.moc"
