// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <regex>
#include <string>
#include <tl/expected.hpp>

namespace stage::schema {

/// A pattern as RE2 and JSON Schema write it, searched for anywhere in a text. Shared, immutable.
/// (?i) anywhere makes the whole pattern blind to case, \A and \z are ^ and $.
/// Runs in linear time and constant stack where the library can (libstdc++).
class Pattern {
public:
    static tl::expected<Pattern, std::string> compile(const std::string &text);

    bool foundIn(const std::string &text) const { return std::regex_search(text, *m_regex); }
    const std::regex &regex() const { return *m_regex; }

private:
    explicit Pattern(std::shared_ptr<const std::regex> regex)
        : m_regex(std::move(regex))
    {
    }
    std::shared_ptr<const std::regex> m_regex;
};

} // namespace stage::schema
