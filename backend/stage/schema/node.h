// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/cel.h"
#include "backend/stage/schema/pattern.h"

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace stage::schema {

using Json = nlohmann::json;

/// One entry of x-kubernetes-validations.
struct Rule {
    std::string text, message, reason, fieldPath;
    std::optional<cel::Program> program, messageExpression;
    std::string whyNot; ///< why PROGRAM is empty
    bool transition = false;
};

enum class ListType { Atomic, Set, Map };

/// A schema compiled for use. Nodes refer to each other freely (JSON Schema's own schema holds
/// itself) and are owned by their Arena; nothing changes after compiling.
struct Node {
    std::string type, format, patternText;
    bool nullable = false;
    bool preserveUnknown = false; ///< keeps what it does not name
    bool intOrString = false;
    bool embedded = false; ///< x-kubernetes-embedded-resource
    bool builtin = false;  ///< decoded by Go structs: null is absence, names decide, not types
    bool atomicMap = false;
    ListType listType = ListType::Atomic;
    std::vector<std::string> mapKeys; ///< x-kubernetes-list-map-keys
    std::string patchMergeKey;        ///< strategic merge
    bool patchMerge = false, patchRetainKeys = false;

    std::map<std::string, const Node *, std::less<>> properties;
    const Node *additional = nullptr;
    bool anyAdditional = false; ///< additionalProperties: true
    const Node *items = nullptr;
    std::vector<std::string> required;
    std::vector<Json> allowed; ///< enum
    std::optional<Pattern> pattern;
    std::optional<Json> minimum, maximum, multipleOf;
    bool exclusiveMinimum = false, exclusiveMaximum = false, uniqueItems = false;
    std::optional<std::size_t> minLength, maxLength, minItems, maxItems, minProperties,
        maxProperties;
    std::vector<const Node *> allOf, anyOf, oneOf;
    const Node *never = nullptr;  ///< not
    std::optional<Json> fallback; ///< default
    std::vector<Rule> rules;

    /// The node of a member; null when the schema does not know it.
    const Node *child(const std::string &name) const
    {
        const auto it = properties.find(name);
        return it != properties.end() ? it->second : additional;
    }
    bool declares(const std::string &name) const { return properties.count(name) > 0; }
    /// Holds members of any name, by choice or because nothing is said of its members.
    bool open() const
    {
        return preserveUnknown || anyAdditional
               || (properties.empty() && !additional && !type.size());
    }
};

/// Owns nodes, and keeps the arenas alive whose nodes it borrows.
class Arena {
public:
    Node &make()
    {
        m_nodes.push_back(std::make_unique<Node>());
        return *m_nodes.back();
    }
    void keep(std::shared_ptr<const Arena> other) { m_kept.push_back(std::move(other)); }

private:
    std::vector<std::unique_ptr<Node>> m_nodes;
    std::vector<std::shared_ptr<const Arena>> m_kept;
};

/// "spec", "spec.rules", "spec.rules[0]" … without a leading dot at the root.
inline std::string join(const std::string &path, const std::string &name)
{
    return path.empty() ? name : path + "." + name;
}
inline std::string join(const std::string &path, std::size_t index)
{
    return path + "[" + std::to_string(index) + "]";
}

} // namespace stage::schema
