// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"
#include "tests/unit/deploy/demofiles.h"

#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace Qt::StringLiterals;
using namespace deploy;
using namespace demofiles;

namespace {

/// The values and manifests as they are written: a name stays a name. The definitions are
/// upstream's.
std::vector<Node> written(const QString &path)
{
    const auto nodes =
        parseNodes(bytesOf(path), path, [](const std::string &name) -> std::optional<Json> {
            return Json("${" + name + "}");
        });
    return nodes ? *nodes : std::vector<Node>();
}

QStringList valuesAndManifests()
{
    return (filesIn(u"values"_s, u"*.yaml"_s) + filesIn(u"manifests"_s, u"*.yaml"_s))
        .filter(QRegularExpression(u"^(?!.*/manifests/crds/)"_s));
}

using Seen = std::function<void(const Node &map, const Node::Entry &entry)>;

/// Every scalar of a mapping, with the mapping that it stands in.
void eachScalar(const Node &node, const Seen &seen)
{
    for (const Node &item : node.items)
        eachScalar(item, seen);
    for (const Node::Entry &entry : node.entries) {
        if (entry.value.kind == Node::Kind::Scalar)
            seen(node, entry);
        eachScalar(entry.value, seen);
    }
}

QString whereOf(const Place &place)
{
    return QFileInfo(place.file).fileName() + u':' + QString::number(place.line);
}

Choice choiceOf(const char *edition)
{
    Choice choice;
    choice.edition = QString::fromLatin1(edition);
    choice.model = u"anthropic"_s;
    return choice;
}

/// What a step may carry a secret in.
std::string carried(const StepSpec &step)
{
    if (const auto *secret = std::get_if<SecretStep>(&step.kind))
        return secret->object.dump();
    if (const auto *helm = std::get_if<HelmStep>(&step.kind))
        return helm->values.dump();
    const auto *tool = std::get_if<ToolStep>(&step.kind);
    std::string all = tool ? tool->input : std::string();
    for (const auto &[name, text] : tool ? tool->files : std::map<QString, std::string>())
        all += text;
    return all;
}

} // namespace

/// What stands in the bundle's files, beyond their form.
class BundleContent : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    /// A key that somebody enters goes somewhere: to a step that carries it in no argument.
    void everySecretIsUsed()
    {
        const auto bundle = loadBundle(root, choiceOf("solo"));
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QVERIFY(bundle->secrets.size() >= 4);
        for (const SecretSpec &secret : bundle->secrets) {
            int uses = 0;
            for (const PhaseSpec &phase : bundle->phases) {
                for (const StepSpec &step : phase.steps) {
                    const std::string mark = secretMark(secret.name.toStdString());
                    const bool here = carried(step).find(mark) != std::string::npos;
                    uses += here && bundle->isOfEdition(step);
                }
            }
            QVERIFY2(uses > 0, qPrintable(secret.name));
        }
    }

    /// The chart that is told to make no secret finds the one that a step has made before.
    void licenceSecretsAreMade()
    {
        const auto bundle = loadBundle(root, choiceOf("solo"));
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QMap<QString, QString> made; // secret's name → step
        for (const PhaseSpec &phase : bundle->phases) {
            for (const StepSpec &step : phase.steps) {
                if (const auto *secret = std::get_if<SecretStep>(&step.kind))
                    made[QString::fromStdString(secret->object["metadata"].value("name", ""))] =
                        step.id;
            }
        }
        int asked = 0;
        for (const PhaseSpec &phase : bundle->phases) {
            for (const StepSpec &step : phase.steps) {
                const auto *helm = std::get_if<HelmStep>(&step.kind);
                if (!helm || !helm->values.contains("licensing"))
                    continue;
                const Json &licensing = helm->values["licensing"];
                const QString name = QString::fromStdString(licensing.value("secretName", ""));
                QCOMPARE(licensing.value("createSecret", true), false);
                QVERIFY2(step.needs.contains(made.value(name, u"none"_s)), qPrintable(step.id));
                ++asked;
            }
        }
        QCOMPARE(asked, 2);
    }

    void noLiteralKey()
    {
        static const QRegularExpression secretive(
            u"^(licen[cs]e)?key$|^(admin)?password$|^(client|cookie)?secret$|^token$|^(jwt)?privatekey$"_s,
            QRegularExpression::CaseInsensitiveOption);
        // A `key` beside one of these names something; alone it is one.
        static const std::vector<const char *> beside{"name", "value", "operator"};
        int seen = 0;
        for (const QString &path : valuesAndManifests()) {
            for (const Node &document : written(path)) {
                eachScalar(document, [&](const Node &map, const Node::Entry &entry) {
                    const QString name = QString::fromStdString(entry.key);
                    const bool names =
                        name == u"key" && std::any_of(beside.begin(), beside.end(), [&](auto key) {
                            return map.find(key) != nullptr;
                        });
                    if (!secretive.match(name).hasMatch() || names || !entry.value.isString())
                        return;
                    ++seen;
                    const QString value = QString::fromStdString(entry.value.scalar);
                    QVERIFY2(value.startsWith(u"${"_s) && value.endsWith(u'}'),
                             qPrintable(whereOf(entry.place) + u' ' + name));
                });
            }
        }
        QVERIFY(seen >= 4);
    }

    /// Images and their versions have one home, demo.yaml.
    void noImageVersion()
    {
        static const QRegularExpression pinned(u":[^/$]*\\d|@sha256:"_s);
        int seen = 0;
        for (const QString &path : valuesAndManifests()) {
            for (const Node &document : written(path)) {
                eachScalar(document, [&](const Node &, const Node::Entry &entry) {
                    const bool image = entry.key == "image" || entry.key == "repository";
                    if ((!image && entry.key != "tag") || !entry.value.isString())
                        return;
                    ++seen;
                    const QString value = QString::fromStdString(entry.value.scalar);
                    const bool literal =
                        image ? pinned.match(value).hasMatch() : !value.startsWith(u"${"_s);
                    QVERIFY2(!literal, qPrintable(whereOf(entry.place) + u' ' + value));
                });
            }
        }
        QVERIFY(seen > 15);
    }

    void everyOption_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("object"); ///< that shows it, and where
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("is");
        const auto row = [](const char *option, const char *value, const char *object,
                            const char *pointer, const char *is) {
            QTest::addRow("%s %s", option, value)
                << QString::fromLatin1(option) << QString::fromLatin1(value)
                << QString::fromLatin1(object) << QString::fromLatin1(pointer)
                << QString::fromLatin1(is);
        };
        const char *route = "/spec/template/spec/containers/0/env/0/value";
        row("a2aRoute", "direct", "Deployment chatbot", route, "direct");
        row("a2aRoute", "controller", "Deployment chatbot", route, "controller");
        row("agentgateway", "enterprise", "Gateway trustusbank-agentgw", "/spec/gatewayClassName",
            "enterprise-agentgateway-waypoint");
        row("agentgateway", "oss", "Gateway trustusbank-agentgw", "/spec/gatewayClassName",
            "agentgateway");
        row("agentgateway", "enterprise", "Agent support-bot",
            "/metadata/labels/kagent.solo.io~1waypoint", "true");
        row("agentgateway", "oss", "Agent support-bot", "/metadata/labels/kagent.solo.io~1waypoint",
            "false");
    }

    void everyOption()
    {
        QFETCH(QString, option);
        QFETCH(QString, value);
        QFETCH(QString, object);
        QFETCH(QString, pointer);
        QFETCH(QString, is);
        Choice choice = choiceOf("solo");
        choice.options[option] = value;
        const auto bundle = loadBundle(root, choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QCOMPARE(bundle->facts().value(option), value);
        QVERIFY(deployPlan(*bundle, {}, {}).has_value());
        QString found;
        for (const PhaseSpec &phase : bundle->phases) {
            for (const StepSpec &step : phase.steps) {
                const auto *apply = std::get_if<ApplyStep>(&step.kind);
                for (const Json &each : apply ? apply->objects : std::vector<Json>()) {
                    const kube::Ref ref = kube::refOf(each);
                    const Json::json_pointer at(pointer.toStdString());
                    if (ref.kind + u' ' + ref.name == object && each.contains(at))
                        found = QString::fromStdString(textOf(each.at(at)));
                }
            }
        }
        QCOMPARE(found, is);
    }

    /// Every value of every option has a row above.
    void everyOptionIsShown()
    {
        const auto bundle = loadBundle(root, {});
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QStringList all;
        for (const OptionSpec &option : bundle->options) {
            for (const QString &value : option.values)
                all << option.name + u' ' + value;
        }
        QCOMPARE(all, QStringList({u"agentgateway enterprise"_s, u"agentgateway oss"_s,
                                   u"a2aRoute direct"_s, u"a2aRoute controller"_s}));
    }

    void gatewayProducts_data()
    {
        QTest::addColumn<QString>("product");
        QTest::addColumn<QStringList>("releases");
        QTest::addColumn<bool>("licence");
        QTest::newRow("enterprise") << u"enterprise"_s
                                    << QStringList{u"enterprise-agentgateway-crds v2.3.0"_s,
                                                   u"enterprise-agentgateway v2.3.0"_s}
                                    << true;
        QTest::newRow("open source")
            << u"oss"_s << QStringList{u"agentgateway-crds v1.1.0"_s, u"agentgateway v1.1.0"_s}
            << false;
    }

    /// Either product brings its own charts, takes its own away, and only one wants a licence.
    void gatewayProducts()
    {
        QFETCH(QString, product);
        QFETCH(QStringList, releases);
        QFETCH(bool, licence);
        Choice choice = choiceOf("solo");
        choice.options[u"agentgateway"_s] = product;
        const auto bundle = loadBundle(root, choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QCOMPARE(bundle->needed(*bundle->secret(u"solo-agentgateway"_s)), licence);
        QVERIFY(bundle->needed(*bundle->secret(u"solo-istio"_s)));
        QStringList helm;
        bool secret = false;
        const auto plan = deployPlan(*bundle, {}, {});
        QVERIFY(plan.has_value());
        for (const PlanStep &step : plan->steps) {
            if (!step.chosen || step.phase != u"06")
                continue;
            if (const auto *chart = std::get_if<HelmStep>(&step.spec.kind)) {
                helm << chart->release + u' ' + chart->version;
                QVERIFY2(chart->chart.endsWith(u'/' + chart->release), qPrintable(chart->chart));
            }
            secret |= std::holds_alternative<SecretStep>(step.spec.kind);
        }
        QCOMPARE(helm, releases);
        QCOMPARE(secret, licence);
        const PhaseSpec *teardown = bundle->operation(u"teardown"_s);
        QVERIFY(teardown);
        QVERIFY(std::any_of(teardown->steps.begin(), teardown->steps.end(), [&](const auto &step) {
            const auto *tool = std::get_if<ToolStep>(&step.kind);
            return tool && tool->args.contains(releases.last().section(u' ', 0, 0));
        }));
    }

    void optionsRefused_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        QTest::newRow("a value that it has not")
            << u"a2aRoute"_s << u"around"_s
            << u"no a2aRoute “around”, expected one of direct, controller"_s;
        QTest::newRow("a product that nobody sells")
            << u"agentgateway"_s << u"envoy"_s
            << u"no agentgateway “envoy”, expected one of enterprise, oss"_s;
        QTest::newRow("an option that is none")
            << u"colour"_s << u"red"_s
            << u"no option “colour”, expected one of agentgateway, a2aRoute"_s;
    }

    void optionsRefused()
    {
        QFETCH(QString, option);
        QFETCH(QString, value);
        QFETCH(QString, says);
        Choice choice;
        choice.options[option] = value;
        const auto bundle = loadBundle(root, choice);
        QVERIFY(!bundle.has_value());
        const QString text = bundle.error().summary;
        static const QRegularExpression place(u"^demo\\.yaml:\\d+:\\d+: "_s);
        QVERIFY2(place.match(text).hasMatch() && text.endsWith(says), qPrintable(text));
    }

    /// What the mesh is told to send its logs and traces to is defined.
    void telemetryProviders()
    {
        const auto bundle = loadBundle(root, choiceOf("solo"));
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        std::set<std::string> defined;
        Json telemetry;
        for (const PhaseSpec &phase : bundle->phases) {
            for (const StepSpec &step : phase.steps) {
                if (const auto *helm = std::get_if<HelmStep>(&step.kind);
                    helm && helm->release == u"istiod") {
                    for (const Json &each : helm->values["meshConfig"]["extensionProviders"])
                        defined.insert(each.value("name", ""));
                }
                const auto *apply = std::get_if<ApplyStep>(&step.kind);
                for (const Json &each : apply ? apply->objects : std::vector<Json>()) {
                    if (each.value("kind", "") == "Telemetry")
                        telemetry = each["spec"];
                }
            }
        }
        for (const char *what : {"tracing", "accessLogging"}) {
            QVERIFY2(telemetry.contains(what), what);
            for (const Json &each : telemetry[what]) {
                for (const Json &provider : each["providers"])
                    QVERIFY2(defined.contains(provider.value("name", "")), provider.dump().c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(BundleContent)
#include "tst_bundlecontent.moc"
