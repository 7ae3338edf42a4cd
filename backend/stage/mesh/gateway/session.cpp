// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/session.h"

#include <nlohmann/json.hpp>
#include <random>

namespace stage::mesh::gateway {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}

std::string base64Url(const std::string &bytes)
{
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = (buffer << 8) | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out += alphabet[(buffer >> bits) & 63u];
        }
    }
    if (bits > 0)
        out += alphabet[(buffer << (6 - bits)) & 63u];
    return out;
}

std::optional<std::string> fromBase64Url(const std::string &text)
{
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((buffer >> bits) & 255u);
        }
    }
    return out;
}

std::string SessionId::encode() const
{
    nlohmann::ordered_json out{{"t", "mcp"}, {"s", nlohmann::ordered_json::array()}};
    for (const Part &part : parts) {
        nlohmann::ordered_json item{{"t", part.target}};
        if (!part.backendSession.empty())
            item["s"] = part.backendSession;
        out["s"].push_back(std::move(item));
    }
    if (!nonce.empty())
        out["r"] = nonce;
    return base64Url(out.dump());
}

std::optional<SessionId> SessionId::decode(const std::string &text)
{
    const auto bytes = fromBase64Url(text);
    if (!bytes)
        return std::nullopt;
    const auto json = nlohmann::json::parse(*bytes, nullptr, false);
    if (!json.is_object() || json.value("t", nlohmann::json()) != "mcp" || !json.contains("s")
        || !json["s"].is_array())
        return std::nullopt;
    SessionId id;
    for (const auto &item : json["s"]) {
        if (!item.is_object() || !item.contains("t") || !item["t"].is_string())
            return std::nullopt;
        const bool own = item.contains("s") && item["s"].is_string();
        id.parts.push_back({item["t"].get<std::string>(), own ? item["s"].get<std::string>() : ""});
    }
    if (json.contains("r") && json["r"].is_string())
        id.nonce = json["r"].get<std::string>();
    return id;
}

std::string randomHex(std::size_t digits)
{
    thread_local std::mt19937_64 source{std::random_device{}()};
    std::string out;
    while (out.size() < digits)
        out += "0123456789abcdef"[source() % 16];
    return out;
}

std::string uuid()
{
    std::string hex = randomHex(32);
    hex[12] = '4';
    hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-"
           + hex.substr(16, 4) + "-" + hex.substr(20);
}

} // namespace stage::mesh::gateway
