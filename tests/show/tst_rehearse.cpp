// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/programs.h"

#include <QDir>
#include <QTest>

#include <signal.h>

using namespace Qt::StringLiterals;
using programs::act;
using programs::called;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;
using programs::toolsOf;

namespace {

bool contains(const std::vector<std::string> &list, const char *word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

/// How the home's only show began: ready once a cue stands by, and not before.
QStringList firstEvents(const Home &home)
{
    const QDir shows(home.path(u"state/trustusbank-cockpit/shows"_s));
    QStringList out;
    for (const QString &line : linesOf(shows.filePath(shows.entryList(QDir::Files).value(0))))
        out << QString::fromStdString(Json::parse(line.toStdString()).value("event", ""));
    return out.mid(0, 4);
}

} // namespace

/// The show as a user gets it: one command, nothing prepared, nothing left behind.
class TestRehearse : public QObject {
    Q_OBJECT

private slots:
    void theThreeActs();
    void otherwiseTaken_data();
    void otherwiseTaken();
    void interrupted();
    void wrongUse_data();
    void wrongUse();
};

void TestRehearse::theThreeActs()
{
    Home home;
    const QString log = home.path(u"cockpit.log"_s);
    const Ran ran = home.cockpit({u"rehearse"_s, u"--ports"_s, u"auto"_s, u"--log"_s, log});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QVERIFY(linesOf(log).filter(u" Act 3 "_s).size() == 1);
    QCOMPARE(firstEvents(home), QStringList({u"standby"_s, u"cue"_s, u"ready"_s, u"go"_s}));
    QCOMPARE(ran.document.value("cluster", ""), std::string("stage"));
    QCOMPARE(ran.document.value("edition", ""), std::string("solo"));
    QCOMPARE(ran.document["phases"].size(), size_t(10));
    for (const Json &phase : ran.document["phases"]) {
        const auto outcome = phase.value("outcome", "");
        QVERIFY2(outcome == "done" || outcome == "already", outcome.c_str());
    }

    const Json first = act(ran.document, "1"), second = act(ran.document, "2"),
               third = act(ran.document, "3");
    QCOMPARE(first.value("story", ""), std::string("CLEAN"));
    QCOMPARE(second.value("story", ""), std::string("BREACHED"));
    QCOMPARE(third.value("story", ""), std::string("BLOCKED"));
    for (const Json &each : {first, second, third}) {
        QCOMPARE(each.value("expected", false), true);
        QCOMPARE(each["reply"].value("gbp", ""), std::string("4287.55"));
        QCOMPARE(each["reply"].value("usd", ""), std::string("5445.19"));
        QCOMPARE(toolsOf(each).at(0), std::string("get_balance"));
        QCOMPARE(each["catalogue"].value("entries", 0), 4);
        QCOMPARE(each["catalogue"].value("changed", true), false);
    }
    QVERIFY(!called(first, "get_profile"));
    QCOMPARE(first.value("exfilDelta", -1), 0);
    QVERIFY(called(second, "get_profile"));
    QCOMPARE(second.value("profileLeaked", false), true);
    QVERIFY(second.value("exfilDelta", 0) >= 1);
    QCOMPARE(second.value("denyDelta", -1), 0);
    QCOMPARE(second["image"].value("changed", false), true);
    QCOMPARE(second["image"].value("tag", ""), std::string("1.0.0"));
    QCOMPARE(second["image"].value("signature", ""), std::string("untrusted"));
    QVERIFY(second["mails"].value("BankToAttackerAttempt", 0) >= 1);
    QVERIFY(toolsOf(third) == toolsOf(second));
    QCOMPARE(third.value("exfilDelta", -1), 0);
    QCOMPARE(third.value("profileLeaked", true), false);
    QVERIFY(third.value("denyDelta", 0) >= 1);
    const auto firing = third.value("alertsFiring", std::vector<std::string>{});
    QVERIFY(contains(firing, "IstioAuthZDeny") && contains(firing, "BankToAttackerAttempt"));
    QVERIFY(third["mails"].value("IstioAuthZDeny", 0) >= 1);
    QCOMPARE(home.leftOver(), QStringList());
}

void TestRehearse::otherwiseTaken_data()
{
    QTest::addColumn<QByteArray>("usual");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("the open-source gateway")
        << QByteArray("take: enterprise") << QByteArray("take: oss");
    QTest::newRow("through kagent's controller")
        << QByteArray("take: direct") << QByteArray("take: controller");
}

/// Whatever of the bundle's options is taken, the show is the same.
void TestRehearse::otherwiseTaken()
{
    QFETCH(QByteArray, usual);
    QFETCH(QByteArray, other);
    Home home;
    const QString show = home.path(u"show"_s);
    const Ran exported = home.cockpit({u"demo"_s, u"export"_s, show}, 60);
    QVERIFY2(exported.exit == 0, said(exported).constData());
    QFile file(show + u"/demo.yaml"_s);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray text = file.readAll();
    QCOMPARE(text.count(usual), 1);
    file.seek(0);
    file.write(text.replace(usual, other));
    file.resize(text.size());
    file.close();
    const Ran ran = home.cockpit({u"rehearse"_s, u"--ports"_s, u"auto"_s, u"--demo"_s, show});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(act(ran.document, "1").value("story", ""), std::string("CLEAN"));
    QCOMPARE(act(ran.document, "2").value("story", ""), std::string("BREACHED"));
    QCOMPARE(act(ran.document, "3").value("story", ""), std::string("BLOCKED"));
    QCOMPARE(home.leftOver(), QStringList());
}

/// Ctrl+C in the middle of the deploy: exit 130, and no child survives.
void TestRehearse::interrupted()
{
    Home home;
    const auto process = home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                    {u"rehearse"_s, u"--ports"_s, u"auto"_s});
    process->setReadChannel(QProcess::StandardError);
    QByteArray words;
    while (!words.contains("istiod") && process->waitForReadyRead(60'000))
        words += process->readAllStandardError();
    QVERIFY2(words.contains("istiod"), words.constData());
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    QVERIFY(process->waitForFinished(20'000));
    QCOMPARE(process->exitCode(), 130);
    QCOMPARE(home.leftOver(), QStringList());
}

void TestRehearse::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such command") << QStringList{u"reherse"_s} << 2 << u"reherse"_s;
    QTest::newRow("no such flag") << QStringList{u"rehearse"_s, u"--fast"_s} << 2 << u"--fast"_s;
    QTest::newRow("no such pace") << QStringList{u"rehearse"_s, u"--pace"_s, u"warp"_s} << 2
                                  << u"--pace"_s;
    QTest::newRow("no such bundle")
        << QStringList{u"rehearse"_s, u"--demo"_s, u"/nowhere"_s} << 2 << u"demo.yaml:1:1"_s;
    QTest::newRow("no such kubeconfig")
        << QStringList{u"status"_s, u"--kubeconfig"_s, u"/nowhere/config"_s} << 2
        << u"/nowhere/config"_s;
    QTest::newRow("no cluster at all") << QStringList{u"status"_s} << 3 << u"kubeconfig"_s;
}

/// Bad input is one clear line and its exit code, and nothing is started.
void TestRehearse::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exit);
    QFETCH(QString, words);
    Home home;
    const Ran ran = home.cockpit(arguments, 60);
    QVERIFY2(ran.exit == exit, said(ran).constData());
    QVERIFY2(ran.words.contains(words), said(ran).constData());
    QVERIFY(ran.document.is_object() && !ran.document.value("ok", true));
    QVERIFY(!ran.document.value("why", "").empty());
    QCOMPARE(home.leftOver(), QStringList());
}

QTEST_GUILESS_MAIN(TestRehearse)
#include "tst_rehearse.moc"
