// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace stage::schema {

using Json = nlohmann::json;

/// One field that is not as the schema wants it, as a Status cause says it. A Status' own message
/// is `field + ": " + message`; several stand in brackets, separated by ", ".
struct Problem {
    std::string field;   ///< "spec.rules[0].action"
    std::string reason;  ///< FieldValueRequired, FieldValueInvalid, FieldValueTypeInvalid, …
    std::string message; ///< as the API server words it, without the field: "Required value"
};

/// A structural schema: a CRD's openAPIV3Schema or a built-in type's. Immutable, shared.
class Schema {
public:
    /// The error names the place that is not structural.
    static tl::expected<std::shared_ptr<const Schema>, std::string> compile(const Json &openApiV3);
    virtual ~Schema() = default;

    virtual std::vector<Problem> validate(const Json &object) const = 0;
    /// Fields that pruning would drop, "spec.foo"; with duplicates never.
    virtual std::vector<std::string> unknownFields(const Json &object) const = 0;
    virtual void prune(Json &object) const = 0;
    virtual void applyDefaults(Json &object) const = 0;
    /// x-kubernetes-validations; rules outside the supported subset are named in NOTEVALUATED.
    virtual std::vector<Problem> rules(const Json &object, const Json *before,
                                       std::vector<std::string> &notEvaluated) const = 0;
    virtual const Json &openApi() const = 0;
};

/// The schema of a built-in kind; null when there is none ("", "v1", "Pod").
std::shared_ptr<const Schema> builtin(const std::string &group, const std::string &version,
                                      const std::string &kind);

/// Server-side apply (fieldsV1 ownership). LIVE is null to create.
struct Conflict {
    std::string manager, apiVersion; ///< apiVersion is "" for one that applies
    std::string field;               ///< ".spec.replicas"
    std::string subresource = {};
};
struct Merged {
    Json object; ///< with metadata.managedFields
    std::vector<Conflict> conflicts;
};
Merged apply(const Json &live, const Json &intent, const std::string &manager, bool force,
             const Schema *schema, const std::string &subresource, const std::string &time);
/// AFTER with managedFields updated for a create, replace or patch by MANAGER.
Json recordUpdate(const Json &before, Json after, const std::string &manager, const Schema *schema,
                  const std::string &subresource, const std::string &time);
/// Strategic merge patch by the schema's list types and merge keys; plain merge without a schema.
tl::expected<Json, std::string> strategicMerge(const Json &live, const Json &patch,
                                               const Schema *schema);

/// What the OpenAPI documents describe.
struct Served {
    std::string group, version, kind, plural;
    bool namespaced = true, status = false;
    std::shared_ptr<const Schema> schema;
};
Json openApiV2(const std::vector<Served> &served);
std::string openApiV2Protobuf(const std::vector<Served> &served); ///< gnostic openapi.v2.Document
Json openApiV3Index(const std::vector<Served> &served);           ///< /openapi/v3
Json openApiV3(const std::vector<Served> &served, const std::string &groupVersionPath);

} // namespace stage::schema
