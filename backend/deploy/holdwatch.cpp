// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/holdwatch.h"

#include "backend/deploy/judge.h"
#include "backend/kube/look.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr std::chrono::milliseconds pause(1500);
/// A read that takes longer than this is itself what is waited for.
constexpr std::chrono::milliseconds patience(3000);
const Json none;

bool isWorkload(const QString &kind)
{
    static const QStringList kinds{u"Deployment"_s, u"DaemonSet"_s, u"StatefulSet"_s, u"Job"_s,
                                   u"Pod"_s};
    return kinds.contains(kind);
}

/// The kubelet's own words in a log's place, with 200: the container is gone, or is going.
bool isGone(const QByteArray &log)
{
    return log.startsWith("unable to retrieve container logs")
           || log.startsWith("failed to try resolving symlinks in path");
}

void add(std::vector<Subject> &subjects, const Subject &subject)
{
    if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end())
        subjects.push_back(subject);
}

Subject podsOf(const QString &ns, const QString &selector)
{
    return {{u"v1"_s, u"Pod"_s, ns, {}}, selector};
}

void addProbe(std::vector<Subject> &subjects, const Probe &probe)
{
    if (const auto *rollout = std::get_if<Rollout>(&probe.kind))
        add(subjects, {rollout->ref, {}});
    if (const auto *condition = std::get_if<Condition>(&probe.kind))
        add(subjects, {condition->ref, {}});
    if (const auto *field = std::get_if<Field>(&probe.kind))
        add(subjects, {field->ref, {}});
    if (const auto *pods = std::get_if<Pods>(&probe.kind))
        add(subjects, podsOf(pods->ns, pods->selector));
    if (const auto *running = std::get_if<Running>(&probe.kind))
        add(subjects, podsOf(running->ns, running->selector));
}

/// The forward that a step asks something through, or "".
QString forwardOf(const StepSpec &step)
{
    if (const auto *http = std::get_if<HttpStep>(&step.kind); http && !http->call.forward.isEmpty())
        return http->call.forward;
    for (const Probe &probe : step.doneWhen) {
        const auto *call = std::get_if<HttpCall>(&probe.kind);
        if (call && !call->forward.isEmpty())
            return call->forward;
    }
    return {};
}

const std::vector<std::pair<QString, QString>> &listed()
{
    static const std::vector<std::pair<QString, QString>> kinds{{u"v1"_s, u"Pod"_s},
                                                                {u"v1"_s, u"Event"_s},
                                                                {u"apps/v1"_s, u"Deployment"_s},
                                                                {u"apps/v1"_s, u"ReplicaSet"_s},
                                                                {u"apps/v1"_s, u"StatefulSet"_s},
                                                                {u"apps/v1"_s, u"DaemonSet"_s},
                                                                {u"batch/v1"_s, u"Job"_s}};
    return kinds;
}

} // namespace

std::vector<Subject> subjectsOf(const StepSpec &step)
{
    std::vector<Subject> subjects;
    for (const Probe &probe : step.doneWhen)
        addProbe(subjects, probe);
    if (const auto *wait = std::get_if<WaitStep>(&step.kind))
        addProbe(subjects, wait->probe);
    if (const auto *restart = std::get_if<RestartStep>(&step.kind))
        add(subjects, {restart->object, {}});
    if (const auto *apply = std::get_if<ApplyStep>(&step.kind)) {
        for (const Json &object : apply->objects) {
            if (const kube::Ref ref = kube::refOf(object); isWorkload(ref.kind))
                add(subjects, {ref, {}});
        }
    }
    return subjects;
}

std::vector<Subject> subjectsOf(const Json &release)
{
    std::vector<Subject> subjects;
    for (const kube::Ref &ref : releaseObjects(release)) {
        if (isWorkload(ref.kind))
            add(subjects, {ref, {}});
    }
    const Json &hooks = kube::look::at(release, "hooks");
    const QString ns = kube::look::text(release, {"namespace"});
    for (const Json &hook : hooks.is_array() ? hooks : Json::array()) {
        const QString kind = kube::look::text(hook, {"kind"});
        if (isWorkload(kind))
            add(subjects, {{{}, kind, ns, kube::look::text(hook, {"name"})}, {}});
    }
    return subjects;
}

HoldWatch::HoldWatch(const StepSpec &step, const Services &services, QObject *parent)
    : QObject(parent)
    , m_step(step)
    , m_services(services)
    , m_own(subjectsOf(step))
{
}

HoldWatch::~HoldWatch() = default;

void HoldWatch::start()
{
    if (!m_own.empty() || std::holds_alternative<HelmStep>(m_step.kind)
        || !forwardOf(m_step).isEmpty())
        look();
}

/// The client, or null: then this look is over.
kube::Client *HoldWatch::client()
{
    kube::Client *client = m_services.client();
    if (!client)
        tell(std::nullopt);
    return client;
}

void HoldWatch::look()
{
    m_look = std::make_unique<QObject>();
    m_log.reset();
    m_scene = {};
    m_subjects = m_own;
    m_reads.clear();
    expectAnswer();
    if (std::holds_alternative<HelmStep>(m_step.kind))
        readRelease();
    else if (!forwardOf(m_step).isEmpty())
        readService();
    else
        planReads();
}

/// Each question has its own time: many of them may take long together.
void HoldWatch::expectAnswer()
{
    const int asked = ++m_asked;
    m_services.clock.after(patience, m_look.get(), [this, asked] {
        if (asked == m_asked)
            lost(u"no answer within "_s + spanText(patience));
    });
}

/// helm writes what it is about to make before it makes it.
void HoldWatch::readRelease()
{
    kube::Client *api = client();
    if (!api)
        return;
    const auto &helm = std::get<HelmStep>(m_step.kind);
    api->get(
        {u"v1"_s, u"Secret"_s, helm.ns, {}}, m_look.get(),
        [this](const core::Result<Json> &list) {
            if (!list && list.error().kind == core::Fault::Kind::Missing)
                return lost(list.error().summary);
            const Json *newest = nullptr;
            int highest = -1;
            const Json &items = list ? kube::look::at(*list, "items") : none;
            // No temporary here: what is found has to outlive the loop.
            for (const Json &secret : items.is_array() ? items : none) {
                const int version =
                    kube::look::text(secret, {"metadata", "labels", "version"}).toInt();
                if (version > highest) {
                    highest = version;
                    newest = &secret;
                }
            }
            const QString name =
                newest ? kube::look::text(*newest, {"metadata", "name"}) : QString();
            if (newest && name != m_releaseSeen) {
                const auto release = decodeRelease(*newest);
                m_ofRelease = release ? subjectsOf(*release) : std::vector<Subject>();
                m_releaseSeen = name;
            }
            m_subjects.insert(m_subjects.end(), m_ofRelease.begin(), m_ofRelease.end());
            planReads();
        },
        u"labelSelector=owner%3Dhelm%2Cname%3D"_s + helm.release);
}

/// Behind a forward: the pods of its service.
void HoldWatch::readService()
{
    kube::Client *api = client();
    const ForwardSpec *forward = m_services.bundle.forward(forwardOf(m_step));
    if (!api)
        return;
    if (!forward)
        return planReads();
    const QString ns = forward->ns;
    api->get(
        {u"v1"_s, u"Service"_s, ns, forward->service}, m_look.get(),
        [this, ns](const core::Result<Json> &service) {
            if (!service && service.error().kind == core::Fault::Kind::Missing)
                return lost(service.error().summary);
            QStringList parts;
            const Json &selector = service ? kube::look::at(*service, {"spec", "selector"}) : none;
            const Json labels = selector.is_object() ? selector : Json::object();
            for (const auto &[key, value] : labels.items())
                parts << QString::fromStdString(key) + u'=' + QString::fromStdString(textOf(value));
            if (!parts.isEmpty())
                m_subjects.push_back(podsOf(ns, parts.join(u',')));
            planReads();
        });
}

void HoldWatch::planReads()
{
    if (!m_look)
        return;
    std::set<QString> namespaces;
    for (const Subject &subject : m_subjects) {
        if (!subject.ref.ns.isEmpty())
            namespaces.insert(subject.ref.ns);
        if (!subject.ref.name.isEmpty() && !isWorkload(subject.ref.kind))
            m_reads.push_back(subject.ref);
    }
    for (const QString &ns : namespaces) {
        for (const auto &[version, kind] : listed())
            m_reads.push_back({version, kind, ns, {}});
    }
    if (!namespaces.empty())
        m_reads.push_back({u"v1"_s, u"Node"_s, {}, {}});
    readNext();
}

void HoldWatch::readNext()
{
    if (!m_look)
        return; // given up in the same moment in which the answer came
    if (m_reads.empty())
        return judge();
    kube::Client *api = client();
    if (!api)
        return;
    const kube::Ref ref = m_reads.front();
    m_reads.pop_front();
    expectAnswer();
    api->get(ref, m_look.get(), [this, ref](const core::Result<Json> &answer) {
        if (!answer && answer.error().kind == core::Fault::Kind::Missing)
            return lost(answer.error().summary);
        take(ref, answer);
        readNext();
    });
}

void HoldWatch::take(const kube::Ref &ref, const core::Result<Json> &answer)
{
    if (!answer)
        return; // refused, or no such kind here
    const auto keep = [&](Json object) {
        object["kind"] = ref.kind.toStdString(); // items of a list may leave it out
        (ref.kind == u"Event" ? m_scene.events : m_scene.objects).push_back(std::move(object));
    };
    if (!ref.name.isEmpty())
        return keep(*answer);
    const Json &items = kube::look::at(*answer, "items");
    for (const Json &item : items.is_array() ? items : Json::array()) {
        if (item.is_object())
            keep(item);
    }
}

void HoldWatch::judge()
{
    if (!m_look)
        return;
    m_lostSince = {};
    const std::optional<Hold> hold = holdOf(m_subjects, m_scene);
    const std::vector<Life> lives =
        hold && m_scene.lastLines.empty() ? livesToRead(*hold, m_scene) : std::vector<Life>();
    if (!lives.empty())
        return readLog(*hold, lives);
    tell(hold);
}

/// A program that ends says why in its last line, most of the time.
void HoldWatch::readLog(const Hold &hold, std::vector<Life> lives)
{
    kube::Client *api = client();
    if (!api)
        return;
    const QString before = lives.front() == Life::Previous ? u"&previous=true"_s : QString();
    lives.erase(lives.begin());
    const QString path = u"/api/v1/namespaces/"_s + hold.ns + u"/pods/"_s + hold.name
                         + u"/log?tailLines=1&limitBytes=2000&container="_s + hold.container
                         + before;
    const QString key = logKey(hold.ns, hold.name, hold.container);
    m_log =
        m_services.transport.send(api->request("GET", path),
                                  [this, key, hold, lives](const core::Result<http::Reply> &said) {
                                      const bool gone = said && isGone(said->body);
                                      const QString line =
                                          said && said->status == 200 && !gone
                                              ? QString::fromUtf8(said->body).trimmed()
                                              : QString();
                                      if (gone)
                                          m_scene.goneLogs.insert(key);
                                      if (line.isEmpty() && !lives.empty())
                                          return readLog(hold, lives);
                                      m_scene.lastLines[key] = line;
                                      judge();
                                  });
}

void HoldWatch::tell(std::optional<Hold> hold)
{
    if (!m_look)
        return;
    QObject *over = m_look.release(); // this may be one of its own callbacks
    over->setParent(this);            // whatever happens, it does not outlive us
    over->deleteLater();
    m_services.clock.after(pause, this, [this] { look(); });
    if (hold == m_told)
        return;
    m_told = std::move(hold);
    if (m_told)
        emit held(*m_told);
    else
        emit cleared();
}

void HoldWatch::lost(const QString &why)
{
    if (!m_look)
        return;
    if (!m_lostSince.isValid())
        m_lostSince = m_services.clock.now();
    kube::Client *api = m_services.client();
    tell(unreachable(api ? api->context().server : QString(), why, m_lostSince));
}

} // namespace deploy
