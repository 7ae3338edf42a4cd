// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/patches.h"

#include "backend/stage/cluster/failures.h"

namespace stage::cluster {

namespace {

/// A JSON patch that does not fit; Kubernetes says no more than this about it.
Failure rejected()
{
    return failure(422, "Invalid", "the server rejected our request due to an error in our request",
                   Json::object());
}

/// RFC 6902 refuses to replace a member that is not there; Kubernetes' library (evanphx/json-patch
/// v4) adds it.
bool replacesNothing(const Json &object, const Json &operation)
{
    if (!operation.is_object() || operation.value("op", Json()) != "replace"
        || !operation.contains("path") || !operation["path"].is_string())
        return false;
    const Json::json_pointer path(operation["path"].get<std::string>());
    return !path.empty() && !object.contains(path) && object.contains(path.parent_pointer())
           && object[path.parent_pointer()].is_object();
}

Outcome<Json> byOperations(const Json &live, const Json &patch)
{
    if (!patch.is_array())
        return tl::unexpected(
            badRequest("error decoding patch: json: cannot unmarshal object into Go value of type "
                       "jsonpatch.Patch"));
    try {
        Json out = live;
        for (Json operation : patch) {
            if (replacesNothing(out, operation))
                operation["op"] = "add";
            out = out.patch(Json::array({operation}));
        }
        return out;
    } catch (const Json::exception &) {
        return tl::unexpected(rejected());
    }
}

} // namespace

Outcome<Json> patchedBy(Objects::Patch kind, const Json &live, const Json &patch, const Type *type,
                        const std::string &name)
{
    if (kind == Objects::Patch::JsonPatch)
        return byOperations(live, patch);
    if (!patch.is_object())
        return tl::unexpected(
            badRequest("error decoding patch of " + name + ": the patch is no JSON object"));
    Json out = live;
    if (kind == Objects::Patch::Merge) {
        out.merge_patch(patch);
        return out;
    }
    if (type && type->resource.custom)
        return tl::unexpected(
            unsupportedMediaType({"application/json-patch+json", "application/merge-patch+json",
                                  "application/apply-patch+yaml"}));
    auto merged = schema::strategicMerge(live, patch, type ? type->schema.get() : nullptr);
    if (!merged)
        return tl::unexpected(badRequest(merged.error()));
    return std::move(*merged);
}

} // namespace stage::cluster
