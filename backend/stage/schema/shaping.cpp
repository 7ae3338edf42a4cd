// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/passes.h"

namespace stage::schema {

namespace {

void collectUnknown(const Node &node, const Json &value, const std::string &path,
                    const Json::json_pointer &at, std::vector<Unknown> &found)
{
    if (value.is_array() && node.items) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            collectUnknown(*node.items, value[i], join(path, i), at / i, found);
        }
        return;
    }
    if (!value.is_object()) {
        return;
    }
    for (const auto &[name, member] : value.items()) {
        if (const auto *child = node.child(name)) {
            collectUnknown(*child, member, join(path, name), at / name, found);
        } else if (!node.open()) {
            found.push_back({join(path, name), at / name});
        }
    }
}

/// Null where null may not stand counts as absent.
bool isAbsence(const Node &node, const Json &value)
{
    return value.is_null() && !node.nullable && !node.open();
}

} // namespace

std::vector<Unknown> findUnknown(const Node &node, const Json &value)
{
    std::vector<Unknown> found;
    collectUnknown(node, value, {}, Json::json_pointer(), found);
    return found;
}

void fillDefaults(const Node &node, Json &value)
{
    if (value.is_array() && node.items) {
        for (auto &item : value) {
            fillDefaults(*node.items, item);
        }
        return;
    }
    if (!value.is_object()) {
        return;
    }
    for (const auto &[name, child] : node.properties) {
        const auto it = value.find(name);
        if (child->fallback && (it == value.end() || isAbsence(*child, *it))) {
            value[name] = *child->fallback;
        }
    }
    for (auto it = value.begin(); it != value.end();) {
        const auto *child = node.child(it.key());
        if (child && isAbsence(*child, *it)) {
            it = value.erase(it);
            continue;
        }
        if (child) {
            fillDefaults(*child, *it);
        }
        ++it;
    }
}

} // namespace stage::schema
