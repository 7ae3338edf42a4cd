// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace stage::schema {

using Json = nlohmann::json;

/// A set of field paths, as managedFields' fieldsV1 writes it: "f:NAME" a member, "k:{…}" an item
/// of a list map, "v:VALUE" an item of a set, "i:N" an item by position, "." the container itself.
/// A value.
class FieldSet {
public:
    static FieldSet fromJson(const Json &fieldsV1);
    Json toJson() const;

    bool empty() const { return !m_here && m_children.empty(); }
    /// Whether this very place is in the set, whatever is below it.
    bool here() const { return m_here; }
    void insertHere() { m_here = true; }
    /// The part below ELEMENT, made when absent.
    FieldSet &at(const std::string &element) { return m_children[element]; }
    const FieldSet *find(const std::string &element) const;
    const std::map<std::string, FieldSet> &children() const { return m_children; }

    void add(const FieldSet &other);
    void subtract(const FieldSet &other);
    /// Members of both.
    FieldSet common(const FieldSet &other) const;
    /// Takes a whole branch out, what is below it included.
    void drop(const std::vector<std::string> &elements, std::size_t from = 0);
    /// ".spec.containers[name=\"web\"].image", one a member.
    std::vector<std::string> paths() const;

    bool operator==(const FieldSet &) const = default;

private:
    void tidy();
    void collectPaths(const std::string &path, std::vector<std::string> &out) const;

    bool m_here = false;
    std::map<std::string, FieldSet> m_children;
};

} // namespace stage::schema
