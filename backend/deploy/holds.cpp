// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/holds.h"

#include "backend/deploy/holdwords.h"
#include "backend/deploy/podholds.h"
#include "backend/kube/look.h"
#include "backend/kube/readiness.h"

#include <QRegularExpression>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

using kube::look::at;
using kube::look::named;
using kube::look::text;

QString nsOf(const Json &object)
{
    return text(object, {"metadata", "namespace"});
}

QString nameIn(const Json &object)
{
    return text(object, {"metadata", "name"});
}

/// Whether a pod carries every label of "a=b,c=d"; parts of other forms are taken as true.
bool fits(const Json &pod, const QString &selector)
{
    const Json &labels = at(pod, {"metadata", "labels"});
    for (const QString &part : selector.split(u',', Qt::SkipEmptyParts)) {
        const QString key = part.section(u'=', 0, 0).trimmed();
        if (part.count(u'=') != 1 || key.endsWith(u'!') || part.contains(u' '))
            continue;
        if (text(labels, {key.toUtf8().constData()}) != part.section(u'=', 1).trimmed())
            return false;
    }
    return true;
}

bool ownsPods(const QString &kind)
{
    return QStringList{u"ReplicaSet"_s, u"StatefulSet"_s, u"DaemonSet"_s, u"Job"_s}.contains(kind);
}

/// One reading of a scene.
class Reading {
public:
    Reading(const std::vector<Subject> &subjects, const Scene &scene)
        : m_subjects(subjects)
        , m_scene(scene)
    {
    }

    std::optional<Hold> worst()
    {
        for (const Json &object : m_scene.objects) {
            const QString kind = text(object, {"kind"});
            if (kind == u"Node" || !ours(object))
                continue;
            if (kind == u"Pod")
                pod(object);
            else if (ownsPods(kind))
                creation(object, kind);
            own(object, kind);
        }
        if (m_found.empty())
            return std::nullopt;
        const auto worst = std::max_element(m_found.begin(), m_found.end(),
                                            [](const WeighedHold &a, const WeighedHold &b) {
                                                return a.weight != b.weight
                                                           ? a.weight < b.weight
                                                           : a.hold.since > b.hold.since;
                                            });
        Hold hold = worst->hold;
        explain(hold);
        return hold;
    }

private:
    bool isSubject(const QString &kind, const QString &ns, const QString &name) const
    {
        return std::any_of(m_subjects.begin(), m_subjects.end(), [&](const Subject &subject) {
            return !subject.ref.name.isEmpty() && subject.ref.kind == kind
                   && subject.ref.name == name
                   && (subject.ref.ns.isEmpty() || subject.ref.ns == ns);
        });
    }

    /// A subject, or owned by one, however far up.
    bool ours(const Json &object, int depth = 0) const
    {
        const QString kind = text(object, {"kind"});
        const QString ns = nsOf(object);
        if (isSubject(kind, ns, nameIn(object)))
            return true;
        const auto selected = [&](const Subject &subject) {
            return !subject.selector.isEmpty() && subject.ref.ns == ns
                   && fits(object, subject.selector);
        };
        if (kind == u"Pod" && std::any_of(m_subjects.begin(), m_subjects.end(), selected))
            return true;
        const Json &owners = at(object, {"metadata", "ownerReferences"});
        for (const Json &owner : owners.is_array() && depth < 6 ? owners : Json::array()) {
            const QString ownerKind = text(owner, {"kind"});
            const QString ownerName = text(owner, {"name"});
            if (isSubject(ownerKind, ns, ownerName))
                return true;
            const Json *above = find(ownerKind, ns, ownerName);
            if (above && ours(*above, depth + 1))
                return true;
        }
        // No pod was made yet: the selector's owner says why.
        return ownsPods(kind) && depth == 0
               && std::any_of(m_subjects.begin(), m_subjects.end(), [&](const Subject &subject) {
                      return !subject.selector.isEmpty() && subject.ref.ns == ns
                             && fits(at(object, {"spec", "template"}), subject.selector);
                  });
    }

    const Json *find(const QString &kind, const QString &ns, const QString &name) const
    {
        for (const Json &object : m_scene.objects) {
            if (text(object, {"kind"}) == kind && nameIn(object) == name
                && (nsOf(object) == ns || nsOf(object).isEmpty()))
                return &object;
        }
        return nullptr;
    }

    void pod(const Json &object)
    {
        if (auto found = podHold(object, eventsOf(m_scene, u"Pod"_s, object), m_scene))
            m_found.push_back(*std::move(found));
    }

    /// Pods that cannot be made at all: a quota, a webhook, a service account.
    void creation(const Json &object, const QString &kind)
    {
        if (at(object, {"spec", "replicas"}) == Json(0))
            return;
        const Json &failure = named(object, {"status", "conditions"}, u"ReplicaFailure"_s);
        QString words;
        QDateTime since;
        if (text(failure, {"status"}) == u"True") {
            words = text(failure, {"message"});
            since = timeOf(failure, "lastTransitionTime");
        } else {
            const Json *last = nullptr;
            for (const Json *event : eventsOf(m_scene, kind, object)) {
                if (text(*event, {"reason"}) == u"FailedCreate"
                    && (!last || lastSeen(*event) >= lastSeen(*last)))
                    last = event;
                if (text(*event, {"reason"}) == u"FailedCreate"
                    && (!since.isValid() || firstSeen(*event) < since))
                    since = firstSeen(*event);
            }
            if (!last || lastSeen(*last) <= newestPod(object, kind))
                return;
            words = text(*last, {"message"});
        }
        Hold hold = holdOn(kind, object, {});
        hold.cause = u"FailedCreate"_s;
        hold.words = creationWords(words);
        hold.since = since;
        m_found.push_back({100, hold});
    }

    QDateTime newestPod(const Json &owner, const QString &kind) const
    {
        QDateTime newest;
        for (const Json &object : m_scene.objects) {
            const Json &owners = at(object, {"metadata", "ownerReferences"});
            if (text(object, {"kind"}) != u"Pod" || !owners.is_array() || owners.empty()
                || text(owners[0], {"kind"}) != kind || text(owners[0], {"name"}) != nameIn(owner))
                continue;
            newest = std::max(newest, timeOf(at(object, "metadata"), "creationTimestamp"));
        }
        return newest;
    }

    /// What a subject says of itself in its conditions.
    void own(const Json &object, const QString &kind)
    {
        if (kind == u"Pod" || kind == u"ReplicaSet" || kind == u"StatefulSet"
            || kind == u"DaemonSet")
            return;
        const Json &conditions = at(object, {"status", "conditions"});
        for (const Json &each : conditions.is_array() ? conditions : Json::array()) {
            const QString type = text(each, {"type"});
            const QString status = text(each, {"status"});
            const QString reason = text(each, {"reason"});
            const bool gaveUp = kind == u"Job" ? type == u"Failed" && status == u"True"
                                               : reason == u"ProgressDeadlineExceeded";
            const bool plain = kind != u"Job" && kind != u"Deployment" && status == u"False"
                               && !text(each, {"message"}).isEmpty();
            if (!gaveUp && !plain)
                continue;
            Hold hold = holdOn(kind, object, {});
            hold.cause = reason.isEmpty() ? type : reason;
            hold.words = oneLine(text(each, {"message"}));
            hold.since = timeOf(each, "lastTransitionTime");
            m_found.push_back({kind == u"Job" ? 85 : gaveUp ? 20 : 22, hold});
        }
    }

    const std::vector<Subject> &m_subjects;
    const Scene &m_scene;
    std::vector<WeighedHold> m_found;
};

} // namespace

QString logKey(const QString &ns, const QString &pod, const QString &container)
{
    return ns + u'/' + pod + u'/' + container;
}

std::optional<Hold> holdOf(const std::vector<Subject> &subjects, const Scene &scene)
{
    return Reading(subjects, scene).worst();
}

Hold unreachable(const QString &server, const QString &why, const QDateTime &since)
{
    Hold hold;
    hold.object = u"API server "_s + server;
    hold.cause = u"unreachable"_s;
    // Which of the questions it was does not matter.
    static const QRegularExpression question(u"^[A-Z]+ https?://\\S+: "_s);
    hold.words = oneLine(QString(why).remove(question));
    hold.since = since;
    explain(hold);
    return hold;
}

QString spanText(std::chrono::milliseconds span)
{
    const qint64 seconds = std::max<qint64>(0, span.count() / 1000);
    const auto two = [](qint64 big, const QString &bigUnit, qint64 small,
                        const QString &smallUnit) -> QString {
        return QString::number(big) + bigUnit
               + (small > 0 ? QString(u' ' + QString::number(small) + smallUnit) : QString());
    };
    if (seconds < 60)
        return QString::number(seconds) + u" s"_s;
    return seconds < 3600 ? two(seconds / 60, u" min"_s, seconds % 60, u" s"_s)
                          : two(seconds / 3600, u" h"_s, seconds % 3600 / 60, u" min"_s);
}

QString holdText(const Hold &hold)
{
    QStringList parts;
    for (const QString &part : {hold.object, hold.cause, hold.words}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(u": "_s)
           + (hold.meaning.isEmpty() ? QString() : QString(u" ("_s + hold.meaning + u')'));
}

QString holdText(const Hold &hold, const QDateTime &now, std::chrono::milliseconds usual)
{
    QString out = holdText(hold);
    if (hold.since.isValid())
        out += u", for "_s + spanText(std::chrono::milliseconds(hold.since.msecsTo(now)));
    if (usual.count() > 0)
        out += u", usually "_s + spanText(usual);
    return out;
}

} // namespace deploy
