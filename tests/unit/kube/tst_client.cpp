// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/client.h"
#include "backend/kube/credentials.h"
#include "backend/kube/discovery.h"
#include "backend/kube/status.h"
#include "tests/support/handclock.h"
#include "tests/unit/http/faketransport.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;
using core::Result;
using kube::Json;

namespace {

const QByteArray aggregated =
    "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{\"name\":\"apps\"},\"versions\":"
    "[{"
    "\"version\":\"v1\",\"resources\":[{\"resource\":\"deployments\",\"scope\":\"Namespaced\","
    "\"responseKind\":{\"group\":\"apps\",\"version\":\"v1\",\"kind\":\"Deployment\"}}]}]}]}";
const QByteArray core1 = "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{},"
                         "\"versions\":[{\"version\":\"v1\","
                         "\"resources\":[{\"resource\":\"pods\",\"scope\":\"Namespaced\","
                         "\"responseKind\":{\"kind\":\"Pod\"}},"
                         "{\"resource\":\"namespaces\",\"scope\":\"Cluster\",\"responseKind\":{"
                         "\"kind\":\"Namespace\"}}]}]}]}";
const QByteArray plainList =
    "{\"kind\":\"APIResourceList\",\"resources\":[{\"name\":\"pods\",\"kind\":\"Pod\","
    "\"namespaced\":true},"
    "{\"name\":\"pods/log\",\"kind\":\"Pod\",\"namespaced\":true},"
    "{\"name\":\"namespaces\",\"kind\":\"Namespace\",\"namespaced\":false}]}";

QByteArray statusOf(const QByteArray &reason, const QByteArray &message,
                    const QByteArray &details = "{}")
{
    return "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"" + reason
           + "\",\"message\":\"" + message + "\",\"details\":" + details + "}";
}

kube::Context plainContext()
{
    kube::Context context;
    context.server = u"https://h:6443"_s;
    context.ns = u"shop"_s;
    context.token = "secret";
    return context;
}

} // namespace

class ClientTest : public QObject {
    Q_OBJECT

    FakeTransport m_transport;
    HandClock m_clock;
    std::unique_ptr<kube::Client> m_client;
    std::optional<Result<Json>> m_result;

    kube::Client::Done keep()
    {
        m_result.reset();
        return [this](Result<Json> result) { m_result = std::move(result); };
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_transport = {};
        m_transport.answer("GET /apis", 200, aggregated);
        m_transport.answer("GET /api", 200, core1);
        m_client = std::make_unique<kube::Client>(plainContext(), m_transport, m_clock);
    }
    void cleanup() { m_client.reset(); }

    void statusMapping_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("summary");
        const auto row = [](const char *name, int code, const QByteArray &body, Fault::Kind kind,
                            const QString &summary) {
            QTest::newRow(name) << code << body << int(kind) << summary;
        };
        using K = Fault::Kind;
        row("not found", 404, statusOf("NotFound", "pods x not found"), K::NotFound,
            u"could not do it: pods x not found"_s);
        row("exists", 409, statusOf("AlreadyExists", "x exists"), K::Conflict,
            u"could not do it: x exists"_s);
        row("conflict", 409, statusOf("Conflict", "c"), K::Conflict, u"could not do it: c"_s);
        row("forbidden", 403, statusOf("Forbidden", "f"), K::Refused, u"could not do it: f"_s);
        row("unauthorized", 401, statusOf("Unauthorized", "u"), K::Refused,
            u"could not do it: u"_s);
        row("invalid", 422, statusOf("Invalid", "i"), K::Refused, u"could not do it: i"_s);
        row("timeout as 500", 500, statusOf("Timeout", "t"), K::TimedOut, u"could not do it: t"_s);
        row("gateway timeout", 504, "", K::TimedOut, u"could not do it: HTTP 504"_s);
        row("internal", 500, statusOf("InternalError", "b"), K::Failed, u"could not do it: b"_s);
        row("no message", 403, "{\"kind\":\"Status\",\"reason\":\"Forbidden\"}", K::Refused,
            u"could not do it: Forbidden"_s);
        row("proxy page", 502, "<html>\n bad", K::Failed,
            u"could not do it: HTTP 502: <html> bad"_s);
        row("odd Status", 404, "{\"kind\":\"Status\",\"message\":7,\"details\":[]}", K::NotFound,
            u"could not do it: HTTP 404"_s);
        row("odd kind", 400, "{\"kind\":7}", K::Refused,
            u"could not do it: HTTP 400: {\"kind\":7}"_s);
    }
    void statusMapping()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(QString, summary);
        const Fault fault = kube::faultOf({code, {}, body}, u"do it"_s);
        QCOMPARE(int(fault.kind), kind);
        QCOMPARE(fault.summary, summary);
    }

    void causesAreTheDetail()
    {
        const QByteArray body = statusOf("Conflict", "1 conflict",
                                         "{\"causes\":[{\"reason\":\"FieldManagerConflict\","
                                         "\"message\":\"with k\",\"field\":\".spec.a\"}]}");
        QCOMPARE(kube::faultOf({409, {}, body}, u"x"_s).detail, u"1 conflict\n.spec.a: with k"_s);
    }

    void kindUnknown()
    {
        QVERIFY(kube::kindUnknown({404, {}, "404 page not found"}));
        QVERIFY(kube::kindUnknown({404, {}, statusOf("NotFound", "no resource")}));
        QVERIFY(!kube::kindUnknown(
            {404, {}, statusOf("NotFound", "x", "{\"name\":\"x\",\"kind\":\"pods\"}")}));
        QVERIFY(!kube::kindUnknown({403, {}, ""}));
    }

    void resourceLists()
    {
        const auto plain = kube::parseResourceList(Json::parse(plainList.toStdString()), u"v1"_s);
        QCOMPARE(plain.size(), 2);
        QCOMPARE(plain.value(u"v1/Pod"_s), (kube::Resource{u"pods"_s, true}));
        const auto grouped = kube::parseAggregated(Json::parse(aggregated.toStdString()));
        QCOMPARE(grouped.value(u"apps/v1/Deployment"_s), (kube::Resource{u"deployments"_s, true}));
        QCOMPARE(kube::parseAggregated(Json::parse("{\"items\":[1,{\"versions\":{}}]}")).size(), 0);
    }

    void getUsesDiscoveryOnce()
    {
        m_transport.answer("GET /apis/apps/v1/namespaces/shop/deployments/a", 200, "{\"a\":1}");
        for (int i = 0; i < 2; ++i) {
            m_client->get(kube::Ref{u"apps/v1"_s, u"Deployment"_s, {}, u"a"_s}, this, keep());
            QVERIFY(!m_result);
            QTRY_VERIFY(m_result);
            QVERIFY2(m_result->has_value(),
                     m_result->has_value() ? "" : qPrintable(m_result->error().summary));
        }
        QCOMPARE(m_transport.count("GET /apis"), 1);
        const auto &headers = m_transport.requests.back().headers;
        QVERIFY(std::find(headers.begin(), headers.end(),
                          std::pair<QByteArray, QByteArray>("Authorization", "Bearer secret"))
                != headers.end());
    }

    void oldDiscovery()
    {
        m_transport.answers["GET /api"] = {http::Reply{200, {}, "{\"versions\":[\"v1\"]}"}};
        m_transport.answer("GET /api/v1", 200, plainList);
        m_transport.answer("GET /api/v1/namespaces/x%2Fy", 200, "{}");
        m_client->get(kube::Ref{u"v1"_s, u"Namespace"_s, {}, u"x/y"_s}, this, keep());
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
    }

    void unknownKind()
    {
        m_client->get(kube::Ref{u"x.y/v1"_s, u"Thing"_s, {}, u"a"_s}, this, keep());
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().kind, Fault::Kind::NotFound);
        QCOMPARE(m_result->error().summary,
                 u"could not get Thing a: the cluster does not know the kind Thing of x.y/v1"_s);
    }

    void listFollowsContinue()
    {
        m_transport.answer(
            "GET /api/v1/pods?limit=500&labelSelector=a%3Db", 200,
            "{\"metadata\":{\"continue\":\"t+\",\"resourceVersion\":\"1\"},\"items\":[{\"n\":1}]}");
        m_transport.answer("GET /api/v1/pods?limit=500&labelSelector=a%3Db&continue=t%2B", 200,
                           "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[{\"n\":2}]}");
        m_client->get(kube::Ref{u"v1"_s, u"Pod"_s, {}, {}}, this, keep(), u"labelSelector=a%3Db"_s);
        QTRY_VERIFY(m_result);
        QCOMPARE((**m_result)["items"].size(), size_t(2));
        QCOMPARE((**m_result)["items"][1]["kind"].get<std::string>(), std::string("Pod"));
    }

    void listRestartsWhenItsTokenIsTooOld()
    {
        m_transport.answer("GET /api/v1/pods?limit=500", 200,
                           "{\"metadata\":{\"continue\":\"t\"},\"items\":[{}]}");
        m_transport.answer("GET /api/v1/pods?limit=500", 200,
                           "{\"metadata\":{},\"items\":[{},{}]}");
        m_transport.answer("GET /api/v1/pods?limit=500&continue=t", 410,
                           statusOf("Expired", "old"));
        m_client->get(kube::Ref{u"v1"_s, u"Pod"_s, {}, {}}, this, keep());
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
        QCOMPARE((**m_result)["items"].size(), size_t(2));
    }

    void applyIsStrictAndWarns()
    {
        const QByteArray url =
            "PATCH /api/v1/namespaces/shop/pods/p"
            "?fieldManager=trustusbank-cockpit&force=true&fieldValidation=Strict&dryRun=All";
        m_transport.answer(url, 200, "{}", {{"Warning", "299 - \"old \\\"field\\\"\""}});
        QSignalSpy warned(m_client.get(), &kube::Client::warned);
        m_client->apply({{"apiVersion", "v1"},
                         {"kind", "Pod"},
                         {"metadata", {{"name", "p"}, {"managedFields", Json::array()}}}},
                        true, this, keep());
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
        QCOMPARE(warned.at(0).at(0).toString(), u"old \"field\""_s);
        const auto &request = m_transport.requests.back();
        QVERIFY(!request.body.contains("managedFields"));
        QVERIFY(std::find(request.headers.begin(), request.headers.end(),
                          std::pair<QByteArray, QByteArray>("Content-Type",
                                                            "application/apply-patch+yaml"))
                != request.headers.end());
    }

    void applyWaitsForAFreshKind()
    {
        const QByteArray url =
            "PATCH /apis/x.y/v1/things/a?fieldManager=trustusbank-cockpit&force=true"
            "&fieldValidation=Strict";
        m_transport.answer("GET /apis", 200,
                           "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":"
                           "{\"name\":\"x.y\"},\"versions\":[{\"version\":\"v1\",\"resources\":[{"
                           "\"resource\":\"things\",\"scope\":\"Cluster\",\"responseKind\":"
                           "{\"kind\":\"Thing\"}}]}]}]}");
        m_transport.answer(url, 404, "404 page not found");
        m_transport.answer(url, 201, "{}");
        m_client->apply({{"apiVersion", "x.y/v1"},
                         {"kind", "Thing"},
                         {"metadata", {{"name", "a"}}}},
                        false, this, keep());
        for (int i = 0; i < 2; ++i) {
            QTRY_VERIFY(m_clock.waiting());
            m_clock.advance(300ms);
        }
        QTRY_VERIFY(m_result);
        QVERIFY2(m_result->has_value(),
                 m_result->has_value() ? "" : qPrintable(m_result->error().summary));
    }

    void patchKinds_data()
    {
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("merge") << QByteArray("{\"a\":1}")
                               << QByteArray("application/merge-patch+json");
        QTest::newRow("json") << QByteArray("[]") << QByteArray("application/json-patch+json");
    }
    void patchKinds()
    {
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, type);
        m_transport.answer(
            "PATCH /api/v1/namespaces/n/pods/p/status?fieldManager=trustusbank-cockpit", 200, "{}");
        m_client->patch(kube::Ref{u"v1"_s, u"Pod"_s, u"n"_s, u"p"_s},
                        Json::parse(patch.toStdString()), this, keep(), u"status"_s);
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
        QCOMPARE(m_transport.requests.back().headers.at(1).second, type);
    }

    void removeOfNothingIsFine()
    {
        m_transport.answer("DELETE /api/v1/namespaces/a", 404,
                           statusOf("NotFound", "x", "{\"kind\":\"namespaces\"}"));
        m_client->remove(kube::Ref{u"v1"_s, u"Namespace"_s, {}, u"a"_s}, this, keep());
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value() && (*m_result)->is_null());
        QVERIFY(m_transport.requests.back().body.contains("Background"));
    }

    void createPostsToTheCollection()
    {
        m_transport.answer("POST /api/v1/namespaces/shop/pods?fieldManager=trustusbank-cockpit"
                           "&fieldValidation=Strict",
                           201, "{}");
        m_client->create({{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", {{"name", "p"}}}},
                         this, keep());
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
    }

    void retryAfterIsObeyedAndBounded()
    {
        m_transport.answer("GET /busy", 429, statusOf("TooManyRequests", "slow down"),
                           {{"retry-after", "1"}});
        m_client->get(u"/busy"_s, this, keep());
        for (int i = 0; i < 5; ++i) {
            QTRY_VERIFY(m_clock.waiting());
            QVERIFY(!m_result);
            m_clock.advance(1s);
        }
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().summary, u"could not get /busy: slow down"_s);
        QCOMPARE(m_transport.count("GET /busy"), 6);
    }

    void nothingComesAfterTheContext()
    {
        m_transport.answer("GET /x", 200, "{}");
        auto context = std::make_unique<QObject>();
        m_client->get(u"/x"_s, context.get(), keep());
        context.reset();
        QCoreApplication::processEvents();
        QVERIFY(!m_result);
        m_client->get(u"/x"_s, this, keep());
        m_client.reset();
        QCoreApplication::processEvents();
        QVERIFY(!m_result);
    }

    void transportFaultsKeepTheirKind()
    {
        m_transport.answers["GET /x"] = {
            tl::unexpected(Fault{Fault::Kind::Missing, u"no route"_s, {}, {}})};
        m_client->get(u"/x"_s, this, keep());
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().kind, Fault::Kind::Missing);
        QCOMPARE(m_result->error().summary, u"could not get /x: no route"_s);
    }

    void execCredential_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<bool>("ok");
        const QByteArray start =
            "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",";
        QTest::newRow("token") << QByteArray(start + "\"status\":{\"token\":\"t\"}}") << true;
        QTest::newRow("expiring") << QByteArray(
            start
            + "\"status\":{\"token\":\"t\",\"expirationTimestamp\":\"2026-11-23T10:00:00Z\"}}")
                                  << true;
        QTest::newRow("pair") << QByteArray(start
                                            + "\"status\":{\"clientCertificateData\":\"c\","
                                              "\"clientKeyData\":\"k\"}}")
                              << true;
        QTest::newRow("half a pair")
            << QByteArray(start + "\"status\":{\"clientCertificateData\":\"c\"}}") << false;
        QTest::newRow("empty status") << QByteArray(start + "\"status\":{}}") << false;
        QTest::newRow("no status") << QByteArray(start + "\"a\":1}") << false;
        QTest::newRow("bad time") << QByteArray(
            start + "\"status\":{\"token\":\"t\",\"expirationTimestamp\":\"x\"}}")
                                  << false;
        QTest::newRow("other version") << QByteArray(
            "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\","
            "\"status\":{\"token\":\"t\"}}")
                                       << false;
        QTest::newRow("text") << QByteArray("login first") << false;
    }
    void execCredential()
    {
        QFETCH(QByteArray, output);
        QFETCH(bool, ok);
        QCOMPARE(
            kube::parseExecCredential(output, u"client.authentication.k8s.io/v1"_s).has_value(),
            ok);
    }

    /// The plugin says another token each time: an expired and a refused one are replaced.
    void execPluginRunsAgain()
    {
        kube::Context context = plainContext();
        context.exec = kube::ExecPlugin{
            u"client.authentication.k8s.io/v1"_s,
            u"sh"_s,
            {},
            {u"-c"_s,
             u"case $KUBERNETES_EXEC_INFO in *'\"interactive\":false'*) ;; *) exit 1;; esac; "
             "n=$(date +%s%N); echo \"{\\\"apiVersion\\\":\\\"client.authentication.k8s.io/v1\\\","
             "\\\"kind\\\":\\\"ExecCredential\\\",\\\"status\\\":{\\\"token\\\":\\\"$n\\\","
             "\\\"expirationTimestamp\\\":\\\"1970-01-01T00:01:00Z\\\"}}\""_s},
            {},
            false};
        kube::Client client(context, m_transport, m_clock);
        m_transport.answer("GET /x", 401, statusOf("Unauthorized", "no"));
        m_transport.answer("GET /x", 200, "{}");
        QList<QByteArray> tokens;
        for (int i = 0; i < 3; ++i) {
            if (i == 2)
                m_clock.advance(2min);
            client.get(u"/x"_s, this, keep());
            QTRY_VERIFY(m_result);
            QVERIFY2(m_result->has_value(),
                     m_result->has_value() ? "" : qPrintable(m_result->error().summary));
            tokens << m_transport.requests.back().headers.back().second;
        }
        QCOMPARE(m_transport.count("GET /x"), 4);
        QVERIFY(m_transport.requests.front().headers.back().second != tokens[0]); // the refused one
        QCOMPARE(tokens[0], tokens[1]);
        QVERIFY(tokens[1] != tokens[2]);
    }

    void theClientsOfAContextShareOneCredential_data()
    {
        QTest::addColumn<QString>("between");
        QTest::addColumn<int>("runs");
        QTest::newRow("one after the other") << u""_s << 1;
        QTest::newRow("both at once") << u"at once"_s << 1;
        QTest::newRow("one that has expired") << u"expired"_s << 2;
        QTest::newRow("one that was refused") << u"refused"_s << 2;
        QTest::newRow("one that is refused again after it was renewed") << u"late"_s << 2;
        QTest::newRow("a client that goes in the middle") << u"gone"_s << 2;
        QTest::newRow("a plugin that fails") << u"fails"_s << 2;
    }
    /// The plugin counts its runs and says a token of each.
    void theClientsOfAContextShareOneCredential()
    {
        QFETCH(QString, between);
        QFETCH(int, runs);
        QTemporaryDir folder;
        kube::Context context = plainContext();
        context.exec = kube::ExecPlugin{
            u"client.authentication.k8s.io/v1"_s,
            u"sh"_s,
            {},
            {u"-c"_s,
             u"echo run >> $0; n=$(wc -l < $0); case $1$n in fails1) exit 1;; gone1) sleep 60;; "
             "esac; e=$3; if [ $n = 1 ]; then e=$2; fi; "
             "echo \"{\\\"apiVersion\\\":\\\"client.authentication.k8s.io/v1\\\","
             "\\\"kind\\\":\\\"ExecCredential\\\",\\\"status\\\":{\\\"token\\\":\\\"t$n\\\","
             "\\\"expirationTimestamp\\\":\\\"$e\\\"}}\""_s,
             folder.filePath(u"runs"_s), between.isEmpty() ? u"-"_s : between,
             m_clock.now().addSecs(60).toString(Qt::ISODate),
             m_clock.now().addSecs(3600).toString(Qt::ISODate)},
            {},
            false};
        auto one = std::make_unique<kube::Client>(context, m_transport, m_clock);
        kube::Client other(context, m_transport, m_clock);
        int ready = 0;
        const auto count = [&ready](const core::Result<void> &) { ++ready; };
        one->prepare(this, count);
        QFile counted(folder.filePath(u"runs"_s));
        if (between == u"gone") {
            QTRY_VERIFY(counted.exists());
            one.reset();
        } else if (between != u"at once") {
            QTRY_COMPARE(ready, 1);
        }
        if (between == u"expired")
            m_clock.advance(2min);
        const http::Request first = one ? one->request("GET", u"/x"_s) : http::Request();
        if (between == u"refused" || between == u"late")
            one->refused(first);
        if (between == u"late") {
            one->prepare(this, count);
            QTRY_COMPARE(ready, 2);
            --ready;
            one->refused(first);
        }
        other.prepare(this, count);
        QTRY_VERIFY((m_clock.advance(10ms), ready == (between == u"gone" ? 1 : 2)));
        if (one)
            one->prepare(this, [](const core::Result<void> &) {});
        const QByteArray token = "Bearer t" + QByteArray::number(runs);
        for (const kube::Client *client : {one.get(), &other}) {
            if (client)
                QCOMPARE(client->request("GET", u"/x"_s).headers.back().second, token);
        }
        QVERIFY(counted.open(QIODevice::ReadOnly));
        QCOMPARE(counted.readAll().count('\n'), runs);
    }

    void execPluginFault()
    {
        kube::Context context = plainContext();
        context.exec = kube::ExecPlugin{u"client.authentication.k8s.io/v1"_s,
                                        u"no-such-plugin"_s,
                                        u"get it there"_s,
                                        {},
                                        {},
                                        false};
        kube::Client client(context, m_transport, m_clock);
        client.get(u"/x"_s, this, keep());
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().kind, Fault::Kind::Missing);
        QCOMPARE(m_result->error().action, u"get it there"_s);
    }
};

QTEST_GUILESS_MAIN(ClientTest)
#include "tst_client.moc"
