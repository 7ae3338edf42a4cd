// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/script.h"

#include <set>
#include <string>

namespace show {

/// Reads one mapping, remembering where it stands and the first thing that is wrong.
class Reader {
public:
    Reader(const Json &node, std::string pointer, const PlaceOf &placeOf,
           std::optional<core::Fault> &fault);

    void allow(const std::set<std::string> &keys);
    bool has(const std::string &key) const { return m_node.is_object() && m_node.contains(key); }
    const Json &raw(const std::string &key) const { return m_node.at(key); }

    QString text(const std::string &key, bool needed = false);
    bool flag(const std::string &key, bool otherwise);
    int count(const std::string &key, int otherwise);
    std::chrono::milliseconds duration(const std::string &key, std::chrono::milliseconds otherwise);
    std::chrono::seconds clock(const std::string &key);
    std::vector<std::string> items(const std::string &key);
    void fail(const std::string &pointer, const QString &what, const QString &expected);
    const std::string &pointer() const { return m_pointer; }

private:
    const Json &m_node;
    std::string m_pointer;
    const PlaceOf &m_placeOf;
    std::optional<core::Fault> &m_fault;
};

/// A document on its way to a value, and the first fault in it.
struct Context {
    const Json &document;
    const PlaceOf &placeOf;
    std::optional<core::Fault> fault;

    Reader at(const std::string &pointer);
};

} // namespace show
