// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/behind.h"
#include "app/window/readiness.h"
#include "tests/gui/scenes.h"
#include "tests/gui/turns.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace scenes;

namespace {

/// Deploy mode as somebody sees it when something has gone wrong.
struct Trouble {
    const char *name;
    QString phase, step, title, words, remark;
};

const std::vector<Trouble> &troubles()
{
    static const std::vector<Trouble> all{
        {"no-docker", u"00"_s, u"00.4"_s, u"docker"_s,
         u"docker version ended with 1: Cannot connect to the Docker daemon at "
         "unix:///var/run/docker.sock. Is the docker daemon running?"_s,
         u"00.4 docker: docker version ended with 1: Cannot connect to the Docker daemon\n"
         "Start Docker; the registry and the kind nodes are containers."_s},
        {"licence", u"00"_s, u"00.8"_s, u"Solo Istio licence"_s,
         u"gloo-mesh (trial), expired on 2026-03-01"_s,
         u"00.8 Solo Istio licence: gloo-mesh (trial), expired on 2026-03-01\n"
         "Put SOLO_ISTIO_LICENSE_KEY into .env."_s},
        {"port", u"03"_s, u"03.21"_s, u"Grafana answers"_s,
         u"forward grafana: port 18001 is taken by process 4711 (kubectl port-forward, since "
         "10:15)"_s,
         u"03.21 Grafana answers: port 18001 is taken by process 4711 (kubectl port-forward)\n"
         "End that program, or use --ports auto."_s},
        {"disk", u"00"_s, u"00.11"_s, u"Free disk"_s, u"1.2 GiB of disk free, 2.0 GiB needed"_s,
         u"00.11 Free disk: 1.2 GiB of disk free, 2.0 GiB needed\n"
         "Free disk space: images and charts need room."_s},
        {"cluster-gone", u"03"_s, u"03.4"_s, u"helm: loki 6.18.0"_s,
         u"the cluster of context “kind-trustusbank” at https://127.0.0.1:6443 does not answer: "
         "connection refused"_s,
         u"03.4 helm: loki 6.18.0: https://127.0.0.1:6443 does not answer: connection refused\n"
         "Start the cluster again; the next run goes on here."_s},
        {"chart", u"07"_s, u"07.1"_s, u"helm: dex 0.24.0"_s,
         u"helm upgrade ended with 1: Error: chart \"dex\" version \"0.24.0\" not found in "
         "https://charts.dexidp.io repository"_s,
         u"07.1 helm: dex 0.24.0: chart \"dex\" version \"0.24.0\" not found\n"
         "Look at the network, or at the version in demo.yaml."_s},
        {"image-pull", u"05"_s, u"05.6"_s, u"wait: account-mcp available"_s,
         u"Deployment trustusbank-bank-mcp/account-mcp: 0 of 1 ready; ImagePullBackOff: "
         "localhost:5001/trustusbank/account-mcp:1.0.0 not found"_s,
         u"05.6 account-mcp: ImagePullBackOff: localhost:5001/trustusbank/account-mcp:1.0.0 "
         "not found\nRun deploy --only 04: it builds and pushes the image."_s}};
    return all;
}

void showTrouble(DeployPane &pane, const Trouble &one)
{
    fill(pane);
    pane.log().clear();
    pane.setSteps(one.phase + u" "_s + one.title,
                  {{one.step, one.title, one.words, u"3.1 s"_s, Mark::Bad, true}});
    pane.log().add({u"14:30:03.431"_s, one.step, u"running"_s});
    pane.log().add({u"14:30:06.531"_s, one.step, one.words, LogLevel::Error});
    pane.setActions(u"Deploy"_s, true, false);
    pane.setAlso({false, false, true, true});
    pane.setRemark(one.remark, Mark::Bad);
}

/// A panel with its theme, on screen; Deploy mode with a run of its own.
template <class Panel> struct Shown {
    explicit Shown(const QSize &size)
    {
        theme.apply(*qApp);
        if constexpr (std::is_same_v<Panel, DeployPane>)
            fill(panel);
        panel.resize(size);
        panel.show();
        exposed = QTest::qWaitForWindowExposed(&panel);
    }
    Theme theme;
    Panel panel{theme};
    bool exposed = false;
};
constexpr QSize small(1366, 700);

void keepPicture(QWidget &widget, const QString &name)
{
    if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
        QVERIFY(widget.grab().save(folder + u'/' + name + u".png"_s));
}

} // namespace

/// Deploy mode, by keys and clicks.
class TestDeploy : public QObject {
    Q_OBJECT

    static QPushButton *button(QWidget &in, const char *name)
    {
        auto *found = in.findChild<QPushButton *>(QLatin1String(name));
        if (!found)
            qFatal("no button %s", name);
        return found;
    }
    static void click(QWidget &in, const char *name)
    {
        auto *one = in.findChild<QAbstractButton *>(QLatin1String(name));
        QVERIFY2(one, name);
        QTest::mouseClick(one, Qt::LeftButton);
    }

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }

    /// A run's buttons stand where its start stood, and each says what is meant.
    void buttonsFollowTheRun()
    {
        Shown<DeployPane> shown(small);
        QVERIFY(shown.exposed);
        DeployPane &pane = shown.panel;
        QSignalSpy paused(&pane, &DeployPane::pause), cancelled(&pane, &DeployPane::cancel);
        QSignalSpy retried(&pane, &DeployPane::retry), from(&pane, &DeployPane::from);
        QSignalSpy started(&pane, &DeployPane::start);
        pane.setActions(u"Deploy"_s, true, false);
        pane.setAlso({});
        QVERIFY(!button(pane, "pause")->isVisible());
        QVERIFY(!button(pane, "retry")->isEnabled());
        QVERIFY(!button(pane, "cancel")->isEnabled());
        click(pane, "deploy");
        QCOMPARE(started.size(), 1);
        pane.setActions(u"Deploying"_s, false, true);
        pane.setAlso({true, false, false, false});
        QVERIFY(!button(pane, "deploy")->isVisible());
        click(pane, "pause");
        QCOMPARE(paused.takeFirst().at(0).toBool(), true);
        pane.setAlso({true, true, false, false});
        QCOMPARE(button(pane, "pause")->text(), u"Go on"_s);
        QTest::keyClick(button(pane, "pause"), Qt::Key_Space);
        QCOMPARE(paused.takeFirst().at(0).toBool(), false);
        click(pane, "cancel");
        QCOMPARE(cancelled.size(), 1);
        pane.setActions(u"Deploy"_s, true, false);
        pane.setAlso({false, false, true, true});
        click(pane, "retry");
        QCOMPARE(retried.takeFirst().at(0).toString(), QString());
        QVERIFY(!button(pane, "from")->isEnabled()); // no phase is chosen
        auto *phases = pane.findChild<QListView *>(u"phases"_s);
        QTest::mouseClick(phases->viewport(), Qt::LeftButton, {},
                          phases->visualRect(phases->model()->index(3, 0)).center());
        click(pane, "from");
        QCOMPARE(from.takeFirst().at(0).toString(), u"03"_s);
        pane.setLocked(u"SHOW is locked"_s);
        QVERIFY(!button(pane, "retry")->isEnabled());
        QVERIFY(!button(pane, "from")->isEnabled());
    }

    /// A step that is clicked on shows its own lines, and what is behind it.
    void aStepIsLookedInto()
    {
        Shown<DeployPane> shown(small);
        QVERIFY(shown.exposed);
        DeployPane &pane = shown.panel;
        pane.log().add({u"14:30:00.000"_s, u"07.1"_s, u"Release \"dex\" does not exist"_s});
        pane.log().add({u"14:30:01.000"_s, u"07.5"_s, u"Error: no"_s, LogLevel::Error});
        QTRY_COMPARE(pane.log().shown(), 8);
        QSignalSpy chosen(&pane, &DeployPane::stepChosen);
        auto *behind = pane.findChild<QPlainTextEdit *>();
        auto *steps = pane.findChild<QListView *>(u"steps"_s);
        QTest::mouseClick(steps->viewport(), Qt::LeftButton, {},
                          steps->visualRect(steps->model()->index(0, 0)).center());
        QCOMPARE(chosen.takeFirst().at(0).toString(), u"07.1"_s);
        QCOMPARE(pane.log().shown(), 1);
        QCOMPARE(pane.chosenStep(), u"07.1"_s);
        QVERIFY(!pane.findChild<QToolButton *>(u"behind"_s)->isEnabled());
        pane.logPanel().setBehind(u"helm upgrade --install dex"_s);
        click(pane, "behind");
        QVERIFY(behind->isVisible());
        click(pane, "logCopy");
        QCOMPARE(QApplication::clipboard()->text(), u"helm upgrade --install dex"_s);
        click(pane, "logStep"); // all steps again
        QCOMPARE(pane.log().shown(), 8);
        QVERIFY(!behind->isVisible());
    }

    /// Level, text and step narrow the log down together; copy takes what is shown.
    void theLogIsFiltered()
    {
        Shown<LogPanel> shown(QSize(900, 300));
        QVERIFY(shown.exposed);
        LogPanel &panel = shown.panel;
        panel.view().add({u"1"_s, u"a"_s, u"Pulling image"_s});
        panel.view().add({u"2"_s, u"a"_s, u"Error: pull failed"_s, LogLevel::Error});
        panel.view().add({u"3"_s, u"b"_s, u"W1128 slow pull"_s, LogLevel::Warning});
        QTRY_COMPARE(panel.view().shown(), 3);
        auto *text = panel.findChild<QLineEdit *>();
        QTest::keyClicks(text, u"PULL"_s);
        QCOMPARE(panel.view().shown(), 3);
        auto *level = panel.findChild<QComboBox *>();
        QTest::keyClick(level, Qt::Key_Down);
        QCOMPARE(panel.view().shown(), 2);
        panel.setStep(u"b"_s);
        QCOMPARE(panel.view().shown(), 1);
        panel.view().setFocus();
        QTest::keyClick(&panel.view(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"3  b  W1128 slow pull\n"_s);
        panel.view().add({u"4"_s, u"b"_s, u"nothing"_s, LogLevel::Error});
        panel.view().add({u"5"_s, u"b"_s, u"a pull again"_s, LogLevel::Error});
        QTRY_COMPARE(panel.view().shown(), 2);
        text->clear();
        QTRY_COMPARE(panel.view().shown(), 3);
    }

    /// Who scrolls up is left alone by new lines until Follow is pressed.
    void theLogFollows()
    {
        Shown<LogPanel> shown(QSize(900, 300));
        QVERIFY(shown.exposed);
        LogPanel &panel = shown.panel;
        for (int i = 0; i < 200; ++i)
            panel.view().add({QString::number(i), u"a"_s, u"line"_s});
        QTRY_COMPARE(panel.view().shown(), 200);
        auto *bar = panel.view().verticalScrollBar();
        QCOMPARE(bar->value(), bar->maximum());
        panel.view().setFocus();
        QTest::keyClick(&panel.view(), Qt::Key_PageUp);
        QVERIFY(!panel.view().follows());
        auto *follow = panel.findChild<QToolButton *>(u"logFollow"_s);
        QVERIFY(!follow->isChecked());
        const int before = bar->value();
        panel.view().add({u"200"_s, u"a"_s, u"line"_s});
        QTRY_COMPARE(panel.view().shown(), 201);
        QCOMPARE(bar->value(), before);
        QTest::mouseClick(follow, Qt::LeftButton);
        QCOMPARE(bar->value(), bar->maximum());
    }

    /// A flood of lines costs a turn of the event loop no more with a full log than with an empty
    /// one. The figure is printed; what is asserted is the bound.
    void hundredThousandLinesASecond()
    {
        Shown<DeployPane> shown(QSize(1920, 1000));
        QVERIFY(shown.exposed);
        DeployPane &pane = shown.panel;
        const int seconds = qEnvironmentVariableIntValue("LOG_SECONDS");
        const int wanted = 100'000 * (seconds > 0 ? seconds : 2);
        const QString step = u"07.3"_s,
                      words = u"pod/kagent-controller-6c9f  Back-off restarting"_s;
        const QString time = u"14:30:03.431"_s;
        int sent = 0;
        QEventLoop loop; // a real one: QTest's own never goes to sleep
        Turns turns;
        QTimer source; // as a busy tool does: a portion every few milliseconds
        source.setTimerType(Qt::PreciseTimer);
        QElapsedTimer clock;
        clock.start();
        connect(&source, &QTimer::timeout, &pane, [&] {
            const int due = std::min(wanted, static_cast<int>(clock.elapsed() * 100));
            for (; sent < due; ++sent)
                pane.log().add({time, step, words});
            if (sent == wanted)
                loop.quit();
        });
        source.start(4);
        loop.exec();
        QTRY_COMPARE(pane.log().size(),
                     std::min(LogView::bound, static_cast<std::size_t>(wanted + 6)));
        const std::vector<double> cpu = turns.sorted();
        QVERIFY(!cpu.empty());
        qInfo("bench log: %d lines at 100000/s, GUI thread CPU per turn: median %.2f ms, "
              "p99.9 %.2f ms, worst %.2f ms (target 16 ms), %.0f %% of one core",
              wanted, cpu[cpu.size() / 2], cpu[cpu.size() * 999 / 1000], cpu.back(),
              100 * turns.total() / static_cast<double>(clock.elapsed()));
    }

    /// Every check has its sentence and its fix on screen; a blocked one stands first and can be
    /// waived by a click.
    void preflightIsShown()
    {
        Shown<DeployPane> shown(small);
        QVERIFY(shown.exposed);
        DeployPane &pane = shown.panel;
        click(pane, "preflight");
        QCOMPARE(pane.view(), DeployPane::Preflight);
        const deploy::Items items{
            {u"cluster"_s, u"The cluster answers"_s, deploy::Level::Ok, u"v1.34.0"_s, {}},
            {u"power"_s, u"Mains power"_s, deploy::Level::Blocked, u"on battery, 40 %"_s,
             u"Plug the charger in."_s},
            {u"displays"_s, u"Displays"_s, deploy::Level::Attention,
             u"1 connected: the audience would see the console"_s,
             u"Connect the projector, and do not mirror."_s}};
        const auto rows = app::checkRows(items);
        QCOMPARE(rows.front().id, u"power"_s);
        pane.preflight().setRows(rows);
        pane.preflight().setTotal(deploy::total(items), Mark::Bad);
        QSignalSpy checked(&pane.preflight(), &PreflightPane::check);
        QSignalSpy waived(&pane.preflight(), &PreflightPane::waive);
        click(pane, "checkQuick");
        QCOMPARE(checked.takeFirst().at(0).toBool(), true);
        click(pane, "checkAll");
        QCOMPARE(checked.takeFirst().at(0).toBool(), false);
        QVERIFY(!button(pane, "waive")->isEnabled());
        auto *view = pane.preflight().findChild<QListView *>();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(view->model()->index(1, 0)).center());
        QVERIFY(!button(pane, "waive")->isEnabled()); // nothing is in its way
        QTest::keyClick(view, Qt::Key_Home);
        click(pane, "waive");
        QCOMPARE(waived.takeFirst().at(0).toString(), u"power"_s);
        for (const auto palette : {Palette::Dark, Palette::Light}) {
            shown.theme.setPalette(palette);
            shown.theme.apply(*qApp);
            QCoreApplication::processEvents(); // buttons find their size
            keepPicture(pane, u"preflight-"_s + paletteName(palette));
        }
        click(pane, "backToSteps");
        QCOMPARE(pane.view(), DeployPane::Steps);
    }

    /// What is typed leaves the line at once and is in no picture, tool tip or accessible text.
    void keysAreEntered()
    {
        Shown<DeployPane> shown(small);
        QVERIFY(shown.exposed);
        DeployPane &pane = shown.panel;
        click(pane, "keys");
        pane.secrets().setRows({{u"anthropic"_s,
                                 u"Anthropic API key"_s,
                                 u"ANTHROPIC_API_KEY is not set"_s,
                                 {},
                                 Mark::Bad,
                                 false},
                                {u"solo-istio"_s, u"Solo Istio licence"_s,
                                 u"gloo-mesh (trial), expires on 2026-03-16 (in 14 days)"_s,
                                 u"secrets.env"_s, Mark::Good, true}});
        pane.secrets().setRemark(u"Kept in secrets.env, which only you can read."_s);
        QSignalSpy entered(&pane.secrets(), &SecretsPane::entered);
        QSignalSpy removed(&pane.secrets(), &SecretsPane::removed);
        auto *edit = pane.findChild<QLineEdit *>(u"secret-anthropic"_s);
        QTRY_VERIFY(edit->isVisible());
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        QTest::keyClicks(edit, u"sk-canary-77"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(entered.takeFirst(), QVariantList({u"anthropic"_s, u"sk-canary-77"_s}));
        QVERIFY(edit->text().isEmpty());
        QTest::keyClicks(edit, u"sk-canary-78"_s);
        click(pane, "keep-anthropic");
        QCOMPARE(entered.takeFirst(), QVariantList({u"anthropic"_s, u"sk-canary-78"_s}));
        QVERIFY(edit->text().isEmpty());
        const auto looks = [edit](const QString &typed) {
            edit->clear();
            QTest::keyClicks(edit, typed);
            return edit->grab().toImage();
        };
        QApplication::setCursorFlashTime(0);
        QCOMPARE(looks(u"sk-canary-79"_s), looks(u"another word"_s));
        edit->clear();
        for (const QWidget *one : pane.findChildren<QWidget *>()) {
            for (const char *text : {"text", "plainText", "placeholderText", "toolTip",
                                     "accessibleName", "accessibleDescription"})
                QVERIFY2(!one->property(text).toString().contains(u"sk-canary"_s), text);
        }
        QVERIFY(!button(pane, "remove-anthropic")->isEnabled());
        for (const auto &[name, told] : {std::pair("importEnv", &SecretsPane::import),
                                         std::pair("testKeys", &SecretsPane::test)}) {
            QSignalSpy asked(&pane.secrets(), told);
            click(pane, name);
            QCOMPARE(asked.size(), 1);
        }
        click(pane, "remove-solo-istio");
        QCOMPARE(removed.takeFirst().at(0).toString(), u"solo-istio"_s);
        keepPicture(pane, u"keys-dark"_s);
        click(pane, "backFromKeys");
        QVERIFY(!pane.secrets().isVisible());
        QVERIFY(pane.findChild<QListView *>(u"steps"_s)->isVisible());
    }

    void loudnessOfLines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("level");
        QTest::newRow("helm") << u"Error: chart not found"_s << 2;
        QTest::newRow("klog error") << u"E1128 13:52:00 x.go:1] no"_s << 2;
        QTest::newRow("failed") << u"failed: no answer within 3 s"_s << 2;
        QTest::newRow("klog warning") << u"W1128 13:52:00 x.go:1] hm"_s << 1;
        QTest::newRow("waits") << u"waits for rollout of Deployment a/b"_s << 1;
        QTest::newRow("plain") << u"Release \"dex\" does not exist. Installing it now."_s << 0;
        QTest::newRow("no errors") << u"0 errors, 3 done"_s << 0;
    }
    void loudnessOfLines()
    {
        QFETCH(QString, line);
        QFETCH(int, level);
        QCOMPARE(static_cast<int>(app::levelOf(line)), level);
    }

    /// Each failure says in one sentence what, where and what to do; nothing of it is cut.
    void failuresAreReadable_data()
    {
        QTest::addColumn<int>("trouble");
        QTest::addColumn<QSize>("size");
        for (std::size_t i = 0; i < troubles().size(); ++i) {
            for (const QSize size : {QSize(1366, 690), QSize(1920, 980)})
                QTest::addRow("%s-%d", troubles()[i].name, size.width())
                    << static_cast<int>(i) << size;
        }
    }
    void failuresAreReadable()
    {
        QFETCH(int, trouble);
        QFETCH(QSize, size);
        Theme theme;
        const Trouble &one = troubles()[static_cast<std::size_t>(trouble)];
        for (const auto palette : {Palette::Dark, Palette::Light}) {
            theme.setPalette(palette);
            theme.apply(*qApp);
            DeployPane pane(theme);
            showTrouble(pane, one);
            pane.resize(size);
            pane.show();
            QVERIFY(QTest::qWaitForWindowExposed(&pane));
            QTRY_COMPARE(pane.log().shown(), 2);
            for (const Label *label : pane.findChildren<Label *>()) {
                if (label->isVisible() && label->fullText() == one.remark)
                    QVERIFY2(!label->isCut(), one.name);
            }
            keepPicture(pane, u"failure-%1-%2"_s.arg(QString::fromLatin1(QTest::currentDataTag()),
                                                     paletteName(palette)));
        }
    }
};

QTEST_MAIN(TestDeploy)
#include "tst_deploy.moc"
