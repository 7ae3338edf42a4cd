// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/names.h"

#include "backend/stage/cluster/failures.h"

#include <algorithm>
#include <random>

namespace stage::cluster {

namespace {

bool lowerOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool alphanumeric(char c)
{
    return lowerOrDigit(c) || (c >= 'A' && c <= 'Z');
}

bool isLabel(std::string_view text)
{
    return !text.empty() && lowerOrDigit(text.front()) && lowerOrDigit(text.back())
           && std::all_of(text.begin(), text.end(),
                          [](char c) { return lowerOrDigit(c) || c == '-'; });
}

bool isSubdomain(std::string_view text)
{
    while (true) {
        const std::size_t dot = text.find('.');
        if (!isLabel(text.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

bool isQualifiedPart(std::string_view text)
{
    return !text.empty() && alphanumeric(text.front()) && alphanumeric(text.back())
           && std::all_of(text.begin(), text.end(), [](char c) {
                  return alphanumeric(c) || c == '-' || c == '_' || c == '.';
              });
}

void checkMap(std::vector<schema::Problem> &out, const Json &metadata, const std::string &name,
              bool values)
{
    const auto map = metadata.find(name);
    if (map == metadata.end() || !map->is_object())
        return;
    for (const auto &[key, value] : map->items()) {
        if (const std::string fault = qualifiedNameFault(key); !fault.empty())
            out.push_back(invalidValue("metadata." + name, key, fault));
        if (!value.is_string())
            continue;
        const std::string fault =
            values ? labelValueFault(value.get_ref<const std::string &>()) : "";
        if (!fault.empty())
            out.push_back(invalidValue("metadata." + name, value, fault));
    }
}

} // namespace

std::string dnsSubdomainFault(std::string_view name)
{
    if (name.size() > 253)
        return "must be no more than 253 characters";
    return isSubdomain(name)
               ? ""
               : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
                 "characters, '-' or "
                 "'.', and must start and end with an alphanumeric character (e.g. 'example.com', "
                 "regex "
                 "used for validation is "
                 "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
}

std::string dnsLabelFault(std::string_view name)
{
    if (name.size() > 63)
        return "must be no more than 63 characters";
    return isLabel(name) ? ""
                         : "a lowercase RFC 1123 label must consist of lower case alphanumeric "
                           "characters or '-', and "
                           "must start and end with an alphanumeric character (e.g. 'my-name',  or "
                           "'123-abc', regex "
                           "used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
}

std::string qualifiedNameFault(std::string_view name)
{
    const std::size_t slash = name.find('/');
    if (slash != std::string_view::npos) {
        if (const std::string fault = dnsSubdomainFault(name.substr(0, slash)); !fault.empty())
            return "prefix part " + fault;
        name.remove_prefix(slash + 1);
    }
    if (name.empty())
        return "name part must be non-empty";
    if (name.size() > 63)
        return "name part must be no more than 63 characters";
    return isQualifiedPart(name)
               ? ""
               : "name part must consist of alphanumeric characters, '-', '_' or '.', and must "
                 "start and "
                 "end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
                 "regex "
                 "used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
}

std::string labelValueFault(std::string_view value)
{
    if (value.size() > 63)
        return "must be no more than 63 characters";
    return value.empty() || isQualifiedPart(value)
               ? ""
               : "a valid label must be an empty string or consist of alphanumeric characters, "
                 "'-', '_' or "
                 "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
                 "'my_value',  or '12345', regex used for validation is "
                 "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
}

std::vector<schema::Problem> metadataProblems(const Json &object, bool namespaced,
                                              std::string (*nameRule)(std::string_view))
{
    std::vector<schema::Problem> out;
    const Json &metadata = at(object, "/metadata");
    const std::string name = text(metadata, "/name");
    if (name.empty())
        out.push_back(required("metadata.name", "name or generateName is required"));
    else if (const std::string fault = nameRule(name); !fault.empty())
        out.push_back(invalidValue("metadata.name", name, fault));
    if (namespaced && text(metadata, "/namespace").empty())
        out.push_back(required("metadata.namespace"));
    checkMap(out, metadata, "labels", true);
    checkMap(out, metadata, "annotations", false);
    int index = 0;
    for (const Json &finalizer : at(metadata, "/finalizers")) {
        const std::string value = finalizer.is_string() ? finalizer.get<std::string>() : "";
        if (const std::string fault = qualifiedNameFault(value); !fault.empty())
            out.push_back(
                invalidValue("metadata.finalizers[" + std::to_string(index) + "]", value, fault));
        ++index;
    }
    index = 0;
    for (const Json &owner : at(metadata, "/ownerReferences")) {
        const std::string field = "metadata.ownerReferences[" + std::to_string(index++) + "].";
        for (const char *member : {"apiVersion", "kind", "name", "uid"}) {
            if (text(owner, std::string("/") + member).empty())
                out.push_back(invalidValue(field + member, "", "must not be empty"));
        }
    }
    return out;
}

std::string generatedName(std::string prefix)
{
    static constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
    constexpr std::size_t longest = 63 - 5;
    if (prefix.size() > longest)
        prefix.resize(longest);
    std::random_device random;
    for (int i = 0; i < 5; ++i)
        prefix += letters[random() % letters.size()];
    return prefix;
}

} // namespace stage::cluster
