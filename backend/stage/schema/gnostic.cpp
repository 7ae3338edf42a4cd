// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/schema.h"

#include <bit>
#include <cstring>

// The protobuf form of OpenAPI v2: github.com/google/gnostic-models openapiv2/OpenAPIv2.proto
// (v0.7.0), as far as openApiV2() uses it. Numbers below are the field numbers of that file.

namespace stage::schema {

namespace {

/// Appends to one message; a message inside is written apart and added as bytes.
class Message {
public:
    void text(int field, const std::string &value)
    {
        if (!value.empty()) {
            bytes(field, value);
        }
    }
    void bytes(int field, const std::string &value)
    {
        key(field, 2);
        varint(value.size());
        m_data += value;
    }
    void message(int field, const Message &value) { bytes(field, value.m_data); }
    void flag(int field, bool value)
    {
        if (value) {
            key(field, 0);
            varint(1);
        }
    }
    void number(int field, std::int64_t value)
    {
        key(field, 0);
        varint(static_cast<std::uint64_t>(value));
    }
    void real(int field, double value)
    {
        key(field, 1);
        auto bits = std::bit_cast<std::uint64_t>(value);
        for (int i = 0; i < 8; ++i, bits >>= 8) {
            m_data += static_cast<char>(bits & 0xFF);
        }
    }
    const std::string &data() const { return m_data; }

private:
    void key(int field, int wire)
    {
        varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire));
    }
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7) {
            m_data += static_cast<char>(value | 0x80);
        }
        m_data += static_cast<char>(value);
    }
    std::string m_data;
};

std::string text(const Json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool flag(const Json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_boolean() && it->get<bool>();
}

/// Any{yaml = 2}: JSON is YAML.
Message any(const Json &value)
{
    Message out;
    out.text(2, value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    return out;
}

/// NamedX{name = 1, value = 2}
Message named(const std::string &name, const Message &value)
{
    Message out;
    out.text(1, name);
    out.message(2, value);
    return out;
}

void extensions(Message &out, int field, const Json &object)
{
    for (const auto &[key, value] : object.items()) {
        if (key.rfind("x-", 0) == 0) {
            out.message(field, named(key, any(value)));
        }
    }
}

Message schema(const Json &json);

void limits(Message &out, const Json &json)
{
    static const std::pair<const char *, int> reals[] = {{"multipleOf", 6},
                                                         {"maximum", 7},
                                                         {"minimum", 9}};
    static const std::pair<const char *, int> counts[] = {
        {"maxLength", 11}, {"minLength", 12},     {"maxItems", 14},
        {"minItems", 15},  {"maxProperties", 17}, {"minProperties", 18}};
    for (const auto &[key, field] : reals) {
        if (const auto it = json.find(key); it != json.end() && it->is_number()) {
            out.real(field, it->get<double>());
        }
    }
    for (const auto &[key, field] : counts) {
        if (const auto it = json.find(key); it != json.end() && it->is_number()) {
            out.number(field, it->get<std::int64_t>());
        }
    }
    out.flag(8, flag(json, "exclusiveMaximum"));
    out.flag(10, flag(json, "exclusiveMinimum"));
    out.flag(16, flag(json, "uniqueItems"));
    out.text(13, text(json, "pattern"));
}

void members(Message &out, const Json &json)
{
    if (const auto it = json.find("additionalProperties"); it != json.end()) {
        Message item;
        if (it->is_boolean()) {
            item.flag(2, it->get<bool>());
        } else {
            item.message(1, schema(*it));
        }
        out.message(21, item);
    }
    if (const auto it = json.find("items"); it != json.end()) {
        Message item;
        item.message(1, schema(*it));
        out.message(23, item);
    }
    if (const auto it = json.find("properties"); it != json.end() && it->is_object()) {
        Message properties;
        for (const auto &[name, member] : it->items()) {
            properties.message(1, named(name, schema(member)));
        }
        out.message(25, properties);
    }
}

Message schema(const Json &json)
{
    Message out;
    if (!json.is_object()) {
        return out;
    }
    out.text(1, text(json, "$ref"));
    out.text(2, text(json, "format"));
    out.text(4, text(json, "description"));
    limits(out, json);
    if (const auto it = json.find("required"); it != json.end() && it->is_array()) {
        for (const auto &name : *it) {
            out.bytes(19, name.get<std::string>());
        }
    }
    if (const auto it = json.find("enum"); it != json.end() && it->is_array()) {
        for (const auto &value : *it) {
            out.message(20, any(value));
        }
    }
    if (const auto type = text(json, "type"); !type.empty()) {
        Message item;
        item.bytes(1, type);
        out.message(22, item);
    }
    members(out, json);
    extensions(out, 31, json);
    return out;
}

Message parameter(const Json &json)
{
    Message kind;
    const auto in = text(json, "in");
    if (in == "body") {
        Message body;
        body.text(2, text(json, "name"));
        body.text(3, in);
        body.flag(4, flag(json, "required"));
        body.message(5, schema(json.value("schema", Json::object())));
        kind.message(1, body);
    } else {
        // Query and path parameters differ in the number of one field.
        const bool path = in == "path";
        Message sub;
        sub.flag(1, flag(json, "required"));
        sub.text(2, in);
        sub.text(4, text(json, "name"));
        sub.text(path ? 5 : 6, text(json, "type"));
        sub.flag(path ? 19 : 20, flag(json, "uniqueItems"));
        Message plain;
        plain.message(path ? 4 : 3, sub);
        kind.message(2, plain);
    }
    Message item;
    item.message(1, kind);
    return item;
}

Message responses(const Json &json)
{
    Message out;
    for (const auto &[code, response] : json.items()) {
        Message body;
        body.text(1, text(response, "description"));
        Message value;
        value.message(1, body);
        out.message(1, named(code, value));
    }
    return out;
}

Message operation(const Json &json)
{
    Message out;
    for (const auto &item : json.value("parameters", Json::array())) {
        out.message(8, parameter(item));
    }
    out.message(9, responses(json.value("responses", Json::object())));
    extensions(out, 13, json);
    return out;
}

Message pathItem(const Json &json)
{
    static const std::pair<const char *, int> methods[] = {
        {"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}};
    Message out;
    for (const auto &[method, field] : methods) {
        if (const auto it = json.find(method); it != json.end()) {
            out.message(field, operation(*it));
        }
    }
    for (const auto &item : json.value("parameters", Json::array())) {
        out.message(9, parameter(item));
    }
    return out;
}

} // namespace

std::string openApiV2Protobuf(const std::vector<Served> &served)
{
    const auto json = openApiV2(served);
    Message info, paths, definitions, document;
    info.text(1, text(json["info"], "title"));
    info.text(2, text(json["info"], "version"));
    for (const auto &[path, item] : json["paths"].items()) {
        paths.message(2, named(path, pathItem(item)));
    }
    for (const auto &[name, definition] : json["definitions"].items()) {
        definitions.message(1, named(name, schema(definition)));
    }
    document.text(1, text(json, "swagger"));
    document.message(2, info);
    document.message(8, paths);
    document.message(9, definitions);
    return document.data();
}

} // namespace stage::schema
