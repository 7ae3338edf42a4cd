// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterfacts.h"
#include "backend/deploy/deployjournal.h"
#include "backend/deploy/history.h"
#include "backend/deploy/lease.h"
#include "backend/deploy/registryclient.h"
#include "backend/deploy/render.h"
#include "backend/deploy/secrets.h"
#include "backend/deploy/steprun.h"
#include "tests/support/handclock.h"
#include "tests/unit/http/faketransport.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

namespace {

const QByteArray core1 =
    "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{},\"versions\":[{\"version\":"
    "\"v1\",\"resources\":["
    "{\"resource\":\"configmaps\",\"scope\":\"Namespaced\",\"responseKind\":{\"kind\":"
    "\"ConfigMap\"}},"
    "{\"resource\":\"nodes\",\"scope\":\"Cluster\",\"responseKind\":{\"kind\":\"Node\"}}]}]}]}";
const QByteArray groups =
    "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{\"name\":\"coordination.k8s."
    "io\"},\"versions\":[{\"version\":\"v1\",\"resources\":["
    "{\"resource\":\"leases\",\"scope\":\"Namespaced\",\"responseKind\":{\"group\":\"coordination."
    "k8s.io\",\"version\":\"v1\",\"kind\":\"Lease\"}}]}]}]}";
const QByteArray leases = "/apis/coordination.k8s.io/v1/namespaces/kube-public/leases";
const QByteArray lease = leases + "/trustusbank-cockpit";
const QByteArray manager = "?fieldManager=trustusbank-cockpit";

QByteArray leaseOf(const QByteArray &holder, const QByteArray &renewed)
{
    return "{\"apiVersion\":\"coordination.k8s.io/"
           "v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"trustusbank-cockpit\",\"namespace\":"
           "\"kube-public\",\"resourceVersion\":\"7\"},"
           "\"spec\":{\"holderIdentity\":\""
           + holder + "\",\"leaseDurationSeconds\":15,\"renewTime\":\"" + renewed
           + "\",\"acquireTime\":\"1970-01-01T00:00:00.000000Z\",\"leaseTransitions\":2}}";
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

/// A process that leads a group of its own, as tools do.
class Sleeper {
public:
    explicit Sleeper(bool leads = true)
    {
        if (leads)
            m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
        m_process.start(u"sleep"_s, {u"60"_s});
        m_process.waitForStarted();
    }
    ~Sleeper()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    ProcessName name() const
    {
        QFile file(u"/proc/%1/stat"_s.arg(m_process.processId()));
        [[maybe_unused]] const bool open = file.open(QIODevice::ReadOnly);
        const QByteArray line = file.readAll();
        return {m_process.processId(),
                line.mid(line.lastIndexOf(')') + 2).split(' ').value(19).toLongLong()};
    }
    bool ended()
    {
        return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(2000);
    }
    QProcess m_process;
};

} // namespace

/// What a deployment keeps around a run.
class AroundARun : public QObject {
    Q_OBJECT

    FakeTransport m_transport;
    HandClock m_clock;
    std::unique_ptr<kube::Client> m_client;

    QString bootId()
    {
        QFile file(u"/proc/sys/kernel/random/boot_id"_s);
        [[maybe_unused]] const bool open = file.open(QIODevice::ReadOnly);
        return QString::fromLatin1(file.readAll().trimmed());
    }

    /// A journal of a cockpit that is gone, with TOOLS that it started.
    QString crashed(const QString &folder, const std::vector<ProcessName> &tools,
                    const QByteArray &more = {})
    {
        QByteArray text = "{\"event\":\"begin\",\"pid\":999999999,\"startTicks\":1,\"boot\":\""
                          + bootId().toLatin1() + "\"}\n";
        for (const ProcessName &tool : tools)
            text += "{\"event\":\"tool\",\"step\":\"02.1\",\"pid\":" + QByteArray::number(tool.pid)
                    + ",\"startTicks\":" + QByteArray::number(tool.startTicks) + "}\n";
        const QString path = folder + u"/2026-01-01T00-00-00.000Z.jsonl"_s;
        writeFile(path, text + more);
        return path;
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_transport = {};
        m_clock = {};
        m_transport.answer("GET /api", 200, core1);
        m_transport.answer("GET /apis", 200, groups);
        kube::Context context;
        context.name = u"bank"_s;
        context.server = u"https://h:6443"_s;
        context.token = "t";
        m_client = std::make_unique<kube::Client>(context, m_transport, m_clock);
    }
    void cleanup() { m_client.reset(); }

    void dotEnv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("value");
        QTest::newRow("plain") << QByteArray("KEY=abc") << u"abc"_s;
        QTest::newRow("export") << QByteArray("export KEY=abc\r\n") << u"abc"_s;
        QTest::newRow("double quotes") << QByteArray("KEY=\"a b\\\"c\"") << u"a b\"c"_s;
        QTest::newRow("single quotes") << QByteArray("KEY='a $b \\c'") << u"a $b \\c"_s;
        QTest::newRow("comment behind") << QByteArray("KEY=abc # mine") << u"abc"_s;
        QTest::newRow("hash inside") << QByteArray("KEY=a#b") << u"a#b"_s;
        QTest::newRow("comment line") << QByteArray("#KEY=abc") << QString();
        QTest::newRow("nothing is expanded") << QByteArray("KEY=$HOME") << u"$HOME"_s;
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbfKEY=abc") << u"abc"_s;
        QTest::newRow("the last wins") << QByteArray("KEY=a\nKEY=b") << u"b"_s;
        QTest::newRow("two parts") << QByteArray("KEY=a'b'\"c\"") << u"abc"_s;
    }
    void dotEnv()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, value);
        QCOMPARE(parseDotEnv(text).value(u"KEY"_s), value);
    }

    /// The environment wins over files; a stored value is for its owner alone and survives quoting.
    void secretsAreFound()
    {
        QTemporaryDir folder;
        const QString path = folder.path() + u"/.env"_s;
        writeFile(path, "# keep\nOTHER=1\nKEY=old\n");
        QVERIFY(storeSecret(path, u"KEY"_s, u"it's $new \"one\""_s).has_value());
        QCOMPARE(QFile::permissions(path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
                 QFileDevice::Permissions());
        QVERIFY(!storeSecret(path, u"A B"_s, u"x"_s).has_value());
        SecretSpec key;
        key.env = u"KEY"_s;
        QProcessEnvironment environment;
        const Secrets fromFile(environment, {folder.path() + u"/none"_s, path});
        QCOMPARE(fromFile.value(key), u"it's $new \"one\""_s);
        QCOMPARE(fromFile.origin(key), path);
        QVERIFY(fromFile.warnings().isEmpty());
        environment.insert(u"KEY"_s, u"theirs"_s);
        const Secrets both(environment, {path});
        QCOMPARE(both.value(key), u"theirs"_s);
        QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner
                                        | QFileDevice::ReadOther);
        QCOMPARE(Secrets(environment, {path}).warnings().size(), 1);
    }

    /// A secret goes from texts and documents, also in base64; what is around it stays.
    void redaction()
    {
        Bundle bundle;
        SecretSpec key;
        key.name = u"key"_s;
        key.env = u"KEY"_s;
        bundle.secrets = {key};
        QProcessEnvironment environment;
        environment.insert(u"KEY"_s, u"sk-ant-123456"_s);
        const Secrets secrets(environment, {});
        const Redaction redaction(bundle, secrets);
        QCOMPARE(redaction.text(u"x sk-ant-123456 y"_s), u"x REDACTED y"_s);
        const Json document{{"a", {{"b", "c2stYW50LTEyMzQ1Ng=="}}}, {"n", 1}};
        QCOMPARE(redaction.json(document).dump(),
                 std::string("{\"a\":{\"b\":\"REDACTED\"},\"n\":1}"));
    }

    /// Estimates are the median of the last five, for each plan and kind of cluster.
    void history()
    {
        QTemporaryDir folder;
        const QString path = folder.path() + u"/state/history.jsonl"_s;
        {
            const auto history = History::open(path, m_clock);
            QVERIFY(history.has_value());
            for (const auto took : {90000ms, 1000ms, 3000ms, 2000ms, 9000ms, 4000ms})
                QVERIFY((*history)->append(u"deploy"_s, u"kind"_s, u"05.1"_s, took).has_value());
            QVERIFY((*history)->append(u"deploy"_s, u"stage"_s, u"05.1"_s, 100ms).has_value());
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write(
            "{\"seconds\": \"long\", \"step\": \"05.1\"}\n{\"plan\": \"dep"); // a stranger's line,
                                                                              // a torn one
        file.close();
        const auto history = History::open(path, m_clock);
        QVERIFY(history.has_value());
        QCOMPARE((*history)->durations(u"deploy"_s, u"kind"_s).value(u"05.1"_s).count(), 3000);
        QCOMPARE((*history)->durations(u"deploy"_s, u"stage"_s).value(u"05.1"_s).count(), 100);
        QVERIFY((*history)->durations(u"reset"_s, u"kind"_s).isEmpty());
    }

    /// A crashed run's tool is ended, with all of its group, and nobody else is.
    void orphansAreEnded()
    {
        QTemporaryDir folder;
        Sleeper tool, stranger, follower(false);
        ProcessName reused = stranger.name();
        --reused.startTicks; // the pid was somebody else's once
        crashed(folder.path(), {tool.name(), reused, {1, 1}, follower.name()});
        const auto orphans = findOrphans(folder.path());
        QCOMPARE(orphans.size(), 1u);
        QCOMPARE(orphans[0].leader, tool.name());
        QCOMPARE(orphans[0].step, u"02.1"_s);
        core::SystemClock clock;
        OrphanSweep sweep(orphans, clock, 200ms);
        QSignalSpy finished(&sweep, &core::Task::finished);
        sweep.start();
        QVERIFY(finished.wait(5000));
        QVERIFY(sweep.outcome().ok());
        QVERIFY(tool.ended());
        QVERIFY(isRunning(stranger.name()));
        QVERIFY(isRunning(follower.name()));
        QVERIFY(findOrphans(folder.path()).empty());
    }

    /// A run that ended, one that still runs, a step that is over and another boot leave no
    /// orphans.
    void noOrphans()
    {
        QTemporaryDir folder;
        Sleeper tool;
        const ProcessName own = ownProcess();
        crashed(folder.path(), {tool.name()}, "{\"event\":\"end\",\"outcome\":\"failed\"}\n");
        QVERIFY(findOrphans(folder.path()).empty());
        crashed(folder.path(), {tool.name()},
                "{\"event\":\"step\",\"step\":\"02.1\",\"state\":\"done\"}\n");
        QVERIFY(findOrphans(folder.path()).empty());
        const QString path = crashed(folder.path(), {tool.name()});
        QCOMPARE(findOrphans(folder.path()).size(), 1u);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        file.close();
        writeFile(path,
                  QByteArray(text).replace(QByteArray("\"pid\":999999999,\"startTicks\":1,"),
                                           QByteArray("\"pid\":" + QByteArray::number(own.pid)
                                                      + ",\"startTicks\":"
                                                      + QByteArray::number(own.startTicks) + ",")));
        QVERIFY(findOrphans(folder.path()).empty());
        writeFile(path, QByteArray(text).replace(bootId().toLatin1(), "another-boot"));
        QVERIFY(findOrphans(folder.path()).empty());
    }

    /// A free lease is made, renewed while it is held, and given back.
    void leaseIsTaken()
    {
        m_transport.answer("GET " + lease, 404,
                           "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"details\":{\"name\":"
                           "\"trustusbank-cockpit\",\"kind\":\"leases\"}}");
        m_transport.answer("POST " + leases + manager + "&fieldValidation=Strict", 201,
                           leaseOf("me@here/1/2", "1970-01-01T00:00:00.000000Z"));
        m_transport.answer("PATCH " + lease + manager, 200,
                           leaseOf("me@here/1/2", "1970-01-01T00:00:05.000000Z"));
        Lease own(*m_client, m_clock, u"me@here/1/2"_s);
        QSignalSpy lost(&own, &Lease::lost);
        std::optional<core::Result<void>> result;
        own.take(this, [&](core::Result<void> taken) { result = taken; });
        QTRY_VERIFY(result);
        QVERIFY2(result->has_value(),
                 result->has_value() ? "" : qPrintable(result->error().summary));
        QVERIFY(own.held());
        m_transport.answers["GET " + lease] = {
            http::Reply{200, {}, leaseOf("me@here/1/2", "1970-01-01T00:00:00.000000Z")}};
        m_clock.advance(5s);
        QTRY_COMPARE(m_transport.count("PATCH " + lease + manager), 1);
        const auto body = Json::parse(m_transport.requests.back().body.toStdString());
        QCOMPARE(body["spec"]["renewTime"].get<std::string>(),
                 std::string("1970-01-01T00:00:05.000000Z"));
        QCOMPARE(body["spec"]["leaseTransitions"].get<int>(), 2);
        QCOMPARE(body["metadata"]["resourceVersion"].get<std::string>(), std::string("7"));
        result.reset();
        own.giveBack(this, [&](core::Result<void> given) { result = given; });
        QTRY_VERIFY(result);
        QVERIFY(result->has_value());
        QVERIFY(!own.held());
        QVERIFY(
            Json::parse(m_transport.requests.back().body.toStdString())["spec"]["holderIdentity"]
                .is_null());
        QCOMPARE(lost.count(), 0);
    }

    void leaseOfOthers_data()
    {
        QTest::addColumn<QByteArray>("holder");
        QTest::addColumn<QByteArray>("renewed");
        QTest::addColumn<bool>("free");
        const QByteArray here = QSysInfo::machineHostName().toUtf8();
        const ProcessName own = ownProcess();
        QTest::newRow("renewed by another") << QByteArray("otto@laptop/12/34")
                                            << QByteArray("1970-01-01T00:00:58.000000Z") << false;
        QTest::newRow("ran out") << QByteArray("otto@laptop/12/34")
                                 << QByteArray("1970-01-01T00:00:40.000000Z") << true;
        QTest::newRow("given back")
            << QByteArray() << QByteArray("1970-01-01T00:00:58.000000Z") << true;
        QTest::newRow("a process here that is gone")
            << QByteArray("otto@" + here + "/999999999/34")
            << QByteArray("1970-01-01T00:00:58.000000Z") << true;
        QTest::newRow("a process here that runs")
            << QByteArray("otto@" + here + '/' + QByteArray::number(own.pid) + '/'
                          + QByteArray::number(own.startTicks))
            << QByteArray("1970-01-01T00:00:58.000000Z") << false;
    }
    void leaseOfOthers()
    {
        QFETCH(QByteArray, holder);
        QFETCH(QByteArray, renewed);
        QFETCH(bool, free);
        m_clock.advance(60s);
        m_transport.answer("GET " + lease, 200, leaseOf(holder, renewed));
        m_transport.answer("PATCH " + lease + manager, 200,
                           leaseOf("me@here/1/2", "1970-01-01T00:01:00.000000Z"));
        Lease own(*m_client, m_clock, u"me@here/1/2"_s);
        std::optional<core::Result<void>> result;
        own.take(this, [&](core::Result<void> taken) { result = taken; });
        QTRY_VERIFY(result);
        QCOMPARE(result->has_value(), free);
        QCOMPARE(own.held(), free);
        if (free) {
            QCOMPARE(Json::parse(
                         m_transport.requests.back().body.toStdString())["spec"]["leaseTransitions"]
                         .get<int>(),
                     3);
        } else {
            QCOMPARE(result->error().kind, core::Fault::Kind::Conflict);
            QVERIFY2(result->error().summary.startsWith(Lease::inWords(QString::fromUtf8(holder))),
                     qPrintable(result->error().summary));
        }
    }

    /// Who takes the lease away is named.
    void leaseIsLost()
    {
        m_transport.answer("GET " + lease, 200, leaseOf("", ""));
        m_transport.answer("GET " + lease, 200,
                           leaseOf("otto@laptop/12/34", "1970-01-01T00:00:05.000000Z"));
        m_transport.answer("PATCH " + lease + manager, 200,
                           leaseOf("me@here/1/2", "1970-01-01T00:00:00.000000Z"));
        Lease own(*m_client, m_clock, u"me@here/1/2"_s);
        QSignalSpy lost(&own, &Lease::lost);
        own.take(this, [](const auto &) {});
        QTRY_VERIFY(own.held());
        m_clock.advance(5s);
        QTRY_COMPARE(lost.count(), 1);
        QCOMPARE(lost[0][0].toString(), u"otto on laptop (process 12) took this cluster over"_s);
        QVERIFY(!own.held());
    }

    void facts_data()
    {
        QTest::addColumn<QByteArray>("facts");
        QTest::addColumn<QByteArray>("hosting");
        QTest::addColumn<QByteArray>("nodes");
        QTest::addColumn<QString>("found");
        const QByteArray kind = "{\"items\":[{\"spec\":{\"providerID\":\"kind://docker/trustusbank/"
                                "trustusbank-control-plane\"}}]}";
        const QByteArray hosting = "{\"data\":{\"localRegistryHosting.v1\":\"host: "
                                   "\\\"localhost:5005\\\"\\nhelp: x\\n\"}}";
        QTest::newRow("stage") << QByteArray(
            "{\"data\":{\"cluster\":\"stage\",\"licences\":\"not-needed\",\"model\":\"scripted\","
            "\"modelUrl\":\"http://m:1\"}}")
                               << hosting << kind
                               << u"stage not-needed scripted http://m:1 localhost:5005"_s;
        QTest::newRow("kind") << QByteArray("null") << hosting << kind
                              << u"kind needed   localhost:5005"_s;
        QTest::newRow("other") << QByteArray("null") << QByteArray("null")
                               << QByteArray("{\"items\":[{\"spec\":{}}]}") << u"other needed   "_s;
        QTest::newRow("nonsense")
            << QByteArray("{\"data\":{\"cluster\":\"moon\",\"licences\":7,\"model\":[]}}")
            << QByteArray("{\"data\":{\"localRegistryHosting.v1\":\"a: [\\n\"}}")
            << QByteArray("[]") << u"other needed   "_s;
    }
    void facts()
    {
        QFETCH(QByteArray, facts);
        QFETCH(QByteArray, hosting);
        QFETCH(QByteArray, nodes);
        QFETCH(QString, found);
        const auto json = [](const QByteArray &text) { return Json::parse(text.toStdString()); };
        const ClusterFacts judged = judgeFacts(json(facts), json(hosting), json(nodes));
        QCOMPARE(QStringList({judged.cluster, judged.licences, judged.model, judged.modelUrl,
                              judged.registryHost})
                     .join(u' '),
                 found);
        Choice choice;
        choice.model = u"anthropic"_s;
        QCOMPARE(withFacts(choice, judged).model, u"anthropic"_s); // what the caller decided stays
        QCOMPARE(withFacts(choice, judged).cluster, judged.cluster);
    }

    /// The facts are read from the cluster; one that does not answer is named with its server.
    void factsOfACluster()
    {
        m_transport.answer("GET /api/v1/namespaces/kube-public/configmaps/trustusbank-facts", 200,
                           "{\"data\":{\"cluster\":\"stage\"}}");
        m_transport.answer("GET /api/v1/namespaces/kube-public/configmaps/local-registry-hosting",
                           404,
                           "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"details\":{\"name\":"
                           "\"x\",\"kind\":\"configmaps\"}}");
        m_transport.answer("GET /api/v1/nodes?limit=500", 200,
                           "{\"kind\":\"NodeList\",\"items\":[]}");
        m_transport.answer("GET /api/v1/namespaces/kube-public/configmaps/trustusbank-deployed",
                           200, "{\"data\":{\"edition\":\"bare\",\"registry\":\"r:5000\"}}");
        std::optional<core::Result<ClusterFacts>> result;
        readClusterFacts(*m_client, this, [&](auto facts) { result = facts; });
        QTRY_VERIFY(result);
        QVERIFY2(result->has_value(),
                 result->has_value() ? "" : qPrintable(result->error().summary));
        QCOMPARE((*result)->cluster, u"stage"_s);
        QCOMPARE((*result)->edition, u"bare"_s);
        QCOMPARE((*result)->registryHost, u"r:5000"_s);
        m_transport.answers["GET /api"] = {tl::unexpected(
            core::Fault{core::Fault::Kind::Missing, u"connection refused"_s, {}, {}})};
        m_client = std::make_unique<kube::Client>(m_client->context(), m_transport, m_clock);
        result.reset();
        readClusterFacts(*m_client, this, [&](auto facts) { result = facts; });
        QTRY_VERIFY(result);
        QVERIFY(!result->has_value());
        QCOMPARE(result->error().kind, core::Fault::Kind::Missing);
        QVERIFY2(result->error().summary.contains(u"https://h:6443"_s)
                     && result->error().summary.contains(u"connection refused"_s),
                 qPrintable(result->error().summary));
    }

    void yaml_data()
    {
        QTest::addColumn<QByteArray>("json");
        const char *texts[] = {
            "{\"a\":1}",
            "{\"a\":\"1\",\"b\":\"true\",\"c\":\"no\",\"d\":\"\",\"e\":\"null\",\"f\":\"1.0\","
            "\"g\":\"0644\"}",
            "{\"a\":[],\"b\":{},\"c\":null,\"d\":false}",
            "{\"a\":[[1,[2]],{\"b\":[{\"c\":1,\"d\":2}]},\"x\"]}",
            "{\"a\":\"line\\nline\\n\",\"b\":\"line\\nline\",\"c\":\"line\\n\\n\\n\",\"d\":\" "
            "lead\\nx\",\"e\":\"trail \\nx\",\"f\":\"tab\\tx\\ny\"}",
            "{\"a: b\":\"c: d\",\"#x\":\"#y\",\"- z\":\"- z\",\"'\":\"\\\"\",\"@\":\"%\",\"k\":\"a "
            "# b\"}",
            "[1,{\"a\":\"é\\u0001\"}]",
            "\"x\"",
            "{\"a\":{\"b\":\"x\\n\\n  y\\n z\"}}"};
        int number = 0;
        for (const char *text : texts)
            QTest::addRow("%d", ++number) << QByteArray(text);
    }
    void yaml()
    {
        QFETCH(QByteArray, json);
        const Json value = Json::parse(json.toStdString());
        const std::string text = toYaml(value);
        const auto read = parseNodes(QByteArray::fromStdString(text), u"x"_s,
                                     [](const auto &) { return std::nullopt; });
        QVERIFY2(read.has_value(),
                 (read ? std::string() : read.error().summary.toStdString() + '\n' + text).c_str());
        QCOMPARE(read->size(), 1u);
        QVERIFY2(read->front().toJson() == value,
                 (text + "\nread as " + read->front().toJson().dump()).c_str());
    }

    /// The real bundle is rendered: every manifest a file, no secret's value anywhere.
    void rendering()
    {
        QTemporaryDir folder;
        const QString out = folder.path() + u"/out"_s;
        Choice choice;
        choice.cluster = u"kind"_s;
        const auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY2(bundle.has_value(), bundle ? "" : qPrintable(bundle.error().summary));
        const auto files = renderBundle(*bundle, out);
        QVERIFY2(files.has_value(), files ? "" : qPrintable(files.error().summary));
        QCOMPARE(QDir(out).entryList(QDir::Files).size(), files->size());
        QVERIFY(QFile::exists(out + u"/05-05.1-Deployment-account-mcp.yaml"_s));
        QFile secret(out + u"/07-07.7-Secret-kagent-anthropic.yaml"_s);
        QVERIFY(secret.open(QIODevice::ReadOnly));
        QVERIFY(secret.readAll().contains("ANTHROPIC_API_KEY: REDACTED"));
        QFile charts(out + u"/charts.json"_s);
        QVERIFY(charts.open(QIODevice::ReadOnly));
        const auto list = Json::parse(charts.readAll().toStdString());
        QVERIFY(list.size() > 5 && list[0].contains("values"));
        for (const QString &path : *files) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            QVERIFY2(!hasSecretMark(Json(text.toStdString())), qPrintable(path));
            if (path.endsWith(u".yaml"_s)) {
                const auto read = parseNodes(text, path, [](const std::string &name) {
                    return Json("${" + name + "}");
                });
                QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().summary));
            }
        }
        QVERIFY(renderBundle(*bundle, out).has_value()); // again, in the same place
        QCOMPARE(QDir(out).entryList(QDir::Files).size(), files->size());
        writeFile(folder.path() + u"/mine"_s, "x");
        QCOMPARE(renderBundle(*bundle, folder.path()).error().kind, core::Fault::Kind::Usage);
    }

    /// A registry that stumbles is asked again, one that is full is not.
    void registryStumbles()
    {
        for (const auto &[status, again] : {std::pair(500, true), std::pair(507, false)}) {
            const QByteArray digest = QByteArray::number(status);
            m_transport.answer("HEAD /v2/bank/web/blobs/" + digest, status, {});
            RegistryClient client(u"registry:5000"_s, m_transport);
            std::optional<core::Result<bool>> there;
            client.hasBlob(u"bank/web"_s, QString::fromLatin1(digest), this,
                           [&](core::Result<bool> found) { there = std::move(found); });
            QTRY_VERIFY(there);
            QVERIFY(!there->has_value());
            QCOMPARE(worthAnotherAttempt(there->error(), 1), again);
        }
    }

    /// An exported bundle is whole, and never written over something.
    void exporting()
    {
        QTemporaryDir folder;
        const QString out = folder.path() + u"/demo"_s;
        const QString from = QStringLiteral(SOURCE_DIR "/resources/demo");
        QVERIFY(exportBundle(from, out).has_value());
        const auto read = validateBundle(out);
        QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().summary));
        QCOMPARE(*read, 24); // two editions, three kinds of cluster, two paces, two models
        QCOMPARE(exportBundle(from, out).error().kind, core::Fault::Kind::Usage);
    }
};

QTEST_GUILESS_MAIN(AroundARun)
#include "tst_services.moc"
