// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/choice.h"

#include "backend/kube/look.h"

#include <QStringList>

namespace forward {

using namespace Qt::StringLiterals;
using kube::PodPort;
using kube::look::at;
using kube::look::number;
using kube::look::text;
using nlohmann::json;

namespace {

struct Candidate {
    PodPort target;
    QString born;
};

bool isEnding(const json &pod)
{
    return !text(pod, {"metadata", "deletionTimestamp"}).isEmpty();
}

bool isReady(const json &pod)
{
    return !isEnding(pod)
           && text(kube::look::named(pod, {"status", "conditions"}, u"Ready"_s), {"status"})
                  == u"True";
}

const json *servicePort(const Spec &spec, const json &service)
{
    for (const json &port : at(service, {"spec", "ports"})) {
        if (number(port, {"port"}) == spec.servicePort)
            return &port;
    }
    return nullptr;
}

QString portList(const json &service)
{
    QStringList out;
    for (const json &port : at(service, {"spec", "ports"}))
        out << QString::number(number(port, {"port"}));
    return out.isEmpty() ? u"none"_s : out.join(u", "_s);
}

bool isSelected(const json &service, const json &pod)
{
    const json &selector = at(service, {"spec", "selector"});
    if (!selector.is_object() || selector.empty())
        return false;
    for (const auto &[key, value] : selector.items()) {
        if (at(at(pod, {"metadata", "labels"}), key.c_str()) != value)
            return false;
    }
    return true;
}

/// A Service port in a pod: targetPort is a number or a container port's name.
int podPort(const json &port, const json &pod)
{
    const json &wanted = at(port, "targetPort");
    if (wanted.is_number_integer() && wanted != 0)
        return wanted.get<int>();
    if (!wanted.is_string())
        return static_cast<int>(number(port, {"port"}));
    for (const json &container : at(pod, {"spec", "containers"})) {
        for (const json &one : at(container, "ports")) {
            if (at(one, "name") == wanted)
                return static_cast<int>(number(one, {"containerPort"}));
        }
    }
    return 0;
}

int portIn(const json &slice, const json &port)
{
    for (const json &one : at(slice, "ports")) {
        if (text(one, {"name"}) == text(port, {"name"}))
            return static_cast<int>(number(one, {"port"}));
    }
    return 0;
}

bool isServing(const json &endpoint)
{
    const json &conditions = at(endpoint, "conditions");
    return at(conditions, "ready") != false && at(conditions, "terminating") != true
           && text(endpoint, {"targetRef", "kind"}) == u"Pod";
}

/// The pod watch is as a rule the quicker one: what it contradicts is not taken.
void addFromSlices(const Spec &spec, const Objects &objects, const json &port,
                   std::map<QString, Candidate> &out)
{
    for (const auto &[name, slice] : objects.slices) {
        const int target = portIn(slice, port);
        if (target == 0
            || text(slice, {"metadata", "labels", "kubernetes.io/service-name"}) != spec.service)
            continue;
        for (const json &endpoint : at(slice, "endpoints")) {
            const QString pod = text(endpoint, {"targetRef", "name"});
            const auto known = objects.pods.find(pod);
            if (!isServing(endpoint) || (known != objects.pods.end() && !isReady(known->second)))
                continue;
            out[pod] = {{spec.ns, pod, target},
                        known == objects.pods.end()
                            ? QString()
                            : text(known->second, {"metadata", "creationTimestamp"})};
        }
    }
}

/// Slices follow the pods with a delay, which a waiting client need not sit out.
void addFromPods(const Spec &spec, const Objects &objects, const json &service, const json &port,
                 std::map<QString, Candidate> &out)
{
    for (const auto &[name, pod] : objects.pods) {
        if (out.count(name) != 0 || !isSelected(service, pod) || !isReady(pod))
            continue;
        if (const int target = podPort(port, pod))
            out[name] = {{spec.ns, name, target}, text(pod, {"metadata", "creationTimestamp"})};
    }
}

/// "pod x is ending", "pod x: ImagePullBackOff".
QString podNote(const QString &name, const json &pod)
{
    if (isEnding(pod))
        return u"pod %1 is ending"_s.arg(name);
    for (const json &container : at(pod, {"status", "containerStatuses"})) {
        const QString reason = text(container, {"state", "waiting", "reason"});
        if (!reason.isEmpty())
            return u"pod %1: %2"_s.arg(name, reason);
    }
    const QString phase = text(pod, {"status", "phase"});
    return u"pod %1 is %2"_s.arg(name,
                                 phase.isEmpty() || phase == u"Running" ? u"not ready"_s : phase);
}

QString missingPod(const Spec &spec, const Objects &objects, const json &service)
{
    QStringList notes;
    for (const auto &[name, pod] : objects.pods) {
        if (isSelected(service, pod) && notes.size() < 3)
            notes << podNote(name, pod);
    }
    return u"a ready pod of service %1/%2 (%3)"_s.arg(spec.ns, spec.service,
                                                      notes.isEmpty() ? u"it has no pods"_s
                                                                      : notes.join(u", "_s));
}

const Candidate *best(const std::map<QString, Candidate> &candidates,
                      const std::optional<PodPort> &current, const QSet<QString> &avoid,
                      bool evenAvoided)
{
    const Candidate *found = nullptr;
    for (const auto &[name, one] : candidates) {
        if (!evenAvoided && avoid.contains(name))
            continue;
        if (current && one.target == *current)
            return &one;
        if (!found || one.born > found->born)
            found = &one;
    }
    return found;
}

} // namespace

Choice choose(const Spec &spec, const Objects &objects, const std::optional<PodPort> &current,
              const QSet<QString> &avoid)
{
    const auto found = objects.services.find(spec.service);
    if (found == objects.services.end())
        return {{}, u"service %1/%2, which does not exist"_s.arg(spec.ns, spec.service)};
    const json &service = found->second;
    const json *port = servicePort(spec, service);
    if (!port)
        return {{},
                u"port %1 of service %2/%3 (it has %4)"_s.arg(spec.servicePort)
                    .arg(spec.ns, spec.service, portList(service))};
    std::map<QString, Candidate> candidates;
    addFromSlices(spec, objects, *port, candidates);
    addFromPods(spec, objects, service, *port, candidates);
    const Candidate *chosen = best(candidates, current, avoid, false);
    if (!chosen)
        chosen = best(candidates, current, avoid, true);
    if (!chosen)
        return {{}, missingPod(spec, objects, service)};
    return {chosen->target, {}};
}

} // namespace forward
