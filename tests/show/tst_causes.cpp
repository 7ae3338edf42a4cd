// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made.h"
#include "tests/support/programs.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <random>
#include <set>
#include <signal.h>

using namespace Qt::StringLiterals;
using programs::act;
using programs::called;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;

namespace {

/// Beside whatever else runs on this machine: the same in every command, since they are part of
/// what is deployed.
const QStringList ports{u"--port-offset"_s, u"5100"_s};

std::string story(const Ran &ran, const char *id)
{
    const Json found = act(ran.document, id);
    return found.is_object()
               ? found.value("story", "")
                     + (found.value("expected", false) ? ", expected" : ", unexpected")
               : "not played";
}

Json checkOf(const Json &act, const std::string &id)
{
    for (const Json &check : act.value("checks", Json::array())) {
        if (check.value("id", "") == id)
            return check;
    }
    return {};
}

/// How many steps of a dry run's document would run; -1 when a word is none of the result
/// document's.
int wouldRun(const Json &document)
{
    static const std::set<std::string> words{"done", "already", "skipped", "failed", "cancelled"};
    int count = 0;
    for (const Json &phase : document.value("phases", Json::array())) {
        if (!words.contains(phase.value("outcome", "")))
            return -1;
        for (const Json &step : phase["steps"]) {
            if (!words.contains(step.value("outcome", "")))
                return -1;
            count += step.value("why", "").starts_with("would run");
        }
    }
    return count;
}

} // namespace

/// What an act ends with follows from what was done to the cluster, not from a script. One stage,
/// deployed once. The bundle's alerts glow for a shorter time, for every reset waits for their end;
/// and where the evidence is known not to come, it is waited for only as long as it needs on the
/// way when it does (brief).
class TestCauses : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void deployedTwice();
    void dryRunFindsNothingToDo();
    void noSuchAct();
    void anotherPrompt_data();
    void anotherPrompt();
    void withoutTheTagMove();
    void withoutThePolicies();
    void aDenyElsewhereBlocksNothing();
    void theDenyRemovedMidShow();
    void theDenySurvivesARestart();
    // While the alerts go out.
    void policiesLeaveTheAllowlists();
    void agentAccessPolicies();
    void statusNamesWholeDigests();
    void anotherEditionIsRefused_data();
    void anotherEditionIsRefused();
    void aSourceGoneInAnAct_data();
    void aSourceGoneInAnAct();
    void refusedFaults_data();
    void refusedFaults();
    void whatTheReadyLineNames();
    void forwardsEndedByASignal();
    void theOrderOfToolsDoesNotMatter();
    void anActCutShort();
    void anAgentRefusesACaller();
    void licencesReachTheirProducts();
    void tornDown();
    void cleanupTestCase();

private:
    Ran change(const QStringList &arguments)
    {
        return m_home.cockpit(arguments + show() + QStringList{u"--yes"_s});
    }
    Ran play(const QStringList &arguments) { return change(arguments); }
    Ran playBriefly(const QStringList &arguments)
    {
        return m_home.cockpit(arguments + show(u"brief"_s) + QStringList{u"--yes"_s});
    }
    QStringList show(const QString &bundle = u"show"_s) const
    {
        return ports + QStringList{u"--demo"_s, m_home.path(bundle)};
    }
    Ran kubectl(const QStringList &arguments, const QByteArray &input = {})
    {
        return m_home.run(u"kubectl"_s, arguments, input);
    }
    void reset();

    Home m_home;
    Json m_ready;
};

void TestCauses::initTestCase()
{
    QCOMPARE(m_home.bundle(u"show"_s, programs::shortGlow()), QString());
    QCOMPARE(m_home.bundle(u"brief"_s, programs::briefWaits()), QString());
    m_ready = m_home.stage();
    QVERIFY2(m_ready.is_object(), "the stage did not become ready");
    for (const QString &line : {u"act 1"_s, u"reset"_s, u"policies on"_s}) {
        const Ran early = change(line.split(u' '));
        QVERIFY2(early.exit == 1 && early.words.contains(u"trustusbank-cockpit deploy first"_s),
                 said(early).constData());
    }
    const Ran ran = change({u"deploy"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
}

void TestCauses::reset()
{
    const Ran ran = change({u"reset"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
}

/// A second deploy finds everything done, or not needed here, and does nothing.
void TestCauses::deployedTwice()
{
    const Ran ran = change({u"deploy"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    for (const Json &phase : ran.document["phases"]) {
        for (const Json &step : phase["steps"]) {
            const QByteArray what =
                QByteArray::fromStdString(step.value("id", "") + " " + step.value("title", ""));
            const auto outcome = step.value("outcome", "");
            QVERIFY2(outcome == "already" || outcome == "skipped", what.constData());
        }
    }
}

void TestCauses::dryRunFindsNothingToDo()
{
    const Ran ran = m_home.cockpit(QStringList{u"deploy"_s, u"--dry-run"_s} + show());
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(wouldRun(ran.document), 0);
}

void TestCauses::noSuchAct()
{
    const Ran ran = play({u"act"_s, u"9"_s});
    QCOMPARE(ran.exit, 2);
    QVERIFY2(ran.words.contains(u"no act \"9\""_s), said(ran).constData());
}

void TestCauses::withoutTheTagMove()
{
    const Ran ran = playBriefly({u"play"_s, u"--acts"_s, u"1,2"_s, u"--skip"_s, u"2.1"_s});
    QVERIFY2(ran.exit == 1, said(ran).constData());
    QCOMPARE(story(ran, "1"), std::string("CLEAN, expected"));
    QCOMPARE(story(ran, "2"), std::string("CLEAN, unexpected"));
    QCOMPARE(act(ran.document, "2").value("exfilDelta", -1), 0);
    QCOMPARE(act(ran.document, "2")["image"].value("changed", true), false);
}

void TestCauses::withoutThePolicies()
{
    reset();
    const Ran second = play({u"act"_s, u"2"_s});
    QVERIFY2(second.exit == 0, said(second).constData());
    QCOMPARE(story(second, "2"), std::string("BREACHED, expected"));
    const Ran ran = playBriefly({u"act"_s, u"3"_s, u"--skip"_s, u"3.1"_s});
    QVERIFY2(ran.exit == 1, said(ran).constData());
    QCOMPARE(story(ran, "3"), std::string("BREACHED, unexpected"));
    QVERIFY(act(ran.document, "3").value("exfilDelta", 0) >= 1);
    QCOMPARE(act(ran.document, "3").value("denyDelta", -1), 0);
}

/// A policy that denies somebody else's traffic lets the theft through.
void TestCauses::aDenyElsewhereBlocksNothing()
{
    const Ran applied = kubectl({u"apply"_s, u"-f"_s, u"-"_s}, R"(
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: deny-elsewhere, namespace: external-attacker}
spec:
  action: DENY
  rules: [{from: [{source: {principals: ["*/ns/trustusbank-elsewhere/sa/nobody"]}}]}]
)");
    QVERIFY2(applied.exit == 0, said(applied).constData());
    const Ran ran = playBriefly({u"act"_s, u"3"_s, u"--skip"_s, u"3.1"_s});
    const Ran removed = kubectl({u"delete"_s, u"authorizationpolicy"_s, u"deny-elsewhere"_s,
                                 u"-n"_s, u"external-attacker"_s});
    QVERIFY2(removed.exit == 0, said(removed).constData());
    QVERIFY2(ran.exit == 1, said(ran).constData());
    QCOMPARE(story(ran, "3"), std::string("BREACHED, unexpected"));
}

/// The same act twice: refused while the policies stand, through as soon as the DENY is gone.
void TestCauses::theDenyRemovedMidShow()
{
    const Ran blocked = play({u"act"_s, u"3"_s});
    QVERIFY2(blocked.exit == 0, said(blocked).constData());
    QCOMPARE(story(blocked, "3"), std::string("BLOCKED, expected"));
    const Ran removed = kubectl(
        {u"delete"_s, u"authorizationpolicy"_s, u"--all"_s, u"-n"_s, u"external-attacker"_s});
    QVERIFY2(removed.exit == 0, said(removed).constData());
    const Ran through = playBriefly({u"act"_s, u"3"_s, u"--skip"_s, u"3.1"_s});
    QVERIFY2(through.exit == 1, said(through).constData());
    QCOMPARE(story(through, "3"), std::string("BREACHED, unexpected"));
}

void TestCauses::theDenySurvivesARestart()
{
    const Ran on = change({u"policies"_s, u"on"_s});
    QVERIFY2(on.exit == 0, said(on).constData());
    const Ran restarted = kubectl({u"rollout"_s, u"restart"_s, u"deployment/currency-converter"_s,
                                   u"-n"_s, u"trustusbank-bank-vendors"_s});
    QVERIFY2(restarted.exit == 0, said(restarted).constData());
    const Ran waited = kubectl({u"rollout"_s, u"status"_s, u"deployment/currency-converter"_s,
                                u"-n"_s, u"trustusbank-bank-vendors"_s});
    QVERIFY2(waited.exit == 0, said(waited).constData());
    const Ran ran = play({u"act"_s, u"3"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(story(ran, "3"), std::string("BLOCKED, expected"));
}

/// Servers that list their tools in an order of the moment, and an agent that names its servers in
/// one: the acts come out the same. A failure names its seed.
void TestCauses::theOrderOfToolsDoesNotMatter()
{
    reset();
    const quint32 seed = QRandomGenerator::global()->bounded(1u, 1'000'000u);
    const QByteArray drawn = "seed " + QByteArray::number(seed) + ": ";
    const QString servers = u"trustusbank-bank-mcp"_s;
    for (const QStringList &words :
         {QStringList{u"set"_s, u"env"_s, u"deployment"_s, u"--all"_s,
                      u"TOOL_ORDER_SEED=%1"_s.arg(seed)},
          QStringList{u"rollout"_s, u"status"_s, u"deployment/account-mcp"_s},
          QStringList{u"rollout"_s, u"status"_s, u"deployment/transaction-mcp"_s}}) {
        const Ran ran = kubectl(words + QStringList{u"-n"_s, servers});
        QVERIFY2(ran.exit == 0, said(ran).constData());
    }
    const QStringList bot{u"agent/support-bot"_s, u"-n"_s, u"trustusbank-bank-agents"_s};
    const Ran read = kubectl(QStringList{u"get"_s} + bot + QStringList{u"-o"_s, u"json"_s});
    Json tools = Json::parse(read.out.toStdString())["spec"]["declarative"]["tools"];
    const Json before = tools;
    std::mt19937 random(seed);
    while (tools == before)
        std::shuffle(tools.begin(), tools.end(), random);
    const auto order = [&](const Json &list) {
        const Json patch{{"spec", {{"declarative", {{"tools", list}}}}}};
        return kubectl(
            QStringList{u"patch"_s} + bot
            + QStringList{u"--type=merge"_s, u"-p"_s, QString::fromStdString(patch.dump())});
    };
    const Ran patched = order(tools);
    QVERIFY2(patched.exit == 0, said(patched).constData());
    const Ran rolled = kubectl({u"rollout"_s, u"status"_s, u"deployment/support-bot"_s, u"-n"_s,
                                u"trustusbank-bank-agents"_s});
    QVERIFY2(rolled.exit == 0, said(rolled).constData());
    const Ran ran = play({u"play"_s});
    const Ran back = order(before);
    QVERIFY2(back.exit == 0, said(back).constData());
    QVERIFY2(ran.exit == 0, QByteArray(drawn + said(ran)).constData());
    QVERIFY2(story(ran, "1") == "CLEAN, expected", drawn.constData());
    QVERIFY2(story(ran, "2") == "BREACHED, expected", drawn.constData());
    QVERIFY2(story(ran, "3") == "BLOCKED, expected", drawn.constData());
    QVERIFY2(!called(act(ran.document, "1"), "get_profile"), drawn.constData());
}

/// What was played until a signal came is written down, and nobody claims to know the story.
void TestCauses::anActCutShort()
{
    reset();
    const auto run =
        m_home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                     QStringList{u"act"_s, u"2"_s, u"--yes"_s, u"--json"_s, u"-"_s} + show());
    run->setReadChannel(QProcess::StandardError);
    QString words;
    while (!words.contains(u"\n  2.2  "_s) && run->waitForReadyRead(60'000))
        words += QString::fromUtf8(run->readAllStandardError());
    ::kill(static_cast<pid_t>(run->processId()), SIGINT);
    QVERIFY2(run->waitForFinished(20'000), qPrintable(words));
    QCOMPARE(run->exitCode(), 130);
    run->setReadChannel(QProcess::StandardOutput);
    const Json document = Json::parse(run->readAll().toStdString());
    QCOMPARE(document.value("ok", true), false);
    const Json cut = act(document, "2");
    QVERIFY2(cut.is_object(), document.dump().c_str());
    QCOMPARE(cut.value("expected", true), false);
    QCOMPARE(cut["image"].value("changed", false), true); // the update has arrived
    const std::string story = cut.value("story", "");
    QVERIFY2(story == (cut.value("profileLeaked", false) ? "BREACHED" : "UNKNOWN"), story.c_str());
    static const std::set<std::string> outcomes{"done", "done-unverified", "failed", "skipped"};
    for (const Json &cue : cut["cues"])
        QVERIFY2(outcomes.count(cue.value("outcome", "")) == 1, cue.dump().c_str());
    QCOMPARE(cut["cues"][0].value("outcome", ""), std::string("done"));
    QCOMPARE(cut["cues"].back().value("outcome", ""), std::string("skipped"));
}

void TestCauses::aSourceGoneInAnAct_data()
{
    QTest::addColumn<QString>("backAt"); // the cue; none: it stays away
    QTest::newRow("it comes back in time") << u"2.4"_s;
    QTest::newRow("it does not") << QString();
}
/// Prometheus stands still when the prompt is sent: whether anybody refused anything is then what
/// it says afterwards, or unknown; never what it said before.
void TestCauses::aSourceGoneInAnAct()
{
    QFETCH(QString, backAt);
    reset();
    const auto signal = [this](int number) {
        const auto all = m_home.living();
        for (auto one = all.begin(); one != all.end(); ++one) {
            if (one.value().contains(u"prometheus"_s) && !one.value().contains(u"alertmanager"_s)
                && !one.value().contains(u"trustusbank-stage"_s))
                return ::kill(static_cast<pid_t>(one.key()), number) == 0;
        }
        return false;
    };
    const auto run = m_home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                  QStringList{u"act"_s, u"2"_s, u"--yes"_s, u"--json"_s, u"-"_s}
                                      + show(backAt.isEmpty() ? u"brief"_s : u"show"_s));
    run->setReadChannel(QProcess::StandardError);
    QString words;
    const auto begins = [&](const QString &cue) {
        while (!words.contains(u"\n  "_s + cue + u"  "_s) && run->waitForReadyRead(60'000))
            words += QString::fromUtf8(run->readAllStandardError());
        return words.contains(u"\n  "_s + cue + u"  "_s);
    };
    QVERIFY2(begins(u"2.2"_s), qPrintable(words));
    QVERIFY(signal(SIGSTOP));
    const bool back = !backAt.isEmpty() && begins(backAt) && signal(SIGCONT);
    const bool over = run->waitForFinished(120'000);
    QVERIFY(signal(SIGCONT));
    words += QString::fromUtf8(run->readAllStandardError());
    QVERIFY2(over, qPrintable(words));
    QCOMPARE(back, !backAt.isEmpty());
    run->setReadChannel(QProcess::StandardOutput);
    const Json played = act(Json::parse(run->readAll().toStdString()), "2");
    QVERIFY2(run->exitCode() == (back ? 0 : 1), qPrintable(words));
    QCOMPARE(played.value("story", ""), std::string("BREACHED")); // the receiver has it
    QCOMPARE(played.value("expected", !back), back);
    QCOMPARE(played.contains("unseen"), !back);
    const Json deny = checkOf(played, "act2.deny");
    const QByteArray told = QByteArray::fromStdString(deny.dump());
    QVERIFY2(deny.value("verdict", "") == (back ? "as expected" : "unexpected"), told.constData());
    QVERIFY2(deny.value("why", "").starts_with("unknown: last seen ") == !back, told.constData());
}

void TestCauses::anotherPrompt_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("calls");
    QTest::addColumn<QString>("callsNot");
    QTest::newRow("the balance only") << u"I am customer 12345. What is my balance?"_s
                                      << u"4,287.55"_s << u"get_balance"_s << u"convert_currency"_s;
    QTest::newRow("euro") << u"I am customer 12345. What is my balance in EUR?"_s << u"EUR"_s
                          << u"convert_currency"_s << u"get_profile"_s;
    QTest::newRow("yen") << u"I am customer 12345. What is my balance in JPY?"_s << u"JPY"_s
                         << u"convert_currency"_s << u"get_profile"_s;
}

/// The agent answers what it was asked.
void TestCauses::anotherPrompt()
{
    QFETCH(QString, prompt);
    QFETCH(QString, says);
    QFETCH(QString, calls);
    QFETCH(QString, callsNot);
    const Ran ran = play({u"act"_s, u"1"_s, u"--prompt"_s, prompt});
    const Json first = act(ran.document, "1");
    QVERIFY2(first.is_object(), said(ran).constData());
    const auto text = QString::fromStdString(first["reply"].value("text", ""));
    QVERIFY2(text.contains(says), qPrintable(text));
    QVERIFY2(called(first, calls.toStdString()), said(ran).constData());
    QVERIFY2(!called(first, callsNot.toStdString()), said(ran).constData());
    QCOMPARE(story(ran, "1").substr(0, 5), std::string("CLEAN"));
}

/// Off takes the mesh's policies away and no allowlist; on puts back one that is gone.
void TestCauses::policiesLeaveTheAllowlists()
{
    const auto names = [this](const QString &kind, const QString &ns) {
        const Ran ran = kubectl({u"get"_s, kind, u"-n"_s, ns, u"-o"_s, u"name"_s});
        return ran.exit == 0 ? ran.out.split(u'\n', Qt::SkipEmptyParts) : QStringList{ran.words};
    };
    const QString platform = u"trustusbank-platform"_s;
    const QString gone = u"agentgatewaypolicy.agentgateway.dev/ticket-mcp-allowlist"_s;
    const QStringList before = names(u"agentgatewaypolicies"_s, platform);
    QVERIFY2(before.filter(u"-allowlist"_s).size() == 4 && before.contains(gone),
             qPrintable(before.join(u' ')));
    Ran ran = change({u"policies"_s, u"on"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QVERIFY(!names(u"authorizationpolicies"_s, u"external-attacker"_s).isEmpty());
    ran = change({u"policies"_s, u"off"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(names(u"authorizationpolicies"_s, u"external-attacker"_s), QStringList());
    QCOMPARE(names(u"agentgatewaypolicies"_s, platform), before);
    QCOMPARE(kubectl({u"delete"_s, gone, u"-n"_s, platform}).exit, 0);
    ran = change({u"policies"_s, u"on"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(names(u"agentgatewaypolicies"_s, platform), before);
}

/// The runtime's own policies: their kinds are there, the generated ones sit on the waypoints, and
/// off leaves none.
void TestCauses::agentAccessPolicies()
{
    const QStringList applied{
        u"get"_s, u"accesspolicies"_s,
        u"-n"_s,  u"trustusbank-bank-agents"_s,
        u"-o"_s,  u"jsonpath={range .items[*]}{.metadata.name} {.status.state} {end}"_s};
    Ran ran = change({u"policies"_s, u"kagent"_s, u"on"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(kubectl(applied).out, u"fraud-bot-callers-allowlist Applied "
                                   "support-bot-callers-allowlist Applied "_s);
    ran = change({u"policies"_s, u"kagent"_s, u"off"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(kubectl(applied).out, QString());
}

/// Whom no access policy names is refused with 403, the alert fires and the SOC has its mail;
/// whom one names passes all the while.
void TestCauses::anAgentRefusesACaller()
{
    reset();
    const auto forwards =
        m_home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                     QStringList{u"forwards"_s, u"--only"_s, u"chatbot,mailhog,prometheus"_s,
                                 u"--json"_s, u"-"_s}
                         + show());
    QByteArray lines;
    while (lines.count("\"Verified\"") < 3 && forwards->waitForReadyRead(30'000))
        lines += forwards->readAllStandardOutput();
    const auto status = [](const char *agent) {
        return programs::httpStatus("GET",
                                    u"http://localhost:23109/api/a2a/trustusbank-bank-agents/%1/"
                                    ".well-known/agent-card.json"_s.arg(QLatin1String(agent)));
    };
    const auto answer = [](const QString &url) {
        QByteArray body;
        const int got = programs::httpStatus("GET", url, {}, nullptr, &body);
        return got == 200 ? Json::parse(body.toStdString(), nullptr, false) : Json();
    };
    // The subject is encoded, for it has a dash.
    const auto mails = [&] {
        const Json list = answer(u"http://localhost:23112/api/v2/messages?limit=50"_s);
        int count = 0;
        for (const Json &mail : list.value("items", Json::array())) {
            const std::string subject = mail["Content"]["Headers"]["Subject"].dump();
            count += subject.find("FIRING") != std::string::npos
                     && subject.find("KagentAccessPolicyDeny") != std::string::npos;
        }
        return count;
    };
    const auto firing = [&] {
        const Json found = answer(u"http://localhost:23102/api/v1/query?query="
                                  "ALERTS%7Balertname%3D%22KagentAccessPolicyDeny%22%2C"
                                  "alertstate%3D%22firing%22%7D"_s);
        return found.is_object() ? static_cast<int>(found["data"]["result"].size()) : -1;
    };
    QCOMPARE(status("fraud-bot"), 200);
    QCOMPARE(firing(), 0);
    Ran ran = change({u"policies"_s, u"kagent"_s, u"on"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QTRY_COMPARE_WITH_TIMEOUT(status("fraud-bot"), 403, 20'000);
    QCOMPARE(status("support-bot"), 200);
    QTRY_VERIFY_WITH_TIMEOUT(firing() == 1, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(mails() >= 1, 30'000);
    ran = change({u"policies"_s, u"kagent"_s, u"off"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QTRY_COMPARE_WITH_TIMEOUT(status("fraud-bot"), 200, 20'000);
    forwards->terminate();
    QVERIFY(forwards->waitForFinished(10'000));
}

void TestCauses::refusedFaults_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no JSON") << QByteArray("kill-pod");
    QTest::newRow("an unknown kind") << QByteArray(R"({"kind": "kill-cluster"})");
    QTest::newRow("no target") << QByteArray(R"({"kind": "kill-pod"})");
    QTest::newRow("no such pod") << QByteArray(R"({"kind": "crash-loop", "target": "a/b"})");
    QTest::newRow("no image") << QByteArray(R"({"kind": "image-missing"})");
    QTest::newRow("no port") << QByteArray(R"({"kind": "fill-port", "target": "12x"})");
    QTest::newRow("no seconds") << QByteArray(R"({"kind": "clock-skew", "target": "soon"})");
    QTest::newRow("a time that is none") << QByteArray(R"({"kind": "drop-watch", "seconds": -1})");
}

/// A drill that would break nothing is told so.
void TestCauses::refusedFaults()
{
    QFETCH(QByteArray, body);
    const QString faults = QString::fromStdString(m_ready.value("faults", ""));
    QCOMPARE(programs::httpStatus("POST", faults, body), 400);
}

/// A real client reads the whole answer of the stage's Prometheus, under the address in the ready
/// line.
void TestCauses::whatTheReadyLineNames()
{
    const Ran asked =
        m_home.run(u"promtool"_s,
                   {u"query"_s, u"instant"_s,
                    QString::fromStdString(m_ready.value("prometheus", "")), u"vector(7)"_s});
    QVERIFY2(asked.exit == 0 && asked.out.startsWith(u"{} => 7"_s), said(asked).constData());
}

void TestCauses::forwardsEndedByASignal()
{
    const auto forwards =
        m_home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                     QStringList{u"forwards"_s, u"--only"_s, u"grafana"_s, u"--json"_s, u"-"_s}
                         + show());
    QByteArray lines;
    while (!lines.contains("\"Verified\"") && forwards->waitForReadyRead(30'000))
        lines += forwards->readAllStandardOutput();
    forwards->terminate();
    QVERIFY(forwards->waitForFinished(10'000));
    QCOMPARE(forwards->exitCode(), 130);
}

/// What runs is named so that it can be compared with what a registry says.
void TestCauses::statusNamesWholeDigests()
{
    const Ran ran = m_home.cockpit(QStringList{u"status"_s} + show());
    QVERIFY2(ran.exit == 0, said(ran).constData());
    static const QRegularExpression whole(u"^runs sha256:[0-9a-f]{64}$"_s);
    int running = 0;
    for (const Json &item : ran.document["items"]) {
        if (!item.value("id", "").starts_with("running-"))
            continue;
        ++running;
        const QString why = QString::fromStdString(item.value("why", ""));
        QVERIFY2(whole.match(why).hasMatch(), qPrintable(why));
    }
    QVERIFY(running >= 6);
}

void TestCauses::anotherEditionIsRefused_data()
{
    QTest::addColumn<QStringList>("command");
    for (const char *line : {"deploy --yes", "reset --yes", "teardown --yes", "policies on --yes",
                             "play --yes", "status"})
        QTest::newRow(line) << QString::fromLatin1(line).split(u' ');
}
/// Over one edition the other is refused with one line, and nothing is changed.
void TestCauses::anotherEditionIsRefused()
{
    QFETCH(QStringList, command);
    const auto objects = [this] {
        const Ran ran =
            kubectl({u"get"_s, u"namespaces,configmaps,leases,networkpolicies"_s, u"-A"_s, u"-o"_s,
                     u"jsonpath={range .items[*]}{.metadata.uid} {end}"_s});
        return ran.exit == 0 ? ran.out : QString();
    };
    const QString before = objects();
    QVERIFY(!before.isEmpty());
    const Ran ran = m_home.cockpit(command + show() + QStringList{u"--edition"_s, u"bare"_s});
    QVERIFY2(ran.exit == 2, said(ran).constData());
    const QStringList lines = ran.words.trimmed().split(u'\n');
    QVERIFY2(lines.last().contains(u"--edition bare: edition solo is deployed"_s)
                 && lines.last().contains(u"expected --edition solo"_s),
             said(ran).constData());
    QCOMPARE(objects(), before);
}

/// On a cluster that wants licences each one lies in the secret that its product's chart names, and
/// no release's values have it.
void TestCauses::licencesReachTheirProducts()
{
    const QString ns = u"trustusbank-platform"_s;
    const auto facts = [&](const char *licences) {
        return kubectl({u"patch"_s, u"configmap"_s, u"trustusbank-facts"_s, u"-n"_s,
                        u"kube-public"_s, u"--type=merge"_s, u"-p"_s,
                        uR"({"data":{"licences":"%1"}})"_s.arg(QLatin1String(licences))});
    };
    const auto licence = [](const char *product) {
        const Json claims{{"product", product}, {"lt", "ent"}, {"exp", 4'102'444'800}};
        const QByteArray body =
            QByteArray::fromStdString(claims.dump())
                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        return QByteArray("e30." + body + ".signed");
    };
    const std::map<QString, QByteArray> entered{{u"solo-istio"_s, licence("gloo-mesh")},
                                                {u"solo-agentgateway"_s, licence("agentgateway")},
                                                {u"solo-kagent"_s, licence("kagent")}};
    for (const auto &[name, value] : entered) {
        const Ran set = m_home.run(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                   {u"secrets"_s, u"set"_s, name}, value + '\n');
        QVERIFY2(set.exit == 0, said(set).constData());
    }
    QCOMPARE(facts("needed").exit, 0);
    const Ran ran = change({u"deploy"_s});
    QCOMPARE(facts("not-needed").exit, 0);
    QVERIFY2(ran.exit == 0, said(ran).constData());
    const auto secret = [&](const char *product) {
        const QString name = u"enterprise-%1-license"_s.arg(QLatin1String(product));
        const Ran got = kubectl({u"get"_s, u"secret"_s, name, u"-n"_s, ns, u"-o"_s,
                                 u"jsonpath={.data.%1-key}"_s.arg(name)});
        return QByteArray::fromBase64(got.out.toLatin1());
    };
    QCOMPARE(secret("agentgateway"), entered.at(u"solo-agentgateway"_s));
    QCOMPARE(secret("kagent"), entered.at(u"solo-kagent"_s));
    const QString helm = QString::fromStdString(m_ready.value("tools", "")) + u"/helm"_s;
    for (const QString &release : {u"enterprise-agentgateway"_s, u"kagent-enterprise"_s}) {
        const Ran values = m_home.run(helm, {u"get"_s, u"values"_s, release, u"-n"_s, ns});
        QVERIFY2(values.exit == 0 && values.out.contains(u"secretName"_s),
                 said(values).constData());
        for (const auto &[name, value] : entered)
            QVERIFY2(!values.out.contains(QString::fromLatin1(value)), qPrintable(release));
    }
}

void TestCauses::tornDown()
{
    const Ran ran = change({u"teardown"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    const Ran left = kubectl({u"get"_s, u"namespaces"_s, u"-o"_s, u"name"_s});
    QVERIFY2(left.exit == 0, said(left).constData());
    QVERIFY2(!left.out.contains(u"trustusbank-"_s), left.out.toUtf8().constData());
    const Ran plan = m_home.cockpit(QStringList{u"deploy"_s, u"--dry-run"_s} + show());
    QVERIFY2(plan.exit == 0, said(plan).constData());
    QVERIFY2(wouldRun(plan.document) > 20, QByteArray::number(wouldRun(plan.document)).constData());
}

void TestCauses::cleanupTestCase()
{
    const int took = m_home.endStage();
    QVERIFY2(took >= 0 && took < 3000, QByteArray::number(took).constData());
    QCOMPARE(m_home.leftOver(), QStringList());
}

QTEST_GUILESS_MAIN(TestCauses)
#include "tst_causes.moc"
