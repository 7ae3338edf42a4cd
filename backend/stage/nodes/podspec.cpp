// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podspec.h"

#include "backend/stage/nodes/base64.h"

#include <algorithm>

namespace stage::nodes {

using cluster::at;
using cluster::Store;
using cluster::text;

namespace {

using Failed = tl::unexpected<std::string>;

/// The values of a Secret or ConfigMap as plain bytes.
Texts values(const Json &object)
{
    const bool secret = text(object, "/kind") == "Secret";
    Texts result;
    const auto take = [&](const char *part, bool encoded) {
        const Json &data = at(object, std::string("/") + part);
        if (!data.is_object())
            return;
        for (const auto &[key, value] : data.items())
            if (value.is_string())
                result[key] = encoded ? base64Decode(value.get<std::string>()).value_or("")
                                      : value.get<std::string>();
    };
    take("data", secret);
    take(secret ? "stringData" : "binaryData", !secret);
    return result;
}

struct Source {
    std::string resource; ///< "secrets" or "configmaps"
    std::string name;
    bool optional = false;
    std::string singular() const { return resource.substr(0, resource.size() - 1); }
    std::string kind() const { return resource == "secrets" ? "Secret" : "ConfigMap"; }
};

Source sourceOf(const Json &reference, bool secret, const char *nameField = "name")
{
    return {secret ? "secrets" : "configmaps", text(reference, std::string("/") + nameField),
            reference.value("optional", false)};
}

/// Nothing inside when an optional source is missing.
tl::expected<std::optional<Texts>, std::string> read(const Source &source, const std::string &ns,
                                                     const Store &store)
{
    const Object object = store.get({source.resource, ns, source.name});
    if (object) {
        Json withKind = *object;
        withKind["kind"] = source.kind();
        return std::optional(values(withKind));
    }
    if (source.optional)
        return std::optional<Texts>();
    return Failed(source.singular() + " \"" + source.name + "\" not found");
}

std::string keyed(const Json &object, const std::string &path, const std::string &prefix)
{
    // metadata.labels['app']
    const std::string key = path.substr(prefix.size() + 2, path.size() - prefix.size() - 4);
    const Json &map =
        at(object, prefix == "metadata.labels" ? "/metadata/labels" : "/metadata/annotations");
    return map.is_object() ? map.value(key, std::string()) : std::string();
}

std::string wholeMap(const Json &map)
{
    std::string result;
    if (map.is_object())
        for (const auto &[key, value] : map.items())
            result += (result.empty() ? "" : "\n") + key + "=" + value.dump();
    return result;
}

std::string fieldValue(const Json &pod, const std::string &path, const Place &place)
{
    if (path.rfind("metadata.labels['", 0) == 0)
        return keyed(pod, path, "metadata.labels");
    if (path.rfind("metadata.annotations['", 0) == 0)
        return keyed(pod, path, "metadata.annotations");
    if (path == "metadata.labels" || path == "metadata.annotations")
        return wholeMap(
            at(pod, path == "metadata.labels" ? "/metadata/labels" : "/metadata/annotations"));
    if (path == "status.podIP" || path == "status.podIPs")
        return place.podIp;
    if (path == "status.hostIP" || path == "status.hostIPs")
        return place.hostIp;
    if (path == "spec.serviceAccountName")
        return text(pod, "/spec/serviceAccountName", "default");
    std::string pointer = "/" + path;
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return text(pod, pointer);
}

std::string resourceValue(const Json &container, const Json &reference)
{
    const std::string resource = text(reference, "/resource"); // limits.cpu
    const auto dot = resource.find('.');
    if (dot == std::string::npos)
        return {};
    const Json &value = at(container, "/resources/" + resource.substr(0, dot));
    const Json &amount = value.is_object() && value.contains(resource.substr(dot + 1))
                             ? value[resource.substr(dot + 1)]
                             : Json();
    return amount.is_string() ? amount.get<std::string>()
                              : (amount.is_number() ? amount.dump() : std::string("0"));
}

/// One env entry's value; nothing inside when an optional key is missing.
tl::expected<std::optional<std::string>, std::string> variable(const Json &entry, const Json &pod,
                                                               const Json &container,
                                                               const Place &place,
                                                               const Store &store)
{
    const Json &from = at(entry, "/valueFrom");
    if (!from.is_object())
        return std::optional(text(entry, "/value"));
    if (from.contains("fieldRef"))
        return std::optional(fieldValue(pod, text(from, "/fieldRef/fieldPath"), place));
    if (from.contains("resourceFieldRef"))
        return std::optional(resourceValue(container, from["resourceFieldRef"]));
    const bool secret = from.contains("secretKeyRef");
    const Json &reference = at(from, secret ? "/secretKeyRef" : "/configMapKeyRef");
    if (!reference.is_object())
        return std::optional<std::string>();
    const std::string ns = text(pod, "/metadata/namespace"), key = text(reference, "/key");
    const Source source = sourceOf(reference, secret);
    const auto found = read(source, ns, store);
    if (!found)
        return Failed(found.error());
    if (*found && (*found)->count(key))
        return std::optional((*found)->at(key));
    if (source.optional)
        return std::optional<std::string>();
    return Failed("couldn't find key " + key + " in " + source.kind() + " " + ns + "/"
                  + source.name);
}

using Files = tl::expected<Texts, std::string>; ///< path below the volume → content

/// KEYS of a source under the names that items give them.
Files picked(const Json &volume, const Source &source, const std::string &ns, const Store &store)
{
    const auto found = read(source, ns, store);
    if (!found)
        return Failed(found.error());
    if (!*found)
        return Texts();
    const Json &items = at(volume, "/items");
    if (!items.is_array())
        return **found;
    Texts result;
    for (const Json &item : items) {
        const auto value = (*found)->find(text(item, "/key"));
        if (value != (*found)->end())
            result[text(item, "/path")] = value->second;
        else if (!source.optional)
            return Failed("references non-existent " + source.singular()
                          + " key: " + text(item, "/key"));
    }
    return result;
}

Texts downward(const Json &volume, const Json &pod, const Json &container, const Place &place)
{
    Texts result;
    for (const Json &item : at(volume, "/items"))
        result[text(item, "/path")] =
            item.contains("fieldRef") ? fieldValue(pod, text(item, "/fieldRef/fieldPath"), place)
                                      : resourceValue(container, at(item, "/resourceFieldRef"));
    return result;
}

Files volumeFiles(const Json &volume, const Json &pod, const Json &container, const Place &place,
                  const Store &store)
{
    const std::string ns = text(pod, "/metadata/namespace");
    if (volume.contains("secret"))
        return picked(volume["secret"],
                      sourceOf(volume["secret"], true,
                               volume["secret"].contains("secretName") ? "secretName" : "name"),
                      ns, store);
    if (volume.contains("configMap"))
        return picked(volume["configMap"], sourceOf(volume["configMap"], false), ns, store);
    if (volume.contains("downwardAPI"))
        return downward(volume["downwardAPI"], pod, container, place);
    if (volume.contains("serviceAccountToken")) {
        const std::string account = text(pod, "/spec/serviceAccountName", "default");
        return Texts{{text(volume, "/serviceAccountToken/path", "token"),
                      "trustusbank-stage:" + ns + ":" + account}};
    }
    Texts result; // emptyDir, hostPath, claims: nothing in it yet
    for (const Json &source : at(volume, "/projected/sources")) {
        const auto part = volumeFiles(source, pod, container, place, store);
        if (!part)
            return part;
        for (const auto &[path, content] : *part)
            result[path] = content;
    }
    return result;
}

std::string joined(std::string folder, const std::string &name)
{
    if (folder.empty() || folder.back() != '/')
        folder += '/';
    return folder + name;
}

std::vector<std::string> strings(const Json &list, const Texts &env)
{
    std::vector<std::string> result;
    if (list.is_array())
        for (const Json &one : list)
            if (one.is_string())
                result.push_back(expanded(one.get<std::string>(), env));
    return result;
}

} // namespace

std::string expanded(const std::string &written, const Texts &values)
{
    std::string result;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] != '$' || i + 1 >= written.size()) {
            result += written[i];
        } else if (written[i + 1] == '$') {
            result += written[++i];
        } else {
            const auto end = written.find(')', i);
            const bool reference = written[i + 1] == '(' && end != std::string::npos;
            const std::string name = reference ? written.substr(i + 2, end - i - 2) : std::string();
            const auto value = values.find(name);
            if (!reference || value == values.end()) {
                result += '$';
            } else {
                result += value->second;
                i = end;
            }
        }
    }
    return result;
}

tl::expected<Texts, std::string> environment(const Json &pod, const Json &container,
                                             const Place &place, const Store &store)
{
    Texts result = {{"KUBERNETES_SERVICE_HOST", "10.96.0.1"},
                    {"KUBERNETES_SERVICE_PORT", "443"},
                    {"HOSTNAME", text(pod, "/spec/hostname", text(pod, "/metadata/name"))}};
    for (const Json &from : at(container, "/envFrom")) {
        const bool secret = from.contains("secretRef");
        const auto all = read(sourceOf(at(from, secret ? "/secretRef" : "/configMapRef"), secret),
                              text(pod, "/metadata/namespace"), store);
        if (!all)
            return Failed(all.error());
        if (*all)
            for (const auto &[key, value] : **all)
                result[text(from, "/prefix") + key] = value;
    }
    for (const Json &entry : at(container, "/env")) {
        const auto value = variable(entry, pod, container, place, store);
        if (!value)
            return Failed(value.error());
        if (*value)
            result[text(entry, "/name")] =
                entry.contains("valueFrom") ? **value : expanded(**value, result);
    }
    return result;
}

tl::expected<Texts, std::string> mountedFiles(const Json &pod, const Json &container,
                                              const Place &place, const Store &store)
{
    std::map<std::string, Json> volumes;
    for (const Json &volume : at(pod, "/spec/volumes"))
        volumes[text(volume, "/name")] = volume;
    Texts result;
    for (const Json &mount : at(container, "/volumeMounts")) {
        const auto volume = volumes.find(text(mount, "/name"));
        if (volume == volumes.end())
            continue;
        const auto files = volumeFiles(volume->second, pod, container, place, store);
        if (!files)
            return Failed("MountVolume.SetUp failed for volume \"" + volume->first
                          + "\" : " + files.error());
        const std::string where = text(mount, "/mountPath"), sub = text(mount, "/subPath");
        for (const auto &[path, content] : *files) {
            if (sub.empty())
                result[joined(where, path)] = content;
            else if (path == sub)
                result[where] = content;
            else if (path.rfind(sub + "/", 0) == 0)
                result[joined(where, path.substr(sub.size() + 1))] = content;
        }
    }
    return result;
}

Texts visibleFiles(const Texts &imageFiles, const Json &container, const Texts &mounted)
{
    Texts result = imageFiles;
    for (const Json &mount : at(container, "/volumeMounts"))
        if (text(mount, "/subPath").empty())
            std::erase_if(result,
                          [folder = joined(text(mount, "/mountPath"), "")](const auto &file) {
                              return file.first.rfind(folder, 0) == 0;
                          });
    for (const auto &[path, content] : mounted)
        result[path] = content;
    return result;
}

Program program(const Json &container, const Image &image, const Texts &env)
{
    Program result{image.workload, image.args};
    const std::vector<std::string> command = strings(at(container, "/command"), env);
    const std::vector<std::string> args = strings(at(container, "/args"), env);
    const bool ours = command.size() >= 3 && command[1] == "workload"
                      && command[0].find("trustusbank-stage") != std::string::npos;
    if (ours) { // our own program, started by name
        result.workload = command[2];
        result.args.assign(command.begin() + 3, command.end());
        result.args.insert(result.args.end(), args.begin(), args.end());
    } else if (!args.empty()) {
        result.args = args;
    } else if (!command.empty()) {
        result.args.clear();
    }
    return result;
}

std::string pullPolicy(const Json &container)
{
    if (const std::string written = text(container, "/imagePullPolicy"); !written.empty())
        return written;
    const std::string image = text(container, "/image");
    if (image.find('@') != std::string::npos)
        return "IfNotPresent";
    const auto colon = image.rfind(':'), slash = image.rfind('/');
    const bool tagged = colon != std::string::npos && (slash == std::string::npos || colon > slash);
    return !tagged || image.substr(colon) == ":latest" ? "Always" : "IfNotPresent";
}

std::string imageId(const std::string &reference, const std::string &digest)
{
    if (digest.empty())
        return reference;
    std::string name = reference.substr(0, reference.find('@'));
    const auto colon = name.rfind(':'), slash = name.rfind('/');
    if (colon != std::string::npos && (slash == std::string::npos || colon > slash))
        name.resize(colon);
    return name + "@" + digest;
}

} // namespace stage::nodes
