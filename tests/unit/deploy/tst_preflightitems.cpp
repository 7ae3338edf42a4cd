// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterlook.h"
#include "backend/deploy/drift.h"
#include "backend/deploy/keytest.h"
#include "backend/deploy/licence.h"
#include "backend/deploy/machinefacts.h"
#include "backend/deploy/resetitems.h"
#include "backend/deploy/supplies.h"
#include "backend/deploy/waivers.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace deploy;

namespace {

const QDateTime now(QDate(2026, 3, 2), QTime(14, 0), Qt::UTC);

QString jwt(const QByteArray &claims)
{
    const auto part = [](const QByteArray &text) {
        return QString::fromLatin1(
            text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    };
    return part("{\"alg\":\"RS256\"}") + u'.' + part(claims) + u".c2lnbmF0dXJl"_s;
}

QByteArray claims(const QByteArray &product, const QDateTime &expires)
{
    return "{\"product\":\"" + product
           + "\",\"exp\":" + QByteArray::number(expires.toSecsSinceEpoch()) + '}';
}

Item licence(const QString &value, bool must = true)
{
    const SecretSpec secret{
        u"solo-istio"_s, u"Solo Istio licence"_s, u"SOLO_ISTIO_LICENSE_KEY"_s, 1, true, {}};
    return secretItem(secret, value, now, true, must, u"Put SOLO_ISTIO_LICENSE_KEY into .env."_s);
}

core::Fault fault(const QString &why)
{
    return {core::Fault::Kind::Failed, why, {}, {}};
}

core::Result<Json> none(const QString &why)
{
    return tl::unexpected(fault(why));
}

core::Result<http::Reply> answered(int status)
{
    return http::Reply{status, {}, "{}"};
}

Item machineItem(const QString &id, const MachineFacts &facts)
{
    for (const Item &item : machineItems(facts, false)) {
        if (item.id == id)
            return item;
    }
    return {};
}

MachineFacts goodMachine()
{
    MachineFacts facts;
    facts.mains = true;
    facts.battery = 80;
    facts.displays = 2;
    facts.restartPending = false;
    facts.clockSynchronised = true;
    facts.diskFree = 50;
    facts.diskSize = 100;
    facts.hostsEntry = true;
    facts.blocked = u"sleep:idle"_s;
    facts.banners = false;
    return facts;
}

Item machineWith(const QString &id, void (*change)(MachineFacts &))
{
    MachineFacts facts = goodMachine();
    change(facts);
    return machineItem(id, facts);
}

Json node(const QString &name, const QStringList &images, const char *pressure = nullptr)
{
    Json out{{"metadata", {{"name", name.toStdString()}}},
             {"status", {{"images", Json::array()}, {"conditions", Json::array()}}}};
    for (const QString &image : images)
        out["status"]["images"].push_back({{"names", {image.toStdString()}}});
    if (pressure)
        out["status"]["conditions"].push_back({{"type", pressure}, {"status", "True"}});
    return out;
}

Json list(const std::vector<Json> &items)
{
    Json out{{"items", Json::array()}};
    for (const Json &item : items)
        out["items"].push_back(item);
    return out;
}

Json hangingPod()
{
    return Json::parse(R"({"metadata": {"name": "kagent-controller-6c9f", "namespace": "platform"},
        "status": {"phase": "Running", "containerStatuses": [
            {"state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}})");
}

Json dnsService()
{
    return Json::parse(R"({"spec": {"selector": {"k8s-app": "kube-dns"}}})");
}

Json dnsPod(const char *ready)
{
    return {{"metadata",
             {{"name", "coredns-1"},
              {"namespace", "kube-system"},
              {"labels", {{"k8s-app", "kube-dns"}}}}},
            {"status",
             {{"phase", "Running"},
              {"conditions", Json::array({{{"type", "Ready"}, {"status", ready}}})}}}};
}

std::vector<Right> rights(std::optional<bool> second)
{
    return {{{u"create"_s, u"v1"_s, u"namespaces"_s, {}}, true},
            {{u"create"_s, u"v1"_s, u"secrets"_s, u"platform"_s}, second}};
}

Supplies chartOnly()
{
    return {{},
            {},
            {{u"dex"_s, u"0.24.0"_s, u"https://charts.dexidp.io"_s, u"dex"_s, u"platform"_s}},
            {}};
}

Stock stockWith(const std::vector<Json> &nodes)
{
    Stock stock;
    stock.nodes = nodesOf(list(nodes));
    stock.releases.emplace();
    return stock;
}

Item first(const Items &items)
{
    return items.empty() ? Item() : items.front();
}

QStringList fiftyImages()
{
    QStringList out;
    for (int i = 0; i < 50; ++i)
        out << u"localhost:5001/a:%1"_s.arg(i);
    return out;
}

} // namespace

/// Every pre-flight check, made bad: its level, its sentence and its fix. Nothing that could not be
/// looked at is ok.
class PreflightItemsTest : public QObject {
    Q_OBJECT
private slots:
    void everyCheckCanBeBad_data()
    {
        QTest::addColumn<Item>("item");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("level");
        QTest::addColumn<QString>("why");
        QTest::addColumn<QString>("fix");
        const auto row = [](const char *name, const Item &item, const QString &id,
                            const QString &level, const QString &why, const QString &fix) {
            QTest::newRow(name) << item << id << level << why << fix;
        };
        const QString env = u"Put SOLO_ISTIO_LICENSE_KEY into .env."_s;
        row("no licence", licence({}), u"solo-istio"_s, u"blocked"_s,
            u"SOLO_ISTIO_LICENSE_KEY is not set"_s, env);
        row("no JWT", licence(u"abc"_s), u"solo-istio"_s, u"blocked"_s,
            u"SOLO_ISTIO_LICENSE_KEY is no JWT (three parts between dots)"_s, env);
        row("a JWT of nonsense", licence(u"a.b!.c"_s), u"solo-istio"_s, u"blocked"_s,
            u"SOLO_ISTIO_LICENSE_KEY is no JWT (its second part holds no JSON object)"_s, env);
        row("expired", licence(jwt(claims("gloo-mesh", now.addDays(-1)))), u"solo-istio"_s,
            u"blocked"_s, u"gloo-mesh, expired on 2026-03-01"_s, env);
        row("another product", licence(jwt(claims("kagent-enterprise", now.addDays(90)))),
            u"solo-istio"_s, u"blocked"_s,
            u"SOLO_ISTIO_LICENSE_KEY is a licence for another product: kagent-enterprise"_s, env);
        row("a licence that may be missing", licence({}, false), u"solo-istio"_s, u"attention"_s,
            u"SOLO_ISTIO_LICENSE_KEY is not set"_s, env);
        row("ends soon", licence(jwt(claims("gloo-trial", now.addDays(3)))), u"solo-istio"_s,
            u"attention"_s, u"gloo-trial (trial), expires on 2026-03-05 (in 3 days)"_s,
            u"Ask the vendor for a new one before it ends."_s);
        row("says no expiry", licence(jwt("{\"product\":\"gloo-mesh\",\"lt\":\"ent\"}")),
            u"solo-istio"_s, u"attention"_s, u"gloo-mesh (enterprise), says no expiry"_s, {});

        row("key refused", judgeKey(answered(401), 90ms), u"model"_s, u"blocked"_s,
            u"the key is refused (401)"_s,
            u"Enter another key, or rehearse with --model scripted."_s);
        row("no network", judgeKey(tl::unexpected(fault(u"no route"_s)), 90ms), u"model"_s,
            u"blocked"_s, u"the model's service cannot be reached: no route"_s,
            u"Look at this place's network, or rehearse with --model scripted."_s);
        row("the service is ill", judgeKey(answered(529), 90ms), u"model"_s, u"attention"_s,
            u"the model's service answers 529"_s,
            u"Try again; its state is on status.anthropic.com."_s);

        row("on battery", machineWith(u"power"_s, [](MachineFacts &f) { f.mains = false; }),
            u"power"_s, u"blocked"_s, u"on battery, 80 %"_s, u"Plug the charger in."_s);
        row("one display", machineWith(u"displays"_s, [](MachineFacts &f) { f.displays = 1; }),
            u"displays"_s, u"attention"_s, u"1 connected: the audience would see the console"_s,
            u"Connect the projector, and do not mirror."_s);
        row("disk nearly full",
            machineWith(u"disk-share"_s, [](MachineFacts &f) { f.diskFree = 9; }), u"disk-share"_s,
            u"attention"_s, u"9 % free; a kubelet begins to throw images away at 10 to 15 %"_s,
            u"Free disk space, or run docker system prune."_s);
        row("restart due",
            machineWith(u"restart"_s, [](MachineFacts &f) { f.restartPending = true; }),
            u"restart"_s, u"attention"_s, u"an update waits for a restart"_s,
            u"Restart now, not on stage."_s);
        row("may sleep",
            machineWith(u"sleep"_s, [](MachineFacts &f) { f.blocked = u"shutdown"_s; }), u"sleep"_s,
            u"attention"_s, u"nothing keeps this machine from sleeping or blanking its screen"_s,
            u"Run systemd-inhibit --what=idle:sleep sleep 2h in a terminal."_s);
        row("banners", machineWith(u"notifications"_s, [](MachineFacts &f) { f.banners = true; }),
            u"notifications"_s, u"attention"_s, u"banners would come up over the show"_s,
            u"Turn “do not disturb” on."_s);
        row("no hosts entry",
            machineWith(u"host-docker-internal"_s, [](MachineFacts &f) { f.hostsEntry = false; }),
            u"host-docker-internal"_s, u"attention"_s,
            u"/etc/hosts does not name it; the cockpit's own tabs do not need that, another "
            "browser does"_s,
            u"Add the line “127.0.0.1 host.docker.internal” to /etc/hosts."_s);
        row("clock not known",
            machineWith(u"clock"_s, [](MachineFacts &f) { f.clockSynchronised.reset(); }),
            u"clock"_s, u"attention"_s, u"not checked: no time service says that it is right"_s,
            u"Run timedatectl and look for “synchronized: yes”."_s);

        row("cluster gone", versionItem(none(u"connection refused"_s), 0ms, u"https://a:6443"_s),
            u"cluster"_s, u"blocked"_s, u"https://a:6443 does not answer: connection refused"_s,
            u"Start the cluster, or choose another context with --context."_s);
        row("cluster slow", versionItem(Json{{"gitVersion", "v1.34.0"}}, 900ms, {}), u"cluster"_s,
            u"attention"_s, u"v1.34.0, answers in 900 ms: slow"_s,
            u"Find out what loads it, or choose a nearer cluster."_s);
        row("clocks far apart", skewItem("Mon, 02 Mar 2026 14:01:00 GMT", now), u"clock-skew"_s,
            u"blocked"_s, u"the cluster's is 60 s ahead: ages and evidence would be wrong"_s,
            u"Set both by NTP; Docker Desktop's machine is right again after a restart."_s);
        row("clocks apart", skewItem("Mon, 02 Mar 2026 13:59:55 GMT", now), u"clock-skew"_s,
            u"attention"_s, u"the cluster's is 5 s behind: ages and evidence would be wrong"_s,
            u"Set both by NTP; Docker Desktop's machine is right again after a restart."_s);
        row("no date", skewItem({}, now), u"clock-skew"_s, u"attention"_s,
            u"not checked: the API server says no time"_s, {});
        row("a right refused", rightsItem(rights(false)), u"rbac"_s, u"blocked"_s,
            u"refused: create secrets"_s, u"Use a context with cluster administrator rights."_s);
        row("a right not answered", rightsItem(rights({})), u"rbac"_s, u"attention"_s,
            u"not checked: no answer for create secrets"_s, {});
        row("a pod hangs", podsItem(list({hangingPod()}), {u"platform"_s}), u"pods"_s,
            u"attention"_s, u"1 not ready: platform/kagent-controller-6c9f (CrashLoopBackOff)"_s,
            u"Wait, or run trustusbank-cockpit deploy and read what it waits for."_s);
        row("pods not readable", podsItem(none(u"forbidden"_s), {}), u"pods"_s, u"attention"_s,
            u"not checked: forbidden"_s, {});
        row("node under pressure", pressureItem(list({node(u"w1"_s, {}, "DiskPressure")})),
            u"node-pressure"_s, u"blocked"_s, u"w1 DiskPressure: pods are evicted"_s,
            u"Give the nodes room: free disk or memory, or end other workloads."_s);

        const Supplies busybox{{}, {u"busybox"_s}, {}, {}};
        row("image missing", first(supplyItems(busybox, stockWith({node(u"w1"_s, {})}))),
            u"image-busybox"_s, u"attention"_s, u"would be downloaded: on no node"_s,
            u"Run deploy while there is a network."_s);
        row("image on one node of two",
            first(supplyItems(busybox,
                              stockWith({node(u"w1"_s, {u"docker.io/library/busybox:latest"_s}),
                                         node(u"w2"_s, {})}))),
            u"image-busybox"_s, u"attention"_s,
            u"on 1 of 2 nodes; another node would download it"_s, {});
        row("a kubelet lists no more",
            first(supplyItems(busybox, stockWith({node(u"w1"_s, fiftyImages())}))),
            u"image-busybox"_s, u"attention"_s,
            u"not checked: not among the 50 images that a kubelet lists; it may be there"_s, {});
        row("nodes silent", first(supplyItems(busybox, {})), u"image-busybox"_s, u"attention"_s,
            u"not checked: the nodes did not answer"_s, {});
        row("chart missing", first(supplyItems(chartOnly(), stockWith({}))), u"chart-dex"_s,
            u"attention"_s, u"would be downloaded from https://charts.dexidp.io"_s,
            u"Run deploy while there is a network."_s);
        Stock cached = stockWith({});
        cached.cachedCharts = {u"dex-0.24.0.tgz"_s};
        row("chart in the cache", first(supplyItems(chartOnly(), cached)), u"chart-dex"_s,
            u"attention"_s,
            u"in helm's cache, but helm asks https://charts.dexidp.io again before it installs"_s,
            u"Run deploy while there is a network."_s);
        const Supplies nodeImage{{}, {}, {}, {{u"kindest/node:v1"_s, u"01.12"_s}}};
        Stock pulling = stockWith({});
        row("a program's image, nobody answers", first(supplyItems(nodeImage, pulling)),
            u"image-kindest/node:v1"_s, u"attention"_s,
            u"not checked: nobody says whether step 01.12 is done"_s, {});
        pulling.steps[u"01.12"_s] = false;
        row("a program's image", first(supplyItems(nodeImage, pulling)), u"image-kindest/node:v1"_s,
            u"attention"_s, u"would be downloaded: not on this machine, and step 01.12 needs it"_s,
            u"Run deploy while there is a network."_s);
        const Items open = supplyItems(chartOnly(), stockWith({}));
        row("images of a chart that is not here", open.back(), u"chart-images"_s, u"attention"_s,
            u"not checked: a chart that is not installed yet names its images only once it is "
            "here: dex"_s,
            {});
        const Supplies own{{u"r:5000/t/chatbot:1.0.0"_s, u"r:5000/t/agent:1.0.0"_s}, {}, {}, {}};
        const auto images = [&own](const std::vector<Json> &nodes) {
            return ownImagesItem(own, stockWith(nodes), u"r:5000"_s).value_or(Item());
        };
        row("the bank's image on no node", images({node(u"w1"_s, {u"r:5000/t/agent:1.0.0"_s})}),
            u"own-images"_s, u"attention"_s,
            u"on no node, so pulled from r:5000 first: chatbot:1.0.0"_s,
            u"Run deploy, and rehearse once on this cluster."_s);
        row("the bank's images, a kubelet lists no more", images({node(u"w1"_s, fiftyImages())}),
            u"own-images"_s, u"attention"_s,
            u"not checked: chatbot:1.0.0, agent:1.0.0 not among the 50 images that a kubelet "
            "lists"_s,
            {});
        row("the bank's images, nodes silent", *ownImagesItem(own, {}, u"r:5000"_s),
            u"own-images"_s, u"attention"_s, u"not checked: the nodes did not answer"_s, {});
        row("no DNS pod", *dnsItem(dnsService(), list({hangingPod()})), u"dns"_s, u"blocked"_s,
            u"no pod of kube-dns is ready: there is none"_s,
            u"Look at kubectl describe pods -n kube-system -l k8s-app=kube-dns."_s);
        row("a DNS pod that hangs", *dnsItem(dnsService(), list({dnsPod("False")})), u"dns"_s,
            u"blocked"_s, u"no pod of kube-dns is ready: coredns-1 (Running)"_s,
            u"Look at kubectl describe pods -n kube-system -l k8s-app=kube-dns."_s);
        row("DNS not readable", *dnsItem(none(u"forbidden"_s), list({})), u"dns"_s, u"attention"_s,
            u"not checked: forbidden"_s, {});
        row("releases not readable", first(supplyItems(chartOnly(), {})), u"chart-dex"_s,
            u"attention"_s, u"not checked: the cluster's releases cannot be read"_s, {});
    }
    void everyCheckCanBeBad()
    {
        QFETCH(Item, item);
        QTEST(item.id, "id");
        QTEST(levelWord(item.level), "level");
        QTEST(item.why, "why");
        QTEST(item.fix, "fix");
    }

    void everyCheckCanBeGood()
    {
        QCOMPARE(dnsItem(dnsService(), list({dnsPod("False"), dnsPod("True")}))->why,
                 u"1 pods of kube-dns are ready"_s);
        QVERIFY(!dnsItem(tl::unexpected(core::Fault{core::Fault::Kind::NotFound, {}, {}, {}}),
                         list({})));
        const Supplies chatbot{{u"r:5000/t/chatbot:1.0.0"_s}, {}, {}, {}};
        const Stock has = stockWith({node(u"w1"_s, {u"r:5000/t/chatbot:1.0.0"_s})});
        QCOMPARE(ownImagesItem(chatbot, has, u"r:5000"_s)->level, Level::Ok);
        QVERIFY(!ownImagesItem(chatbot, stockWith({node(u"w1"_s, {})}), u"r:5000"_s));
        for (const Item &item : machineItems(goodMachine(), false))
            QVERIFY2(item.level == Level::Ok, qPrintable(item.id + item.why));
        QCOMPARE(licence(jwt(claims("gloo-mesh", now.addDays(90)))).level, Level::Ok);
        QCOMPARE(judgeKey(answered(200), 412ms).why, u"accepted, round trip 412 ms"_s);
        QCOMPARE(versionItem(Json{{"gitVersion", "v1.34.0"}}, 4ms, {}).why,
                 u"v1.34.0, answers in 4 ms"_s);
        QCOMPARE(skewItem("Mon, 02 Mar 2026 14:00:01 GMT", now).level, Level::Ok);
        QCOMPARE(rightsItem(rights(true)).level, Level::Ok);
        QCOMPARE(pressureItem(list({node(u"w1"_s, {})})).level, Level::Ok);
        Stock stock = stockWith({node(u"w1"_s, {u"docker.io/library/busybox:latest"_s})});
        (*stock.releases)[u"platform/dex"_s] = u"dex 0.24.0"_s;
        Supplies needed = chartOnly();
        needed.images = QStringList{u"busybox"_s};
        for (const Item &item : supplyItems(needed, stock))
            QVERIFY2(item.level == Level::Ok, qPrintable(item.id + item.why));
        Stock own = stockWith({});
        own.toolsFolder = u"/tools"_s;
        QCOMPARE(first(supplyItems(chartOnly(), own)).level, Level::Ok);
        const Supplies pulled{{}, {}, {}, {{u"a:1"_s, u"01.2"_s}, {u"b:1"_s, u"02.9"_s}}};
        own.steps = {{u"01.2"_s, true}, {u"02.9"_s, false}};
        own.here = {u"b:1"_s};
        const Items items = supplyItems(pulled, own);
        QCOMPARE(items.size(), std::size_t(2));
        for (const Item &item : items)
            QVERIFY2(item.level == Level::Ok, qPrintable(item.id + item.why));
    }

    /// What nobody could find out about this machine is never ok.
    void theUnknownIsNotOk()
    {
        for (const Item &item : machineItems({}, false)) {
            QCOMPARE(item.level, Level::Attention);
            QVERIFY2(item.why.startsWith(u"not checked: "_s), qPrintable(item.id));
        }
    }

    /// The same facts out of files, as Linux has them.
    void machineIsRead()
    {
        QTemporaryDir root;
        const auto write = [&root](const QString &name, const QByteArray &text) {
            const QString path = root.filePath(name);
            QVERIFY(QDir().mkpath(QFileInfo(path).path()));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write(u"sys/class/power_supply/AC/type"_s, "Mains\n");
        write(u"sys/class/power_supply/AC/online"_s, "0\n");
        write(u"sys/class/power_supply/BAT0/type"_s, "Battery\n");
        write(u"sys/class/power_supply/BAT0/capacity"_s, "63\n");
        write(u"sys/class/power_supply/mouse/type"_s, "Battery\n");
        write(u"sys/class/power_supply/mouse/scope"_s, "Device\n");
        write(u"sys/class/power_supply/mouse/capacity"_s, "5\n");
        write(u"sys/class/drm/card0-eDP-1/status"_s, "connected\n");
        write(u"sys/class/drm/card0-HDMI-A-1/status"_s, "disconnected\n");
        write(u"run/reboot-required"_s, "");
        write(u"etc/hosts"_s, "127.0.0.1 localhost\n#127.0.0.1 host.docker.internal\n");
        MachineFacts facts = readMachine(root.path() + u'/');
        QCOMPARE(facts.mains, std::optional(false));
        QCOMPARE(facts.battery, std::optional(63));
        QCOMPARE(facts.displays, std::optional(1));
        QCOMPARE(facts.restartPending, std::optional(true));
        QCOMPARE(facts.hostsEntry, std::optional(false));
        QVERIFY(!facts.clockSynchronised);
        write(u"sys/class/power_supply/AC/online"_s, "1\n");
        write(u"run/systemd/timesync/synchronized"_s, "");
        write(u"etc/hosts"_s, "127.0.0.1 localhost host.docker.internal # demo\n");
        facts = readMachine(root.path() + u'/');
        QCOMPARE(facts.mains, std::optional(true));
        QCOMPARE(facts.clockSynchronised, std::optional(true));
        QCOMPARE(facts.hostsEntry, std::optional(true));
        QVERIFY(!readMachine(root.path() + u"/nothing/"_s).displays);
        QCOMPARE(readInhibited("s \"sleep:idle\"\n"), std::optional(u"sleep:idle"_s));
        QVERIFY(!readInhibited("Failed to connect"));
        QCOMPARE(readBanners("false\n"), std::optional(false));
        QVERIFY(!readBanners("No such schema"));
    }

    /// A waiver counts for its item, its cluster and its day; who, when and why stand in the item.
    void waivers()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"waivers.jsonl"_s);
        QVERIFY(validWaivers(file, u"kind-a"_s, now).empty());
        QVERIFY(
            recordWaivers(file, {{u"power"_s, u"ada"_s, u"battery is full"_s, u"kind-a"_s, now}}));
        const Items blocked{{u"power"_s, u"Mains power"_s, Level::Blocked, u"on battery"_s, {}},
                            {u"ports"_s, u"Ports"_s, Level::Ok, {}, {}}};
        QCOMPARE(deploy::total(blocked), u"NO-GO: power"_s);
        const Items waived =
            withWaivers(blocked, validWaivers(file, u"kind-a"_s, now.addSecs(3600)));
        QCOMPARE(deploy::total(waived), u"GO WITH WAIVERS: power"_s);
        QVERIFY(waived[0].why.startsWith(u"on battery (waived by ada at "_s));
        QVERIFY(waived[0].why.endsWith(u": battery is full)"_s));
        QCOMPARE(waived[1].level, Level::Ok);
        QVERIFY(validWaivers(file, u"kind-b"_s, now).empty());
        QVERIFY(validWaivers(file, u"kind-a"_s, now.addSecs(13 * 3600)).empty());
        QVERIFY(QFile(file).open(QIODevice::ReadOnly));
    }

    void namesOfImages_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("full");
        QTest::newRow("bare") << u"registry:2"_s << u"docker.io/library/registry:2"_s;
        QTest::newRow("no tag") << u"busybox"_s << u"docker.io/library/busybox:latest"_s;
        QTest::newRow("user") << u"grafana/loki:3"_s << u"docker.io/grafana/loki:3"_s;
        QTest::newRow("host") << u"ghcr.io/dexidp/dex:v2"_s << u"ghcr.io/dexidp/dex:v2"_s;
        QTest::newRow("port") << u"localhost:5001/a/b:1"_s << u"localhost:5001/a/b:1"_s;
        QTest::newRow("digest") << u"quay.io/a/b@sha256:12"_s << u"quay.io/a/b@sha256:12"_s;
    }
    void namesOfImages()
    {
        QFETCH(QString, image);
        QTEST(fullImageName(image), "full");
    }

    /// What a plan needs from outside: not the bank's own images, which this machine makes.
    void suppliesOfAPlan()
    {
        Plan plan;
        PlanStep apply;
        apply.spec.kind =
            ApplyStep{{Json::parse(R"({"kind": "Deployment", "spec": {"template": {"spec": {
            "containers": [{"image": "localhost:5001/trustusbank/chatbot:1.0.0"}],
            "initContainers": [{"image": "busybox:1"}]}}}})")}};
        PlanStep helm;
        helm.spec.kind = HelmStep{
            u"loki"_s, u"obs"_s, u"loki"_s, u"6.18.0"_s, u"https://grafana.github.io/helm-charts"_s,
            {}};
        PlanStep tool;
        tool.spec.id = u"01.2"_s;
        ToolStep registry{u"docker"_s, {u"run"_s, u"registry:2"_s}, {}, {}, {0}};
        registry.images = QStringList{u"registry:2"_s};
        tool.spec.kind = registry;
        PlanStep unwanted = tool;
        unwanted.chosen = false;
        plan.steps = {apply, helm, tool, unwanted};
        const Supplies needed = suppliesOf(plan, u"localhost:5001"_s);
        QCOMPARE(needed.images, QStringList{u"busybox:1"_s});
        QCOMPARE(needed.own, QStringList{u"localhost:5001/trustusbank/chatbot:1.0.0"_s});
        QCOMPARE(needed.pulled.size(), std::size_t(1));
        QCOMPARE(needed.pulled[0].image, u"registry:2"_s);
        QCOMPARE(needed.charts.size(), std::size_t(1));
        QCOMPARE(needed.charts[0].title(), u"loki 6.18.0"_s);
        QCOMPARE(imagesOfManifest("  - image: \"quay.io/a:1\"\n    image: b # c\n"),
                 QStringList({u"quay.io/a:1"_s, u"b"_s}));
    }

    /// The drift of one object in the cluster's words.
    void driftOfAnObject()
    {
        const Json wanted = Json::parse(R"({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "thing", "namespace": "bank"}, "data": {"a": "1"}})");
        Json edited = wanted;
        edited["data"]["a"] = "2";
        edited["metadata"]["managedFields"] = Json::parse(R"([
            {"manager": "trustusbank-cockpit", "time": "2026-03-02T12:00:00Z"},
            {"manager": "kubectl-edit", "time": "2026-03-02T13:00:00Z"},
            {"manager": "kubelet", "time": "2026-03-02T13:30:00Z", "subresource": "status"}])");
        QVERIFY(!driftOf(wanted, wanted, wanted));
        const auto changed = driftOf(wanted, edited, wanted);
        QVERIFY(changed);
        QCOMPARE(changed->id, u"drift-ConfigMap-bank/thing"_s);
        QVERIFY2(changed->why.contains(u"/data/a"_s) && changed->why.contains(u"kubectl-edit"_s),
                 qPrintable(changed->why));
        const core::Result<Json> absent =
            tl::unexpected(core::Fault{core::Fault::Kind::NotFound, u"not found"_s, {}, {}});
        QCOMPARE(driftOf(wanted, absent, absent)->why, u"missing"_s);
        QCOMPARE(driftOf(wanted, none(u"timeout"_s), wanted)->why, u"not checked: timeout"_s);
        const kube::Ref kind{u"security.istio.io/v1"_s, u"AuthorizationPolicy"_s, u"bank"_s, {}};
        const Json policies = Json::parse(R"({"items": [
            {"metadata": {"name": "default-deny", "namespace": "bank"}},
            {"metadata": {"name": "by-hand", "namespace": "bank"}},
            {"metadata": {"name": "made", "namespace": "bank", "ownerReferences": [{"kind": "X"}]}}]})");
        const Items extras = extrasOf(policies, kind, {u"AuthorizationPolicy bank/default-deny"_s});
        QCOMPARE(extras.size(), std::size_t(1));
        QCOMPARE(extras[0].title, u"AuthorizationPolicy bank/by-hand"_s);
    }

    /// Steps of one meaning are one item, and the alerts' after-glow has an end.
    void resetAsItems()
    {
        Plan plan;
        const auto step = [&plan](const QString &id, const StepKind &kind,
                                  const std::vector<std::size_t> &needs = {}) {
            PlanStep one;
            one.spec.id = id;
            one.spec.title = u"step "_s + id;
            one.spec.kind = kind;
            one.needs = needs;
            plan.steps.push_back(one);
        };
        const auto policies = [](const QString &ns) {
            return DeleteStep{
                {}, kube::Ref{u"security.istio.io/v1"_s, u"AuthorizationPolicy"_s, ns, {}}};
        };
        const auto through = [](const QString &forward) {
            HttpCall call;
            call.forward = forward;
            return call;
        };
        step(u"r.1"_s, policies(u"a"_s));
        step(u"r.2"_s, policies(u"b"_s));
        step(u"r.3"_s, HttpStep{through(u"mailhog"_s)});
        step(u"r.4"_s, WaitStep{{through(u"prometheus"_s), {}}, 500ms}, {0, 1});
        Reports reports(4);
        reports[0] = {StepState::Already, 1, 0ms, 100ms, {}};
        reports[1] = {StepState::Failed, 1, 0ms, 2000ms, u"forbidden"_s};
        reports[2] = {StepState::Done, 1, 0ms, 300ms, {}};
        reports[3] = {StepState::Skipped, 0, 0ms, 0ms, u"needs r.2"_s};
        const Items items = stateItems(plan, reports, Level::Blocked);
        QCOMPARE(items.size(), std::size_t(3));
        QCOMPARE(items[0].id, u"policies"_s);
        QCOMPARE(items[0].level, Level::Blocked);
        QCOMPARE(items[0].why, u"step r.2: forbidden"_s);
        QCOMPARE(items[1].id, u"inbox"_s);
        QCOMPARE(items[1].why, u"put right"_s);
        QCOMPARE(items[2].id, u"alerts"_s);
        QVERIFY(!glowLeft(plan, reports, 30s, 5s));
        reports[1].state = StepState::Done;
        QCOMPARE(glowLeft(plan, reports, 30s, 5s)->count(), 27000);
        QCOMPARE(glowLeft(plan, reports, 30s, 60s)->count(), 0);
    }
};

QTEST_GUILESS_MAIN(PreflightItemsTest)
#include "tst_preflightitems.moc"
