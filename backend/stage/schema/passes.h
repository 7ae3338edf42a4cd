// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/node.h"
#include "backend/stage/schema/schema.h"

namespace stage::schema {

/// What is wrong with VALUE, in the words of the API server; the order is the schema's.
std::vector<Problem> validateNode(const Node &node, const Json &value, const std::string &path);

/// A member that the schema does not name.
struct Unknown {
    std::string path; ///< "spec.foo"
    Json::json_pointer at;
};
std::vector<Unknown> findUnknown(const Node &node, const Json &value);
/// Members with a default that are absent or a null that may not be; other such nulls go.
void fillDefaults(const Node &node, Json &value);
/// What only code knows of built-in kinds: imagePullPolicy by tag, targetPort by port …
void fillBuiltinDefaults(const std::string &group, const std::string &kind, Json &object);

/// x-kubernetes-validations of NODE and of all it holds. BEFORE is null for a create.
void checkRules(const Node &node, const Json &value, const Json *before, const std::string &path,
                std::vector<Problem> &problems, std::vector<std::string> &notEvaluated);

/// Problems as the API server builds them; the message does not repeat the field.
Problem required(const std::string &field);
Problem invalid(const std::string &field, const Json &value, const std::string &detail);
Problem duplicate(const std::string &field, const Json &value);

} // namespace stage::schema
