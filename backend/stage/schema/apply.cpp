// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/fieldset.h"
#include "backend/stage/schema/schema.h"
#include "backend/stage/schema/structural.h"
#include "backend/stage/schema/typed.h"

#include <algorithm>
#include <tuple>

// Rules of ownership: kubernetes.io server-side apply, structured-merge-diff's Updater, and
// apimachinery's managedfields (v0.34), which strips what no client owns.

namespace stage::schema {

namespace {

struct Manager {
    std::string name, operation, apiVersion, subresource, time;
    FieldSet fields;

    auto order() const { return std::tie(operation, time, name, apiVersion, subresource); }
};

std::string member(const Json &object, const char *name)
{
    const auto it = object.find(name);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::vector<Manager> managersOf(const Json &object)
{
    std::vector<Manager> managers;
    const Json::json_pointer at("/metadata/managedFields");
    if (!object.is_object() || !object.contains(at) || !object[at].is_array()) {
        return managers;
    }
    for (const auto &entry : object[at]) {
        if (entry.is_object()) {
            managers.push_back({member(entry, "manager"), member(entry, "operation"),
                                member(entry, "apiVersion"), member(entry, "subresource"),
                                member(entry, "time"),
                                FieldSet::fromJson(entry.value("fieldsV1", Json()))});
        }
    }
    return managers;
}

void setManagers(Json &object, std::vector<Manager> managers)
{
    std::sort(managers.begin(), managers.end(),
              [](const Manager &a, const Manager &b) { return a.order() < b.order(); });
    Json entries = Json::array();
    for (const auto &manager : managers) {
        if (manager.fields.empty()) {
            continue;
        }
        Json entry = {{"manager", manager.name},
                      {"operation", manager.operation},
                      {"apiVersion", manager.apiVersion},
                      {"fieldsType", "FieldsV1"},
                      {"fieldsV1", manager.fields.toJson()}};
        if (!manager.time.empty()) {
            entry["time"] = manager.time;
        }
        if (!manager.subresource.empty()) {
            entry["subresource"] = manager.subresource;
        }
        entries.push_back(std::move(entry));
    }
    if (entries.empty()) {
        if (object.contains("metadata")) {
            object["metadata"].erase("managedFields");
        }
    } else {
        object["metadata"]["managedFields"] = std::move(entries);
    }
}

/// Fields that identify an object or that only the server writes; nobody owns them.
void dropUnowned(FieldSet &fields)
{
    fields.drop({"f:apiVersion"});
    fields.drop({"f:kind"});
    for (const char *name : {"name", "namespace", "creationTimestamp", "selfLink", "uid",
                             "generation", "managedFields", "resourceVersion", "clusterName"}) {
        fields.drop({"f:metadata", std::string("f:") + name});
    }
    // The containers every object has are no one's work either.
    FieldSet containers;
    containers.at("f:metadata").insertHere();
    containers.insertHere();
    fields.subtract(containers);
}

Json withoutManagers(Json object)
{
    if (object.is_object() && object.contains("metadata") && object["metadata"].is_object()) {
        object["metadata"].erase("managedFields");
    }
    return object;
}

Difference ownedDifference(const Node *node, const Json &before, const Json &after)
{
    auto difference = compare(node, before, after);
    dropUnowned(difference.added);
    dropUnowned(difference.changed);
    dropUnowned(difference.removed);
    return difference;
}

/// The same without nulls that mean absence: what is not nullable cannot be set to null.
Json withoutNulls(const Node *node, const Json &value)
{
    if (!value.is_object()) {
        return value;
    }
    Json out = Json::object();
    for (const auto &[name, item] : value.items()) {
        const auto *child = node ? node->child(name) : nullptr;
        if (!item.is_null() || (child && child->nullable)) {
            out[name] = withoutNulls(child, item);
        }
    }
    return out;
}

bool isSelf(const Manager &other, const Manager &self)
{
    // An applier stays the same whatever version it applies with; other writers do not.
    return other.name == self.name && other.operation == self.operation
           && other.subresource == self.subresource
           && (self.operation == "Apply" || other.apiVersion == self.apiVersion);
}

/// Others lose what CHANGED took from them and what is REMOVED.
void takeAway(std::vector<Manager> &managers, const Manager &self, const FieldSet &changed,
              const FieldSet &removed)
{
    for (auto &other : managers) {
        if (!isSelf(other, self)) {
            other.fields.subtract(changed);
            other.fields.subtract(removed);
        }
    }
}

std::vector<Conflict> conflictsOf(const std::vector<Manager> &managers, const Manager &self,
                                  const FieldSet &changed)
{
    std::vector<Conflict> conflicts;
    for (const auto &other : managers) {
        if (isSelf(other, self)) {
            continue;
        }
        const bool applier = other.operation == "Apply";
        for (auto &path : other.fields.common(changed).paths()) {
            conflicts.push_back({other.name, applier ? std::string() : other.apiVersion,
                                 std::move(path), other.subresource});
        }
    }
    return conflicts;
}

} // namespace

Merged apply(const Json &live, const Json &intent, const std::string &manager, bool force,
             const Schema *schema, const std::string &subresource, const std::string &time)
{
    const auto *node = rootOf(schema);
    auto managers = managersOf(live);
    const auto before = withoutManagers(live);
    const auto wanted = withoutNulls(node, withoutManagers(intent));
    Manager self{manager, "Apply", member(intent, "apiVersion"), subresource, time, {}};
    self.fields = fieldsOf(node, wanted);
    dropUnowned(self.fields);

    FieldSet last;
    FieldSet owned = self.fields;
    for (const auto &other : managers) {
        (isSelf(other, self) ? last : owned).add(other.fields);
    }
    auto after = before.is_null() ? wanted : merge(node, before, wanted);
    removeFields(node, after, last, owned);

    auto difference = ownedDifference(node, before, after);
    auto changed = difference.changed;
    changed.add(difference.added);
    auto conflicts =
        before.is_null() || force ? std::vector<Conflict>() : conflictsOf(managers, self, changed);
    if (!conflicts.empty()) {
        return {live, std::move(conflicts)};
    }
    if (difference.none() && last == self.fields
        && std::any_of(managers.begin(), managers.end(), [&](const Manager &other) {
               return isSelf(other, self) && other.apiVersion == self.apiVersion;
           })) {
        return {live, {}};
    }
    takeAway(managers, self, changed, difference.removed);
    std::erase_if(managers, [&](const Manager &other) { return isSelf(other, self); });
    managers.push_back(std::move(self));
    setManagers(after, std::move(managers));
    return {std::move(after), {}};
}

Json recordUpdate(const Json &before, Json after, const std::string &manager, const Schema *schema,
                  const std::string &subresource, const std::string &time)
{
    const auto *node = rootOf(schema);
    // A client may empty managedFields on purpose; otherwise what it sends there does not count.
    const Json::json_pointer at("/metadata/managedFields");
    const bool reset = after.contains(at) && after[at].is_array()
                       && (after[at].empty() || after[at] == Json::array({Json::object()}));
    auto managers = reset ? std::vector<Manager>() : managersOf(before);
    const auto plain = withoutManagers(std::move(after));
    const auto difference = ownedDifference(node, withoutManagers(before), plain);

    Manager self{manager, "Update", member(plain, "apiVersion"), subresource, time, {}};
    auto changed = difference.changed;
    changed.add(difference.added);
    takeAway(managers, self, changed, difference.removed);
    const auto mine = std::find_if(managers.begin(), managers.end(),
                                   [&](const Manager &other) { return isSelf(other, self); });
    if (mine != managers.end()) {
        mine->fields.subtract(difference.removed);
        mine->fields.add(changed);
        mine->time = difference.none() ? mine->time : time;
    } else if (!changed.empty()) {
        self.fields = changed;
        managers.push_back(std::move(self));
    }
    Json result = plain;
    setManagers(result, std::move(managers));
    return result;
}

} // namespace stage::schema
