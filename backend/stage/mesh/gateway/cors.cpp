// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/cors.h"

#include "backend/stage/cluster/store.h"

#include <algorithm>

namespace stage::mesh::gateway {

namespace {

constexpr const char *allow = "access-control-allow-";

struct Origin {
    std::string scheme, host;
    int port = 0;
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<Origin> originOf(const std::string &text)
{
    const auto colon = text.find("://");
    if (colon == std::string::npos)
        return std::nullopt;
    Origin out{lower(text.substr(0, colon)), lower(text.substr(colon + 3)), 0};
    if (out.scheme != "http" && out.scheme != "https")
        return std::nullopt;
    out.port = out.scheme == "http" ? 80 : 443;
    if (const auto port = out.host.rfind(':'); port != std::string::npos) {
        out.port = std::atoi(out.host.c_str() + port + 1);
        out.host.resize(port);
    }
    if (out.host.empty() || out.host.find('/') != std::string::npos || out.port <= 0)
        return std::nullopt;
    return out;
}

/// A star stands for any labels to its left, alone for any host.
bool hostFits(const std::string &pattern, const std::string &host)
{
    if (!pattern.starts_with('*'))
        return pattern == host;
    return host.size() >= pattern.size() - 1 && host.ends_with(pattern.substr(1));
}

bool originFits(const std::string &allowed, const std::string &asked)
{
    if (allowed == "*")
        return true;
    const auto pattern = originOf(allowed), origin = originOf(asked);
    return pattern && origin && pattern->scheme == origin->scheme && pattern->port == origin->port
           && hostFits(pattern->host, origin->host);
}

std::vector<std::string> list(const Json &cors, const char *name)
{
    const Json &found = cluster::at(cors, std::string("/") + name);
    return found.is_array() ? found.get<std::vector<std::string>>() : std::vector<std::string>();
}

std::string joined(const std::vector<std::string> &items)
{
    std::string out;
    for (const std::string &item : items)
        out += (out.empty() ? "" : ",") + item;
    return out;
}

/// Of "*" what was asked for, and a bare star only where credentials do not come along.
std::string offered(const std::vector<std::string> &items, const std::string &asked,
                    bool credentials)
{
    const bool any = std::find(items.begin(), items.end(), "*") != items.end();
    if (!any)
        return joined(items);
    return !asked.empty() ? asked : credentials ? "" : "*";
}

} // namespace

CorsVerdict corsVerdict(const Json &cors, const net::Request &request)
{
    CorsVerdict verdict;
    const std::string origin = request.headers.get("Origin");
    if (!cors.is_object() || origin.empty())
        return verdict;
    const std::string method = request.headers.get("Access-Control-Request-Method");
    const bool preflight = request.method == "OPTIONS" && !method.empty();
    const std::vector<std::string> origins = list(cors, "allowOrigins");
    const bool fits = std::any_of(origins.begin(), origins.end(),
                                  [&](const std::string &one) { return originFits(one, origin); });
    if (preflight)
        verdict.answer.emplace();
    if (!fits)
        return verdict;
    const bool credentials = cluster::at(cors, "/allowCredentials") == true;
    net::Headers &headers = verdict.answer ? verdict.answer->headers : verdict.headers;
    const auto set = [&](const std::string &name, const std::string &value) {
        if (!value.empty())
            headers.set(name, value);
    };
    set(std::string(allow) + "origin", origin);
    if (preflight) {
        set(std::string(allow) + "methods",
            offered(list(cors, "allowMethods"), method, credentials));
        set(std::string(allow) + "headers",
            offered(list(cors, "allowHeaders"),
                    request.headers.get("Access-Control-Request-Headers"), credentials));
        const Json &age = cluster::at(cors, "/maxAge");
        set("access-control-max-age", age.is_number_integer() ? age.dump() : "5");
    }
    set(std::string(allow) + "credentials", credentials ? "true" : "");
    set("access-control-expose-headers", joined(list(cors, "exposeHeaders")));
    return verdict;
}

} // namespace stage::mesh::gateway
