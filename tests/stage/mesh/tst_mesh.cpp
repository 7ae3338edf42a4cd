// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "tests/stage/mesh/meshlab.h"
#endif

#include <QRegularExpression>
#include <QTest>

// Qt's word would hide Asio's emit().
#undef emit

using namespace meshlab;
using namespace std::chrono_literals;

namespace {

const std::string vendors = "trustusbank-bank-vendors", external = "external-attacker";
const std::string converter = "currency-converter-759c4497c9-n4lqn",
                  attacker = "mock-attacker-69c55c64f7-htvmp";
constexpr const char *policyResource = "authorizationpolicies.security.istio.io";
constexpr const char *peerResource = "peerauthentications.security.istio.io";

/// Reads a line and says hello.
net::Awaitable<void> greet(tcp::socket socket)
{
    error_code error;
    std::string line;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(line), '\n', into(error));
    if (!error)
        co_await asio::async_write(socket, asio::buffer("hello world\n", 12), into(error));
}

/// Gives every byte back.
net::Awaitable<void> echo(tcp::socket socket)
{
    error_code error;
    std::array<char, 64> bytes;
    while (!error) {
        const std::size_t got = co_await socket.async_read_some(asio::buffer(bytes), into(error));
        if (!error)
            co_await asio::async_write(socket, asio::buffer(bytes, got), into(error));
    }
}

/// The converter, the attacker, one pod outside the mesh, and a ztunnel.
class Town : public Cluster {
public:
    Town()
    {
        define("security.istio.io", "v1", "AuthorizationPolicy", "authorizationpolicies");
        define("security.istio.io", "v1", "PeerAuthentication", "peerauthentications");
        for (const std::string &ns : {vendors, external})
            addNamespace(ns, "ambient");
        for (const char *ns : {"istio-system", "default"})
            addNamespace(ns);
        addPod(vendors, "currency-converter", "-759c4497c9-n4lqn", "10.244.0.8", {});
        addPod(external, "mock-attacker", "-69c55c64f7-htvmp", "10.244.0.6", {});
        PodOptions plain;
        plain.ambient = false;
        addPod("default", "plain", "", "10.244.0.5", plain);
        addPod("istio-system", "ztunnel", "-x", "10.244.0.2", plain);
        addService(external, "mock-attacker", "10.96.193.57", 8080, attacker, "10.244.0.6");
        addService(external, "closed", "10.96.193.58", 7777, attacker, "10.244.0.6");
        addService(external, "empty", "10.96.193.59", 8080);
        listen(attacker, 8080, net::Server::RawHandler(greet));
        listen(attacker, 9999, net::Server::RawHandler(echo));
        listen(converter, 8080, net::Server::RawHandler(greet));
    }

    void put(json object)
    {
        const bool peer = object.at("spec").contains("mtls");
        json metadata{{"name", "p"}, {"namespace", external}, {"generation", 1}};
        if (object.contains("metadata"))
            metadata.update(object["metadata"]);
        object["metadata"] = metadata;
        object["apiVersion"] = "security.istio.io/v1";
        object["kind"] = peer ? "PeerAuthentication" : "AuthorizationPolicy";
        store.put({peer ? peerResource : policyResource, metadata.at("namespace"),
                   metadata.at("name")},
                  object);
    }

    void startAll()
    {
        startMesh();
        start("istiod", "istio-system", "istiod");
        start("ztunnel", "istio-system", "ztunnel-x", {{"RUST_LOG", "info"}});
        context.restart();
        context.poll();
    }

    /// "opened source - 1": the connection counters, without the labels that never change here.
    std::vector<std::string> counters()
    {
        std::vector<std::string> out;
        const QRegularExpression series("istio_tcp_connections_(\\w+)_total\\{reporter=\"(\\w+)\".*"
                                        "response_flags=\"([^\"]*)\".*\\} (\\d+)");
        auto found =
            series.globalMatch(QString::fromStdString(page("ztunnel-x", 15020, "/metrics")));
        while (found.hasNext()) {
            const auto one = found.next();
            out.push_back((one.captured(1) + " " + one.captured(2) + " " + one.captured(3) + " "
                           + one.captured(4))
                              .toStdString());
        }
        std::sort(out.begin(), out.end());
        return out;
    }
};

enum Client { Asks, StaysSilent, ReadsHalf };

net::Awaitable<std::string> converse(std::unique_ptr<net::Connection> connection, Client client)
{
    tcp::socket &socket = connection->socket();
    error_code error;
    if (client != StaysSilent)
        co_await asio::async_write(socket, asio::buffer("ping\n", 5), into(error));
    std::string got;
    error = {};
    if (client == ReadsHalf) {
        co_await asio::async_read(socket, asio::dynamic_buffer(got), asio::transfer_exactly(4),
                                  into(error));
        co_await socket.async_wait(tcp::socket::wait_read, into(error));
        co_return got;
    }
    co_await asio::async_read(socket, asio::dynamic_buffer(got), into(error));
    if (error == asio::error::connection_reset)
        co_return "reset";
    if (error != asio::error::eof)
        co_return error.message();
    co_return got.empty() ? "closed" : got;
}

net::Awaitable<std::string> visit(net::Dialer &dialer, std::string host, std::uint16_t port,
                                  Client client)
{
    auto connection = co_await dialer.dial(std::move(host), port);
    if (!connection)
        co_return "refused: " + connection.error().text;
    std::string outcome = co_await converse(std::move(*connection), client);
    co_return outcome;
}

std::string visitFrom(Cluster &cluster, const std::string &ns, const std::string &pod,
                      const std::string &host, std::uint16_t port, Client client = Asks)
{
    const auto dialer = cluster.dialerOf(ns, pod);
    return cluster.run(visit(*dialer, host, port, client));
}

/// "error inbound TEXT" or "info outbound 5 12": what differs from line to line.
std::vector<std::string> summaries(const std::vector<std::string> &log)
{
    static const QRegularExpression line("^\\S+\\t(\\w+)\\t(\\S+)\\t([^\\t]*)(?:\\t(.*))?$");
    static const QRegularExpression direction("direction=\"(\\w+)\""), error(" error=\"(.*)\"$"),
        bytes("bytes_sent=(\\d+) bytes_recv=(\\d+)");
    std::vector<std::string> out;
    for (const std::string &text : log) {
        const auto parts = line.match(QString::fromStdString(text));
        const QString fields = parts.captured(4);
        if (parts.captured(2) != "access") {
            out.push_back((parts.captured(1) + " " + parts.captured(3)).toStdString());
            continue;
        }
        const auto fault = error.match(fields), count = bytes.match(fields);
        out.push_back(
            (parts.captured(1) + " "
             + (parts.captured(3) == "connection complete" ? "" : parts.captured(3) + " ")
             + direction.match(fields).captured(1) + " "
             + (fault.hasMatch() ? fault.captured(1) : count.captured(1) + " " + count.captured(2)))
                .toStdString());
    }
    return out;
}

std::string joined(const std::vector<std::string> &lines)
{
    std::string out;
    for (const std::string &line : lines)
        out += (out.empty() ? "" : "\n") + line;
    return out;
}

const char rejected[] = "error inbound connection closed due to policy rejection: ";
const char unauthorized[] = "\nerror outbound http status: 401 Unauthorized";
const char both[] =
    "closed destination - 1\nclosed source - 1\nopened destination - 1\nopened source - 1";
const char denials[] = "closed destination DENY 1\nclosed source CONNECT 1\nfailed destination "
                       "DENY 1\nfailed source CONNECT 1\nopened destination - 1\nopened source - 1";
const char connects[] =
    "closed destination CONNECT 1\nclosed source CONNECT 1\nfailed destination CONNECT 1\nfailed "
    "source CONNECT 1\nopened destination - 1\nopened source - 1";
const char service[] = "mock-attacker.external-attacker";
const char hello[] = "hello world\n";

struct Event {
    const char *name, *objects, *ns, *pod, *host;
    std::uint16_t port;
    Client client;
    std::string outcome, lines, counters;
};

std::vector<Event> events()
{
    const char *const conv = converter.c_str();
    const char *const from = vendors.c_str();
    const char denyBank[] =
        R"([{"metadata":{"name":"deny-converter"},"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-*","trustusbank-platform"]}}]}]}}])";
    static const std::string deny = denyBank;
    const std::string deniedLines =
        rejected + std::string("explicitly denied by: external-attacker/deny-converter")
        + unauthorized;
    const std::string unmatchedLines =
        rejected + std::string("allow policies exist, but none allowed") + unauthorized;
    const char empty[] = R"([{"spec":{}}])", strict[] = R"([{"spec":{"mtls":{"mode":"STRICT"}}}])";
    static const std::string none = empty, tls = strict;
    static const std::string own =
        R"([{"metadata":{"namespace":"trustusbank-bank-vendors"},"spec":{}},{"metadata":{"name":"s","namespace":"trustusbank-bank-vendors"},"spec":{"mtls":{"mode":"STRICT"}}}])";
    return {
        {"allowed", "[]", from, conv, service, 8080, Asks, hello,
         "info outbound 5 12\ninfo inbound 12 5", both},
        {"allowed, by the Service's address", "[]", from, conv, "10.96.193.57", 8080, Asks, hello,
         "info outbound 5 12\ninfo inbound 12 5", both},
        {"allowed, by the pod's address", "[]", from, conv, "10.244.0.6", 8080, Asks, hello,
         "info outbound 5 12\ninfo inbound 12 5", both},
        {"denied, with a byte unread it is a reset", deny.c_str(), from, conv, service, 8080, Asks,
         "reset", deniedLines, denials},
        {"denied, a silent client sees a clean end", deny.c_str(), from, conv, service, 8080,
         StaysSilent, "closed", deniedLines, denials},
        {"denied, by the pod's address", deny.c_str(), from, conv, "10.244.0.6", 9999, Asks,
         "reset", deniedLines, denials},
        {"none allows", none.c_str(), from, conv, service, 8080, Asks, "reset", unmatchedLines,
         denials},
        {"outside the mesh, allowed", deny.c_str(), "default", "plain", service, 8080, Asks, hello,
         "info inbound 12 5", "closed destination - 1\nopened destination - 1"},
        {"outside the mesh, STRICT", tls.c_str(), "default", "plain", service, 8080, Asks, "reset",
         rejected + std::string("explicitly denied by: istio-system/istio_converted_static_strict"),
         "closed destination DENY 1\nfailed destination DENY 1\nopened destination - 1"},
        {"in the mesh, STRICT", tls.c_str(), from, conv, service, 8080, Asks, hello,
         "info outbound 5 12\ninfo inbound 12 5", both},
        {"nothing listens", "[]", from, conv, "closed.external-attacker", 7777, Asks, "reset",
         "error inbound connection failed: Connection refused (os error 111)\nerror outbound http "
         "status: 503 Service Unavailable",
         connects},
        {"no endpoints", "[]", from, conv, "empty.external-attacker", 8080, Asks, "reset",
         "warn connection failed outbound no healthy upstream: 10.96.193.59:8080", ""},
        {"closed with data unread", "[]", from, conv, service, 8080, ReadsHalf, "hell",
         "info outbound 5 12\nerror inbound while closing connection: receive: io error: broken "
         "pipe",
         "closed destination CONNECT 1\nclosed source - 1\nfailed destination CONNECT 1\nopened "
         "destination - 1\nopened source - 1"},
        {"itself, on localhost", own.c_str(), from, conv, "localhost", 8080, Asks, hello, "", ""},
    };
}

} // namespace

class TstMesh : public QObject {
    Q_OBJECT
private slots:
    void reports_data();
    void reports();
    void writesWholeLines();
    void refusesAPodsOwnService();
    void keepsItsPooledPort();
    void cutsWithinMilliseconds();
    void takesPoliciesUp_data();
    void takesPoliciesUp();
    void letsGoOfAPolicy();
    void judgesNothingByHostsAlone();
    void standsStillWithoutIstiod();
    void enrolsANamespace();
    void saysWhoConnects();
    void goesThroughAWaypoint();
    void forgetsWithItsZtunnel();
    void refusesWithoutAZtunnel();
    void refusesWhereNoZtunnelIs();
    void enrolsOnlyWhereAZtunnelIs();
    void hidesAllowedLinesAtWarn();
};

void TstMesh::reports_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Event &event : events())
        QTest::newRow(event.name) << index++;
}

/// What the client sees, the lines and the counters of one event.
void TstMesh::reports()
{
    QFETCH(int, index);
    const Event event = events()[static_cast<std::size_t>(index)];
    Town town;
    for (const json &object : json::parse(event.objects))
        town.put(object);
    town.startAll();
    QCOMPARE(visitFrom(town, event.ns, event.pod, event.host, event.port, event.client),
             event.outcome);
    const auto wanted = static_cast<std::size_t>(
        std::count(event.lines.begin(), event.lines.end(), '\n') + !event.lines.empty());
    QVERIFY(town.until([&] { return town.log.size() >= wanted; }));
    QCOMPARE(joined(summaries(town.log)), event.lines);
    QCOMPARE(joined(town.counters()), event.counters);
}

/// Everything the mesh found out by itself, with time, ports and duration struck out.
void TstMesh::writesWholeLines()
{
    Town town;
    town.startAll();
    (void)visitFrom(town, vendors, converter, service, 8080);
    (void)visitFrom(town, vendors, converter, "10.244.0.6", 9999, ReadsHalf);
    QVERIFY(town.until([&] { return town.log.size() == 4; }));
    const auto masked = [](const std::string &line) {
        QString text = QString::fromStdString(line);
        text.replace(QRegularExpression("^[-0-9]{10}T[0-9:]{8}\\.\\d{6}Z"), "TIME");
        text.replace(QRegularExpression("src\\.addr=10\\.244\\.0\\.8:\\d+"),
                     "src.addr=10.244.0.8:PORT");
        return text.replace(QRegularExpression("duration=\"\\d+ms\""), "duration=\"Dms\"");
    };
    const QString common =
        "TIME\tinfo\taccess\tconnection complete\tsrc.addr=10.244.0.8:PORT "
        "src.workload=\"currency-converter-759c4497c9-n4lqn\" "
        "src.namespace=\"trustusbank-bank-vendors\" "
        "src.identity=\"spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter\" "
        "dst.addr=10.244.0.6:15008 dst.hbone_addr=10.244.0.6:8080 "
        "dst.service=\"mock-attacker.external-attacker.svc.cluster.local\" "
        "dst.workload=\"mock-attacker-69c55c64f7-htvmp\" dst.namespace=\"external-attacker\" "
        "dst.identity=\"spiffe://cluster.local/ns/external-attacker/sa/mock-attacker\" ";
    QCOMPARE(masked(town.log[0]),
             common + "direction=\"outbound\" bytes_sent=5 bytes_recv=12 duration=\"Dms\"");
    QCOMPARE(masked(town.log[1]),
             common + "direction=\"inbound\" bytes_sent=12 bytes_recv=5 duration=\"Dms\"");
    // Port 9999 has no Service: neither line names one.
    QVERIFY2(masked(town.log[2]).contains("dst.hbone_addr=10.244.0.6:9999 dst.workload="),
             town.log[2].c_str());
    QVERIFY2(masked(town.log[3]).contains("dst.hbone_addr=10.244.0.6:9999 dst.workload="),
             town.log[3].c_str());
}

/// Under default-deny a pod that calls its own Service is refused like anybody.
void TstMesh::refusesAPodsOwnService()
{
    Town town;
    town.addService(vendors, "currency-converter", "10.96.1.1", 8080, converter, "10.244.0.8");
    town.put(json::parse(R"({"metadata":{"namespace":"trustusbank-bank-vendors"},"spec":{}})"));
    town.startAll();
    QCOMPARE(visitFrom(town, vendors, converter, "currency-converter", 8080), std::string("reset"));
}

/// The inbound line carries the tunnel's port, the same for every connection of two pods.
void TstMesh::keepsItsPooledPort()
{
    Town town;
    town.startAll();
    for (int i = 0; i < 3; ++i)
        (void)visitFrom(town, vendors, converter, service, 8080);
    QVERIFY(town.until([&] { return town.log.size() == 6; }));
    QSet<QString> inbound, outbound;
    static const QRegularExpression address("src\\.addr=(\\S+)");
    for (const std::string &text : town.log) {
        const QString line = QString::fromStdString(text);
        (line.contains("inbound") ? inbound : outbound).insert(address.match(line).captured(1));
    }
    QCOMPARE(inbound.size(), 1);
    QVERIFY(!outbound.contains(*inbound.begin()));
}

/// The connect succeeds; the cut follows in milliseconds, not before and not at the client's
/// leisure.
void TstMesh::cutsWithinMilliseconds()
{
    Town town;
    town.put(json::parse(R"({"spec":{}})"));
    town.startAll();
    const auto dialer = town.dialerOf(vendors, converter);
    auto connection = town.run(dialer->dial(service, 8080));
    QVERIFY(connection.has_value());
    const auto began = std::chrono::steady_clock::now();
    QCOMPARE(town.run(converse(std::move(*connection), StaysSilent)), std::string("closed"));
    QVERIFY(std::chrono::steady_clock::now() - began < 500ms);
}

namespace {

const char denySpec[] =
    R"({"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-*"]}}]}]})";
const char selected[] =
    R"({"selector":{"matchLabels":{"app":"mock-attacker"}},"action":"DENY","rules":[{"from":[{"source":{"principals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]})";
const char selectedOther[] =
    R"({"selector":{"matchLabels":{"app":"mock-attacker"}},"action":"DENY","rules":[{"from":[{"source":{"principals":["cluster.local/ns/x/sa/y"]}}]}]})";
const char allowOther[] =
    R"({"rules":[{"from":[{"source":{"principals":["cluster.local/ns/x/sa/y"]}}]}]})";

net::Awaitable<std::string> ping(net::Connection &connection)
{
    tcp::socket &socket = connection.socket();
    error_code error;
    co_await asio::async_write(socket, asio::buffer("ping", 4), into(error));
    std::string got;
    error = {};
    co_await asio::async_read(socket, asio::dynamic_buffer(got), asio::transfer_exactly(4),
                              into(error));
    co_return error ? "cut" : got;
}

} // namespace

void TstMesh::takesPoliciesUp_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<bool>("cut");
    QTest::newRow("a new one for the namespace") << "" << denySpec << true;
    QTest::newRow("a new default-deny") << ""
                                        << "{}" << true;
    QTest::newRow("a new ALLOW for somebody else") << "" << allowOther << true;
    QTest::newRow("a new one with a selector") << "" << selected << false;
    QTest::newRow("one with a selector that was there, edited")
        << selectedOther << selected << true;
    QTest::newRow("one for the namespace, edited") << R"({"action":"DENY"})" << denySpec << true;
}

/// New connections are refused a tenth of a second after the write; which of the open ones are cut
/// depends on the policy (mesh-measured §5).
void TstMesh::takesPoliciesUp()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(bool, cut);
    Town town;
    if (!before.isEmpty())
        town.put({{"spec", json::parse(before.toStdString())}});
    town.startAll();
    const auto dialer = town.dialerOf(vendors, converter);
    auto open = town.run(dialer->dial("10.244.0.6", 9999));
    QVERIFY(open.has_value());
    QCOMPARE(town.run(ping(**open)), std::string("ping"));
    const auto began = std::chrono::steady_clock::now();
    town.put({{"spec", json::parse(after.toStdString())}});
    QVERIFY(
        town.until([&] { return visitFrom(town, vendors, converter, service, 8080) == "reset"; }));
    const auto took = std::chrono::steady_clock::now() - began;
    QVERIFY2(took > 80ms && took < 2s, qPrintable(QString::number(took / 1ms)));
    QCOMPARE(town.run(ping(**open)), std::string(cut ? "cut" : "ping"));
    const std::string lines = joined(summaries(town.log));
    QVERIFY2(lines.find("info handling RBAC update p") != std::string::npos, lines.c_str());
    QCOMPARE(lines.find(
                 "error inbound connection closed due to policy change\nerror outbound while "
                 "closing connection: send: io error: broken pipe\ninfo connection 10.244.0.8:")
                 != std::string::npos,
             cut);
    QCOMPARE(
        lines.find(
            "->10.244.0.6:9999 (Kubernetes//Pod/external-attacker/mock-attacker-69c55c64f7-htvmp) "
            "closed because it's no longer allowed after a policy update")
            != std::string::npos,
        cut);
}

void TstMesh::letsGoOfAPolicy()
{
    Town town;
    town.put({{"spec", json::object()}});
    town.startAll();
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string("reset"));
    const auto began = std::chrono::steady_clock::now();
    town.store.remove({policyResource, external, "p"});
    QVERIFY(
        town.until([&] { return visitFrom(town, vendors, converter, service, 8080) == hello; }));
    const auto took = std::chrono::steady_clock::now() - began;
    QVERIFY2(took > 80ms && took < 2s, qPrintable(QString::number(took / 1ms)));
    const std::string lines = joined(summaries(town.log));
    QVERIFY2(lines.find("info handling RBAC delete external-attacker/p") != std::string::npos,
             lines.c_str());
}

/// Its status says more than it does (measured).
void TstMesh::judgesNothingByHostsAlone()
{
    Town town;
    town.startAll();
    town.put(json::parse(
        R"({"spec":{"action":"DENY","rules":[{"to":[{"operation":{"hosts":["mock-attacker.external-attacker.svc.cluster.local"]}}]}]}})"));
    QVERIFY(town.until([&] {
        const auto policy = town.store.get({policyResource, external, "p"});
        return stage::cluster::text(*policy, "/status/conditions/0/reason") == "UnsupportedValue";
    }));
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string(hello));
}

/// Policies that change while no istiod runs take effect when it is back.
void TstMesh::standsStillWithoutIstiod()
{
    Town town;
    town.put({{"spec", json::object()}});
    town.startMesh();
    town.start("ztunnel", "istio-system", "ztunnel-x");
    town.start("istio-cni", "istio-system", "cni");
    QVERIFY(!town.mesh->controlPlaneRuns());
    // What waits for the loop has run when a connection has come and gone.
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string("reset"));
    town.store.remove({policyResource, external, "p"});
    // The label's effect comes later than a policy's would: by then one would have been seen.
    town.addNamespace("default", "ambient");
    QVERIFY(town.until([&] {
        return !stage::cluster::at(*town.store.get({"pods", "default", "plain"}),
                                   "/metadata/annotations")
                    .is_null();
    }));
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string("reset"));
    town.start("istiod", "istio-system", "istiod");
    QVERIFY(town.mesh->controlPlaneRuns());
    QVERIFY(
        town.until([&] { return visitFrom(town, vendors, converter, service, 8080) == hello; }));
    town.stopLast();
    QVERIFY(!town.mesh->controlPlaneRuns());
}

void TstMesh::enrolsANamespace()
{
    Town town;
    town.startAll();
    town.start("istio-cni", "istio-system", "cni");
    const auto enrolled = [&] {
        const auto pod = town.store.get({"pods", "default", "plain"});
        return stage::cluster::text(*pod, "/metadata/annotations/ambient.istio.io~1redirection")
               == "enabled";
    };
    QCOMPARE(visitFrom(town, "default", "plain", service, 8080), std::string(hello));
    QVERIFY(!enrolled());
    town.log.clear();
    const auto began = std::chrono::steady_clock::now();
    town.addNamespace("default", "ambient");
    QVERIFY(town.until(enrolled));
    QVERIFY(std::chrono::steady_clock::now() - began > 100ms);
    (void)visitFrom(town, "default", "plain", service, 8080);
    QVERIFY(town.until([&] { return town.log.size() == 2; }));
    QVERIFY(QString::fromStdString(town.log[1])
                .contains("src.identity=\"spiffe://cluster.local/ns/default/sa/plain\""));
    town.addNamespace("default");
    QVERIFY(town.until([&] { return !enrolled(); }));
}

/// A server is told the caller's identity, and without mutual TLS the address alone.
void TstMesh::saysWhoConnects()
{
    Town town;
    std::vector<net::Peer> peers;
    town.startMesh();
    town.start("ztunnel", "istio-system", "ztunnel-x");
    auto server = std::make_unique<net::Server>(
        town.context.get_executor(),
        net::Handler([&](net::Exchange &exchange) -> net::Awaitable<void> {
            peers.push_back(exchange.request().peer);
            net::Response response;
            co_await exchange.reply(std::move(response));
        }),
        [&](const tcp::endpoint &remote) { return town.mesh->peerOf(remote); });
    town.ports.add(attacker, 8080, server->listen().value());
    const auto url = net::Url::parse("http://mock-attacker.external-attacker:8080/");
    for (const auto &[ns, pod] :
         {std::pair(vendors, converter), std::pair(std::string("default"), std::string("plain"))}) {
        const auto dialer = town.dialerOf(ns, pod);
        QVERIFY(town.run(net::fetch(*dialer, *url, net::Request())).has_value());
    }
    QCOMPARE(peers.size(), std::size_t(2));
    QCOMPARE(peers[0].serviceAccount, std::string("currency-converter"));
    QCOMPARE(peers[0].ns, vendors);
    QVERIFY(peers[0].address.starts_with("10.244.0.8:"));
    QVERIFY(!peers[1].inMesh());
    QVERIFY(peers[1].address.starts_with("10.244.0.5:"));
}

/// A Service with istio.io/use-waypoint is reached through the waypoint's pods, and by the waypoint
/// itself directly; a pod's own address is not captured.
void TstMesh::goesThroughAWaypoint()
{
    Town town;
    Cluster::PodOptions waypoint;
    waypoint.labels = {{"gateway.networking.k8s.io/gateway-name", "wp"}};
    town.addPod(external, "wp", "-7d4b9c5f6d-abcde", "10.244.0.20", waypoint);
    town.addService(external, "mock-attacker", "10.96.193.57", 8080, attacker, "10.244.0.6",
                    {{"istio.io/use-waypoint", "wp"}});
    town.listen("wp-7d4b9c5f6d-abcde", 8080,
                net::Server::RawHandler([](tcp::socket socket) -> net::Awaitable<void> {
                    error_code error;
                    std::string line;
                    co_await asio::async_read_until(socket, asio::dynamic_buffer(line), '\n',
                                                    into(error));
                    co_await asio::async_write(socket, asio::buffer("waypoint\n", 9), into(error));
                }));
    town.startAll();
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string("waypoint\n"));
    QCOMPARE(visitFrom(town, external, "wp-7d4b9c5f6d-abcde", service, 8080), std::string(hello));
    QCOMPARE(visitFrom(town, vendors, converter, "10.244.0.6", 8080), std::string(hello));
    QCOMPARE(visitFrom(town, "default", "plain", service, 8080), std::string(hello));
}

/// A restart of ztunnel resets every series to nothing.
void TstMesh::forgetsWithItsZtunnel()
{
    Town town;
    town.startAll();
    (void)visitFrom(town, vendors, converter, service, 8080);
    QVERIFY(town.until([&] { return town.log.size() == 2; }));
    QCOMPARE(joined(town.counters()), std::string(both));
    town.stopLast();
    town.start("ztunnel", "istio-system", "ztunnel-x");
    QCOMPARE(joined(town.counters()), std::string());
    const std::string page = town.page("ztunnel-x", 15020, "/stats/prometheus");
    QVERIFY2(page.find("istio_build{component=\"ztunnel\",tag=\"1.29.2\"} 1") != std::string::npos,
             page.c_str());
    QVERIFY2(page.find("workload_manager_active_proxy_count 2") != std::string::npos, page.c_str());
}

/// Force-killed (measured): refused until the next one runs, into the mesh and out of it. What is
/// not in the mesh, and a pod's own localhost, never noticed.
void TstMesh::refusesWithoutAZtunnel()
{
    const std::string none = "refused: Connection refused (os error 111)";
    Town town;
    Cluster::PodOptions plain;
    plain.ambient = false;
    town.addPod("default", "shop", "", "10.244.0.30", plain);
    town.listen("shop", 8080, net::Server::RawHandler(greet));
    town.startAll();
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string(hello));
    QVERIFY(town.until([&] { return town.log.size() == 2; }));
    town.stopLast();
    town.log.clear();
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), none);
    QCOMPARE(visitFrom(town, vendors, converter, "10.244.0.6", 9999), none);
    QCOMPARE(visitFrom(town, vendors, converter, "10.244.0.30", 8080), none);
    QCOMPARE(visitFrom(town, "default", "plain", service, 8080), none);
    QCOMPARE(visitFrom(town, vendors, converter, "localhost", 8080), std::string(hello));
    QCOMPARE(visitFrom(town, "default", "plain", "10.244.0.30", 8080), std::string(hello));
    QCOMPARE(joined(town.log), std::string());
    town.start("ztunnel", "istio-system", "ztunnel-x");
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string(hello));
}

/// The caller's ztunnel runs, the other node's does not: cut, and one line that says so (measured).
void TstMesh::refusesWhereNoZtunnelIs()
{
    Town town;
    Cluster::PodOptions far;
    far.node = "node-b";
    town.addPod(external, "far", "-6d4cf56db9-abcde", "10.244.1.6", far);
    town.listen("far-6d4cf56db9-abcde", 8080, net::Server::RawHandler(greet));
    town.startAll();
    QCOMPARE(visitFrom(town, vendors, converter, "10.244.1.6", 8080), std::string("reset"));
    QVERIFY(town.until([&] { return !town.log.empty(); }));
    QCOMPARE(joined(summaries(town.log)),
             std::string("error outbound io error: Connection refused (os error 111)"));
    QCOMPARE(visitFrom(town, "default", "plain", "10.244.1.6", 8080),
             std::string("refused: Connection refused (os error 111)"));
}

void TstMesh::enrolsOnlyWhereAZtunnelIs()
{
    Town town;
    Cluster::PodOptions far;
    far.ambient = false;
    far.node = "node-b";
    town.addPod("default", "far", "", "10.244.1.7", far);
    town.startAll();
    town.start("istio-cni", "istio-system", "cni");
    town.addNamespace("default", "ambient");
    const auto enrolled = [&](const char *name) {
        const auto pod = town.store.get({"pods", "default", name});
        return stage::cluster::text(*pod, "/metadata/annotations/ambient.istio.io~1redirection")
               == "enabled";
    };
    QVERIFY(town.until([&] { return enrolled("plain"); }));
    QVERIFY(!enrolled("far"));
}

void TstMesh::hidesAllowedLinesAtWarn()
{
    Town town;
    town.startMesh();
    town.start("ztunnel", "istio-system", "ztunnel-x", {{"RUST_LOG", "warn"}});
    QCOMPARE(visitFrom(town, vendors, converter, service, 8080), std::string(hello));
    (void)visitFrom(town, vendors, converter, "closed.external-attacker", 7777);
    QVERIFY(town.until([&] { return town.log.size() == 2; }));
    QVERIFY2(joined(summaries(town.log)).starts_with("error inbound connection failed"),
             joined(town.log).c_str());
}

QTEST_GUILESS_MAIN(TstMesh)
#include "tst_mesh.moc"
