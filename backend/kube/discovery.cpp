// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/discovery.h"

#include "backend/kube/look.h"
#include "backend/kube/status.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;
using core::Result;
using http::Json;

namespace kube {

namespace {

const QByteArray aggregatedAccept =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
    "application/json";

using look::at;

QString textAt(const Json &object, const char *key)
{
    return look::text(object, {key});
}

void addVersion(Resources &into, const QString &group, const Json &version)
{
    const QString name = textAt(version, "version");
    const QString apiVersion = group.isEmpty() ? name : QString(group + u'/' + name);
    for (const Json &resource : at(version, "resources")) {
        const QString kind = textAt(at(resource, "responseKind"), "kind");
        const QString plural = textAt(resource, "resource");
        if (!kind.isEmpty() && !plural.isEmpty())
            into.insert(apiVersion + u'/' + kind,
                        {plural, textAt(resource, "scope") == u"Namespaced"});
    }
}

} // namespace

QString rootOf(const QString &apiVersion)
{
    return apiVersion.contains(u'/') ? QString(u"/apis/" + apiVersion)
                                     : QString(u"/api/" + apiVersion);
}

Resources parseAggregated(const Json &document)
{
    Resources resources;
    for (const Json &group : at(document, "items")) {
        const QString name = textAt(at(group, "metadata"), "name");
        for (const Json &version : at(group, "versions"))
            addVersion(resources, name, version);
    }
    return resources;
}

Resources parseResourceList(const Json &document, const QString &apiVersion)
{
    Resources resources;
    for (const Json &resource : at(document, "resources")) {
        const QString plural = textAt(resource, "name");
        const QString kind = textAt(resource, "kind");
        if (kind.isEmpty() || plural.isEmpty() || plural.contains(u'/'))
            continue;
        resources.insert(apiVersion + u'/' + kind, {plural, at(resource, "namespaced") == true});
    }
    return resources;
}

Discovery::Discovery(Fetch fetch, core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_fetch(std::move(fetch))
    , m_clock(clock)
{
}

Result<Resource> Discovery::lookup(const QString &apiVersion, const QString &kind) const
{
    const auto it = m_resources.find(apiVersion + u'/' + kind);
    if (it != m_resources.end())
        return *it;
    return tl::unexpected(
        Fault{Fault::Kind::NotFound,
              u"the cluster does not know the kind %1 of %2"_s.arg(kind, apiVersion),
              {},
              {}});
}

void Discovery::find(const QString &apiVersion, const QString &kind, QObject *context, Found found)
{
    auto known = lookup(apiVersion, kind);
    const auto asked = m_asked.find(apiVersion);
    const bool justAsked = asked != m_asked.end() && m_clock.elapsed() - *asked < 1s;
    if (known || (justAsked && !m_asking.value(apiVersion))) {
        // Later, and from this object: an answer never comes from inside the asking function.
        QMetaObject::invokeMethod(
            this,
            [asker = QPointer<QObject>(context), found = std::move(found),
             known = std::move(known)] {
                if (asker)
                    found(known);
            },
            Qt::QueuedConnection);
        return;
    }
    m_waiters.push_back({apiVersion, kind, context, std::move(found)});
    if (!m_asking.value(apiVersion)) {
        m_asking.insert(apiVersion, true);
        askRoot(apiVersion);
    }
}

void Discovery::forget(const QString &apiVersion)
{
    const QString prefix = apiVersion + u'/';
    m_resources.removeIf(
        [&](const Resources::iterator &it) { return it.key().startsWith(prefix); });
    m_asked.remove(apiVersion);
}

void Discovery::askRoot(const QString &apiVersion)
{
    const QString root = apiVersion.contains(u'/') ? u"/apis"_s : u"/api"_s;
    const QPointer<Discovery> self(this);
    m_fetch(root, aggregatedAccept, [self, apiVersion](const Result<http::Reply> &reply) {
        if (!self)
            return;
        if (!reply) {
            self->answer(apiVersion, reply.error());
            return;
        }
        // An old server answers with the plain list, whatever was asked for.
        const auto body = reply->status == 200 ? reply->json() : Result<Json>(Json());
        if (body && textAt(*body, "kind") == u"APIGroupDiscoveryList")
            self->learn(apiVersion, parseAggregated(*body));
        else
            self->askGroup(apiVersion);
    });
}

void Discovery::askGroup(const QString &apiVersion)
{
    const QPointer<Discovery> self(this);
    m_fetch(rootOf(apiVersion), "application/json",
            [self, apiVersion](const Result<http::Reply> &reply) {
                if (!self)
                    return;
                if (reply && reply->status == 404) {
                    self->learn(apiVersion, {});
                    return;
                }
                const auto body =
                    reply && reply->status == 200
                        ? reply->json()
                        : Result<Json>(tl::unexpected(
                            reply ? faultOf(*reply, u"ask which kinds %1 has"_s.arg(apiVersion))
                                  : reply.error()));
                if (!body)
                    self->answer(apiVersion, body.error());
                else
                    self->learn(apiVersion, parseResourceList(*body, apiVersion));
            });
}

void Discovery::learn(const QString &apiVersion, const Resources &resources)
{
    m_resources.insert(resources);
    m_asked.insert(apiVersion, m_clock.elapsed());
    answer(apiVersion, {});
}

void Discovery::answer(const QString &apiVersion, const std::optional<Fault> &fault)
{
    m_asking.remove(apiVersion);
    const auto mine =
        std::stable_partition(m_waiters.begin(), m_waiters.end(),
                              [&](const Waiter &w) { return w.apiVersion != apiVersion; });
    std::vector<Waiter> due(std::make_move_iterator(mine),
                            std::make_move_iterator(m_waiters.end()));
    m_waiters.erase(mine, m_waiters.end());
    for (const Waiter &waiter : due) {
        if (!waiter.context)
            continue;
        if (fault)
            waiter.found(tl::unexpected(*fault));
        else
            waiter.found(lookup(apiVersion, waiter.kind));
    }
}

} // namespace kube
