// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel_functions.h"
#include "backend/stage/schema/formats.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>

namespace stage::schema::cel {

namespace {

const std::string *textOf(const List &args, std::size_t n = 0)
{
    return n < args.size() ? args[n].as<std::string>() : nullptr;
}

Result size(const List &args)
{
    if (const auto *text = textOf(args)) {
        return Value{static_cast<std::int64_t>(codePoints(*text))};
    }
    if (const auto *bytes = args[0].as<Bytes>()) {
        return Value{static_cast<std::int64_t>(bytes->data.size())};
    }
    return isList(args[0]) || isMap(args[0])
               ? Result(Value{static_cast<std::int64_t>(count(args[0]))})
               : tl::unexpected(noOverload("size", args));
}

template <class Number> Result wholeFromText(const std::string &text, const char *type)
{
    Number number = 0;
    const auto *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end
               ? Result(Value{number})
               : tl::unexpected(std::string(type) + "(): cannot convert \"" + text + "\"");
}

Result toInt(const List &args)
{
    if (const auto *text = textOf(args)) {
        return wholeFromText<std::int64_t>(*text, "int");
    }
    if (const auto *stamp = args[0].as<Timestamp>()) {
        return Value{stamp->seconds};
    }
    if (args[0].as<std::int64_t>()) {
        return args[0];
    }
    const double number = asDouble(args[0]);
    if (std::isnan(number)) {
        return tl::unexpected(noOverload("int", args));
    }
    if (std::abs(number) >= 9223372036854775808.0) {
        return tl::unexpected(std::string("integer overflow"));
    }
    return Value{static_cast<std::int64_t>(number)};
}

Result toUint(const List &args)
{
    if (const auto *text = textOf(args)) {
        return wholeFromText<std::uint64_t>(*text, "uint");
    }
    if (args[0].as<std::uint64_t>()) {
        return args[0];
    }
    const double number = asDouble(args[0]);
    if (std::isnan(number)) {
        return tl::unexpected(noOverload("uint", args));
    }
    if (number < 0 || number >= 18446744073709551616.0) {
        return tl::unexpected(std::string("unsigned integer overflow"));
    }
    const auto *whole = args[0].as<std::int64_t>();
    return Value{whole ? static_cast<std::uint64_t>(*whole) : static_cast<std::uint64_t>(number)};
}

Result toDouble(const List &args)
{
    if (const auto *text = textOf(args)) {
        char *end = nullptr;
        const double number = std::strtod(text->c_str(), &end);
        return !text->empty() && *end == '\0'
                   ? Result(Value{number})
                   : tl::unexpected("double(): cannot convert \"" + *text + "\"");
    }
    return isNumber(args[0]) ? Result(Value{asDouble(args[0])})
                             : tl::unexpected(noOverload("double", args));
}

Result toText(const List &args)
{
    const auto json = toJson(args[0]);
    if (json.is_string()) {
        return Value{json.get<std::string>()};
    }
    if (const auto *number = args[0].as<double>();
        number && *number == std::trunc(*number) && std::abs(*number) < 1e15) {
        return Value{std::to_string(static_cast<std::int64_t>(*number))};
    }
    return json.is_number() || json.is_boolean() ? Result(Value{json.dump()})
                                                 : tl::unexpected(noOverload("string", args));
}

Result toBool(const List &args)
{
    if (args[0].as<bool>()) {
        return args[0];
    }
    const auto *text = textOf(args);
    for (const char *word : {"true", "True", "TRUE", "t", "1"}) {
        if (text && *text == word) {
            return Value{true};
        }
    }
    for (const char *word : {"false", "False", "FALSE", "f", "0"}) {
        if (text && *text == word) {
            return Value{false};
        }
    }
    return tl::unexpected(noOverload("bool", args));
}

Result toBytes(const List &args)
{
    const auto *text = textOf(args);
    return text                  ? Result(Value{Bytes{*text}})
           : args[0].as<Bytes>() ? Result(args[0])
                                 : tl::unexpected(noOverload("bytes", args));
}

Result toDuration(const List &args)
{
    if (args[0].as<Duration>()) {
        return args[0];
    }
    const auto *text = textOf(args);
    if (!text) {
        return tl::unexpected(noOverload("duration", args));
    }
    const auto duration = parseDuration(*text);
    return duration ? Result(Value{*duration}) : tl::unexpected(duration.error());
}

Result toTimestamp(const List &args)
{
    if (args[0].as<Timestamp>()) {
        return args[0];
    }
    if (const auto *seconds = args[0].as<std::int64_t>()) {
        return Value{Timestamp{*seconds, 0}};
    }
    const auto *text = textOf(args);
    if (!text) {
        return tl::unexpected(noOverload("timestamp", args));
    }
    const auto stamp = parseTimestamp(*text);
    return stamp ? Result(Value{*stamp}) : tl::unexpected(stamp.error());
}

Result same(const List &args)
{
    return args[0];
}
Result type(const List &args)
{
    return Value{TypeName{typeOf(args[0])}};
}

enum class Part {
    Year,
    Month,
    DayOfMonth,
    Date,
    DayOfWeek,
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Millis
};

std::int64_t partOf(Timestamp stamp, Part part)
{
    const std::chrono::sys_seconds at{std::chrono::seconds(stamp.seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    switch (part) {
    case Part::Year: return int(date.year());
    case Part::Month: return static_cast<std::int64_t>(unsigned(date.month())) - 1;
    case Part::DayOfMonth: return static_cast<std::int64_t>(unsigned(date.day())) - 1;
    case Part::Date: return unsigned(date.day());
    case Part::DayOfWeek: return std::chrono::weekday(day).c_encoding();
    case Part::DayOfYear:
        return (day - std::chrono::sys_days(date.year() / std::chrono::January / 1)).count();
    case Part::Hours: return time.hours().count();
    case Part::Minutes: return time.minutes().count();
    case Part::Seconds: return time.seconds().count();
    case Part::Millis: return stamp.nanos / 1'000'000;
    }
    return 0;
}

template <Part part> Result timePart(const List &args)
{
    if (const auto *stamp = args[0].as<Timestamp>()) {
        return Value{partOf(*stamp, part)};
    }
    const auto *duration = args[0].as<Duration>();
    constexpr std::int64_t unit = part == Part::Hours     ? 3'600'000'000'000
                                  : part == Part::Minutes ? 60'000'000'000
                                  : part == Part::Seconds ? 1'000'000'000
                                  : part == Part::Millis  ? 1'000'000
                                                          : 0;
    if constexpr (unit != 0) {
        if (duration) {
            return Value{duration->nanos / unit};
        }
    }
    return tl::unexpected(noOverload("a part of a time", args));
}

template <bool least> Result extreme(const List &args)
{
    const auto items = args.size() == 1 && isList(args[0]) ? elements(args[0]) : args;
    const Value *best = nullptr;
    for (const auto &item : items) {
        const auto order = best ? compare(item, *best) : tl::expected<int, std::string>(0);
        if (!order) {
            return tl::unexpected(order.error());
        }
        if (!best || (least ? *order < 0 : *order > 0)) {
            best = &item;
        }
    }
    return best ? Result(*best) : tl::unexpected(std::string("min/max called on an empty list"));
}

Result isSorted(const List &args)
{
    const auto items = elements(args[0]);
    for (std::size_t i = 1; i < items.size(); ++i) {
        const auto order = compare(items[i - 1], items[i]);
        if (!order) {
            return tl::unexpected(order.error());
        }
        if (*order > 0) {
            return Value{false};
        }
    }
    return Value{true};
}

Result sum(const List &args)
{
    Value total{std::int64_t(0)};
    bool first = true;
    for (const auto &item : elements(args[0])) {
        auto next = first ? Result(item) : findOperator("+")->call({total, item});
        if (!next) {
            return next;
        }
        total = *next;
        first = false;
    }
    return total;
}

Result distinct(const List &args)
{
    List out;
    for (const auto &item : elements(args[0])) {
        if (std::none_of(out.begin(), out.end(),
                         [&](const Value &seen) { return equal(seen, item); })) {
            out.push_back(item);
        }
    }
    return Value{std::make_shared<const List>(std::move(out))};
}

Result containsAll(const List &args)
{
    const auto in = findOperator("in");
    for (const auto &item : elements(args[1])) {
        const auto found = in->call({item, args[0]});
        if (!found || !*found->as<bool>()) {
            return found;
        }
    }
    return Value{true};
}

Result intersects(const List &args)
{
    const auto in = findOperator("in");
    for (const auto &item : elements(args[1])) {
        const auto found = in->call({item, args[0]});
        if (!found || *found->as<bool>()) {
            return found;
        }
    }
    return Value{false};
}

/// "scheme://host:port/path?query": what url() accepts is absolute or begins with a slash.
struct UrlParts {
    std::string scheme, host, port, path;
};

std::optional<UrlParts> parseUrl(const std::string &text)
{
    UrlParts url;
    std::string rest = text;
    if (text.find_first_of(" \t\n") != std::string::npos) {
        return std::nullopt;
    }
    if (text.rfind('/', 0) == 0) {
        url.path = text.substr(0, text.find_first_of("?#"));
        return url;
    }
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0
        || !std::isalpha(static_cast<unsigned char>(text[0]))) {
        return std::nullopt;
    }
    url.scheme = text.substr(0, colon);
    rest = text.substr(colon + 1);
    if (rest.rfind("//", 0) != 0) {
        return url;
    }
    rest = rest.substr(2);
    const auto end = rest.find_first_of("/?#");
    auto authority = rest.substr(0, end);
    if (const auto at = authority.rfind('@'); at != std::string::npos) {
        authority.erase(0, at + 1);
    }
    const auto bracket = authority.rfind(']');
    const auto port = authority.rfind(':');
    if (port != std::string::npos && (bracket == std::string::npos || port > bracket)) {
        url.port = authority.substr(port + 1);
        authority.erase(port);
        if (!std::all_of(url.port.begin(), url.port.end(),
                         [](unsigned char c) { return std::isdigit(c); })) {
            return std::nullopt;
        }
    }
    url.host = authority;
    if (end != std::string::npos && rest[end] == '/') {
        url.path = rest.substr(end, rest.find_first_of("?#") - end);
    }
    return url;
}

Result isUrl(const List &args)
{
    const auto *text = textOf(args);
    return text ? Result(Value{parseUrl(*text).has_value()})
                : tl::unexpected(noOverload("isURL", args));
}

Result url(const List &args)
{
    const auto *text = textOf(args);
    if (!text) {
        return tl::unexpected(noOverload("url", args));
    }
    return parseUrl(*text)
               ? Result(Value{Opaque{"net.url", *text}})
               : tl::unexpected("URL parse error during conversion from string: \"" + *text + "\"");
}

template <class Get> Result urlPart(const List &args, Get get)
{
    const auto *opaque = args[0].as<Opaque>();
    const auto parts = opaque && opaque->type == "net.url" ? parseUrl(opaque->text) : std::nullopt;
    return parts ? Result(Value{get(*parts)}) : tl::unexpected(noOverload("a part of a URL", args));
}

Result getScheme(const List &args)
{
    return urlPart(args, [](const UrlParts &u) { return u.scheme; });
}
Result getHostname(const List &args)
{
    return urlPart(args, [](const UrlParts &u) {
        const bool brackets = u.host.size() > 1 && u.host.front() == '[';
        return brackets ? u.host.substr(1, u.host.size() - 2) : u.host;
    });
}
Result getHost(const List &args)
{
    return urlPart(args, [](const UrlParts &u) {
        return u.port.empty() ? u.host : u.host + ":" + u.port;
    });
}
Result getPort(const List &args)
{
    return urlPart(args, [](const UrlParts &u) { return u.port; });
}
Result getPath(const List &args)
{
    return urlPart(args, [](const UrlParts &u) { return u.path; });
}

bool isAddress(const std::string &text)
{
    return fitsFormat("ipv4", text) || fitsFormat("ipv6", text);
}

Result isIp(const List &args)
{
    const auto *text = textOf(args);
    return text ? Result(Value{isAddress(*text)}) : tl::unexpected(noOverload("isIP", args));
}
Result isCidr(const List &args)
{
    const auto *text = textOf(args);
    return text ? Result(Value{fitsFormat("cidr", *text)})
                : tl::unexpected(noOverload("isCIDR", args));
}
Result ip(const List &args)
{
    const auto *text = textOf(args);
    return text && isAddress(*text)
               ? Result(Value{Opaque{"net.IP", *text}})
               : tl::unexpected("ip(): cannot convert " + toJson(args[0]).dump());
}
Result family(const List &args)
{
    const auto *opaque = args[0].as<Opaque>();
    return opaque ? Result(Value{std::int64_t(opaque->text.find(':') == std::string::npos ? 4 : 6)})
                  : tl::unexpected(noOverload("family", args));
}

} // namespace

const Function *findTypeFunction(std::string_view name)
{
    static const std::map<std::string_view, Function> table{
        {"size", {size, 1, 1}},
        {"int", {toInt, 1, 1}},
        {"uint", {toUint, 1, 1}},
        {"double", {toDouble, 1, 1}},
        {"string", {toText, 1, 1}},
        {"bool", {toBool, 1, 1}},
        {"bytes", {toBytes, 1, 1}},
        {"duration", {toDuration, 1, 1}},
        {"timestamp", {toTimestamp, 1, 1}},
        {"dyn", {same, 1, 1}},
        {"type", {type, 1, 1}},
        {"getFullYear", {timePart<Part::Year>, 1, 1}},
        {"getMonth", {timePart<Part::Month>, 1, 1}},
        {"getDayOfMonth", {timePart<Part::DayOfMonth>, 1, 1}},
        {"getDate", {timePart<Part::Date>, 1, 1}},
        {"getDayOfWeek", {timePart<Part::DayOfWeek>, 1, 1}},
        {"getDayOfYear", {timePart<Part::DayOfYear>, 1, 1}},
        {"getHours", {timePart<Part::Hours>, 1, 1}},
        {"getMinutes", {timePart<Part::Minutes>, 1, 1}},
        {"getSeconds", {timePart<Part::Seconds>, 1, 1}},
        {"getMilliseconds", {timePart<Part::Millis>, 1, 1}},
        {"math.least", {extreme<true>, 1, 99}},
        {"math.greatest", {extreme<false>, 1, 99}},
        {"min", {extreme<true>, 1, 1}},
        {"max", {extreme<false>, 1, 1}},
        {"isSorted", {isSorted, 1, 1}},
        {"sum", {sum, 1, 1}},
        {"distinct", {distinct, 1, 1}},
        {"sets.contains", {containsAll, 2, 2}},
        {"sets.intersects", {intersects, 2, 2}},
        {"isURL", {isUrl, 1, 1}},
        {"url", {url, 1, 1}},
        {"getScheme", {getScheme, 1, 1}},
        {"getHost", {getHost, 1, 1}},
        {"getHostname", {getHostname, 1, 1}},
        {"getPort", {getPort, 1, 1}},
        {"getEscapedPath", {getPath, 1, 1}},
        {"isIP", {isIp, 1, 1}},
        {"ip", {ip, 1, 1}},
        {"family", {family, 1, 1}},
        {"isCIDR", {isCidr, 1, 1}},
    };
    const auto it = table.find(name);
    return it == table.end() ? nullptr : &it->second;
}

} // namespace stage::schema::cel
