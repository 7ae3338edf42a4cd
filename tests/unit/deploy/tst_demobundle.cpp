// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

/// The built-in bundle is whole for every edition, cluster and model.
class DemoBundle : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void loads_data()
    {
        QTest::addColumn<QString>("edition");
        QTest::addColumn<QString>("cluster");
        QTest::addColumn<QString>("pace");
        QTest::addColumn<QString>("model");
        for (const QString &edition : {u"solo"_s, u"bare"_s}) {
            for (const QString &cluster : {u"stage"_s, u"kind"_s, u"other"_s}) {
                for (const QString &pace : {u"fast"_s, u"real"_s}) {
                    for (const QString &model : {u"scripted"_s, u"anthropic"_s})
                        QTest::addRow("%s %s %s %s", qPrintable(edition), qPrintable(cluster),
                                      qPrintable(pace), qPrintable(model))
                            << edition << cluster << pace << model;
                }
            }
        }
    }

    void loads()
    {
        QFETCH(QString, edition);
        QFETCH(QString, cluster);
        QFETCH(QString, pace);
        QFETCH(QString, model);
        const QString folder = QStringLiteral(SOURCE_DIR "/resources/demo");
        Choice choice;
        choice.edition = edition;
        choice.pace = pace;
        choice.cluster = cluster;
        choice.model = model;
        const auto bundle = loadBundle(folder, choice);
        if (!bundle)
            QFAIL(qPrintable(bundle.error().summary));
        const auto plan = deployPlan(*bundle, {}, {});
        QVERIFY(plan.has_value());
        QVERIFY(!plan->steps.empty());
        for (const PhaseSpec &operation : bundle->operations)
            QVERIFY(operationPlan(*bundle, operation.id, {}).has_value());
    }

    /// What makes the kind cluster needs no cluster: two checks, the node image, the cluster.
    void theClusterComesFirst()
    {
        Choice choice;
        choice.cluster = u"kind"_s;
        const auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        const auto plan = clusterPlan(*bundle);
        QVERIFY(plan.has_value());
        QStringList steps;
        for (const PlanStep &step : plan->steps) {
            steps << step.spec.id;
            QVERIFY(step.chosen);
        }
        QCOMPARE(steps, QStringList({u"00.3"_s, u"00.4"_s, u"01.12"_s, u"01.1"_s}));
        QCOMPARE(plan->steps.front().needs.size(), std::size_t(0));
        QCOMPARE(plan->steps[2].needs, std::vector<std::size_t>({0, 1}));
        QCOMPARE(plan->steps[3].needs, std::vector<std::size_t>({0, 1, 2}));
        choice.cluster = u"other"_s;
        const auto other = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY(!clusterPlan(*other));
    }

    /// CoreDNS takes all that stands on the line of an opening brace for its arguments: it would
    /// refuse the file, and with it the whole cluster's names.
    void coreDnsReadsItsFile()
    {
        QFile file(QStringLiteral(SOURCE_DIR "/resources/demo/manifests/platform/coredns.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll()).section(u"Corefile: |"_s, 1);
        int blocks = 0;
        for (const QString &line : text.split(u'\n')) {
            const QString bare = QString(line).remove(u"${ns.platform}"_s).trimmed();
            blocks += bare.contains(u'{') ? 1 : 0;
            QVERIFY2(!bare.contains(u'{') || bare.endsWith(u" {"_s), qPrintable(line));
            QVERIFY2(!bare.contains(u'}') || bare == u"}", qPrintable(line));
        }
        QCOMPARE(blocks, 4);
    }

    /// On a cluster of somebody else's, edition bare calls no program and asks for no licence.
    void bareNeedsNothing()
    {
        Choice choice;
        choice.edition = u"bare"_s;
        const auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QCOMPARE(bundle->model, u"scripted"_s);
        for (const SecretSpec &secret : bundle->secrets)
            QVERIFY2(!bundle->needed(secret), qPrintable(secret.name));
        QStringList forwards, tabs;
        for (const ForwardSpec &forward : bundle->forwards)
            forwards << forward.id;
        for (const TabSpec &tab : bundle->tabs)
            tabs << tab.id;
        QCOMPARE(forwards, QStringList({u"chatbot"_s, u"attacker"_s, u"mailhog"_s}));
        QCOMPARE(tabs, QStringList({u"chatbot"_s, u"attacker"_s, u"inbox"_s}));
        auto deploy = deployPlan(*bundle, {}, {});
        QVERIFY(deploy.has_value());
        std::vector<Plan> plans{*std::move(deploy)};
        for (const PhaseSpec &operation : bundle->operations)
            plans.push_back(*operationPlan(*bundle, operation.id, {}));
        for (const Plan &plan : plans) {
            for (const PlanStep &step : plan.steps) {
                const bool calls = std::holds_alternative<ToolStep>(step.spec.kind)
                                   || std::holds_alternative<HelmStep>(step.spec.kind);
                QVERIFY2(!calls || !step.chosen, qPrintable(step.spec.id));
                if (const auto *image = std::get_if<ImageStep>(&step.spec.kind))
                    QCOMPARE(bundle->image(image->image)->key, u"none"_s);
            }
        }
    }
};

QTEST_GUILESS_MAIN(DemoBundle)
#include "tst_demobundle.moc"
