// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/formats.h"

#include "backend/stage/schema/cel_value.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>

namespace stage::schema {

namespace {

bool isAddress(int family, const std::string &text)
{
    std::array<unsigned char, 16> bytes{};
    return inet_pton(family, text.c_str(), bytes.data()) == 1;
}

bool isCidr(const std::string &text)
{
    const auto slash = text.find('/');
    if (slash == std::string::npos) {
        return false;
    }
    const auto address = text.substr(0, slash);
    const auto bits = text.substr(slash + 1);
    const bool digits =
        !bits.empty() && bits.size() <= 3
        && std::all_of(bits.begin(), bits.end(), [](unsigned char c) { return std::isdigit(c); });
    return digits
           && ((isAddress(AF_INET, address) && std::stoi(bits) <= 32)
               || (isAddress(AF_INET6, address) && std::stoi(bits) <= 128));
}

bool isUuid(const std::string &text)
{
    std::size_t digits = 0;
    for (const unsigned char c : text) {
        if (c != '-' && !std::isxdigit(c)) {
            return false;
        }
        digits += c != '-' ? 1 : 0;
    }
    return digits == 32;
}

bool isDate(const std::string &text)
{
    return text.size() == 10 && cel::parseTimestamp(text + "T00:00:00Z").has_value();
}

} // namespace

bool fitsFormat(const std::string &format, const std::string &text)
{
    if (format == "date-time") {
        return cel::parseTimestamp(text).has_value();
    }
    if (format == "date") {
        return isDate(text);
    }
    if (format == "duration") {
        return cel::parseDuration(text).has_value();
    }
    if (format == "ipv4") {
        return isAddress(AF_INET, text);
    }
    if (format == "ipv6") {
        return isAddress(AF_INET6, text);
    }
    if (format == "cidr") {
        return isCidr(text);
    }
    return format != "uuid" || isUuid(text);
}

std::size_t codePoints(const std::string &text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

} // namespace stage::schema
