// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/schema.h"
#include "backend/stage/schema/structural.h"

#include <algorithm>
#include <set>

// Directives and order: apimachinery pkg/util/strategicpatch (v0.34).

namespace stage::schema {

namespace {

using Patched = tl::expected<Json, std::string>;

const std::string orderPrefix = "$setElementOrder/";
const std::string deletePrefix = "$deleteFromPrimitiveList/";

bool isDirective(const std::string &name)
{
    return !name.empty() && name[0] == '$';
}

/// The same without anything that is an instruction and not a value.
Json withoutDirectives(const Json &value)
{
    if (value.is_array()) {
        Json out = Json::array();
        for (const auto &item : value) {
            if (!item.is_object() || !item.contains("$patch")) {
                out.push_back(withoutDirectives(item));
            }
        }
        return out;
    }
    if (!value.is_object()) {
        return value;
    }
    Json out = Json::object();
    for (const auto &[name, member] : value.items()) {
        if (!isDirective(name) && !member.is_null()) {
            out[name] = withoutDirectives(member);
        }
    }
    return out;
}

/// Whether two items are the same one: equal, or equal in the merge key.
bool isSame(const Json &a, const Json &b, const std::string &key)
{
    if (key.empty() || !a.is_object() || !b.is_object()) {
        return a == b;
    }
    return a.contains(key) && b.contains(key) && a[key] == b[key];
}

std::size_t indexOf(const Json &list, const Json &item, const std::string &key)
{
    const auto it = std::find_if(list.begin(), list.end(),
                                 [&](const Json &other) { return isSame(other, item, key); });
    return static_cast<std::size_t>(it - list.begin());
}

/// ITEMS with those of ORDER in its order; the others keep their place relative to SERVER.
Json ordered(const Json &items, const Json &order, const Json &server, const std::string &key)
{
    std::vector<Json> named, others;
    for (const auto &item : items) {
        (indexOf(order, item, key) < order.size() ? named : others).push_back(item);
    }
    const auto by = [&key](const Json &list) {
        return [&list, &key](const Json &a, const Json &b) {
            return indexOf(list, a, key) < indexOf(list, b, key);
        };
    };
    std::stable_sort(named.begin(), named.end(), by(order));
    std::stable_sort(others.begin(), others.end(), by(server));
    Json out = Json::array();
    auto other = others.begin();
    for (auto &item : named) {
        const auto place = indexOf(server, item, key);
        while (place < server.size() && other != others.end()
               && indexOf(server, *other, key) < place) {
            out.push_back(*other++);
        }
        out.push_back(std::move(item));
    }
    for (; other != others.end(); ++other) {
        out.push_back(std::move(*other));
    }
    return out;
}

class Patcher {
public:
    Patched map(const Json &live, const Json &patch, const Node *node)
    {
        const auto how = patch.contains("$patch") ? patch["$patch"] : Json();
        if (how == "delete") {
            return Json::object();
        }
        if (how == "replace") {
            return withoutDirectives(patch);
        }
        if (!how.is_null() && how != "merge") {
            return tl::unexpected("unknown patch type found: " + how.dump());
        }
        Json out = live;
        if (const auto keys = patch.find("$retainKeys"); keys != patch.end() && keys->is_array()) {
            for (const auto &[name, member] : live.items()) {
                if (indexOf(*keys, name, {}) == keys->size()) {
                    out.erase(name);
                }
            }
        }
        for (const auto &[name, member] : patch.items()) {
            if (isDirective(name)) {
                continue;
            }
            if (member.is_null()) {
                out.erase(name);
                continue;
            }
            auto made = value(out.value(name, Json()), member, patch, name,
                              node ? node->child(name) : nullptr);
            if (!made) {
                return made;
            }
            out[name] = std::move(*made);
        }
        applyListDirectives(out, patch, node);
        return out;
    }

private:
    Patched value(const Json &live, const Json &patch, const Json &siblings,
                  const std::string &name, const Node *node)
    {
        if (patch.is_object()) {
            return map(live.is_object() ? live : Json::object(), patch, node);
        }
        if (!patch.is_array() || !node || !node->patchMerge || !live.is_array()) {
            return withoutDirectives(patch);
        }
        const auto order = siblings.find(orderPrefix + name);
        return list(live, patch, order == siblings.end() ? nullptr : &*order, *node);
    }

    Patched list(const Json &live, const Json &patch, const Json *order, const Node &node)
    {
        const auto &key = node.patchMergeKey;
        Json out = live;
        Json plain = Json::array();
        for (const auto &item : patch) {
            const auto how = item.is_object() && item.contains("$patch") ? item["$patch"] : Json();
            if (how == "replace") {
                return withoutDirectives(patch);
            }
            if (how == "delete") {
                for (auto at = indexOf(out, item, key); at < out.size();
                     at = indexOf(out, item, key)) {
                    out.erase(at);
                }
            } else if (!how.is_null() && how != "merge") {
                return tl::unexpected("unknown patch type found: " + how.dump());
            } else if (!key.empty() && (!item.is_object() || !item.contains(key))) {
                return tl::unexpected("map: " + item.dump()
                                      + " does not contain declared merge key: " + key);
            } else {
                plain.push_back(item);
            }
        }
        for (const auto &item : plain) {
            const auto at = indexOf(out, item, key);
            if (at == out.size()) {
                out.push_back(withoutDirectives(item));
            } else if (item.is_object()) {
                auto merged = map(out[at], item, node.items);
                if (!merged) {
                    return merged;
                }
                out[at] = std::move(*merged);
            }
        }
        return ordered(out, order ? keyed(*order, key) : plain, live, key);
    }

    /// $setElementOrder names items by their key alone, as {"name": "a"} or as a plain value.
    static Json keyed(const Json &order, const std::string &key)
    {
        Json out = Json::array();
        for (const auto &item : order) {
            out.push_back(key.empty() || item.is_object() ? item : Json{{key, item}});
        }
        return out;
    }

    static void applyListDirectives(Json &out, const Json &patch, const Node *node)
    {
        for (const auto &[name, directive] : patch.items()) {
            if (name.rfind(deletePrefix, 0) == 0 && directive.is_array()) {
                const auto it = out.find(name.substr(deletePrefix.size()));
                for (const auto &gone : directive) {
                    if (it != out.end() && it->is_array()) {
                        it->erase(std::remove(it->begin(), it->end(), gone), it->end());
                    }
                }
            }
        }
        for (const auto &[name, directive] : patch.items()) {
            if (name.rfind(orderPrefix, 0) != 0 || !directive.is_array()) {
                continue;
            }
            const auto list = name.substr(orderPrefix.size());
            const auto it = out.find(list);
            const auto *child = node ? node->child(list) : nullptr;
            if (it != out.end() && it->is_array() && child && child->patchMerge) {
                *it =
                    ordered(*it, keyed(directive, child->patchMergeKey), *it, child->patchMergeKey);
            }
        }
    }
};

} // namespace

tl::expected<Json, std::string> strategicMerge(const Json &live, const Json &patch,
                                               const Schema *schema)
{
    if (!patch.is_object()) {
        return tl::unexpected(std::string("a strategic merge patch must be an object, not ")
                              + patch.type_name());
    }
    const auto *node = rootOf(schema);
    if (!node) {
        Json out = live;
        out.merge_patch(patch);
        return out;
    }
    return Patcher().map(live.is_object() ? live : Json::object(), patch, node);
}

} // namespace stage::schema
