// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"
#include "backend/deploy/steprun.h"
#include "backend/deploy/toolaction.h"
#include "tests/unit/deploy/fakeworld.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

/// Steps that call kind and docker: for each of several things, and taken back when broken off.
class ToolStepsTest : public QObject, FakeWorld {
    Q_OBJECT

    PlanStep m_step;
    std::unique_ptr<StepRun> m_run;
    QStringList m_lines, m_waits;

    void start()
    {
        m_run = std::make_unique<StepRun>(m_step, *m_services);
        connect(m_run.get(), &core::Task::progress, this,
                [this](const QString &line) { m_lines << line; });
        connect(m_run.get(), &StepRun::waiting, this,
                [this](const Hold &hold) { m_waits << hold.words; });
        m_run->start();
        settle();
    }
    /// What is asked for and done for each node, in the words of a small language: "write NODE".
    void forEachNode()
    {
        const Each nodes{{}, u"kind"_s, {u"nodes"_s}};
        ToolStep tool{u"docker"_s, {u"write"_s, u"{each}"_s}, {}, {}, {0}};
        tool.each = nodes;
        ToolAnswer answer{u"docker"_s, {u"read"_s, u"{each}"_s}, 0, {}, {}};
        answer.line = u"right"_s;
        answer.each = nodes;
        m_step.spec.kind = tool;
        m_step.spec.doneWhen = {{answer, {}}};
    }
    /// Ends the running tool NAME and says what it was asked about.
    QString answer(const QString &name, const QByteArray &text, int exit = 0)
    {
        FakeTool &running = tool(name);
        const QString about = running.command.arguments.value(1);
        running.end(exit, text);
        settle();
        return about;
    }
    bool over() const { return m_run->state() == core::Task::State::Over; }
    void creates()
    {
        ToolStep tool{u"kind"_s, {u"create"_s}, {}, {}, {0}};
        tool.undo = {u"delete"_s};
        ToolAnswer answer{u"kind"_s, {u"get"_s}, 0, {}, {}};
        answer.line = u"bank"_s;
        m_step.spec.kind = tool;
        m_step.spec.doneWhen = {{answer, {}}};
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        renewWorld();
        m_step = {};
        m_step.spec.id = u"01.1"_s;
        m_lines.clear();
        m_waits.clear();
    }
    void cleanup() { m_run.reset(); }

    /// Only what is missing is done, and then all of it is looked at again.
    void eachThatIsMissing()
    {
        forEachNode();
        start();
        answer(u"nodes"_s, "one\ntwo\nthree\n");
        QCOMPARE(answer(u"read"_s, "right\n"), u"one"_s);
        QCOMPARE(answer(u"read"_s, "wrong, or nothing of right\n"), u"two"_s);
        answer(u"nodes"_s, "one\ntwo\nthree\n");
        QCOMPARE(answer(u"read"_s, "right\n"), u"one"_s);
        QCOMPARE(answer(u"read"_s, "rightly\n"), u"two"_s);
        QCOMPARE(answer(u"write"_s, ""), u"two"_s);
        QCOMPARE(answer(u"read"_s, "right\n"), u"three"_s);
        QVERIFY(m_lines.contains(u"two (2 of 3)"_s));
        answer(u"nodes"_s, "one\ntwo\nthree\n");
        for (const QString &node : {u"one"_s, u"two"_s, u"three"_s})
            QCOMPARE(answer(u"read"_s, "right\n"), node);
        QVERIFY(over() && m_run->outcome().ok() && !m_run->already());
    }

    /// All of them as they should be: nothing is done.
    void eachThere()
    {
        forEachNode();
        start();
        answer(u"nodes"_s, "one\ntwo\n");
        answer(u"read"_s, "right\n");
        QVERIFY(!over());
        answer(u"read"_s, "right\n");
        QVERIFY(over() && m_run->already());
    }

    /// A list that names nothing is no list of which all is well.
    void eachOfNothing()
    {
        forEachNode();
        start();
        answer(u"nodes"_s, "\n");
        QVERIFY(!over());
        answer(u"nodes"_s, "\n");
        QVERIFY(over());
        QCOMPARE(m_run->outcome().fault.summary, u"kind nodes names none"_s);
    }

    /// One that fails is named, and no further one is begun.
    void oneFails()
    {
        forEachNode();
        start();
        answer(u"nodes"_s, "one\ntwo\n");
        answer(u"read"_s, "");
        answer(u"nodes"_s, "one\ntwo\n");
        answer(u"read"_s, "");
        FakeTool &write = tool(u"write"_s);
        write.end(1, {}, "one line\nit says why\n");
        settle();
        QVERIFY(over());
        QCOMPARE(m_run->outcome().fault.summary, u"docker write one ended with 1: it says why"_s);
    }

    /// One of several answers is enough.
    void anyOf()
    {
        ToolAnswer cluster{u"kind"_s, {u"get"_s}, 0, {}, {}};
        ToolAnswer image{u"docker"_s, {u"image"_s}, 0, {}, {}};
        m_step.spec.kind = ToolStep{u"docker"_s, {u"pull"_s}, {}, {}, {0}};
        m_step.spec.doneWhen = {{Any{{{cluster, {}}, {image, {}}}}, {}}};
        start();
        answer(u"get"_s, "", 1);
        QVERIFY(!over());
        answer(u"image"_s, "");
        QVERIFY(over() && m_run->already());
    }

    /// What it says is what there is to wait for, without a terminal's ornaments.
    void phases()
    {
        creates();
        start();
        answer(u"get"_s, "");
        answer(u"get"_s, "");
        tool(u"create"_s).say(QString::fromUtf8(" • Preparing nodes 📦 📦  ..."));
        QCOMPARE(m_waits.last(), u"kind: Preparing nodes"_s);
        answer(u"create"_s, "");
        answer(u"get"_s, "bank\n");
        QVERIFY(over() && m_run->outcome().ok());
    }

    void brokenOff_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<bool>("takenBack");
        QTest::newRow("cancelled") << u"cancel"_s << true;
        QTest::newRow("out of time") << u"time"_s << true;
        QTest::newRow("crashed") << u"crash"_s << true;
        QTest::newRow("failed by itself") << u"fail"_s << false;
        QTest::newRow("there before") << u"redo"_s << false;
    }
    /// A create that was broken off leaves half a cluster: it is taken back before the step ends.
    /// What had been there before stays.
    void brokenOff()
    {
        QFETCH(QString, how);
        QFETCH(bool, takenBack);
        creates();
        m_step.redo = how == u"redo";
        start();
        if (!m_step.redo)
            answer(u"get"_s, "");
        answer(u"get"_s, m_step.redo ? "bank\n" : "bank-old\n");
        FakeTool &create = tool(u"create"_s);
        if (how == u"time")
            pass(m_step.spec.timeout + 1s);
        else if (how == u"crash")
            create.end(-1);
        else if (how == u"fail")
            create.end(1, {}, "ERROR: no room\nCommand Output: much\n");
        else
            m_run->cancel();
        settle();
        QCOMPARE(m_launcher.running(u"delete"_s) != nullptr, takenBack);
        QCOMPARE(over(), !takenBack);
        if (takenBack)
            answer(u"delete"_s, "");
        QVERIFY(over() && !m_run->outcome().ok());
        if (how == u"fail")
            QCOMPARE(m_run->outcome().fault.summary, u"kind create ended with 1: ERROR: no room"_s);
    }

    /// Taking back may hang, too: then it is broken off itself.
    void takingBackHangs()
    {
        creates();
        start();
        answer(u"get"_s, "");
        answer(u"get"_s, "");
        m_run->cancel();
        settle();
        QVERIFY(m_launcher.running(u"delete"_s) && !over());
        pass(121s);
        QVERIFY(over());
        QCOMPARE(m_run->outcome().kind, core::Outcome::Kind::Cancelled);
    }

    void outputs_data()
    {
        QTest::addColumn<QString>("test");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<bool>("holds");
        QTest::newRow("its line") << u"line"_s << QByteArray("a\nbank\n") << true;
        QTest::newRow("no newline") << u"line"_s << QByteArray("bank") << true;
        QTest::newRow("a longer name") << u"line"_s << QByteArray("bank-old\n") << false;
        QTest::newRow("nothing") << u"line"_s << QByteArray() << false;
        QTest::newRow("lacks its line") << u"lacksLine"_s << QByteArray("bank-old\n") << true;
        QTest::newRow("still there") << u"lacksLine"_s << QByteArray("bank-old\nbank\n") << false;
        QTest::newRow("somewhere") << u"contains"_s << QByteArray("bank-old\n") << true;
        QTest::newRow("nowhere") << u"lacks"_s << QByteArray("bank-old\n") << false;
    }
    void outputs()
    {
        QFETCH(QString, test);
        QFETCH(QByteArray, output);
        QFETCH(bool, holds);
        ToolAnswer probe{u"kind"_s, {}, 0, {}, {}};
        (test == u"line"        ? probe.line
         : test == u"lacksLine" ? probe.lacksLine
         : test == u"contains"  ? probe.contains
                                : probe.lacks) = u"bank"_s;
        QCOMPARE(judgeTool(probe, u"kind get clusters"_s, 0, output, {}).holds, holds);
        QVERIFY(!judgeTool(probe, u"kind get clusters"_s, 1, output, {}).holds);
    }

    void words_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *line, const char *words) {
            QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(words);
        };
        row("Creating cluster \"demo\" ...", "Creating cluster \"demo\"");
        row(" • Ensuring node image (kindest/node:v1.34.0) 🖼  ...",
            "Ensuring node image (kindest/node:v1.34.0)");
        row(" ✓ Starting control-plane 🕹️", "Starting control-plane");
        row(" • Waiting ≤ 5m0s for control-plane = Ready ⏳  ...",
            "Waiting ≤ 5m0s for control-plane = Ready");
        row("5f70bf18a086: Pull complete", "5f70bf18a086: Pull complete");
        row(" 📦 ", "");
    }
    void words()
    {
        QFETCH(QString, line);
        QFETCH(QString, words);
        QCOMPARE(plainLine(line), words);
    }
};

QTEST_GUILESS_MAIN(ToolStepsTest)
#include "tst_toolsteps.moc"
