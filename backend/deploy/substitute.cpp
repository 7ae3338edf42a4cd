// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/substitute.h"

namespace deploy {

namespace {

/// "${name}" that covers the whole text, as its name.
std::optional<std::string> soleName(const std::string &text)
{
    if (text.size() < 4 || text.compare(0, 2, "${") != 0)
        return std::nullopt;
    const auto end = text.find('}');
    if (end != text.size() - 1)
        return std::nullopt;
    return text.substr(2, end - 2);
}

} // namespace

std::string textOf(const Json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

tl::expected<std::string, UnknownName> substituteText(const std::string &text, const Lookup &lookup)
{
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto open = text.find("${", at);
        if (open == std::string::npos)
            break;
        if (open > at && text[open - 1] == '$') {
            out.append(text, at, open - 1 - at).append("${");
            at = open + 2;
            continue;
        }
        const auto close = text.find('}', open);
        if (close == std::string::npos)
            return tl::unexpected(UnknownName{text.substr(open + 2, 40), open, true});
        const std::string name = text.substr(open + 2, close - open - 2);
        const auto value = lookup(name);
        if (!value)
            return tl::unexpected(UnknownName{name, open, false});
        out.append(text, at, open - at).append(textOf(*value));
        at = close + 1;
    }
    return out.append(text, at);
}

tl::expected<Json, UnknownName> substitute(const std::string &text, const Lookup &lookup)
{
    if (const auto name = soleName(text)) {
        if (auto value = lookup(*name))
            return *std::move(value);
        return tl::unexpected(UnknownName{*name, 0, false});
    }
    auto whole = substituteText(text, lookup);
    if (!whole)
        return tl::unexpected(whole.error());
    return Json(*std::move(whole));
}

std::optional<Json> walk(const Json &root, const std::string &dotted)
{
    if (!root.is_object())
        return std::nullopt;
    if (const auto whole = root.find(dotted); whole != root.end())
        return *whole;
    for (auto dot = dotted.find('.'); dot != std::string::npos; dot = dotted.find('.', dot + 1)) {
        const auto part = root.find(dotted.substr(0, dot));
        if (part == root.end())
            continue;
        if (auto value = walk(*part, dotted.substr(dot + 1)))
            return value;
    }
    return std::nullopt;
}

} // namespace deploy
