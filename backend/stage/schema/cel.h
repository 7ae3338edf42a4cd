// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace stage::schema::cel {

using Json = nlohmann::json;
struct Expr;

/// One compiled expression of the Common Expression Language (github.com/google/cel-spec).
/// A value: copies share the parsed tree, which never changes, so a Program may be evaluated
/// as often and as deep as one likes.
///
/// Compiling checks the grammar and nothing else: a name or a function that does not exist is an
/// error of the evaluation, as in agentgateway ("unknown names compile, they fail at run time").
/// `&&`, `||`, all() and exists() swallow an error that cannot change their result.
///
/// Supported: null, bool, int, uint, double, string, bytes, list, map, duration, timestamp;
/// operators, ?:, in, index and member access; has, all, exists, exists_one, map (2 and 3
/// arguments), filter, cel.bind; the string, list, math and regex functions of cel-go's extensions
/// that Kubernetes serves, url(), isURL(), ip(), isIP(), isCIDR().
/// Not supported, refused when compiled: optional syntax (`?.`, `[?`), message literals.
class Program {
public:
    /// The error says what was found and at which column (1-based).
    static tl::expected<Program, std::string> compile(std::string_view text);

    /// VARIABLES is an object whose members are the identifiers ("self", "mcp", "request" …); it
    /// must live until the call returns. Durations and timestamps leave as CEL's string forms.
    tl::expected<Json, std::string> evaluate(const Json &variables) const;
    /// The same for variables that stand in different documents, without copying them together.
    using Borrowed = std::vector<std::pair<std::string_view, const Json *>>;
    tl::expected<Json, std::string> evaluate(const Borrowed &variables) const;
    /// The same where a rule is wanted: a result that is no bool is an error too.
    tl::expected<bool, std::string> holds(const Json &variables) const;
    tl::expected<bool, std::string> holds(const Borrowed &variables) const;

    const std::string &text() const { return m_text; }
    /// True when the expression names IDENTIFIER anywhere (a rule that reads oldSelf is a
    /// transition rule).
    bool mentions(std::string_view identifier) const;

private:
    Program(std::string text, std::shared_ptr<const Expr> root);
    std::string m_text;
    std::shared_ptr<const Expr> m_root;
};

} // namespace stage::schema::cel
