// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/rest.h"

#include "backend/stage/agents/controller/manifests.h"
#include "backend/stage/agents/controller/status.h"
#include "backend/stage/workloads/telemetry.h"

#include <algorithm>
#include <cstdlib>

namespace stage::agents {

namespace {

constexpr const char *serverKind = "RemoteMCPServer.kagent.dev";

net::Response ok(Json data, const std::string &message, int status = 200)
{
    return net::Response::json(envelope(std::move(data), message), status);
}

net::Response problem(int status, const std::string &what)
{
    return net::Response::json({{"error", what}}, status);
}

net::Response noPage()
{
    return net::Response::text("404 page not found\n", 404);
}

std::string refOf(const Json &object)
{
    return cluster::text(object, "/metadata/namespace") + "/"
           + cluster::text(object, "/metadata/name");
}

std::string notFound(const std::string &what, const std::string &kind, const std::string &name)
{
    return what + " not found: " + kind + ".kagent.dev " + Json(name).dump() + " not found";
}

Json modelConfigJson(const Json &object)
{
    return {{"ref", refOf(object)},
            {"spec", member(object, "spec", Json::object())},
            {"status", member(object, "status", Json::object())}};
}

/// "ns/name" as the id that REST shows; any other form is one already.
std::string agentId(const std::string &reference)
{
    const auto slash = reference.find('/');
    return slash == std::string::npos
               ? underscored(reference)
               : appName(reference.substr(0, slash), reference.substr(slash + 1));
}

std::vector<std::string> segments(const std::string &path)
{
    std::vector<std::string> out;
    std::string::size_type from = 0;
    while (from < path.size()) {
        const auto slash = std::min(path.find('/', from), path.size());
        if (slash > from)
            out.push_back(path.substr(from, slash - from));
        from = slash + 1;
    }
    return out;
}

} // namespace

Json envelope(Json data, const std::string &message)
{
    Json out = {{"error", false}, {"message", message}};
    if (!data.is_array() || !data.empty())
        out["data"] = std::move(data);
    return out;
}

Json agentJson(const Json &agent, const cluster::Object &modelConfig)
{
    const std::string ns = cluster::text(agent, "/metadata/namespace"),
                      name = cluster::text(agent, "/metadata/name");
    const Json spec = modelConfig ? member(*modelConfig, "spec") : Json();
    Json out = {{"id", appName(ns, name)},
                {"agent", agent},
                {"modelProvider", text(spec, "provider")},
                {"model", text(spec, "model")},
                {"modelConfigRef", modelConfig ? ns + "/" + modelConfigOf(agent) : ""},
                {"memoryRefs", nullptr},
                {"tools", cluster::at(agent, "/spec/declarative/tools")},
                {"deploymentReady", conditionStatus(agent, "Ready") == "True"},
                {"accepted", conditionStatus(agent, "Accepted") == "True"},
                {"workloadMode", "deployment"}};
    return out;
}

Rest::Rest(const workloads::Surroundings &around, cluster::Objects &objects, Sessions &sessions)
    : m_around(around)
    , m_objects(objects)
    , m_sessions(sessions)
{
}

Sessions::Time Rest::now() const
{
    return workloads::timeOf(m_around);
}

std::string Rest::userOf(const net::Request &request)
{
    const std::string asked = request.query("user_id"), header = request.headers.get("X-User-Id");
    return !asked.empty() ? asked : !header.empty() ? header : "admin@kagent.dev";
}

net::Response Rest::answer(const net::Request &request)
{
    const std::string path = request.path();
    if (path == "/health")
        return ok({{"status", "OK"}}, "OK");
    if (path == "/version")
        return net::Response::json(
            {{"kagent_version", kagentVersion}, {"git_commit", "none"}, {"build_date", "unknown"}});
    Path parts = segments(path);
    if (parts.size() < 2 || parts.front() != "api")
        return noPage();
    parts.erase(parts.begin());
    if (parts.front() == "me" && parts.size() == 1)
        return net::Response::json({{"sub", userOf(request)}});
    if (parts.front() == "sessions")
        return sessions(request, parts);
    if (parts.front() == "tasks")
        return tasks(request, parts);
    if (request.method != "GET" && request.method != "HEAD")
        return net::Response{405, {}, {}};
    return listed(parts);
}

net::Response Rest::listed(const Path &path) const
{
    const std::string &what = path.front();
    if (what == "agents")
        return agents(path);
    if (what == "modelconfigs")
        return modelConfigs(path);
    if (path.size() > 1)
        return noPage();
    if (what == "toolservers")
        return toolServers();
    if (what == "tools")
        return tools();
    if (what == "namespaces")
        return namespaces();
    if (what == "toolservertypes")
        return ok({"RemoteMCPServer", "MCPServer"}, "Successfully listed tool server types");
    if (what == "feedback" || what == "sandboxagents")
        return ok(Json::array(), "Successfully listed " + what);
    if (what == "memories")
        return problem(400,
                       "agent_name and user_id are required: agent_name and user_id are required");
    return noPage();
}

net::Response Rest::agents(const Path &path) const
{
    const auto shown = [this](const Json &agent) {
        const cluster::Key key{"modelconfigs.kagent.dev",
                               cluster::text(agent, "/metadata/namespace"), modelConfigOf(agent)};
        return agentJson(agent, store().get(key));
    };
    if (path.size() == 3) {
        const cluster::Object one = store().get({"agents.kagent.dev", path[1], path[2]});
        return one ? ok(shown(*one), "Successfully retrieved agent")
                   : problem(404, notFound("Agent", "Agent", path[2]));
    }
    Json all = Json::array();
    for (const cluster::Object &one : store().list("agents.kagent.dev"))
        all.push_back(shown(*one));
    return path.size() == 1 ? ok(all, "Successfully listed agents") : noPage();
}

net::Response Rest::modelConfigs(const Path &path) const
{
    if (path.size() == 3) {
        const cluster::Object one = store().get({"modelconfigs.kagent.dev", path[1], path[2]});
        return one ? ok(modelConfigJson(*one), "Successfully retrieved ModelConfig")
                   : problem(404, notFound("ModelConfig", "ModelConfig", path[2]));
    }
    Json all = Json::array();
    for (const cluster::Object &one : store().list("modelconfigs.kagent.dev"))
        all.push_back(modelConfigJson(*one));
    return path.size() == 1 ? ok(all, "Successfully listed ModelConfigs") : noPage();
}

net::Response Rest::toolServers() const
{
    Json all = Json::array();
    for (const cluster::Object &one : store().list("remotemcpservers.kagent.dev")) {
        const Json &tools = cluster::at(*one, "/status/discoveredTools");
        all.push_back({{"ref", refOf(*one)},
                       {"groupKind", serverKind},
                       {"discoveredTools", tools.is_null() ? Json::array() : tools}});
    }
    return ok(all, "Successfully listed tool servers");
}

net::Response Rest::tools() const
{
    Json all = Json::array();
    for (const cluster::Object &one : store().list("remotemcpservers.kagent.dev")) {
        const Json tools = cluster::at(*one, "/status/discoveredTools");
        const std::string created = cluster::text(*one, "/metadata/creationTimestamp");
        for (std::size_t i = 0; tools.is_array() && i < tools.size(); ++i) {
            all.push_back({{"id", text(tools[i], "name")},
                           {"server_name", refOf(*one)},
                           {"group_kind", serverKind},
                           {"created_at", created},
                           {"updated_at", goTime(now())},
                           {"description", text(tools[i], "description")}});
        }
    }
    return ok(all, "Successfully listed tools");
}

net::Response Rest::namespaces() const
{
    Json all = Json::array();
    for (const cluster::Object &one : store().list("namespaces"))
        all.push_back({{"name", cluster::text(*one, "/metadata/name")},
                       {"status", cluster::text(*one, "/status/phase", "Active")}});
    return ok(all, "Successfully listed namespaces");
}

net::Response Rest::sessions(const net::Request &request, const Path &path)
{
    if (path.size() == 1 && request.method == "POST")
        return createSession(request);
    const bool byAgent = path.size() == 4 && path[1] == "agent";
    if (path.size() > 1 && !byAgent)
        return session(request, path);
    Json all = Json::array();
    for (const Sessions::Session *one : m_sessions.of(userOf(request))) {
        const bool wanted =
            !byAgent || (one->agent == appName(path[2], path[3]) && one->source != "agent");
        if (wanted)
            all.push_back(sessionJson(*one));
    }
    return ok(all, "Successfully listed sessions");
}

net::Response Rest::createSession(const net::Request &request)
{
    const Json body = request.json();
    const std::string agent = text(body, "agent_ref");
    if (agent.empty())
        return problem(400, "agent_ref is required: agent_ref is required");
    const std::string id = text(body, "id", "ctx-" + workloads::newUuid());
    const auto &made =
        m_sessions.open(userOf(request), id, agentId(agent), text(body, "name"),
                        text(body, "source", request.headers.get("x-kagent-source")), now());
    Json shown = sessionJson(made);
    // Before the database has set them: Go's zero time.
    shown["created_at"] = shown["updated_at"] = "0001-01-01T00:00:00Z";
    return ok(shown, "Successfully created session", 201);
}

net::Response Rest::session(const net::Request &request, const Path &path)
{
    const std::string user = userOf(request), &id = path[1];
    if (path.size() == 3 && path[2] == "events" && request.method == "POST")
        return addEvent(request, id);
    if (path.size() == 2 && request.method == "DELETE") {
        m_sessions.remove(user, id);
        return ok(Json::object(), "Session deleted successfully");
    }
    const Sessions::Session *found = m_sessions.find(user, id);
    if (!found)
        return problem(404, "Session not found: failed to get session " + id
                                + ": no rows in result set");
    if (path.size() == 3 && path[2] == "tasks") {
        Json all = Json::array();
        for (const std::string &task : found->tasks) {
            if (const Json *one = m_sessions.task(task))
                all.push_back(*one);
        }
        return ok(all, "Successfully listed session tasks");
    }
    if (path.size() != 2)
        return noPage();
    std::vector<Json> events = found->events;
    if (request.query("order") != "asc")
        std::reverse(events.begin(), events.end());
    const std::size_t limit = std::strtoul(request.query("limit").c_str(), nullptr, 10);
    if (limit > 0 && events.size() > limit)
        events.resize(limit);
    return ok({{"session", sessionJson(*found)}, {"events", events}},
              "Successfully retrieved session");
}

net::Response Rest::addEvent(const net::Request &request, const std::string &id)
{
    Sessions::Session *found = m_sessions.find(userOf(request), id);
    if (!found)
        return problem(404, "Session not found: failed to get session " + id
                                + ": no rows in result set");
    const Json body = request.json(), data = member(body, "data", "");
    m_sessions.addEvent(*found, text(body, "id", workloads::newUuid()),
                        data.is_string() ? data.get<std::string>() : data.dump(), now());
    return ok(found->events.back(), "Event added to session successfully", 201);
}

net::Response Rest::tasks(const net::Request &request, const Path &path)
{
    if (path.size() == 1 && (request.method == "POST" || request.method == "PUT")) {
        const Json task = request.json();
        if (text(task, "id").empty() || text(task, "contextId").empty())
            return problem(400, "Invalid request body: a task needs id and contextId");
        const std::string said = text(member(task, "metadata"), "kagent_user_id");
        const bool named = request.headers.has("X-User-Id") || !request.query("user_id").empty();
        m_sessions.keepTask(named || said.empty() ? userOf(request) : said, task, now());
        return ok(task, "Successfully created task", 201);
    }
    if (path.size() != 2)
        return noPage();
    if (request.method == "DELETE") {
        m_sessions.removeTask(path[1]);
        return ok(Json::object(), "Task deleted successfully");
    }
    const Json *found = m_sessions.task(path[1]);
    return found ? ok(*found, "Successfully retrieved task")
                 : problem(404, "Task not found: no rows in result set");
}

} // namespace stage::agents
