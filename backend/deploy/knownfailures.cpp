// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/holds.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// %1 … are what WORDS captured; {ns}, {name} and {container} the object's; {log} is how to read
/// the log of the life that ended last. "--previous" is the life before that one: the node throws
/// its log away as soon as there is a newer one, and it is the right one only while it runs again.
struct Known {
    const char *cause, *words, *meaning, *action;
};

constexpr const char *pull = "^(ErrImagePull|ImagePullBackOff)$";
constexpr const char *crash = "^(CrashLoopBackOff|Error)$";
constexpr const char *unscheduled = "^FailedScheduling$";
constexpr const char *refused = "^(FailedCreate|Failed)$";

/// The first that fits is meant. Words are the kubelet's, containerd's, the scheduler's and the
/// API server's of Kubernetes 1.28 to 1.34, and those of helm, docker and kind.
constexpr Known table[] = {
    {pull, "not found|manifest unknown|does not exist|no such manifest",
     "the registry has no such image",
     "Push it: deploy --redo with the step that makes the image, or correct its name and tag."},
    {pull, "server gave HTTP response to HTTPS client", "the node speaks HTTPS to a plain registry",
     "Run deploy --only 01: it tells the nodes how to reach the registry."},
    {pull, "unauthorized|authentication required|forbidden|denied",
     "the registry refuses the node's credentials",
     "Load the image onto the nodes (kind load docker-image), or give the namespace a pull "
     "secret."},
    {pull, "toomanyrequests|rate limit", "the registry's limit on pulls is reached",
     "Wait, or load the image onto the nodes from this machine."},
    {pull, "no match for platform", "the image is not built for the node's processor",
     "Build it for the node's platform and push it again."},
    {pull, "no space left", "the node's disk is full", "Make room on the node's disk."},
    {pull,
     "connection refused|no route to host|i/o timeout|no such host|network is unreachable|deadline "
     "exceeded|connection reset",
     "the registry does not answer the node",
     "Start the registry (docker start kind-registry); the node tries again by itself."},
    {"^InvalidImageName$", "", "the name of the image is not one", "Correct the image's name."},
    {"^ErrImageNeverPull$", "", "the image is not on the node, and it may not pull it",
     "Load it onto the node: kind load docker-image."},
    {"^CreateContainerConfigError$", "couldn't find key (\\S+) in (ConfigMap|Secret) (\\S+)",
     "%2 %3 has no key %1",
     "Add the key, or run the step that writes the %2 again with deploy --redo."},
    {"^(CreateContainerConfigError|FailedMount)$",
     "(configmap|secret) \"?([^\"\\s]+)\"? not found|object \"[^\"]+\"/\"[^\"]+\" not registered",
     "the %1 %2 that it needs is not there",
     "Run the step that makes it again with deploy --redo."},
    {"^CreateContainerConfigError$", "non-root|runAsNonRoot",
     "it may not run as root, and its image does",
     "Give the container a runAsUser, or its image a "
     "USER."},
    {"^(RunContainerError|CreateContainerError|StartError|CrashLoopBackOff)$",
     "exec: \"([^\"]+)\".*(no such file|not found)", "the image has no program %1",
     "Correct the container's command or its image."},
    {"^(CreateContainerConfigError|FailedMount)$", "failed to sync (configmap|secret) cache",
     "its node has not heard of the %1 yet", "Wait: the node tries again by itself."},
    {"^FailedMount$", "", "a volume of it cannot be mounted",
     "Look at the volume: kubectl describe pod -n {ns} {name}."},
    {"^FailedCreatePodSandBox$", "", "the node cannot make the pod's network",
     "Look at the CNI agent of its node; deploy --only 02 installs Istio's again."},
    {"^OOMKilled$", "", "it needs more memory than its limit allows",
     "Raise resources.limits.memory of container {container}."},
    {crash, "postgres|:5432", "its database is not up yet",
     "Wait: it is started again by itself; if it goes on, look at the database's pod."},
    {crash, "licen[sc]e", "its licence is not accepted",
     "Enter a valid licence key, then run the step of its secret with deploy --redo."},
    {crash, "exec format error", "the image is not built for the node's processor",
     "Build it for the node's platform and push it again."},
    {crash, "its log is gone", "its program ends again and again",
     "The node has thrown its log away; follow the next try's as soon as it runs: kubectl logs -n "
     "{ns} {name} -c {container} --follow."},
    {crash, "", "its program ends again and again",
     "{log}; while it runs once more, the same with --previous."},
    {unscheduled, "node\\.kubernetes\\.io/(memory|disk|pid)-pressure", "the nodes are short of %1",
     "Free %1 on the nodes; the pod then starts by itself."},
    {unscheduled, "node\\.kubernetes\\.io/(not-ready|unreachable|network-unavailable)",
     "the nodes are not ready", "Start them again (docker start), or look at their kubelet."},
    {unscheduled, "node\\.kubernetes\\.io/unschedulable", "the nodes are cordoned",
     "kubectl uncordon the nodes."},
    {unscheduled, "Insufficient ([^\\s.,]+)", "no node has enough %1 left",
     "End other workloads, or give the nodes (Docker) more %1."},
    {unscheduled, "Too many pods", "the nodes have as many pods as they may",
     "End other workloads, or add a node."},
    {unscheduled, "node affinity/selector", "no node has the labels that it asks for",
     "Label a node, or correct the nodeSelector."},
    {unscheduled, "PersistentVolumeClaim|persistentvolumeclaim|volume node affinity",
     "its volume is not bound",
     "Look at the claim and its storage class: kubectl get pvc -n {ns}."},
    {unscheduled, "untolerated taint \\{([^:}]+)",
     "the nodes carry the taint %1, which it does not tolerate",
     "Remove the taint, or add a node without it."},
    {"^(Evicted|NodeShutdown|Terminated|Preempting)$", "", "its node had to throw it out",
     "Free what the node is short of; a new pod takes its place."},
    {"^Unhealthy$", "^Readiness probe failed.*connection refused",
     "nothing listens on the port that its readiness probe asks", "{log}."},
    {"^Unhealthy$", "^Readiness probe failed.*statuscode: (\\d+)",
     "its readiness probe is answered with %1", "{log}."},
    {"^Unhealthy$", "^Liveness probe failed", "its liveness probe fails: it will be started anew",
     "{log}; once it was started anew, the same with --previous."},
    {"^Unhealthy$", "", "its probe fails", "{log}."},
    {"^Init$", "", "its init container {container} has not ended", "{log}."},
    {refused, "exceeded quota: ([^,\\s]+)", "the namespace's quota %1 allows no more",
     "Raise it, or delete it: kubectl delete resourcequota -n {ns} %1."},
    {refused, "serviceaccount \"([^\"]+)\" not found", "the service account %1 is not there",
     "Run the step that makes it with deploy --redo, or correct serviceAccountName."},
    {refused, "admission webhook \"([^\"]+)\" denied", "the admission webhook %1 refuses it",
     "Satisfy what it asks for, or take the namespace out of its rules."},
    {refused, "ValidatingAdmissionPolicy '([^']+)'", "the admission policy %1 refuses it",
     "Satisfy what it asks for, or take the namespace out of its binding."},
    {refused, "failed calling webhook \"([^\"]+)\"", "the admission webhook %1 does not answer",
     "Start its service again, or delete its webhook configuration."},
    {refused, "violates PodSecurity \"([^\"]+)\"",
     "the namespace's pod security level %1 forbids it",
     "Lower the level: kubectl label ns {ns} pod-security.kubernetes.io/enforce=privileged "
     "--overwrite."},
    {"^NodeNotReady$", "", "its node does not report",
     "Start it again: docker start {name}, or look at its kubelet."},
    {"^unreachable$", "", "the API server does not answer",
     "Start the cluster again; what has been done is kept, and the run goes on."},
    {"^(BackoffLimitExceeded|DeadlineExceeded)$", "", "the job has given up",
     "Read its pods' logs, delete it (kubectl delete job -n {ns} {name}) and deploy again."},
    {"^ProgressDeadlineExceeded$", "", "its rollout has made no progress for too long",
     "Look at its pods: kubectl describe deployment -n {ns} {name}."},
    {"^Failed$", "https?://[^ ]+/apis?/[^ ]*: (could not connect to [^ ]+: (?!TLS)|timed out)",
     "the API server does not answer",
     "Start the cluster again, then do the same once more: what has been done is kept."},
    {"^Failed$", "another operation \\(install/upgrade/rollback\\) is in progress",
     "another helm is at work on the release, or was killed at it", "Run deploy again."},
    {"^Failed$", "invalid ownership metadata|cannot be imported into the current release",
     "an object of the chart was made by other means, and helm does not take it over",
     "Delete that object, or deploy onto a new cluster."},
    {"^Failed$", "Cannot connect to the Docker daemon|docker daemon is not running",
     "Docker does not run", "Start Docker, then deploy again."},
    {"^Failed$", "The container name \"/?([^\"]+)\" is already in use",
     "a container of that name is there and does not run", "Start it: docker start %1."},
    {"^Failed$", "no space left on device", "a disk is full", "Make room, then deploy again."},
    {"^Failed$", "(401|403)[^\\n]*(Unauthorized|Forbidden)|denied: |unauthorized:",
     "the other side refuses the credentials",
     "Sign in to that registry (gcloud auth configure-docker, docker login), then deploy again."},
    {"^Failed$", "could not resolve host|no such host|Temporary failure in name resolution",
     "a name cannot be resolved", "Check the network, then deploy again."},
    {"^Failed$", "chart[^\\n]*not found|manifest unknown|: not found$",
     "there is no such chart or image where it is looked for",
     "Correct its reference and version in the demo's versions."},
    {"^Failed$", "port is already allocated|address already in use",
     "another program has a port that is needed", "End that program, then deploy again."},
};

QString filled(const char *text, const QRegularExpressionMatch &match, const Hold &hold)
{
    QString out = QString::fromUtf8(text);
    for (int i = match.lastCapturedIndex(); i > 0; --i)
        out.replace(u'%' + QString::number(i), match.captured(i));
    out.replace(u"{log}"_s, (hold.quotesLog ? u"Its log's last line stands here; all of it: "_s
                                            : u"Read its log: "_s)
                                + u"kubectl logs -n {ns} {name} -c {container}"_s);
    return out.replace(u"{ns}"_s, hold.ns)
        .replace(u"{name}"_s, hold.name)
        .replace(u"{container}"_s, hold.container);
}

} // namespace

void explain(Hold &hold)
{
    for (const Known &known : table) {
        if (!QRegularExpression(QString::fromLatin1(known.cause)).match(hold.cause).hasMatch())
            continue;
        const auto match = QRegularExpression(QString::fromLatin1(known.words),
                                              QRegularExpression::CaseInsensitiveOption)
                               .match(hold.words);
        if (!match.hasMatch())
            continue;
        hold.meaning = filled(known.meaning, match, hold);
        hold.action = filled(known.action, match, hold);
        return;
    }
}

core::Fault explained(core::Fault fault, const std::optional<Hold> &hold)
{
    if (fault.kind == core::Fault::Kind::Cancelled)
        return fault;
    Hold own;
    own.cause = u"Failed"_s;
    own.words = fault.summary + u'\n' + fault.detail;
    explain(own);
    // What the failed action itself says comes first: what held it up may only be its symptom.
    const bool toldByHold = hold && hold->meaning == own.meaning;
    if (!own.meaning.isEmpty() && !toldByHold && !fault.summary.contains(own.meaning))
        fault.summary += u" ("_s + own.meaning + u')';
    if (fault.action.isEmpty())
        fault.action = own.action;
    if (!hold)
        return fault;
    if (const QString text = holdText(*hold);
        !hold->object.isEmpty() && !fault.summary.contains(hold->object))
        fault.summary += u"; "_s + text;
    if (fault.action.isEmpty())
        fault.action = hold->action;
    return fault;
}

} // namespace deploy
