// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/observer.h"

#include "backend/evidence/parse.h"
#include "backend/kube/look.h"

#include <QRegularExpression>
#include <QUrl>

namespace evidence {

using namespace Qt::StringLiterals;
using kube::look::at;
using kube::look::text;

namespace {

http::Request get(const QString &url)
{
    http::Request request;
    request.url = url;
    request.timeout = std::chrono::seconds(5);
    return request;
}

/// Puts an answer into its place in the picture.
template <class T, class Parse>
void take(Seen<T> &seen, const QString &source, const core::Result<http::Reply> &reply,
          const QDateTime &asked, Parse parse)
{
    if (!reply) {
        seen.error = reply.error().summary;
        return;
    }
    if (reply->status != 200) {
        seen.error = u"%1 answered HTTP %2"_s.arg(source).arg(reply->status);
        return;
    }
    auto value = parse(reply->body);
    if (!value) {
        seen.error = value.error().summary;
        return;
    }
    seen = {std::move(*value), asked, {}};
}

/// The digest that a pod's first container runs, or "" while it is not ready or on its way out.
QString runningDigest(const Json &pod)
{
    const Json &statuses = at(pod, {"status", "containerStatuses"});
    const bool leaving = !text(pod, {"metadata", "deletionTimestamp"}).isEmpty();
    if (leaving || !statuses.is_array() || statuses.empty()
        || at(statuses.at(0), "ready") != Json(true))
        return {};
    const QString id = text(statuses.at(0), {"imageID"});
    return id.mid(id.indexOf(u'@') + 1);
}

bool isAccepted(const Json &policy, const QString &condition)
{
    return condition.isEmpty()
           || text(kube::look::named(policy, {"status", "conditions"}, condition), {"status"})
                  == u"True";
}

/// How many objects of a list are none of NAMES.
int others(const Json &list, const QStringList &names)
{
    int count = 0;
    for (const Json &object : at(list, "items"))
        count += !names.contains(text(object, {"metadata", "name"}));
    return count;
}

int linesLike(const QByteArray &log, const QString &pattern)
{
    const QRegularExpression wanted(pattern);
    int count = 0;
    for (const QByteArray &line : log.split('\n'))
        count += wanted.match(QString::fromUtf8(line)).hasMatch();
    return count;
}

} // namespace

Observer::Observer(Places places, kube::Client &client, http::Transport &transport,
                   core::Launcher &launcher, core::Clock &clock, std::chrono::milliseconds every,
                   QObject *parent)
    : QObject(parent)
    , m_places(std::move(places))
    , m_client(client)
    , m_transport(transport)
    , m_launcher(launcher)
    , m_clock(clock)
    , m_every(every)
{
    m_picture.counters.absent = m_places.logs.empty() && m_places.prometheus.isEmpty();
    m_picture.alerts.absent = m_places.prometheus.isEmpty();
    m_picture.mails.absent = m_places.mailhog.isEmpty();
    m_picture.catalogue.absent = m_places.catalogue.isEmpty();
    m_picture.clean.absent = m_places.cleanTag.isEmpty();
}

Observer::~Observer() = default;

void Observer::start()
{
    if (m_round)
        return;
    m_round = std::make_unique<QObject>();
    lookAtLoot();
    lookAtDigest();
    lookAtPods();
    lookAtPolicies();
    if (!m_picture.counters.absent)
        lookAtCounters();
    if (!m_picture.alerts.absent)
        lookAtAlerts();
    if (!m_picture.mails.absent)
        lookAtMails();
    if (!m_picture.catalogue.absent)
        lookAtCatalogue();
}

void Observer::stop()
{
    m_calls.clear();
    m_cosign.reset();
    m_round.reset();
}

void Observer::again(void (Observer::*look)())
{
    note();
    if (m_round)
        m_clock.after(m_every, m_round.get(), [this, look] { (this->*look)(); });
}

void Observer::note()
{
    emit looked();
    std::vector<Waiter> over;
    for (auto waiter = m_waiters.begin(); waiter != m_waiters.end();) {
        if (m_picture.fresh(waiter->since)) {
            over.push_back(std::move(*waiter));
            waiter = m_waiters.erase(waiter);
        } else {
            ++waiter;
        }
    }
    for (const Waiter &waiter : over) {
        if (waiter.context)
            waiter.done(core::Outcome::done());
    }
}

QStringList Observer::missing(const QDateTime &time) const
{
    QStringList out;
    const auto check = [&](const QString &name, const auto &seen) {
        if (!seen.readAfter(time))
            out << (seen.error.isEmpty() ? QString(name + u": no answer"_s)
                                         : QString(name + u": "_s + seen.error));
    };
    check(u"receiver"_s, m_picture.loot);
    check(u"counters"_s, m_picture.counters);
    check(u"alerts"_s, m_picture.alerts);
    check(u"inbox"_s, m_picture.mails);
    check(u"catalogue"_s, m_picture.catalogue);
    check(u"registry"_s, m_picture.digest);
    check(u"pods"_s, m_picture.running);
    check(u"policies"_s, m_picture.policies);
    return out;
}

void Observer::whenFresh(std::chrono::milliseconds limit, QObject *context,
                         std::function<void(const core::Outcome &)> done)
{
    const QDateTime since = m_clock.now();
    m_waiters.push_back({since, context, std::move(done)});
    m_clock.after(limit, this, [this, since] {
        for (auto waiter = m_waiters.begin(); waiter != m_waiters.end(); ++waiter) {
            if (waiter->since != since)
                continue;
            const Waiter late = std::move(*waiter);
            m_waiters.erase(waiter);
            if (late.context) {
                late.done(core::Outcome::failed(
                    {core::Fault::Kind::TimedOut,
                     u"the evidence cannot be read: "_s + missing(since).join(u"; "_s),
                     {},
                     {}}));
            }
            return;
        }
    });
}

void Observer::fetch(const QString &source, http::Request request, Read read)
{
    m_calls[source] =
        m_transport.send(request, [this, read](const core::Result<http::Reply> &reply) {
            if (m_round)
                read(reply);
        });
}

/// The value stays for what is counted against it; its time goes, and with it that it is known.
template <class T> bool Observer::isOurs(const QString &forward, Seen<T> &seen) const
{
    const QString why = m_trouble ? m_trouble(forward) : QString();
    if (why.isEmpty())
        return true;
    seen.at = {};
    seen.error = why;
    return false;
}

/// What is read whole, in one request, through a forward.
template <class T> struct Observer::Service {
    QString name, forward, title, url;
    Seen<T> Picture::*seen;
    core::Result<T> (*parse)(const QByteArray &body);
    void (Observer::*look)();
};

template <class T> void Observer::lookAt(Service<T> service)
{
    if (!isOurs(service.forward, m_picture.*service.seen))
        return again(service.look);
    fetch(service.name, get(service.url),
          [this, service, asked = m_clock.now()](const core::Result<http::Reply> &reply) {
              Seen<T> &seen = m_picture.*service.seen;
              if (isOurs(service.forward, seen))
                  take(seen, service.title, reply, asked, service.parse);
              again(service.look);
          });
}

void Observer::lookAtLoot()
{
    lookAt<std::vector<Loot>>({u"loot"_s, u"attacker"_s, u"the receiver"_s,
                               m_places.attacker + u"/loot"_s, &Picture::loot, parseLoot,
                               &Observer::lookAtLoot});
}

void Observer::lookAtCounters()
{
    m_countersAsked = m_clock.now();
    lookAtCounter(0, {});
}

void Observer::lookAtCounter(std::size_t index, QMap<QString, double> totals)
{
    if (index == m_places.counters.size())
        return lookAtLog(0, std::move(totals));
    if (!isOurs(u"prometheus"_s, m_picture.counters))
        return again(&Observer::lookAtCounters);
    const auto &[name, query] = m_places.counters[index];
    const QString url = m_places.prometheus + u"/api/v1/query?query="_s
                        + QString::fromLatin1(QUrl::toPercentEncoding(query));
    fetch(u"counters"_s, get(url),
          [this, index, totals, name = name](const core::Result<http::Reply> &reply) {
              if (!isOurs(u"prometheus"_s, m_picture.counters))
                  return again(&Observer::lookAtCounters);
              Seen<double> total;
              take(total, u"Prometheus"_s, reply, m_countersAsked, parseTotal);
              if (!total.known())
                  return countersFailed(total.error);
              QMap<QString, double> more = totals;
              more[name] = total.value;
              lookAtCounter(index + 1, std::move(more));
          });
}

void Observer::countersFailed(const QString &why)
{
    m_picture.counters.error = why;
    again(&Observer::lookAtCounters);
}

void Observer::lookAtLog(std::size_t index, QMap<QString, double> totals)
{
    if (index == m_places.logs.size()) {
        m_picture.counters = {std::move(totals), m_countersAsked, {}};
        again(&Observer::lookAtCounters);
        return;
    }
    const LogCount &log = m_places.logs[index];
    totals[log.probe] = 0;
    const QString query =
        u"labelSelector="_s + QString::fromLatin1(QUrl::toPercentEncoding(log.selector));
    m_client.get(
        {u"v1"_s, u"Pod"_s, log.ns, {}}, m_round.get(),
        [this, index, totals](const core::Result<Json> &list) {
            if (!list)
                return countersFailed(list.error().summary);
            QStringList pods;
            for (const Json &pod : at(*list, "items"))
                pods << text(pod, {"metadata", "name"});
            countLines(index, pods, totals);
        },
        query);
}

/// A pod without a log yet, or gone meanwhile, has said nothing.
void Observer::countLines(std::size_t index, QStringList pods, QMap<QString, double> totals)
{
    if (pods.isEmpty())
        return lookAtLog(index + 1, std::move(totals));
    const QString path = u"/api/v1/namespaces/"_s + m_places.logs[index].ns + u"/pods/"_s
                         + pods.takeFirst() + u"/log"_s;
    http::Request request = m_client.request("GET", path);
    request.timeout = std::chrono::seconds(5);
    fetch(u"logs"_s, request, [this, index, pods, totals](const core::Result<http::Reply> &reply) {
        if (!reply)
            return countersFailed(reply.error().summary);
        const LogCount &log = m_places.logs[index];
        QMap<QString, double> more = totals;
        if (reply->status == 200)
            more[log.probe] += linesLike(reply->body, log.line);
        countLines(index, pods, std::move(more));
    });
}

void Observer::lookAtAlerts()
{
    lookAt<std::vector<Alert>>({u"alerts"_s, u"prometheus"_s, u"Prometheus"_s,
                                m_places.prometheus + u"/api/v1/alerts"_s, &Picture::alerts,
                                parseAlerts, &Observer::lookAtAlerts});
}

void Observer::lookAtMails()
{
    lookAt<std::vector<Mail>>({u"mails"_s, u"mailhog"_s, u"the inbox"_s,
                               m_places.mailhog + u"/api/v2/messages?limit=250"_s, &Picture::mails,
                               parseMails, &Observer::lookAtMails});
}

void Observer::lookAtCatalogue()
{
    lookAt<Json>({u"catalogue"_s, u"registry"_s, u"the catalogue"_s,
                  m_places.catalogue + u"/v0/servers?limit=100"_s, &Picture::catalogue,
                  parseCatalogue, &Observer::lookAtCatalogue});
}

void Observer::lookAtDigest()
{
    const QString before = m_picture.digest.value;
    askDigest(u"digest"_s, m_places.tag, m_picture.digest, [this, before] {
        lookAtSignature();
        // That tag moves with a new build only, and then this one has moved, too.
        const bool moved = !m_picture.clean.known() || m_picture.digest.value != before;
        if (moved && !m_picture.clean.absent)
            askDigest(u"clean digest"_s, m_places.cleanTag, m_picture.clean,
                      [this] { again(&Observer::lookAtDigest); });
        else
            again(&Observer::lookAtDigest);
    });
}

void Observer::askDigest(const QString &source, const QString &tag, Seen<QString> &seen,
                         std::function<void()> then)
{
    http::Request request = get(u"http://"_s + m_places.registryHost + u"/v2/"_s
                                + m_places.repository + u"/manifests/"_s + tag);
    request.headers = {
        {"Accept",
         "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, "
         "application/vnd.docker.distribution.manifest.v2+json"}};
    const QDateTime asked = m_clock.now();
    fetch(source, request, [&seen, asked, then](const core::Result<http::Reply> &reply) {
        take(seen, u"the image registry"_s, reply, asked,
             [&reply](const QByteArray &) -> core::Result<QString> {
                 const QByteArray digest = reply->header("Docker-Content-Digest");
                 if (digest.isEmpty())
                     return tl::unexpected(core::Fault{core::Fault::Kind::Garbled,
                                                       u"the image registry named no digest"_s,
                                                       {},
                                                       {}});
                 return QString::fromLatin1(digest);
             });
        then();
    });
}

void Observer::lookAtPods()
{
    const QString query =
        u"labelSelector="_s + QString::fromLatin1(QUrl::toPercentEncoding(m_places.imageSelector));
    m_client.get(
        {u"v1"_s, u"Pod"_s, m_places.imageNamespace, {}}, m_round.get(),
        [this, asked = m_clock.now()](const core::Result<Json> &list) {
            if (list) {
                QStringList digests;
                for (const Json &pod : at(*list, "items"))
                    digests << runningDigest(pod);
                m_picture.running = {digests, asked, {}};
            } else {
                m_picture.running.error = list.error().summary;
            }
            again(&Observer::lookAtPods);
        },
        query);
}

void Observer::lookAtPolicies()
{
    m_policiesAsked = m_clock.now();
    lookAtPoliciesOf(0, 0);
}

void Observer::lookAtPoliciesOf(qsizetype index, int count)
{
    if (index == m_places.policyNamespaces.size()) {
        lookAtLock(count);
        return;
    }
    m_client.get({m_places.policyApi, m_places.policyKind, m_places.policyNamespaces.at(index), {}},
                 m_round.get(), [this, index, count](const core::Result<Json> &list) {
                     if (!list) {
                         m_picture.policies.error = list.error().summary;
                         again(&Observer::lookAtPolicies);
                         return;
                     }
                     lookAtPoliciesOf(index + 1, count + others(*list, m_places.otherPolicies));
                 });
}

void Observer::lookAtLock(int count)
{
    m_client.get({m_places.policyApi, m_places.policyKind, m_places.lockNamespace,
                  m_places.lockName},
                 m_round.get(), [this, count](const core::Result<Json> &policy) {
                     const bool absent =
                         !policy && policy.error().kind == core::Fault::Kind::NotFound;
                     if (policy || absent) {
                         m_picture.locked = {policy && isAccepted(*policy, m_places.lockCondition),
                                             m_policiesAsked,
                                             {}};
                         m_picture.policies = {count, m_policiesAsked, {}};
                     } else {
                         m_picture.policies.error = policy.error().summary;
                     }
                     again(&Observer::lookAtPolicies);
                 });
}

void Observer::lookAtSignature()
{
    const QString digest = m_picture.digest.value;
    const bool known = m_picture.signature.known() && m_picture.signature.value.digest == digest;
    if (!digest.isEmpty() && !known && !m_cosign)
        verify(digest, {u"org"_s, u"untrusted"_s});
}

void Observer::verify(const QString &digest, const QStringList &keys)
{
    const QString key = keys.first();
    core::Command command;
    command.program = u"cosign"_s;
    command.arguments = {u"verify"_s,
                         u"--key"_s,
                         m_places.cosignFolder + u'/' + key + u".pub"_s,
                         u"--insecure-ignore-tlog=true"_s,
                         u"--allow-insecure-registry=true"_s,
                         u"--allow-http-registry=true"_s,
                         m_places.registryHost + u'/' + m_places.repository + u'@' + digest};
    m_cosign = m_launcher.launch(command);
    connect(m_cosign.get(), &core::Task::finished, this,
            [this, digest, keys, key](const core::Outcome &) {
                core::Tool *tool = m_cosign.release(); // it is inside its own signal
                tool->deleteLater();
                const bool good = tool->exitCode() == 0;
                const QByteArray said = tool->errors();
                if (!good && tool->exitCode() > 0 && keys.size() > 1)
                    return verify(digest, keys.mid(1));
                const bool unsignedImage =
                    said.contains("no signatures found") || said.contains("no matching signatures");
                const QString by = good ? key : unsignedImage ? u"none"_s : u"unknown"_s;
                m_picture.signature = {{digest, by}, m_clock.now(), {}};
                note();
            });
    m_cosign->start();
}

} // namespace evidence
