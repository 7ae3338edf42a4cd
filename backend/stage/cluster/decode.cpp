// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/inner.h"
#include "backend/stage/cluster/names.h"
#include "backend/stage/cluster/validation.h"

#include <algorithm>

namespace stage::cluster {

namespace {

void dropNulls(Json &value)
{
    if (value.is_object()) {
        for (auto member = value.begin(); member != value.end();) {
            if (member->is_null()) {
                member = value.erase(member);
            } else {
                dropNulls(*member);
                ++member;
            }
        }
    } else if (value.is_array()) {
        for (Json &element : value)
            dropNulls(element);
    }
}

std::string cannotBeHandled(const Resource &resource, const std::string &why)
{
    return resource.kind + " in version " + Json(resource.version).dump()
           + " cannot be handled as a " + resource.kind + ": " + why;
}

/// A refused body: for patches it is the patched object that is invalid, for the rest a bad
/// request.
Failure refused(const Write &write, const Json &object, const std::string &why)
{
    if (write.verb != Verb::Patch)
        return badRequest(cannotBeHandled(write.type.resource, why));
    const schema::Problem problem =
        invalidValue("patch", object.dump(-1, ' ', false, Json::error_handler_t::replace), why);
    return failure(422, "Invalid", " \"\" is invalid: patch: " + problem.message,
                   {{"causes", Json::array({{{"reason", problem.reason},
                                             {"message", problem.message},
                                             {"field", problem.field}}})}});
}

/// A server's fault by its code, without a reason: so says Kubernetes, too.
Failure notTyped(const Write &write, const std::string &why)
{
    const Resource &resource = write.type.resource;
    return failure(500, "",
                   "failed to create typed patch object (" + write.key.ns + "/" + write.key.name
                       + "; " + resource.group + "/" + resource.version + ", Kind=" + resource.kind
                       + "): " + why);
}

/// Without what stands inside unknown fields, or is one: nobody decodes that.
Repeats known(Repeats repeats, const std::vector<std::string> &unknown)
{
    std::erase_if(repeats.said, [&](const std::string &text) {
        return std::any_of(unknown.begin(), unknown.end(), [&](const std::string &field) {
            const std::string start = "duplicate field \"" + field;
            return text.starts_with(start)
                   && text.find_first_of(".[\"", start.size()) == start.size();
        });
    });
    return repeats;
}

Outcome<void> checkFields(const Write &write, const Json &object)
{
    const std::vector<std::string> unknown = write.type.schema->unknownFields(object);
    const Repeats repeats = known(write.options.repeats, unknown);
    if (unknown.empty() && repeats.empty())
        return {};
    // Server-side apply merges by the schema and has no way to own what is not in it.
    if (write.verb == Verb::Apply && !unknown.empty())
        return tl::unexpected(
            notTyped(write, "." + unknown.front() + ": field not declared in schema"));
    std::vector<std::string> said = repeats.said;
    std::string strict = repeats.empty() ? "" : repeats.text();
    for (const std::string &field : unknown) {
        said.push_back("unknown field " + Json(field).dump());
        strict += (strict.empty() ? "" : ", ") + said.back();
    }
    if (write.options.fieldValidation == "Warn" && write.options.warnings)
        write.options.warnings->insert(write.options.warnings->end(), said.begin(), said.end());
    if (write.options.fieldValidation == "Strict")
        return tl::unexpected(refused(write, object, "strict decoding error: " + strict));
    return {};
}

bool isTypeProblem(const schema::Problem &problem)
{
    return problem.reason == "FieldValueTypeInvalid";
}

} // namespace

Outcome<void> Objects::Inner::checkKind(const Type &type, Json &object) const
{
    const Resource &resource = type.resource;
    if (!object.is_object())
        return tl::unexpected(badRequest("the object provided is unrecognized (must be of type "
                                         + resource.kind + "): the body is no object"));
    const std::string version = text(object, "/apiVersion", resource.apiVersion());
    const std::string kind = text(object, "/kind", resource.kind);
    if (version != resource.apiVersion())
        return tl::unexpected(badRequest("the API version in the data (" + version
                                         + ") does not match the expected API version ("
                                         + resource.apiVersion() + ")"));
    if (kind != resource.kind)
        return tl::unexpected(badRequest(
            kind + " in version " + Json(resource.version).dump() + " cannot be handled as a "
            + resource.kind + ": converting (" + version + "." + kind + ") to ("
            + (resource.group.empty() ? "core" : resource.group.substr(0, resource.group.find('.')))
            + "." + resource.kind + "): unknown conversion"));
    object["apiVersion"] = resource.apiVersion();
    object["kind"] = resource.kind;
    if (!object.contains("metadata") || object["metadata"].is_null())
        object["metadata"] = Json::object();
    if (!object["metadata"].is_object())
        return tl::unexpected(badRequest(
            cannotBeHandled(resource, "json: cannot unmarshal into Go struct field " + resource.kind
                                          + ".metadata of type v1.ObjectMeta")));
    return {};
}

Outcome<void> Objects::Inner::decode(const Write &write, Json &object) const
{
    if (write.type.resource.custom)
        dropNulls(object["metadata"]);
    else
        dropNulls(object);
    if (!write.type.schema)
        return {};
    if (auto known = checkFields(write, object); !known)
        return known;
    if (!write.type.resource.custom) {
        for (const schema::Problem &problem : write.type.schema->validate(object)) {
            if (!isTypeProblem(problem))
                continue;
            const std::string why = problem.field + ": " + problem.message;
            return tl::unexpected(write.verb == Verb::Apply ? notTyped(write, "." + why)
                                                            : refused(write, object, why));
        }
    }
    write.type.schema->prune(object);
    return {};
}

Outcome<void> Objects::Inner::validate(const Write &write, const Json &object) const
{
    const Type &type = write.type;
    std::vector<schema::Problem> problems =
        metadataProblems(object, type.resource.namespaced, nameRule(type.resource));
    if (write.live && write.live->at("metadata").contains("deletionTimestamp")) {
        const Json &had = at(*write.live, "/metadata/finalizers");
        std::string added;
        for (const Json &one : at(object, "/metadata/finalizers")) {
            if (std::find(had.begin(), had.end(), one) == had.end())
                added += (added.empty() ? "" : ", ") + one.dump();
        }
        if (!added.empty())
            problems.push_back(forbiddenField("metadata.finalizers",
                                              "no new finalizers can be added if the object is "
                                              "being deleted, found new finalizers "
                                              "[]string{"
                                                  + added + "}"));
    }
    const auto append = [&](std::vector<schema::Problem> more) {
        for (schema::Problem &problem : more) {
            const bool known = std::any_of(problems.begin(), problems.end(), [&](const auto &one) {
                return one.field == problem.field;
            });
            if (!known || type.resource.custom)
                problems.push_back(std::move(problem));
        }
    };
    if (!type.resource.custom)
        append(builtinProblems(type.resource, object, write.live.get()));
    if (type.schema) {
        append(type.schema->validate(object));
        std::vector<std::string> notEvaluated;
        if (problems.empty())
            append(type.schema->rules(object, write.live.get(), notEvaluated));
        for (const std::string &rule : notEvaluated) {
            if (write.options.warnings)
                write.options.warnings->push_back("validation rule not evaluated: " + rule);
        }
    }
    if (problems.empty())
        return {};
    return tl::unexpected(invalid(type.resource, text(object, "/metadata/name"), problems));
}

} // namespace stage::cluster
