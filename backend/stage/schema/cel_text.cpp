// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel_functions.h"
#include "backend/stage/schema/formats.h"
#include "backend/stage/schema/pattern.h"

#include <algorithm>
#include <map>

namespace stage::schema::cel {

namespace {

const std::string *textOf(const List &args, std::size_t n)
{
    return n < args.size() ? args[n].as<std::string>() : nullptr;
}

Result listOf(std::vector<std::string> texts)
{
    List items;
    for (auto &text : texts) {
        items.push_back({std::move(text)});
    }
    return Value{std::make_shared<const List>(std::move(items))};
}

/// Where each code point begins, and the end: positions in CEL count code points.
std::vector<std::size_t> starts(const std::string &text)
{
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            out.push_back(i);
        }
    }
    out.push_back(text.size());
    return out;
}

template <bool (*test)(const std::string &, const std::string &)> Result predicate(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *part = textOf(args, 1);
    return text && part ? Result(Value{test(*text, *part)})
                        : tl::unexpected(noOverload("a string test", args));
}

bool startsWith(const std::string &text, const std::string &part)
{
    return text.compare(0, part.size(), part) == 0;
}
bool endsWith(const std::string &text, const std::string &part)
{
    return text.size() >= part.size()
           && text.compare(text.size() - part.size(), part.size(), part) == 0;
}
bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

/// Rules name few patterns and use them often; compiling is the dear part.
tl::expected<Pattern, std::string> patternOf(const std::string &text)
{
    static thread_local std::map<std::string, Pattern> known;
    if (const auto it = known.find(text); it != known.end()) {
        return it->second;
    }
    auto pattern = Pattern::compile(text);
    if (pattern) {
        if (known.size() > 500) {
            known.clear();
        }
        known.emplace(text, *pattern);
    }
    return pattern;
}

Result matches(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *pattern = textOf(args, 1);
    if (!text || !pattern) {
        return tl::unexpected(noOverload("matches", args));
    }
    const auto compiled = patternOf(*pattern);
    return compiled ? Result(Value{compiled->foundIn(*text)}) : tl::unexpected(compiled.error());
}

Result find(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *pattern = textOf(args, 1);
    if (!text || !pattern) {
        return tl::unexpected(noOverload("find", args));
    }
    const auto compiled = patternOf(*pattern);
    if (!compiled) {
        return tl::unexpected(compiled.error());
    }
    std::smatch match;
    return Value{std::regex_search(*text, match, compiled->regex()) ? match.str() : std::string()};
}

Result findAll(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *pattern = textOf(args, 1);
    if (!text || !pattern) {
        return tl::unexpected(noOverload("findAll", args));
    }
    const auto compiled = patternOf(*pattern);
    if (!compiled) {
        return tl::unexpected(compiled.error());
    }
    const auto *most = args.size() > 2 ? args[2].as<std::int64_t>() : nullptr;
    std::vector<std::string> found;
    for (std::sregex_iterator it(text->begin(), text->end(), compiled->regex()), end; it != end;
         ++it) {
        if (most && *most >= 0 && found.size() >= static_cast<std::size_t>(*most)) {
            break;
        }
        found.push_back(it->str());
    }
    return listOf(std::move(found));
}

template <int (*change)(int)> Result mapAscii(const List &args)
{
    const auto *text = textOf(args, 0);
    if (!text) {
        return tl::unexpected(noOverload("an ASCII conversion", args));
    }
    std::string out = *text;
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x80 ? static_cast<char>(change(byte)) : c;
    });
    return Value{out};
}

int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}
int upper(int c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

Result trim(const List &args)
{
    const auto *text = textOf(args, 0);
    if (!text) {
        return tl::unexpected(noOverload("trim", args));
    }
    const auto first = text->find_first_not_of(" \t\n\r\f\v");
    const auto last = text->find_last_not_of(" \t\n\r\f\v");
    return Value{first == std::string::npos ? std::string()
                                            : text->substr(first, last - first + 1)};
}

Result split(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *separator = textOf(args, 1);
    const auto *limit = args.size() > 2 ? args[2].as<std::int64_t>() : nullptr;
    if (!text || !separator || (args.size() > 2 && !limit)) {
        return tl::unexpected(noOverload("split", args));
    }
    std::vector<std::string> parts;
    if (limit && *limit == 0) {
        return listOf({});
    }
    const auto most = limit && *limit > 0 ? static_cast<std::size_t>(*limit) : std::string::npos;
    std::size_t at = 0;
    while (parts.size() + 1 < most) {
        const auto next = separator->empty()
                              ? starts(text->substr(at)).at(at < text->size() ? 1 : 0) + at
                              : text->find(*separator, at);
        if (next == std::string::npos || (separator->empty() && next >= text->size())) {
            break;
        }
        parts.push_back(text->substr(at, next - at));
        at = next + separator->size();
    }
    parts.push_back(text->substr(at));
    return listOf(std::move(parts));
}

Result joinTexts(const List &args)
{
    const auto *separator = textOf(args, 1);
    if (!isList(args[0]) || (args.size() > 1 && !separator)) {
        return tl::unexpected(noOverload("join", args));
    }
    std::string out;
    bool first = true;
    for (const auto &item : elements(args[0])) {
        const auto *text = item.as<std::string>();
        if (!text) {
            return tl::unexpected(noOverload("join", args));
        }
        out += (first || !separator ? "" : *separator) + *text;
        first = false;
    }
    return Value{out};
}

Result replace(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *from = textOf(args, 1);
    const auto *to = textOf(args, 2);
    const auto *most = args.size() > 3 ? args[3].as<std::int64_t>() : nullptr;
    if (!text || !from || !to || (args.size() > 3 && !most) || from->empty()) {
        return tl::unexpected(noOverload("replace", args));
    }
    std::string out = *text;
    std::int64_t done = 0;
    for (auto at = out.find(*from); at != std::string::npos && (!most || *most < 0 || done < *most);
         at = out.find(*from, at + to->size())) {
        out.replace(at, from->size(), *to);
        ++done;
    }
    return Value{out};
}

Result substring(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *from = args[1].as<std::int64_t>();
    const auto *to = args.size() > 2 ? args[2].as<std::int64_t>() : nullptr;
    if (!text || !from || (args.size() > 2 && !to)) {
        return tl::unexpected(noOverload("substring", args));
    }
    const auto at = starts(*text);
    const auto length = static_cast<std::int64_t>(at.size()) - 1;
    const auto end = to ? *to : length;
    if (*from < 0 || end > length || *from > end) {
        return tl::unexpected("index out of range: " + std::to_string(*from < 0 ? *from : end));
    }
    const auto first = at[static_cast<std::size_t>(*from)];
    return Value{text->substr(first, at[static_cast<std::size_t>(end)] - first)};
}

Result charAt(const List &args)
{
    const auto *index = args[1].as<std::int64_t>();
    const auto *text = textOf(args, 0);
    if (!text || !index) {
        return tl::unexpected(noOverload("charAt", args));
    }
    if (*index == static_cast<std::int64_t>(codePoints(*text))) {
        return Value{std::string()};
    }
    return substring({args[0], {*index}, {*index + 1}});
}

template <bool last> Result indexOf(const List &args)
{
    const auto *text = textOf(args, 0);
    const auto *part = textOf(args, 1);
    if (isList(args[0])) {
        const auto items = elements(args[0]);
        std::int64_t found = -1;
        for (std::size_t i = 0; i < items.size() && (last || found < 0); ++i) {
            found = equal(items[i], args[1]) ? static_cast<std::int64_t>(i) : found;
        }
        return Value{found};
    }
    if (!text || !part) {
        return tl::unexpected(noOverload(last ? "lastIndexOf" : "indexOf", args));
    }
    const auto at = starts(*text);
    std::size_t from = last ? std::string::npos : 0;
    if (const auto *given = args.size() > 2 ? args[2].as<std::int64_t>() : nullptr) {
        if (*given < 0 || *given >= static_cast<std::int64_t>(at.size())) {
            return tl::unexpected("index out of range: " + std::to_string(*given));
        }
        from = at[static_cast<std::size_t>(*given)];
    }
    const auto found = last ? text->rfind(*part, from) : text->find(*part, from);
    return Value{found == std::string::npos
                     ? std::int64_t(-1)
                     : static_cast<std::int64_t>(codePoints(text->substr(0, found)))};
}

Result reverse(const List &args)
{
    if (isList(args[0])) {
        auto items = elements(args[0]);
        std::reverse(items.begin(), items.end());
        return Value{std::make_shared<const List>(std::move(items))};
    }
    const auto *text = textOf(args, 0);
    if (!text) {
        return tl::unexpected(noOverload("reverse", args));
    }
    const auto at = starts(*text);
    std::string out;
    for (std::size_t i = at.size() - 1; i > 0; --i) {
        out += text->substr(at[i - 1], at[i] - at[i - 1]);
    }
    return Value{out};
}

Result quote(const List &args)
{
    const auto *text = textOf(args, 0);
    return text ? Result(Value{Json(*text).dump(-1, ' ', false, Json::error_handler_t::replace)})
                : tl::unexpected(noOverload("strings.quote", args));
}

/// format() with %s %d %f %x %%.
Result format(const List &args)
{
    const auto *text = textOf(args, 0);
    if (!text || !isList(args[1])) {
        return tl::unexpected(noOverload("format", args));
    }
    const auto values = elements(args[1]);
    std::size_t next = 0;
    std::string out;
    for (std::size_t i = 0; i < text->size(); ++i) {
        if ((*text)[i] != '%' || i + 1 >= text->size()) {
            out += (*text)[i];
            continue;
        }
        const char verb = (*text)[++i];
        if (verb == '%') {
            out += '%';
        } else if ((verb != 's' && verb != 'd') || next >= values.size()) {
            return tl::unexpected("format: cannot print '%" + std::string(1, verb) + "'");
        } else {
            const auto json = toJson(values[next++]);
            out += json.is_string() ? json.get<std::string>() : json.dump();
        }
    }
    return Value{out};
}

} // namespace

const Function *findTextFunction(std::string_view name)
{
    static const std::map<std::string_view, Function> table{
        {"startsWith", {predicate<startsWith>, 2, 2}},
        {"endsWith", {predicate<endsWith>, 2, 2}},
        {"contains", {predicate<contains>, 2, 2}},
        {"matches", {matches, 2, 2}},
        {"find", {find, 2, 2}},
        {"findAll", {findAll, 2, 3}},
        {"lowerAscii", {mapAscii<lower>, 1, 1}},
        {"upperAscii", {mapAscii<upper>, 1, 1}},
        {"trim", {trim, 1, 1}},
        {"split", {split, 2, 3}},
        {"join", {joinTexts, 1, 2}},
        {"replace", {replace, 3, 4}},
        {"substring", {substring, 2, 3}},
        {"charAt", {charAt, 2, 2}},
        {"indexOf", {indexOf<false>, 2, 3}},
        {"lastIndexOf", {indexOf<true>, 2, 3}},
        {"reverse", {reverse, 1, 1}},
        {"strings.quote", {quote, 1, 1}},
        {"format", {format, 2, 2}},
    };
    const auto it = table.find(name);
    return it == table.end() ? nullptr : &it->second;
}

} // namespace stage::schema::cel
