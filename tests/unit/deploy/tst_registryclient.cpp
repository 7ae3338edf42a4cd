// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/registryclient.h"
#include "tests/unit/http/faketransport.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

using Fault = std::optional<core::Fault>;
using Call = std::function<void(RegistryClient &, QObject *, std::function<void(Fault)>)>;

template <class T> Fault faultOf(const core::Result<T> &result)
{
    return result ? Fault() : Fault(result.error());
}

} // namespace
Q_DECLARE_METATYPE(Call)

/// A registry that is not there is said so by name, whatever was asked of it.
class RegistryClientTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void silent_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<Call>("call");
        QTest::addColumn<QString>("what");
        const QByteArray image = "/v2/bank/chatbot";
        QTest::newRow("ping") << QByteArray(
            "GET /v2/") << Call([](auto &registry, auto *context, auto done) {
            registry.ping(context, [done](const auto &answer) { done(faultOf(answer)); });
        }) << u"ask r:5000"_s;
        QTest::newRow("manifest") << "GET " + image + "/manifests/1.0.0"
                                  << Call([](auto &registry, auto *context, auto done) {
                                         registry.manifest(u"bank/chatbot"_s, u"1.0.0"_s, context,
                                                           [done](const auto &answer) {
                                                               done(faultOf(answer));
                                                           });
                                     })
                                  << u"read r:5000/bank/chatbot:1.0.0"_s;
        QTest::newRow("blob") << "HEAD " + image + "/blobs/sha256:a"
                              << Call([](auto &registry, auto *context, auto done) {
                                     registry.pushBlob(u"bank/chatbot"_s, u"sha256:a"_s, "x", {},
                                                       context, [done](const auto &answer) {
                                                           done(faultOf(answer));
                                                       });
                                 })
                              << u"look for blob sha256:a of bank/chatbot"_s;
        QTest::newRow("push") << "PUT " + image + "/manifests/1.0.0"
                              << Call([](auto &registry, auto *context, auto done) {
                                     registry.pushManifest(u"bank/chatbot"_s, u"1.0.0"_s, "t", "{}",
                                                           context, [done](const auto &answer) {
                                                               done(faultOf(answer));
                                                           });
                                 })
                              << u"write bank/chatbot:1.0.0"_s;
        QTest::newRow("tags") << "GET " + image + "/tags/list"
                              << Call([](auto &registry, auto *context, auto done) {
                                     registry.tags(u"bank/chatbot"_s, context,
                                                   [done](const auto &answer) {
                                                       done(faultOf(answer));
                                                   });
                                 })
                              << u"list the tags of bank/chatbot"_s;
    }
    void silent()
    {
        QFETCH(QByteArray, request);
        QFETCH(Call, call);
        QFETCH(QString, what);
        FakeTransport transport;
        transport.answers[request].push_back(
            tl::unexpected(core::Fault{core::Fault::Kind::Missing,
                                       u"GET http://r:5000/v2/x: could not connect to r:5000"_s,
                                       {},
                                       {}}));
        RegistryClient registry(u"r:5000"_s, transport);
        Fault seen;
        bool answered = false;
        call(registry, this, [&](const Fault &fault) {
            seen = fault;
            answered = true;
        });
        QTRY_VERIFY(answered);
        QVERIFY(seen.has_value());
        QCOMPARE(seen->summary,
                 what + u": the registry r:5000 does not answer (could not connect to r:5000)"_s);
        QVERIFY2(seen->action.contains(u"r:5000"_s), qPrintable(seen->action));
        QCOMPARE(seen->kind, core::Fault::Kind::Missing);
    }
};

QTEST_GUILESS_MAIN(RegistryClientTest)
#include "tst_registryclient.moc"
