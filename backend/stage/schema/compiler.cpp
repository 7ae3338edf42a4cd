// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/compiler.h"

#include <set>

namespace stage::schema {

namespace {

using Done = tl::expected<void, std::string>;

std::string text(const Json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool flag(const Json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_boolean() && it->get<bool>();
}

std::optional<std::size_t> size(const Json &object, const char *key)
{
    const auto it = object.find(key);
    if (it == object.end() || !it->is_number() || it->get<double>() < 0) {
        return std::nullopt;
    }
    return it->get<std::size_t>();
}

std::optional<Json> number(const Json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_number() ? std::optional<Json>(*it) : std::nullopt;
}

std::vector<std::string> texts(const Json &object, const char *key)
{
    std::vector<std::string> all;
    if (const auto it = object.find(key); it != object.end() && it->is_array()) {
        for (const auto &item : *it) {
            if (item.is_string()) {
                all.push_back(item.get<std::string>());
            }
        }
    }
    return all;
}

std::string orRoot(const std::string &place)
{
    return place.empty() ? "openAPIV3Schema" : "openAPIV3Schema." + place;
}

} // namespace

tl::expected<const Node *, std::string> Compiler::compile(const Json &schema,
                                                          const std::string &place, bool structural)
{
    if (!schema.is_object()) {
        return tl::unexpected(orRoot(place) + ": Invalid value: must be an object");
    }
    if (const auto reference = text(schema, "$ref"); !reference.empty() && schema.size() == 1) {
        const auto *target = m_resolve ? m_resolve(reference) : nullptr;
        if (!target) {
            return tl::unexpected(orRoot(place) + ".$ref: Forbidden: $ref is not supported");
        }
        return target;
    }
    Node &node = m_arena.make();
    if (auto done = fill(node, schema, place, structural); !done) {
        return tl::unexpected(done.error());
    }
    return &node;
}

Done Compiler::fill(Node &node, const Json &schema, const std::string &place, bool structural)
{
    if (const auto reference = text(schema, "$ref"); !reference.empty()) {
        const auto *target = m_resolve ? m_resolve(reference) : nullptr;
        if (!target) {
            return tl::unexpected(orRoot(place) + ".$ref: Forbidden: $ref is not supported");
        }
        node = *target;
    } else {
        node.type = text(schema, "type");
    }
    node.format = node.format.empty() ? text(schema, "format") : node.format;
    node.nullable = node.nullable || flag(schema, "nullable");
    node.builtin = m_builtin;
    fillExtensions(node, schema);
    if (structural && !m_builtin) {
        if (auto done = checkStructure(node, schema, place); !done) {
            return done;
        }
    }
    if (auto done = fillLimits(node, schema, place); !done) {
        return done;
    }
    if (auto done = fillMembers(node, schema, place, structural); !done) {
        return done;
    }
    if (auto done = fillJunctors(node, schema, place); !done) {
        return done;
    }
    fillRules(node, schema);
    if (node.embedded) {
        declareObject(node);
    }
    return {};
}

void Compiler::declareObject(Node &node)
{
    for (const char *name : {"apiVersion", "kind"}) {
        if (!node.declares(name)) {
            auto &text = m_arena.make();
            text.type = "string";
            node.properties[name] = &text;
        }
    }
    if (m_objectMeta) {
        node.properties["metadata"] = m_objectMeta;
    }
}

Done Compiler::checkStructure(const Node &node, const Json &schema, const std::string &place) const
{
    static const std::set<std::string> known{"array",  "boolean", "integer",
                                             "number", "object",  "string"};
    if (node.type.empty() && !node.intOrString && !node.preserveUnknown) {
        return tl::unexpected(orRoot(place) + ".type: Required value: must not be empty "
                              + (place.empty() ? "at the root" : "for specified object fields"));
    }
    if (!node.type.empty() && known.count(node.type) == 0) {
        return tl::unexpected(orRoot(place) + ".type: Unsupported value: \"" + node.type
                              + "\": supported values: \"array\", \"boolean\", \"integer\", "
                                "\"number\", \"object\", \"string\"");
    }
    if (node.type == "array" && !schema.contains("items")) {
        return tl::unexpected(orRoot(place) + ".items: Required value: must be specified");
    }
    if (const auto it = schema.find("additionalProperties"); it != schema.end()) {
        if (it->is_boolean() && !it->get<bool>()) {
            return tl::unexpected(orRoot(place)
                                  + ".additionalProperties: Forbidden: must not be false");
        }
        if (schema.contains("properties")) {
            return tl::unexpected(orRoot(place)
                                  + ".additionalProperties: Forbidden: additionalProperties and "
                                    "properties are mutual exclusive");
        }
    }
    return {};
}

void Compiler::fillExtensions(Node &node, const Json &schema) const
{
    node.preserveUnknown =
        node.preserveUnknown || flag(schema, "x-kubernetes-preserve-unknown-fields");
    node.intOrString = node.intOrString || flag(schema, "x-kubernetes-int-or-string")
                       || node.format == "int-or-string";
    node.embedded = flag(schema, "x-kubernetes-embedded-resource");
    if (const auto type = text(schema, "x-kubernetes-map-type"); !type.empty()) {
        node.atomicMap = type == "atomic";
    }
    if (const auto type = text(schema, "x-kubernetes-list-type"); !type.empty()) {
        node.listType = type == "map"   ? ListType::Map
                        : type == "set" ? ListType::Set
                                        : ListType::Atomic;
    }
    node.mapKeys = texts(schema, "x-kubernetes-list-map-keys");
    node.patchMergeKey = text(schema, "x-kubernetes-patch-merge-key");
    const auto strategy = text(schema, "x-kubernetes-patch-strategy");
    node.patchMerge = strategy.find("merge") != std::string::npos;
    node.patchRetainKeys = strategy.find("retainKeys") != std::string::npos;
    if (node.listType == ListType::Atomic && m_builtin && node.patchMerge
        && !schema.contains("x-kubernetes-list-type")) {
        // Old types say their list type only by their patch strategy.
        node.listType = node.patchMergeKey.empty() ? ListType::Set : ListType::Map;
        if (!node.patchMergeKey.empty() && node.mapKeys.empty()) {
            node.mapKeys = {node.patchMergeKey};
        }
    }
    if (const auto it = schema.find("default"); it != schema.end()) {
        node.fallback = *it;
    }
}

Done Compiler::fillLimits(Node &node, const Json &schema, const std::string &place)
{
    if (const auto it = schema.find("enum"); it != schema.end() && it->is_array()) {
        node.allowed.assign(it->begin(), it->end());
    }
    for (auto &name : texts(schema, "required")) {
        node.required.push_back(std::move(name));
    }
    node.minimum = number(schema, "minimum");
    node.maximum = number(schema, "maximum");
    node.multipleOf = number(schema, "multipleOf");
    node.exclusiveMinimum = flag(schema, "exclusiveMinimum");
    node.exclusiveMaximum = flag(schema, "exclusiveMaximum");
    node.uniqueItems = flag(schema, "uniqueItems");
    node.minLength = size(schema, "minLength");
    node.maxLength = size(schema, "maxLength");
    node.minItems = size(schema, "minItems");
    node.maxItems = size(schema, "maxItems");
    node.minProperties = size(schema, "minProperties");
    node.maxProperties = size(schema, "maxProperties");
    node.patternText = text(schema, "pattern");
    if (node.patternText.empty()) {
        return {};
    }
    auto known = m_patterns.find(node.patternText);
    if (known == m_patterns.end()) {
        auto pattern = Pattern::compile(node.patternText);
        if (!pattern) {
            return tl::unexpected(orRoot(place) + ".pattern: Invalid value: " + pattern.error());
        }
        known = m_patterns.emplace(node.patternText, std::move(*pattern)).first;
    }
    node.pattern = known->second;
    return {};
}

Done Compiler::fillMembers(Node &node, const Json &schema, const std::string &place,
                           bool structural)
{
    if (const auto it = schema.find("properties"); it != schema.end() && it->is_object()) {
        for (const auto &[name, member] : it->items()) {
            auto child = compile(member, join(place, "properties[" + name + "]"), structural);
            if (!child) {
                return tl::unexpected(child.error());
            }
            node.properties[name] = *child;
        }
    }
    if (const auto it = schema.find("additionalProperties"); it != schema.end()) {
        if (it->is_boolean()) {
            node.anyAdditional = it->get<bool>();
        } else {
            auto child = compile(*it, join(place, "additionalProperties"), structural);
            if (!child) {
                return tl::unexpected(child.error());
            }
            node.additional = *child;
        }
    }
    if (const auto it = schema.find("items"); it != schema.end()) {
        auto child = compile(*it, join(place, "items"), structural);
        if (!child) {
            return tl::unexpected(child.error());
        }
        node.items = *child;
    }
    return {};
}

Done Compiler::fillJunctors(Node &node, const Json &schema, const std::string &place)
{
    const auto all = [&](const char *key, std::vector<const Node *> &into) -> Done {
        const auto it = schema.find(key);
        if (it == schema.end() || !it->is_array()) {
            return {};
        }
        for (std::size_t i = 0; i < it->size(); ++i) {
            auto child = compile((*it)[i], join(join(place, key), i), false);
            if (!child) {
                return tl::unexpected(child.error());
            }
            into.push_back(*child);
        }
        return {};
    };
    for (auto done :
         {all("allOf", node.allOf), all("anyOf", node.anyOf), all("oneOf", node.oneOf)}) {
        if (!done) {
            return done;
        }
    }
    if (const auto it = schema.find("not"); it != schema.end()) {
        auto child = compile(*it, join(place, "not"), false);
        if (!child) {
            return tl::unexpected(child.error());
        }
        node.never = *child;
    }
    return {};
}

void Compiler::fillRules(Node &node, const Json &schema) const
{
    const auto it = schema.find("x-kubernetes-validations");
    if (it == schema.end() || !it->is_array()) {
        return;
    }
    for (const auto &entry : *it) {
        Rule rule;
        rule.text = text(entry, "rule");
        rule.message = text(entry, "message");
        rule.reason = text(entry, "reason");
        rule.fieldPath = text(entry, "fieldPath");
        if (auto program = cel::Program::compile(rule.text)) {
            rule.transition = program->mentions("oldSelf") && !flag(entry, "optionalOldSelf");
            rule.program = std::move(*program);
        } else {
            rule.whyNot = program.error();
        }
        if (const auto expression = text(entry, "messageExpression"); !expression.empty()) {
            if (auto program = cel::Program::compile(expression)) {
                rule.messageExpression = std::move(*program);
            }
        }
        node.rules.push_back(std::move(rule));
    }
}

} // namespace stage::schema
