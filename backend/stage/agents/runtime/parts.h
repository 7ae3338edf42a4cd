// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"

/// Between the three ways a turn is told: A2A parts, the Messages API's blocks, and the events that
/// a session keeps. Pure.
namespace stage::agents {

Json textPart(const std::string &words);
/// SESSION is the context id at a sub-agent, "" for any other tool.
Json callPart(const Json &toolUse, const std::string &session = {});
Json responsePart(const std::string &id, const std::string &name, Json response);
/// What ask_user adds: the request that the user has to answer.
Json confirmationPart(const Json &toolUse, const std::string &id);

/// A user's parts as the model gets them; empty when there is nothing to say.
Json userBlocks(const Json &parts);
/// The blocks of a model's answer as they go back to it in the next request.
Json assistantBlocks(const Json &content);
Json toolResult(const std::string &id, const std::string &content);
/// {candidatesTokenCount, promptTokenCount, totalTokenCount}; null without usage.
Json usageOf(const Json &message);

/// The answers to ask_user's QUESTIONS in a user's message, as the tool returns them.
Json askedResponse(const Json &questions, const Json &message);

/// A session's event in snake_case. WHO is "user", "system" or the agent's name.
Json sessionEvent(const std::string &who, const std::string &invocation, const Json &a2aParts,
                  double timestamp);
/// "What is the balance ..."
std::string sessionName(const Json &parts);

} // namespace stage::agents
