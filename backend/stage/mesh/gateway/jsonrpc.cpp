// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/jsonrpc.h"

#include <algorithm>
#include <set>

namespace stage::mesh::gateway {

namespace {

const std::string failed = "fail to deserialize request body: ";

std::string place(const std::string &body, std::size_t offset)
{
    const auto end = body.begin() + static_cast<std::ptrdiff_t>(std::min(offset, body.size()));
    const auto lines = std::count(body.begin(), end, '\n');
    const auto lastBreak = body.rfind('\n', offset == 0 ? 0 : offset - 1);
    const std::size_t start = lines == 0 || lastBreak == std::string::npos ? 0 : lastBreak + 1;
    return " at line " + std::to_string(lines + 1) + " column "
           + std::to_string(std::min(offset, body.size()) - start);
}

/// The words of the gateway's JSON parser for the faults that clients really send.
std::string explain(const std::string &body, std::size_t offset)
{
    const auto last = body.find_last_not_of(" \t\r\n");
    if (last == std::string::npos)
        return "EOF while parsing a value" + place(body, body.size());
    if (offset > body.size()) {
        const char open = body[body.find_first_not_of(" \t\r\n")];
        const char *what = open == '{' ? "an object" : open == '[' ? "a list" : "a value";
        return std::string("EOF while parsing ") + what + place(body, body.size());
    }
    const auto before =
        offset < 2 ? std::string::npos : body.find_last_not_of(" \t\r\n", offset - 2);
    const bool atKey = before != std::string::npos && body[before] == '{';
    return (atKey ? "key must be a string" : "expected value") + place(body, offset);
}

bool isMessage(const Message &json)
{
    if (!json.is_object() || json.value("jsonrpc", Message()) != "2.0")
        return false;
    const bool id = json.contains("id") && (json["id"].is_string() || json["id"].is_number());
    if (json.contains("method"))
        return json["method"].is_string() && (id || !json.contains("id"));
    return id && (json.contains("result") || json.contains("error"));
}

} // namespace

tl::expected<Message, std::string> readMessage(const std::string &body)
{
    Message json;
    try {
        json = Message::parse(body);
    } catch (const Message::parse_error &error) {
        return tl::unexpected(failed + explain(body, error.byte));
    } catch (const Message::out_of_range &) {
        return tl::unexpected(failed + "number out of range" + place(body, body.size()));
    }
    if (!isMessage(json))
        return tl::unexpected(failed
                              + "data did not match any variant of untagged enum JsonRpcMessage");
    return json;
}

bool isKnownMethod(const std::string &method)
{
    static const std::set<std::string> known{"initialize",
                                             "ping",
                                             "tools/list",
                                             "tools/call",
                                             "resources/list",
                                             "resources/read",
                                             "resources/subscribe",
                                             "resources/unsubscribe",
                                             "prompts/list",
                                             "prompts/get",
                                             "completion/complete",
                                             "logging/setLevel",
                                             "resources/templates/list"};
    return known.count(method) > 0;
}

Message errorMessage(const Message &id, int code, const std::string &text)
{
    return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", text}}}};
}

namespace {

/// The members that stand in NAMES first, in that order.
Message ordered(const Message &object, std::initializer_list<const char *> names)
{
    Message out = Message::object();
    for (const char *name : names) {
        if (object.contains(name))
            out[name] = object[name];
    }
    for (const auto &[name, value] : object.items())
        out[name] = value;
    return out;
}

} // namespace

std::string sseEvent(const Message &message)
{
    if (!message.is_object())
        return "data: " + message.dump() + "\n\n";
    // The gateway reads messages and writes them anew: a server's own order does not survive.
    Message out = ordered(message, {"jsonrpc", "id"});
    if (out.contains("error") && out["error"].is_object())
        out["error"] = ordered(out["error"], {"code", "message"});
    return "data: " + out.dump() + "\n\n";
}

std::vector<std::string> SseReader::feed(std::string_view piece)
{
    std::vector<std::string> events;
    for (const char c : piece) {
        if (c == '\r')
            continue;
        if (c != '\n') {
            m_line += c;
            continue;
        }
        if (m_line.empty() && m_any) {
            events.push_back(std::move(m_data));
            m_data.clear();
            m_any = false;
        } else if (m_line.starts_with("data:")) {
            m_data += (m_any ? "\n" : "") + m_line.substr(m_line.starts_with("data: ") ? 6 : 5);
            m_any = true;
        }
        m_line.clear();
    }
    return events;
}

} // namespace stage::mesh::gateway
