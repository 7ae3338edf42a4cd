// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/api.h"
#include "backend/stage/cluster/disruption.h"
#include "backend/stage/cluster/failures.h"

#include <ctime>
#include <openssl/rand.h>

namespace stage::cluster {

namespace {

std::string base64Url(const std::string &bytes)
{
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned buffer = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        buffer = buffer << 8 | byte;
        for (bits += 8; bits >= 6; bits -= 6)
            out += letters[buffer >> (bits - 6) & 63];
    }
    if (bits > 0)
        out += letters[buffer << (6 - bits) & 63];
    return out;
}

std::string rfc3339(std::time_t when)
{
    std::tm parts{};
    gmtime_r(&when, &parts);
    char buffer[32];
    return std::string(buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

/// Shaped like a service account's token; signed with noise, since nobody on the stage checks it.
std::string tokenFor(const std::string &ns, const std::string &account, std::time_t expires)
{
    std::string noise(32, '\0');
    RAND_bytes(reinterpret_cast<unsigned char *>(noise.data()), static_cast<int>(noise.size()));
    const Json header = {{"alg", "none"}, {"typ", "JWT"}};
    const Json claims = {{"iss", "https://kubernetes.default.svc.cluster.local"},
                         {"sub", "system:serviceaccount:" + ns + ":" + account},
                         {"exp", expires}};
    return base64Url(header.dump()) + "." + base64Url(claims.dump()) + "." + base64Url(noise);
}

Json statusOfReview(const Resource &resource)
{
    const Json user = {{"username", "kubernetes-admin"},
                       {"groups", Json::array({"system:masters", "system:authenticated"})}};
    if (resource.plural == "tokenreviews")
        return {{"authenticated", true}, {"user", user}};
    if (resource.plural == "selfsubjectreviews")
        return {{"userInfo", user}};
    const Json all = Json::array({"*"});
    if (resource.plural == "selfsubjectrulesreviews")
        return {{"incomplete", false},
                {"resourceRules",
                 Json::array({{{"verbs", all}, {"apiGroups", all}, {"resources", all}}})},
                {"nonResourceRules", Json::array({{{"verbs", all}, {"nonResourceURLs", all}}})}};
    return {{"allowed", true}, {"reason", "whoever reaches the stage may do everything there"}};
}

} // namespace

Outcome<net::Response> Api::review(Call &call)
{
    auto body = bodyOf(call.request);
    if (!body)
        return tl::unexpected(body.error());
    if (!body->is_object())
        return tl::unexpected(badRequest("the body of a " + call.resource.kind + " is no object"));
    (*body)["apiVersion"] = call.resource.apiVersion();
    (*body)["kind"] = call.resource.kind;
    (*body)["status"] = statusOfReview(call.resource);
    return net::Response::json(*body, 201);
}

/// exec and attach: what runs in a pod of the stage is no program of its own that could be joined.
Outcome<net::Response> Api::noProgram(const Call &call) const
{
    if (const auto pod = m_objects.get(call.resource, call.route.ns, call.route.name); !pod)
        return tl::unexpected(pod.error());
    return tl::unexpected(
        failure(501, "NotImplemented",
                "the rehearsal cluster trustusbank-stage runs no programs inside containers: "
                    + call.route.subresource + " works on a real cluster only"));
}

/// POST to a subresource: evictions and tokens.
Outcome<net::Response> Api::createUnder(Call &call)
{
    const std::string name = call.resource.storeName();
    const std::string &sub = call.route.subresource;
    const bool eviction = name == "pods" && sub == "eviction";
    const bool token = name == "serviceaccounts" && sub == "token";
    if (sub.empty())
        return tl::unexpected(methodNotAllowed());
    if (!eviction && !token)
        return tl::unexpected(noSuchPath());
    auto body = bodyOf(call.request);
    if (!body)
        return tl::unexpected(body.error());
    auto object = m_objects.get(call.resource, call.route.ns, call.route.name);
    if (!object)
        return tl::unexpected(object.error());
    return eviction ? evict(call, *object, *body) : issueToken(call, *object, *body);
}

Outcome<net::Response> Api::evict(Call &call, const Object &pod, const Json &body)
{
    const Store &store = m_objects.store();
    if (const auto refusal =
            evictionRefusal(*pod, store.list("pods", call.route.ns),
                            store.list("poddisruptionbudgets.policy", call.route.ns)))
        return tl::unexpected(*refusal);
    std::optional<int> grace;
    if (const Json &seconds = at(body, "/deleteOptions/gracePeriodSeconds");
        seconds.is_number_integer())
        grace = seconds.get<int>();
    auto dryRun = writeOptions(call);
    if (!dryRun)
        return tl::unexpected(dryRun.error());
    auto gone = m_objects.remove(call.resource, call.route.ns, call.route.name, "Background",
                                 dryRun->dryRun, grace);
    if (!gone)
        return tl::unexpected(gone.error());
    return net::Response::json({{"kind", "Status"},
                                {"apiVersion", "v1"},
                                {"metadata", Json::object()},
                                {"status", "Success"},
                                {"code", 201}},
                               201);
}

Outcome<net::Response> Api::issueToken(Call &call, const Object &account, const Json &body)
{
    const Json &asked = at(body, "/spec/expirationSeconds");
    const int seconds = asked.is_number_integer() ? asked.get<int>() : 3600;
    const std::time_t expires = std::time(nullptr) + seconds;
    Json spec = at(body, "/spec");
    if (!spec.is_object())
        spec = Json::object();
    spec["expirationSeconds"] = seconds;
    return net::Response::json(
        {{"kind", "TokenRequest"},
         {"apiVersion", "authentication.k8s.io/v1"},
         {"metadata",
          {{"name", text(*account, "/metadata/name")},
           {"namespace", call.route.ns},
           {"creationTimestamp", nowRfc3339()}}},
         {"spec", std::move(spec)},
         {"status",
          {{"token", tokenFor(call.route.ns, text(*account, "/metadata/name"), expires)},
           {"expirationTimestamp", rfc3339(expires)}}}},
        201);
}

} // namespace stage::cluster
