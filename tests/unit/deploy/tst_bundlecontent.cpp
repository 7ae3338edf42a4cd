// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

const QString demo = QStringLiteral(SOURCE_DIR "/resources/demo");

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList filesIn(const QString &folder, const QString &pattern)
{
    QStringList found;
    QDirIterator files(demo + u'/' + folder, {pattern}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        found << files.next();
    found.sort();
    return found;
}

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

struct Board {
    QString file, uid;
    QJsonArray panels;
};

std::vector<Board> boards()
{
    std::vector<Board> found;
    for (const QString &path : filesIn(u"dashboards"_s, u"*.json"_s)) {
        const QJsonObject board = QJsonDocument::fromJson(bytesOf(path)).object();
        found.push_back(
            {QFileInfo(path).fileName(), board[u"uid"_s].toString(), board[u"panels"_s].toArray()});
    }
    return found;
}

/// The metrics that a PromQL expression names: what is neither label, function nor keyword.
QStringList metricsOf(QString expr)
{
    static const QRegularExpression texts(u"\"[^\"]*\""_s);
    static const QRegularExpression away(
        u"\\{[^}]*\\}|\\[[^\\]]*\\]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)"
        "|\\boffset\\s+(\\$\\{[^}]*\\}|[0-9a-z]+)"_s);
    static const QRegularExpression name(u"[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[a-zA-Z0-9_:])"_s);
    static const QStringList words{u"or"_s, u"and"_s, u"unless"_s, u"bool"_s};
    expr.remove(texts).replace(away, u" "_s);
    QStringList found;
    for (auto at = name.globalMatch(expr); at.hasNext();) {
        const QString word = at.next().captured();
        if (!words.contains(word))
            found << word;
    }
    return found;
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
        const auto bundle = loadBundle(demo, choiceOf("solo"));
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
        const auto bundle = loadBundle(demo, choiceOf("solo"));
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
        const auto bundle = loadBundle(demo, choice);
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
        const auto bundle = loadBundle(demo, {});
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
        const auto bundle = loadBundle(demo, choice);
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
        const auto bundle = loadBundle(demo, choice);
        QVERIFY(!bundle.has_value());
        const QString text = bundle.error().summary;
        static const QRegularExpression place(u"^demo\\.yaml:\\d+:\\d+: "_s);
        QVERIFY2(place.match(text).hasMatch() && text.endsWith(says), qPrintable(text));
    }

    void fourDashboards()
    {
        std::set<QString> uids;
        for (const Board &board : boards()) {
            QVERIFY2(!board.uid.isEmpty(), qPrintable(board.file));
            QVERIFY2(uids.insert(board.uid).second, qPrintable(board.file));
            std::set<int> panels;
            for (const auto &panel : board.panels)
                QVERIFY2(panels.insert(panel[u"id"_s].toInt()).second, qPrintable(board.file));
            QVERIFY2(!panels.empty(), qPrintable(board.file));
        }
        QCOMPARE(uids, (std::set<QString>{u"agent-decisions"_s, u"dora-evidence"_s,
                                          u"mesh-mtls-coverage"_s, u"otel-pipeline"_s}));
        // Each is loaded as it lies there.
        const auto bundle = loadBundle(demo, choiceOf("solo"));
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QStringList loaded;
        for (const PhaseSpec &phase : bundle->phases) {
            for (const StepSpec &step : phase.steps) {
                const auto *apply = std::get_if<ApplyStep>(&step.kind);
                for (const Json &each : apply ? apply->objects : std::vector<Json>()) {
                    if (each["metadata"]
                            .value("labels", Json::object())
                            .contains("grafana_dashboard"))
                        for (const auto &[file, text] : each["data"].items())
                            loaded << QString::fromStdString(file);
                }
            }
        }
        loaded.sort();
        QStringList files;
        for (const Board &board : boards())
            files << board.file;
        QCOMPARE(loaded, files);
    }

    /// No panel lies over another, and none hangs over the edge.
    void panelsDoNotOverlap()
    {
        constexpr int columns = 24;
        for (const Board &board : boards()) {
            std::set<std::pair<int, int>> taken;
            for (const auto &panel : board.panels) {
                const auto at = [&panel](const QString &key) {
                    return panel[u"gridPos"_s][key].toInt();
                };
                QVERIFY2(at(u"x"_s) + at(u"w"_s) <= columns, qPrintable(board.file));
                for (int x = at(u"x"_s); x < at(u"x"_s) + at(u"w"_s); ++x) {
                    for (int y = at(u"y"_s); y < at(u"y"_s) + at(u"h"_s); ++y)
                        QVERIFY2(taken.emplace(x, y).second,
                                 qPrintable(board.file + u": "_s + panel[u"title"_s].toString()));
                }
            }
        }
    }

    /// A link to a dashboard, wherever it stands, leads to one.
    void dashboardLinks()
    {
        std::set<QString> uids;
        for (const Board &board : boards())
            uids.insert(board.uid);
        static const QRegularExpression link(u"/d/([A-Za-z0-9_-]+)"_s);
        int links = 0;
        QStringList paths = filesIn(u"."_s, u"*.yaml"_s) + filesIn(u"dashboards"_s, u"*.json"_s);
        for (const QString &path : paths) {
            for (auto at = link.globalMatch(QString::fromUtf8(bytesOf(path))); at.hasNext();) {
                const QString uid = at.next().captured(1);
                QVERIFY2(uids.contains(uid), qPrintable(path + u": "_s + uid));
                ++links;
            }
        }
        QVERIFY(links > 12);
    }

    /// A panel on a metric that nothing emits would stay empty for ever. These are what ztunnel and
    /// agentgateway were seen to emit, and what kube-state-metrics does. istio_requests_total is
    /// not among them: it takes a waypoint.
    void noDeadMetric()
    {
        static const std::set<QString> known{u"istio_tcp_connections_opened_total"_s,
                                             u"istio_tcp_connections_failed_total"_s,
                                             u"agentgateway_requests_total"_s,
                                             u"agentgateway_mcp_requests_total"_s,
                                             u"kube_daemonset_status_number_ready"_s,
                                             u"kube_deployment_status_replicas_available"_s,
                                             u"kube_pod_container_info"_s,
                                             u"kube_pod_created"_s};
        std::set<QString> seen;
        for (const Board &board : boards()) {
            for (const auto &panel : board.panels) {
                for (const auto &target : panel[u"targets"_s].toArray()) {
                    if (target[u"datasource"_s][u"type"_s].toString() != u"prometheus")
                        continue;
                    const QStringList metrics = metricsOf(target[u"expr"_s].toString());
                    const QString where = board.file + u": "_s + panel[u"title"_s].toString();
                    QVERIFY2(!metrics.isEmpty(), qPrintable(where));
                    for (const QString &metric : metrics) {
                        QVERIFY2(known.contains(metric), qPrintable(where + u": "_s + metric));
                        seen.insert(metric);
                    }
                }
            }
        }
        QCOMPARE(seen, known);
    }

    /// The receiving ztunnel reports a refusal as DENY, the sending one as CONNECT: who asks the
    /// sender for DENY gets nothing.
    void refusalsAreTheReceivers()
    {
        for (const Board &board : boards()) {
            const QString text = QString::fromUtf8(bytesOf(demo + u"/dashboards/"_s + board.file));
            static const QRegularExpression senders(
                u"\\{[^}]*reporter=\\\\\"source[^}]*response_flags=\\\\\"DENY"_s);
            QVERIFY2(!senders.match(text).hasMatch(), qPrintable(board.file));
        }
    }

    /// What the mesh is told to send its logs and traces to is defined.
    void telemetryProviders()
    {
        const auto bundle = loadBundle(demo, choiceOf("solo"));
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
