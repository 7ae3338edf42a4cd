// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/compile.h"

#include "backend/stage/nodes/base64.h"

#include <charconv>

namespace stage::agents {

namespace {

using Ordered = nlohmann::ordered_json;
using cluster::Object;
using cluster::Store;
template <class T> using Or = tl::expected<T, std::string>;

/// How the runtime calls a provider, and where it looks for the key.
struct Provider {
    std::string type, keyVariable;
};

Provider providerOf(const std::string &name)
{
    static const std::map<std::string, Provider> known{
        {"Anthropic", {"anthropic", "ANTHROPIC_API_KEY"}},
        {"OpenAI", {"openai", "OPENAI_API_KEY"}},
        {"AzureOpenAI", {"azure_openai", "AZURE_OPENAI_API_KEY"}},
        {"Gemini", {"gemini", "GOOGLE_API_KEY"}},
        {"GeminiVertexAI", {"gemini_vertex_ai", ""}},
        {"AnthropicVertexAI", {"gemini_anthropic", ""}},
        {"Ollama", {"ollama", ""}},
        {"Bedrock", {"bedrock", ""}},
    };
    const auto found = known.find(name);
    return found == known.end() ? Provider{name, ""} : found->second;
}

std::string notFound(const std::string &kind, const std::string &name)
{
    return kind + " " + Json(name).dump() + " not found";
}

/// Temperature and the like stay behind: the runtime of 0.9.1 is never told of them.
Ordered modelOf(const Json &modelConfig)
{
    const std::string provider = cluster::text(modelConfig, "/spec/provider", "OpenAI");
    Ordered model;
    model["type"] = providerOf(provider).type;
    model["model"] = cluster::text(modelConfig, "/spec/model");
    const std::string section = provider == "OpenAI" ? "openAI" : "anthropic";
    const std::string url = cluster::text(modelConfig, "/spec/" + section + "/baseUrl");
    if (!url.empty())
        model["base_url"] = url;
    return model;
}

Json environmentOf(const Json &modelConfig)
{
    const std::string variable =
        providerOf(cluster::text(modelConfig, "/spec/provider", "OpenAI")).keyVariable;
    const std::string secret = cluster::text(modelConfig, "/spec/apiKeySecret");
    Json out = Json::array();
    if (!variable.empty() && !secret.empty()) {
        const Json reference = {{"name", secret},
                                {"key", cluster::text(modelConfig, "/spec/apiKeySecretKey")}};
        out.push_back({{"name", variable}, {"valueFrom", {{"secretKeyRef", reference}}}});
    }
    return out;
}

/// Where an MCP server of any of the three kinds is reached.
struct Server {
    std::string url;
    Json spec = Json::object(); ///< of a RemoteMCPServer
};

std::string portOfService(const Json &service)
{
    const std::string said =
        cluster::text(service, "/metadata/annotations/kagent.dev~1mcp-service-port");
    const Json &first = cluster::at(service, "/spec/ports/0/port");
    return !said.empty() ? said : first.is_number() ? first.dump() : "80";
}

Or<Server> serverOf(const Json &tool, const std::string &ns, const Store &store)
{
    const std::string kind = text(tool, "kind", "MCPServer"), name = text(tool, "name"),
                      where = text(tool, "namespace", ns);
    if (kind == "RemoteMCPServer") {
        const Object found = store.get({"remotemcpservers.kagent.dev", where, name});
        if (!found)
            return tl::unexpected(notFound("RemoteMCPServer.kagent.dev", name));
        const Json spec = member(*found, "spec", Json::object());
        return Server{text(spec, "url"), spec};
    }
    if (kind == "MCPServer") {
        const Object found = store.get({"mcpservers.kagent.dev", where, name});
        if (!found)
            return tl::unexpected(notFound("MCPServer.kagent.dev", name));
        const Json &port = cluster::at(*found, "/spec/deployment/port");
        return Server{"http://" + name + "." + where + ":"
                      + (port.is_number() ? port.dump() : "3000") + "/mcp"};
    }
    if (kind == "Service") {
        const Object found = store.get({"services", where, name});
        if (!found)
            return tl::unexpected(notFound("Service", name));
        const std::string path =
            cluster::text(*found, "/metadata/annotations/kagent.dev~1mcp-service-path", "/mcp");
        return Server{"http://" + name + "." + where + ":" + portOfService(*found) + path};
    }
    return tl::unexpected("unknown tool server type: " + kind);
}

Ordered headersOf(const Server &server, const Json &tool, const std::string &ns, const Store &store)
{
    Ordered out = Ordered::object();
    for (const Json &list : {member(server.spec, "headersFrom", Json::array()),
                             member(tool, "headersFrom", Json::array())}) {
        const Json headers = headersFrom(list, ns, store);
        for (const auto &[name, value] : headers.items())
            out[name] = value.get<std::string>();
    }
    return out;
}

Ordered ordered(const Json &list)
{
    return Ordered::parse(list.dump());
}

/// One entry of http_tools or sse_tools.
Ordered toolEntry(const Server &server, const Json &tool, const std::string &ns, const Store &store)
{
    const Json reference = member(tool, "mcpServer", Json::object());
    Ordered params;
    params["url"] = server.url;
    params["headers"] = headersOf(server, tool, ns, store);
    if (const auto timeout = goDuration(text(server.spec, "timeout")))
        params["timeout"] = *timeout;
    if (const auto timeout = goDuration(text(server.spec, "sseReadTimeout")))
        params["sse_read_timeout"] = *timeout;
    if (text(server.spec, "protocol") != "SSE")
        params["terminate_on_close"] = member(server.spec, "terminateOnClose", true).get<bool>();
    Ordered entry;
    entry["params"] = params;
    entry["tools"] = ordered(member(reference, "toolNames", Json::array()));
    for (const auto &[theirs, ours] : {std::pair("allowedHeaders", "allowed_headers"),
                                       std::pair("requireApproval", "require_approval")}) {
        const Json list = member(reference, theirs, Json::array());
        if (!list.empty())
            entry[ours] = ordered(list);
    }
    return entry;
}

Or<Ordered> remoteAgent(const Json &reference, const Json &caller, const Store &store)
{
    const std::string ns = text(reference, "namespace",
                                cluster::text(caller, "/metadata/namespace")),
                      name = text(reference, "name");
    if (name == cluster::text(caller, "/metadata/name")
        && ns == cluster::text(caller, "/metadata/namespace"))
        return tl::unexpected("agent tool cannot be used to reference itself, " + ns + "/" + name);
    const Object found = store.get({"agents.kagent.dev", ns, name});
    if (!found)
        return tl::unexpected(notFound("Agent.kagent.dev", name));
    Ordered out;
    out["name"] = appName(ns, name);
    out["url"] = agentUrl(ns, name);
    out["description"] = cluster::text(*found, "/spec/description");
    return out;
}

Or<std::string> instructionOf(const Json &declarative, const std::string &ns, const Store &store)
{
    const Json reference = member(declarative, "systemMessageFrom");
    if (reference.is_object())
        return valueFrom(reference, ns, store);
    return text(declarative, "systemMessage");
}

struct Tools {
    Ordered http = Ordered::array(), sse = Ordered::array(), agents = Ordered::array();
};

Or<Tools> toolsOf(const Json &agent, const Json &declarative, const Store &store)
{
    const std::string ns = cluster::text(agent, "/metadata/namespace");
    Tools out;
    const Json tools = member(declarative, "tools", Json::array());
    for (const Json &tool : tools) {
        if (text(tool, "type") == "Agent" || tool.contains("agent")) {
            const Or<Ordered> one =
                remoteAgent(member(tool, "agent", Json::object()), agent, store);
            if (!one)
                return tl::unexpected(one.error());
            out.agents.push_back(*one);
            continue;
        }
        const Or<Server> server = serverOf(member(tool, "mcpServer", Json::object()), ns, store);
        if (!server)
            return tl::unexpected(server.error());
        (text(server->spec, "protocol") == "SSE" ? out.sse : out.http)
            .push_back(toolEntry(*server, tool, ns, store));
    }
    return out;
}

} // namespace

std::string agentUrl(const std::string &ns, const std::string &name)
{
    return "http://" + name + "." + ns + ":8080";
}

std::string modelConfigOf(const Json &agent)
{
    return cluster::text(agent, "/spec/declarative/modelConfig", "default-model-config");
}

std::string agentCard(const Json &agent, const std::string &url)
{
    Ordered skills = Ordered::array();
    const Json &given = cluster::at(agent, "/spec/declarative/a2aConfig/skills");
    for (std::size_t i = 0; given.is_array() && i < given.size(); ++i) {
        Ordered one;
        for (const char *key :
             {"id", "name", "description", "tags", "examples", "inputModes", "outputModes"}) {
            if (given[i].contains(key))
                one[key] = ordered(given[i].at(key));
        }
        skills.push_back(one);
    }
    Ordered card;
    card["name"] = underscored(cluster::text(agent, "/metadata/name"));
    card["description"] = cluster::text(agent, "/spec/description");
    card["url"] = url;
    card["version"] = "";
    card["capabilities"]["streaming"] = true;
    card["capabilities"]["pushNotifications"] = false;
    card["capabilities"]["stateTransitionHistory"] = true;
    card["defaultInputModes"] = Ordered::array({"text"});
    card["defaultOutputModes"] = Ordered::array({"text"});
    card["skills"] = skills;
    card["preferredTransport"] = "JSONRPC";
    return goJson(card);
}

tl::expected<Compiled, std::string> compile(const Json &agent, const Store &store)
{
    const std::string ns = cluster::text(agent, "/metadata/namespace"),
                      name = cluster::text(agent, "/metadata/name");
    if (cluster::text(agent, "/spec/type", "Declarative") != "Declarative")
        return tl::unexpected(std::string("agents of type BYO are not run here"));
    const Json declarative = member(member(agent, "spec"), "declarative", Json::object());
    const std::string modelName = modelConfigOf(agent);
    const Object model = store.get({"modelconfigs.kagent.dev", ns, modelName});
    if (!model)
        return tl::unexpected(notFound("ModelConfig.kagent.dev", modelName));
    const Or<std::string> instruction = instructionOf(declarative, ns, store);
    if (!instruction)
        return tl::unexpected(instruction.error());
    const Or<Tools> tools = toolsOf(agent, declarative, store);
    if (!tools)
        return tl::unexpected(tools.error());

    Ordered config;
    config["model"] = modelOf(*model);
    config["description"] = cluster::text(agent, "/spec/description");
    config["instruction"] = *instruction;
    for (const auto &[key, list] :
         {std::pair("http_tools", &tools->http), std::pair("sse_tools", &tools->sse),
          std::pair("remote_agents", &tools->agents)}) {
        if (!list->empty())
            config[key] = *list;
    }
    config["stream"] = member(declarative, "stream", false).get<bool>();

    Compiled out;
    out.config = goJson(config);
    out.card = agentCard(agent, agentUrl(ns, name));
    out.env = environmentOf(*model);
    out.secretHash = cluster::text(*model, "/status/secretHash");
    return out;
}

tl::expected<std::string, std::string> valueFrom(const Json &reference, const std::string &ns,
                                                 const Store &store)
{
    const bool secret = text(reference, "type") == "Secret";
    const std::string name = text(reference, "name"), key = text(reference, "key");
    const Object found = store.get({secret ? "secrets" : "configmaps", ns, name});
    if (!found)
        return tl::unexpected(notFound(secret ? "Secret" : "ConfigMap", name));
    const Json data = member(*found, "data", Json::object());
    if (!data.contains(key))
        return tl::unexpected("key " + key + " not found in " + (secret ? "Secret " : "ConfigMap ")
                              + ns + "/" + name);
    return secret ? nodes::base64Decode(text(data, key)).value_or("") : text(data, key);
}

Json headersFrom(const Json &list, const std::string &ns, const Store &store)
{
    Json out = Json::object();
    for (const Json &one : list) {
        const Json reference = member(one, "valueFrom");
        const std::string name = text(one, "name");
        if (!reference.is_object())
            out[name] = text(one, "value");
        else if (const auto value = valueFrom(reference, ns, store))
            out[name] = *value;
    }
    return out;
}

std::optional<double> goDuration(const std::string &duration)
{
    static const std::map<std::string, double> units{{"ms", 0.001},
                                                     {"s", 1},
                                                     {"m", 60},
                                                     {"h", 3600}};
    double seconds = 0;
    const char *at = duration.data(), *end = at + duration.size();
    while (at != end) {
        double number = 0;
        const auto read = std::from_chars(at, end, number);
        const char *letter = read.ptr;
        while (letter != end && *letter >= 'a' && *letter <= 'z')
            ++letter;
        const auto unit = units.find(std::string(read.ptr, letter));
        if (read.ec != std::errc() || unit == units.end())
            return std::nullopt;
        seconds += number * unit->second;
        at = letter;
    }
    return duration.empty() ? std::nullopt : std::optional(seconds);
}

std::string goJson(const nlohmann::ordered_json &value)
{
    std::string out;
    for (const char c :
         value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) {
        switch (c) {
        case '<': out += "\\u003c"; break;
        case '>': out += "\\u003e"; break;
        case '&': out += "\\u0026"; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace stage::agents
