// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"

#include <QByteArray>
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

const Json *at(const Json &json, const char *pointer)
{
    const Json::json_pointer path(pointer);
    return json.contains(path) ? &json.at(path) : nullptr;
}

qint64 number(const Json &json, const char *pointer, qint64 fallback = 0)
{
    const Json *value = at(json, pointer);
    return value && value->is_number_integer() ? value->get<qint64>() : fallback;
}

QString text(const Json &json, const char *pointer)
{
    const Json *value = at(json, pointer);
    return value && value->is_string() ? QString::fromStdString(value->get<std::string>())
                                       : QString();
}

Finding counted(bool holds, const QString &name, qint64 have, qint64 want, const QString &what)
{
    return {holds, name + u": "_s + QString::number(have) + u" of "_s + QString::number(want) + u' '
                       + what};
}

Finding judgeDeployment(const Json &object, const QString &name)
{
    const qint64 wanted = number(object, "/spec/replicas", 1);
    const qint64 updated = number(object, "/status/updatedReplicas");
    const qint64 all = number(object, "/status/replicas");
    const qint64 available = number(object, "/status/availableReplicas");
    const Json *conditions = at(object, "/status/conditions");
    for (const Json &each : conditions && conditions->is_array() ? *conditions : Json::array()) {
        if (text(each, "/reason") == u"ProgressDeadlineExceeded")
            return {false, name + u": "_s + text(each, "/message")};
    }
    if (updated < wanted)
        return counted(false, name, updated, wanted, u"pods updated"_s);
    if (all > updated)
        return {false,
                name + u": "_s + QString::number(all - updated) + u" old pods are still there"_s};
    return counted(available >= updated, name, available, updated, u"pods available"_s);
}

Finding judgeStateful(const Json &object, const QString &name)
{
    const qint64 wanted = number(object, "/spec/replicas", 1);
    const qint64 ready = number(object, "/status/readyReplicas");
    if (ready < wanted)
        return counted(false, name, ready, wanted, u"pods ready"_s);
    const bool partitioned = at(object, "/spec/updateStrategy/rollingUpdate/partition");
    const qint64 target = wanted - number(object, "/spec/updateStrategy/rollingUpdate/partition");
    const qint64 updated = number(object, "/status/updatedReplicas");
    if (partitioned && number(object, "/spec/updateStrategy/rollingUpdate/partition") > 0)
        return counted(updated >= target, name, updated, target, u"pods updated"_s);
    const bool same =
        text(object, "/status/updateRevision") == text(object, "/status/currentRevision");
    return {same,
            name + (same ? u": rolled out"_s : u": the new revision is not everywhere yet"_s)};
}

/// The first container of a pod that says why it does not run.
QString containerReason(const Json &pod)
{
    for (const char *list : {"/status/initContainerStatuses", "/status/containerStatuses"}) {
        const Json *statuses = at(pod, list);
        for (const Json &status : statuses && statuses->is_array() ? *statuses : Json::array()) {
            const QString waiting = text(status, "/state/waiting/reason");
            if (!waiting.isEmpty()) {
                const QString message = text(status, "/state/waiting/message").left(160);
                return waiting + (message.isEmpty() ? QString() : QString(u": "_s + message));
            }
            const QString ended = text(status, "/state/terminated/reason");
            if (!ended.isEmpty() && ended != u"Completed")
                return ended + u", exit code "_s
                       + QString::number(number(status, "/state/terminated/exitCode"));
            if (at(status, "/ready") && *at(status, "/ready") == Json(false)
                && at(status, "/state/running"))
                return u"container "_s + text(status, "/name") + u" runs but is not ready"_s;
        }
    }
    return {};
}

QString podReason(const Json &pod)
{
    const Json *conditions = at(pod, "/status/conditions");
    for (const Json &each : conditions && conditions->is_array() ? *conditions : Json::array()) {
        if (text(each, "/type") == u"PodScheduled" && text(each, "/status") == u"False")
            return u"not scheduled: "_s + text(each, "/message").left(160);
    }
    const QString reason = containerReason(pod);
    return reason.isEmpty() ? text(pod, "/status/phase") : reason;
}

bool podReady(const Json &pod)
{
    return !at(pod, "/metadata/deletionTimestamp")
           && judgeCondition(pod, {{}, u"Ready"_s, u"True"_s}).holds;
}

core::Fault garbled(const QString &why)
{
    return {core::Fault::Kind::Garbled, u"a helm release Secret cannot be read: "_s + why, {}, {}};
}

/// gzip to bytes, at most 64 MiB.
core::Result<QByteArray> gunzip(const QByteArray &packed)
{
    z_stream stream{};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return tl::unexpected(garbled(u"zlib does not start"_s));
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData()));
    stream.avail_in = static_cast<uInt>(packed.size());
    QByteArray out;
    char piece[65536];
    int status = Z_OK;
    while (status == Z_OK && out.size() < (64 << 20)) {
        stream.next_out = reinterpret_cast<Bytef *>(piece);
        stream.avail_out = sizeof piece;
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(piece, static_cast<qsizetype>(sizeof piece - stream.avail_out));
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END)
        return tl::unexpected(garbled(u"its gzip is broken"_s));
    return out;
}

} // namespace

Finding judgeRollout(const core::Result<Json> &answer, const kube::Ref &ref)
{
    if (!answer)
        return judgeExists(answer, ref);
    const QString name = nameOf(ref);
    if (number(*answer, "/metadata/generation") > number(*answer, "/status/observedGeneration"))
        return {false, name + u": the newest change is not observed yet"_s};
    if (ref.kind == u"Deployment")
        return judgeDeployment(*answer, name);
    if (ref.kind == u"StatefulSet")
        return judgeStateful(*answer, name);
    if (ref.kind == u"Job")
        return judgeCondition(*answer, {ref, u"Complete"_s, u"True"_s});
    const qint64 wanted = number(*answer, "/status/desiredNumberScheduled");
    const qint64 updated = number(*answer, "/status/updatedNumberScheduled");
    const qint64 available = number(*answer, "/status/numberAvailable");
    if (updated < wanted)
        return counted(false, name, updated, wanted, u"pods updated"_s);
    return counted(available >= wanted, name, available, wanted, u"pods available"_s);
}

QString holdReason(const Json &list)
{
    const Json *items = at(list, "/items");
    for (const Json &pod : items && items->is_array() ? *items : Json::array()) {
        if (!podReady(pod) && !at(pod, "/metadata/deletionTimestamp"))
            return u"pod "_s + text(pod, "/metadata/name") + u": "_s + podReason(pod);
    }
    return {};
}

Finding judgePods(const core::Result<Json> &list, const Pods &pods)
{
    if (!list)
        return judgeExists(list, {u"v1"_s, u"Pod"_s, pods.ns, {}});
    int alive = 0;
    int ready = 0;
    const Json *items = at(*list, "/items");
    for (const Json &pod : items && items->is_array() ? *items : Json::array()) {
        if (at(pod, "/metadata/deletionTimestamp") || text(pod, "/status/phase") == u"Succeeded")
            continue;
        ++alive;
        ready += podReady(pod) ? 1 : 0;
    }
    QString saw = QString::number(ready) + u" of "_s + QString::number(std::max(alive, pods.min))
                  + u" pods ready in "_s + pods.ns + u" ("_s + pods.selector + u')';
    if (const QString why = holdReason(*list); !why.isEmpty())
        saw += u"; "_s + why;
    return {ready == alive && ready >= pods.min, saw};
}

Finding judgeRunning(const core::Result<Json> &list, const Running &running, const QString &digest)
{
    const Finding ready = judgePods(list, {running.ns, running.selector, 1});
    if (!list)
        return ready;
    const Json *items = at(*list, "/items");
    for (const Json &pod : items && items->is_array() ? *items : Json::array()) {
        const QString name = text(pod, "/metadata/name");
        if (at(pod, "/metadata/deletionTimestamp"))
            return {false, u"pod "_s + name + u" is not gone yet"_s};
        const QString runs = text(pod, "/status/containerStatuses/0/imageID").section(u'@', -1);
        if (ready.holds && runs != digest)
            return {false,
                    u"pod "_s + name + u" runs "_s + runs.left(19) + u", not "_s + digest.left(19)};
    }
    return ready;
}

Finding judgeNoRelease(const core::Result<Json> &release, const NoRelease &unwanted)
{
    const QString name = u"release "_s + unwanted.ns + u'/' + unwanted.name;
    if (!release && release.error().kind == core::Fault::Kind::NotFound)
        return {true, name + u" is not there"_s};
    if (!release && release.error().kind != core::Fault::Kind::Garbled)
        return {false, release.error().summary};
    return {false, name + u" is there"_s};
}

core::Result<Json> decodeRelease(const Json &secret)
{
    const QByteArray outer = QByteArray::fromBase64(text(secret, "/data/release").toLatin1());
    const QByteArray inner = QByteArray::fromBase64(outer);
    if (inner.isEmpty())
        return tl::unexpected(garbled(u"no data.release"_s));
    QByteArray bytes = inner;
    if (inner.startsWith("\x1f\x8b")) { // Helm 3 and 4 pack; old releases are bare
        auto unpacked = gunzip(inner);
        if (!unpacked)
            return tl::unexpected(unpacked.error());
        bytes = *std::move(unpacked);
    }
    Json json = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    if (!json.is_object())
        return tl::unexpected(garbled(u"no JSON"_s));
    return json;
}

Finding judgeRelease(const core::Result<Json> &release, const Release &wanted)
{
    const QString name = u"release "_s + wanted.ns + u'/' + wanted.name;
    if (!release && release.error().kind == core::Fault::Kind::NotFound)
        return {false, name + u" is not deployed"_s};
    if (!release)
        return {false, release.error().summary};
    const QString chart = text(*release, "/chart/metadata/name");
    const QString version = text(*release, "/chart/metadata/version");
    const QString wantedChart = wanted.chart.section(u'/', -1);
    const bool sameChart =
        wantedChart.isEmpty() || wantedChart.endsWith(u".tgz"_s) || wantedChart == chart;
    const bool sameVersion = wanted.version.isEmpty() || wanted.version == version
                             || u'v' + version == wanted.version
                             || u'v' + wanted.version == version;
    return {sameChart && sameVersion, name + u" is "_s + chart + u' ' + version};
}

} // namespace deploy
