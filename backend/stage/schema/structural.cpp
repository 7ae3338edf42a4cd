// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/structural.h"

#include "backend/stage/schema/builtin.h"
#include "backend/stage/schema/compiler.h"
#include "backend/stage/schema/passes.h"

namespace stage::schema {

tl::expected<std::shared_ptr<const Schema>, std::string> Schema::compile(const Json &openApiV3)
{
    auto arena = std::make_shared<Arena>();
    Compiler compiler(*arena, nullptr, false);
    const auto builtins = Builtins::shared();
    compiler.setObjectMeta(builtins->definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
    arena->keep(builtins->arena());
    if (openApiV3.value("type", "object") != "object") {
        return tl::unexpected(std::string("openAPIV3Schema.type: Invalid value: \"")
                              + openApiV3.value("type", "") + "\": must be object at the root");
    }
    Node &root = arena->make();
    if (auto done = compiler.fill(root, openApiV3, {}, true); !done) {
        return tl::unexpected(done.error());
    }
    compiler.declareObject(root);
    return std::make_shared<Structural>(arena, root, openApiV3);
}

std::vector<Problem> Structural::validate(const Json &object) const
{
    return validateNode(m_root, object, {});
}

std::vector<std::string> Structural::unknownFields(const Json &object) const
{
    std::vector<std::string> names;
    for (auto &unknown : findUnknown(m_root, object)) {
        names.push_back(std::move(unknown.path));
    }
    return names;
}

void Structural::prune(Json &object) const
{
    for (const auto &unknown : findUnknown(m_root, object)) {
        object.at(unknown.at.parent_pointer()).erase(unknown.at.back());
    }
}

void Structural::applyDefaults(Json &object) const
{
    fillDefaults(m_root, object);
    if (!m_kind.empty()) {
        fillBuiltinDefaults(m_group, m_kind, object);
    }
}

std::vector<Problem> Structural::rules(const Json &object, const Json *before,
                                       std::vector<std::string> &notEvaluated) const
{
    std::vector<Problem> problems;
    checkRules(m_root, object, before, {}, problems, notEvaluated);
    return problems;
}

const Node *rootOf(const Schema *schema)
{
    const auto *structural = dynamic_cast<const Structural *>(schema);
    return structural ? &structural->root() : nullptr;
}

} // namespace stage::schema
