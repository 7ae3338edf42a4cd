// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/client.h"

#include "backend/kube/clientinner.h"
#include "backend/kube/look.h"
#include "backend/kube/status.h"

using namespace Qt::StringLiterals;
using core::Result;

namespace kube {

namespace {

QString nameOf(const Ref &ref)
{
    return ref.kind + u' ' + (ref.ns.isEmpty() ? QString() : QString(ref.ns + u'/')) + ref.name;
}

/// From an answered call to what callers want.
std::function<void(Result<http::Reply>)> reading(const QString &doing, Client::Done done)
{
    return [doing, done = std::move(done)](const Result<http::Reply> &reply) {
        if (!reply) {
            core::Fault fault = reply.error();
            fault.summary = u"could not %1: %2"_s.arg(doing, fault.summary);
            done(tl::unexpected(fault));
        } else if (reply->status >= 300) {
            done(tl::unexpected(faultOf(*reply, doing)));
        } else if (reply->body.isEmpty()) {
            done(Json());
        } else {
            done(reply->json());
        }
    };
}

QByteArray bytesOf(const Json &json)
{
    return QByteArray::fromStdString(
        json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace

Ref refOf(const Json &object)
{
    return {look::text(object, {"apiVersion"}), look::text(object, {"kind"}),
            look::text(object, {"metadata", "namespace"}),
            look::text(object, {"metadata", "name"})};
}

Client::Client(Context context, http::Transport &transport, core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_context(std::move(context))
    , m_transport(transport)
    , m_clock(clock)
    , m_inner(std::make_unique<Inner>(*this))
{
}

Client::~Client()
{
    // Calls under way refer to the inner parts, which die before QObject's children would.
    qDeleteAll(findChildren<ApiCall *>(QString(), Qt::FindDirectChildrenOnly));
}

void Client::get(const QString &path, QObject *context, Done done)
{
    Ask ask;
    ask.url = path;
    m_inner->ask(std::move(ask), context ? context : this,
                 reading(u"get %1"_s.arg(path.section(u'?', 0, 0)), std::move(done)));
}

void Client::get(const Ref &ref, QObject *context, Done done, const QString &query)
{
    if (ref.name.isEmpty()) {
        m_inner->page(ref, query, {}, 2, std::make_shared<Json>(), context ? context : this,
                      std::move(done));
        return;
    }
    Inner::Job job{ref, {}, query.isEmpty() ? QString() : QString(u'?' + query), false, 2, {}};
    m_inner->run(std::move(job), context ? context : this,
                 reading(u"get "_s + nameOf(ref), std::move(done)));
}

void Client::apply(const Json &object, bool dryRun, QObject *context, Done done)
{
    Json body = object;
    if (body.is_object() && body.contains("metadata") && body["metadata"].is_object())
        body["metadata"].erase("managedFields"); // must be absent
    const Ref ref = refOf(body);
    const QString suffix =
        u"?fieldManager=%1&force=true&fieldValidation=Strict"_s.arg(QLatin1StringView(fieldManager))
        + (dryRun ? u"&dryRun=All"_s : QString());
    // JSON is YAML. A kind whose CRD was made a moment ago is not served yet: ask again for 3 s.
    Inner::Job job{ref,
                   {"PATCH", {}, "application/json", "application/apply-patch+yaml", bytesOf(body)},
                   suffix,
                   false,
                   dryRun ? 2 : 11,
                   std::chrono::milliseconds(dryRun ? 0 : 300)};
    m_inner->run(std::move(job), context ? context : this,
                 reading((dryRun ? u"dry-run "_s : u"apply "_s) + nameOf(ref), std::move(done)));
}

void Client::patch(const Ref &ref, const Json &patch, QObject *context, Done done,
                   const QString &subresource)
{
    const QByteArray type =
        patch.is_array() ? "application/json-patch+json" : "application/merge-patch+json";
    const QString suffix = (subresource.isEmpty() ? QString() : QString(u'/' + subresource))
                           + u"?fieldManager=%1"_s.arg(QLatin1StringView(fieldManager));
    Inner::Job job{ref, {"PATCH", {}, "application/json", type, bytesOf(patch)}, suffix, false, 2,
                   {}};
    m_inner->run(std::move(job), context ? context : this,
                 reading(u"patch "_s + nameOf(ref), std::move(done)));
}

void Client::create(const Json &object, QObject *context, Done done)
{
    const Ref ref = refOf(object);
    const QString suffix =
        u"?fieldManager=%1&fieldValidation=Strict"_s.arg(QLatin1StringView(fieldManager));
    Inner::Job job{ref,    {"POST", {}, "application/json", "application/json", bytesOf(object)},
                   suffix, true,
                   2,      {}};
    m_inner->run(std::move(job), context ? context : this,
                 reading(u"create "_s + nameOf(ref), std::move(done)));
}

void Client::remove(const Ref &ref, QObject *context, Done done)
{
    const Json options = {{"kind", "DeleteOptions"},
                          {"apiVersion", "v1"},
                          {"propagationPolicy", "Background"}};
    Inner::Job job{ref, {"DELETE", {}, "application/json", "application/json", bytesOf(options)},
                   {},  false,
                   2,   {}};
    m_inner->run(std::move(job), context ? context : this,
                 reading(u"delete "_s + nameOf(ref), [done = std::move(done)](Result<Json> result) {
                     if (!result && result.error().kind == core::Fault::Kind::NotFound)
                         result = Json();
                     done(std::move(result));
                 }));
}

void Client::resolve(const Ref &ref, QObject *context, std::function<void(Result<QString>)> done)
{
    m_inner->discovery->find(ref.apiVersion, ref.kind, context ? context : this,
                             [this, ref, done = std::move(done)](const Result<Resource> &resource) {
                                 if (resource)
                                     done(m_inner->pathOf(ref, *resource, false));
                                 else
                                     done(tl::unexpected(resource.error()));
                             });
}

http::Request Client::request(const QByteArray &method, const QString &path) const
{
    http::Request request;
    request.method = method;
    request.url = m_context.server + path;
    m_inner->credentials->sign(request);
    return request;
}

void Client::prepare(QObject *context, std::function<void(Result<void>)> done)
{
    m_inner->credentials->freshen(context ? context : this, std::move(done));
}

void Client::refused(const http::Request &request)
{
    m_inner->credentials->refuse(request);
}

void Client::useLauncher(core::Launcher &launcher)
{
    m_inner->rebuild(launcher);
}

} // namespace kube
