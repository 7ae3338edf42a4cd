// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/readiness.h"

#include "backend/kube/look.h"

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace kube {

namespace {

using look::number;
using look::text;

Readiness done()
{
    return {true, false, {}};
}

Readiness waiting(const QString &what)
{
    return {false, false, what};
}

Readiness failed(const QString &why)
{
    return {false, true, why};
}

bool observed(const json &object)
{
    return number(object, {"metadata", "generation"})
           <= number(object, {"status", "observedGeneration"});
}

bool conditionIs(const json &object, const QString &type, const QString &status)
{
    return text(look::named(object, {"status", "conditions"}, type), {"status"}) == status;
}

Readiness deployment(const json &object)
{
    if (!observed(object))
        return waiting(u"its new specification to be seen by the controller"_s);
    const json &progressing = look::named(object, {"status", "conditions"}, u"Progressing"_s);
    if (text(progressing, {"reason"}) == u"ProgressDeadlineExceeded")
        return failed(u"it made no progress within its deadline: "_s
                      + text(progressing, {"message"}));
    const auto wanted = number(object, {"spec", "replicas"}, 1);
    const auto updated = number(object, {"status", "updatedReplicas"});
    const auto all = number(object, {"status", "replicas"});
    const auto available = number(object, {"status", "availableReplicas"});
    if (updated < wanted)
        return waiting(u"%1 of %2 new replicas to be made"_s.arg(wanted - updated).arg(wanted));
    if (all > updated)
        return waiting(u"%1 old replicas to end"_s.arg(all - updated));
    if (available < updated)
        return waiting(
            u"%1 of %2 replicas to become available"_s.arg(updated - available).arg(updated));
    return done();
}

bool rolls(const json &object)
{
    const QString type = text(object, {"spec", "updateStrategy", "type"});
    return type.isEmpty() || type == u"RollingUpdate";
}

Readiness daemonSet(const json &object)
{
    if (!rolls(object))
        return failed(u"its update strategy is not RollingUpdate"_s);
    if (!observed(object))
        return waiting(u"its new specification to be seen by the controller"_s);
    const auto wanted = number(object, {"status", "desiredNumberScheduled"});
    const auto updated = number(object, {"status", "updatedNumberScheduled"});
    const auto available = number(object, {"status", "numberAvailable"});
    if (updated < wanted)
        return waiting(u"%1 of %2 new pods to be made"_s.arg(wanted - updated).arg(wanted));
    if (available < wanted)
        return waiting(u"%1 of %2 pods to become available"_s.arg(wanted - available).arg(wanted));
    return done();
}

Readiness statefulSet(const json &object)
{
    if (!rolls(object))
        return failed(u"its update strategy is not RollingUpdate"_s);
    if (number(object, {"status", "observedGeneration"}) == 0 || !observed(object))
        return waiting(u"its new specification to be seen by the controller"_s);
    const auto wanted = number(object, {"spec", "replicas"}, 1);
    const auto ready = number(object, {"status", "readyReplicas"});
    if (ready < wanted)
        return waiting(u"%1 of %2 pods to become ready"_s.arg(wanted - ready).arg(wanted));
    const auto partition = number(object, {"spec", "updateStrategy", "rollingUpdate", "partition"});
    const auto updated = number(object, {"status", "updatedReplicas"});
    if (partition > 0) {
        if (updated < wanted - partition)
            return waiting(u"%1 of %2 new pods to be made"_s.arg(wanted - partition - updated)
                               .arg(wanted - partition));
        return done();
    }
    if (text(object, {"status", "updateRevision"}) != text(object, {"status", "currentRevision"}))
        return waiting(u"%1 of %2 pods to be updated"_s.arg(wanted - updated).arg(wanted));
    return done();
}

Readiness replicaSet(const json &object)
{
    if (!observed(object))
        return waiting(u"its new specification to be seen by the controller"_s);
    const auto wanted = number(object, {"spec", "replicas"}, 1);
    const auto available = number(object, {"status", "availableReplicas"});
    if (available < wanted)
        return waiting(
            u"%1 of %2 replicas to become available"_s.arg(wanted - available).arg(wanted));
    return done();
}

Readiness job(const json &object)
{
    if (conditionIs(object, u"Complete"_s, u"True"_s))
        return done();
    if (conditionIs(object, u"Failed"_s, u"True"_s))
        return failed(
            u"the job failed: "_s
            + text(look::named(object, {"status", "conditions"}, u"Failed"_s), {"message"}));
    return waiting(u"the job to complete"_s);
}

Readiness anyKind(const json &object)
{
    const json &ready = look::named(object, {"status", "conditions"}, u"Ready"_s);
    if (ready.is_null() || text(ready, {"status"}) == u"True")
        return done();
    const QString why = text(ready, {"message"});
    return waiting(why.isEmpty() ? u"its condition Ready"_s
                                 : QString(u"its condition Ready: "_s + why));
}

/// "container NAME: REASON: message" of the first container that is not as it should be.
QString containerHold(const json &pod, const char *list)
{
    const json &containers = look::at(pod, {"status", list});
    if (!containers.is_array())
        return {};
    for (const json &container : containers) {
        const QString name = text(container, {"name"});
        const json &state = look::at(container, "state");
        const QString waitingReason = text(state, {"waiting", "reason"});
        if (!waitingReason.isEmpty()) {
            const QString message = text(state, {"waiting", "message"});
            return u"container %1: %2"_s.arg(name, waitingReason)
                   + (message.isEmpty() ? QString() : QString(u": " + message));
        }
        const json &ended = look::at(state, "terminated");
        if (ended.is_object() && number(ended, {"exitCode"}) != 0)
            return u"container %1 ended with exit code %2"_s.arg(name).arg(
                number(ended, {"exitCode"}));
    }
    for (const json &container : containers) {
        if (look::at(container, {"state", "running"}).is_object()
            && look::at(container, "ready") == false)
            return u"container %1 runs but is not ready"_s.arg(text(container, {"name"}));
    }
    return {};
}

/// When an event was last seen; timestamps may be null.
QString seenAt(const json &event)
{
    for (const auto &path : {std::initializer_list<const char *>{"lastTimestamp"},
                             {"deprecatedLastTimestamp"},
                             {"series", "lastObservedTime"},
                             {"eventTime"},
                             {"metadata", "creationTimestamp"}}) {
        const QString time = text(event, path);
        if (!time.isEmpty())
            return time;
    }
    return {};
}

QString lastWarning(const std::vector<json> &events)
{
    QString latest, words;
    for (const json &event : events) {
        if (text(event, {"type"}) != u"Warning" || seenAt(event) < latest)
            continue;
        latest = seenAt(event);
        const QString note = text(event, {"note"});
        words =
            text(event, {"reason"}) + u": " + (note.isEmpty() ? text(event, {"message"}) : note);
    }
    return words;
}

} // namespace

Readiness readinessOf(const json &object)
{
    const QString kind = text(object, {"kind"});
    if (kind == u"Deployment")
        return deployment(object);
    if (kind == u"DaemonSet")
        return daemonSet(object);
    if (kind == u"StatefulSet")
        return statefulSet(object);
    if (kind == u"ReplicaSet")
        return replicaSet(object);
    if (kind == u"Job")
        return job(object);
    if (kind == u"Pod")
        return podReady(object) ? done() : waiting(podHold(object));
    if (kind == u"Namespace")
        return text(object, {"status", "phase"}) == u"Terminating"
                   ? waiting(u"the namespace is going away"_s)
                   : done();
    return anyKind(object);
}

bool podReady(const json &pod)
{
    return text(pod, {"metadata", "deletionTimestamp"}).isEmpty()
           && text(pod, {"status", "phase"}) == u"Running"
           && conditionIs(pod, u"Ready"_s, u"True"_s);
}

QString podHold(const json &pod, const std::vector<json> &events)
{
    if (podReady(pod))
        return {};
    if (!text(pod, {"metadata", "deletionTimestamp"}).isEmpty())
        return u"the pod is going away"_s;
    QString hold = containerHold(pod, "initContainerStatuses");
    if (hold.isEmpty())
        hold = containerHold(pod, "containerStatuses");
    const json &scheduled = look::named(pod, {"status", "conditions"}, u"PodScheduled"_s);
    if (hold.isEmpty() && text(scheduled, {"status"}) == u"False")
        hold = u"not scheduled: "_s + text(scheduled, {"message"});
    const QString warning = lastWarning(events);
    if (hold.isEmpty() && !text(pod, {"status", "reason"}).isEmpty())
        hold = text(pod, {"status", "reason"}) + u": " + text(pod, {"status", "message"});
    if (hold.isEmpty())
        hold = u"the pod is %1"_s.arg(text(pod, {"status", "phase"}).isEmpty()
                                          ? u"not started"_s
                                          : text(pod, {"status", "phase"}).toLower());
    return warning.isEmpty() ? hold : QString(hold + u" ("_s + warning + u')');
}

} // namespace kube
