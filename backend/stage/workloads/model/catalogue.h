// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <optional>

namespace stage::workloads::model {

using net::Json;

/// What a tool is for, told from its name, the first sentence of its description and its schema;
/// never from its place in the list.
enum class Role {
    Balance,
    Profile,
    Recent,
    Details,
    Flag,
    Convert,
    Ticket,
    Notify,
    Fraud,
    Triage,
    Ask,
    None
};

/// The offered tools by what they are for. Refers to the request's tool list, which outlives it.
class Catalogue {
public:
    explicit Catalogue(const Json &tools);

    const Json *find(Role role) const;
    Role roleOf(const std::string &name) const;
    const Json *byName(const std::string &name) const;
    /// The tool whose name and description speak most of what TEXT is about; not EXCEPT, and none
    /// that changes something (tickets, flags, conversions).
    const Json *provider(const std::string &text, const std::string &except) const;

private:
    struct Entry {
        const Json *tool;
        Role role;
    };
    std::vector<Entry> m_entries;
};

} // namespace stage::workloads::model
