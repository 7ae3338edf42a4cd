// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/options.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace app;

class OptionsTest : public QObject {
    Q_OBJECT
private slots:
    /// The contract of the command reference, by name.
    void theTableHasEveryCommandAndFlag()
    {
        for (const char *name :
             {"rehearse", "preflight", "deploy", "act", "play", "status", "reset", "teardown",
              "policies", "forwards", "evidence-pack", "screenshots", "demo", "secrets"})
            QVERIFY2(commandNames().contains(QLatin1String(name)), name);
        for (const char *name :
             {"--context", "--kubeconfig",  "--stage",    "--edition",   "--demo",
              "--json",    "--yes",         "--ports",    "--pace",      "--model",
              "--acts",    "--skip",        "--prompt",   "--customer",  "--repeat",
              "--from",    "--only",        "--redo",     "--dry-run",   "--until-verified",
              "--out",     "--port-offset", "--log",      "--safe-mode", "--version",
              "--help",    "--quick",       "--rehearse", "--waive",     "--because",
              "--scale",   "--create-kind"})
            QVERIFY2(flagNames().contains(QLatin1String(name)), name);
    }

    void helpManPageAndCompletionComeFromIt()
    {
        for (const QString &name : commandNames()) {
            QVERIFY(helpText().contains(name));
            QVERIFY(manPage().contains(QString(name).replace(u"-"_s, u"\\-"_s)));
            QVERIFY(bashCompletion().contains(name));
        }
    }

    void reads()
    {
        const auto options = parseOptions({u"rehearse"_s, u"--json"_s, u"-"_s, u"--repeat=3"_s,
                                           u"--skip"_s, u"2.1,3.1"_s, u"--pace"_s, u"fast"_s});
        QVERIFY(options);
        QCOMPARE(options->command, u"rehearse"_s);
        QCOMPARE(options->json, u"-"_s);
        QCOMPARE(options->repeat, 3);
        QCOMPARE(options->skip, QStringList({u"2.1"_s, u"3.1"_s}));
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown command") << QStringList{u"dance"_s} << u"dance"_s;
        QTest::newRow("unknown flag") << QStringList{u"deploy"_s, u"--fast"_s} << u"--fast"_s;
        QTest::newRow("value missing")
            << QStringList{u"deploy"_s, u"--context"_s} << u"--context"_s;
        QTest::newRow("a flag where a value belongs")
            << QStringList{u"deploy"_s, u"--json"_s, u"--yes"_s} << u"--json: expected F"_s;
        QTest::newRow("secrets needs a verb")
            << QStringList{u"secrets"_s, u"show"_s} << u"import FILE"_s;
        QTest::newRow("a secret is never an argument")
            << QStringList{u"secrets"_s, u"set"_s, u"anthropic"_s, u"sk-1"_s} << u"secrets"_s;
        QTest::newRow("empty value") << QStringList{u"deploy"_s, u"--context="_s} << u"--context"_s;
        QTest::newRow("not a number")
            << QStringList{u"rehearse"_s, u"--repeat"_s, u"x"_s} << u"at least 1"_s;
        QTest::newRow("zero") << QStringList{u"rehearse"_s, u"--repeat"_s, u"0"_s}
                              << u"at least 1"_s;
        QTest::newRow("wrong choice")
            << QStringList{u"rehearse"_s, u"--pace"_s, u"slow"_s} << u"fast or real"_s;
        QTest::newRow("a size that there is not")
            << QStringList{u"screenshots"_s, u"--scale"_s, u"3"_s} << u"1 or 2"_s;
        QTest::newRow("not for it")
            << QStringList{u"status"_s, u"--repeat"_s, u"2"_s} << u"--repeat"_s;
        QTest::newRow("act without number") << QStringList{u"act"_s} << u"act N"_s;
        QTest::newRow("policies") << QStringList{u"policies"_s, u"maybe"_s} << u"on, off"_s;
        QTest::newRow("demo verb") << QStringList{u"demo"_s, u"bake"_s, u"x"_s} << u"bake"_s;
        QTest::newRow("stage and context")
            << QStringList{u"deploy"_s, u"--stage"_s, u"--context"_s, u"x"_s} << u"--stage"_s;
        QTest::newRow("a kind cluster and a stage")
            << QStringList{u"deploy"_s, u"--create-kind"_s, u"--stage"_s} << u"--create-kind"_s;
        QTest::newRow("a window with both")
            << QStringList{u"--rehearse"_s, u"--create-kind"_s} << u"--create-kind"_s;
        QTest::newRow("making one without a change")
            << QStringList{u"deploy"_s, u"--create-kind"_s, u"--dry-run"_s} << u"--dry-run"_s;
        QTest::newRow("a kind cluster to look at")
            << QStringList{u"status"_s, u"--create-kind"_s} << u"--create-kind"_s;
        QTest::newRow("value for a switch")
            << QStringList{u"deploy"_s, u"--yes=1"_s} << u"no value"_s;
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        const auto options = parseOptions(arguments);
        QVERIFY(!options);
        QCOMPARE(options.error().kind, core::Fault::Kind::Usage);
        QVERIFY2(options.error().summary.contains(says), qPrintable(options.error().summary));
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
