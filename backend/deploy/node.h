// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"
#include "backend/deploy/substitute.h"

#include <QByteArray>
#include <QString>
#include <vector>

namespace deploy {

/// A position in a file of the bundle; line and column count from 1.
struct Place {
    QString file; ///< by path from the bundle's root
    int line = 1;
    int column = 1;
    QString text() const; ///< "FILE:LINE:COLUMN"
};

/// Where a byte of a file's text stands.
Place placeOfOffset(const QByteArray &text, std::size_t offset, const QString &file);
/// The byte at which a text stops being JSON; nothing when it is JSON.
std::optional<std::size_t> jsonFault(const std::string &text);

/// "PLACE: WHAT, expected EXPECTED" as a Usage fault.
core::Fault faultAt(const Place &place, const QString &what, const QString &expected);

/// One YAML node with its place. Scalars carry their value already resolved (core schema) and
/// substituted; a mapping keeps its order.
struct Node {
    enum class Kind { Scalar, List, Map };
    struct Entry;
    Kind kind = Kind::Scalar;
    Json scalar; ///< null, boolean, number or string
    std::vector<Node> items;
    std::vector<Entry> entries;
    Place place;

    bool isMap() const { return kind == Kind::Map; }
    bool isList() const { return kind == Kind::List; }
    bool isNull() const { return kind == Kind::Scalar && scalar.is_null(); }
    bool isString() const { return kind == Kind::Scalar && scalar.is_string(); }
    const Node *find(const char *key) const; ///< of a map, or null
    Json toJson() const;
    const char *typeName() const; ///< "a mapping", "a number"… for faults
};

struct Node::Entry {
    std::string key;
    Place place;
    Node value;
};

/// Every document of a YAML (or JSON) text. Duplicate keys, aliases that grow without measure and
/// unknown ${names} are faults with their place.
core::Result<std::vector<Node>> parseNodes(const QByteArray &yaml, const QString &file,
                                           const Lookup &lookup);
/// A plain scalar's value by YAML's core schema, with 0644 read as octal like Kubernetes does.
Json resolveScalar(const std::string &plain);
/// As substituteText, with the fault at its line and column.
core::Result<std::string> substituteFile(const QByteArray &text, const QString &file,
                                         const Lookup &lookup);

/// A secret's place in a substituted value: private-use characters that no YAML file carries, so a
/// literal "${secret.x}" can never be mistaken for one.
std::string secretMark(const std::string &name);
/// The names marked in a text.
std::vector<std::string> secretMarks(const std::string &text);
/// Whether any string of a value carries a mark.
bool hasSecretMark(const Json &value);
/// Replaces marks by VALUE(name); in every string of a JSON value.
std::string fillSecrets(const std::string &text,
                        const std::function<std::string(const std::string &)> &value);
Json fillSecrets(const Json &json, const std::function<std::string(const std::string &)> &value);

} // namespace deploy
