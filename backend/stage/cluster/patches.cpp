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

Outcome<Json> byOperations(const Json &live, const Json &patch)
{
    if (!patch.is_array())
        return tl::unexpected(badRequest(
            "error decoding patch: json: cannot unmarshal object into Go value of type "
            "jsonpatch.Patch"));
    try {
        return live.patch(patch);
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
        return tl::unexpected(unsupportedMediaType({"application/json-patch+json",
                                                    "application/merge-patch+json",
                                                    "application/apply-patch+yaml"}));
    auto merged = schema::strategicMerge(live, patch, type ? type->schema.get() : nullptr);
    if (!merged)
        return tl::unexpected(badRequest(merged.error()));
    return std::move(*merged);
}

} // namespace stage::cluster
