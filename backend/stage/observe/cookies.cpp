// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/cookies.h"

namespace stage::observe {

std::string cookie(const net::Request &request, const std::string &name)
{
    for (const auto &[field, value] : request.headers) {
        if (field != "Cookie" && field != "cookie")
            continue;
        std::size_t at = 0;
        while (at < value.size()) {
            at = std::min(value.find_first_not_of("; ", at), value.size());
            const auto end = std::min(value.find(';', at), value.size());
            const auto equals = value.find('=', at);
            if (equals < end && value.compare(at, equals - at, name) == 0)
                return value.substr(equals + 1, end - equals - 1);
            at = end;
        }
    }
    return {};
}

std::string setCookie(const std::string &name, const std::string &value, int maxAgeSeconds)
{
    auto out = name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax";
    if (value.empty())
        out += "; Max-Age=0";
    else if (maxAgeSeconds > 0)
        out += "; Max-Age=" + std::to_string(maxAgeSeconds);
    return out;
}

std::string localPath(const std::string &wanted)
{
    const bool local = wanted.size() > 1 && wanted[0] == '/' && wanted[1] != '/'
                       && wanted[1] != '\\' && wanted.find_first_of("\r\n") == std::string::npos;
    return local ? wanted : "/";
}

} // namespace stage::observe
