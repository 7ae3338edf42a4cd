// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/typed.h"

#include <set>

namespace stage::schema {

namespace {

const Node *childOf(const Node *node, const std::string &name)
{
    return node ? node->child(name) : nullptr;
}

Json keyValue(const Node &list, const Json &item, const std::string &key)
{
    if (const auto it = item.find(key); it != item.end() && !it->is_null()) {
        return *it;
    }
    // An absent key counts with its default, as protocol: TCP does.
    const auto *node = list.items ? list.items->child(key) : nullptr;
    return node && node->fallback ? *node->fallback : Json();
}

void compareInto(const Node *node, const Json *before, const Json *after, Difference &out);

FieldSet &place(FieldSet &set, const std::string &element)
{
    return set.at(element);
}

/// Compares two members and hangs what they differ in under ELEMENT.
void compareAt(const Node *node, const std::string &element, const Json *before, const Json *after,
               Difference &out)
{
    Difference below;
    compareInto(node, before, after, below);
    if (!below.added.empty()) {
        place(out.added, element).add(below.added);
    }
    if (!below.changed.empty()) {
        place(out.changed, element).add(below.changed);
    }
    if (!below.removed.empty()) {
        place(out.removed, element).add(below.removed);
    }
}

void compareMaps(const Node *node, const Json *before, const Json *after, Difference &out)
{
    std::set<std::string> names;
    for (const auto *side : {before, after}) {
        if (side) {
            for (const auto &[name, member] : side->items()) {
                names.insert(name);
            }
        }
    }
    const auto memberOf = [](const Json *map, const std::string &name) -> const Json * {
        if (!map) {
            return nullptr;
        }
        const auto it = map->find(name);
        return it == map->end() ? nullptr : &*it;
    };
    for (const auto &name : names) {
        compareAt(childOf(node, name), "f:" + name, memberOf(before, name), memberOf(after, name),
                  out);
    }
}

std::map<std::string, const Json *> itemsOf(const Node &list, const Json *value)
{
    std::map<std::string, const Json *> items;
    if (value) {
        for (const auto &item : *value) {
            if (const auto element = elementOf(list, item); !element.empty()) {
                items.emplace(element, &item);
            }
        }
    }
    return items;
}

void compareLists(const Node &node, const Json *before, const Json *after, Difference &out)
{
    const auto left = itemsOf(node, before);
    const auto right = itemsOf(node, after);
    for (const auto &[element, item] : left) {
        const auto twin = right.find(element);
        compareAt(node.items, element, item, twin == right.end() ? nullptr : twin->second, out);
    }
    for (const auto &[element, item] : right) {
        if (left.count(element) == 0) {
            compareAt(node.items, element, nullptr, item, out);
        }
    }
}

void compareInto(const Node *node, const Json *before, const Json *after, Difference &out)
{
    const auto &any = after ? *after : *before;
    const bool sameShape = !before || !after || before->type() == after->type();
    if (!sameShape || isAtomic(node, any)) {
        if (before && after && *before != *after) {
            out.changed.insertHere();
        }
    } else if (any.is_object()) {
        compareMaps(node, before, after, out);
    } else {
        compareLists(*node, before, after, out);
    }
    if (!before) {
        out.added.insertHere();
    } else if (!after) {
        out.removed.insertHere();
    }
}

/// Items of both lists: the intent's order, with items only live has before the next shared one.
Json mergeLists(const Node &node, const Json &live, const Json &intent)
{
    const auto there = itemsOf(node, &live);
    const auto wanted = itemsOf(node, &intent);
    std::set<std::string> done;
    Json out = Json::array();
    std::size_t left = 0, right = 0;
    while (left < live.size() || right < intent.size()) {
        const auto element = left < live.size() ? elementOf(node, live[left]) : std::string();
        if (left < live.size() && (wanted.count(element) == 0 || done.count(element) > 0)) {
            if (done.count(element) == 0) {
                out.push_back(live[left]);
            }
            ++left;
        } else if (right < intent.size()) {
            const auto &item = intent[right++];
            const auto id = elementOf(node, item);
            if (done.insert(id).second) {
                const auto twin = there.find(id);
                out.push_back(twin == there.end() ? item : merge(node.items, *twin->second, item));
            }
        } else {
            ++left;
        }
    }
    return out;
}

bool isEmptyContainer(const Json &value)
{
    return (value.is_object() || value.is_array()) && value.empty();
}

} // namespace

std::string elementOf(const Node &list, const Json &item)
{
    if (list.listType == ListType::Set) {
        return "v:" + item.dump();
    }
    if (!item.is_object()) {
        return {};
    }
    Json keys = Json::object();
    for (const auto &key : list.mapKeys) {
        if (auto value = keyValue(list, item, key); !value.is_null()) {
            keys[key] = std::move(value);
        }
    }
    return "k:" + keys.dump();
}

bool isAtomic(const Node *node, const Json &value)
{
    if (value.is_object()) {
        // A map of which nothing is known is opened only where its members are free.
        return node && node->atomicMap;
    }
    return !value.is_array() || !node || node->listType == ListType::Atomic;
}

FieldSet fieldsOf(const Node *node, const Json &value)
{
    FieldSet set;
    if (isAtomic(node, value)) {
        set.insertHere();
        return set;
    }
    if (value.is_array()) {
        for (const auto &[element, item] : itemsOf(*node, &value)) {
            auto below = fieldsOf(node->items, *item);
            below.insertHere();
            set.at(element) = std::move(below);
        }
        return set;
    }
    for (const auto &[name, member] : value.items()) {
        auto below = fieldsOf(childOf(node, name), member);
        if (member.is_null() || isEmptyContainer(member) || !node || !node->declares(name)) {
            below.insertHere();
        }
        if (!below.empty()) {
            set.at("f:" + name) = std::move(below);
        }
    }
    return set;
}

Difference compare(const Node *node, const Json &before, const Json &after)
{
    Difference out;
    if (before.is_null() && after.is_null()) {
        return out;
    }
    compareInto(node, before.is_null() ? nullptr : &before, after.is_null() ? nullptr : &after,
                out);
    return out;
}

Json merge(const Node *node, const Json &live, const Json &intent)
{
    if (isAtomic(node, intent) || live.type() != intent.type()) {
        return intent;
    }
    if (intent.is_array()) {
        return mergeLists(*node, live, intent);
    }
    Json out = live;
    for (const auto &[name, member] : intent.items()) {
        const auto it = live.find(name);
        out[name] = it == live.end() ? member : merge(childOf(node, name), *it, member);
    }
    return out;
}

void removeFields(const Node *node, Json &value, const FieldSet &gone, const FieldSet &kept)
{
    static const FieldSet nothing;
    const auto treat = [&](const std::string &element, Json &member, const Node *child) {
        const auto *going = gone.find(element);
        if (!going) {
            return false;
        }
        const auto *staying = kept.find(element);
        const bool stays = staying && (staying->here() || element[0] == 'f');
        if (going->here() && !stays) {
            return true;
        }
        if (isAtomic(child, member)) {
            return false;
        }
        removeFields(child, member, *going, staying ? *staying : nothing);
        return isEmptyContainer(member) && !stays;
    };
    if (value.is_object()) {
        for (auto it = value.begin(); it != value.end();) {
            it = treat("f:" + it.key(), *it, childOf(node, it.key())) ? value.erase(it)
                                                                      : std::next(it);
        }
    } else if (value.is_array() && node) {
        for (auto it = value.begin(); it != value.end();) {
            it = treat(elementOf(*node, *it), *it, node->items) ? value.erase(it) : std::next(it);
        }
    }
}

} // namespace stage::schema
