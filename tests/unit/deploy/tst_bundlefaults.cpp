// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

/// A whole small bundle; a test breaks one line of it.
const QMap<QString, QByteArray> whole{
    {u"demo.yaml"_s, "name: tiny\n"
                     "vars: {ns: bank, greeting: hello}\n"
                     "customer: {id: \"1\", prompt: hi, gbp: \"1.00\", usd: \"2.00\"}\n"
                     "registry: {host: \"localhost:5001\", prefix: tiny}\n"
                     "paces:\n"
                     "  fast: {scrape: 1s}\n"
                     "  real: {scrape: 15s}\n"
                     "editions:\n"
                     "  default: solo\n"
                     "  solo: {title: Solo, phases: [\"00\", \"01\"]}\n"
                     "secrets:\n"
                     "- {name: key, title: Key, env: KEY}\n"
                     "images:\n"
                     "- {id: web, name: web, tag: 1.0.0, workload: chatbot, key: org}\n"
                     "forwards:\n"
                     "- {id: web, title: Web, port: 18001, group: ui, namespace: bank, service: "
                     "web, servicePort: 80, probe: {path: /, status: 200}}\n"
                     "tabs:\n"
                     "- {id: web, title: Web, forward: web, path: /, key: 1}\n"
                     "options:\n"
                     "- {name: route, title: Route, take: direct, values: {direct: {title: D}, "
                     "around: {title: A, vars: {greeting: moin}}}}\n"},
    {u"phases/00-first.yaml"_s,
     "id: \"00\"\n"
     "title: First\n"
     "steps:\n"
     "- {id: \"00.1\", title: Nodes, kind: check, probe: {nodes: {ready: 1}}}\n"},
    {u"phases/01-second.yaml"_s, "id: \"01\"\n"
                                 "title: Second\n"
                                 "needs: [\"00\"]\n"
                                 "steps:\n"
                                 "- id: \"01.1\"\n"
                                 "  title: Things\n"
                                 "  kind: apply\n"
                                 "  manifests: [manifests/thing.yaml]\n"
                                 "  done_when: [{applied: true}]\n"},
    {u"manifests/thing.yaml"_s, "apiVersion: v1\n"
                                "kind: ConfigMap\n"
                                "metadata: {name: thing, namespace: \"${ns}\"}\n"
                                "data: {text: \"${greeting}\"}\n"},
    {u"operations/back.yaml"_s, "id: back\n"
                                "title: Back\n"
                                "steps:\n"
                                "- {id: back.1, title: Gone, kind: delete, objects: [{apiVersion: "
                                "v1, kind: ConfigMap, namespace: bank, name: thing}]}\n"},
    {u"acts.yaml"_s, "show: {id: tiny, title: Tiny}\nacts: []\n"},
    {u"board.json"_s, "{\"title\": \"${greeting}\",\n  \"panels\": [\n}\n"},
    {u"empty.json"_s, ""},
};

void write(const QString &folder, const QMap<QString, QByteArray> &files)
{
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QString path = folder + u'/' + it.key();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(it.value());
    }
}

} // namespace

/// What is wrong with a bundle is said with its file, line and column before anything runs.
class BundleFaults : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void theWholeOneLoads()
    {
        QTemporaryDir folder;
        write(folder.path(), whole);
        const auto bundle = loadBundle(folder.path(), {});
        QVERIFY2(bundle.has_value(), bundle ? "" : qPrintable(bundle.error().summary));
        QCOMPARE(bundle->phases.size(), 2u);
        const auto &apply = std::get<ApplyStep>(bundle->phases[1].steps[0].kind);
        QCOMPARE(apply.objects.front()["data"]["text"].get<std::string>(), std::string("hello"));
    }

    void faults_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QString &file, const char *before,
                            const char *after, const QString &place, const QString &says) {
            QTest::newRow(name) << file << QByteArray(before) << QByteArray(after) << place << says;
        };
        const QString demo = u"demo.yaml"_s, first = u"phases/00-first.yaml"_s,
                      second = u"phases/01-second.yaml"_s;
        const QString thing = u"manifests/thing.yaml"_s, back = u"operations/back.yaml"_s;
        row("a key nobody knows", demo, "name: tiny", "name: tiny\ncolour: red", u"demo.yaml:2:1"_s,
            u"colour"_s);
        row("an unknown key in a step", first, "kind: check,", "kind: check, colour: red,",
            u"phases/00-first.yaml:4:43"_s, u"colour"_s);
        row("an unknown kind", second, "kind: apply", "kind: conjure",
            u"phases/01-second.yaml:7:9"_s, u"conjure"_s);
        row("an unknown probe", first, "{nodes: {ready: 1}}", "{node: {ready: 1}}",
            u"phases/00-first.yaml:4:"_s, u"node"_s);
        row("an unknown name", thing, "${greeting}", "${greetings}", u"manifests/thing.yaml:4:"_s,
            u"greetings"_s);
        row("a name without an end", thing, "\"${greeting}\"", "\"${greeting\"",
            u"manifests/thing.yaml:4:"_s, u"${"_s);
        row("a manifest that is not there", second, "manifests/thing.yaml", "manifests/other.yaml",
            u"phases/01-second.yaml:8:15"_s, u"manifests/other.yaml"_s);
        row("a path that leaves the bundle", second, "manifests/thing.yaml", "../thing.yaml",
            u"phases/01-second.yaml:8:15"_s, u"inside the bundle"_s);
        row("a manifest without a kind", thing, "kind: ConfigMap\n", "",
            u"manifests/thing.yaml:1:1"_s, u"kind"_s);
        row("an unknown phase in needs", second, "needs: [\"00\"]", "needs: [\"07\"]",
            u"phases/01-second.yaml:3:9"_s, u"07"_s);
        row("an unknown step in needs", second, "kind: apply", "kind: apply\n  needs: [\"00.9\"]",
            u"phases/01-second.yaml:8:11"_s, u"00.9"_s);
        row("a step that needs itself", second, "kind: apply", "kind: apply\n  needs: [\"01.1\"]",
            u"phases/01-second.yaml:8:11"_s, u"circle"_s);
        row("a step named after another phase", second, "\"01.1\"", "\"02.1\"",
            u"phases/01-second.yaml:5:3"_s, u"01."_s);
        row("a time without a unit", first, "kind: check,", "kind: check, timeout: soon,",
            u"phases/00-first.yaml:4:52"_s, u"soon"_s);
        row("a secret in a manifest", thing, "${greeting}", "${secret.key}",
            u"manifests/thing.yaml:4:"_s, u"secret"_s);
        row("an unknown fact", first, "kind: check,", "kind: check, when: {weather: fine},",
            u"phases/00-first.yaml:4:50"_s, u"weather"_s);
        row("an unknown cluster", first, "kind: check,", "kind: check, when: {cluster: mine},",
            u"phases/00-first.yaml:4:59"_s, u"mine"_s);
        row("an edition with an unknown phase", demo, "[\"00\", \"01\"]", "[\"00\", \"03\"]",
            u"demo.yaml:"_s, u"03"_s);
        row("an edition with an unknown forward", demo, "[\"00\", \"01\"]",
            "[\"00\", \"01\"], forwards: [moon]", u"demo.yaml:10:3"_s, u"moon"_s);
        row("an edition without its acts", demo, "[\"00\", \"01\"]",
            "[\"00\", \"01\"], acts: none.yaml", u"demo.yaml:10:3"_s, u"none.yaml"_s);
        row("an edition with an unknown fact", demo, "[\"00\", \"01\"]",
            "[\"00\", \"01\"], facts: {weather: fine}", u"demo.yaml:10:"_s, u"weather"_s);
        row("an option that takes what it has not", demo, "take: direct", "take: nowhere",
            u"demo.yaml:20:37"_s, u"nowhere"_s);
        row("an option that takes nothing", demo, "take: direct, ", "", u"demo.yaml:20:3"_s,
            u"take"_s);
        row("an option asked for what it never is", first, "kind: check,",
            "kind: check, when: {route: moon},", u"phases/00-first.yaml:4:57"_s, u"moon"_s);
        row("a port that is a word", demo, "port: 18001", "port: web", u"demo.yaml:16:31"_s,
            u"a whole number"_s);
        row("a tab onto no forward", demo, "forward: web, path: /, key",
            "forward: moon, path: /, key", u"demo.yaml:18:"_s, u"moon"_s);
        row("an operation named otherwise", back, "id: back\n", "id: forth\n",
            u"operations/back.yaml:1:"_s, u"back"_s);
        row("a key twice", demo, "name: tiny", "name: tiny\nname: huge", u"demo.yaml:2:1"_s,
            u"name"_s);
        row("YAML that does not parse", demo, "name: tiny", "name: [tiny", u"demo.yaml:"_s, {});
        row("no mapping at all", first, "id: \"00\"\ntitle: First\nsteps:\n", "",
            u"phases/00-first.yaml:1:"_s, u"mapping"_s);
        row("two documents", first, "id: \"00\"\n", "id: \"00\"\n---\n", u"phases/00-first.yaml:"_s,
            {});
        row("a done_when with two keys", second, "{applied: true}",
            "{applied: true, disk: {free: 1GiB}}", u"phases/01-second.yaml:9:"_s, u"one"_s);
        row("data that is called JSON and is none", thing, "{text: \"${greeting}\"}",
            "{board.json: \"{}{\"}", u"manifests/thing.yaml:4:20"_s, u"line 1, column 3"_s);
        row("a JSON file that is none", thing, "{text: \"${greeting}\"}",
            "{board.json: \"@board.json\"}", u"board.json:3:1"_s, u"no JSON"_s);
        row("an empty JSON file", thing, "{text: \"${greeting}\"}", "{board.json: \"@empty.json\"}",
            u"empty.json:1:1"_s, u"no JSON"_s);
        row("each that is put nowhere", first, "{nodes: {ready: 1}}",
            "{tool: {tool: docker, args: [ps], each: [a]}}", u"phases/00-first.yaml:4:"_s,
            u"without {each} in args"_s);
        row("each of nothing", first, "{nodes: {ready: 1}}",
            "{tool: {tool: docker, args: [\"{each}\"], each: []}}", u"phases/00-first.yaml:4:"_s,
            u"nothing in “each”"_s);
        row("each from a program that is none of ours", first, "{nodes: {ready: 1}}",
            "{tool: {tool: docker, args: [\"{each}\"], each: {tool: ls}}}",
            u"phases/00-first.yaml:4:"_s, u"ls"_s);
        row("any of nothing", first, "{nodes: {ready: 1}}", "{any: []}",
            u"phases/00-first.yaml:4:"_s, u"a list of probes"_s);
        row("an unknown probe in any", first, "{nodes: {ready: 1}}", "{any: [{node: {ready: 1}}]}",
            u"phases/00-first.yaml:4:"_s, u"node"_s);
        row("an unknown place of the registry", first, "kind: check,",
            "kind: check, when: {registry: moon},", u"phases/00-first.yaml:4:"_s, u"moon"_s);
        row("an apply that is never done", second, "  done_when: [{applied: true}]\n",
            "  done_when: []\n", u"phases/01-second.yaml:"_s, {});
    }

    void faults()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, place);
        QFETCH(QString, says);
        QTemporaryDir folder;
        auto files = whole;
        QVERIFY(files[file].contains(before));
        const qsizetype at = files[file].indexOf(before);
        files[file].replace(at, before.size(), after);
        write(folder.path(), files);
        const auto bundle = loadBundle(folder.path(), {});
        QVERIFY(!bundle.has_value());
        QCOMPARE(bundle.error().kind, core::Fault::Kind::Usage);
        const QString text = bundle.error().summary;
        QVERIFY2(text.startsWith(place), qPrintable(text));
        QVERIFY2(text.contains(says), qPrintable(text));
        QVERIFY2(text.contains(u", expected "_s), qPrintable(text));
        static const QRegularExpression form(u"^[^:]+:\\d+:\\d+: "_s);
        QVERIFY2(form.match(text).hasMatch(), qPrintable(text));
    }

    /// A third edition is data alone.
    void aThirdEdition()
    {
        QTemporaryDir folder;
        auto files = whole;
        files[u"demo.yaml"_s].replace("secrets:\n",
                                      "  third:\n"
                                      "    title: Third\n"
                                      "    phases: [\"02\", \"01\", \"00\"]\n"
                                      "    forwards: [other]\n"
                                      "    acts: third.yaml\n"
                                      "    facts: {licences: not-needed, model: scripted}\n"
                                      "    vars: {greeting: moin}\n"
                                      "secrets:\n");
        files[u"demo.yaml"_s].replace(
            "tabs:\n", "- {id: other, title: O, port: 18002, namespace: bank, service: o, "
                       "servicePort: 80}\n"
                       "tabs:\n"
                       "- {id: other, title: O, forward: other, path: /, key: 2}\n");
        files[u"phases/01-second.yaml"_s] +=
            "- {id: \"01.2\", title: Theirs, kind: check, when: {edition: solo}, needs: "
            "[\"01.1\"], probe: {nodes: {ready: 1}}}\n";
        files[u"phases/02-third.yaml"_s] =
            "id: \"02\"\ntitle: Third\nsteps:\n"
            "- {id: \"02.1\", title: Ours, kind: check, needs: [\"01.2\"], probe: {nodes: {ready: "
            "1}}}\n";
        files[u"third.yaml"_s] = files[u"acts.yaml"_s];
        write(folder.path(), files);
        Choice choice;
        choice.edition = u"third"_s;
        const auto bundle = loadBundle(folder.path(), choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QCOMPARE(bundle->actsFile(), u"third.yaml"_s);
        QCOMPARE(bundle->facts().value(u"licences"_s), u"not-needed"_s);
        QCOMPARE(bundle->facts().value(u"model"_s), u"scripted"_s);
        QCOMPARE(bundle->forwards.size(), std::size_t(1));
        QCOMPARE(bundle->tabs.size(), std::size_t(1));
        QCOMPARE(bundle->tabs[0].id, u"other"_s);
        const auto plan = deployPlan(*bundle, {}, {});
        QVERIFY(plan.has_value());
        QStringList steps;
        for (const PlanStep &step : plan->steps)
            steps << step.spec.id;
        QCOMPARE(steps, QStringList({u"02.1"_s, u"01.1"_s, u"00.1"_s}));
        // What another edition's step would have waited for is waited for.
        QCOMPARE(plan->steps[0].needs, (std::vector<std::size_t>{1, 2}));
        const auto &things = std::get<ApplyStep>(plan->steps[1].spec.kind).objects;
        QCOMPARE(things.at(0)["data"].value("text", ""), std::string("moin"));
        choice.model = u"anthropic"_s; // who asks for one gets it
        QCOMPARE(loadBundle(folder.path(), choice)->model, u"anthropic"_s);
        choice.edition = u"solo"_s;
        QCOMPARE(deployPlan(*loadBundle(folder.path(), choice), {}, {})->steps.size(),
                 std::size_t(3));
    }

    /// What is taken of an option is a fact, a name, and lays its vars over the others.
    void options()
    {
        QTemporaryDir folder;
        auto files = whole;
        files[u"phases/00-first.yaml"_s] += "- {id: \"00.2\", title: Long, kind: check, when: "
                                            "{route: around}, probe: {nodes: {ready: "
                                            "1}}}\n";
        files[u"manifests/thing.yaml"_s].replace("${greeting}", "${greeting} ${route}");
        write(folder.path(), files);
        for (const auto &[route, text] : {std::pair{u"direct"_s, std::string("hello direct")},
                                          std::pair{u"around"_s, std::string("moin around")}}) {
            Choice choice;
            choice.options[u"route"_s] = route;
            const auto bundle = loadBundle(folder.path(), choice);
            QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
            const auto plan = deployPlan(*bundle, {}, {});
            QVERIFY(plan.has_value());
            QCOMPARE(plan->steps[1].chosen, route == u"around");
            const auto &things = std::get<ApplyStep>(bundle->phases[1].steps[0].kind).objects;
            QCOMPARE(things.at(0)["data"].value("text", ""), text);
        }
    }

    void choices()
    {
        QTemporaryDir folder;
        write(folder.path(), whole);
        Choice choice;
        choice.edition = u"bare"_s;
        const auto edition = loadBundle(folder.path(), choice);
        QVERIFY(!edition && edition.error().kind == core::Fault::Kind::Usage);
        QVERIFY2(edition.error().summary.contains(u"one of solo"_s),
                 qPrintable(edition.error().summary));
        const auto nowhere = loadBundle(folder.path() + u"/none"_s, {});
        QVERIFY(!nowhere && nowhere.error().kind == core::Fault::Kind::Usage);
    }
};

QTEST_GUILESS_MAIN(BundleFaults)
#include "tst_bundlefaults.moc"
