// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/cel_value.h"

#include <string_view>

namespace stage::schema::cel {

/// A function of ready arguments; a receiver comes first. Errors are CEL's ("no such overload").
struct Function {
    Result (*call)(const List &arguments);
    std::size_t least, most; ///< arguments; the caller checks
};

/// Null when there is none of that name. The table is made of three files by duty.
const Function *findFunction(std::string_view name);
const Function *findOperator(std::string_view name);     // cel_operators.cpp
const Function *findTextFunction(std::string_view name); // cel_text.cpp
const Function *findTypeFunction(std::string_view name); // cel_types.cpp

std::string noOverload(std::string_view name, const List &arguments);

} // namespace stage::schema::cel
