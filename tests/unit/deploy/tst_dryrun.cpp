// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

/// What a dry run reports, in the words that a result document may have.
class DryRunTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void reports_data()
    {
        QTest::addColumn<QString>("states"); // of a phase's steps: p(ending) a(lready) s(kipped)
        QTest::addColumn<QString>("phase");
        QTest::addColumn<QString>("steps");
        QTest::newRow("nothing there") << u"pp"_s << u"skipped"_s << u"skipped skipped "_s;
        QTest::newRow("half") << u"ap"_s << u"skipped"_s << u"already skipped "_s;
        QTest::newRow("all there") << u"aa"_s << u"already"_s << u"already already "_s;
        QTest::newRow("not needed") << u"as"_s << u"already"_s << u"already skipped "_s;
        QTest::newRow("none needed") << u"ss"_s << u"skipped"_s << u"skipped skipped "_s;
    }
    void reports()
    {
        QFETCH(QString, states);
        Plan plan;
        plan.phases.push_back({u"00"_s, u"First"_s});
        Reports reports;
        for (const QChar letter : states) {
            PlanStep step;
            step.phase = u"00"_s;
            step.chosen = letter != u's';
            plan.steps.push_back(step);
            StepReport report;
            report.state = letter == u'p'   ? StepState::Pending
                           : letter == u'a' ? StepState::Already
                                            : StepState::Skipped;
            report.why = letter == u'p' ? u"x is not there"_s : QString();
            reports.push_back(report);
        }
        const Json document = surveyDocument(plan, reports);
        QString steps;
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            const Json &step = document[0]["steps"][i];
            steps += QString::fromStdString(step.value("outcome", "")) + u' ';
            QCOMPARE(step.value("why", ""), states[static_cast<qsizetype>(i)] == u'p'
                                                ? std::string("would run: x is not there")
                                                : std::string());
        }
        QTEST(steps, "steps");
        QTEST(QString::fromStdString(document[0].value("outcome", "")), "phase");
    }
};

QTEST_GUILESS_MAIN(DryRunTest)
#include "tst_dryrun.moc"
