// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/engine.h"
#include "backend/forward/policy.h"
#include "tests/support/handclock.h"
#include "tests/unit/http/faketransport.h"
#include "tests/unit/kube/tunnelserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using forward::State;
using forward::Status;
using nlohmann::json;

inline json resource(const char *plural, const char *kind)
{
    return {{"resource", plural}, {"scope", "Namespaced"}, {"responseKind", {{"kind", kind}}}};
}
inline QByteArray group(const char *name, const std::vector<json> &resources)
{
    json one = {{"metadata", {{"name", name}}}, {"versions", json::array()}};
    one["versions"].push_back({{"version", "v1"}, {"resources", resources}});
    json all = {{"kind", "APIGroupDiscoveryList"}, {"items", json::array()}};
    all["items"].push_back(one);
    return QByteArray::fromStdString(all.dump());
}

inline json service()
{
    return {{"metadata", {{"name", "s"}, {"namespace", "n"}, {"resourceVersion", "1"}}},
            {"spec",
             {{"selector", {{"app", "a"}}}, {"ports", {{{"port", 80}, {"targetPort", 8080}}}}}}};
}
inline json pod(const std::string &name, bool ready, bool ending = false)
{
    json out = {{"metadata",
                 {{"name", name},
                  {"namespace", "n"},
                  {"resourceVersion", "2"},
                  {"labels", {{"app", "a"}}}}},
                {"status",
                 {{"phase", "Running"},
                  {"conditions", {{{"type", "Ready"}, {"status", ready ? "True" : "False"}}}}}}};
    if (ending)
        out["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
    return out;
}
inline QByteArray list(const std::vector<json> &items)
{
    const json all = {{"metadata", {{"resourceVersion", "1"}}}, {"items", items}};
    return QByteArray::fromStdString(all.dump());
}

inline const QByteArray aGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
inline const QByteArray aPost = "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx";

/// One forward "f" of service n/s.
inline forward::Spec forwardSpec(int port = 0)
{
    forward::Spec spec;
    spec.id = u"f"_s;
    spec.title = u"Forward"_s;
    spec.ns = u"n"_s;
    spec.service = u"s"_s;
    spec.port = port;
    spec.servicePort = 80;
    spec.probe.path = u"/probe"_s;
    spec.probe.contains = u"it is me"_s;
    return spec;
}
inline void answerDiscovery(FakeTransport &transport)
{
    transport.answer("GET /prefix/api", 200,
                     group("", {resource("pods", "Pod"), resource("services", "Service")}));
    transport.answer("GET /prefix/apis", 200,
                     group("discovery.k8s.io", {resource("endpointslices", "EndpointSlice")}));
}
inline void answerLists(FakeTransport &transport, const std::vector<json> &pods)
{
    transport.answer("GET /prefix/api/v1/namespaces/n/services?limit=500", 200, list({service()}));
    transport.answer("GET /prefix/api/v1/namespaces/n/pods?limit=500", 200, list(pods));
    transport.answer("GET /prefix/apis/discovery.k8s.io/v1/namespaces/n/endpointslices?limit=500",
                     200, list({}));
}

/// That forward, and everything around it made by hand.
class ForwardLab : public QObject {
protected:
    FakeTransport m_transport;
    HandClock m_clock;
    std::unique_ptr<TunnelServer> m_server;
    std::unique_ptr<kube::Client> m_client;
    std::unique_ptr<forward::Engine> m_set;
    QStringList m_told; ///< states, each once in a row
    QString m_peers;

    void make(const std::vector<json> &pods, int port = 0)
    {
        answerLists(m_transport, pods);
        const forward::Spec spec = forwardSpec(port);
        forward::Spec other = spec;
        other.id = u"other"_s;
        other.service = u"t"_s;
        m_set = std::make_unique<forward::Engine>(*m_client, m_transport, m_clock,
                                                  std::vector<forward::Spec>{spec, other});
        connect(m_set.get(), &forward::Engine::changed, this, [this](const Status &status) {
            const QString word = forward::stateWord(status.state);
            if (m_told.isEmpty() || m_told.last() != word)
                m_told << word;
        });
        m_set->shareIn(m_peers);
        m_set->start({u"f"_s});
    }
    void answerProbe(const QByteArray &body, int status = 200)
    {
        m_transport.answers.erase("GET /probe");
        m_transport.answer("GET /probe", status, body);
    }
    Status now() const { return m_set->statuses().front(); }
    int port() const { return now().local.section(u':', -1).toInt(); }
    bool is(State state) const { return now().state == state; }

    /// The watch of what ("pods") that is open now.
    FakeTransport::Stream *watch(const QString &what)
    {
        for (const auto &stream : m_transport.streams) {
            if (stream->open && stream->request.url.contains(u'/' + what + u'?'))
                return stream.get();
        }
        return nullptr;
    }
    void happens(const char *type, const json &object)
    {
        QTRY_VERIFY(watch(u"pods"_s));
        const json event = {{"type", type}, {"object", object}};
        watch(u"pods"_s)->say(QByteArray::fromStdString(event.dump()) + "\n");
    }
    std::unique_ptr<QTcpSocket> client(const QByteArray &says)
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress::LocalHost, quint16(port()));
        if (!socket->waitForConnected())
            qFatal("no connection");
        socket->write(says);
        socket->flush();
        return socket;
    }
    TunnelServer::Tunnel &tunnel(size_t n) { return *m_server->tunnels.at(n); }
    size_t tunnels() const { return m_server->tunnels.size(); }
    /// SPDY: the API server is one that knows tunnels for more than one connection.
    void begin(bool spdy = false)
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_transport = {};
        m_clock = {};
        m_told.clear();
        m_server = std::make_unique<TunnelServer>(QSslConfiguration(), spdy);
        m_server->onData = [](TunnelServer::Tunnel &t) {
            if (t.heard.endsWith("\r\n\r\n") || t.heard.endsWith('?'))
                t.say("from " + t.pod.toUtf8());
        };
        answerDiscovery(m_transport);
        answerProbe("yes, it is me");
        kube::Context context;
        context.server = m_server->url();
        m_client = std::make_unique<kube::Client>(context, m_transport, m_clock);
    }
    void end()
    {
        m_set.reset();
        m_client.reset();
        m_server.reset();
    }
};
