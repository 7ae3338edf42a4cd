// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/measure.h"
#include "backend/evidence/parse.h"
#include "backend/evidence/prompt.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace evidence;

namespace {

const QDateTime early = QDateTime::fromMSecsSinceEpoch(1000, Qt::UTC);
const QDateTime later = QDateTime::fromMSecsSinceEpoch(2000, Qt::UTC);

Loot loot(const QString &at, const char *body)
{
    return {at, u"10.244.1.9:40000"_s, 10, Json::parse(body)};
}

const char whole[] = R"({"name":"A","email":"a@b.c","phone":"1"})";
const char part[] = R"({"name":"A","email":"","phone":"1"})";

Rules rules()
{
    Rules out;
    out.profile = QStringList{u"name"_s, u"email"_s, u"phone"_s};
    out.alertCounter[u"Deny"_s] = u"deny.count"_s;
    out.alertCounter[u"Attempt"_s] = u"attempt.count"_s;
    return out;
}

} // namespace

class EvidenceTest : public QObject {
    Q_OBJECT
private slots:
    void onlyNewEventsCount()
    {
        Baseline before;
        before.picture.loot = {{loot(u"1"_s, whole)}, early, {}};
        Picture now;
        QCOMPARE(measure(u"loot.count"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>());
        now.loot = {{loot(u"1"_s, whole)}, later, {}};
        QCOMPARE(measure(u"loot.count"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(0));
        QCOMPARE(measure(u"loot.profile"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(false));
        now.loot.value.push_back(loot(u"2"_s, part));
        QCOMPARE(measure(u"loot.count"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(1));
        QCOMPARE(measure(u"loot.profile"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(false));
        now.loot.value.push_back(loot(u"3"_s, whole));
        QCOMPARE(measure(u"loot.profile"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(true));
    }

    void twoEqualEventsAreTwo()
    {
        Baseline before;
        before.picture.loot = {{loot(u"1"_s, whole)}, early, {}};
        Picture now;
        now.loot = {{loot(u"1"_s, whole), loot(u"1"_s, whole)}, later, {}};
        QCOMPARE(newLoot(before, now).size(), std::size_t(1));
    }

    void countersAreDeltasThatSurviveARestart_data()
    {
        QTest::addColumn<double>("then");
        QTest::addColumn<double>("now");
        QTest::addColumn<double>("rise");
        QTest::newRow("born at one") << 0.0 << 1.0 << 1.0;
        QTest::newRow("nothing") << 3.0 << 3.0 << 0.0;
        QTest::newRow("more") << 3.0 << 5.0 << 2.0;
        QTest::newRow("restarted") << 5.0 << 2.0 << 2.0;
    }
    void countersAreDeltasThatSurviveARestart()
    {
        QFETCH(double, then);
        QFETCH(double, now);
        QFETCH(double, rise);
        Baseline before;
        before.picture.counters = {{{u"deny.count"_s, then}}, early, {}};
        Picture picture;
        picture.counters = {{{u"deny.count"_s, now}}, later, {}};
        QCOMPARE(evidence::rise(u"deny.count"_s, before, picture), rise);
        QCOMPARE(measure(u"deny.count"_s, {}, before, picture, {}, rules()).value,
                 std::optional<Json>(rise));
    }

    /// An alert that glows from the act before is listed as stale and never counts.
    void afterglowIsStale()
    {
        Baseline before;
        before.picture.counters = {{{u"deny.count"_s, 1}, {u"attempt.count"_s, 1}}, early, {}};
        Picture now;
        now.counters = {{{u"deny.count"_s, 1}, {u"attempt.count"_s, 2}}, later, {}};
        now.alerts = {{{u"Deny"_s, {}, true}, {u"Attempt"_s, {}, true}, {u"Other"_s, {}, true}},
                      later,
                      {}};
        const Firing firing = evidence::firing(before, now, rules());
        QCOMPARE(firing.own, QStringList{u"Attempt"_s});
        QCOMPARE(firing.stale, QStringList{u"Deny"_s});
        const Json with = {{"alert", "Deny"}};
        QCOMPARE(measure(u"alerts.firing"_s, with, before, now, {}, rules()).value,
                 std::optional<Json>(false));
    }

    /// What is made of two sources is as old as the older one, and says why that one is old.
    void twoSourcesAreAsOldAsTheOlder_data()
    {
        QTest::addColumn<QString>("probe");
        QTest::newRow("an alert and its counter") << u"alerts.firing"_s;
        QTest::newRow("nothing arrived, and it was refused") << u"flow.silence"_s;
        QTest::newRow("pods and the tag") << u"pods.digest"_s;
    }
    void twoSourcesAreAsOldAsTheOlder()
    {
        QFETCH(QString, probe);
        Picture now;
        now.alerts.at = now.loot.at = now.running.at = later;
        const Json with = {{"alert", "Deny"}};
        const auto seen = [&] { return measure(probe, with, Baseline(), now, {}, rules()); };
        QVERIFY(!seen().value && !seen().at.isValid());
        now.counters.at = now.digest.at = early;
        now.counters.error = now.digest.error = u"HTTP 500"_s;
        QVERIFY(seen().value.has_value());
        QCOMPARE(seen().at, early);
        QCOMPARE(seen().why, u"HTTP 500"_s);
        now.counters.at = now.digest.at = later.addSecs(1);
        QCOMPARE(seen().at, later);
        QCOMPARE(seen().why, QString());
    }

    void mailsCountSinceTheShowBegan()
    {
        Baseline before;
        before.showMails = {{u"1"_s, u"Deny"_s, {}, {}, false}};
        Picture now;
        now.mails = {{{u"1"_s, u"Deny"_s, {}, {}, false},
                      {u"2"_s, u"Deny"_s, {}, u"x spiffe://y z"_s, false},
                      {u"3"_s, u"Deny"_s, {}, {}, true}},
                     later,
                     {}};
        QCOMPARE(mailsSinceShow(before, now).value(u"Deny"_s), 1);
        const Json with = {{"alert", "Deny"}, {"text", "spiffe://y"}};
        QCOMPARE(measure(u"mails.contains"_s, with, before, now, {}, rules()).value,
                 std::optional<Json>(true));
    }

    /// An edition without a source is not waited for, and nothing is told of it.
    void aSourceThatIsNotThere()
    {
        Picture now;
        now.loot.at = now.counters.at = now.digest.at = now.running.at = now.policies.at = later;
        QVERIFY(!now.fresh(early));
        now.alerts.absent = now.mails.absent = now.catalogue.absent = true;
        QVERIFY(now.fresh(early));
        const Measurement seen =
            measure(u"catalogue.count"_s, {}, Baseline(), now, std::nullopt, rules());
        QVERIFY(!seen.value);
        QVERIFY2(seen.why.contains(u"no source"_s), qPrintable(seen.why));
    }

    /// What is asked before a GO is absolute: an act has not begun then.
    void conditionsNeedNoBaseline_data()
    {
        QTest::addColumn<QString>("probe");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("value"); // "" for none
        QTest::newRow("the tag has the approved bytes") << u"image.clean"_s << u""_s << u"true"_s;
        QTest::newRow("policies are counted") << u"policies.count"_s << u""_s << u"7"_s;
        QTest::newRow("a source that answers") << u"source.answers"_s << u"attacker"_s << u"true"_s;
        QTest::newRow("one whose last look failed")
            << u"source.answers"_s << u"registry"_s << u"false"_s;
        QTest::newRow("one that never answered") << u"source.answers"_s << u"mailhog"_s << u""_s;
        QTest::newRow("one that nobody has") << u"source.answers"_s << u"oracle"_s << u""_s;
    }
    void conditionsNeedNoBaseline()
    {
        QFETCH(QString, probe);
        QFETCH(QString, source);
        QFETCH(QString, value);
        Picture now;
        now.digest = now.clean = {u"sha256:1"_s, later, {}};
        now.policies = {7, later, {}};
        now.loot = {{}, later, {}};
        now.catalogue = {Json::array(), later, u"connection refused"_s};
        const Json with = {{"source", source.toStdString()}};
        const Measurement seen = measure(probe, with, Baseline(), now, std::nullopt, rules());
        QCOMPARE(seen.value ? QString::fromStdString(seen.value->dump()) : QString(), value);
        now.clean.value = u"sha256:2"_s;
        if (probe == u"image.clean")
            QVERIFY(measure(probe, with, Baseline(), now, std::nullopt, rules()).value
                    == std::optional<Json>(false));
    }

    /// A complete answer cannot become another one; one that broke off may be asked for again.
    void aCompleteAnswerIsFinal()
    {
        Reply reply;
        reply.at = later;
        QVERIFY(!measure(u"tools.has"_s, {}, Baseline(), Picture(), reply, rules()).final);
        reply.completed = true;
        QVERIFY(measure(u"tools.has"_s, {}, Baseline(), Picture(), reply, rules()).final);
    }

    void silenceNeedsARefusalAndTime()
    {
        Baseline before;
        Picture now;
        now.loot = {{}, later, {}};
        now.counters = {{{u"deny.count"_s, 0}}, later, {}};
        QCOMPARE(measure(u"flow.silence"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(false));
        now.counters.value[u"deny.count"_s] = 1;
        QCOMPARE(measure(u"flow.silence"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(true));
        Reply reply;
        reply.at = later.addMSecs(-2999);
        const Json with{{"for", "3s"}};
        QCOMPARE(measure(u"flow.silence"_s, with, before, now, reply, rules()).value,
                 std::optional<Json>(false));
        reply.at = later.addMSecs(-3000);
        QCOMPARE(measure(u"flow.silence"_s, with, before, now, reply, rules()).value,
                 std::optional<Json>(true));
        now.loot.value.push_back(loot(u"2"_s, part));
        QCOMPARE(measure(u"flow.silence"_s, {}, before, now, {}, rules()).value,
                 std::optional<Json>(false));
    }

    void aTaskTellsFiguresAndTools()
    {
        const QByteArray answer =
            R"({"jsonrpc":"2.0","id":"1","result":{"kind":"task","status":{"state":"completed"},
            "artifacts":[{"parts":[{"kind":"text","text":"Your balance is £4,287.55, that is $5,445.19."}]}],
            "history":[{"role":"user","parts":[{"kind":"text","text":"hi"}]},
             {"role":"agent","parts":[{"kind":"data","metadata":{"kagent_type":"function_call"},"data":{"name":"get_balance"}}]},
             {"role":"agent","parts":[{"kind":"data","metadata":{"adk_type":"function_response"},"data":{"name":"get_balance"}}]},
             {"role":"agent","parts":[{"kind":"data","metadata":{"adk_type":"function_call"},"data":{"name":"convert_currency"}}]}]}})";
        const Reply reply = parseReply(answer);
        QVERIFY(reply.completed);
        QCOMPARE(reply.gbp, u"4287.55"_s);
        QCOMPARE(reply.usd, u"5445.19"_s);
        QCOMPARE(reply.tools, QStringList({u"get_balance"_s, u"convert_currency"_s}));
    }

    void whatWasSpentIsNoBalance()
    {
        const Reply reply = parseReply(
            R"({"result":{"status":{"state":"completed"},"artifacts":[{"parts":[{"kind":"text",
            "text":"Your balance is £4,287.55. No conversion.\n- 2026-11-27 GenericLuxuryGoods -$1,499.00"}]}]}})");
        QCOMPARE(reply.gbp, u"4287.55"_s);
        QCOMPARE(reply.usd, QString());
    }

    void whatIsNoAnswerSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("says");
        QTest::newRow("error") << QByteArray(
            R"({"error":{"code":-32603,"message":"Internal error","data":"boom"}})")
                               << u"Internal error boom"_s;
        QTest::newRow("html") << QByteArray("<html>") << u"not A2A"_s;
        QTest::newRow("failed") << QByteArray(
            R"({"result":{"status":{"state":"failed","message":{"parts":[{"text":"model down"}]}}}})")
                                << u"model down"_s;
        QTest::newRow("empty") << QByteArray() << u"not A2A"_s;
        QTest::newRow("a list") << QByteArray("[]") << u"not A2A"_s;
    }
    void whatIsNoAnswerSaysWhy()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, says);
        const Reply reply = parseReply(body);
        QVERIFY(!reply.completed);
        QVERIFY2(reply.error.contains(says), qPrintable(reply.error));
    }

    void foreignAnswersNeverThrow_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body :
             {"", "[]", "null", "{", "{\"events\":[1]}", "{\"items\":[null]}", "{\"servers\":[3]}",
              "{\"data\":{\"alerts\":[0]},\"status\":\"success\"}",
              "{\"status\":\"success\",\"data\":{\"result\":[5]}}"})
            QTest::newRow(body) << QByteArray(body);
    }
    void foreignAnswersNeverThrow()
    {
        QFETCH(QByteArray, body);
        (void)parseLoot(body);
        (void)parseTotal(body);
        (void)parseAlerts(body);
        (void)parseMails(body);
        (void)parseCatalogue(body);
        (void)parseReply(body);
        QVERIFY(!parseLoot("{}").has_value());
    }

    void mailsAreDecoded()
    {
        const QByteArray body =
            R"({"total":1,"items":[{"ID":"a@b","Content":{"Headers":{"Subject":["=?UTF-8?q?[FIRING:1]_IstioAuthZDeny_=C2=A3?="],
            "Content-Transfer-Encoding":["quoted-printable"]},"Body":"identity=3Dspiffe://x=\r\n/y"}}]})";
        const auto mails = parseMails(body);
        QVERIFY(mails);
        QCOMPARE(mails->at(0).alert, u"IstioAuthZDeny"_s);
        QCOMPARE(mails->at(0).body, u"identity=spiffe://x/y"_s);
    }

    void thePromptIsA2A()
    {
        const Json body = Json::parse(promptBody(u"hello £"_s, u"m-1"_s).toStdString());
        QCOMPARE(body.at("method").get<std::string>(), std::string("message/send"));
        QCOMPARE(body.at("params").at("message").at("parts").at(0).at("text").get<std::string>(),
                 std::string("hello £"));
    }
};

QTEST_GUILESS_MAIN(EvidenceTest)
#include "tst_evidence.moc"
