// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

namespace stage::schema::cel {

using Json = nlohmann::json;

struct Value;
using Result = tl::expected<Value, std::string>;

struct Bytes {
    std::string data;
};
struct Duration {
    std::int64_t nanos = 0;
};
struct Timestamp {
    std::int64_t seconds = 0; ///< since 1970 UTC
    std::int64_t nanos = 0;   ///< 0 … 999999999
};
struct TypeName {
    std::string name;
};
/// A value of a Kubernetes extension type: net.url, net.ip, net.cidr, quantity. TEXT is its
/// canonical form.
struct Opaque {
    std::string type, text;
};
using List = std::vector<Value>;
using Entries = std::vector<std::pair<Value, Value>>;

/// A CEL value. Lists and maps that came from outside are borrowed (a pointer into the caller's
/// document), those made by the expression are shared.
struct Value {
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Bytes,
                 Duration, Timestamp, TypeName, Opaque, std::shared_ptr<const List>,
                 std::shared_ptr<const Entries>, const Json *>
        is = nullptr;

    template <class T> const T *as() const { return std::get_if<T>(&is); }
};

/// Borrows objects and arrays of JSON.
Value fromJson(const Json &json);
Json toJson(const Value &value);
/// int, string, list, map, google.protobuf.Duration …
std::string typeOf(const Value &value);

bool isList(const Value &value);
bool isMap(const Value &value);
bool isNumber(const Value &value);
double asDouble(const Value &number);
std::size_t count(const Value &listOrMap);
/// The elements of a list or the keys of a map.
List elements(const Value &listOrMap);
/// The member KEY of a map; null when it has none.
std::unique_ptr<Value> member(const Value &map, const Value &key);

/// CEL equality: numbers across their types, no error for different types.
bool equal(const Value &a, const Value &b);
/// -1, 0, 1; an error where the types have no order.
tl::expected<int, std::string> compare(const Value &a, const Value &b);

tl::expected<Duration, std::string> parseDuration(const std::string &text);
std::string print(Duration duration);
tl::expected<Timestamp, std::string> parseTimestamp(const std::string &text);
std::string print(Timestamp timestamp);

} // namespace stage::schema::cel
