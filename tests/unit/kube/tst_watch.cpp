// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/logs.h"
#include "backend/kube/readiness.h"
#include "backend/kube/watch.h"
#include "tests/support/handclock.h"
#include "tests/unit/http/faketransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using kube::Json;
using kube::Watch;

namespace {

const QByteArray discovery = "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{},"
                             "\"versions\":[{\"version\":\"v1\","
                             "\"resources\":[{\"resource\":\"pods\",\"scope\":\"Namespaced\","
                             "\"responseKind\":{\"kind\":\"Pod\"}}]}]}]}";
const QByteArray listUrl = "GET /api/v1/namespaces/n/pods?limit=500";

QByteArray object(const QByteArray &name, int version)
{
    return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"n\",\"resourceVersion\":\""
           + QByteArray::number(version) + "\"}}";
}
QByteArray happening(const QByteArray &type, const QByteArray &name, int version)
{
    return "{\"type\":\"" + type + "\",\"object\":" + object(name, version) + "}\n";
}
QByteArray list(int version, const QByteArrayList &items)
{
    return "{\"metadata\":{\"resourceVersion\":\"" + QByteArray::number(version) + "\"},\"items\":["
           + items.join(',') + "]}";
}

} // namespace

class WatchTest : public QObject {
    Q_OBJECT

    FakeTransport m_transport;
    HandClock m_clock;
    std::unique_ptr<kube::Client> m_client;
    QStringList m_seen;

    std::unique_ptr<Watch> watch()
    {
        auto made = std::make_unique<Watch>(*m_client, kube::Ref{u"v1"_s, u"Pod"_s, u"n"_s, {}},
                                            QString(), m_clock);
        connect(made.get(), &Watch::changed, this, [this](Watch::Change change, const Json &json) {
            m_seen << u"%1 %2"_s.arg("AMD"[int(change)])
                          .arg(QString::fromStdString(json["metadata"]["name"].get<std::string>()));
        });
        connect(made.get(), &Watch::synced, this, [this] { m_seen << u"synced"_s; });
        connect(made.get(), &Watch::stale, this, [this] { m_seen << u"stale"_s; });
        made->start();
        return made;
    }
    QStringList seen() { return std::exchange(m_seen, {}); }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_transport = {};
        m_seen.clear();
        m_transport.answer("GET /api", 200, discovery);
        kube::Context context;
        context.server = u"http://h"_s;
        m_client = std::make_unique<kube::Client>(context, m_transport, m_clock);
    }

    void listThenWatchThenResume()
    {
        m_transport.answer(listUrl, 200, list(5, {object("a", 3)}));
        const auto watched = watch();
        QTRY_COMPARE(m_transport.streams.size(), size_t(1));
        QCOMPARE(seen(), QStringList({u"A a"_s, u"synced"_s}));
        QVERIFY(m_transport.streams[0]->request.url.contains(u"resourceVersion=5&"_s)
                || m_transport.streams[0]->request.url.endsWith(u"resourceVersion=5"_s));
        QCOMPARE(m_transport.streams[0]->request.timeout, 0ms);
        const QByteArray events = happening("ADDED", "b", 6) + happening("MODIFIED", "a", 7)
                                  + happening("DELETED", "b", 8) + happening("BOOKMARK", "", 9);
        m_transport.streams[0]->say(events.left(50));
        m_transport.streams[0]->say(events.mid(50));
        QCOMPARE(seen(), QStringList({u"A b"_s, u"M a"_s, u"D b"_s}));
        m_clock.advance(300s);
        m_transport.streams[0]->end();
        QTRY_COMPARE(m_transport.streams.size(), size_t(2));
        QVERIFY(m_transport.streams[1]->request.url.contains(u"resourceVersion=9"_s));
        QCOMPARE(seen(), QStringList());
    }

    void breakBacksOffAndResumes()
    {
        m_transport.answer(listUrl, 200, list(5, {}));
        const auto watched = watch();
        for (size_t n = 1; n <= 3; ++n) {
            QTRY_COMPARE(m_transport.streams.size(), n);
            m_transport.streams.back()->breakOff();
            m_clock.advance(kube::pauseBeforeTry(int(n) - 1) - 1ms);
            QCoreApplication::processEvents();
            QCOMPARE(m_transport.streams.size(), n);
            m_clock.advance(1ms);
        }
        QTRY_COMPARE(m_transport.streams.size(), size_t(4));
        QCOMPARE(seen(), QStringList({u"synced"_s, u"stale"_s}));
        m_clock.advance(1s);
        QCOMPARE(seen(), QStringList({u"synced"_s}));
        QCOMPARE(m_transport.count(listUrl), 1);
    }

    void goneListsAgain_data()
    {
        QTest::addColumn<bool>("inStream");
        QTest::newRow("as an answer") << false;
        QTest::newRow("inside the stream") << true;
    }
    void goneListsAgain()
    {
        QFETCH(bool, inStream);
        m_transport.answer(listUrl, 200, list(5, {object("a", 1), object("b", 2), object("c", 3)}));
        m_transport.answer(listUrl, 200, list(9, {object("a", 1), object("c", 8), object("d", 9)}));
        const auto watched = watch();
        QTRY_COMPARE(m_transport.streams.size(), size_t(1));
        seen();
        if (inStream)
            m_transport.streams[0]->say(
                "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n");
        else
            m_transport.streams[0]->end(410);
        m_clock.advance(100ms);
        QTRY_COMPARE(m_transport.streams.size(), size_t(2));
        QStringList told = seen();
        told.removeAll(u"stale"_s);
        told.removeAll(u"synced"_s);
        QCOMPARE(told, QStringList({u"M c"_s, u"A d"_s, u"D b"_s}));
    }

    void silentServerIsLeft()
    {
        m_transport.answer(listUrl, 200, list(5, {}));
        const auto watched = watch();
        QTRY_COMPARE(m_transport.streams.size(), size_t(1));
        m_clock.advance(331s);
        QTRY_COMPARE(m_transport.streams.size(), size_t(2));
        QVERIFY(!m_transport.streams[0]->open);
    }

    void failingListSaysSoOnce()
    {
        const auto watched = watch();
        while (m_transport.count(listUrl) < 6) {
            QTRY_VERIFY(m_clock.waiting());
            m_clock.advance(2s);
        }
        QCOMPARE(seen(), QStringList({u"stale"_s}));
    }

    void logLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("stamp");
        QTest::addColumn<QString>("text");
        QTest::newRow("nanoseconds") << QByteArray("2026-11-23T10:00:00.123456789Z a b")
                                     << QByteArray("2026-11-23T10:00:00.123456789Z") << u"a b"_s;
        QTest::newRow("short") << QByteArray("2026-11-23T10:00:00.5Z a")
                               << QByteArray("2026-11-23T10:00:00.500000000Z") << u"a"_s;
        QTest::newRow("whole second") << QByteArray("2026-11-23T10:00:00Z ")
                                      << QByteArray("2026-11-23T10:00:00.000000000Z") << u""_s;
        QTest::newRow("no time") << QByteArray("hello you") << QByteArray() << u"hello you"_s;
    }
    void logLines()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, stamp);
        QFETCH(QString, text);
        QCOMPARE(kube::parseLogLine(line), (kube::LogLine{stamp, text}));
    }

    void logResumesWithoutRepeating()
    {
        kube::LogFollow follow(*m_client, {u"n"_s, u"p"_s, u"c"_s, 10}, m_clock);
        QSignalSpy lines(&follow, &kube::LogFollow::line);
        QSignalSpy ended(&follow, &kube::LogFollow::ended);
        follow.start();
        QVERIFY(m_transport.streams.at(0)->request.url.endsWith(
            u"/pods/p/log?follow=true&timestamps=true&container=c&tailLines=10"_s));
        m_transport.streams[0]->end(
            400, "{\"kind\":\"Status\",\"message\":\"container c is waiting to start: X\"}");
        m_clock.advance(100ms);
        m_transport.streams.at(1)->say(
            "2026-11-23T10:00:00.1Z a\n2026-11-23T10:00:00.2Z b\n2026-11-23T10:00:00.2Z");
        m_transport.streams.at(1)->breakOff();
        m_clock.advance(2s);
        QVERIFY(m_transport.streams.at(2)->request.url.contains(
            u"sinceTime=2026-11-23T10%3A00%3A00.200000000Z"_s));
        m_transport.streams.at(2)->say(
            "2026-11-23T10:00:00.1Z a\n2026-11-23T10:00:00.2Z b\n2026-11-23T10:00:00.2Z c\n");
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines.at(2).at(1).toString(), u"c"_s);
        m_transport.streams.at(2)->end(
            404, "{\"kind\":\"Status\",\"message\":\"gone\",\"details\":{\"kind\":\"pods\"}}");
        QCOMPARE(ended.size(), 1);
    }

    void lineCutterIsBounded()
    {
        kube::LineCutter cutter(4);
        QCOMPARE(cutter.feed("ab\ncdefg"), QList<QByteArray>({"ab"}));
        QCOMPARE(cutter.feed("hi\nok\n"), QList<QByteArray>({"ok"}));
        QCOMPARE(cutter.dropped(), 1);
    }

    void readiness_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("waitingFor"); // "" = done, "!" in front = failed
        const auto row = [](const char *name, const QByteArray &json, const QString &waitingFor) {
            QTest::newRow(name) << json << waitingFor;
        };
        row("deployment not seen",
            R"({"kind":"Deployment","metadata":{"generation":2},"status":{"observedGeneration":1}})",
            u"its new specification to be seen by the controller"_s);
        row("deployment deadline",
            R"({"kind":"Deployment","status":{"conditions":[{"type":"Progressing","reason":"ProgressDeadlineExceeded","message":"m"}]}})",
            u"!it made no progress within its deadline: m"_s);
        row("deployment absent numbers", R"({"kind":"Deployment"})",
            u"1 of 1 new replicas to be made"_s);
        row("deployment old ones",
            R"({"kind":"Deployment","spec":{"replicas":2},"status":{"updatedReplicas":2,"replicas":3,"availableReplicas":2}})",
            u"1 old replicas to end"_s);
        row("deployment availability",
            R"({"kind":"Deployment","spec":{"replicas":2},"status":{"updatedReplicas":2,"replicas":2,"availableReplicas":1}})",
            u"1 of 2 replicas to become available"_s);
        row("deployment done",
            R"({"kind":"Deployment","spec":{"replicas":1},"status":{"updatedReplicas":1,"replicas":1,"availableReplicas":1}})",
            u""_s);
        row("deployment to zero", R"({"kind":"Deployment","spec":{"replicas":0}})", u""_s);
        row("daemon set strategy",
            R"({"kind":"DaemonSet","spec":{"updateStrategy":{"type":"OnDelete"}}})",
            u"!its update strategy is not RollingUpdate"_s);
        row("daemon set making",
            R"({"kind":"DaemonSet","status":{"desiredNumberScheduled":2,"updatedNumberScheduled":1}})",
            u"1 of 2 new pods to be made"_s);
        row("daemon set done",
            R"({"kind":"DaemonSet","status":{"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":2}})",
            u""_s);
        row("stateful set not seen", R"({"kind":"StatefulSet"})",
            u"its new specification to be seen by the controller"_s);
        row("stateful set partition",
            R"({"kind":"StatefulSet","spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":1}}},"status":{"observedGeneration":1,"readyReplicas":3,"updatedReplicas":2,"updateRevision":"b","currentRevision":"a"}})",
            u""_s);
        row("stateful set revision",
            R"({"kind":"StatefulSet","spec":{"replicas":2},"status":{"observedGeneration":1,"readyReplicas":2,"updatedReplicas":1,"updateRevision":"b","currentRevision":"a"}})",
            u"1 of 2 pods to be updated"_s);
        row("job failed",
            R"({"kind":"Job","status":{"conditions":[{"type":"Failed","status":"True","message":"m"}]}})",
            u"!the job failed: m"_s);
        row("job complete",
            R"({"kind":"Job","status":{"conditions":[{"type":"Complete","status":"True"}]}})",
            u""_s);
        row("job", R"({"kind":"Job"})", u"the job to complete"_s);
        row("custom without status", R"({"kind":"Thing"})", u""_s);
        row("custom",
            R"({"kind":"Thing","status":{"conditions":[{"type":"Ready","status":"False","message":"m"}]}})",
            u"its condition Ready: m"_s);
        row("pod pulling",
            R"({"kind":"Pod","status":{"phase":"Pending","containerStatuses":[{"name":"c","state":{"waiting":{"reason":"ImagePullBackOff","message":"no x"}}}]}})",
            u"container c: ImagePullBackOff: no x"_s);
        row("pod crashed",
            R"({"kind":"Pod","status":{"phase":"Running","containerStatuses":[{"name":"c","state":{"terminated":{"exitCode":3}}}]}})",
            u"container c ended with exit code 3"_s);
        row("pod not ready",
            R"({"kind":"Pod","status":{"phase":"Running","containerStatuses":[{"name":"c","ready":false,"state":{"running":{}}}]}})",
            u"container c runs but is not ready"_s);
        row("pod unscheduled",
            R"({"kind":"Pod","status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","message":"0 nodes"}]}})",
            u"not scheduled: 0 nodes"_s);
        row("pod leaving",
            R"({"kind":"Pod","metadata":{"deletionTimestamp":"t"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})",
            u"the pod is going away"_s);
        row("pod ready",
            R"({"kind":"Pod","status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})",
            u""_s);
        row("odd types", R"({"kind":"Deployment","spec":[],"status":7})",
            u"1 of 1 new replicas to be made"_s);
    }
    void readiness()
    {
        QFETCH(QByteArray, object);
        QFETCH(QString, waitingFor);
        const bool failed = waitingFor.startsWith(u'!');
        const kube::Readiness expected{waitingFor.isEmpty(), failed,
                                       failed ? waitingFor.mid(1) : waitingFor};
        const kube::Readiness found = kube::readinessOf(Json::parse(object.toStdString()));
        QCOMPARE(found.waitingFor, expected.waitingFor);
        QVERIFY(found == expected);
    }

    void lastWarningIsNamed()
    {
        const Json pod = Json::parse(R"({"status":{"phase":"Pending"}})");
        const std::vector<Json> events = {
            Json::parse(
                R"({"type":"Warning","reason":"Late","message":"b","lastTimestamp":"2026-01-02T00:00:00Z"})"),
            Json::parse(
                R"({"type":"Warning","reason":"Early","note":"a","lastTimestamp":null,"eventTime":"2026-01-01T00:00:00Z"})"),
            Json::parse(
                R"({"type":"Normal","reason":"Fine","message":"c","lastTimestamp":"2026-01-03T00:00:00Z"})")};
        QCOMPARE(kube::podHold(pod, events), u"the pod is pending (Late: b)"_s);
    }
};

QTEST_GUILESS_MAIN(WatchTest)
#include "tst_watch.moc"
