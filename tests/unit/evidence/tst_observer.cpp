// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/observer.h"
#include "tests/support/handclock.h"
#include "tests/unit/http/faketransport.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace evidence;

/// What is seen while a source does not answer, or another program has a forward's port.
class ObserverTest : public QObject {
    Q_OBJECT

    static Places places()
    {
        Places places;
        places.attacker = places.prometheus = places.mailhog = places.catalogue = u"http://h"_s;
        places.counters = {{u"deny.count"_s, u"x"_s}};
        return places;
    }
    static kube::Context cluster()
    {
        kube::Context context;
        context.server = u"https://h:6443"_s;
        return context;
    }
    FakeTransport m_transport;
    HandClock m_clock;
    kube::Client m_client{cluster(), m_transport, m_clock};
    core::ProcessLauncher m_launcher;

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_transport.requests.clear();
        m_transport.answers.clear();
        m_transport.answer("GET /loot", 200, R"({"events":[]})");
        m_transport.answer("GET /api/v1/alerts", 200,
                           R"({"status":"success","data":{"alerts":[]}})");
        m_transport.answer("GET /api/v1/query?query=x", 200,
                           R"({"status":"success","data":{"resultType":"vector","result":[]}})");
        m_transport.answer("GET /api/v2/messages?limit=250", 200, R"({"items":[]})");
        m_transport.answer("GET /v0/servers?limit=100", 200, R"({"servers":[]})");
        m_clock.advance(1h); // a time that is valid
    }

    void aPortOfSomebodyElse_data()
    {
        QTest::addColumn<QString>("forward");
        QTest::addColumn<QStringList>("paths");
        QTest::addColumn<QStringList>("unknown");
        QTest::newRow("the receiver's")
            << u"attacker"_s << QStringList{u"/loot"_s} << QStringList{u"loot.count"_s};
        QTest::newRow("Prometheus'")
            << u"prometheus"_s << QStringList{u"/api/v1/alerts"_s, u"/api/v1/query?query=x"_s}
            << QStringList{u"alerts.firing"_s, u"deny.count"_s};
        QTest::newRow("the inbox'") << u"mailhog"_s << QStringList{u"/api/v2/messages?limit=250"_s}
                                    << QStringList{u"mails.count"_s};
        QTest::newRow("the register's") << u"registry"_s << QStringList{u"/v0/servers?limit=100"_s}
                                        << QStringList{u"catalogue.count"_s};
    }
    /// Nobody is asked there, what was asked before is not believed, and it is known again after.
    void aPortOfSomebodyElse()
    {
        QFETCH(QString, forward);
        QFETCH(QStringList, paths);
        QFETCH(QStringList, unknown);
        const QString why = u"forward x: port 1 is taken by y"_s;
        bool taken = false;
        Observer observer(places(), m_client, m_transport, m_launcher, m_clock);
        observer.heed([&](const QString &id) { return taken && id == forward ? why : QString(); });
        const auto measured = [&](const QString &probe) {
            return measure(probe, Json{{"alert", "A"}}, Baseline(), observer.picture(), {}, {});
        };
        const auto allKnown = [&] {
            m_clock.advance(300ms);
            return std::all_of(unknown.begin(), unknown.end(), [&](const QString &probe) {
                return measured(probe).value.has_value();
            });
        };
        observer.start();
        QTRY_VERIFY(allKnown());
        m_clock.advance(300ms); // the next questions are on their way
        taken = true;
        for (const QString &probe : unknown) {
            QTRY_VERIFY2(!measured(probe).value, qPrintable(probe));
            QCOMPARE(measured(probe).why, why);
        }
        QCOMPARE(observer.missing(m_clock.now()).filter(why).isEmpty(), false);
        m_transport.requests.clear();
        const QByteArray other = forward == u"attacker" ? "GET /api/v1/alerts" : "GET /loot";
        QTRY_VERIFY((m_clock.advance(300ms), m_transport.count(other) > 3));
        for (const QString &path : paths)
            QCOMPARE(m_transport.count("GET " + path.toUtf8()), 0);
        taken = false;
        QTRY_VERIFY(allKnown());
    }

    /// A policy that the deployment needs for its own probe is no lock.
    void otherPoliciesAreNotCounted()
    {
        Places bare = places();
        bare.policyApi = u"networking.k8s.io/v1"_s;
        bare.policyKind = u"NetworkPolicy"_s;
        bare.policyNamespaces = QStringList{u"v"_s};
        bare.otherPolicies = QStringList{u"probe-shut"_s};
        bare.lockNamespace = u"v"_s;
        bare.lockName = u"lock"_s;
        bare.lockCondition = QString();
        const QByteArray resources = R"({"kind":"APIResourceList","resources":[
            {"name":"networkpolicies","kind":"NetworkPolicy","namespaced":true}]})";
        const QByteArray all = "GET /apis/networking.k8s.io/v1/namespaces/v/networkpolicies";
        const QByteArray path = all + "?limit=500";
        m_transport.answer("GET /apis/networking.k8s.io/v1", 200, resources);
        m_transport.answer(path, 200, R"({"items":[{"metadata":{"name":"probe-shut"}}]})");
        Observer observer(bare, m_client, m_transport, m_launcher, m_clock);
        const Seen<int> &seen = observer.picture().policies;
        observer.start();
        QTRY_VERIFY2((m_clock.advance(300ms), seen.known()), qPrintable(seen.error));
        QCOMPARE(seen.value, 0);
        QCOMPARE(observer.picture().locked.value, false);
        m_transport.answers.erase(path);
        m_transport.answer(
            path, 200,
            R"({"items":[{"metadata":{"name":"probe-shut"}},{"metadata":{"name":"lock"}}]})");
        m_transport.answer(all + "/lock", 200, R"({"metadata":{"name":"lock"}})");
        QTRY_VERIFY((m_clock.advance(300ms), seen.value == 1));
        QCOMPARE(observer.picture().locked.value, true);
    }

    void aSourceThatAnswersNoMore_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("probe");
        QTest::newRow("the receiver") << QByteArray("GET /loot") << u"loot.count"_s;
        QTest::newRow("a counter") << QByteArray("GET /api/v1/query?query=x") << u"deny.count"_s;
        QTest::newRow("the alerts") << QByteArray("GET /api/v1/alerts") << u"alerts.firing"_s;
        QTest::newRow("the inbox")
            << QByteArray("GET /api/v2/messages?limit=250") << u"mails.count"_s;
        QTest::newRow("the register")
            << QByteArray("GET /v0/servers?limit=100") << u"catalogue.count"_s;
    }
    /// Its last value stays, as old as it is, with why there is no newer one; then it is read
    /// again.
    void aSourceThatAnswersNoMore()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, probe);
        Observer observer(places(), m_client, m_transport, m_launcher, m_clock);
        const auto seen = [&] {
            m_clock.advance(300ms);
            return measure(probe, Json{{"alert", "A"}}, Baseline(), observer.picture(), {}, {});
        };
        observer.start();
        QTRY_VERIFY(seen().value.has_value() && seen().why.isEmpty());
        const auto whole = m_transport.answers[path];
        m_transport.answer(path, 500, "{}");
        QTRY_VERIFY(seen().why.endsWith(u"answered HTTP 500"_s));
        const QDateTime last = seen().at;
        QCOMPARE(seen().at, last);
        QVERIFY(seen().value.has_value() && last < m_clock.now());
        m_transport.answers[path] = whole;
        QTRY_VERIFY(seen().at > last);
        QCOMPARE(seen().why, QString());
    }

    /// A value is as old as the question: what was changed after it need not be in the answer.
    void aValueIsAsOldAsItsQuestion()
    {
        Observer observer(places(), m_client, m_transport, m_launcher, m_clock);
        const QDateTime asked = m_clock.now();
        observer.start();
        m_clock.advance(200ms);
        QTRY_VERIFY(observer.picture().loot.known() && observer.picture().counters.known());
        QCOMPARE(observer.picture().loot.at, asked);
        QCOMPARE(observer.picture().counters.at, asked);
    }
};

QTEST_GUILESS_MAIN(ObserverTest)
#include "tst_observer.moc"
