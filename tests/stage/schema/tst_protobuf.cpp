// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/protobuf.h"

#include <QRegularExpression>
#include <QTest>

using namespace stage::schema;
using namespace Qt::StringLiterals;

/// Bodies as kubectl 1.32 sends them, against the JSON that it would print for the same object.
class TestProtobuf : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void decodes_data();
    void decodes();
    void everyPrefixIsRefused();
    void otherBytes_data();
    void otherBytes();
};

namespace {

QByteArray deploymentBody()
{
    return QByteArray::fromBase64("azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErwBCh8KA3dlYhIAGgAiACoAMgA4"
                                  "AEIAWgoKA2FwcBIDd2ViEooBCAAS"
                                  "DAoKCgNhcHASA3dlYhpwChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViElAS"
                                  "MgoHYnVzeWJveBIHYnVzeWJveCoA"
                                  "MgoKABAAGFAiACoAQgBqAHIAgAEAiAEAkAEAogEAGgAyAEIASgBSAFgAYABoAIIB"
                                  "AIoBAJoBAMIBACICCgAoADgAGgwI"
                                  "ABAAGAAgACgAOAAaACIA");
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

void TestProtobuf::decodes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("deployment: pointers, lists, maps, an explicit zero")
        << deploymentBody()
        << QByteArray(
               R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},
            "spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},"strategy":{},"template":{
            "metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"busybox","image":"busybox",
            "ports":[{"containerPort":80}],"resources":{}}]}}},"status":{}})");
    QTest::newRow("quantity")
        << QByteArray::fromBase64("azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRImChEKAXESABoAIgAqADIAOABCABIP"
                                  "Cg0KA2NwdRIGCgQ1MDBtGgAaACIA")
        << QByteArray(
               R"({"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"q"},"spec":{"hard":{"cpu":"500m"}},"status":{}})");
    QTest::newRow("bytes")
        << QByteArray::fromBase64(
               "azhzAAoMCgJ2MRIGU2VjcmV0Eh4KEQoBcxIAGgAiACoAMgA4AEIAEgcKAWESAmJjGgAaACIA")
        << QByteArray(
               R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"YmM="}})");
    QTest::newRow("int or string")
        << QByteArray::fromBase64("azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSOgoRCgFwEgAa"
                                  "ACIAKgAyADgAQgASGRIMCgoKA2Fw"
                                  "cBIDd2ViGgkIARAAGgM1MCUaCggAGAAgACgAMAAaACIA")
        << QByteArray(
               R"({"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"p"},"spec":{
            "selector":{"matchLabels":{"app":"web"}},"maxUnavailable":"50%"},
            "status":{"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}})");
    QTest::newRow("of a subresource")
        << QByteArray::fromBase64("azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBId"
                                  "ChAKABIAGgAiACoAMgA4AEIAEgMg"
                                  "kBwaBAoAEgAaACIA")
        << QByteArray(
               R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{},
            "spec":{"expirationSeconds":3600},"status":{"token":""}})");
}

void TestProtobuf::decodes()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, json);
    const auto decoded = jsonFromProtobuf(view(body));
    QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().c_str());
    QCOMPARE(QByteArray::fromStdString(decoded->dump()),
             QByteArray::fromStdString(Json::parse(json.toStdString()).dump()));
}

void TestProtobuf::everyPrefixIsRefused()
{
    const QByteArray body = deploymentBody();
    const Json whole = *jsonFromProtobuf(view(body));
    for (qsizetype size = 0; size < body.size(); ++size) {
        const auto decoded = jsonFromProtobuf(view(body.left(size)));
        // Cut between the envelope's fields it is an object still: of its type alone, or whole.
        if (decoded)
            QVERIFY2(*decoded == whole || decoded->size() == 2,
                     QByteArray::number(size).constData());
    }
}

void TestProtobuf::otherBytes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("JSON") << QByteArray("{}")
                          << QByteArray("provided data does not appear to be a protobuf message, "
                                        "expected prefix [107 56 115 0]");
    QTest::newRow("no kind of ours")
        << "k8s\0\x0a\x0c\x0a\x04"
           "a/v1\x12\x04Pear"_ba
        << QByteArray("no kind \"Pear\" is registered for version \"a/v1\"");
    QTest::newRow("a number where an object belongs")
        << "k8s\0\x0a\x09\x0a\x02v1\x12\x03Pod\x12\x02\x08\x01"_ba
        << QByteArray("proto: @meta.v1.ObjectMeta: wrong wireType");
}

void TestProtobuf::otherBytes()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, why);
    const auto decoded = jsonFromProtobuf(view(body));
    QVERIFY(!decoded);
    QCOMPARE(QByteArray::fromStdString(decoded.error()), why);
}

QTEST_APPLESS_MAIN(TestProtobuf)
#include "tst_protobuf.moc"
