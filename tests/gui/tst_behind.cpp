// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/behind.h"
#include "backend/deploy/imagemaker.h"
#include "backend/http/curltransport.h"
#include "tests/support/services.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

class OneSecret final : public SecretSource {
public:
    QString value(const SecretSpec &) const override
    {
        return u"sk-ant-canary-8d1f0c5e7b2a49d6a3c4"_s;
    }
};

} // namespace

/// What the window shows behind a step is read by a room: it has no secret in it, whatever the
/// step.
class TestBehind : public QObject {
    Q_OBJECT

    Bundle m_bundle;
    http::CurlTransport m_transport; // nothing is asked and nothing started
    core::ProcessLauncher m_launcher;
    core::SystemClock m_clock;
    OneSecret m_secrets;
    LocalMachine m_machine;
    ImageMaker m_images{QString(), QString()};
    const std::unique_ptr<Services> m_services = makeServices(
        m_bundle, [] { return nullptr; }, m_transport, m_launcher, m_clock, m_secrets, m_machine,
        m_images);
    const QString m_canary = m_secrets.value({});

    bool sings(const QString &text) const
    {
        // As Kubernetes carries it, but for its end, which hangs on what follows.
        const QByteArray encoded = m_canary.toUtf8().toBase64().chopped(4);
        return text.contains(m_canary) || text.contains(QString::fromLatin1(encoded));
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_bundle = {};
    }

    void everyStep_data()
    {
        QTest::addColumn<QString>("edition");
        QTest::addColumn<QString>("cluster");
        for (const QString &edition : {u"solo"_s, u"bare"_s}) {
            for (const QString &cluster : {u"kind"_s, u"other"_s, u"stage"_s})
                QTest::newRow(qPrintable(edition + u' ' + cluster)) << edition << cluster;
        }
    }
    void everyStep()
    {
        QFETCH(QString, edition);
        QFETCH(QString, cluster);
        Choice choice;
        choice.edition = edition;
        choice.cluster = cluster;
        choice.model = u"anthropic"_s;
        auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        m_bundle = *std::move(bundle);
        std::vector<Plan> plans{*deployPlan(m_bundle, {}, {})};
        for (const PhaseSpec &operation : m_bundle.operations)
            plans.push_back(*operationPlan(m_bundle, operation.id, {}));
        int masked = 0;
        for (const Plan &plan : plans) {
            for (const PlanStep &step : plan.steps) {
                const QString text =
                    app::behindText(step.spec, *m_services, {u"1: it said "_s + m_canary});
                QVERIFY2(!sings(text), qPrintable(step.spec.id + u'\n' + text));
                const bool secret = std::holds_alternative<SecretStep>(step.spec.kind);
                QVERIFY2(!secret || text.contains(u"REDACTED"_s), qPrintable(text));
                masked += secret;
            }
        }
        QVERIFY(masked > 0);
        QVERIFY(sings(m_canary) && sings(QString::fromLatin1(m_canary.toUtf8().toBase64())));
    }

    /// A program that is given a secret: its command, its input and its files.
    void aProgram()
    {
        SecretSpec key;
        key.name = u"key"_s;
        key.env = u"KEY"_s;
        m_bundle.secrets = {key};
        StepSpec step;
        step.id = u"01.1"_s;
        step.kindName = u"tool"_s;
        step.kind = ToolStep{u"helm"_s,
                             {u"install"_s, u"--set=key="_s + m_canary},
                             "input " + secretMark("key"),
                             {{u"values.yaml"_s, "key: " + secretMark("key")}},
                             {0}};
        const QString text = app::behindText(step, *m_services, {});
        QVERIFY2(!sings(text), qPrintable(text));
        QVERIFY2(text.contains(u"helm install"_s), qPrintable(text));
        QVERIFY2(text.contains(u"key: REDACTED"_s), qPrintable(text));
    }
};

QTEST_MAIN(TestBehind)
#include "tst_behind.moc"
