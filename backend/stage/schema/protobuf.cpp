// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/protobuf.h"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <map>
#include <optional>

namespace stage::schema {

/// Generated from resources/stage/openapi/protobuf.txt when the library is built.
std::string_view protobufFields();

namespace {

/// What stands behind one number of a message; see packaging/crds/protobuf_fields.py for TYPE.
struct Field {
    std::string name; ///< "" is inlined
    std::string_view type;
};
using Message = std::map<unsigned, Field>;
using Messages = std::map<std::string_view, Message, std::less<>>;

std::string_view next(std::string_view &text, char separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return piece;
}

Messages readMessages()
{
    Messages out;
    for (std::string_view text = protobufFields(); !text.empty();) {
        std::string_view line = next(text, '\n');
        if (line.starts_with('#'))
            continue;
        Message &message = out[next(line, ' ')];
        while (!line.empty()) {
            std::string_view field = next(line, ' ');
            const std::string_view digits = next(field, ':');
            unsigned number = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
            const std::string_view name = next(field, ':');
            message[number] = {std::string(name), field};
        }
    }
    return out;
}

const Messages &messages()
{
    static const Messages all = readMessages();
    return all;
}

/// One number and its value as they came over the wire.
struct Item {
    unsigned number = 0;
    bool isBytes = false;
    std::uint64_t integer = 0;
    std::string_view bytes;
};

std::optional<std::uint64_t> varint(std::string_view &bytes)
{
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        out |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return out;
    }
    return {};
}

/// Takes the next item off BYTES; nothing when they are no protobuf.
std::optional<Item> take(std::string_view &bytes)
{
    const auto key = varint(bytes);
    if (!key)
        return {};
    Item item;
    item.number = static_cast<unsigned>(*key >> 3);
    switch (*key & 7) {
    case 0: {
        const auto value = varint(bytes);
        item.integer = value.value_or(0);
        return value ? std::optional(item) : std::nullopt;
    }
    case 2: {
        const auto length = varint(bytes);
        if (!length || *length > bytes.size())
            return {};
        item.isBytes = true;
        item.bytes = bytes.substr(0, *length);
        bytes.remove_prefix(*length);
        return item;
    }
    default: // Kubernetes' API has no fixed-width fields
        return {};
    }
}

using Items = std::map<unsigned, Item>;

/// The items of a small message in which nothing repeats.
std::optional<Items> itemsOf(std::string_view bytes)
{
    Items out;
    while (!bytes.empty()) {
        const auto item = take(bytes);
        if (!item)
            return {};
        out[item->number] = *item;
    }
    return out;
}

std::string base64(std::string_view bytes)
{
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](std::size_t k) {
            return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0u;
        };
        const unsigned three = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        out += letters[three >> 18];
        out += letters[three >> 12 & 63];
        out += i + 1 < bytes.size() ? letters[three >> 6 & 63] : '=';
        out += i + 2 < bytes.size() ? letters[three & 63] : '=';
    }
    return out;
}

/// MICRO: with six decimals. A time of no seconds at all is Go's zero time: null in JSON.
Json timeOf(const Items &items, bool micro)
{
    const auto seconds = items.find(1);
    if (seconds == items.end())
        return nullptr;
    const auto when = static_cast<std::time_t>(seconds->second.integer);
    std::tm parts{};
    char text[40];
    if (!gmtime_r(&when, &parts)
        || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        return nullptr;
    std::string out = text;
    if (micro) {
        const auto nanos = items.find(2);
        std::snprintf(text, sizeof text, ".%06u",
                      nanos == items.end()
                          ? 0u
                          : static_cast<unsigned>(nanos->second.integer / 1000 % 1000000));
        out += text;
    }
    return out + "Z";
}

std::string textOf(const Items &items, unsigned number)
{
    const auto found = items.find(number);
    return found == items.end() ? std::string() : std::string(found->second.bytes);
}

std::int64_t integerOf(const Items &items, unsigned number)
{
    const auto found = items.find(number);
    return found == items.end() ? 0 : static_cast<std::int64_t>(found->second.integer);
}

/// The types that Kubernetes' JSON writes otherwise than as an object of their fields.
Json special(char type, const Items &items)
{
    switch (type) {
    case 'T':
    case 'M': return timeOf(items, type == 'M');
    case 'D': return std::to_string(integerOf(items, 1)) + "ns";
    case 'Q': return textOf(items, 1);
    case 'I': return integerOf(items, 1) == 0 ? Json(integerOf(items, 2)) : Json(textOf(items, 3));
    default: return Json::parse(textOf(items, 1), nullptr, false); // 'R'
    }
}

/// Decodes one body; keeps what went wrong first.
class Decoder {
public:
    void message(std::string_view name, std::string_view bytes, Json &into, int depth = 0);
    const std::string &error() const { return m_error; }

private:
    Json value(std::string_view type, const Item &item, int depth);
    void entry(std::string_view type, std::string_view bytes, Json &map, int depth);
    void fail(std::string_view where, const char *why)
    {
        if (m_error.empty())
            m_error = "proto: " + std::string(where) + ": " + why;
    }

    std::string m_error;
};

constexpr int deepest = 100;

Json Decoder::value(std::string_view type, const Item &item, int depth)
{
    const bool integral = type == "i" || type == "b";
    if (integral == item.isBytes) {
        fail(type, "wrong wireType");
        return nullptr;
    }
    switch (type.front()) {
    case 'i': return static_cast<std::int64_t>(item.integer);
    case 'b': return item.integer != 0;
    case 's': return std::string(item.bytes);
    case 'y': return base64(item.bytes);
    case '@': {
        Json out = Json::object();
        message(type.substr(1), item.bytes, out, depth + 1);
        return out;
    }
    case '[': { // a named list inside a map is a message of one repeated field
        Json out = Json::array();
        for (std::string_view bytes = item.bytes; !bytes.empty();) {
            const auto element = take(bytes);
            if (!element) {
                fail(type, "unexpected EOF");
                break;
            }
            out.push_back(value(type.substr(2), *element, depth + 1));
        }
        return out;
    }
    default: break;
    }
    const auto items = itemsOf(item.bytes);
    if (!items) {
        fail(type, "unexpected EOF");
        return nullptr;
    }
    Json out = special(type.front(), *items);
    if (out.is_discarded()) {
        fail(type, "the raw value is no JSON");
        return nullptr;
    }
    return out;
}

void Decoder::entry(std::string_view type, std::string_view bytes, Json &map, int depth)
{
    const auto items = itemsOf(bytes);
    if (!items)
        return fail("map", "unexpected EOF");
    if (map.is_null())
        map = Json::object();
    const auto found = items->find(2);
    Item empty;
    empty.isBytes = type != "i" && type != "b";
    map[textOf(*items, 1)] = value(type, found == items->end() ? empty : found->second, depth);
}

void Decoder::message(std::string_view name, std::string_view bytes, Json &into, int depth)
{
    const auto known = messages().find(name);
    if (known == messages().end() || depth > deepest)
        return fail(name, depth > deepest ? "too deep" : "no such message");
    while (!bytes.empty() && m_error.empty()) {
        const auto item = take(bytes);
        if (!item)
            return fail(name, "unexpected EOF");
        const auto field = known->second.find(item->number);
        if (field == known->second.end())
            continue; // of a newer client; it has no name here
        const std::string &key = field->second.name;
        std::string_view type = field->second.type;
        if (key.empty()) {
            message(type.substr(1), item->bytes, into, depth + 1);
        } else if (type.starts_with("[]")) {
            into[key].push_back(value(type.substr(2), *item, depth));
        } else if (type.starts_with("{}")) {
            entry(type.substr(2), item->bytes, into[key], depth);
        } else {
            const bool zeroIsNothing = type.front() == '?';
            if (zeroIsNothing)
                type.remove_prefix(1);
            Json one = value(type, *item, depth);
            const bool zero = item->isBytes ? item->bytes.empty() : item->integer == 0;
            if (!(zeroIsNothing && zero) && !one.is_null())
                into[key] = std::move(one);
        }
    }
}

/// "rbac.v1.Role" of "rbac.authorization.k8s.io/v1" and "Role".
std::string messageName(const std::string &apiVersion, const std::string &kind)
{
    if (kind == "DeleteOptions")
        return "meta.v1.DeleteOptions";
    const std::size_t slash = apiVersion.find('/');
    const std::string group =
        slash == std::string::npos ? "core" : apiVersion.substr(0, apiVersion.find_first_of("./"));
    return group + "." + (slash == std::string::npos ? apiVersion : apiVersion.substr(slash + 1))
           + "." + kind;
}

} // namespace

tl::expected<Json, std::string> jsonFromProtobuf(std::string_view bytes)
{
    constexpr std::string_view magic("k8s\0", 4);
    if (!bytes.starts_with(magic))
        return tl::unexpected<std::string>("provided data does not appear to be a protobuf "
                                           "message, expected prefix [107 56 115 0]");
    // runtime.Unknown: typeMeta 1 {apiVersion 1, kind 2}, raw 2.
    const auto envelope = itemsOf(bytes.substr(magic.size()));
    const auto meta =
        envelope && envelope->count(1) ? itemsOf(envelope->at(1).bytes) : std::nullopt;
    if (!meta)
        return tl::unexpected<std::string>("proto: Unknown: unexpected EOF");
    const std::string apiVersion = textOf(*meta, 1), kind = textOf(*meta, 2);
    const std::string name = messageName(apiVersion, kind);
    if (messages().find(name) == messages().end())
        return tl::unexpected("no kind \"" + kind + "\" is registered for version \"" + apiVersion
                              + "\"");
    Json out = {{"apiVersion", apiVersion}, {"kind", kind}};
    Decoder decoder;
    decoder.message(name, envelope->count(2) ? envelope->at(2).bytes : std::string_view(), out);
    if (!decoder.error().empty())
        return tl::unexpected(decoder.error());
    return out;
}

} // namespace stage::schema
