// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/net/http.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace stage::net {

namespace {

bool sameName(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const int lower = std::tolower(static_cast<unsigned char>(c));
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

std::string Headers::get(std::string_view name) const
{
    for (const auto &[key, value] : m_fields) {
        if (sameName(key, name))
            return value;
    }
    return {};
}

bool Headers::has(std::string_view name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(),
                       [&](const auto &field) { return sameName(field.first, name); });
}

void Headers::set(std::string_view name, std::string value)
{
    remove(name);
    m_fields.emplace_back(std::string(name), std::move(value));
}

void Headers::add(std::string name, std::string value)
{
    m_fields.emplace_back(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name)
{
    std::erase_if(m_fields, [&](const auto &field) { return sameName(field.first, name); });
}

std::string urlDecode(std::string_view text, bool plusIsSpace)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0
            && hexValue(text[i + 2]) >= 0) {
            out += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else if (plusIsSpace && text[i] == '+') {
            out += ' ';
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string urlEncode(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

std::string htmlEscape(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string Request::path() const
{
    return urlDecode(std::string_view(target).substr(0, target.find('?')));
}

std::multimap<std::string, std::string> Request::query() const
{
    std::multimap<std::string, std::string> out;
    const auto mark = target.find('?');
    if (mark == std::string::npos)
        return out;
    std::string_view rest = std::string_view(target).substr(mark + 1);
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const auto equals = pair.find('=');
        const std::string name = urlDecode(pair.substr(0, equals), true);
        if (!name.empty()) {
            out.emplace(name, equals == std::string_view::npos
                                  ? std::string()
                                  : urlDecode(pair.substr(equals + 1), true));
        }
    }
    return out;
}

std::string Request::query(std::string_view name) const
{
    for (const auto &[key, value] : query()) {
        if (key == name)
            return value;
    }
    return {};
}

Response Response::json(const Json &value, int status)
{
    return {status,
            {{"Content-Type", "application/json"}},
            value.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Response Response::text(std::string body, int status)
{
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

Response Response::html(std::string body, int status)
{
    return {status,
            {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}},
            std::move(body)};
}

std::string reasonPhrase(int status)
{
    static const std::map<int, std::string> phrases = {{101, "Switching Protocols"},
                                                       {200, "OK"},
                                                       {201, "Created"},
                                                       {202, "Accepted"},
                                                       {204, "No Content"},
                                                       {206, "Partial Content"},
                                                       {301, "Moved Permanently"},
                                                       {302, "Found"},
                                                       {303, "See Other"},
                                                       {304, "Not Modified"},
                                                       {307, "Temporary Redirect"},
                                                       {308, "Permanent Redirect"},
                                                       {400, "Bad Request"},
                                                       {401, "Unauthorized"},
                                                       {403, "Forbidden"},
                                                       {404, "Not Found"},
                                                       {405, "Method Not Allowed"},
                                                       {406, "Not Acceptable"},
                                                       {409, "Conflict"},
                                                       {410, "Gone"},
                                                       {413, "Request Entity Too Large"},
                                                       {415, "Unsupported Media Type"},
                                                       {416, "Requested Range Not Satisfiable"},
                                                       {422, "Unprocessable Entity"},
                                                       {429, "Too Many Requests"},
                                                       {500, "Internal Server Error"},
                                                       {501, "Not Implemented"},
                                                       {502, "Bad Gateway"},
                                                       {503, "Service Unavailable"},
                                                       {504, "Gateway Timeout"},
                                                       {507, "Insufficient Storage"},
                                                       {529, "Overloaded"}};
    const auto found = phrases.find(status);
    return found == phrases.end() ? "Status" : found->second;
}

} // namespace stage::net
