// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

/// The bundle's ${name} (resources/demo/FORMAT.md, Substitution). Pure, and free of the rest of
/// this folder, so that whoever reads another file of the bundle gets the same rules as a function.
namespace deploy {

using Json = nlohmann::json;

/// The value of a dotted name, or nothing when there is no such name.
using Lookup = std::function<std::optional<Json>(const std::string &name)>;

/// Where a text names something unknown. OFFSET counts bytes from the text's beginning.
struct UnknownName {
    std::string name;
    std::size_t offset = 0;
    bool unterminated = false; ///< "${" without "}"
};

/// One scalar: a text that is nothing but one ${name} takes the value's type, anything else is
/// text.
tl::expected<Json, UnknownName> substitute(const std::string &text, const Lookup &lookup);
/// A whole text (a file): the result is text, whatever the values are.
tl::expected<std::string, UnknownName> substituteText(const std::string &text,
                                                      const Lookup &lookup);
/// How a value reads inside a text: strings bare, everything else as JSON writes it.
std::string textOf(const Json &value);
/// Walks dots into mappings; a name that stands there whole is found before its parts.
std::optional<Json> walk(const Json &root, const std::string &dotted);

} // namespace deploy
