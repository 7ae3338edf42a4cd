// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/preflight.h"
#include "backend/deploy/supplies.h"
#include "backend/deploy/survey.h"
#include "tests/unit/deploy/fakeworld.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

namespace {

/// A check of the built-in bundle where everything is bad.
struct Bad {
    const char *edition, *cluster; ///< in which it is asked for
    QString id, level, why, fix;
};

const std::vector<Bad> &allBad()
{
    static const std::vector<Bad> all{
        {"solo", "kind", u"nodes"_s, u"blocked"_s, u"0 nodes ready, 1 needed"_s,
         u"Start the cluster, or choose another context with --context."_s},
        {"solo", "kind", u"helm"_s, u"blocked"_s, u"helm is not installed"_s,
         u"Install Helm 3.8 or newer (https://helm.sh) and run again."_s},
        {"solo", "kind", u"kind"_s, u"blocked"_s, u"kind is not installed"_s,
         u"Install kind 0.27 or newer and run again."_s},
        {"solo", "kind", u"docker"_s, u"blocked"_s,
         u"docker version --format {{.Server.Version}} ended with 1: it says why"_s,
         u"Install Docker and start it: the registry and the kind nodes are containers."_s},
        {"solo", "kind", u"cosign"_s, u"blocked"_s, u"cosign is not installed"_s,
         u"Install cosign 2 or newer; every image of the bank is signed."_s},
        {"solo", "other", u"gcloud"_s, u"attention"_s, u"gcloud is not installed"_s,
         u"Install the Google Cloud CLI and run gcloud auth configure-docker us-docker.pkg.dev, or "
         "load the four Istio images by hand."_s},
        {"solo", "other", u"anthropic"_s, u"blocked"_s, u"ANTHROPIC_API_KEY is not set"_s,
         u"Put ANTHROPIC_API_KEY into .env, or rehearse with --model scripted."_s},
        {"solo", "other", u"solo-istio"_s, u"blocked"_s, u"SOLO_ISTIO_LICENSE_KEY is not set"_s,
         u"Put SOLO_ISTIO_LICENSE_KEY into .env."_s},
        {"solo", "other", u"solo-agentgateway"_s, u"blocked"_s,
         u"AGENTGATEWAY_LICENSE_KEY is not set"_s, u"Put AGENTGATEWAY_LICENSE_KEY into .env."_s},
        {"solo", "other", u"solo-kagent"_s, u"attention"_s, u"KAGENT_LICENSE_KEY is not set"_s,
         u"Put KAGENT_LICENSE_KEY into .env; any text of 12 characters lets the demo run with a "
         "warning."_s},
        {"bare", "other", u"disk"_s, u"blocked"_s, u"0.9 GiB of disk free, 2.0 GiB needed"_s,
         u"Free disk space: images and charts need room."_s},
        {"bare", "other", u"memory"_s, u"attention"_s, u"0.9 GiB of memory free, 1.0 GiB needed"_s,
         u"Close other programs; the full demo wants 16 GB on a real cluster."_s},
        {"bare", "other", u"rbac-namespaces"_s, u"blocked"_s, u"may not create namespaces"_s,
         u"Use a context with cluster administrator rights."_s},
        {"bare", "other", u"rbac-pods-portforward"_s, u"blocked"_s,
         u"may not create pods/portforward"_s, u"Grant get and create on pods/portforward."_s},
        {"bare", "other", u"00.15"_s, u"blocked"_s,
         u"http://r:5000/v2/ answered 404, not 200: no registry"_s,
         u"Start the registry at r:5000, or name another with --registry HOST:PORT. It is the one "
         "that the nodes pull from, too."_s},
        {"bare", "kind", u"00.16"_s, u"blocked"_s,
         u"kind get clusters does not say “trustusbank”"_s,
         u"Run this on the machine whose Docker has the nodes; its registry and nodes cannot be "
         "reached from here."_s},
        {"bare", "other", u"kubectl"_s, u"attention"_s, u"kubectl is not installed"_s,
         u"Install kubectl: the cockpit needs none, but the answers to the audience's questions "
         u"are "
         "typed with it."_s},
        {"bare", "kind", u"ports"_s, u"blocked"_s,
         u"taken: 18009 (Chatbot; who has it cannot be seen)"_s,
         u"End what holds them, or use --ports auto."_s}};
    return all;
}

/// An aggregated discovery of one group with one resource in v1.
QByteArray discovery(const char *group, const char *resource, const char *kind)
{
    const Json one = {{"resource", resource},
                      {"scope", "Cluster"},
                      {"responseKind", {{"group", group}, {"version", "v1"}, {"kind", kind}}}};
    const Json version = {{"version", "v1"}, {"resources", Json::array({one})}};
    const Json item = {{"metadata", {{"name", group}}}, {"versions", Json::array({version})}};
    const Json list = {{"kind", "APIGroupDiscoveryList"}, {"items", Json::array({item})}};
    return QByteArray::fromStdString(list.dump());
}

} // namespace

/// Pre-flight looks at everything, changes nothing and says GO or not.
class PreflightTest : public QObject, FakeWorld {
    Q_OBJECT

    /// A machine with nothing on it and a cluster that refuses: what pre-flight says of it.
    Items nothingIsGood(const char *edition, const char *cluster)
    {
        Choice choice;
        choice.edition = QString::fromLatin1(edition);
        choice.cluster = QString::fromLatin1(cluster);
        choice.model = u"anthropic"_s;
        choice.registryHost = u"r:5000"_s;
        auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        if (!bundle)
            qFatal("%s", qPrintable(bundle.error().summary));
        m_bundle = *std::move(bundle);
        m_launcher.none = true;
        m_launcher.answers[u"version"_s] = 1;
        m_launcher.answers[u"get"_s] = 0; // clusters of other names
        m_secrets.text.clear();
        m_machine.disk = m_machine.memory = 1'000'000'000;
        m_machine.taken = m_bundle.forward(u"chatbot"_s)->port;
        m_transport.answer("GET /api", 200, discovery("", "nodes", "Node"));
        m_transport.answer("GET /apis", 200,
                           discovery("authorization.k8s.io", "selfsubjectaccessreviews",
                                     "SelfSubjectAccessReview"));
        m_transport.answer("GET /api/v1/nodes?limit=500", 200,
                           "{\"kind\":\"NodeList\",\"items\":[]}");
        m_transport.answer("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
                           "?fieldManager=trustusbank-cockpit&fieldValidation=Strict",
                           201,
                           "{\"kind\":\"SelfSubjectAccessReview\",\"status\":{\"allowed\":false,"
                           "\"reason\":\"no role\"}}");
        m_transport.answer("GET /v2/", 404, "no registry");
        Preflight flight(*m_services, {});
        flight.start();
        for (int i = 0; i < 30 && flight.state() != core::Task::State::Over; ++i)
            pass(1s);
        return flight.items();
    }

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        renewWorld();
    }

    void everyCheckBlocks_data()
    {
        QTest::addColumn<std::size_t>("row");
        for (std::size_t i = 0; i < allBad().size(); ++i)
            QTest::addRow("%s on %s: %s", allBad()[i].edition, allBad()[i].cluster,
                          qPrintable(allBad()[i].id))
                << i;
    }
    /// Each check of the built-in bundle, where it fails: what it says and how to mend it.
    void everyCheckBlocks()
    {
        QFETCH(std::size_t, row);
        const Bad &bad = allBad()[row];
        for (const Item &item : nothingIsGood(bad.edition, bad.cluster)) {
            if (item.id != bad.id)
                continue;
            QCOMPARE(levelWord(item.level), bad.level);
            QCOMPARE(item.why, bad.why);
            QCOMPARE(item.fix, bad.fix);
            return;
        }
        QFAIL("there is no such item");
    }

    void noCheckWithoutARow_data()
    {
        QTest::addColumn<QByteArray>("edition");
        QTest::addColumn<QByteArray>("cluster");
        for (const char *edition : {"solo", "bare"}) {
            for (const char *cluster : {"kind", "other", "stage"})
                QTest::addRow("%s on %s", edition, cluster)
                    << QByteArray(edition) << QByteArray(cluster);
        }
    }
    void noCheckWithoutARow()
    {
        QFETCH(QByteArray, edition);
        QFETCH(QByteArray, cluster);
        const Items items = nothingIsGood(edition.constData(), cluster.constData());
        QVERIFY(items.size() > 5);
        for (const Item &item : items) {
            QVERIFY2(item.level == Level::Blocked || item.level == Level::Attention,
                     qPrintable(itemLine(item)));
            QVERIFY2(std::any_of(allBad().begin(), allBad().end(),
                                 [&item](const Bad &bad) { return bad.id == item.id; }),
                     qPrintable(itemLine(item)));
        }
    }

    void totals_data()
    {
        QTest::addColumn<int>("takenPort");
        QTest::addColumn<QStringList>("waived");
        QTest::addColumn<bool>("quick");
        QTest::addColumn<QString>("total");
        QTest::addColumn<QString>("levels");
        QTest::newRow("go") << 0 << QStringList() << false << u"GO"_s << u"ok attention ok ok"_s;
        QTest::newRow("no go") << 18001 << QStringList() << false << u"NO-GO: ports"_s
                               << u"ok attention ok blocked"_s;
        QTest::newRow("waived") << 18001 << QStringList{u"ports"_s} << false
                                << u"GO WITH WAIVERS: ports"_s << u"ok attention ok waived"_s;
        QTest::newRow("quick asks the same")
            << 0 << QStringList() << true << u"GO"_s << u"ok attention ok ok"_s;
    }
    /// Pre-flight looks at everything, changes nothing and says GO or not.
    void totals()
    {
        QFETCH(int, takenPort);
        QFETCH(QStringList, waived);
        QFETCH(bool, quick);
        QFETCH(QString, total);
        QFETCH(QString, levels);
        m_machine.taken = takenPort;
        m_launcher.answers[u"version"_s] = 0;
        PhaseSpec phase;
        phase.id = u"00"_s;
        const auto check = [&phase](const QString &id, const ProbeKind &kind, bool must) {
            StepSpec spec;
            spec.id = id;
            spec.kindName = u"check"_s;
            spec.kind = CheckStep{{kind, {}}, must, u"Fix it."_s};
            spec.doneWhen = {{kind, {}}};
            phase.steps.push_back(spec);
        };
        check(u"00.1"_s, Present{u"helm"_s}, true);
        check(u"00.2"_s, Memory{1000}, false);
        check(u"00.3"_s, ToolAnswer{u"docker"_s, {u"version"_s}, 0, {}, {}}, true);
        m_bundle.phases = {phase};
        m_bundle.edition = u"solo"_s;
        m_bundle.editions = {{u"solo"_s, u"Solo"_s, {u"00"_s}, {}, {}, {}}};
        ForwardSpec forward;
        forward.port = 18001;
        m_bundle.forwards = {forward};
        Preflight flight(*m_services, {quick, true, waived, {}, {}});
        flight.start();
        QTRY_COMPARE(flight.state(), core::Task::State::Over);
        QCOMPARE(deploy::total(flight.items()), total);
        QStringList words;
        for (const Item &item : flight.items())
            words << levelWord(item.level);
        QCOMPARE(words.join(u' '), levels);
        QCOMPARE(flight.outcome().ok(), !total.startsWith(u"NO"_s));
        QCOMPARE(flight.items()[1].fix, u"Fix it."_s);
        for (const http::Request &request : m_transport.requests)
            QCOMPARE(request.method, QByteArray("GET"));
    }

    void whatTheServicesAnswer_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("asks");
        QTest::addColumn<QByteArray>("good");
        QTest::addColumn<QString>("level");
        QTest::addColumn<QString>("why");
        QTest::addColumn<QString>("fix");
        QTest::newRow("agent card")
            << u"app-chatbot"_s
            << QByteArray(
                   "GET /api/a2a/trustusbank-bank-agents/support-bot/.well-known/agent-card.json")
            << QByteArray(R"({"name": "support_bot"})") << u"blocked"_s
            << u"http://localhost:18009/api/a2a/trustusbank-bank-agents/support-bot/.well-known/"
               "agent-card.json answered 503, not 200: bad"_s
            << u"Run trustusbank-cockpit deploy --only 07,08,09 and read what it waits for."_s;
        QTest::newRow("Grafana's account")
            << u"app-grafana"_s << QByteArray("POST /login") << QByteArray("{}") << u"attention"_s
            << u"http://localhost:18001/login answered 503, not 200: bad"_s
            << u"Sign in by hand in its tab, or run trustusbank-cockpit deploy --only 03."_s;
        QTest::newRow("Alertmanager's route")
            << u"app-alertmanager"_s << QByteArray("GET /api/v2/status")
            << QByteArray(R"({"config": {"original": "receiver: x/y/soc-mailhog"}})")
            << u"attention"_s
            << u"http://localhost:18013/api/v2/status answered 503, not 200: bad"_s
            << u"Run trustusbank-cockpit deploy --only 03: Act 2 and 3 wait for its mails."_s;
    }
    /// Each question of the built-in bundle to the services, answered well and badly.
    void whatTheServicesAnswer()
    {
        QFETCH(QString, id);
        QFETCH(QByteArray, asks);
        QFETCH(QByteArray, good);
        auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), {});
        QVERIFY(bundle.has_value());
        m_bundle = *std::move(bundle);
        for (const bool well : {false, true}) {
            m_transport.answers.clear();
            m_transport.answer(asks, well ? 200 : 503, well ? good : QByteArray("bad"));
            Survey survey(*operationPlan(m_bundle, u"preflight"_s, {}), *m_services);
            survey.start();
            for (int i = 0; i < 30 && survey.state() != core::Task::State::Over; ++i)
                pass(100ms);
            const Items items = checkItems(survey.plan(), survey.reports());
            QCOMPARE(items.size(), std::size_t(3));
            const auto item = std::find_if(items.begin(), items.end(),
                                           [&id](const Item &one) { return one.id == id; });
            QVERIFY(item != items.end());
            if (well) {
                QVERIFY2(item->level == Level::Ok, qPrintable(itemLine(*item)));
                continue;
            }
            QTEST(levelWord(item->level), "level");
            QTEST(item->why, "why");
            QTEST(item->fix, "fix");
        }
    }

    void programsImages_data()
    {
        QTest::addColumn<int>("imageHere"); // docker image inspect's exit code; -1: it hangs
        QTest::addColumn<QString>("says");
        QTest::newRow("not here")
            << 1 << u"attention would be downloaded: not on this machine, and step %1 needs it"_s;
        QTest::newRow("here") << 0
                              << u"ok on this machine, for step %1|ok step %1 needs it no more"_s;
        QTest::newRow("docker hangs")
            << -1 << u"attention not checked: nobody says whether step %1 is done"_s;
    }
    /// What the built-in bundle's programs bring onto a laptop without a cluster: the airplane's
    /// proof counts it.
    void programsImages()
    {
        QFETCH(int, imageHere);
        QFETCH(QString, says);
        Choice choice;
        choice.edition = u"solo"_s;
        choice.cluster = u"kind"_s;
        auto bundle = loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
        QVERIFY(bundle.has_value());
        m_bundle = *std::move(bundle);
        if (imageHere >= 0)
            m_launcher.answers = {{u"get"_s, 0},
                                  {u"inspect"_s, 1},
                                  {u"exec"_s, 1},
                                  {u"image"_s, imageHere}};
        SupplyLook look(*m_services, {}, {});
        look.start();
        for (int i = 0; i < 30 && look.state() != core::Task::State::Over; ++i)
            pass(1s);
        QCOMPARE(look.state(), core::Task::State::Over);
        const std::map<QString, QString> wanted{{u"kindest/node"_s, u"01.12"_s},
                                                {u"registry"_s, u"01.2"_s},
                                                {u"pilot"_s, u"02.9"_s},
                                                {u"proxyv2"_s, u"02.9"_s},
                                                {u"install-cni"_s, u"02.9"_s},
                                                {u"ztunnel"_s, u"02.9"_s}};
        std::size_t found = 0;
        for (const Item &item : look.items()) {
            for (const auto &[image, step] : wanted) {
                if (!item.id.contains(image + u':') || item.id.contains(u"mailhog"_s))
                    continue;
                ++found;
                QStringList words = says.split(u'|');
                words.replaceInStrings(u"%1"_s, step);
                QVERIFY2(words.contains(levelWord(item.level) + u' ' + item.why),
                         qPrintable(itemLine(item)));
            }
        }
        QCOMPARE(found, wanted.size());
    }

    void timeLimit_data()
    {
        QTest::addColumn<bool>("quick");
        QTest::addColumn<int>("seconds");
        QTest::newRow("the check's own") << false << 20;
        QTest::newRow("quick") << true << 8;
    }
    /// A program that never answers does not hold pre-flight up for ever, nor is it left behind.
    void timeLimit()
    {
        QFETCH(bool, quick);
        QFETCH(int, seconds);
        PhaseSpec phase;
        phase.id = u"00"_s;
        StepSpec spec;
        spec.id = u"00.1"_s;
        spec.timeout = 20s;
        spec.kind = CheckStep{{ToolAnswer{u"docker"_s, {u"hang"_s}, 0, {}, {}}, {}}, true, {}};
        spec.doneWhen = {{ToolAnswer{u"docker"_s, {u"hang"_s}, 0, {}, {}}, {}}};
        phase.steps = {spec};
        m_bundle.phases = {phase};
        m_bundle.edition = u"solo"_s;
        m_bundle.editions = {{u"solo"_s, u"Solo"_s, {u"00"_s}, {}, {}, {}}};
        Preflight flight(*m_services, {quick, true, {}, {}, {}});
        flight.start();
        FakeTool &hanging = tool(u"hang"_s);
        hanging.stubborn = true;
        pass(std::chrono::seconds(seconds - 1));
        QVERIFY(!hanging.asked);
        pass(2s);
        QVERIFY(hanging.asked);
        QVERIFY(flight.state() != core::Task::State::Over);
        hanging.end(143);
        QTRY_COMPARE(flight.state(), core::Task::State::Over);
        QCOMPARE(deploy::total(flight.items()), u"NO-GO: docker"_s);
        QCOMPARE(flight.items()[0].why, u"no answer within %1 s"_s.arg(seconds));
    }
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "tst_preflight.moc"
