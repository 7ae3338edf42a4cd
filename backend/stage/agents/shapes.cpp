// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/shapes.h"

#include <algorithm>
#include <cmath>

namespace stage::agents {

namespace {

using Ordered = nlohmann::ordered_json;

std::string quoted(const std::string &value)
{
    const bool doubleQuotes =
        value.find('\'') != std::string::npos && value.find('"') == std::string::npos;
    const char quote = doubleQuotes ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : value) {
        if (c == quote || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + quote;
}

std::string repr(const Ordered &value)
{
    if (value.is_string())
        return quoted(value.get<std::string>());
    if (value.is_null())
        return "None";
    if (value.is_boolean())
        return value.get<bool>() ? "True" : "False";
    if (!value.is_structured())
        return value.dump();
    std::string out;
    for (const auto &[key, one] : value.items()) {
        out += out.empty() ? "" : ", ";
        out += value.is_object() ? quoted(key) + ": " + repr(one) : repr(one);
    }
    return value.is_object() ? "{" + out + "}" : "[" + out + "]";
}

} // namespace

std::string underscored(std::string name)
{
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string appName(const std::string &ns, const std::string &name)
{
    return underscored(ns) + "__NS__" + underscored(name);
}

std::string text(const Json &object, const std::string &key, const std::string &otherwise)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

Json member(const Json &object, const std::string &key, Json otherwise)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && !found->is_null() ? *found : std::move(otherwise);
}

Json rpcError(const Json &id, int code, const std::string &message, const Json &data)
{
    Json error = {{"code", code}, {"message", message}};
    if (!data.is_null())
        error["data"] = data;
    Json out = {{"jsonrpc", "2.0"}, {"error", error}};
    if (!id.is_null())
        out["id"] = id;
    return out;
}

Json rpcResult(const Json &id, Json result)
{
    Json out = {{"jsonrpc", "2.0"}, {"result", std::move(result)}};
    if (!id.is_null())
        out["id"] = id;
    return out;
}

Json goNumbers(Json value)
{
    if (value.is_structured()) {
        for (Json &one : value)
            one = goNumbers(std::move(one));
    } else if (value.is_number_float()) {
        const double number = value.get<double>();
        if (std::trunc(number) == number && std::fabs(number) < 1e15)
            return static_cast<std::int64_t>(number);
    }
    return value;
}

std::string pythonRepr(const std::string &json)
{
    const Ordered value = Ordered::parse(json, nullptr, false);
    return value.is_discarded() ? json : repr(value);
}

std::string partsText(const Json &parts)
{
    std::string out;
    if (!parts.is_array())
        return out;
    for (const Json &part : parts) {
        if (text(part, "kind") == "text")
            out += (out.empty() ? "" : "\n") + text(part, "text");
    }
    return out;
}

std::string taskText(const Json &task)
{
    std::string out;
    const Json artifacts = member(task, "artifacts", Json::array());
    for (const Json &artifact : artifacts) {
        const std::string one = partsText(member(artifact, "parts"));
        out += (out.empty() || one.empty() ? "" : "\n") + one;
    }
    return out.empty() ? partsText(member(member(member(task, "status"), "message"), "parts"))
                       : out;
}

Json withHistoryLength(Json task, const Json &length)
{
    if (!length.is_number_integer() || !task.contains("history"))
        return task;
    const auto keep =
        static_cast<std::size_t>(std::max<std::int64_t>(0, length.get<std::int64_t>()));
    Json &history = task["history"];
    if (history.size() > keep)
        history.erase(history.begin(),
                      history.begin() + static_cast<std::ptrdiff_t>(history.size() - keep));
    return task;
}

} // namespace stage::agents
