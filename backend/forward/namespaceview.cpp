// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/namespaceview.h"

#include "backend/kube/look.h"

namespace forward {

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace {

/// What choose() looks at: whole pods of thirteen forwards would be megabytes.
json trimmed(const json &object)
{
    json out = object;
    if (!out.is_object())
        return out;
    if (out.contains("metadata") && out["metadata"].is_object()) {
        out["metadata"].erase("managedFields");
        out["metadata"].erase("annotations");
    }
    if (!out.contains("spec") || !out["spec"].is_object() || !out["spec"].contains("containers"))
        return out;
    json containers = json::array();
    for (const json &one : kube::look::at(out, {"spec", "containers"}))
        containers.push_back({{"ports", kube::look::at(one, "ports")}});
    out["spec"] = {{"containers", std::move(containers)}};
    return out;
}

} // namespace

NamespaceView::NamespaceView(kube::Client &client, core::Clock &clock, const QString &ns,
                             QObject *parent)
    : QObject(parent)
    , m_services(client, {u"v1"_s, u"Service"_s, ns, {}}, {}, clock)
    , m_slices(client, {u"discovery.k8s.io/v1"_s, u"EndpointSlice"_s, ns, {}}, {}, clock)
    , m_pods(client, {u"v1"_s, u"Pod"_s, ns, {}}, {}, clock)
{
    follow(m_services, m_objects.services);
    follow(m_slices, m_objects.slices);
    follow(m_pods, m_objects.pods);
    note(m_services, m_serviceTrouble);
    note(m_pods, m_podTrouble);
}

void NamespaceView::follow(kube::Watch &watch, std::map<QString, json> &into)
{
    connect(&watch, &kube::Watch::changed, this,
            [this, &into](kube::Watch::Change change, const json &object) {
                take(change, object, into);
            });
    connect(&watch, &kube::Watch::synced, this, &NamespaceView::settle);
}

/// Trouble with slices alone is none.
void NamespaceView::note(const kube::Watch &watch, QString &trouble)
{
    connect(&watch, &kube::Watch::synced, this, [this, &trouble] {
        trouble.clear();
        emit changed();
    });
    connect(&watch, &kube::Watch::stale, this,
            [this, &trouble](const QDateTime &, const QString &why) {
                trouble = why;
                emit changed();
            });
}

void NamespaceView::settle()
{
    m_known = m_known || (m_services.isSynced() && m_pods.isSynced());
    emit changed();
}

void NamespaceView::start()
{
    m_services.start();
    m_slices.start();
    m_pods.start();
}

void NamespaceView::take(kube::Watch::Change change, const json &object,
                         std::map<QString, json> &into)
{
    const QString name = kube::look::text(object, {"metadata", "name"});
    if (change == kube::Watch::Change::Deleted)
        into.erase(name);
    else
        into[name] = trimmed(object);
    if (m_known)
        emit changed();
}

} // namespace forward
