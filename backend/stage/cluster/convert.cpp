// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/convert.h"

namespace stage::cluster {

namespace {

constexpr std::pair<const char *, const char *> eventNames[] = {
    {"involvedObject", "regarding"},
    {"message", "note"},
    {"source", "deprecatedSource"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"},
    {"reportingComponent", "reportingController"}};

void rename(Json &object, const std::string &from, const std::string &to)
{
    const auto found = object.find(from);
    if (found == object.end())
        return;
    Json value = std::move(*found);
    object.erase(from);
    object[to] = std::move(value);
}

bool isNewEvent(const Resource &resource)
{
    return resource.group == "events.k8s.io";
}

} // namespace

std::string storeNameOf(const Resource &resource)
{
    return isNewEvent(resource) ? "events" : resource.storeName();
}

Key keyOf(const Resource &resource, const std::string &ns, const std::string &name)
{
    return {storeNameOf(resource), resource.namespaced ? ns : std::string(), name};
}

Object served(const Resource &resource, Object stored)
{
    if (!stored || text(*stored, "/apiVersion") == resource.apiVersion())
        return stored;
    Json object = *stored;
    if (isNewEvent(resource)) {
        for (const auto &[core, named] : eventNames)
            rename(object, core, named);
    }
    object["apiVersion"] = resource.apiVersion();
    return std::make_shared<const Json>(std::move(object));
}

Json storedForm(const Resource &resource, Json object)
{
    if (!isNewEvent(resource))
        return object;
    for (const auto &[core, named] : eventNames)
        rename(object, named, core);
    object["apiVersion"] = "v1";
    return object;
}

Json scaleOf(const Type &type, const Json &object)
{
    Json metadata = Json::object();
    for (const char *name : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
        const Json &value = at(object, std::string("/metadata/") + name);
        if (!value.is_null())
            metadata[name] = value;
    }
    const Json &wanted = at(object, type.specReplicas);
    const Json &have = at(object, type.statusReplicas);
    Json status = {{"replicas", have.is_number() ? have : Json(0)}};
    const Json &selector = type.labelSelector.empty() ? at(object, "/spec/selector/matchLabels")
                                                      : at(object, type.labelSelector);
    if (selector.is_string()) {
        status["selector"] = selector;
    } else if (selector.is_object()) {
        std::string text;
        for (const auto &[key, value] : selector.items())
            text += (text.empty() ? "" : ",") + key + "="
                    + (value.is_string() ? value.get<std::string>() : "");
        status["selector"] = text;
    }
    return {{"apiVersion", "autoscaling/v1"},
            {"kind", "Scale"},
            {"metadata", std::move(metadata)},
            {"spec", {{"replicas", wanted.is_number() ? wanted : Json(0)}}},
            {"status", std::move(status)}};
}

} // namespace stage::cluster
