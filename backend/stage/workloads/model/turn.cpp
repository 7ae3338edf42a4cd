// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/turn.h"

#include <sstream>

namespace stage::workloads::model {

namespace {

std::string text(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The words of a message or a tool result: a string, or the text blocks of a list.
std::string wordsOf(const Json &content)
{
    if (content.is_string())
        return content;
    std::string out;
    if (!content.is_array())
        return out;
    for (const Json &block : content) {
        if (text(block, "type") == "text")
            out += (out.empty() ? "" : "\n") + text(block, "text");
    }
    return out;
}

void addAssistant(const Json &content, Turn &turn)
{
    if (!content.is_array())
        return;
    for (const Json &block : content) {
        if (text(block, "type") != "tool_use")
            continue;
        Step step;
        step.tool = text(block, "name");
        step.input = block.value("input", Json::object());
        step.text = text(block, "id"); // until the answer comes
        turn.steps.push_back(std::move(step));
    }
}

void addResults(const Json &content, Turn &turn)
{
    if (!content.is_array())
        return;
    for (const Json &block : content) {
        if (text(block, "type") != "tool_result")
            continue;
        for (Step &step : turn.steps) {
            if (step.answered || step.text != text(block, "tool_use_id"))
                continue;
            step.answered = true;
            step.text = wordsOf(block.value("content", Json("")));
            step.flaggedError = block.value("is_error", Json(false)) == Json(true);
            break;
        }
    }
}

} // namespace

Json Step::value() const
{
    Json whole = Json::parse(text, nullptr, false);
    if (!whole.is_discarded())
        return whole;
    Json several = Json::array();
    std::string piece;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        piece += line + "\n";
        Json one = Json::parse(piece, nullptr, false);
        if (one.is_discarded())
            continue;
        several.push_back(std::move(one));
        piece.clear();
    }
    if (several.empty() || piece.find_first_not_of(" \r\n\t") != std::string::npos)
        return text;
    return several;
}

std::string Step::error() const
{
    const Json parsed = value();
    if (parsed.is_object() && parsed.contains("error"))
        return parsed.at("error").is_string() ? parsed.at("error").get<std::string>()
                                              : parsed.at("error").dump();
    if (flaggedError || text.rfind("Error executing tool", 0) == 0
        || text.rfind("Input validation error", 0) == 0 || text.rfind("Unknown tool", 0) == 0)
        return text;
    return {};
}

Turn readTurn(const Json &messages)
{
    Turn turn;
    if (!messages.is_array())
        return turn;
    for (const Json &message : messages) {
        if (!message.is_object())
            continue;
        const Json content = message.value("content", Json());
        if (text(message, "role") == "assistant") {
            addAssistant(content, turn);
            continue;
        }
        addResults(content, turn);
        const std::string said = wordsOf(content);
        if (said.empty())
            continue;
        if (!turn.request.empty()) {
            turn.earlier += turn.request + "\n";
            turn.first = false;
        }
        turn.request = said;
        turn.steps.clear();
    }
    return turn;
}

} // namespace stage::workloads::model
