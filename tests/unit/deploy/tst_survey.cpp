// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/survey.h"
#include "tests/unit/deploy/fakeworld.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

/// How a look at what is there takes forwards that lead nowhere: a request through one would be
/// kept for 10 s.
class SurveyTest : public QObject, FakeWorld {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        renewWorld();
    }
    void cleanup()
    {
        settle();
        m_client.reset();
    }

    void throughAForward_data()
    {
        QTest::addColumn<int>("heardAfter"); // milliseconds; -1: never
        QTest::addColumn<bool>("pod");
        QTest::addColumn<int>("overAfter"); // milliseconds at most
        QTest::addColumn<int>("asked");
        QTest::addColumn<QString>("found");
        QTest::newRow("nobody is there") << 0 << false << 0 << 0 << u"pending"_s;
        QTest::newRow("nobody, as is heard soon") << 300 << false << 400 << 0 << u"pending"_s;
        QTest::newRow("a pod") << 0 << true << 0 << 1 << u"already"_s;
        QTest::newRow("a pod, as is heard soon") << 300 << true << 400 << 1 << u"already"_s;
        QTest::newRow("nothing is heard") << -1 << true << 2100 << 1 << u"already"_s;
    }
    void throughAForward()
    {
        QFETCH(int, heardAfter);
        QFETCH(bool, pod);
        QFETCH(int, overAfter);
        QFETCH(QString, found);
        const std::chrono::milliseconds heard(heardAfter < 0 ? 1'000'000 : heardAfter);
        m_services->forwardWait = [this, heard, pod](const QString &) {
            if (m_clock.elapsed() < heard)
                return std::optional(ForwardWait{u"forward x waits for the API server"_s, false});
            return pod ? std::nullopt
                       : std::optional(ForwardWait{u"forward x waits for service a/x"_s, true});
        };
        m_transport.answer("GET /card", 200, "{}");
        Plan plan;
        PlanStep step;
        step.spec.id = u"a"_s;
        HttpCall call;
        call.url = u"http://127.0.0.1:1/card"_s;
        call.forward = u"x"_s;
        step.spec.doneWhen = {{call, {}}};
        plan.steps.push_back(step);
        Survey survey(plan, *m_services);
        survey.start();
        settle();
        const auto over = [&survey] { return survey.state() == core::Task::State::Over; };
        if (overAfter > 0) {
            QVERIFY(!over());
            pass(std::chrono::milliseconds(overAfter));
        }
        QVERIFY(over());
        QTEST(static_cast<int>(m_transport.requests.size()), "asked");
        const StepReport &report = survey.reports().front();
        QCOMPARE(report.state == StepState::Already ? u"already"_s : u"pending"_s, found);
        QCOMPARE(report.why,
                 found == u"already" ? QString() : u"forward x waits for service a/x"_s);
    }
};

QTEST_GUILESS_MAIN(SurveyTest)
#include "tst_survey.moc"
