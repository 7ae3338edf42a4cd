// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel_value.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace stage::schema::cel {

namespace {

constexpr std::int64_t billion = 1'000'000'000;

template <class... F> struct Overloaded : F... {
    using F::operator()...;
};
template <class... F> Overloaded(F...) -> Overloaded<F...>;

std::string jsonKey(const Value &key)
{
    const auto json = toJson(key);
    return json.is_string() ? json.get<std::string>() : json.dump();
}

/// Kubernetes writes names that are no identifiers or are keywords as __dash__, __if__ and so on.
std::string unescaped(const std::string &name)
{
    static const std::pair<const char *, const char *> marks[] = {{"__underscores__", "__"},
                                                                  {"__dot__", "."},
                                                                  {"__dash__", "-"},
                                                                  {"__slash__", "/"}};
    std::string out = name;
    for (const auto &[mark, text] : marks) {
        for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at)) {
            out.replace(at, std::string(mark).size(), text);
        }
    }
    if (out == name && name.size() > 4 && name.rfind("__", 0) == 0
        && name.compare(name.size() - 2, 2, "__") == 0) {
        out = name.substr(2, name.size() - 4);
    }
    return out;
}

int ordered(auto a, auto b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

int compareNumbers(const Value &a, const Value &b)
{
    const auto *ia = a.as<std::int64_t>();
    const auto *ib = b.as<std::int64_t>();
    const auto *ua = a.as<std::uint64_t>();
    const auto *ub = b.as<std::uint64_t>();
    if (ia && ib) {
        return ordered(*ia, *ib);
    }
    if (ua && ub) {
        return ordered(*ua, *ub);
    }
    if (ia && ub) {
        return *ia < 0 ? -1 : ordered(static_cast<std::uint64_t>(*ia), *ub);
    }
    if (ua && ib) {
        return *ib < 0 ? 1 : ordered(*ua, static_cast<std::uint64_t>(*ib));
    }
    return ordered(asDouble(a), asDouble(b));
}

bool equalLists(const Value &a, const Value &b)
{
    const auto left = elements(a);
    const auto right = elements(b);
    if (left.size() != right.size()) {
        return false;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (!equal(left[i], right[i])) {
            return false;
        }
    }
    return true;
}

bool equalMaps(const Value &a, const Value &b)
{
    if (count(a) != count(b)) {
        return false;
    }
    for (const auto &key : elements(a)) {
        const auto left = member(a, key);
        const auto right = member(b, key);
        if (!left || !right || !equal(*left, *right)) {
            return false;
        }
    }
    return true;
}

} // namespace

Value fromJson(const Json &json)
{
    switch (json.type()) {
    case Json::value_t::boolean: return {json.get<bool>()};
    case Json::value_t::number_integer: return {json.get<std::int64_t>()};
    case Json::value_t::number_unsigned: {
        const auto number = json.get<std::uint64_t>();
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return number <= most ? Value{static_cast<std::int64_t>(number)} : Value{number};
    }
    case Json::value_t::number_float: return {json.get<double>()};
    case Json::value_t::string: return {json.get<std::string>()};
    case Json::value_t::object:
    case Json::value_t::array: return {&json};
    default: return {nullptr};
    }
}

Json toJson(const Value &value)
{
    return std::visit(Overloaded{
                          [](const Bytes &bytes) { return Json(bytes.data); },
                          [](Duration duration) { return Json(print(duration)); },
                          [](Timestamp timestamp) { return Json(print(timestamp)); },
                          [](const TypeName &type) { return Json(type.name); },
                          [](const Opaque &opaque) { return Json(opaque.text); },
                          [](const std::shared_ptr<const List> &list) {
                              Json out = Json::array();
                              for (const auto &item : *list) {
                                  out.push_back(toJson(item));
                              }
                              return out;
                          },
                          [](const std::shared_ptr<const Entries> &entries) {
                              Json out = Json::object();
                              for (const auto &[key, item] : *entries) {
                                  out[jsonKey(key)] = toJson(item);
                              }
                              return out;
                          },
                          [](const Json *json) { return *json; },
                          [](const auto &plain) { return Json(plain); },
                      },
                      value.is);
}

std::string typeOf(const Value &value)
{
    if (isList(value) || isMap(value)) {
        return isList(value) ? "list" : "map";
    }
    if (const auto *opaque = value.as<Opaque>()) {
        return opaque->type;
    }
    static const char *names[] = {"null_type",
                                  "bool",
                                  "int",
                                  "uint",
                                  "double",
                                  "string",
                                  "bytes",
                                  "google.protobuf.Duration",
                                  "google.protobuf.Timestamp",
                                  "type"};
    return names[value.is.index()];
}

bool isList(const Value &value)
{
    const auto *json = value.as<const Json *>();
    return value.as<std::shared_ptr<const List>>() || (json && (*json)->is_array());
}

bool isMap(const Value &value)
{
    const auto *json = value.as<const Json *>();
    return value.as<std::shared_ptr<const Entries>>() || (json && (*json)->is_object());
}

bool isNumber(const Value &value)
{
    return value.as<std::int64_t>() || value.as<std::uint64_t>() || value.as<double>();
}

double asDouble(const Value &number)
{
    if (const auto *i = number.as<std::int64_t>()) {
        return static_cast<double>(*i);
    }
    if (const auto *u = number.as<std::uint64_t>()) {
        return static_cast<double>(*u);
    }
    const auto *d = number.as<double>();
    return d ? *d : std::nan("");
}

std::size_t count(const Value &listOrMap)
{
    if (const auto *list = listOrMap.as<std::shared_ptr<const List>>()) {
        return (*list)->size();
    }
    if (const auto *entries = listOrMap.as<std::shared_ptr<const Entries>>()) {
        return (*entries)->size();
    }
    const auto *json = listOrMap.as<const Json *>();
    return json ? (*json)->size() : 0;
}

List elements(const Value &listOrMap)
{
    if (const auto *list = listOrMap.as<std::shared_ptr<const List>>()) {
        return **list;
    }
    List out;
    if (const auto *entries = listOrMap.as<std::shared_ptr<const Entries>>()) {
        for (const auto &entry : **entries) {
            out.push_back(entry.first);
        }
    } else if (const auto *json = listOrMap.as<const Json *>()) {
        for (const auto &[key, item] : (*json)->items()) {
            out.push_back((*json)->is_array() ? fromJson(item) : Value{key});
        }
    }
    return out;
}

std::unique_ptr<Value> member(const Value &map, const Value &key)
{
    if (const auto *entries = map.as<std::shared_ptr<const Entries>>()) {
        for (const auto &entry : **entries) {
            if (equal(entry.first, key)) {
                return std::make_unique<Value>(entry.second);
            }
        }
        return nullptr;
    }
    const auto *json = map.as<const Json *>();
    const auto *name = key.as<std::string>();
    if (!json || !name || !(*json)->is_object()) {
        return nullptr;
    }
    auto it = (*json)->find(*name);
    if (it == (*json)->end() && name->rfind("__", 0) != std::string::npos) {
        it = (*json)->find(unescaped(*name));
    }
    return it == (*json)->end() ? nullptr : std::make_unique<Value>(fromJson(*it));
}

bool equal(const Value &a, const Value &b)
{
    if (isNumber(a) && isNumber(b)) {
        return !std::isnan(asDouble(a)) && !std::isnan(asDouble(b)) && compareNumbers(a, b) == 0;
    }
    if (isList(a) && isList(b)) {
        return equalLists(a, b);
    }
    if (isMap(a) && isMap(b)) {
        return equalMaps(a, b);
    }
    if (a.is.index() != b.is.index()) {
        return false;
    }
    if (const auto *type = a.as<TypeName>()) {
        return type->name == b.as<TypeName>()->name;
    }
    if (const auto *opaque = a.as<Opaque>()) {
        return opaque->type == b.as<Opaque>()->type && opaque->text == b.as<Opaque>()->text;
    }
    if (a.as<std::nullptr_t>()) {
        return true;
    }
    const auto order = compare(a, b);
    return order && *order == 0;
}

tl::expected<int, std::string> compare(const Value &a, const Value &b)
{
    if (isNumber(a) && isNumber(b)) {
        return compareNumbers(a, b);
    }
    if (a.is.index() == b.is.index()) {
        if (const auto *text = a.as<std::string>()) {
            return ordered(text->compare(*b.as<std::string>()), 0);
        }
        if (const auto *flag = a.as<bool>()) {
            return ordered(*flag, *b.as<bool>());
        }
        if (const auto *bytes = a.as<Bytes>()) {
            return ordered(bytes->data.compare(b.as<Bytes>()->data), 0);
        }
        if (const auto *duration = a.as<Duration>()) {
            return ordered(duration->nanos, b.as<Duration>()->nanos);
        }
        if (const auto *stamp = a.as<Timestamp>()) {
            const auto *other = b.as<Timestamp>();
            const int seconds = ordered(stamp->seconds, other->seconds);
            return seconds != 0 ? seconds : ordered(stamp->nanos, other->nanos);
        }
    }
    return tl::unexpected("no such overload: compare(" + typeOf(a) + ", " + typeOf(b) + ")");
}

tl::expected<Duration, std::string> parseDuration(const std::string &text)
{
    const auto bad = [&] { return tl::unexpected("invalid duration: \"" + text + "\""); };
    static const std::pair<const char *, double> units[] = {{"ns", 1},    {"us", 1e3}, {"µs", 1e3},
                                                            {"ms", 1e6},  {"s", 1e9},  {"m", 6e10},
                                                            {"h", 3.6e12}};
    const bool minus = !text.empty() && text[0] == '-';
    std::size_t at = minus || (!text.empty() && text[0] == '+') ? 1 : 0;
    if (text.substr(at) == "0") {
        return Duration{};
    }
    double total = 0;
    bool any = false;
    while (at < text.size()) {
        double number = 0;
        const auto *end = text.data() + text.size();
        const auto read = std::from_chars(text.data() + at, end, number, std::chars_format::fixed);
        if (read.ec != std::errc() || text[at] == '-') {
            return bad();
        }
        at = static_cast<std::size_t>(read.ptr - text.data());
        double factor = 0;
        for (const auto &[name, nanos] : units) {
            const std::string unit(name);
            if (factor == 0 && text.compare(at, unit.size(), unit) == 0) {
                factor = nanos;
                at += unit.size();
            }
        }
        if (factor == 0) {
            return bad();
        }
        total += number * factor;
        any = true;
    }
    if (!any || total > 9.2e18) {
        return bad();
    }
    return Duration{static_cast<std::int64_t>(std::llround(minus ? -total : total))};
}

std::string print(Duration duration)
{
    const auto seconds = duration.nanos / billion;
    const auto rest = std::abs(duration.nanos % billion);
    if (rest == 0) {
        return std::to_string(seconds) + "s";
    }
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, "%09d", static_cast<int>(rest));
    std::string digits(fraction);
    digits.erase(digits.find_last_not_of('0') + 1);
    return (duration.nanos < 0 && seconds == 0 ? "-0" : std::to_string(seconds)) + "." + digits
           + "s";
}

tl::expected<Timestamp, std::string> parseTimestamp(const std::string &text)
{
    const auto bad = [&] { return tl::unexpected("invalid timestamp: \"" + text + "\""); };
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int used = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u%*1[Tt ]%2u:%2u:%2u%n", &year, &month, &day, &hour,
                    &minute, &second, &used)
            != 6
        || used != 19 || hour > 23 || minute > 59 || second > 60) {
        return bad();
    }
    const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
    if (!date.ok()) {
        return bad();
    }
    auto at = static_cast<std::size_t>(used);
    std::int64_t nanos = 0;
    if (at < text.size() && text[at] == '.') {
        std::int64_t scale = billion;
        for (++at; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at) {
            scale /= 10;
            nanos += (text[at] - '0') * scale;
        }
    }
    std::int64_t offset = 0;
    const auto zone = text.substr(std::min(at, text.size()));
    if (zone != "Z" && zone != "z") {
        unsigned hours = 0, minutes = 0;
        if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-')
            || std::sscanf(zone.c_str() + 1, "%2u:%2u", &hours, &minutes) != 2) {
            return bad();
        }
        offset = static_cast<std::int64_t>(hours * 3600 + minutes * 60) * (zone[0] == '-' ? -1 : 1);
    }
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return Timestamp{static_cast<std::int64_t>(days) * 86400 + hour * 3600 + minute * 60 + second
                         - offset,
                     nanos};
}

std::string print(Timestamp timestamp)
{
    const std::chrono::sys_seconds at{std::chrono::seconds(timestamp.seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    std::string out(text);
    if (timestamp.nanos != 0) {
        const auto fraction = print(Duration{timestamp.nanos});
        out += fraction.substr(1, fraction.size() - 2);
    }
    return out + "Z";
}

} // namespace stage::schema::cel
