// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/podholds.h"

#include "backend/deploy/holdwords.h"
#include "backend/kube/look.h"
#include "backend/kube/readiness.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

using kube::look::at;
using kube::look::named;
using kube::look::number;
using kube::look::text;

const Json &listAt(const Json &object, std::initializer_list<const char *> path)
{
    static const Json none = Json::array();
    const Json &list = at(object, path);
    return list.is_array() ? list : none;
}

QString ordinal(long long n)
{
    const long long last = n % 10;
    const bool teen = n % 100 >= 11 && n % 100 <= 13;
    return QString::number(n)
           + (teen        ? u"th"_s
              : last == 1 ? u"st"_s
              : last == 2 ? u"nd"_s
              : last == 3 ? u"rd"_s
                          : u"th"_s);
}

/// The newest of a pod's events of REASON, about CONTAINER when it is said.
const Json *newest(const std::vector<const Json *> &events, const QString &reason,
                   const QString &container = {})
{
    const Json *found = nullptr;
    for (const Json *event : events) {
        const QString path = text(*event, {"involvedObject", "fieldPath"});
        if (text(*event, {"reason"}) == reason
            && (container.isEmpty() || path.isEmpty() || path.endsWith(u'{' + container + u'}'))
            && (!found || lastSeen(*event) >= lastSeen(*found)))
            found = event;
    }
    return found;
}

/// "340 MB", as some node that has the image already tells, or "".
QString sizeOf(const QString &image, const Scene &scene)
{
    for (const Json &object : scene.objects) {
        if (text(object, {"kind"}) != u"Node")
            continue;
        for (const Json &each : listAt(object, {"status", "images"})) {
            for (const Json &name : listAt(each, {"names"})) {
                if (name == Json(image.toStdString()))
                    return QString::number(number(each, {"sizeBytes"}) / 1000000) + u" MB"_s;
            }
        }
    }
    return {};
}

/// One container of a pod, with what is known of it.
class Container {
public:
    Container(const Json &pod, const Json &status, bool init,
              const std::vector<const Json *> &events, const Scene &scene)
        : m_pod(pod)
        , m_status(status)
        , m_init(init)
        , m_events(events)
        , m_scene(scene)
        , m_name(text(status, {"name"}))
        , m_image(text(status, {"image"}))
    {
    }

    std::optional<WeighedHold> hold() const
    {
        const QString waiting = text(m_status, {"state", "waiting", "reason"});
        if (waiting == u"ContainerCreating" || waiting == u"PodInitializing")
            return coming();
        if (!waiting.isEmpty())
            return stuck(waiting);
        if (at(m_status, {"state", "terminated"}).is_object())
            return ended(at(m_status, {"state", "terminated"}));
        if (!at(m_status, {"state", "running"}).is_object())
            return std::nullopt;
        return m_init ? initRuns() : runs();
    }

private:
    WeighedHold made(int weight, const QString &cause, const QString &words,
                     const QDateTime &since) const
    {
        Hold hold = holdOn(u"Pod"_s, m_pod, m_name);
        hold.cause = cause;
        hold.words = words;
        hold.since = since;
        return {weight, hold};
    }

    QDateTime born() const { return timeOf(at(m_pod, "metadata"), "creationTimestamp"); }

    WeighedHold stuck(const QString &reason) const
    {
        const QString message = text(m_status, {"state", "waiting", "message"});
        const bool pulls = reason == u"ErrImagePull" || reason == u"ImagePullBackOff"
                           || reason == u"RegistryUnavailable";
        if (pulls)
            return pull(message);
        if (reason == u"CrashLoopBackOff")
            return crashes(at(m_status, {"lastState", "terminated"}), reason);
        const Json *failed = newest(m_events, u"Failed"_s, m_name);
        return made(95, reason, oneLine(message), failed ? firstSeen(*failed) : born());
    }

    /// The same cause all the time, while the kubelet's own word goes back and forth.
    WeighedHold pull(const QString &message) const
    {
        QString words = message;
        QDateTime since = born();
        for (const Json *event : m_events) {
            const QString said = text(*event, {"message"});
            if (text(*event, {"reason"}) != u"Failed" || !said.contains(u"ailed to pull image"_s))
                continue;
            since = firstSeen(*event);
            if (!message.contains(u"ailed to"_s))
                words = said;
        }
        return made(75, u"ImagePullBackOff"_s, pullWords(words, m_image), since);
    }

    WeighedHold crashes(const Json &last, const QString &cause) const
    {
        const QString why = text(last, {"reason"});
        const QString log = lastLine();
        QString words = log.isEmpty() ? oneLine(text(last, {"message"})) : log;
        if (words.isEmpty())
            words = u"exit code "_s + QString::number(number(last, {"exitCode"}))
                    + (m_scene.goneLogs.count(key()) ? u", its log is gone"_s : QString());
        if (const long long restarts = number(m_status, {"restartCount"}); restarts > 0)
            words += u" ("_s + ordinal(restarts) + u" restart)"_s;
        QDateTime since = timeOf(last, "finishedAt");
        if (const Json *event = newest(m_events, u"BackOff"_s, m_name))
            since = since.isValid() ? std::min(since, firstSeen(*event)) : firstSeen(*event);
        // It is a loop whatever its state says at the moment.
        const QString told = number(m_status, {"restartCount"}) > 0 ? u"CrashLoopBackOff"_s : cause;
        WeighedHold out = made(80, why == u"OOMKilled" ? why : told, words, since);
        out.hold.quotesLog = !log.isEmpty();
        return out;
    }

    std::optional<WeighedHold> ended(const Json &state) const
    {
        if (number(state, {"exitCode"}) == 0)
            return std::nullopt;
        return crashes(state, u"Error"_s);
    }

    QString key() const
    {
        return logKey(text(m_pod, {"metadata", "namespace"}), text(m_pod, {"metadata", "name"}),
                      m_name);
    }

    QString lastLine() const
    {
        const auto line = m_scene.lastLines.find(key());
        return line == m_scene.lastLines.end() ? QString() : oneLine(line->second);
    }

    /// Not made yet: what is pulled, or what it lacks.
    WeighedHold coming() const
    {
        for (const QString &reason : {u"FailedMount"_s, u"FailedAttachVolume"_s,
                                      u"FailedCreatePodSandBox"_s, u"NetworkNotReady"_s}) {
            const Json *event = newest(m_events, reason);
            const Json *pulled = newest(m_events, u"Pulling"_s);
            if (event && (!pulled || lastSeen(*event) > lastSeen(*pulled)))
                return made(60, reason, oneLine(text(*event, {"message"})), firstSeen(*event));
        }
        const Json *pulling = newest(m_events, u"Pulling"_s, m_name);
        const Json *pulled = newest(m_events, u"Pulled"_s, m_name);
        if (pulling && (!pulled || lastSeen(*pulled) < lastSeen(*pulling))) {
            const QString size = sizeOf(m_image, m_scene);
            return made(30, u"pulling"_s, m_image + (size.isEmpty() ? size : QString(u' ' + size)),
                        lastSeen(*pulling));
        }
        return made(12, text(m_status, {"state", "waiting", "reason"}), {}, born());
    }

    WeighedHold initRuns() const
    {
        WeighedHold out = made(40, u"Init"_s, lastLine(),
                               timeOf(at(m_status, {"state", "running"}), "startedAt"));
        out.hold.quotesLog = !out.hold.words.isEmpty();
        return out;
    }

    std::optional<WeighedHold> runs() const
    {
        if (at(m_status, "ready") == Json(true))
            return std::nullopt;
        const QDateTime started = timeOf(at(m_status, {"state", "running"}), "startedAt");
        const Json *unhealthy = newest(m_events, u"Unhealthy"_s, m_name);
        if (unhealthy && lastSeen(*unhealthy) >= started)
            return made(50, u"Unhealthy"_s, oneLine(text(*unhealthy, {"message"})),
                        std::max(started, firstSeen(*unhealthy)));
        const Json &last = at(m_status, {"lastState", "terminated"});
        if (number(last, {"exitCode"}) != 0)
            return crashes(last, u"Error"_s);
        return made(20, u"NotReady"_s, u"it runs but is not ready yet"_s, started);
    }

    const Json &m_pod;
    const Json &m_status;
    bool m_init;
    const std::vector<const Json *> &m_events;
    const Scene &m_scene;
    QString m_name, m_image;
};

bool tolerates(const Json &pod, const QString &key)
{
    for (const Json &each : listAt(pod, {"spec", "tolerations"})) {
        const QString its = text(each, {"key"});
        if (its == key || (its.isEmpty() && text(each, {"operator"}) == u"Exists"))
            return true;
    }
    return false;
}

/// From 1.34 on the scheduler does not name the taints any more: " {KEY: } on NODE, …".
QString taintsAgainst(const Json &pod, const Scene &scene)
{
    QStringList found;
    for (const Json &object : scene.objects) {
        if (text(object, {"kind"}) != u"Node")
            continue;
        for (const Json &taint : listAt(object, {"spec", "taints"})) {
            const QString key = text(taint, {"key"});
            if (text(taint, {"effect"}) != u"PreferNoSchedule" && !tolerates(pod, key))
                found << u" {"_s + key + u": "_s + text(taint, {"value"}) + u"} on "_s
                             + text(object, {"metadata", "name"});
        }
    }
    return found.join(u',');
}

std::optional<WeighedHold> unscheduled(const Json &pod, const std::vector<const Json *> &events,
                                       const Scene &scene)
{
    const Json &scheduled = named(pod, {"status", "conditions"}, u"PodScheduled"_s);
    if (text(scheduled, {"status"}) != u"False")
        return std::nullopt;
    Hold hold = holdOn(u"Pod"_s, pod, {});
    hold.cause = u"FailedScheduling"_s;
    const Json *event = newest(events, hold.cause);
    QString words = text(scheduled, {"message"});
    if (words.isEmpty() && event)
        words = text(*event, {"message"});
    static const QRegularExpression rest(u"( no new claims to deallocate,)? preemption:.*$"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    words.remove(rest);
    if (words.contains(u"untolerated taint(s)"_s))
        words.replace(u"untolerated taint(s)"_s,
                      u"untolerated taint"_s + taintsAgainst(pod, scene));
    hold.words = oneLine(words);
    hold.since = timeOf(scheduled, "lastTransitionTime");
    return WeighedHold{70, hold};
}

/// The pod's node does not report, so nothing that it says of the pod is news.
std::optional<WeighedHold> lostNode(const Json &pod, const Scene &scene)
{
    const QString node = text(pod, {"spec", "nodeName"});
    for (const Json &object : scene.objects) {
        if (node.isEmpty() || text(object, {"kind"}) != u"Node"
            || text(object, {"metadata", "name"}) != node)
            continue;
        const Json &ready = named(object, {"status", "conditions"}, u"Ready"_s);
        if (ready.is_null() || text(ready, {"status"}) == u"True")
            return std::nullopt;
        Hold hold = holdOn(u"Node"_s, object, {});
        hold.cause = u"NodeNotReady"_s;
        hold.words = oneLine(text(ready, {"message"}));
        hold.since = timeOf(ready, "lastTransitionTime");
        return WeighedHold{88, hold};
    }
    return std::nullopt;
}

WeighedHold leaving(const Json &pod)
{
    Hold hold = holdOn(u"Pod"_s, pod, {});
    hold.cause = u"Terminating"_s;
    hold.words = u"it is asked to end"_s;
    const auto grace = number(pod, {"metadata", "deletionGracePeriodSeconds"});
    hold.since = timeOf(at(pod, "metadata"), "deletionTimestamp").addSecs(-grace);
    return {25, hold};
}

} // namespace

std::optional<WeighedHold> podHold(const Json &pod, const std::vector<const Json *> &events,
                                   const Scene &scene)
{
    if (at(pod, {"metadata", "deletionTimestamp"}).is_string())
        return leaving(pod);
    const QString phase = text(pod, {"status", "phase"});
    if (phase == u"Succeeded" || kube::podReady(pod))
        return std::nullopt;
    if (const QString reason = text(pod, {"status", "reason"});
        phase == u"Failed" && !reason.isEmpty()) {
        Hold hold = holdOn(u"Pod"_s, pod, {});
        hold.cause = reason;
        hold.words = oneLine(text(pod, {"status", "message"}));
        hold.since = timeOf(at(pod, "status"), "startTime");
        return WeighedHold{65, hold};
    }
    if (auto found = unscheduled(pod, events, scene))
        return found;
    if (auto found = lostNode(pod, scene))
        return found;
    for (const Json &status : listAt(pod, {"status", "initContainerStatuses"})) {
        const bool done =
            number(status, {"state", "terminated", "exitCode"}, -1) == 0
            || (at(status, "started") == Json(true) && at(status, "ready") == Json(true));
        if (done)
            continue;
        if (auto found = Container(pod, status, true, events, scene).hold())
            return found;
    }
    std::optional<WeighedHold> worst;
    for (const Json &status : listAt(pod, {"status", "containerStatuses"})) {
        auto found = Container(pod, status, false, events, scene).hold();
        if (found && (!worst || found->weight > worst->weight))
            worst = std::move(found);
    }
    if (worst)
        return worst;
    Hold hold = holdOn(u"Pod"_s, pod, {});
    hold.cause = phase.isEmpty() ? u"Pending"_s : phase;
    hold.since = timeOf(at(pod, "metadata"), "creationTimestamp");
    return WeighedHold{10, hold};
}

std::vector<Life> livesToRead(const Hold &hold, const Scene &scene)
{
    if (hold.container.isEmpty())
        return {};
    if (hold.cause == u"Error" || hold.cause == u"Init")
        return {Life::Current};
    if (hold.cause != u"CrashLoopBackOff")
        return {};
    for (const Json &pod : scene.objects) {
        if (text(pod, {"kind"}) != u"Pod" || text(pod, {"metadata", "name"}) != hold.name
            || text(pod, {"metadata", "namespace"}) != hold.ns)
            continue;
        for (const char *list : {"containerStatuses", "initContainerStatuses"}) {
            const Json &status = named(pod, {"status", list}, hold.container, "name");
            if (at(status, {"state", "running"}).is_object())
                return {Life::Previous, Life::Current};
        }
    }
    // A node keeps the log of the life that ended last, and may have thrown the one before away.
    return {Life::Current, Life::Previous};
}

} // namespace deploy
