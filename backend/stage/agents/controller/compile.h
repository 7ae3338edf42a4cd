// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"
#include "backend/stage/cluster/store.h"

#include <tl/expected.hpp>

namespace stage::agents {

/// What an Agent means for its pod.
struct Compiled {
    std::string config, card; ///< the texts of config.json and agent-card.json
    Json env = Json::array(); ///< what the model's provider needs
    std::string secretHash;   ///< of the ModelConfig; a new key rolls the pods
};

/// The error is the controller's word for it: 'ModelConfig.kagent.dev "x" not found'.
tl::expected<Compiled, std::string> compile(const Json &agent, const cluster::Store &store);

/// An Agent's card as its pod or the controller shows it, as one line.
std::string agentCard(const Json &agent, const std::string &url);
/// "http://support-bot.trustusbank-bank-agents:8080"
std::string agentUrl(const std::string &ns, const std::string &name);
/// The name of the ModelConfig that an Agent uses.
std::string modelConfigOf(const Json &agent);

/// The headers of an MCP server or tool: literal values, and those from Secrets and ConfigMaps.
Json headersFrom(const Json &list, const std::string &ns, const cluster::Store &store);
/// A key of a Secret or ConfigMap, decoded; the error names what is missing.
tl::expected<std::string, std::string> valueFrom(const Json &reference, const std::string &ns,
                                                 const cluster::Store &store);
/// "30s", "1m30s", "500ms" in seconds; nothing when TEXT is no duration.
std::optional<double> goDuration(const std::string &text);
/// A JSON text with the escapes of Go's encoder.
std::string goJson(const nlohmann::ordered_json &value);

} // namespace stage::agents
