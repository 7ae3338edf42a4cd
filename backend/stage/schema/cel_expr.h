// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/cel_value.h"

#include <memory>
#include <string>
#include <vector>

namespace stage::schema::cel {

/// A node of the parsed tree. Operators are calls named as they are written ("+", "!", "?:").
struct Expr {
    enum class Kind {
        Literal, ///< literal
        Ident,   ///< name
        Select,  ///< args[0].name
        Has,     ///< has(args[0].name)
        Call,    ///< name(args…); a receiver is args[0]
        ListLit, ///< args
        MapLit,  ///< args: key, value, key, value …
        Macro,   ///< args[0].name(variable, args[1][, args[2]])
        Bind     ///< cel.bind(variable, args[0], args[1])
    };
    Kind kind = Kind::Literal;
    Value literal;
    std::string name, variable;
    std::vector<std::unique_ptr<Expr>> args;
};

tl::expected<std::unique_ptr<Expr>, std::string> parse(std::string_view text);

} // namespace stage::schema::cel
