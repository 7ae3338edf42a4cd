// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/metrics.h"
#endif

#include <QTest>

using namespace stage::mesh;
using namespace std::chrono_literals;

namespace {

Party converter()
{
    Party party;
    party.pod = "currency-converter-759c4497c9-n4lqn";
    party.ns = "trustusbank-bank-vendors";
    party.serviceAccount = party.workload = party.canonicalService = "currency-converter";
    party.canonicalRevision = "latest";
    party.ip = "10.244.0.8";
    party.ambient = true;
    return party;
}

Party attacker()
{
    Party party;
    party.pod = "mock-attacker-69c55c64f7-htvmp";
    party.ns = "external-attacker";
    party.serviceAccount = party.workload = party.canonicalService = "mock-attacker";
    party.canonicalRevision = "latest";
    party.ip = "10.244.0.6";
    party.ambient = true;
    return party;
}

Facts facts()
{
    Facts facts;
    facts.source = converter();
    facts.destination = attacker();
    facts.service = {"external-attacker", "mock-attacker"};
    facts.serviceAddressed = facts.tunnelled = true;
    facts.sourceAddress = "10.244.0.8:60124";
    facts.tunnelAddress = "10.244.0.8:49030";
    facts.destinationIp = "10.244.0.6";
    facts.port = 8080;
    return facts;
}

/// A caller outside the mesh, whose pod istiod knows.
Facts plaintext()
{
    Facts plain = facts();
    plain.source.ambient = plain.tunnelled = false;
    return plain;
}

std::chrono::system_clock::time_point at(int minute, int second, int micros)
{
    using namespace std::chrono;
    return sys_days(year(2026) / 11 / 23) + 20h + minutes(minute) + seconds(second)
           + microseconds(micros);
}

// Verbatim from a real mesh, with tabs where it has them.
const char allowedOut[] =
    "2026-11-23T20:03:16.444809Z\tinfo\taccess\tconnection complete\tsrc.addr=10.244.0.8:60124 "
    "src.workload=\"currency-converter-759c4497c9-n4lqn\" "
    "src.namespace=\"trustusbank-bank-vendors\" "
    "src.identity=\"spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter\" "
    "dst.addr=10.244.0.6:15008 dst.hbone_addr=10.244.0.6:8080 "
    "dst.service=\"mock-attacker.external-attacker.svc.cluster.local\" "
    "dst.workload=\"mock-attacker-69c55c64f7-htvmp\" dst.namespace=\"external-attacker\" "
    "dst.identity=\"spiffe://cluster.local/ns/external-attacker/sa/mock-attacker\" "
    "direction=\"outbound\" bytes_sent=118 bytes_recv=234 duration=\"10ms\"";
const char deniedIn[] =
    "2026-11-23T20:03:43.153716Z\terror\taccess\tconnection complete\tsrc.addr=10.244.0.8:49030 "
    "src.workload=\"currency-converter-759c4497c9-n4lqn\" "
    "src.namespace=\"trustusbank-bank-vendors\" "
    "src.identity=\"spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter\" "
    "dst.addr=10.244.0.6:15008 dst.hbone_addr=10.244.0.6:8080 "
    "dst.service=\"mock-attacker.external-attacker.svc.cluster.local\" "
    "dst.workload=\"mock-attacker-69c55c64f7-htvmp\" dst.namespace=\"external-attacker\" "
    "dst.identity=\"spiffe://cluster.local/ns/external-attacker/sa/mock-attacker\" "
    "direction=\"inbound\" bytes_sent=0 bytes_recv=0 duration=\"0ms\" error=\"connection closed "
    "due to policy rejection: explicitly denied by: external-attacker/deny-converter\"";
const char deniedJson[] =
    R"({"level":"error","time":"2026-11-23T20:02:18.219376Z","scope":"access","message":"connection complete","src.addr":"10.77.0.2:47788","src.workload":"currency-converter-6d4cf56db9-abcde","src.namespace":"trustusbank-bank-vendors","src.identity":"spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter","dst.addr":"10.77.0.3:15008","dst.hbone_addr":"10.77.0.3:8080","dst.workload":"mock-attacker-7c9b6c5d4-fghij","dst.namespace":"external-attacker","dst.identity":"spiffe://cluster.local/ns/external-attacker/sa/default","direction":"inbound","bytes_sent":0,"bytes_recv":0,"duration":"0ms","error":"connection closed due to policy rejection: explicitly denied by: external-attacker/deny-bank-to-attacker"})";
const char cut[] = "2026-11-23T20:03:16.000001Z\tinfo\tproxy::connection_manager:proxy{wl=external-"
                   "attacker/mock-attacker-69c55c64f7-htvmp}\tconnection "
                   "10.244.0.8:49030(spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/"
                   "currency-converter)->10.244.0.6:9999 "
                   "(Kubernetes//Pod/external-attacker/mock-attacker-69c55c64f7-htvmp) closed "
                   "because it's no longer allowed after a policy update";

const char deniedSeries[] =
    R"(reporter="destination",source_workload="currency-converter",source_canonical_service="currency-converter",source_canonical_revision="latest",source_workload_namespace="trustusbank-bank-vendors",source_principal="spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter",source_app="currency-converter",source_version="latest",source_cluster="Kubernetes",destination_service="mock-attacker.external-attacker.svc.cluster.local",destination_service_namespace="external-attacker",destination_service_name="mock-attacker",destination_workload="mock-attacker",destination_canonical_service="mock-attacker",destination_canonical_revision="latest",destination_workload_namespace="external-attacker",destination_principal="spiffe://cluster.local/ns/external-attacker/sa/mock-attacker",destination_app="mock-attacker",destination_version="latest",destination_cluster="Kubernetes",request_protocol="tcp",response_flags="DENY",connection_security_policy="mutual_tls",source_region="unknown",source_zone="unknown",destination_region="unknown",destination_zone="unknown")";

QString shown(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

class TstLines : public QObject {
    Q_OBJECT
private slots:
    void writesAnAllowedConnection();
    void writesADeniedOne();
    void writesADeniedOneAsJson();
    void writesAPlaintextOne();
    void writesOneWithoutService();
    void writesWhatHadNoEndpoints();
    void writesWhatAPolicyCut();
    void writesWhichPolicyCame();
    void writesAnOpeningWithoutItsEnd();
    void showsByLevel_data();
    void showsByLevel();
    void labelsADenial();
    void labelsPlaintext();
    void labelsAPodsAddress();
    void countsNothingBeforeItHappens();
    void countsADenialAsOpenedClosedAndFailed();
};

void TstLines::writesAnAllowedConnection()
{
    const LogLine out = closingLine(facts(), Side::Outbound, {118, 234, 10ms, {}});
    QCOMPARE(shown(out.plain(at(3, 16, 444809))), QString(allowedOut));
    // The other side sees the pooled connection, and the bytes the other way round.
    QString expected = allowedOut;
    expected.replace("16.444809Z", "16.445222Z")
        .replace("src.addr=10.244.0.8:60124", "src.addr=10.244.0.8:49030");
    expected.replace("outbound", "inbound")
        .replace("sent=118 bytes_recv=234", "sent=234 bytes_recv=118");
    expected.replace("10ms", "8ms");
    const LogLine in = closingLine(facts(), Side::Inbound, {234, 118, 8ms, {}});
    QCOMPARE(shown(in.plain(at(3, 16, 445222))), expected);
}

void TstLines::writesADeniedOne()
{
    const std::string reason = "connection closed due to policy rejection: explicitly denied by: "
                               "external-attacker/deny-converter";
    const LogLine in = closingLine(facts(), Side::Inbound, {0, 0, 0ms, reason});
    QCOMPARE(shown(in.plain(at(3, 43, 153716))), QString(deniedIn));
    Facts other = facts();
    other.sourceAddress = "10.244.0.8:51984";
    const LogLine out =
        closingLine(other, Side::Outbound, {0, 0, 2ms, "http status: 401 Unauthorized"});
    QString expected = deniedIn;
    expected.replace("43.153716Z", "43.154590Z")
        .replace("src.addr=10.244.0.8:49030", "src.addr=10.244.0.8:51984");
    expected.replace("inbound", "outbound")
        .replace("0ms", "2ms")
        .replace(shown(reason), "http status: 401 Unauthorized");
    QCOMPARE(shown(out.plain(at(3, 43, 154590))), expected);
}

void TstLines::writesADeniedOneAsJson()
{
    Facts other = facts();
    other.source.pod = "currency-converter-6d4cf56db9-abcde";
    other.destination.pod = "mock-attacker-7c9b6c5d4-fghij";
    other.destination.serviceAccount = "default";
    other.service = {};
    other.tunnelAddress = "10.77.0.2:47788";
    other.destinationIp = "10.77.0.3";
    const LogLine in = closingLine(other, Side::Inbound,
                                   {0, 0, 0ms,
                                    "connection closed due to policy rejection: explicitly denied "
                                    "by: external-attacker/deny-bank-to-attacker"});
    QCOMPARE(shown(in.json(at(2, 18, 219376))), QString(deniedJson));
}

/// Without mutual TLS there is no identity and no tunnel; the pod is named when istiod knows it.
void TstLines::writesAPlaintextOne()
{
    const QString line =
        shown(closingLine(plaintext(), Side::Inbound, {1, 2, 3ms, {}}).plain(at(0, 0, 0)));
    QVERIFY2(
        line.contains(
            "\tsrc.addr=10.244.0.8:60124 src.workload=\"currency-converter-759c4497c9-n4lqn\" "
            "src.namespace=\"trustusbank-bank-vendors\" dst.addr=10.244.0.6:8080 dst.service="),
        qPrintable(line));
    QVERIFY2(!line.contains("src.identity") && !line.contains("hbone")
                 && line.contains("dst.identity="),
             qPrintable(line));
    Facts unknown = plaintext();
    unknown.source = {};
    const QString bare =
        shown(closingLine(unknown, Side::Inbound, {1, 2, 3ms, {}}).plain(at(0, 0, 0)));
    QVERIFY2(bare.contains("\tsrc.addr=10.244.0.8:60124 dst.addr=10.244.0.6:8080 "),
             qPrintable(bare));
}

void TstLines::writesOneWithoutService()
{
    Facts bare = facts();
    bare.service = {};
    bare.port = 9999;
    for (const Side side : {Side::Inbound, Side::Outbound}) {
        const QString line = shown(closingLine(bare, side, {}).plain(at(0, 0, 0)));
        QVERIFY2(line.contains("dst.hbone_addr=10.244.0.6:9999 dst.workload="), qPrintable(line));
    }
}

void TstLines::writesWhatHadNoEndpoints()
{
    const LogLine line = noEndpointsLine("10.244.0.8:60124", "10.96.193.57:8080");
    QCOMPARE(shown(line.plain(at(3, 16, 5))),
             QString("2026-11-23T20:03:16.000005Z\twarn\taccess\tconnection "
                     "failed\tsrc.addr=10.244.0.8:60124 dst.addr=10.96.193.57:8080 "
                     "direction=\"outbound\" error=\"no healthy upstream: 10.96.193.57:8080\""));
}

void TstLines::writesWhatAPolicyCut()
{
    Facts open = facts();
    open.port = 9999;
    QCOMPARE(shown(cutLine(open).plain(at(3, 16, 1))), QString(cut));
}

void TstLines::writesWhichPolicyCame()
{
    QCOMPARE(shown(policyLine("update", "deny-converter").plain(at(3, 16, 1))),
             QString("2026-11-23T20:03:16.000001Z\tinfo\txds:xds{id=1}\thandling RBAC update "
                     "deny-converter"));
}

void TstLines::writesAnOpeningWithoutItsEnd()
{
    const LogLine line = openingLine(facts(), Side::Outbound);
    const QString text = shown(line.plain(at(0, 0, 0)));
    QVERIFY2(text.contains("\tdebug\taccess\tconnection opened\tsrc.addr=10.244.0.8:60124 "),
             qPrintable(text));
    QVERIFY2(text.endsWith("direction=\"outbound\""), qPrintable(text));
}

void TstLines::showsByLevel_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("level");
    QTest::addColumn<bool>("there");
    const struct {
        const char *setting, *target, *level;
        bool there;
    } all[] = {{"info", "access", "info", true},
               {"info", "access", "error", true},
               {"info", "access", "debug", false},
               {"", "access", "info", true},
               {"warn", "access", "info", false},
               {"warn", "access", "error", true},
               {"warn", "access", "warn", true},
               {"error", "access", "warn", false},
               {"info,access=debug,proxy::access_log=debug", "access", "debug", true},
               {"info,proxy::access_log=debug", "access", "debug", false},
               {"warn,access=info", "access", "info", true},
               {"warn,access=info", "xds:xds{id=1}", "info", false},
               {"off", "access", "error", false}};
    for (const auto &one : all)
        QTest::addRow("%s: %s %s", one.setting, one.target, one.level)
            << one.setting << one.target << one.level << one.there;
}

void TstLines::showsByLevel()
{
    QFETCH(QString, setting);
    QFETCH(QString, target);
    QFETCH(QString, level);
    QFETCH(bool, there);
    QCOMPARE(shows(setting.toStdString(), target.toStdString(), level.toStdString()), there);
}

void TstLines::labelsADenial()
{
    QCOMPARE(shown(seriesLabels(facts(), Side::Inbound, "DENY")), QString(deniedSeries));
    QString source = deniedSeries;
    source.replace("reporter=\"destination\"", "reporter=\"source\"")
        .replace("\"DENY\"", "\"CONNECT\"");
    QCOMPARE(shown(seriesLabels(facts(), Side::Outbound, "CONNECT")), source);
}

void TstLines::labelsPlaintext()
{
    const QString labels = shown(seriesLabels(plaintext(), Side::Inbound, "-"));
    QVERIFY2(labels.contains("source_principal=\"unknown\""), qPrintable(labels));
    QVERIFY2(labels.contains("connection_security_policy=\"unknown\""), qPrintable(labels));
    QVERIFY2(labels.contains("response_flags=\"-\""), qPrintable(labels));
}

/// Who addressed the pod itself knows no Service; the pod's own side looks one up.
void TstLines::labelsAPodsAddress()
{
    Facts direct = facts();
    direct.serviceAddressed = false;
    const QString unknown = "destination_service=\"unknown\",destination_service_namespace="
                            "\"unknown\",destination_service_name=\"unknown\"";
    QVERIFY(shown(seriesLabels(direct, Side::Outbound, "-")).contains(unknown));
    QVERIFY(!shown(seriesLabels(direct, Side::Inbound, "-")).contains(unknown));
}

void TstLines::countsNothingBeforeItHappens()
{
    const QString page = shown(TcpMetrics().exposition("1.29.2", 0));
    QVERIFY2(!page.contains("istio_tcp"), qPrintable(page));
    QVERIFY2(page.contains("istio_build{component=\"ztunnel\",tag=\"1.29.2\"} 1"),
             qPrintable(page));
    QVERIFY2(!page.contains("istio_requests_total"), qPrintable(page));
}

void TstLines::countsADenialAsOpenedClosedAndFailed()
{
    TcpMetrics metrics;
    metrics.opened(facts(), Side::Inbound);
    metrics.closed(facts(), Side::Inbound, "DENY", {});
    const QString page = shown(metrics.exposition("1.29.2", 0));
    QString open = deniedSeries;
    open.replace("\"DENY\"", "\"-\"");
    QVERIFY2(page.contains("\nistio_tcp_connections_opened_total{" + open + "} 1\n"),
             qPrintable(page));
    QVERIFY2(page.contains("\nistio_tcp_connections_closed_total{" + QString(deniedSeries)
                           + "} 1\n"),
             qPrintable(page));
    QVERIFY2(page.contains("\nistio_tcp_connections_failed_total{" + QString(deniedSeries)
                           + "} 1\n"),
             qPrintable(page));
    QVERIFY2(!page.contains("istio_tcp_sent_bytes"), qPrintable(page));
}

QTEST_APPLESS_MAIN(TstLines)
#include "tst_lines.moc"
