// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/deployjournal.h"
#include "backend/deploy/history.h"
#include "backend/deploy/run.h"
#include "tests/unit/deploy/fakeworld.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

namespace {

constexpr auto tick = 50ms;

/// The longest chain of a plan's expected durations.
milliseconds criticalPath(const Plan &plan)
{
    std::vector<milliseconds> end(plan.steps.size());
    for (std::size_t i = 0; i < end.size(); ++i) { // needs stand before who needs them
        for (const std::size_t need : plan.steps[i].needs)
            end[i] = std::max(end[i], end[need]);
        end[i] += plan.steps[i].expected;
    }
    return *std::max_element(end.begin(), end.end());
}

} // namespace

/// How long a run takes, what it says of that beforehand, and what becomes of a second attempt.
class EngineTest : public QObject, FakeWorld {
    Q_OBJECT

    std::map<QString, milliseconds> m_takes; ///< what the step's program takes, or its object

    /// Sixty steps as a deploy has them: chains, things that wait for several others, a third of
    /// them waiting for an object of the cluster instead of a program.
    Plan sixtySteps()
    {
        std::minstd_rand random(7);
        const auto dice = [&random](int sides) { return static_cast<int>(random() % sides); };
        Plan plan;
        plan.id = u"deploy"_s;
        for (int phase = 0; phase < 10; ++phase)
            plan.phases.push_back({QString::number(phase), u"Phase"_s});
        for (int i = 0; i < 60; ++i) {
            PlanStep step;
            step.spec.id = u"s"_s + QString::number(i);
            step.spec.timeout = 10min;
            step.phase = QString::number(i / 6);
            step.expected = milliseconds(500 + dice(i % 7 == 0 ? 60'000 : 12'000));
            for (int need = 0; need < 1 + dice(2) && i > 3; ++need)
                step.needs.push_back(static_cast<std::size_t>(i - 1 - dice(std::min(i - 1, 8))));
            if (i % 3 == 2) {
                step.spec.kindName = u"wait"_s;
                const Probe probe{Exists{{u"v1"_s, u"ConfigMap"_s, u"bank"_s, step.spec.id}}, {}};
                step.spec.kind = WaitStep{probe};
                step.spec.doneWhen = {probe};
            } else {
                step.spec.kindName = u"tool"_s;
                step.spec.kind = ToolStep{u"helm"_s, {step.spec.id}, {}, {}, {0}};
            }
            m_takes[step.spec.id] = step.expected;
            plan.steps.push_back(std::move(step));
        }
        return plan;
    }

    static void turn()
    {
        for (int i = 0; i < 8; ++i)
            QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    /// Runs PLAN to its end; AT is asked at every tick.
    std::unique_ptr<Run> play(const Plan &plan, const std::function<void(Run &)> &prepare = {},
                              const std::function<void(Run &)> &at = {})
    {
        m_transport.answers.clear();
        m_transport.answer("GET /api", 200,
                           R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":
                           [{"version":"v1","resources":[{"resource":"configmaps","scope":"Namespaced",
                           "responseKind":{"kind":"ConfigMap"}}]}]}]})");
        m_transport.answer("GET /apis", 200, R"({"kind":"APIGroupDiscoveryList","items":[]})");
        auto run = std::make_unique<Run>(plan, *m_services);
        connect(run.get(), &Run::stepChanged, this, [this](const QString &id, StepState state) {
            if (state != StepState::Running)
                return;
            m_clock.after(m_takes[id], this, [this, id] {
                const QByteArray path = "GET /api/v1/namespaces/bank/configmaps/" + id.toUtf8();
                m_transport.answers[path] = {http::Reply{200, {}, "{}"}};
                if (FakeTool *tool = m_launcher.running(id))
                    tool->end(0);
            });
        });
        if (prepare)
            prepare(*run);
        run->start();
        turn();
        for (int i = 0; i < 40'000 && run->state() != core::Task::State::Over; ++i) {
            m_clock.advance(tick);
            turn();
            if (at)
                at(*run);
        }
        return run;
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        renewWorld();
        m_takes.clear();
    }
    void cleanup()
    {
        turn();
        m_client.reset();
    }

    /// Nothing is waited for that is not needed.
    void wallClock()
    {
        const Plan plan = sixtySteps();
        const auto critical = criticalPath(plan);
        QVERIFY(critical > 120s);
        const auto run = play(plan);
        QVERIFY2(run->outcome().ok(), qPrintable(run->outcome().fault.summary));
        const double over =
            static_cast<double>(run->elapsed().count()) / static_cast<double>(critical.count()) - 1;
        qInfo("%.1f s, critical path %.1f s: %+.2f %%",
              static_cast<double>(run->elapsed().count()) / 1000,
              static_cast<double>(critical.count()) / 1000, over * 100);
        QVERIFY(over <= 0.02);
        milliseconds sum{0};
        for (const PlanStep &step : plan.steps)
            sum += step.expected;
        QVERIFY2(run->elapsed() < sum / 2, "one after the other would take as long");
    }

    /// After three runs on this machine it is known at half time when the fourth will be over.
    void estimate()
    {
        QTemporaryDir folder;
        Plan plan = sixtySteps();
        const auto usual = m_takes;
        const auto history = History::open(folder.path() + u"/history.jsonl"_s, m_clock);
        QVERIFY(history.has_value());
        std::minstd_rand random(11);
        for (int round = 0; round < 3; ++round) {
            for (auto &[id, time] : m_takes)
                time = usual.at(id) * (80 + static_cast<int>(random() % 41)) / 100;
            const auto run = play(plan, [&](Run &one) { (*history)->follow(one, u"kind"_s); });
            QVERIFY2(run->outcome().ok(), qPrintable(run->outcome().fault.summary));
        }
        // The bundle's own guesses are far off; only what was measured counts.
        const Durations measured = (*history)->durations(u"deploy"_s, u"kind"_s);
        QCOMPARE(measured.size(), 60);
        for (PlanStep &step : plan.steps)
            step.expected = measured[step.spec.id];
        for (auto &[id, time] : m_takes)
            time = usual.at(id) * (80 + static_cast<int>(random() % 41)) / 100;
        std::vector<std::pair<milliseconds, milliseconds>> told; // when, and how long still
        const auto run = play(plan, {}, [&told](Run &one) {
            told.emplace_back(one.elapsed(), one.estimate().remaining);
        });
        const auto whole = run->elapsed();
        for (const auto &[when, remaining] : told) {
            if (when < whole / 2)
                continue;
            const double off = static_cast<double>((when + remaining - whole).count())
                               / static_cast<double>((whole - when).count());
            qInfo("at %.1f of %.1f s: %+.1f %%", static_cast<double>(when.count()) / 1000,
                  static_cast<double>(whole.count()) / 1000, off * 100);
            QVERIFY(std::abs(off) <= 0.2);
            return;
        }
        QFAIL("the run had no half time");
    }

    /// What is found done after something that was just done is learnt, too: a bundle's guess of
    /// twenty seconds for it would be believed for ever. What a second deploy finds is not.
    void foundDone()
    {
        QTemporaryDir folder;
        const auto history = History::open(folder.path() + u"/history.jsonl"_s, m_clock);
        QVERIFY(history.has_value());
        Plan plan;
        plan.id = u"deploy"_s;
        plan.phases = {{u"p"_s, u"Phase"_s}};
        for (const char *id : {"alone", "made", "found"}) {
            PlanStep step;
            step.spec.id = QString::fromLatin1(id);
            step.phase = u"p"_s;
            step.expected = 20s;
            step.spec.kind = ToolStep{u"helm"_s, {step.spec.id}, {}, {}, {0}};
            if (step.spec.id != u"made")
                step.spec.doneWhen = {{Ports{{18001}}, {}}}; // free: so already
            if (step.spec.id == u"found")
                step.needs = {1};
            m_takes[step.spec.id] = 2s;
            plan.steps.push_back(std::move(step));
        }
        const auto run = play(plan, [&](Run &one) { (*history)->follow(one, u"kind"_s); });
        QVERIFY2(run->outcome().ok(), qPrintable(run->outcome().fault.summary));
        const Durations learnt = (*history)->durations(u"deploy"_s, u"kind"_s);
        QVERIFY(learnt.value(u"made"_s) >= 2s);
        QVERIFY(learnt.contains(u"found"_s) && learnt.value(u"found"_s) < 1s);
        QVERIFY(!learnt.contains(u"alone"_s));
    }

    /// A failed step and what it held up go on after a retry, while others run; the journal has
    /// both attempts.
    void retry()
    {
        QTemporaryDir folder;
        Plan plan;
        plan.id = u"deploy"_s;
        plan.phases = {{u"p"_s, u"Phase"_s}};
        const auto add = [&plan](const QString &id, const std::vector<std::size_t> &needs) {
            PlanStep step;
            step.spec.id = step.spec.title = id;
            step.spec.kind = ToolStep{u"helm"_s, {id}, {}, {}, {0}};
            step.phase = u"p"_s;
            step.needs = needs;
            plan.steps.push_back(std::move(step));
        };
        add(u"a"_s, {});
        add(u"b"_s, {0});
        add(u"c"_s, {1});
        add(u"long"_s, {});
        const auto journal = DeployJournal::begin(folder.path(), {}, m_clock);
        QVERIFY(journal.has_value());
        Run run(plan, *m_services);
        (*journal)->follow(run);
        QVERIFY(!run.retry(u"a"_s)); // not begun
        run.start();
        turn();
        m_clock.advance(2s);
        m_launcher.running(u"a"_s)->end(1, {}, "it broke");
        turn();
        const auto state = [&run](const QString &id) {
            return run.reports()[*run.plan().find(id)].state;
        };
        QCOMPARE(state(u"a"_s), StepState::Failed);
        QCOMPARE(state(u"c"_s), StepState::Skipped);
        QVERIFY(!run.retry(u"long"_s) && !run.retry(u"c"_s) && !run.retry(u"nobody"_s));
        QVERIFY(run.retry(u"a"_s));
        turn();
        QCOMPARE(state(u"a"_s), StepState::Running);
        QCOMPARE(state(u"c"_s), StepState::Pending);
        const auto earlier = run.earlierAttempts(u"a"_s);
        QCOMPARE(earlier.size(), std::size_t(1));
        QVERIFY2(earlier[0].why.contains(u"it broke"_s), qPrintable(earlier[0].why));
        QVERIFY(earlier[0].end - earlier[0].begin == 2s);
        for (const QString &id : {u"a"_s, u"b"_s, u"c"_s, u"long"_s}) {
            QVERIFY(m_launcher.running(id));
            m_launcher.running(id)->end(0);
            turn();
        }
        QCOMPARE(run.state(), core::Task::State::Over);
        QVERIFY2(run.outcome().ok(), qPrintable(run.outcome().fault.summary));
        QVERIFY(!run.retry(u"a"_s)); // over
        QStringList lines;
        const auto written = core::Journal::read((*journal)->path());
        QVERIFY(written.has_value());
        for (const Json &line : *written)
            lines << QString::fromStdString(line.value("event", "") + ' ' + line.value("step", "")
                                            + line.value("phase", "") + ' '
                                            + line.value("state", ""));
        const auto failed = lines.indexOf(u"step a failed"_s);
        QVERIFY2(failed > 0 && lines.indexOf(u"attempt a "_s) > failed
                     && lines.indexOf(u"step a done"_s) > failed
                     && lines.contains(u"phase p done"_s),
                 qPrintable(lines.join(u'\n')));
    }

    /// Paused, what runs goes on and nothing begins.
    void pause()
    {
        Plan plan;
        plan.phases = {{u"p"_s, u"Phase"_s}};
        for (const QString &id : {u"a"_s, u"b"_s}) {
            PlanStep step;
            step.spec.id = id;
            step.spec.kind = ToolStep{u"helm"_s, {id}, {}, {}, {0}};
            step.phase = u"p"_s;
            if (id == u"b")
                step.needs = {0};
            plan.steps.push_back(std::move(step));
        }
        Run run(plan, *m_services);
        run.start();
        turn();
        run.pause();
        QVERIFY(run.isPaused());
        m_launcher.running(u"a"_s)->end(0);
        turn();
        m_clock.advance(60s);
        turn();
        QVERIFY(!m_launcher.running(u"b"_s));
        QCOMPARE(run.state(), core::Task::State::Running);
        run.resume();
        turn();
        m_launcher.running(u"b"_s)->end(0);
        turn();
        QVERIFY(run.outcome().ok() && run.state() == core::Task::State::Over);

        Run cancelled(plan, *m_services);
        cancelled.start();
        turn();
        cancelled.pause();
        cancelled.cancel();
        turn();
        QCOMPARE(cancelled.state(), core::Task::State::Over);
    }

    void lookPauses()
    {
        QCOMPARE(lookPause(0s, 1s).count(), 100);
        QCOMPARE(lookPause(20s, 1s).count(), 400);
        QCOMPARE(lookPause(10min, 1s).count(), 1000);
        QCOMPARE(lookPause(10s, 20ms).count(), 20);
    }
};

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"
