// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterlook.h"

#include "backend/kube/look.h"

#include <QLocale>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr int samples = 3;
constexpr std::chrono::milliseconds slow(250);
constexpr qint64 skewSaid = 2, skewBad = 30; ///< seconds

const Json &itemsIn(const Json &list)
{
    static const Json none = Json::array();
    const Json &items = kube::look::at(list, "items");
    return items.is_array() ? items : none;
}

/// Whether LABELS have all that a Service's SELECTOR asks for; one that asks for nothing has none.
bool isSelected(const Json &selector, const Json &labels)
{
    if (!selector.is_object() || selector.empty() || !labels.is_object())
        return false;
    for (const auto &[key, value] : selector.items()) {
        if (!labels.contains(key) || labels.at(key) != value)
            return false;
    }
    return true;
}

/// Why a pod does not run, in the cluster's words.
QString reasonOf(const Json &pod)
{
    const Json &status = kube::look::at(pod, "status");
    const Json &statuses = kube::look::at(status, "containerStatuses");
    for (const Json &one : statuses.is_array() ? statuses : Json::array()) {
        if (const QString why = kube::look::text(one, {"state", "waiting", "reason"});
            !why.isEmpty())
            return why;
    }
    const Json &conditions = kube::look::at(status, "conditions");
    for (const Json &one : conditions.is_array() ? conditions : Json::array()) {
        if (kube::look::text(one, {"status"}) == u"False"
            && !kube::look::text(one, {"message"}).isEmpty())
            return kube::look::text(one, {"message"});
    }
    return kube::look::text(status, {"phase"});
}

} // namespace

std::vector<Right> rightsNeeded(const Bundle &bundle)
{
    const QString platform =
        QString::fromStdString(textOf(bundle.lookup()("ns.platform").value_or(Json("default"))));
    return {{{u"create"_s, u"v1"_s, u"namespaces"_s, {}}},
            {{u"patch"_s, u"apps/v1"_s, u"deployments"_s, platform}},
            {{u"create"_s, u"v1"_s, u"secrets"_s, platform}},
            {{u"get"_s, u"v1"_s, u"pods/log"_s, platform}},
            {{u"create"_s, u"v1"_s, u"pods/portforward"_s, platform}},
            {{u"list"_s, u"v1"_s, u"nodes"_s, {}}},
            {{u"create"_s, u"apiextensions.k8s.io/v1"_s, u"customresourcedefinitions"_s, {}}},
            {{u"create"_s, u"rbac.authorization.k8s.io/v1"_s, u"clusterrolebindings"_s, {}}},
            {{u"create"_s, u"coordination.k8s.io/v1"_s, u"leases"_s, u"kube-public"_s}}};
}

Item versionItem(const core::Result<Json> &version, std::chrono::milliseconds latency,
                 const QString &server)
{
    Item item{u"cluster"_s, u"The cluster answers"_s, Level::Ok, {}, {}};
    if (!version) {
        item.level = Level::Blocked;
        item.why = server + u" does not answer: "_s + version.error().summary;
        item.fix = u"Start the cluster, or choose another context with --context."_s;
        return item;
    }
    item.why = kube::look::text(*version, {"gitVersion"}) + u", answers in "_s
               + QString::number(latency.count()) + u" ms"_s;
    if (latency > slow) {
        item.level = Level::Attention;
        item.why += u": slow"_s;
        item.fix = u"Find out what loads it, or choose a nearer cluster."_s;
    }
    return item;
}

Item skewItem(const QByteArray &dateHeader, const QDateTime &ours)
{
    Item item{u"clock-skew"_s, u"Clocks of cluster and laptop"_s, Level::Ok, {}, {}};
    // RFC 9110 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"
    QDateTime theirs = QLocale::c().toDateTime(QString::fromLatin1(dateHeader).trimmed(),
                                               u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    theirs.setTimeSpec(Qt::UTC);
    if (dateHeader.isEmpty() || !theirs.isValid())
        return notChecked(item.id, item.title, u"the API server says no time"_s);
    const qint64 skew = ours.secsTo(theirs);
    if (std::abs(skew) <= skewSaid) {
        item.why = u"within 2 s"_s;
        return item;
    }
    item.level = std::abs(skew) > skewBad ? Level::Blocked : Level::Attention;
    item.why = u"the cluster's is "_s + QString::number(std::abs(skew)) + u" s "_s
               + (skew > 0 ? u"ahead"_s : u"behind"_s) + u": ages and evidence would be wrong"_s;
    item.fix = u"Set both by NTP; Docker Desktop's machine is right again after a restart."_s;
    return item;
}

Item rightsItem(const std::vector<Right> &rights)
{
    Item item{u"rbac"_s, u"Rights on the cluster"_s, Level::Ok, {}, {}};
    QStringList refused, open;
    for (const Right &right : rights) {
        const QString name = right.can.verb + u' ' + right.can.resource;
        if (!right.allowed)
            open << name;
        else if (!*right.allowed)
            refused << name;
    }
    if (!refused.isEmpty()) {
        item.level = Level::Blocked;
        item.why = u"refused: "_s + refused.join(u", "_s);
        item.fix = u"Use a context with cluster administrator rights."_s;
    } else if (!open.isEmpty()) {
        return notChecked(item.id, item.title, u"no answer for "_s + open.join(u", "_s));
    } else {
        item.why = u"all "_s + QString::number(rights.size()) + u" verbs that the demo uses"_s;
    }
    return item;
}

Item podsItem(const core::Result<Json> &pods, const QStringList &namespaces)
{
    Item item{u"pods"_s, u"No pod of the demo hangs"_s, Level::Ok, {}, {}};
    if (!pods)
        return notChecked(item.id, item.title, pods.error().summary);
    QStringList hanging;
    int count = 0;
    for (const Json &pod : itemsIn(*pods)) {
        const QString ns = kube::look::text(pod, {"metadata", "namespace"});
        if (!namespaces.contains(ns))
            continue;
        ++count;
        const QString phase = kube::look::text(pod, {"status", "phase"});
        const Json &ready = kube::look::named(pod, {"status", "conditions"}, u"Ready"_s);
        if (phase == u"Succeeded" || kube::look::text(ready, {"status"}) == u"True")
            continue;
        hanging << ns + u'/' + kube::look::text(pod, {"metadata", "name"}) + u" ("_s + reasonOf(pod)
                       + u')';
    }
    item.why = count == 0 ? u"none is there yet"_s : QString::number(count) + u" are ready"_s;
    if (!hanging.isEmpty()) {
        item.level = Level::Attention;
        item.why =
            QString::number(hanging.size()) + u" not ready: "_s + hanging.mid(0, 3).join(u", "_s);
        item.fix = u"Wait, or run trustusbank-cockpit deploy and read what it waits for."_s;
    }
    return item;
}

Item pressureItem(const core::Result<Json> &nodes)
{
    Item item{u"node-pressure"_s, u"Room on the nodes"_s, Level::Ok, u"no pressure"_s, {}};
    if (!nodes)
        return notChecked(item.id, item.title, nodes.error().summary);
    QStringList pressed;
    for (const Json &node : itemsIn(*nodes)) {
        for (const QString &type : {u"MemoryPressure"_s, u"DiskPressure"_s, u"PIDPressure"_s}) {
            const Json &one = kube::look::named(node, {"status", "conditions"}, type);
            if (kube::look::text(one, {"status"}) == u"True")
                pressed << kube::look::text(node, {"metadata", "name"}) + u' ' + type;
        }
    }
    if (!pressed.isEmpty()) {
        item.level = Level::Blocked;
        item.why = pressed.join(u", "_s) + u": pods are evicted"_s;
        item.fix = u"Give the nodes room: free disk or memory, or end other workloads."_s;
    }
    return item;
}

std::optional<Item> dnsItem(const core::Result<Json> &service, const core::Result<Json> &pods)
{
    Item item{u"dns"_s, u"Names inside the cluster"_s, Level::Ok, {}, {}};
    if (!service && service.error().kind == core::Fault::Kind::NotFound)
        return {};
    if (!service || !pods)
        return notChecked(item.id, item.title,
                          service ? pods.error().summary : service.error().summary);
    const Json &selector = kube::look::at(*service, {"spec", "selector"});
    int ready = 0;
    QStringList waiting;
    for (const Json &pod : itemsIn(*pods)) {
        if (kube::look::text(pod, {"metadata", "namespace"}) != u"kube-system"
            || !isSelected(selector, kube::look::at(pod, {"metadata", "labels"})))
            continue;
        const Json &condition = kube::look::named(pod, {"status", "conditions"}, u"Ready"_s);
        if (kube::look::text(condition, {"status"}) == u"True")
            ++ready;
        else
            waiting << kube::look::text(pod, {"metadata", "name"}) + u" ("_s + reasonOf(pod) + u')';
    }
    item.why = QString::number(ready) + u" pods of kube-dns are ready"_s;
    if (ready == 0) {
        item.level = Level::Blocked;
        item.why =
            u"no pod of kube-dns is ready"_s
            + (waiting.isEmpty() ? u": there is none"_s : QString(u": "_s + waiting.join(u", "_s)));
        item.fix = u"Look at kubectl describe pods -n kube-system -l k8s-app=kube-dns."_s;
    }
    return item;
}

ClusterLook::ClusterLook(const Services &services, QObject *parent)
    : core::Task(parent)
    , m_services(services)
    , m_prober(services)
    , m_requests(services.transport)
    , m_rights(rightsNeeded(services.bundle))
{
}

void ClusterLook::run()
{
    kube::Client *client = m_services.client();
    if (!client) {
        const core::Result<Json> none = tl::unexpected(
            core::Fault{core::Fault::Kind::Missing, u"there is no cluster yet"_s, {}, {}});
        m_items = {versionItem(none, {}, u"the cluster"_s)};
        return finish(core::Outcome::done());
    }
    m_items = {{}, {}, {}, {}, {}};
    m_open = 5;
    client->prepare(m_context.get(), [this, client](const core::Result<void> &) {
        if (m_context)
            askVersion(*client);
    });
    askRights();
    client->get({u"v1"_s, u"Node"_s, {}, {}}, m_context.get(),
                [this](const core::Result<Json> &nodes) {
                    m_nodes = nodes;
                    m_items[3] = pressureItem(nodes);
                    done();
                });
    client->get({u"v1"_s, u"Pod"_s, {}, {}}, m_context.get(),
                [this](const core::Result<Json> &pods) {
                    QStringList namespaces;
                    const auto names = m_services.bundle.lookup()("ns");
                    for (const Json &name : names ? *names : Json::object())
                        namespaces << QString::fromStdString(textOf(name));
                    m_items[4] = podsItem(pods, namespaces);
                    m_pods = pods;
                    done();
                });
    client->get({u"v1"_s, u"Service"_s, u"kube-system"_s, u"kube-dns"_s}, m_context.get(),
                [this](const core::Result<Json> &service) {
                    m_dns = service;
                    done();
                });
}

/// One after the other over the same connection: the best of them is the way, not the handshake.
void ClusterLook::askVersion(kube::Client &client)
{
    const QDateTime asked = m_services.clock.now();
    const auto begun = m_services.clock.elapsed();
    m_requests.send(client.request("GET", u"/version"_s), m_context.get(),
                    [this, &client, asked, begun](const core::Result<http::Reply> &reply) {
                        const auto took = m_services.clock.elapsed() - begun;
                        m_latency = m_samples == 0 ? took : std::min(m_latency, took);
                        if (reply && ++m_samples < samples)
                            return askVersion(client);
                        const core::Result<Json> version =
                            reply ? reply->json()
                                  : core::Result<Json>(tl::unexpected(reply.error()));
                        const qint64 half = asked.msecsTo(m_services.clock.now()) / 2;
                        m_items[0] = versionItem(version, m_latency, client.context().server);
                        m_items[1] = skewItem(reply ? reply->header("Date") : QByteArray(),
                                              asked.addMSecs(half));
                        done();
                    });
}

void ClusterLook::askRights()
{
    const auto open = std::make_shared<std::size_t>(m_rights.size());
    for (Right &right : m_rights) {
        m_prober.ask({right.can, {}}, nullptr, m_context.get(),
                     [this, &right, open](const Finding &finding) {
                         if (!finding.unreachable)
                             right.allowed = finding.holds;
                         right.why = finding.saw;
                         if (--*open > 0)
                             return;
                         m_items[2] = rightsItem(m_rights);
                         done();
                     });
    }
}

void ClusterLook::done()
{
    if (--m_open > 0 || !m_context)
        return;
    m_context.release()->deleteLater();
    if (const auto dns = dnsItem(m_dns, m_pods))
        m_items.push_back(*dns);
    finish(core::Outcome::done());
}

void ClusterLook::halt()
{
    if (m_context)
        m_context.release()->deleteLater();
    finish(core::Outcome::cancelled());
}

} // namespace deploy
