// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/agentregistry.h"

#include "backend/stage/observe/page_files.h"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace stage::observe {

namespace {

constexpr std::size_t usualLimit = 30, mostPerPage = 100;
constexpr auto metaKey = "io.modelcontextprotocol.registry/official";

net::Response problem(int status, const std::string &detail)
{
    auto response = net::Response::json(
        {{"title", net::reasonPhrase(status)}, {"status", status}, {"detail", detail}}, status);
    response.headers.set("Content-Type", "application/problem+json");
    return response;
}

/// The segments of a path, each decoded on its own: names of servers contain an encoded slash.
std::vector<std::string> segments(const std::string &target)
{
    const auto path = target.substr(0, target.find('?'));
    std::vector<std::string> parts;
    boost::split(parts, path.substr(path.find('/') == 0), boost::is_any_of("/"));
    for (auto &part : parts)
        part = net::urlDecode(part);
    return parts;
}

std::string rfc3339(std::chrono::system_clock::time_point at)
{
    const auto seconds = std::chrono::system_clock::to_time_t(at);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// Versions as numbers where they are numbers, so that 1.10.0 comes after 1.9.0.
bool olderVersion(const std::string &left, const std::string &right)
{
    std::vector<std::string> a, b;
    boost::split(a, left, boost::is_any_of(".-+"));
    boost::split(b, right, boost::is_any_of(".-+"));
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        int x = 0, y = 0;
        const bool numbers =
            std::from_chars(a[i].data(), a[i].data() + a[i].size(), x).ec == std::errc()
            && std::from_chars(b[i].data(), b[i].data() + b[i].size(), y).ec == std::errc();
        if (numbers && x != y)
            return x < y;
        if (!numbers && a[i] != b[i])
            return a[i] < b[i];
    }
    return a.size() < b.size();
}

} // namespace

AgentRegistry::AgentRegistry(std::string file, workloads::Surroundings surroundings)
    : m_file(std::move(file))
    , m_surroundings(std::move(surroundings))
{
    load();
}

Awaitable<void> AgentRegistry::handle(net::Exchange &exchange)
{
    auto response = answer(exchange.request());
    co_await exchange.reply(std::move(response));
}

net::Response AgentRegistry::answer(const net::Request &request)
{
    const auto parts = segments(request.target);
    if (parts.front().empty())
        return stagePage("catalogue");
    if (parts.front() != "v0" || parts.size() < 2)
        return problem(404, "Endpoint not found. See /v0/servers.");
    const auto &what = parts[1];
    if (parts.size() == 2) {
        if (what == "ping")
            return net::Response::json({{"pong", true}});
        if (what == "health")
            return net::Response::json({{"status", "ok"}});
        if (what == "version")
            return net::Response::json(
                {{"version", "0.3.3"}, {"git_commit", "trustusbank-stage"}, {"build_time", ""}});
        if (what == "servers")
            return request.method == "POST" ? publish(request) : list(request);
        if (what == "publish" && request.method == "POST")
            return publish(request);
        if (what == "agents" || what == "skills" || what == "prompts" || what == "providers"
            || what == "deployments")
            return net::Response::json({{what, Json::array()}, {"metadata", {{"count", 0}}}});
    }
    if (what == "servers" && parts.size() >= 4 && parts[3] == "versions")
        return versions(request, parts);
    return problem(404, "Endpoint not found. See /v0/servers.");
}

const AgentRegistry::Entry *AgentRegistry::latest(const std::string &name) const
{
    const Entry *found = nullptr;
    std::string version;
    for (const auto &[key, entry] : m_entries) {
        if (key.first == name && (!found || olderVersion(version, key.second))) {
            found = &entry;
            version = key.second;
        }
    }
    return found;
}

Json AgentRegistry::entryJson(const Entry &entry) const
{
    const bool newest = latest(entry.server.value("name", "")) == &entry;
    return {{"server", entry.server},
            {"_meta",
             {{metaKey,
               {{"status", "active"},
                {"publishedAt", entry.publishedAt},
                {"updatedAt", entry.updatedAt},
                {"isLatest", newest}}}}}};
}

net::Response AgentRegistry::list(const net::Request &request) const
{
    auto limit = usualLimit;
    if (const auto text = request.query("limit"); !text.empty()) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
        if (read.ec != std::errc() || limit < 1 || limit > mostPerPage)
            return problem(422, "expected number >= 1 and <= 100 for limit, got " + text);
    }
    const auto cursor = request.query("cursor"), search = request.query("search"),
               version = request.query("version"), since = request.query("updated_since");
    Json servers = Json::array();
    std::string next;
    for (const auto &[key, entry] : m_entries) {
        const auto place = key.first + ":" + key.second;
        if ((!cursor.empty() && place <= cursor)
            || (!search.empty() && !boost::icontains(key.first, search))
            || (!since.empty() && entry.updatedAt <= since))
            continue;
        if (!version.empty()
            && (version == "latest" ? latest(key.first) != &entry : key.second != version))
            continue;
        if (servers.size() == limit)
            break;
        servers.push_back(entryJson(entry));
        next = place;
    }
    const bool more =
        servers.size() == limit && limit < m_entries.size() && !m_entries.empty()
        && next != m_entries.rbegin()->first.first + ":" + m_entries.rbegin()->first.second;
    Json metadata{{"count", servers.size()}};
    if (more)
        metadata["nextCursor"] = next;
    return net::Response::json({{"servers", servers}, {"metadata", metadata}});
}

net::Response AgentRegistry::publish(const net::Request &request)
{
    const auto server = request.json();
    if (!server.is_object())
        return problem(400, "the body is no JSON object");
    for (const char *field : {"name", "description", "version"}) {
        if (!server.contains(field) || !server[field].is_string()
            || server[field].get<std::string>().empty())
            return problem(422,
                           std::string("expected required property ") + field + " to be present");
    }
    const auto name = server["name"].get<std::string>(),
               version = server["version"].get<std::string>();
    if (std::count(name.begin(), name.end(), '/') != 1)
        return problem(422,
                       "server name must be in format 'dns-namespace/name' with exactly one slash: "
                           + name);
    if (m_entries.count({name, version}))
        return problem(
            400, "Failed to create server: invalid version: cannot publish duplicate version");
    const auto now = rfc3339(m_surroundings.now());
    const auto &made = m_entries[{name, version}] = {server, now, now};
    save();
    m_surroundings.log("published " + name + " " + version);
    return net::Response::json(entryJson(made));
}

net::Response AgentRegistry::versions(const net::Request &request,
                                      const std::vector<std::string> &parts)
{
    const auto &name = parts[2];
    const auto *newest = latest(name);
    if (!newest)
        return problem(404, "Server not found");
    if (parts.size() == 4) {
        Json servers = Json::array();
        for (const auto &[key, entry] : m_entries) {
            if (key.first == name)
                servers.push_back(entryJson(entry));
        }
        return net::Response::json(
            {{"servers", servers}, {"metadata", {{"count", servers.size()}}}});
    }
    const auto version = parts[4] == "latest" ? newest->server.value("version", "") : parts[4];
    const auto found = m_entries.find({name, version});
    if (found == m_entries.end() || parts.size() > 5)
        return problem(404, "Server not found");
    if (request.method != "DELETE")
        return net::Response::json(entryJson(found->second));
    m_entries.erase(found);
    save();
    m_surroundings.log("deleted " + name + " " + version);
    return net::Response::json({{"message", "Server deleted successfully"}});
}

void AgentRegistry::load()
{
    std::ifstream file(m_file);
    const auto all = Json::parse(file, nullptr, false);
    if (!all.is_array())
        return; // nothing published yet
    for (const auto &one : all) {
        const auto &server = one["server"];
        m_entries[{server.value("name", ""), server.value("version", "")}] = {
            server, one.value("publishedAt", ""), one.value("updatedAt", "")};
    }
}

void AgentRegistry::save() const
{
    Json all = Json::array();
    for (const auto &[key, entry] : m_entries)
        all.push_back({{"server", entry.server},
                       {"publishedAt", entry.publishedAt},
                       {"updatedAt", entry.updatedAt}});
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(m_file).parent_path(), error);
    std::ofstream file(m_file, std::ios::trunc);
    file << all.dump();
    if (!file.flush())
        m_surroundings.log("cannot write the catalogue to " + m_file
                           + "; it will be gone after a restart");
}

} // namespace stage::observe
