// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/jsonpath.h"

namespace stage::cluster {

using nlohmann::json;

namespace {

using Found = std::vector<const json *>;

Found member(const Found &from, const std::string &name)
{
    Found out;
    for (const json *value : from) {
        if (!value->is_object())
            continue;
        if (const auto found = value->find(name); found != value->end())
            out.push_back(&*found);
    }
    return out;
}

Found elements(const Found &from)
{
    Found out;
    for (const json *value : from) {
        if (!value->is_array() && !value->is_object())
            continue;
        for (const json &element : *value)
            out.push_back(&element);
    }
    return out;
}

Found element(const Found &from, int index)
{
    Found out;
    for (const json *value : from) {
        if (!value->is_array())
            continue;
        const int size = static_cast<int>(value->size());
        const int at = index < 0 ? size + index : index;
        if (at >= 0 && at < size)
            out.push_back(&(*value)[static_cast<std::size_t>(at)]);
    }
    return out;
}

std::string unquoted(std::string text)
{
    while (!text.empty() && text.front() == ' ')
        text.erase(0, 1);
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')
        && text.back() == text.front())
        return text.substr(1, text.size() - 2);
    return text;
}

/// "?(@.type=="Ready")" without its brackets.
Found filtered(const Found &from, const std::string &expression)
{
    const std::size_t open = expression.find("@");
    const std::size_t close = expression.rfind(')');
    if (open == std::string::npos || close == std::string::npos)
        return {};
    const std::string inner = expression.substr(open + 1, close - open - 1);
    std::size_t sign = inner.find("==");
    const bool equal = sign != std::string::npos;
    if (!equal)
        sign = inner.find("!=");
    Found out;
    for (const json *candidate : elements(from)) {
        const auto values = jsonPath(*candidate, unquoted(inner.substr(0, sign)));
        if (sign == std::string::npos) {
            if (!values.empty())
                out.push_back(candidate);
            continue;
        }
        const std::string wanted = unquoted(inner.substr(sign + 2));
        const std::string has = values.empty()               ? ""
                                : values.front().is_string() ? values.front().get<std::string>()
                                                             : values.front().dump();
        if (!values.empty() && (has == wanted) == equal)
            out.push_back(candidate);
    }
    return out;
}

/// The position after the bracket that closes the one at FROM, quotes respected.
std::size_t closing(const std::string &path, std::size_t from)
{
    char quote = 0;
    for (std::size_t i = from + 1; i < path.size(); ++i) {
        if (quote)
            quote = path[i] == quote ? '\0' : quote;
        else if (path[i] == '"' || path[i] == '\'')
            quote = path[i];
        else if (path[i] == ']')
            return i + 1;
    }
    return path.size();
}

Found bracket(const Found &from, const std::string &inside)
{
    if (inside == "*")
        return elements(from);
    if (!inside.empty() && inside.front() == '?')
        return filtered(from, inside);
    if (!inside.empty() && (inside.front() == '\'' || inside.front() == '"'))
        return member(from, unquoted(inside));
    try {
        return element(from, std::stoi(inside));
    } catch (const std::exception &) {
        return {}; // slices and unions are not among what CRDs use
    }
}

} // namespace

std::vector<json> jsonPath(const json &object, const std::string &path)
{
    Found found = {&object};
    std::size_t i = 0;
    while (i < path.size() && !found.empty()) {
        if (path[i] == '[') {
            const std::size_t end = closing(path, i);
            found = bracket(found, path.substr(i + 1, end - i - 2));
            i = end;
            continue;
        }
        if (path[i] == '.' || path[i] == '$') {
            ++i;
            continue;
        }
        std::string name;
        for (; i < path.size() && path[i] != '.' && path[i] != '['; ++i) {
            if (path[i] == '\\' && i + 1 < path.size())
                ++i;
            name += path[i];
        }
        found = name == "*" ? elements(found) : member(found, name);
    }
    std::vector<json> out;
    for (const json *value : found)
        out.push_back(*value);
    return out;
}

} // namespace stage::cluster
