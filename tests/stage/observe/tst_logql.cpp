// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/logql.h"
#include "backend/stage/observe/trace_store.h"

#include <QRegularExpression>
#include <QTest>

using namespace stage::observe;

/// The subsets of LogQL and TraceQL, as tables.
class LogQlTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void selects_data();
    void selects();
    void refuses_data();
    void refuses();
    void limitsFromTheAskedEnd_data();
    void limitsFromTheAskedEnd();
    void endIsExclusiveStartInclusive();
    void counts();
    void traceQl_data();
    void traceQl();
    void tracesAreFoundWithoutLeadingZerosAndForgottenOldestFirst();

private:
    static std::vector<LogStream> streams()
    {
        return {
            {{{"namespace", "istio-system"}, {"app", "ztunnel"}, {"pod", "z"}},
             {{100, "explicitly denied by: x src.identity=\"spiffe://a\""},
              {200, "allowed src.identity=\"spiffe://b\""}}},
            {{{"namespace", "external-attacker"}, {"app", "mock-attacker"}, {"pod", "m"}},
             {{300, "EXFIL RECEIVED"}, {301, "{\"stolen_data\": 1}"}}},
            {{{"namespace", "trustusbank-platform"}, {"app", "trustusbank-agentgw"}, {"pod", "g"}},
             {{400, "request mcp.method.name=tools/call"}}}};
    }
};

void LogQlTest::init()
{
    QTest::failOnWarning(QRegularExpression(".*"));
}

void LogQlTest::selects_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("lines");
    // The demo's own queries E1, E2, E4 and E5, over the streams below.
    QTest::newRow("E1") << R"({namespace="istio-system", app="ztunnel"} |~ "explicitly denied by")"
                        << 1;
    QTest::newRow("E2")
        << R"({namespace="external-attacker", app="mock-attacker"} |~ "EXFIL RECEIVED|stolen_data")"
        << 2;
    QTest::newRow("E4, dots are any character")
        << R"({app="trustusbank-agentgw"} |~ "mcp.method.name=tools/call")" << 1;
    QTest::newRow("E5, escaped quotes")
        << R"({namespace="istio-system"} |= "src.identity=\"spiffe")" << 2;
    QTest::newRow("backticks") << R"({namespace="istio-system"} |= `src.identity="spiffe`)" << 2;
    QTest::newRow("not equal") << R"({namespace="istio-system"} != "denied")" << 1;
    QTest::newRow("not like") << R"({namespace="istio-system"} !~ "denied|allowed")" << 0;
    QTest::newRow("chain") << R"({namespace=~"istio.+"} |= "spiffe" |~ "den.ed" != "nothing")" << 1;
    QTest::newRow("label regex is anchored") << R"({namespace=~"istio"})" << 0;
    QTest::newRow("label not") << R"({namespace=~".+", app!="ztunnel"})" << 3;
    QTest::newRow("label not like") << R"({namespace=~".+", app!~"ztun.*|mock.*"})" << 1;
}

void LogQlTest::selects()
{
    QFETCH(QString, query);
    const auto parsed = parseLogQl(query.toStdString());
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().c_str());
    std::size_t lines = 0;
    for (const auto &stream : selectLogs(*parsed, streams(), 0, 1000, 100, true))
        lines += stream.entries.size();
    QTEST(static_cast<int>(lines), "lines");
}

void LogQlTest::refuses_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("why");
    QTest::newRow("stage") << R"({app="x"} | json)"
                           << "json";
    QTest::newRow("logfmt") << R"({app="x"} |= "a" | logfmt | level="e")"
                            << "logfmt";
    QTest::newRow("empty selector") << "{}"
                                    << "at least one regexp or equality matcher";
    QTest::newRow("empty-compatible") << R"({app=~".*"})"
                                      << "empty-compatible";
    QTest::newRow("unterminated") << R"({app="x)"
                                  << "not terminated";
    QTest::newRow("no operator") << R"({app "x"})"
                                 << "expecting =";
    QTest::newRow("bad regex") << R"({app=~"("})"
                               << "error parsing regexp";
    QTest::newRow("look-ahead") << "{app=\"x\"} |~ \"(?=a)\""
                                << "Perl syntax";
    QTest::newRow("function") << R"(quantile_over_time(0.9, {app="x"}[1m]))"
                              << "quantile_over_time";
    QTest::newRow("arithmetic") << R"(sum(rate({app="x"}[1m])) / 5)"
                                << "/ 5";
    QTest::newRow("without") << R"(sum without (a) (rate({app="x"}[1m])))"
                             << "without";
    QTest::newRow("range missing") << R"(rate({app="x"}))"
                                   << "expecting [";
    QTest::newRow("range wrong") << R"(rate({app="x"}[5x]))"
                                 << "duration";
    QTest::newRow("nothing") << ""
                             << "expecting {";
}

void LogQlTest::refuses()
{
    QFETCH(QString, query);
    QFETCH(QString, why);
    const auto parsed = parseLogQl(query.toStdString());
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().find(why.toStdString()) != std::string::npos, parsed.error().c_str());
}

void LogQlTest::limitsFromTheAskedEnd_data()
{
    QTest::addColumn<bool>("backward");
    QTest::addColumn<QString>("first");
    QTest::newRow("backward") << true << "allowed src.identity=\"spiffe://b\"";
    QTest::newRow("forward") << false << "explicitly denied by: x src.identity=\"spiffe://a\"";
}

void LogQlTest::limitsFromTheAskedEnd()
{
    QFETCH(bool, backward);
    const auto parsed = parseLogQl(R"({app="ztunnel"})");
    const auto found = selectLogs(*parsed, streams(), 0, 1000, 1, backward);
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found[0].entries.size(), 1U);
    QTEST(QString::fromStdString(found[0].entries[0].line), "first");
}

void LogQlTest::endIsExclusiveStartInclusive()
{
    const auto parsed = parseLogQl(R"({app="ztunnel"})");
    QCOMPARE(selectLogs(*parsed, streams(), 100, 200, 10, true).at(0).entries.size(), 1U);
    QCOMPARE(selectLogs(*parsed, streams(), 100, 201, 10, true).at(0).entries.size(), 2U);
    QVERIFY(selectLogs(*parsed, streams(), 201, 1000, 10, true).empty());
}

void LogQlTest::counts()
{
    const auto all = parseLogQl(R"(sum(count_over_time({namespace=~".+"}[1s])))");
    const auto total = countLogs(*all, streams(), 1000, 1000, 1);
    QCOMPARE(total.size(), 1U);
    QVERIFY(total[0].labels.empty());
    QCOMPARE(total[0].points.at(0).second, 5.0);
    const auto grouped =
        countLogs(*parseLogQl(R"(sum by (app) (count_over_time({namespace=~".+"}[1s])))"),
                  streams(), 1000, 1000, 1);
    QCOMPARE(grouped.size(), 3U);
    const auto rate =
        countLogs(*parseLogQl(R"(rate({app="ztunnel"}[2s]))"), streams(), 1000, 1000, 1);
    QCOMPARE(rate.at(0).points.at(0).second, 1.0);
    QVERIFY(
        countLogs(*parseLogQl(R"(count_over_time({app="nobody"}[1s]))"), streams(), 1000, 1000, 1)
            .empty());
}

void LogQlTest::traceQl_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("spans"); // -1: refused
    QTest::newRow("T1") << R"({resource.service.name="trustusbank-agentgw"})" << 1;
    QTest::newRow("all") << "{}" << 2;
    QTest::newRow("and")
        << R"({ resource.service.name = "currency-converter" && span.exfil.outcome = "sent" })"
        << 1;
    QTest::newRow("dot attribute") << R"({.exfil.outcome="sent"})" << 1;
    QTest::newRow("missing attribute matches nothing") << R"({span.exfil.outcome!="sent"})" << 0;
    QTest::newRow("regex") << R"({resource.service.name=~"currency.*"})" << 1;
    QTest::newRow("duration") << "{duration > 5ms}" << 1;
    QTest::newRow("number") << "{span.http.status >= 400}" << 1;
    QTest::newRow("or refused") << R"({name="a" || name="b"})" << -1;
    QTest::newRow("pipeline refused") << R"({name="a"} | count() > 1)" << -1;
    QTest::newRow("unknown scope refused") << R"({event.name="a"})" << -1;
}

void LogQlTest::traceQl()
{
    QFETCH(QString, query);
    QFETCH(int, spans);
    const auto conditions = parseTraceQl(query.toStdString());
    QCOMPARE(conditions.has_value(), spans >= 0);
    if (!conditions)
        return;
    TraceStore store;
    store.add({"0af7651916cd43dd8448eb211c80319c",
               "b7ad6b7169203331",
               "",
               "trustusbank-agentgw",
               "POST /mcp/fx/*",
               "SERVER",
               0,
               9'000'000,
               {{"http.status", "403"}}});
    store.add({"00000000000000000000000000000abc",
               "00f067aa0ba902b7",
               "",
               "currency-converter",
               "tools/call convert_currency",
               "SERVER",
               0,
               1'000'000,
               {{"exfil.outcome", "sent"}}});
    TraceQuery search;
    search.conditions = *conditions;
    std::size_t found = 0;
    for (const auto &match : store.search(search))
        found += match.spans.size();
    QCOMPARE(static_cast<int>(found), spans);
}

void LogQlTest::tracesAreFoundWithoutLeadingZerosAndForgottenOldestFirst()
{
    TraceStore store(2, 10);
    for (const char *id : {"00000000000000000000000000000001", "00000000000000000000000000000002",
                           "00000000000000000000000000000003"})
        store.add({id, "0000000000000001", "", "s", "n", "SERVER", 1, 2, {}});
    QVERIFY(store.find("1").empty());
    QCOMPARE(store.find("2").size(), 1U);
    QCOMPARE(store.find("0000000000000003").size(), 1U);
    QCOMPARE(store.traces(), 2U);
}

QTEST_GUILESS_MAIN(LogQlTest)
#include "tst_logql.moc"
