// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/observer.h"
#include "tests/unit/http/faketransport.h"
#include "tests/unit/kube/handclock.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace evidence;

/// What is seen while another program has a forward's port.
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
};

QTEST_GUILESS_MAIN(ObserverTest)
#include "tst_observer.moc"
