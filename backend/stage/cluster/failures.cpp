// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/failures.h"

namespace stage::cluster {

namespace {

std::string quoted(const std::string &value)
{
    return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string joined(const std::vector<std::string> &parts, const std::string &separator)
{
    std::string out;
    for (const std::string &part : parts)
        out += (out.empty() ? "" : separator) + part;
    return out;
}

Json detailsOf(const Resource &resource, const std::string &name, const std::string &kind)
{
    Json details = {{"kind", kind}};
    if (!name.empty())
        details["name"] = name;
    if (!resource.group.empty())
        details["group"] = resource.group;
    return details;
}

Json causesOf(const std::vector<schema::Problem> &problems)
{
    Json causes = Json::array();
    for (const schema::Problem &problem : problems)
        causes.push_back(
            {{"reason", problem.reason}, {"message", problem.message}, {"field", problem.field}});
    return causes;
}

/// An updater is named with its version, an applier without.
std::string ownerText(const schema::Conflict &conflict)
{
    std::string out = quoted(conflict.manager);
    if (!conflict.subresource.empty())
        out += " with subresource " + quoted(conflict.subresource);
    return conflict.apiVersion.empty() ? out : out + " using " + conflict.apiVersion;
}

} // namespace

Failure failure(int code, const std::string &reason, const std::string &message, Json details)
{
    Json status = {{"kind", "Status"},
                   {"apiVersion", "v1"},
                   {"metadata", Json::object()},
                   {"status", "Failure"},
                   {"message", message}};
    if (!reason.empty())
        status["reason"] = reason;
    if (!details.is_null())
        status["details"] = std::move(details);
    status["code"] = code;
    return {std::move(status)};
}

std::string qualified(const Resource &resource)
{
    return resource.storeName();
}

Failure notFound(const Resource &resource, const std::string &name)
{
    return failure(404, "NotFound", qualified(resource) + " " + quoted(name) + " not found",
                   detailsOf(resource, name, resource.plural));
}

Failure noSuchPath()
{
    return failure(404, "NotFound", "the server could not find the requested resource",
                   Json::object());
}

Failure alreadyExists(const Resource &resource, const std::string &name)
{
    return failure(409, "AlreadyExists",
                   qualified(resource) + " " + quoted(name) + " already exists",
                   detailsOf(resource, name, resource.plural));
}

Failure conflict(const Resource &resource, const std::string &name, const std::string &why)
{
    return failure(409, "Conflict",
                   "Operation cannot be fulfilled on " + qualified(resource) + " " + quoted(name)
                       + ": " + why,
                   detailsOf(resource, name, resource.plural));
}

Failure stale(const Resource &resource, const std::string &name)
{
    return conflict(resource, name,
                    "the object has been modified; please apply your changes to the latest version "
                    "and try again");
}

Failure invalid(const Resource &resource, const std::string &name,
                const std::vector<schema::Problem> &problems)
{
    std::vector<std::string> texts;
    for (const schema::Problem &problem : problems)
        texts.push_back(problem.field + ": " + problem.message);
    const std::string kind =
        resource.group.empty() ? resource.kind : resource.kind + "." + resource.group;
    std::string text = joined(texts, ", ");
    if (texts.size() > 1)
        text = "[" + text + "]";
    Json details = detailsOf(resource, name, resource.kind);
    details["causes"] = causesOf(problems);
    return failure(422, "Invalid", kind + " " + quoted(name) + " is invalid: " + text,
                   std::move(details));
}

Failure badRequest(const std::string &message)
{
    return failure(400, "BadRequest", message);
}

Failure forbidden(const Resource &resource, const std::string &name, const std::string &why,
                  Json causes)
{
    Json details = detailsOf(resource, name, resource.plural);
    if (!causes.empty())
        details["causes"] = std::move(causes);
    return failure(403, "Forbidden",
                   qualified(resource) + " " + quoted(name) + " is forbidden: " + why,
                   std::move(details));
}

Failure expired(const std::string &message)
{
    return failure(410, "Expired", message);
}

Failure unauthorized()
{
    return failure(401, "Unauthorized", "Unauthorized");
}

Failure methodNotAllowed()
{
    return failure(405, "MethodNotAllowed",
                   "the server does not allow this method on the requested resource",
                   Json::object());
}

Failure unsupportedPatch()
{
    return failure(415, "UnsupportedMediaType", "415: Unsupported Media Type", Json::object());
}

Failure unsupportedMediaType(const std::vector<std::string> &accepted)
{
    return failure(
        415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + joined(accepted, ", "));
}

Failure notAcceptable(const std::vector<std::string> &accepted)
{
    return failure(406, "NotAcceptable",
                   "only the following media types are accepted: " + joined(accepted, ", "));
}

Failure applyConflict(const std::vector<schema::Conflict> &conflicts)
{
    // k8s.io/apimachinery, managedfields/internal/conflict.go: one is told in a line, more by
    // manager.
    std::map<std::string, std::vector<std::string>> fields;
    Json causes = Json::array();
    for (const schema::Conflict &one : conflicts) {
        const std::string manager = ownerText(one);
        fields[manager].push_back(one.field);
        causes.push_back({{"reason", "FieldManagerConflict"},
                          {"message", "conflict with " + manager},
                          {"field", one.field}});
    }
    std::vector<std::string> texts;
    for (const auto &[manager, names] : fields)
        texts.push_back(conflicts.size() == 1
                            ? "conflict with " + manager + ": " + names.front()
                            : "conflicts with " + manager + ":\n- " + joined(names, "\n- "));
    const std::string count =
        std::to_string(conflicts.size()) + (conflicts.size() == 1 ? " conflict: " : " conflicts: ");
    return failure(409, "Conflict", "Apply failed with " + count + joined(texts, "\n"),
                   {{"causes", causes}});
}

schema::Problem required(const std::string &field, const std::string &detail)
{
    return {field, "FieldValueRequired",
            detail.empty() ? "Required value" : "Required value: " + detail};
}

schema::Problem invalidValue(const std::string &field, const Json &value, const std::string &detail)
{
    return {field, "FieldValueInvalid",
            "Invalid value: " + value.dump(-1, ' ', false, Json::error_handler_t::replace) + ": "
                + detail};
}

schema::Problem forbiddenField(const std::string &field, const std::string &detail)
{
    return {field, "FieldValueForbidden", "Forbidden: " + detail};
}

schema::Problem unsupported(const std::string &field, const Json &value,
                            const std::vector<std::string> &supported)
{
    std::vector<std::string> names;
    for (const std::string &one : supported)
        names.push_back(quoted(one));
    return {field, "FieldValueNotSupported",
            "Unsupported value: " + value.dump() + ": supported values: " + joined(names, ", ")};
}

} // namespace stage::cluster
