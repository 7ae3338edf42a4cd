// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

Json json(const QByteArray &text)
{
    return Json::parse(text.toStdString());
}

const core::Fault notFound{core::Fault::Kind::NotFound, u"not found"_s, {}, {}};
const core::Fault away{core::Fault::Kind::Missing, u"connection refused"_s, {}, {}};

QByteArray pod(const QByteArray &name, bool ready, const QByteArray &more = {},
               const QByteArray &digest = "sha256:aa")
{
    return "{\"metadata\":{\"name\":\"" + name + "\"" + more
           + "},\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\""
           + (ready ? "True" : "False")
           + "\"}],\"containerStatuses\":[{\"name\":\"c\",\"ready\":" + (ready ? "true" : "false")
           + ",\"state\":{\"running\":{}},\"imageID\":\"host/x@" + digest + "\"}]}}";
}

QByteArray list(const QByteArrayList &items)
{
    return "{\"items\":[" + items.join(',') + "]}";
}

} // namespace

/// What answers of a cluster mean; any shape of them is survived.
class JudgeTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void rollout_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<bool>("holds");
        QTest::addColumn<QString>("saw");
        const QString deployment = u"Deployment"_s, set = u"StatefulSet"_s, daemon = u"DaemonSet"_s;
        QTest::newRow("rolled out")
            << deployment
            << QByteArray("{\"metadata\":{\"generation\":2},\"spec\":{\"replicas\":2},\"status\":{"
                          "\"observedGeneration\":2,\"updatedReplicas\":2,\"replicas\":2,"
                          "\"availableReplicas\":2}}")
            << true << u"2 of 2 pods available"_s;
        QTest::newRow("not observed")
            << deployment
            << QByteArray("{\"metadata\":{\"generation\":3},\"spec\":{\"replicas\":2},\"status\":{"
                          "\"observedGeneration\":2,\"updatedReplicas\":2,\"replicas\":2,"
                          "\"availableReplicas\":2}}")
            << false << u"not observed"_s;
        QTest::newRow("old pods")
            << deployment
            << QByteArray("{\"spec\":{\"replicas\":1},\"status\":{\"updatedReplicas\":1,"
                          "\"replicas\":2,\"availableReplicas\":2}}")
            << false << u"1 old pods"_s;
        QTest::newRow("not updated")
            << deployment
            << QByteArray("{\"spec\":{},\"status\":{\"replicas\":1,\"availableReplicas\":1}}")
            << false << u"0 of 1 pods updated"_s;
        QTest::newRow("not available")
            << deployment
            << QByteArray("{\"spec\":{},\"status\":{\"updatedReplicas\":1,\"replicas\":1}}")
            << false << u"0 of 1 pods available"_s;
        QTest::newRow("gave up")
            << deployment
            << QByteArray("{\"status\":{\"conditions\":[{\"type\":\"Progressing\",\"reason\":"
                          "\"ProgressDeadlineExceeded\",\"message\":\"too long\"}]}}")
            << false << u"too long"_s;
        QTest::newRow("no status") << deployment << QByteArray("{}") << false << u"0 of 1"_s;
        QTest::newRow("nonsense") << deployment << QByteArray("[1,2]") << false << QString();
        QTest::newRow("stateful") << set
                                  << QByteArray(
                                         "{\"spec\":{\"replicas\":1},\"status\":{\"readyReplicas\":"
                                         "1,\"updateRevision\":\"b\",\"currentRevision\":\"b\"}}")
                                  << true << u"rolled out"_s;
        QTest::newRow("stateful, old revision")
            << set
            << QByteArray("{\"spec\":{\"replicas\":1},\"status\":{\"readyReplicas\":1,"
                          "\"updateRevision\":\"b\",\"currentRevision\":\"a\"}}")
            << false << u"revision"_s;
        QTest::newRow("daemon") << daemon
                                << QByteArray(
                                       "{\"status\":{\"desiredNumberScheduled\":3,"
                                       "\"updatedNumberScheduled\":3,\"numberAvailable\":3}}")
                                << true << u"3 of 3"_s;
        QTest::newRow("daemon, one missing")
            << daemon
            << QByteArray("{\"status\":{\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":3,"
                          "\"numberAvailable\":2}}")
            << false << u"2 of 3 pods available"_s;
        QTest::newRow("job")
            << u"Job"_s
            << QByteArray(
                   "{\"status\":{\"conditions\":[{\"type\":\"Complete\",\"status\":\"True\"}]}}")
            << true << u"Complete"_s;
    }
    void rollout()
    {
        QFETCH(QString, kind);
        QFETCH(QByteArray, object);
        QFETCH(bool, holds);
        QFETCH(QString, saw);
        const Finding finding = judgeRollout(json(object), {u"apps/v1"_s, kind, u"n"_s, u"x"_s});
        QCOMPARE(finding.holds, holds);
        QVERIFY2(finding.saw.contains(saw), qPrintable(finding.saw));
    }

    /// Nobody answering is another thing than an object that is not there.
    void noAnswer()
    {
        const kube::Ref ref{u"v1"_s, u"Pod"_s, u"n"_s, u"x"_s};
        QVERIFY(!judgeExists(tl::unexpected(notFound), ref).unreachable);
        QVERIFY(judgeExists(tl::unexpected(away), ref).unreachable);
        QVERIFY(judgeAbsent(tl::unexpected(notFound), ref).holds);
        QVERIFY(!judgeAbsent(tl::unexpected(away), ref).holds);
        QVERIFY(
            judgeNone(tl::unexpected(notFound), ref).holds); // a kind that is gone has no objects
        QVERIFY(!judgeNone(tl::unexpected(away), ref).holds);
        QVERIFY(!judgeNoRelease(tl::unexpected(away), {}).holds);
    }

    void running_data()
    {
        QTest::addColumn<QByteArray>("pods");
        QTest::addColumn<bool>("holds");
        QTest::addColumn<QString>("saw");
        QTest::newRow("the digest") << list({pod("a", true)}) << true << u"1 of 1"_s;
        QTest::newRow("another digest")
            << list({pod("a", true, {}, "sha256:bb")}) << false << u"runs sha256:bb"_s;
        QTest::newRow("one of two old")
            << list({pod("a", true), pod("b", true, {}, "sha256:bb")}) << false << u"pod b"_s;
        QTest::newRow("one is going")
            << list({pod("a", true), pod("b", true, ",\"deletionTimestamp\":\"x\"")}) << false
            << u"pod b is not gone"_s;
        QTest::newRow("not ready")
            << list({pod("a", false)}) << false << u"runs but is not ready"_s;
        QTest::newRow("none") << list({}) << false << u"0 of 1"_s;
        QTest::newRow("nonsense") << QByteArray("{\"items\":[1,null,{\"status\":[]}]}") << false
                                  << QString();
    }
    /// The tag's bytes run in every pod, and in no other than these.
    void running()
    {
        QFETCH(QByteArray, pods);
        QFETCH(bool, holds);
        QFETCH(QString, saw);
        const Finding finding =
            judgeRunning(json(pods), {u"n"_s, u"app=x"_s, u"x"_s, u"1"_s}, u"sha256:aa"_s);
        QCOMPARE(finding.holds, holds);
        QVERIFY2(finding.saw.contains(saw), qPrintable(finding.saw));
    }

    void fields_data()
    {
        QTest::addColumn<int>("test");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<bool>("holds");
        const int equals = int(Field::Test::Equals), contains = int(Field::Test::Contains),
                  matches = int(Field::Test::Matches), present = int(Field::Test::Present);
        QTest::newRow("equal") << equals << QByteArray("\"x\"")
                               << QByteArray("{\"a\":{\"b\":\"x\"}}") << true;
        QTest::newRow("a number as text")
            << equals << QByteArray("\"1\"") << QByteArray("{\"a\":{\"b\":1}}") << true;
        QTest::newRow("unequal") << equals << QByteArray("\"x\"")
                                 << QByteArray("{\"a\":{\"b\":\"y\"}}") << false;
        QTest::newRow("not there")
            << equals << QByteArray("\"x\"") << QByteArray("{\"a\":[]}") << false;
        QTest::newRow("contains") << contains << QByteArray("\"x\"")
                                  << QByteArray("{\"a\":{\"b\":\"axb\"}}") << true;
        QTest::newRow("matches") << matches << QByteArray("\"^a.b$\"")
                                 << QByteArray("{\"a\":{\"b\":\"axb\"}}") << true;
        QTest::newRow("present") << present << QByteArray("true")
                                 << QByteArray("{\"a\":{\"b\":null}}") << true;
        QTest::newRow("absent") << present << QByteArray("false") << QByteArray("{\"a\":{}}")
                                << true;
        QTest::newRow("absent, but there")
            << present << QByteArray("false") << QByteArray("{\"a\":{\"b\":1}}") << false;
    }
    void fields()
    {
        QFETCH(int, test);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, object);
        QFETCH(bool, holds);
        Field field;
        field.pointer = "/a/b";
        field.test = static_cast<Field::Test>(test);
        field.value = json(value);
        QCOMPARE(judgeField(json(object), field).holds, holds);
    }

    /// What is waited for is told in the bundle's words where it has some.
    void answersInWords()
    {
        HttpCall call;
        call.test.pointer = "/value/1";
        call.test.equals = Json("0");
        const http::Reply two{200, {}, R"({"value":[1,"2"]})"},
            none{200, {}, R"({"value":[1,"0"]})"};
        QCOMPARE(judgeHttp(two, call).saw, u"/value/1 is 2, not 0"_s);
        call.test.says = u"alerts that still glow: %1"_s;
        QCOMPARE(judgeHttp(two, call).saw, u"alerts that still glow: 2"_s);
        QVERIFY(!judgeHttp(two, call).holds);
        QVERIFY(judgeHttp(none, call).holds);
    }

    /// Server-side apply's dry run differs from what is there only where somebody changed our
    /// fields.
    void applied()
    {
        const kube::Ref ref{u"v1"_s, u"ConfigMap"_s, u"n"_s, u"x"_s};
        const Json live =
            json("{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"1\",\"managedFields\":[1]},"
                 "\"data\":{\"a\":\"1\"},\"status\":{\"x\":1}}");
        QVERIFY(judgeApplied(live,
                             json("{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"2\","
                                  "\"managedFields\":[2]},\"data\":{\"a\":\"1\"}}"),
                             ref)
                    .holds);
        const Finding other =
            judgeApplied(live, json("{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"2\"}}"), ref);
        QVERIFY(!other.holds);
        QVERIFY2(other.saw.contains(u"/data/a"_s), qPrintable(other.saw));
    }

    void releases_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("not base64") << QByteArray("{\"data\":{\"release\":\"%%%\"}}");
        QTest::newRow("no JSON") << QByteArray(
            "{\"data\":{\"release\":\"" + QByteArray("plain").toBase64().toBase64() + "\"}}");
        QTest::newRow("broken gzip")
            << QByteArray("{\"data\":{\"release\":\""
                          + QByteArray("\x1f\x8b\x08 broken").toBase64().toBase64() + "\"}}");
    }
    void releases()
    {
        QFETCH(QByteArray, data);
        const auto release = decodeRelease(json(data));
        QVERIFY(!release.has_value());
        QCOMPARE(release.error().kind, core::Fault::Kind::Garbled);
    }

    void release_data()
    {
        QTest::addColumn<QString>("chart");
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("holds");
        QTest::newRow("same") << u"loki"_s << u"6.18.0"_s << true;
        QTest::newRow("from a registry") << u"oci://host/charts/loki"_s << u"6.18.0"_s << true;
        QTest::newRow("a v in front") << u"loki"_s << u"v6.18.0"_s << true;
        QTest::newRow("another version") << u"loki"_s << u"6.19.0"_s << false;
        QTest::newRow("another chart") << u"tempo"_s << u"6.18.0"_s << false;
        QTest::newRow("an archive") << u"https://host/loki-6.18.0.tgz"_s << u"6.18.0"_s << true;
    }
    void release()
    {
        QFETCH(QString, chart);
        QFETCH(QString, version);
        QFETCH(bool, holds);
        const QByteArray bare =
            "{\"chart\":{\"metadata\":{\"name\":\"loki\",\"version\":\"6.18.0\"}}}";
        const auto decoded =
            decodeRelease(json("{\"data\":{\"release\":\"" + bare.toBase64().toBase64() + "\"}}"));
        QVERIFY(decoded.has_value());
        QCOMPARE(judgeRelease(decoded, {u"loki"_s, u"n"_s, chart, version}).holds, holds);
    }

    /// A secret's form is judged without quoting it.
    void secrets()
    {
        QVERIFY(judgeSecret(QString(40, u'x'), u"KEY"_s, 30).holds);
        for (const QString &value : {QString(), u"short-value"_s}) {
            const Finding finding = judgeSecret(value, u"KEY"_s, 30);
            QVERIFY(!finding.holds);
            QVERIFY2(finding.saw.contains(u"KEY"_s)
                         && (value.isEmpty() || !finding.saw.contains(value)),
                     qPrintable(finding.saw));
        }
    }
};

QTEST_GUILESS_MAIN(JudgeTest)
#include "tst_judge.moc"
