// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/builtin.h"

#include "backend/stage/schema/compiler.h"
#include "backend/stage/schema/structural.h"

#include <string_view>

namespace stage::schema {

/// Generated from resources/stage/openapi/builtins.json when the library is built.
std::string_view builtinDefinitions();

namespace {

constexpr std::string_view prefix = "#/definitions/";

std::string key(const std::string &group, const std::string &version, const std::string &kind)
{
    return group + "/" + version + "/" + kind;
}

} // namespace

std::shared_ptr<const Builtins> Builtins::shared()
{
    static const std::shared_ptr<const Builtins> builtins(new Builtins);
    return builtins;
}

Builtins::Builtins()
    : m_definitions(Json::parse(builtinDefinitions()).at("definitions"))
    , m_arena(std::make_shared<Arena>())
{
    Compiler *self = nullptr;
    Compiler compiler(
        *m_arena,
        [this, &self](const std::string &reference) {
            return resolve(*self, reference.substr(prefix.size()));
        },
        true);
    self = &compiler;
    for (const auto &[name, definition] : m_definitions.items()) {
        const auto *node = resolve(compiler, name);
        const auto kinds = definition.find("x-kubernetes-group-version-kind");
        if (!node || kinds == definition.end()) {
            continue;
        }
        for (const auto &kind : *kinds) {
            const auto group = kind.value("group", "");
            const auto id = key(group, kind.value("version", ""), kind.value("kind", ""));
            m_names[id] = name;
            m_schemas[id] = std::make_shared<Structural>(m_arena, *node, definition, group,
                                                         kind.value("kind", ""));
        }
    }
}

const Node *Builtins::resolve(Compiler &compiler, const std::string &name)
{
    if (const auto known = m_nodes.find(name); known != m_nodes.end()) {
        return known->second;
    }
    const auto it = m_definitions.find(name);
    if (it == m_definitions.end()) {
        return nullptr;
    }
    Node &node = m_arena->make();
    m_nodes[name] = &node; // before it is filled: it may hold itself
    return compiler.fill(node, *it, name, true) ? &node : nullptr;
}

const Node *Builtins::definition(const std::string &name) const
{
    const auto it = m_nodes.find(name);
    return it == m_nodes.end() ? nullptr : it->second;
}

std::string Builtins::definitionOf(const std::string &group, const std::string &version,
                                   const std::string &kind) const
{
    const auto it = m_names.find(key(group, version, kind));
    return it == m_names.end() ? std::string() : it->second;
}

std::shared_ptr<const Schema> Builtins::find(const std::string &group, const std::string &version,
                                             const std::string &kind) const
{
    const auto it = m_schemas.find(key(group, version, kind));
    return it == m_schemas.end() ? nullptr : it->second;
}

std::shared_ptr<const Schema> builtin(const std::string &group, const std::string &version,
                                      const std::string &kind)
{
    return Builtins::shared()->find(group, version, kind);
}

} // namespace stage::schema
