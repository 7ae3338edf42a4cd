// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel_functions.h"

#include <cmath>
#include <limits>
#include <map>

namespace stage::schema::cel {

namespace {

constexpr std::int64_t billion = 1'000'000'000;

Result overflow(const char *type)
{
    return tl::unexpected(std::string(type) + " overflow");
}

Timestamp shifted(Timestamp at, std::int64_t nanos)
{
    at.seconds += nanos / billion;
    at.nanos += nanos % billion;
    if (at.nanos < 0 || at.nanos >= billion) {
        at.seconds += at.nanos < 0 ? -1 : 1;
        at.nanos += at.nanos < 0 ? billion : -billion;
    }
    return at;
}

/// Arithmetic of two equal number types; null when the operands are something else.
std::optional<Result> arithmetic(char symbol, const Value &a, const Value &b)
{
    if (const auto *x = a.as<double>(), *y = b.as<double>(); x && y && symbol != '%') {
        return Value{symbol == '+'   ? *x + *y
                     : symbol == '-' ? *x - *y
                     : symbol == '*' ? *x * *y
                                     : *x / *y};
    }
    const auto whole = [symbol](auto x, auto y, const char *type) -> Result {
        if (symbol == '/' || symbol == '%') {
            if (y == 0) {
                return tl::unexpected(
                    std::string(symbol == '/' ? "division by zero" : "modulus by zero"));
            }
            if (std::is_signed_v<decltype(x)> && y == static_cast<decltype(y)>(-1)) {
                // The lowest number has no positive twin, and the processor would stop us.
                return x == std::numeric_limits<decltype(x)>::min() ? overflow(type)
                       : symbol == '%'                              ? Result(Value{decltype(x)(0)})
                                       : Result(Value{static_cast<decltype(x)>(0 - x)});
            }
            return Value{symbol == '/' ? x / y : x % y};
        }
        decltype(x) out = 0;
        const bool over = symbol == '+'   ? __builtin_add_overflow(x, y, &out)
                          : symbol == '-' ? __builtin_sub_overflow(x, y, &out)
                                          : __builtin_mul_overflow(x, y, &out);
        return over ? overflow(type) : Result(Value{out});
    };
    if (const auto *x = a.as<std::int64_t>(), *y = b.as<std::int64_t>(); x && y) {
        return whole(*x, *y, "integer");
    }
    if (const auto *x = a.as<std::uint64_t>(), *y = b.as<std::uint64_t>(); x && y) {
        return whole(*x, *y, "unsigned integer");
    }
    return std::nullopt;
}

Result add(const List &args)
{
    const auto &a = args.at(0);
    const auto &b = args.at(1);
    if (auto number = arithmetic('+', a, b)) {
        return *number;
    }
    if (const auto *x = a.as<std::string>(), *y = b.as<std::string>(); x && y) {
        return Value{*x + *y};
    }
    if (const auto *x = a.as<Bytes>(), *y = b.as<Bytes>(); x && y) {
        return Value{Bytes{x->data + y->data}};
    }
    if (isList(a) && isList(b)) {
        auto all = elements(a);
        for (auto &item : elements(b)) {
            all.push_back(std::move(item));
        }
        return Value{std::make_shared<const List>(std::move(all))};
    }
    const auto *da = a.as<Duration>();
    const auto *db = b.as<Duration>();
    if (da && db) {
        std::int64_t sum = 0;
        return __builtin_add_overflow(da->nanos, db->nanos, &sum) ? overflow("duration")
                                                                  : Result(Value{Duration{sum}});
    }
    if (const auto *stamp = a.as<Timestamp>(); stamp && db) {
        return Value{shifted(*stamp, db->nanos)};
    }
    if (const auto *stamp = b.as<Timestamp>(); stamp && da) {
        return Value{shifted(*stamp, da->nanos)};
    }
    return tl::unexpected(noOverload("+", args));
}

Result subtract(const List &args)
{
    const auto &a = args.at(0);
    const auto &b = args.at(1);
    if (auto number = arithmetic('-', a, b)) {
        return *number;
    }
    const auto *db = b.as<Duration>();
    if (const auto *da = a.as<Duration>(); da && db) {
        std::int64_t rest = 0;
        return __builtin_sub_overflow(da->nanos, db->nanos, &rest) ? overflow("duration")
                                                                   : Result(Value{Duration{rest}});
    }
    const auto *stamp = a.as<Timestamp>();
    if (stamp && db && db->nanos != std::numeric_limits<std::int64_t>::min()) {
        return Value{shifted(*stamp, -db->nanos)};
    }
    if (const auto *other = b.as<Timestamp>(); stamp && other) {
        std::int64_t nanos = 0;
        return __builtin_mul_overflow(stamp->seconds - other->seconds, billion, &nanos)
                   ? overflow("duration")
                   : Result(Value{Duration{nanos + stamp->nanos - other->nanos}});
    }
    return tl::unexpected(noOverload("-", args));
}

template <char symbol> Result calculate(const List &args)
{
    auto number = arithmetic(symbol, args.at(0), args.at(1));
    return number ? *number : tl::unexpected(noOverload(std::string(1, symbol), args));
}

Result negate(const List &args)
{
    if (const auto *x = args.at(0).as<double>()) {
        return Value{-*x};
    }
    if (const auto *x = args.at(0).as<std::int64_t>()) {
        return *x == std::numeric_limits<std::int64_t>::min() ? overflow("integer")
                                                              : Result(Value{-*x});
    }
    return tl::unexpected(noOverload("-", args));
}

Result invert(const List &args)
{
    const auto *flag = args.at(0).as<bool>();
    return flag ? Result(Value{!*flag}) : tl::unexpected(noOverload("!", args));
}

Result isEqual(const List &args)
{
    return Value{equal(args.at(0), args.at(1))};
}
Result isNotEqual(const List &args)
{
    return Value{!equal(args.at(0), args.at(1))};
}

template <bool (*holds)(int)> Result relation(const List &args)
{
    const bool numbers = isNumber(args.at(0)) && isNumber(args.at(1));
    if (numbers && (std::isnan(asDouble(args[0])) || std::isnan(asDouble(args[1])))) {
        return Value{false};
    }
    const auto order = compare(args.at(0), args.at(1));
    return order ? Result(Value{holds(*order)}) : tl::unexpected(order.error());
}

bool less(int order)
{
    return order < 0;
}
bool lessOrEqual(int order)
{
    return order <= 0;
}
bool greater(int order)
{
    return order > 0;
}
bool greaterOrEqual(int order)
{
    return order >= 0;
}

Result contains(const List &args)
{
    if (isMap(args.at(1))) {
        return Value{member(args[1], args[0]) != nullptr};
    }
    if (!isList(args.at(1))) {
        return tl::unexpected(noOverload("in", args));
    }
    for (const auto &item : elements(args[1])) {
        if (equal(item, args[0])) {
            return Value{true};
        }
    }
    return Value{false};
}

Result index(const List &args)
{
    if (isMap(args.at(0))) {
        const auto found = member(args[0], args.at(1));
        return found ? Result(*found) : tl::unexpected("no such key: " + toJson(args[1]).dump());
    }
    if (!isList(args[0]) || !isNumber(args.at(1))) {
        return tl::unexpected(noOverload("[]", args));
    }
    const double at = asDouble(args[1]);
    if (at != std::floor(at) || at < 0 || at >= static_cast<double>(count(args[0]))) {
        return tl::unexpected("index out of bounds: " + toJson(args[1]).dump());
    }
    return elements(args[0]).at(static_cast<std::size_t>(at));
}

} // namespace

const Function *findOperator(std::string_view name)
{
    static const std::map<std::string_view, Function> table{
        {"+", {add, 2, 2}},
        {"-", {subtract, 2, 2}},
        {"*", {calculate<'*'>, 2, 2}},
        {"/", {calculate<'/'>, 2, 2}},
        {"%", {calculate<'%'>, 2, 2}},
        {"-_", {negate, 1, 1}},
        {"!", {invert, 1, 1}},
        {"==", {isEqual, 2, 2}},
        {"!=", {isNotEqual, 2, 2}},
        {"<", {relation<less>, 2, 2}},
        {"<=", {relation<lessOrEqual>, 2, 2}},
        {">", {relation<greater>, 2, 2}},
        {">=", {relation<greaterOrEqual>, 2, 2}},
        {"in", {contains, 2, 2}},
        {"[]", {index, 2, 2}},
    };
    const auto it = table.find(name);
    return it == table.end() ? nullptr : &it->second;
}

const Function *findFunction(std::string_view name)
{
    if (const auto *found = findOperator(name)) {
        return found;
    }
    const auto *found = findTextFunction(name);
    return found ? found : findTypeFunction(name);
}

std::string noOverload(std::string_view name, const List &arguments)
{
    std::string types;
    for (const auto &argument : arguments) {
        types += (types.empty() ? "" : ", ") + typeOf(argument);
    }
    return "no such overload: " + std::string(name) + "(" + types + ")";
}

} // namespace stage::schema::cel
