// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterfacts.h"
#include "backend/deploy/plan.h"

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

    void kinds_data()
    {
        QTest::addColumn<QString>("provider"); ///< of the first node
        QTest::addColumn<QString>("said");     ///< by ConfigMap trustusbank-facts
        QTest::addColumn<QString>("cluster");  ///< as the bundle is read for it
        QTest::newRow("the bundle's own")
            << u"kind://docker/trustusbank/trustusbank-control-plane"_s << QString() << u"kind"_s;
        QTest::newRow("by another provider")
            << u"kind://podman/trustusbank/trustusbank-worker"_s << QString() << u"kind"_s;
        QTest::newRow("another name")
            << u"kind://docker/vendors/vendors-control-plane"_s << QString() << u"other"_s;
        QTest::newRow("a longer name")
            << u"kind://docker/trustusbank-old/trustusbank-old-control-plane"_s << QString()
            << u"other"_s;
        QTest::newRow("another name that calls itself ours")
            << u"kind://docker/vendors/vendors-control-plane"_s << u"kind"_s << u"other"_s;
        QTest::newRow("no kind that calls itself one") << u"k3s://n1"_s << u"kind"_s << u"other"_s;
        QTest::newRow("without a name") << u"kind://docker"_s << QString() << u"other"_s;
        QTest::newRow("a stage with a kind node's name")
            << u"kind://docker/vendors/vendors-control-plane"_s << u"stage"_s << u"stage"_s;
    }
    /// A kind cluster of another name is somebody else's: none is made beside it, no registry
    /// either, and a teardown deletes none.
    void kinds()
    {
        QFETCH(QString, provider);
        QFETCH(QString, said);
        QFETCH(QString, cluster);
        Json nodes;
        nodes["items"] = Json::array({{{"spec", {{"providerID", provider.toStdString()}}}}});
        Json map;
        map["data"]["cluster"] = said.toStdString();
        const ClusterFacts facts = judgeFacts(map, {}, nodes);
        const auto bundle =
            loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), withFacts({}, facts));
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QCOMPARE(bundle->cluster, cluster);
        QVERIFY(bundle->vars["cluster"] == Json(cluster.toStdString()));
        std::vector<Plan> plans{*deployPlan(*bundle, {}, {})};
        for (const PhaseSpec &operation : bundle->operations)
            plans.push_back(*operationPlan(*bundle, operation.id, {}));
        int calls = 0;
        for (const Plan &plan : plans) {
            for (const PlanStep &step : plan.steps) {
                const auto *tool = std::get_if<ToolStep>(&step.spec.kind);
                calls += tool && step.chosen && (tool->tool == u"kind" || tool->tool == u"docker");
            }
        }
        QCOMPARE(calls > 0, cluster != u"other");
    }

    void optionsAreRecorded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        const auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), {});
        QVERIFY(bundle.has_value());
        QVERIFY(bundle->options.size() >= 2);
        for (const OptionSpec &option : bundle->options) {
            for (const QString &value : option.values)
                QTest::newRow(qPrintable(option.name + u' ' + value)) << option.name << value;
        }
    }
    /// What a deployment leaves on its cluster brings the next command to the same options.
    void optionsAreRecorded()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        const QString folder = QStringLiteral(SOURCE_DIR "/resources/demo");
        Choice chosen;
        chosen.options = {{name, value}};
        const auto first = loadBundle(folder, chosen);
        QVERIFY2(first, qPrintable(first ? QString() : first.error().summary));
        Json record;
        const auto plan = deployPlan(*first, {}, {});
        for (const PlanStep &step : plan->steps) {
            const auto *apply = std::get_if<ApplyStep>(&step.spec.kind);
            if (!apply)
                continue;
            for (const Json &object : apply->objects) {
                if (object["metadata"].value("name", "") == "trustusbank-deployed")
                    record = object;
            }
        }
        const auto taken = [&](const Choice &choice) {
            const auto bundle = loadBundle(folder, choice);
            return bundle ? bundle->facts().value(name) : bundle.error().summary;
        };
        const Choice next = withFacts({}, judgeFacts({}, {}, {}, record));
        QCOMPARE(taken(next), value);
        Choice other = next; // of a bundle that knows less
        other.recorded = {{name, u"no-such"_s}, {u"gone"_s, u"x"_s}};
        QCOMPARE(taken(other), loadBundle(folder, {})->facts().value(name));
    }

    void localRegistries_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("made");
        QTest::newRow("the bundle's") << QString() << true;
        QTest::newRow("another port") << u"localhost:5005"_s << true;
        QTest::newRow("somewhere else") << u"registry.example:443"_s << false;
    }
    /// The container listens where the images are named after, and nodes look it up by that name;
    /// a registry that is somewhere else is not made here.
    void localRegistries()
    {
        QFETCH(QString, host);
        QFETCH(bool, made);
        Choice choice;
        choice.cluster = u"kind"_s;
        choice.registryHost = host;
        const auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        const auto plan = deployPlan(*bundle, {}, {});
        for (const QString &id : {u"01.2"_s, u"01.3"_s, u"01.4"_s})
            QCOMPARE(plan->steps[*plan->find(id)].chosen, made);
        const auto args = [&plan](const QString &id) {
            return std::get<ToolStep>(plan->steps[*plan->find(id)].spec.kind).args.join(u' ');
        };
        const QString port = bundle->registryHost.section(u':', 1);
        if (made) {
            QVERIFY(args(u"01.2"_s).contains(u"127.0.0.1:"_s + port + u":5000"_s));
            QVERIFY(args(u"01.4"_s).contains(u"certs.d/"_s + bundle->registryHost + u"/"_s));
        }
    }
};

QTEST_GUILESS_MAIN(ClusterFactsTest)
#include "tst_clusterfacts.moc"
