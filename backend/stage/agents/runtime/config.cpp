// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/config.h"

#include "backend/stage/workloads/bank.h"

namespace stage::agents {

namespace {

tl::expected<Json, std::string> readObject(const workloads::Surroundings &around,
                                           const std::string &path)
{
    const std::string content = workloads::fileOf(around, path);
    if (content.empty())
        return tl::unexpected(path + " is missing");
    Json value = Json::parse(content, nullptr, false);
    if (!value.is_object())
        return tl::unexpected(path + " is no JSON object");
    return value;
}

} // namespace

std::string systemText(const std::string &instruction, const std::string &author,
                       const std::string &description)
{
    std::string out = instruction.empty() ? std::string() : instruction + "\n\n";
    out += "You are an agent. Your internal name is \"" + author + "\".";
    if (!description.empty())
        out += " The description about you is \"" + description + "\".";
    return out;
}

tl::expected<AgentConfig, std::string> readConfig(const workloads::Surroundings &around)
{
    const std::string folder = workloads::flag(around, "--filepath", "/config");
    tl::expected<Json, std::string> config = readObject(around, folder + "/config.json");
    if (!config)
        return tl::unexpected(config.error());
    tl::expected<Json, std::string> card = readObject(around, folder + "/agent-card.json");
    if (!card)
        return tl::unexpected(card.error());
    const Json model = member(*config, "model", Json::object());
    const std::string type = text(model, "type", "anthropic");
    if (type != "anthropic")
        return tl::unexpected(folder + "/config.json: model type \"" + type
                              + "\" is not supported, only anthropic is");

    AgentConfig out;
    out.ns = around.variable("KAGENT_NAMESPACE", around.ns.empty() ? "kagent" : around.ns);
    out.name = around.variable("KAGENT_NAME", text(*card, "name", "agent"));
    out.app = appName(out.ns, out.name);
    out.author = text(*card, "name", underscored(out.name));
    out.model = text(model, "model", "claude-haiku-4-5");
    out.system = systemText(text(*config, "instruction"), out.author, text(*config, "description"));
    out.llm.baseUrl = text(model, "base_url", around.variable("ANTHROPIC_BASE_URL"));
    out.llm.key = around.variable("ANTHROPIC_API_KEY");
    out.controller = around.variable("KAGENT_URL");
    out.stream = member(*config, "stream", false) == Json(true);
    out.tracing = around.variable("OTEL_TRACING_ENABLED") == "true";
    out.config = std::move(*config);
    out.card = std::move(*card);
    out.card["protocolVersion"] = "0.3.0";
    return out;
}

} // namespace stage::agents
