// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/kubeapi.h"

#include "backend/stage/tools/encoding.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <sstream>
#include <yaml-cpp/yaml.h>

namespace stage::tools {

namespace {

YAML::Node named(const YAML::Node &list, const std::string &name, const char *member)
{
    for (const YAML::Node &entry : list) {
        if (entry["name"].as<std::string>("") == name)
            return entry[member];
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

std::string decoded(const YAML::Node &node, const char *key)
{
    return node && node[key] ? base64Decode(node[key].as<std::string>("")) : std::string();
}

std::string fileText(const std::string &path)
{
    std::ifstream file(path);
    std::string text;
    std::getline(file, text);
    return text;
}

std::string filePath(const std::string &file, const std::map<std::string, std::string> &environment)
{
    if (!file.empty())
        return file;
    if (const auto set = environment.find("KUBECONFIG");
        set != environment.end() && !set->second.empty())
        return set->second.substr(0, set->second.find(':'));
    const auto home = environment.find("HOME");
    return (home == environment.end() ? std::string() : home->second) + "/.kube/config";
}

} // namespace

tl::expected<net::Response, std::string> requestNow(net::Url url, net::Request request)
{
    boost::asio::io_context io;
    net::SystemDialer dialer;
    net::Result<net::Response> result = tl::unexpected(net::NetError{});
    const std::string where = url.authority();
    boost::asio::co_spawn(io, net::fetch(dialer, std::move(url), std::move(request)),
                          [&](const std::exception_ptr &, net::Result<net::Response> got) {
                              result = std::move(got);
                              io.stop();
                          });
    io.run();
    if (!result)
        return tl::unexpected(where + ": " + result.error().text);
    return std::move(*result);
}

tl::expected<KubeApi, std::string>
KubeApi::open(const std::string &file, const std::string &context,
              const std::map<std::string, std::string> &environment)
{
    const std::string path = filePath(file, environment);
    KubeApi api;
    try {
        const YAML::Node root = YAML::LoadFile(path);
        const std::string name =
            context.empty() ? root["current-context"].as<std::string>("") : context;
        const YAML::Node chosen = named(root["contexts"], name, "context");
        if (!chosen)
            return tl::unexpected(path + ": no context \"" + name + "\"");
        const YAML::Node cluster =
            named(root["clusters"], chosen["cluster"].as<std::string>(""), "cluster");
        const YAML::Node user = named(root["users"], chosen["user"].as<std::string>(""), "user");
        if (!cluster)
            return tl::unexpected(path + ": context \"" + name + "\" names no cluster");
        auto url = net::Url::parse(cluster["server"].as<std::string>(""));
        if (!url)
            return tl::unexpected(path + ": " + url.error());
        api.m_server = *url;
        auto trust = std::make_shared<net::Trust>();
        trust->ca = decoded(cluster, "certificate-authority-data");
        trust->certificate = decoded(user, "client-certificate-data");
        trust->key = decoded(user, "client-key-data");
        if (!trust->ca.empty())
            api.m_server.trust = trust;
        if (user && user["token"])
            api.m_token = user["token"].as<std::string>("");
        else if (user && user["tokenFile"])
            api.m_token = fileText(user["tokenFile"].as<std::string>(""));
    } catch (const YAML::Exception &error) {
        return tl::unexpected(path + ": " + error.what());
    }
    return api;
}

std::string KubeApi::Answer::why() const
{
    return body.is_object() && body.contains("message") ? body.at("message").get<std::string>()
                                                        : "HTTP status " + std::to_string(status);
}

tl::expected<KubeApi::Answer, std::string> KubeApi::request(const std::string &method,
                                                            const std::string &path,
                                                            const Json &body,
                                                            const std::string &contentType)
{
    net::Url url = m_server;
    url.target = path;
    net::Request request;
    request.method = method;
    request.headers.set("Accept", "application/json");
    if (!m_token.empty())
        request.headers.set("Authorization", "Bearer " + m_token);
    if (!body.is_null()) {
        request.headers.set("Content-Type", contentType);
        request.body = body.dump();
    }
    auto response = requestNow(std::move(url), std::move(request));
    if (!response)
        return tl::unexpected(response.error());
    return Answer{response->status, Json::parse(response->body, nullptr, false)};
}

tl::expected<std::string, std::string> KubeApi::path(const Json &object, const std::string &ns)
{
    const std::string apiVersion = object.value("apiVersion", "");
    const std::string kind = object.value("kind", "");
    const std::string root =
        apiVersion.find('/') == std::string::npos ? "/api/" + apiVersion : "/apis/" + apiVersion;
    if (!m_discovered.count(apiVersion)) {
        auto answer = request("GET", root);
        if (!answer)
            return tl::unexpected(answer.error());
        if (!answer->ok())
            return tl::unexpected("no matches for kind \"" + kind + "\" in version \"" + apiVersion
                                  + "\"");
        m_discovered[apiVersion] = answer->body.value("resources", Json::array());
    }
    for (const Json &resource : m_discovered[apiVersion]) {
        const std::string plural = resource.value("name", "");
        if (resource.value("kind", "") != kind || plural.find('/') != std::string::npos)
            continue;
        std::string out = root;
        const Json metadata = object.value("metadata", Json::object());
        if (resource.value("namespaced", false))
            out += "/namespaces/" + metadata.value("namespace", ns);
        return out + "/" + plural + "/" + metadata.value("name", "");
    }
    return tl::unexpected("no matches for kind \"" + kind + "\" in version \"" + apiVersion + "\"");
}

tl::expected<Json, std::string> KubeApi::apply(const Json &object, const std::string &ns,
                                               const std::string &manager)
{
    const auto where = path(object, ns);
    if (!where)
        return tl::unexpected(where.error());
    auto answer = request("PATCH", *where + "?fieldManager=" + manager + "&force=true", object,
                          "application/apply-patch+yaml");
    if (!answer)
        return tl::unexpected(answer.error());
    if (!answer->ok())
        return tl::unexpected(answer->why());
    return answer->body;
}

} // namespace stage::tools
