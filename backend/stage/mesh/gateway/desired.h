// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace stage::mesh::gateway {

using Json = nlohmann::json;

/// Is the class one of agentgateway's? ("enterprise-agentgateway-waypoint", "agentgateway", …)
bool isOurClass(const std::string &gatewayClass);
bool isWaypointClass(const std::string &gatewayClass);
std::string controllerName(const std::string &gatewayClass);

/// ServiceAccount, Deployment and Service of a Gateway, all of its name, in this order.
std::vector<Json> gatewayParts(const Json &gateway);

/// CONDITIONS with one set; its lastTransitionTime changes with its status only.
void setCondition(Json &conditions, const std::string &type, bool status, const std::string &reason,
                  const std::string &message, const Json &generation, const std::string &now);

/// The Gateway and the HTTPRoute that kagent makes for an Agent with kagent.solo.io/waypoint=true.
std::vector<Json> agentWaypoint(const Json &agent);
/// The policy that kagent generates for an AccessPolicy. Version 0.4.0 targets the agent's
/// HTTPRoute, whose parent is a Service, so that it attaches to nothing until it is retargeted.
Json generatedPolicy(const Json &accessPolicy);
std::string waypointName(const std::string &agent);

/// Owner reference to an object, as its controller.
Json ownedBy(const Json &object);

} // namespace stage::mesh::gateway
