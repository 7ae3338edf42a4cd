// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/pods.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace stage::nodes {

using cluster::at;
using cluster::text;

bool podReady(const Json &pod)
{
    return text(condition(pod, "Ready"), "/status") == "True";
}

bool podAvailable(const Json &pod, int minReadySeconds, Time now)
{
    if (!podReady(pod))
        return false;
    const auto left = untilAvailable(pod, minReadySeconds, now);
    return !left || left->count() <= 0;
}

std::optional<std::chrono::milliseconds> untilAvailable(const Json &pod, int minReadySeconds,
                                                        Time now)
{
    if (minReadySeconds <= 0 || !podReady(pod))
        return std::nullopt;
    const auto since = parseRfc3339(text(condition(pod, "Ready"), "/lastTransitionTime"));
    if (!since)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        *since + std::chrono::seconds(minReadySeconds) - now);
}

bool podFinished(const Json &pod)
{
    const std::string phase = text(pod, "/status/phase");
    return phase == "Succeeded" || phase == "Failed";
}

bool terminating(const Json &object)
{
    return at(object, "/metadata/deletionTimestamp").is_string();
}

bool podActive(const Json &pod)
{
    return !podFinished(pod) && !terminating(pod);
}

const Json *controllerOf(const Json &object)
{
    const Json &owners = at(object, "/metadata/ownerReferences");
    if (owners.is_array())
        for (const Json &owner : owners)
            if (owner.value("controller", false))
                return &owner;
    return nullptr;
}

bool controlledBy(const Json &object, const std::string &uid)
{
    const Json *owner = controllerOf(object);
    return owner && text(*owner, "/uid") == uid;
}

Json ownerReference(const Json &owner, const std::string &apiVersion, const std::string &kind)
{
    return {{"apiVersion", apiVersion},
            {"kind", kind},
            {"name", text(owner, "/metadata/name")},
            {"uid", text(owner, "/metadata/uid")},
            {"controller", true},
            {"blockOwnerDeletion", true}};
}

std::string templateHash(const Json &podTemplate, int collisions)
{
    std::string bytes = podTemplate.dump();
    if (collisions > 0)
        bytes += "#" + std::to_string(collisions);
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    for (const char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    // Kubernetes' alphabet for generated names: no vowels, nothing that looks like another.
    static const char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";
    std::string name;
    for (int i = 0; i < 10; ++i, hash /= 27)
        name += alphabet[hash % 27];
    return name;
}

int scaledValue(const Json &value, int total, bool roundUp, const std::string &otherwise)
{
    if (value.is_number())
        return value.get<int>();
    const std::string written = value.is_string() ? value.get<std::string>() : otherwise;
    const double number = std::strtod(written.c_str(), nullptr);
    if (written.empty() || written.back() != '%')
        return static_cast<int>(number);
    const double part = number * total / 100.0;
    return static_cast<int>(roundUp ? std::ceil(part) : std::floor(part));
}

namespace {

std::string formatted(Time when, bool nano)
{
    using namespace std::chrono;
    const auto seconds = floor<std::chrono::seconds>(when);
    const std::time_t whole = system_clock::to_time_t(seconds);
    std::tm parts{};
    gmtime_r(&whole, &parts);
    char buffer[64];
    std::size_t length = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &parts);
    if (nano)
        length += static_cast<std::size_t>(std::snprintf(
            buffer + length, sizeof buffer - length, ".%09lld",
            static_cast<long long>(duration_cast<nanoseconds>(when - seconds).count())));
    return std::string(buffer, length) + "Z";
}

} // namespace

std::string rfc3339(Time when)
{
    return formatted(when, false);
}

std::string rfc3339Nano(Time when)
{
    return formatted(when, true);
}

std::optional<Time> parseRfc3339(const std::string &written)
{
    std::tm parts{};
    const char *rest = strptime(written.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest)
        return std::nullopt;
    long long nanoseconds = 0;
    if (*rest == '.') {
        long long unit = 100000000;
        for (++rest; std::isdigit(static_cast<unsigned char>(*rest)); ++rest, unit /= 10)
            nanoseconds += (*rest - '0') * unit;
    }
    long offset = 0;
    if (*rest == '+' || *rest == '-') {
        int hours = 0, minutes = 0;
        if (std::sscanf(rest + 1, "%2d:%2d", &hours, &minutes) != 2)
            return std::nullopt;
        offset = (hours * 3600L + minutes * 60L) * (*rest == '-' ? -1 : 1);
    } else if (*rest != 'Z' && *rest != 'z') {
        return std::nullopt;
    }
    return std::chrono::system_clock::from_time_t(timegm(&parts) - offset)
           + std::chrono::duration_cast<Time::duration>(std::chrono::nanoseconds(nanoseconds));
}

const Json &condition(const Json &object, const std::string &type)
{
    static const Json none;
    const Json &conditions = at(object, "/status/conditions");
    if (conditions.is_array())
        for (const Json &one : conditions)
            if (text(one, "/type") == type)
                return one;
    return none;
}

void setCondition(Json &conditions, const std::string &type, bool status, const std::string &reason,
                  const std::string &message, Time now, bool updates)
{
    if (!conditions.is_array())
        conditions = Json::array();
    Json wanted = {{"type", type}, {"status", status ? "True" : "False"}};
    if (!reason.empty())
        wanted["reason"] = reason;
    if (!message.empty())
        wanted["message"] = message;
    for (Json &one : conditions) {
        if (text(one, "/type") != type)
            continue;
        const bool sameStatus = one["status"] == wanted["status"];
        const bool same =
            sameStatus && text(one, "/reason") == reason && text(one, "/message") == message;
        if (same)
            return;
        wanted["lastTransitionTime"] = sameStatus ? text(one, "/lastTransitionTime") : rfc3339(now);
        if (updates)
            wanted["lastUpdateTime"] = rfc3339(now);
        one = wanted;
        return;
    }
    wanted["lastTransitionTime"] = rfc3339(now);
    if (updates)
        wanted["lastUpdateTime"] = rfc3339(now);
    conditions.push_back(wanted);
}

Json podFromTemplate(const Json &owner, const std::string &apiVersion, const std::string &kind,
                     const Json &podTemplate)
{
    Json metadata = {{"namespace", text(owner, "/metadata/namespace")}};
    for (const char *part : {"labels", "annotations", "finalizers"})
        if (const Json &value = at(podTemplate, std::string("/metadata/") + part); !value.is_null())
            metadata[part] = value;
    metadata["ownerReferences"] = Json::array({ownerReference(owner, apiVersion, kind)});
    return {{"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", metadata},
            {"spec", at(podTemplate, "/spec")}};
}

} // namespace stage::nodes
