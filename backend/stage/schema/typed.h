// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/fieldset.h"
#include "backend/stage/schema/node.h"

#include <optional>

namespace stage::schema {

// Objects seen through their schema, as server-side apply sees them (structured-merge-diff v6).
// A null NODE means that nothing is known: maps are merged by member, lists are atomic.

/// What two objects differ in.
struct Difference {
    FieldSet added, changed, removed;
    bool none() const { return added.empty() && changed.empty() && removed.empty(); }
};

/// Every field that VALUE sets.
FieldSet fieldsOf(const Node *node, const Json &value);
Difference compare(const Node *node, const Json &before, const Json &after);
/// INTENT laid over LIVE: members and keyed items meet, anything atomic is replaced.
Json merge(const Node *node, const Json &live, const Json &intent);
/// Takes out of VALUE what GONE names, unless KEPT names it or something below it.
void removeFields(const Node *node, Json &value, const FieldSet &gone, const FieldSet &kept);

/// The element of an item of a list: k:{…} in a map, v:… in a set; empty when it has none.
std::string elementOf(const Node &list, const Json &item);
/// True for what is owned whole: scalars, atomic lists and maps.
bool isAtomic(const Node *node, const Json &value);

} // namespace stage::schema
