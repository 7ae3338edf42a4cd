// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/api.h"
#include "backend/stage/cluster/convert.h"
#include "backend/stage/cluster/discovery.h"
#include "backend/stage/cluster/failures.h"

#include <algorithm>

namespace stage::cluster {

namespace {

bool isOneOf(const std::string &word, std::initializer_list<const char *> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// "kubectl" of "kubectl/v1.34.0 (linux/amd64) …".
std::string agentOf(const net::Request &request)
{
    const std::string agent = request.headers.get("User-Agent");
    const std::string name = agent.substr(0, agent.find_first_of("/ "));
    return name.empty() ? "unknown" : name;
}

Failure badOption(const std::string &kind, const schema::Problem &problem)
{
    Resource options;
    options.group = "meta.k8s.io";
    options.kind = kind;
    return invalid(options, "", {problem});
}

std::string optionsKind(const net::Request &request)
{
    return request.method == "POST"    ? "CreateOptions"
           : request.method == "PUT"   ? "UpdateOptions"
           : request.method == "PATCH" ? "PatchOptions"
                                       : "DeleteOptions";
}

Outcome<bool> dryRunOf(const Call &call)
{
    const std::string value = call.option("dryRun");
    if (!value.empty() && value != "All")
        return tl::unexpected(badOption(optionsKind(call.request),
                                        unsupported("dryRun", Json::array({value}), {"All"})));
    return value == "All";
}

/// A delete that was meant for another object than the one there.
Failure precondition(const Call &call, const std::string &what, const std::string &asked,
                     const std::string &has, const std::string &happened)
{
    const std::string &kind = call.resource.kind, &name = call.route.name;
    return failure(409, "Conflict",
                   "Operation cannot be fulfilled on " + kind + " " + Json(name).dump() + ": the "
                       + what + " in the precondition (" + asked + ") does not match the " + what
                       + " in record (" + has + "). The object might have been " + happened,
                   {{"name", name}, {"kind", kind}});
}

Json successStatus(const Resource &resource, const std::string &name, const std::string &uid)
{
    Json details = {{"name", name}, {"kind", resource.plural}};
    if (!resource.group.empty())
        details["group"] = resource.group;
    if (!uid.empty())
        details["uid"] = uid;
    return {{"kind", "Status"},
            {"apiVersion", "v1"},
            {"metadata", Json::object()},
            {"status", "Success"},
            {"details", std::move(details)}};
}

} // namespace

/// A failure with code 0 means: no resource's path at all, perhaps a document's.
Outcome<Call> Api::understand(const net::Request &request) const
{
    auto route = parseRoute(request.path());
    if (!route)
        return tl::unexpected(Failure{{{"code", 0}}});
    const auto resource = m_objects.find(route->group, route->version, route->plural);
    if (!resource && !isServed(m_objects.catalogue().all(), route->group, route->version))
        return tl::unexpected(Failure{{{"code", 0}}});
    if (!resource)
        return tl::unexpected(noSuchPath());
    if (!route->ns.empty() && !resource->namespaced)
        return tl::unexpected(noSuchPath());
    Call call{request, std::move(*route), *resource, request.query(), {}, {}};
    if (call.resource.storeName() == "pods" && call.route.subresource == "log")
        return call; // text, whatever is accepted
    auto form = negotiate(request.headers.get("Accept"));
    if (!form)
        return tl::unexpected(form.error());
    call.form = *form;
    return call;
}

Outcome<net::Response> Api::perform(Call &call)
{
    const std::string &method = call.request.method;
    const std::string &sub = call.route.subresource;
    if (isReview(call.resource))
        return method == "POST" && call.route.collection() ? review(call)
                                                           : tl::unexpected(methodNotAllowed());
    if (call.resource.storeName() == "pods" && isOneOf(sub, {"exec", "attach"}))
        return noProgram(call);
    if (method == "POST")
        return call.route.collection() ? create(call) : createUnder(call);
    if (!isOneOf(sub, {"", "status", "scale"}))
        return tl::unexpected(noSuchPath());
    if (method == "GET")
        return call.route.collection() ? list(call) : get(call);
    if (method == "DELETE" && sub.empty())
        return call.route.collection() ? removeAll(call) : remove(call);
    if (method == "PUT" && !call.route.collection())
        return update(call);
    if (method == "PATCH" && !call.route.collection())
        return patch(call);
    return tl::unexpected(methodNotAllowed());
}

net::Response Api::present(const Call &call, const Object &object, int status) const
{
    const Type *type = m_objects.catalogue().find(call.resource.group, call.resource.version,
                                                  call.resource.plural);
    if (call.form.kind == Form::Kind::Metadata)
        return net::Response::json(metadataOnly(*object, call.form.version), status);
    if (call.form.kind == Form::Kind::Whole || !type)
        return net::Response::json(*object, status);
    const Json metadata = {{"resourceVersion", text(*object, "/metadata/resourceVersion")}};
    const Object stored = std::make_shared<const Json>(storedForm(call.resource, *object));
    return net::Response::json(tableOf(*type, {stored}, call.form, call.option("includeObject"),
                                       metadata),
                               status);
}

Outcome<net::Response> Api::get(Call &call)
{
    auto object = m_objects.get(call.resource, call.route.ns, call.route.name);
    if (!object)
        return tl::unexpected(object.error());
    if (call.route.subresource == "scale") {
        const Type *type = m_objects.catalogue().find(call.resource.group, call.resource.version,
                                                      call.resource.plural);
        if (!type || type->specReplicas.empty())
            return tl::unexpected(noSuchPath());
        return net::Response::json(scaleOf(*type, **object));
    }
    if (call.route.subresource == "status" && !call.resource.status)
        return tl::unexpected(noSuchPath());
    return present(call, *object);
}

Outcome<WriteOptions> Api::writeOptions(Call &call) const
{
    WriteOptions out;
    auto dryRun = dryRunOf(call);
    if (!dryRun)
        return tl::unexpected(dryRun.error());
    out.dryRun = *dryRun;
    out.fieldManager = call.option("fieldManager");
    if (out.fieldManager.size() > 128)
        return tl::unexpected(
            badOption(optionsKind(call.request), {"fieldManager", "FieldValueTooLong",
                                                  "Too long: may not be more than 128 bytes"}));
    if (out.fieldManager.empty())
        out.fieldManager = agentOf(call.request);
    out.subresource = call.route.subresource;
    out.warnings = &call.warnings;
    if (const std::string validation = call.option("fieldValidation"); !validation.empty()) {
        if (!isOneOf(validation, {"Strict", "Warn", "Ignore"}))
            return tl::unexpected(badOption(optionsKind(call.request),
                                            unsupported("fieldValidation", validation,
                                                        {"", "Ignore", "Strict", "Warn"})));
        out.fieldValidation = validation;
    }
    return out;
}

Outcome<net::Response> Api::create(Call &call)
{
    auto options = writeOptions(call);
    if (!options)
        return tl::unexpected(options.error());
    auto body = bodyOf(call.request, &options->repeats);
    if (!body)
        return tl::unexpected(body.error());
    if (call.resource.namespaced && call.route.ns.empty())
        return tl::unexpected(methodNotAllowed());
    auto made = m_objects.create(call.resource, call.route.ns, std::move(*body), *options);
    if (!made)
        return tl::unexpected(made.error());
    return present(call, *made, 201);
}

Outcome<net::Response> Api::update(Call &call)
{
    auto options = writeOptions(call);
    if (!options)
        return tl::unexpected(options.error());
    auto body = bodyOf(call.request, &options->repeats);
    if (!body)
        return tl::unexpected(body.error());
    auto stored = m_objects.replace(call.resource, call.route.ns, call.route.name, std::move(*body),
                                    *options);
    if (!stored)
        return tl::unexpected(stored.error());
    return present(call, *stored);
}

Outcome<net::Response> Api::applyPatch(Call &call, const Json &body, WriteOptions options)
{
    if (call.option("fieldManager").empty())
        return tl::unexpected(
            badOption("PatchOptions", required("fieldManager", "is required for apply patch")));
    options.force = call.flag("force");
    if (!body.is_object() || text(body, "/apiVersion").empty() || text(body, "/kind").empty())
        return tl::unexpected(badRequest("invalid object type: apiVersion and kind must be set"));
    if (options.fieldValidation == "Strict" && !options.repeats.empty())
        return tl::unexpected(badRequest(options.repeats.refusal()));
    const bool fresh = !m_objects.get(call.resource, call.route.ns, call.route.name);
    auto stored = m_objects.apply(call.resource, call.route.ns, call.route.name, body, options);
    if (!stored)
        return tl::unexpected(stored.error());
    return present(call, *stored, fresh ? 201 : 200);
}

Outcome<net::Response> Api::patch(Call &call)
{
    auto options = writeOptions(call);
    if (!options)
        return tl::unexpected(options.error());
    const std::string type = mediaType(call.request.headers.get("Content-Type"));
    const bool applies = type == "application/apply-patch+yaml";
    if (!applies
        && !isOneOf(type, {"application/json-patch+json", "application/merge-patch+json",
                           "application/strategic-merge-patch+json"}))
        return tl::unexpected(unsupportedPatch());
    auto body = bodyOf(call.request, &options->repeats);
    if (!body)
        return tl::unexpected(body.error());
    if (applies)
        return applyPatch(call, *body, *options);
    if (!call.option("force").empty())
        return tl::unexpected(
            badOption("PatchOptions",
                      forbiddenField("force", "may not be specified for non-apply patch")));
    const Objects::Patch kind = type == "application/json-patch+json" ? Objects::Patch::JsonPatch
                                : type == "application/merge-patch+json"
                                    ? Objects::Patch::Merge
                                    : Objects::Patch::Strategic;
    auto stored =
        m_objects.patch(call.resource, call.route.ns, call.route.name, kind, *body, *options);
    if (!stored)
        return tl::unexpected(stored.error());
    return present(call, *stored);
}

Outcome<DeleteOptions> deleteOptions(const Call &call)
{
    DeleteOptions out;
    Json body = Json::object();
    if (!call.request.body.empty()) {
        auto parsed = bodyOf(call.request);
        if (!parsed)
            return tl::unexpected(parsed.error());
        body = std::move(*parsed);
    }
    const std::string policy = text(body, "/propagationPolicy", call.option("propagationPolicy"));
    if (!policy.empty() && !isOneOf(policy, {"Background", "Foreground", "Orphan"}))
        return tl::unexpected(
            badOption("DeleteOptions", unsupported("propagationPolicy", policy,
                                                   {"Foreground", "Background", "Orphan", "nil"})));
    if (!policy.empty())
        out.propagation = policy;
    else if (at(body, "/orphanDependents") == true || call.flag("orphanDependents"))
        out.propagation = "Orphan";
    const std::string grace = call.option("gracePeriodSeconds");
    if (const Json &seconds = at(body, "/gracePeriodSeconds"); seconds.is_number_integer())
        out.grace = seconds.get<int>();
    else if (!grace.empty() && grace.find_first_not_of("0123456789") == std::string::npos)
        out.grace = std::atoi(grace.c_str());
    auto dryRun = dryRunOf(call);
    if (!dryRun)
        return tl::unexpected(dryRun.error());
    const Json &inBody = at(body, "/dryRun");
    out.dryRun = *dryRun || (inBody.is_array() && !inBody.empty());
    out.uid = text(body, "/preconditions/uid");
    out.resourceVersion = text(body, "/preconditions/resourceVersion");
    return out;
}

Outcome<net::Response> Api::remove(Call &call)
{
    auto options = deleteOptions(call);
    if (!options)
        return tl::unexpected(options.error());
    auto live = m_objects.get(call.resource, call.route.ns, call.route.name);
    if (!live)
        return tl::unexpected(live.error());
    const std::string uid = text(**live, "/metadata/uid");
    const std::string revision = text(**live, "/metadata/resourceVersion");
    if (!options->uid.empty() && options->uid != uid)
        return tl::unexpected(
            precondition(call, "UID", options->uid, uid, "deleted and then recreated"));
    if (!options->resourceVersion.empty() && options->resourceVersion != revision)
        return tl::unexpected(
            precondition(call, "ResourceVersion", options->resourceVersion, revision, "modified"));
    auto kept = m_objects.remove(call.resource, call.route.ns, call.route.name,
                                 options->propagation, options->dryRun, options->grace);
    if (!kept)
        return tl::unexpected(kept.error());
    if (*kept && (!options->dryRun || call.resource.plural == "pods"))
        return present(call, *kept);
    return net::Response::json(successStatus(call.resource, call.route.name, uid));
}

} // namespace stage::cluster
