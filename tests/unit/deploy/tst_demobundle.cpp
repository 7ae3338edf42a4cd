// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"

#include <QDir>
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
        QTest::addColumn<QString>("cluster");
        QTest::addColumn<QString>("pace");
        QTest::addColumn<QString>("model");
        for (const QString &cluster : {u"stage"_s, u"kind"_s, u"other"_s}) {
            for (const QString &pace : {u"fast"_s, u"real"_s}) {
                for (const QString &model : {u"scripted"_s, u"anthropic"_s})
                    QTest::addRow("%s %s %s", qPrintable(cluster), qPrintable(pace),
                                  qPrintable(model))
                        << cluster << pace << model;
            }
        }
    }

    void loads()
    {
        QFETCH(QString, cluster);
        QFETCH(QString, pace);
        QFETCH(QString, model);
        const QString folder = QStringLiteral(SOURCE_DIR "/resources/demo");
        Choice choice;
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
};

QTEST_GUILESS_MAIN(DemoBundle)
#include "tst_demobundle.moc"
