// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "backend/core/journal.h"
#include "backend/core/paths.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/support/made.h"

#include <QApplication>
#include <QListView>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;
using widgets::RowModel;

namespace {

/// What a trial licence of the vendor's looks like, long expired. Signed by nobody.
QByteArray expiredLicence()
{
    const auto part = [](const char *text) {
        return QByteArray(text).toBase64(QByteArray::Base64UrlEncoding
                                         | QByteArray::OmitTrailingEquals);
    };
    return part(R"({"alg":"none"})") + '.'
           + part(R"({"iss":"solo.io","product":"gloo-trial","lt":"trial","exp":1772323200})")
           + ".c2lnbmF0dXJl";
}

/// A stage, and the window on it as on anybody's cluster: it looks, and deploys when told to.
class Desk {
public:
    Desk() { m_ready = home.stage(); }
    bool ready() const { return m_ready.is_object(); }
    /// For the rest of the test.
    bool fault(const char *kind, const char *target) const
    {
        const Json wish = {{"kind", kind}, {"target", target}, {"seconds", 600}};
        return programs::httpStatus("POST", QString::fromStdString(m_ready.value("faults", "")),
                                    QByteArray::fromStdString(wish.dump()))
               == 201;
    }
    /// Ends every fault that was begun.
    bool heal() const
    {
        const QString faults = QString::fromStdString(m_ready.value("faults", ""));
        QByteArray answer;
        if (programs::httpStatus("GET", faults, {}, nullptr, &answer) != 200)
            return false;
        bool all = true;
        const Json list = Json::parse(answer.toStdString(), nullptr, false);
        for (const Json &one : list.is_array() ? list : list.value("faults", Json::array())) {
            const QString id = QString::number(one.value("id", 0));
            all = programs::httpStatus("DELETE", faults + u'/' + id) / 100 == 2 && all;
        }
        return all;
    }
    Ran kubectl(const QStringList &arguments, const Json &object = {})
    {
        return home.run(u"kubectl"_s, arguments,
                        object.is_null() ? QByteArray() : QByteArray::fromStdString(object.dump()));
    }
    bool has(const QStringList &what) { return kubectl(QStringList{u"get"_s} + what).exit == 0; }
    bool create(const Json &object)
    {
        return kubectl({u"apply"_s, u"-f"_s, u"-"_s}, object).exit == 0;
    }
    /// What the cluster says of itself.
    bool fact(const Json &data)
    {
        const Json patch = {{"data", data}};
        return kubectl({u"patch"_s, u"configmap"_s, u"trustusbank-facts"_s, u"-n"_s,
                        u"kube-public"_s, u"--type=merge"_s, u"-p"_s,
                        QString::fromStdString(patch.dump())})
                   .exit
               == 0;
    }

    void open(const QString &edition, const QString &registry = {})
    {
        app::Options options;
        options.ports = u"auto"_s;
        options.kubeconfig = home.kubeconfig();
        options.edition = edition;
        options.registry = registry;
        window = std::make_unique<Window>(options, nullptr, u"This test has no web tabs"_s);
        window->resize(1920, 1080);
        window->show();
        QObject::connect(window.get(), &Window::failed, window.get(),
                         [this](const QString &why) { failed = why; });
        window->open(false, u"trustusbank-stage"_s);
    }
    widgets::DeployPane &pane() { return *window->findChild<widgets::DeployPane *>(); }
    QPushButton &button(const char *name)
    {
        return *pane().findChild<QPushButton *>(QLatin1String(name));
    }
    QString remark() { return pane().findChild<widgets::Label *>(u"remark"_s)->fullText(); }
    /// The first row of the steps that are shown whose "ID TITLE: WORDS" matches.
    QString step(const QRegularExpression &wanted)
    {
        const auto *model = pane().findChild<QListView *>(u"steps"_s)->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const QString text = model->index(row, 0).data(Qt::ToolTipRole).toString();
            if (wanted.match(text).hasMatch())
                return text;
        }
        return {};
    }
    /// Steps that have begun, and those that run now, by the run's own journal.
    int begun() const
    {
        return steps([](const QString &state) { return state != u"pending"; });
    }
    int working() const
    {
        return steps([](const QString &state) { return state == u"running"; });
    }
    /// Whether the window's head has this beside its clock.
    bool headSays(const QString &words)
    {
        const auto labels =
            window->findChild<widgets::Masthead *>()->findChildren<widgets::Label *>();
        return std::any_of(labels.begin(), labels.end(), [&words](const widgets::Label *one) {
            return one->isVisible() && one->fullText().contains(words);
        });
    }
    /// Cancels what runs, and says whether that ended it.
    bool cancel()
    {
        QTest::mouseClick(&button("cancel"), Qt::LeftButton);
        return QTest::qWaitFor([this] { return button("deploy").isEnabled(); }, 20'000);
    }
    bool picture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("COCKPIT_PICTURES");
        if (folder.isEmpty())
            return true;
        QTest::qWait(500); // the log and the rows are painted a moment later
        return window->grab().save(folder + u'/' + name + u".png"_s);
    }
    /// The window ends by itself, with all that it began.
    bool close() { return rehearsal::end(*window); }

    Home home; ///< of the stage
    std::unique_ptr<Window> window;
    QString failed;

private:
    /// In the newest run, by what it says last of each.
    static int steps(const std::function<bool(const QString &)> &which)
    {
        const QDir folder(core::Paths::own().state + u"/deploys"_s);
        const QStringList files = folder.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name);
        const auto lines = files.isEmpty() ? core::Result<std::vector<Json>>(std::vector<Json>())
                                           : core::Journal::read(folder.filePath(files.last()));
        QMap<QString, QString> states;
        for (const Json &line : lines ? *lines : std::vector<Json>()) {
            if (line.value("event", "") == "step")
                states[QString::fromStdString(line.value("step", ""))] =
                    QString::fromStdString(line.value("state", ""));
        }
        return static_cast<int>(std::count_if(states.begin(), states.end(), which));
    }

    Json m_ready;
};

Json named(const char *api, const char *kind, const char *ns, const char *name)
{
    return {{"apiVersion", api}, {"kind", kind}, {"metadata", {{"namespace", ns}, {"name", name}}}};
}

Json space(const char *name)
{
    return {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}};
}

} // namespace

#define SURVEYED(desk)                                                                             \
    QTRY_VERIFY2_WITH_TIMEOUT(desk.window->session() && desk.button("deploy").isEnabled()          \
                                  && !desk.remark().isEmpty(),                                     \
                              qPrintable(desk.failed), 60'000)

/// What refuses a deploy, and what goes wrong in one, as the window shows it: on real stages that
/// are really broken. COCKPIT_PICTURES keeps what was to be seen.
class TestFailures : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void anotherEdition();
    void noRegistry();
    void oldScripts();
    void oldIstio();
    void wrongLicence();
    void notEstablished();
    void imageMissing();
    void unreachable();
    void registryGone();
    void heldGoneOnCancelledEnded();
    void failedAndRetried();

private:
    OwnHome m_home;
};

void TestFailures::initTestCase()
{
    QVERIFY(m_home.enter());
    for (const char *name : {"SOLO_ISTIO_LICENSE_KEY", "AGENTGATEWAY_LICENSE_KEY"})
        qputenv(name, expiredLicence());
}

/// Over a deployed edition the other one is refused before the window has a session.
void TestFailures::anotherEdition()
{
    Desk desk;
    QVERIFY(desk.ready());
    Json deployed = named("v1", "ConfigMap", "kube-public", "trustusbank-deployed");
    deployed["data"] = {{"edition", "bare"}};
    QVERIFY(desk.create(deployed));
    desk.open(u"solo"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.failed.isEmpty(), 20'000);
    QVERIFY2(desk.failed.startsWith(u"--edition solo: edition bare is deployed on the cluster"_s),
             qPrintable(desk.failed));
    QVERIFY(!desk.window->session());
    QVERIFY(desk.picture(u"failure-edition"_s));
    QVERIFY(!desk.has({u"namespace"_s, u"trustusbank-platform"_s}));
    QVERIFY(desk.close());
}

/// A cluster of somebody else's that names no registry: it can be looked at, and no more.
void TestFailures::noRegistry()
{
    Desk desk;
    QVERIFY(desk.ready() && desk.fact(Json::object({{"cluster", "other"}, {"registry", nullptr}})));
    const Ran gone = desk.kubectl(
        {u"delete"_s, u"configmap"_s, u"local-registry-hosting"_s, u"-n"_s, u"kube-public"_s});
    QVERIFY2(gone.exit == 0, said(gone).constData());
    desk.open(u"bare"_s);
    SURVEYED(desk);
    const QString wanted = u"announces no image registry"_s;
    QVERIFY2(desk.remark().contains(wanted) && desk.remark().contains(u"--registry HOST:PORT"_s),
             qPrintable(desk.remark()));
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QVERIFY2(desk.remark().contains(wanted), qPrintable(desk.remark()));
    QVERIFY(desk.picture(u"failure-registry"_s));
    QVERIFY(desk.close());
    QVERIFY(!desk.has({u"namespace"_s, u"trustusbank-platform"_s}));
}

/// What may go is named with its objects, left alone at a no, and gone first at a yes.
void TestFailures::oldScripts()
{
    Desk desk;
    QVERIFY(desk.ready());
    Json sniffer = named("v1", "Pod", "trustusbank-bank-agents", "hbone-sniffer");
    sniffer["spec"]["containers"] = Json::array({{{"name", "sniff"}, {"image", "netshoot"}}});
    QVERIFY(desk.create(space("trustusbank-bank-agents")) && desk.create(sniffer));
    desk.open(u"bare"_s);
    SURVEYED(desk);
    const auto ask = [&desk] {
        QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
        return QTest::qWaitFor([&desk] { return desk.button("deploy").text() == u"Take over"; },
                               10'000);
    };
    QVERIFY2(ask(), qPrintable(desk.remark()));
    QVERIFY2(desk.remark().startsWith(u"to be taken away: the pod hbone-sniffer. It is a tool"_s),
             qPrintable(desk.remark()));
    QVERIFY(desk.picture(u"leftovers"_s));
    QTest::mouseClick(&desk.button("cancel"), Qt::LeftButton);
    QCOMPARE(desk.remark(), u"Nothing was changed."_s);
    QCOMPARE(desk.button("deploy").text(), u"Deploy"_s);
    QVERIFY(desk.has({u"pod"_s, u"hbone-sniffer"_s, u"-n"_s, u"trustusbank-bank-agents"_s}));

    // Retry is another wish, not the answer to the question.
    QVERIFY(ask());
    emit desk.pane().retry({});
    QVERIFY2(QTest::qWaitFor([&desk] { return desk.button("deploy").text() == u"Take over"; },
                             10'000),
             qPrintable(desk.remark()));
    QVERIFY(desk.has({u"pod"_s, u"hbone-sniffer"_s, u"-n"_s, u"trustusbank-bank-agents"_s}));
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.has({u"pod"_s, u"hbone-sniffer"_s, u"-n"_s,
                                        u"trustusbank-bank-agents"_s}),
                             20'000);
    QVERIFY(desk.cancel());
    QVERIFY(desk.close());
}

/// What cannot be taken over is refused, with the reason and the way out.
void TestFailures::oldIstio()
{
    Desk desk;
    QVERIFY(desk.ready());
    Json istiod = named("apps/v1", "Deployment", "istio-system", "istiod");
    istiod["spec"] = {
        {"selector", {{"matchLabels", {{"app", "istiod"}}}}},
        {"replicas", 0},
        {"template",
         {{"metadata", {{"labels", {{"app", "istiod"}}}}},
          {"spec",
           {{"containers", Json::array({{{"name", "discovery"},
                                         {"image", "docker.io/istio/pilot:1.29.2"}}})}}}}}};
    QVERIFY(desk.create(space("istio-system")) && desk.create(istiod));
    desk.open(u"solo"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(desk.remark().contains(u"istioctl made it"_s),
                              qPrintable(desk.remark()), 10'000);
    QVERIFY2(desk.remark().contains(u"docker.io/istio/pilot:1.29.2"_s)
                 && desk.remark().contains(u"istioctl uninstall --purge -y"_s),
             qPrintable(desk.remark()));
    QVERIFY(desk.picture(u"failure-old-istio"_s));
    QVERIFY(!desk.has({u"namespace"_s, u"trustusbank-platform"_s}));
    QVERIFY(desk.close());
}

void TestFailures::wrongLicence()
{
    Desk desk;
    QVERIFY(desk.ready() && desk.fact(Json::object({{"licences", "needed"}})));
    desk.open(u"solo"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.failed.isEmpty(), qPrintable(desk.remark()), 30'000);
    QVERIFY2(desk.remark().contains(u"licence"_s)
                 && desk.remark().contains(u"expired on 2026-03-01"_s)
                 && desk.remark().contains(u"LICENSE_KEY into .env"_s),
             qPrintable(desk.remark()));
    QVERIFY(desk.picture(u"failure-licence"_s));
    QVERIFY(desk.close());
}

/// A definition that the cluster does not establish: its name and the cluster's own words.
void TestFailures::notEstablished()
{
    Desk desk;
    QVERIFY(desk.ready());
    const QString name = u"gatewayclasses.gateway.networking.k8s.io"_s;
    const QString file = QStringLiteral(SOURCE_DIR "/resources/demo/manifests/crds/gateway-api/")
                         + name + u".yaml"_s;
    const Ran made = desk.kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, file});
    QVERIFY2(made.exit == 0, said(made).constData());
    const QString path = u"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"_s + name;
    Json crd = Json::parse(desk.kubectl({u"get"_s, u"--raw"_s, path}).out.toStdString());
    crd["status"]["conditions"] =
        Json::array({{{"type", "Established"},
                      {"status", "False"},
                      {"reason", "NotAccepted"},
                      {"message", "\"GatewayClassList\" is already in use"},
                      {"lastTransitionTime", "2026-01-01T00:00:00Z"}}});
    const Ran spoilt =
        desk.kubectl({u"replace"_s, u"--raw"_s, path + u"/status"_s, u"-f"_s, u"-"_s}, crd);
    QVERIFY2(spoilt.exit == 0, said(spoilt).constData());
    desk.open(u"solo"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    const QRegularExpression words(u"^01\\.7 .*"_s + QRegularExpression::escape(name)
                                   + u".*is already in use"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.step(words).isEmpty(), qPrintable(desk.remark()), 30'000);
    QVERIFY(desk.picture(u"failure-crd"_s));
    QVERIFY(desk.cancel());
    QVERIFY(desk.close());
}

void TestFailures::imageMissing()
{
    Desk desk;
    QVERIFY(desk.ready());
    QVERIFY(desk.fault("image-missing", "account-mcp"));
    desk.open(u"bare"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    const QRegularExpression words(
        u"account-mcp.*(ImagePullBackOff|ErrImagePull)|(ImagePullBackOff|ErrImagePull).*account-mcp"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.step(words).isEmpty(), qPrintable(desk.remark()), 60'000);
    QVERIFY(desk.picture(u"failure-image"_s));
    QVERIFY(desk.cancel());
    QVERIFY(desk.close());
}

/// The API server goes away in the middle of a phase: what runs says so, and waits for it.
void TestFailures::unreachable()
{
    Desk desk;
    QVERIFY(desk.ready());
    QVERIFY(desk.fault("image-missing", "account-mcp")); // so that something runs on
    desk.open(u"bare"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(
        !desk.step(QRegularExpression(u"account-mcp.*ImagePullBackOff"_s)).isEmpty(),
        qPrintable(desk.remark()), 60'000);
    QVERIFY(desk.fault("restart-api", ""));
    const QRegularExpression words(u"waits for API server https://.*unreachable"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.step(words).isEmpty(), qPrintable(desk.remark()), 30'000);
    QVERIFY(desk.picture(u"failure-unreachable"_s));
    QVERIFY(desk.cancel());
    QVERIFY(desk.close());
}

/// No registry where it should be: it is named, with what to do, and not each request.
void TestFailures::registryGone()
{
    Desk desk;
    QVERIFY(desk.ready());
    desk.open(u"solo"_s, u"localhost:1"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.failed.isEmpty(), qPrintable(desk.remark()), 120'000);
    QVERIFY(desk.picture(u"failure-registry-gone"_s));
    const QRegularExpression words(
        u"^04\\.\\d+ .*the registry localhost:1 does not answer.*Start the registry at"_s,
        QRegularExpression::DotMatchesEverythingOption);
    QVERIFY2(words.match(desk.remark()).hasMatch(), qPrintable(desk.remark()));
    QVERIFY(desk.close());
}

/// The run says how much longer it takes and what it waits for; it is held, goes on, is cancelled,
/// and the next one goes on where it stopped.
void TestFailures::heldGoneOnCancelledEnded()
{
    Desk desk;
    QVERIFY(desk.ready());
    QVERIFY(desk.fault("image-missing", "account-mcp"));
    desk.open(u"bare"_s);
    SURVEYED(desk);
    QVERIFY(!desk.button("retry").isEnabled());
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(desk.button("pause").isVisible(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(desk.headSays(u"ETA "_s), 20'000);
    const QRegularExpression hold(u"account-mcp.*(ImagePullBackOff|ErrImagePull)"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.step(hold).isEmpty(), qPrintable(desk.remark()), 60'000);

    QTest::mouseClick(&desk.button("pause"), Qt::LeftButton);
    QCOMPARE(desk.button("pause").text(), u"Go on"_s);
    QVERIFY(desk.picture(u"deploy-paused"_s));
    const int begun = desk.begun();
    QVERIFY(desk.heal());
    // What runs goes on to its end, and nothing new begins.
    QTRY_COMPARE_WITH_TIMEOUT(desk.working(), 0, 60'000);
    QCOMPARE(desk.begun(), begun);
    QVERIFY(desk.button("pause").isVisible());
    QTest::mouseClick(&desk.button("pause"), Qt::LeftButton);
    QCOMPARE(desk.button("pause").text(), u"Pause"_s);
    QTRY_VERIFY_WITH_TIMEOUT(desk.begun() > begun, 20'000);

    QVERIFY(desk.cancel());
    QVERIFY2(desk.remark().contains(u"cancelled"_s), qPrintable(desk.remark()));
    desk.failed.clear();
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(desk.remark().startsWith(u"Done in "_s), qPrintable(desk.remark()),
                              120'000);
    QCOMPARE(desk.failed, QString());
    QVERIFY(desk.close());
}

/// A disk is full where the images go: the sentence says so. Once there is room, Retry goes on
/// where it failed, keeps what the first attempt said, and comes to the end.
void TestFailures::failedAndRetried()
{
    Desk desk;
    QVERIFY(desk.ready());
    QVERIFY(desk.fault("full-registry", ""));
    desk.open(u"bare"_s);
    SURVEYED(desk);
    QTest::mouseClick(&desk.button("deploy"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(!desk.failed.isEmpty(), qPrintable(desk.remark()), 120'000);
    QVERIFY2(desk.remark().contains(u"no space left on device"_s)
                 && desk.remark().contains(u"Make room"_s),
             qPrintable(desk.remark()));
    QVERIFY(desk.picture(u"failure-registry-full"_s));
    QVERIFY(desk.button("retry").isEnabled());
    QVERIFY(desk.heal());
    desk.failed.clear();
    QTest::mouseClick(&desk.button("retry"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(desk.remark().startsWith(u"Done in "_s), qPrintable(desk.remark()),
                              120'000);
    QCOMPARE(desk.failed, QString());
    QVERIFY(desk.close());
}

QTEST_MAIN(TestFailures)
#include "tst_failures.moc"
