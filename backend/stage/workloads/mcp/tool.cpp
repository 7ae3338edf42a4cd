// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/mcp/tool.h"

namespace stage::workloads::mcp {

namespace {

Json textBlock(const std::string &text)
{
    return {{"type", "text"}, {"text", text}};
}

bool isType(const std::string &type, const Json &value)
{
    if (type == "string")
        return value.is_string();
    if (type == "integer")
        return value.is_number_integer()
               || (value.is_number_float()
                   && value.get<double>() == static_cast<double>(value.get<std::int64_t>()));
    if (type == "number")
        return value.is_number();
    if (type == "boolean")
        return value.is_boolean();
    if (type == "array")
        return value.is_array();
    if (type == "object")
        return value.is_object();
    return type != "null" || value.is_null();
}

std::string check(const Json &schema, const Json &value);

std::string checkType(const Json &schema, const Json &value)
{
    const auto type = schema.find("type");
    if (type == schema.end())
        return {};
    if (type->is_string() && !isType(*type, value))
        return value.dump() + " is not of type '" + type->get<std::string>() + "'";
    if (!type->is_array())
        return {};
    for (const Json &one : *type) {
        if (one.is_string() && isType(one, value))
            return {};
    }
    return value.dump() + " is not of type " + type->dump();
}

std::string checkRange(const Json &schema, const Json &value)
{
    if (schema.contains("enum")) {
        bool known = false;
        for (const Json &one : schema.at("enum"))
            known = known || one == value;
        if (!known)
            return value.dump() + " is not one of " + schema.at("enum").dump();
    }
    if (value.is_number()) {
        if (schema.contains("minimum") && value < schema.at("minimum"))
            return value.dump() + " is less than the minimum of " + schema.at("minimum").dump();
        if (schema.contains("maximum") && value > schema.at("maximum"))
            return value.dump() + " is greater than the maximum of " + schema.at("maximum").dump();
    }
    if (value.is_string()) {
        const std::size_t length = value.get_ref<const std::string &>().size();
        if (schema.contains("minLength") && length < schema.at("minLength").get<std::size_t>())
            return value.dump() + " is too short";
        if (schema.contains("maxLength") && length > schema.at("maxLength").get<std::size_t>())
            return value.dump() + " is too long";
    }
    return {};
}

std::string checkObject(const Json &schema, const Json &value)
{
    for (const Json &name : schema.value("required", Json::array())) {
        if (!value.contains(name.get<std::string>()))
            return "'" + name.get<std::string>() + "' is a required property";
    }
    const Json properties = schema.value("properties", Json::object());
    const bool closed =
        schema.contains("additionalProperties") && schema.at("additionalProperties") == Json(false);
    for (const auto &[name, member] : value.items()) {
        if (properties.contains(name)) {
            const std::string wrong = check(properties.at(name), member);
            if (!wrong.empty())
                return wrong;
        } else if (closed) {
            return "Additional properties are not allowed ('" + name + "' was unexpected)";
        }
    }
    return {};
}

std::string check(const Json &schema, const Json &value)
{
    if (!schema.is_object())
        return {};
    if (schema.contains("anyOf")) {
        for (const Json &one : schema.at("anyOf")) {
            if (check(one, value).empty())
                return {};
        }
        return value.dump() + " is not valid under any of the given schemas";
    }
    std::string wrong = checkType(schema, value);
    if (wrong.empty())
        wrong = checkRange(schema, value);
    if (wrong.empty() && value.is_object())
        wrong = checkObject(schema, value);
    if (wrong.empty() && value.is_array() && schema.contains("items")) {
        for (const Json &item : value) {
            wrong = check(schema.at("items"), item);
            if (!wrong.empty())
                break;
        }
    }
    return wrong;
}

} // namespace

ToolResult ToolResult::object(const Ordered &value)
{
    ToolResult result;
    result.content.push_back(textBlock(value.dump(2)));
    result.structured = Json::parse(value.dump());
    return result;
}

ToolResult ToolResult::list(const std::vector<Ordered> &values)
{
    ToolResult result;
    Json all = Json::array();
    for (const Ordered &value : values) {
        result.content.push_back(textBlock(value.dump(2)));
        all.push_back(Json::parse(value.dump()));
    }
    result.structured = {{"result", all}};
    return result;
}

ToolResult ToolResult::failure(const std::string &text)
{
    ToolResult result;
    result.content.push_back(textBlock(text));
    result.isError = true;
    return result;
}

Json ToolResult::json() const
{
    Json out = {{"content", content}, {"isError", isError}};
    if (!structured.is_null())
        out["structuredContent"] = structured;
    return out;
}

std::string checkArguments(const Json &schema, Json &arguments)
{
    if (!arguments.is_object())
        return arguments.dump() + " is not of type 'object'";
    const Json properties = schema.value("properties", Json::object());
    for (const auto &[name, property] : properties.items()) {
        // As FastMCP does: models like to send an object as its JSON text.
        if (!arguments.contains(name) || !arguments.at(name).is_string()
            || check(property, arguments.at(name)).empty())
            continue;
        Json inside = Json::parse(arguments.at(name).get<std::string>(), nullptr, false);
        if (!inside.is_discarded() && check(property, inside).empty())
            arguments[name] = std::move(inside);
    }
    const std::string wrong = check(schema, arguments);
    if (!wrong.empty())
        return wrong;
    for (const auto &[name, property] : properties.items()) {
        if (!arguments.contains(name) && property.is_object() && property.contains("default"))
            arguments[name] = property.at("default");
    }
    return {};
}

} // namespace stage::workloads::mcp
