// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/parts.h"

#include "backend/stage/workloads/telemetry.h"

namespace stage::agents {

namespace {

constexpr std::size_t nameLength = 20;

/// The first COUNT characters of UTF-8.
std::string firstCharacters(const std::string &words, std::size_t count)
{
    std::size_t at = 0;
    for (std::size_t seen = 0; at < words.size(); ++at) {
        const bool starts = (static_cast<unsigned char>(words[at]) & 0xC0) != 0x80;
        if (starts && seen++ == count)
            break;
    }
    return words.substr(0, at);
}

Json sessionPart(const Json &part)
{
    const std::string type = text(member(part, "metadata"), "kagent_type");
    if (type == "function_call" || type == "function_response")
        return {{type, member(part, "data", Json::object())}};
    if (text(part, "kind") == "text")
        return {{"text", text(part, "text")}};
    return {{"text", member(part, "data", part).dump()}};
}

/// The data part with which a user decides, or null.
Json decisionIn(const Json &message)
{
    const Json parts = member(message, "parts", Json::array());
    for (const Json &part : parts) {
        Json data = member(part, "data");
        if (data.is_object() && data.contains("decision_type"))
            return data;
    }
    return nullptr;
}

} // namespace

Json textPart(const std::string &words)
{
    return {{"kind", "text"}, {"text", words}};
}

Json callPart(const Json &toolUse, const std::string &session)
{
    const Json data = {{"id", text(toolUse, "id")},
                       {"name", text(toolUse, "name")},
                       {"args", member(toolUse, "input", Json::object())}};
    Json out = {{"kind", "data"}, {"data", data}, {"metadata", {{"kagent_type", "function_call"}}}};
    if (!session.empty())
        out["metadata"]["kagent_subagent_session_id"] = session;
    return out;
}

Json responsePart(const std::string &id, const std::string &name, Json response)
{
    const Json data = {{"id", id}, {"name", name}, {"response", std::move(response)}};
    return {{"kind", "data"}, {"data", data}, {"metadata", {{"kagent_type", "function_response"}}}};
}

Json confirmationPart(const Json &toolUse, const std::string &id)
{
    const Json arguments = member(toolUse, "input", Json::object());
    const Json original = {{"id", text(toolUse, "id")},
                           {"name", text(toolUse, "name")},
                           {"args", arguments}};
    std::string hint;
    const Json questions = member(arguments, "questions", Json::array());
    for (const Json &one : questions)
        hint += (hint.empty() ? "" : "; ") + text(one, "question");
    const Json asked = {{"originalFunctionCall", original},
                        {"toolConfirmation", {{"confirmed", false}, {"hint", hint}}}};
    const Json data = {{"id", id}, {"name", "adk_request_confirmation"}, {"args", asked}};
    return {{"kind", "data"},
            {"data", data},
            {"metadata", {{"kagent_is_long_running", true}, {"kagent_type", "function_call"}}}};
}

Json userBlocks(const Json &parts)
{
    Json out = Json::array();
    if (!parts.is_array())
        return out;
    for (const Json &part : parts) {
        const std::string words = text(part, "kind") == "text" ? text(part, "text")
                                  : text(part, "kind") == "data"
                                      ? member(part, "data", Json::object()).dump()
                                      : text(member(part, "file"), "name", "a file");
        out.push_back({{"type", "text"}, {"text", words}});
    }
    return out;
}

Json assistantBlocks(const Json &content)
{
    Json out = Json::array();
    if (!content.is_array())
        return out;
    for (const Json &block : content) {
        const std::string type = text(block, "type");
        if (type == "text" && !text(block, "text").empty())
            out.push_back({{"type", type}, {"text", text(block, "text")}});
        else if (type == "tool_use")
            out.push_back({{"type", type},
                           {"id", text(block, "id")},
                           {"name", text(block, "name")},
                           {"input", member(block, "input", Json::object())}});
    }
    return out;
}

Json toolResult(const std::string &id, const std::string &content)
{
    // The runtime says false even when the tool failed.
    return {{"type", "tool_result"},
            {"tool_use_id", id},
            {"content", content},
            {"is_error", false}};
}

Json usageOf(const Json &message)
{
    const Json usage = member(message, "usage");
    const Json in = member(usage, "input_tokens", 0), out = member(usage, "output_tokens", 0);
    if (!usage.is_object() || !in.is_number_integer() || !out.is_number_integer())
        return nullptr;
    return {{"candidatesTokenCount", out},
            {"promptTokenCount", in},
            {"totalTokenCount", in.get<std::int64_t>() + out.get<std::int64_t>()}};
}

Json askedResponse(const Json &questions, const Json &message)
{
    const Json decision = decisionIn(message);
    const Json answers = member(decision, "ask_user_answers", Json::array());
    if (text(decision, "decision_type") == "reject")
        return {
            {"result", "The user rejected the questions. " + text(decision, "rejection_reason")}};
    Json out = Json::array();
    for (std::size_t i = 0; questions.is_array() && i < questions.size(); ++i) {
        Json answer = Json::array();
        if (answers.is_array() && i < answers.size())
            answer = member(answers[i], "answer", Json::array());
        else if (decision.is_null())
            answer.push_back(partsText(member(message, "parts")));
        out.push_back(
            {{"question", text(questions[i], "question")}, {"answer", std::move(answer)}});
    }
    return {{"result", out.dump()}};
}

Json sessionEvent(const std::string &who, const std::string &invocation, const Json &a2aParts,
                  double timestamp)
{
    Json parts = Json::array();
    bool responses = false;
    for (const Json &part : a2aParts) {
        parts.push_back(sessionPart(part));
        responses = responses || parts.back().contains("function_response");
    }
    const Json nothing = Json::object();
    const Json actions = {{"state_delta", nothing},
                          {"artifact_delta", nothing},
                          {"requested_auth_configs", nothing},
                          {"requested_tool_confirmations", nothing}};
    Json out = {{"invocation_id", invocation},
                {"author", who},
                {"actions", actions},
                {"id", workloads::newUuid()},
                {"timestamp", timestamp}};
    if (!parts.empty())
        out["content"] = {{"parts", parts},
                          {"role", who == "user" || responses ? "user" : "model"}};
    return out;
}

std::string sessionName(const Json &parts)
{
    if (!parts.is_array())
        return {};
    for (const Json &part : parts) {
        const std::string words = text(part, "text");
        if (words.empty())
            continue;
        const std::string start = firstCharacters(words, nameLength);
        return start.size() < words.size() ? start + "..." : words;
    }
    return {};
}

} // namespace stage::agents
