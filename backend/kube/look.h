// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <initializer_list>
#include <nlohmann/json.hpp>

namespace kube {

/// Looking into foreign JSON without ever throwing: absent or of another type is empty, 0, false.
namespace look {

using Json = nlohmann::json;

const Json &at(const Json &object, const char *key);
/// A path of keys, "status.replicas"-wise.
const Json &at(const Json &object, std::initializer_list<const char *> path);
QString text(const Json &object, std::initializer_list<const char *> path);
long long number(const Json &object, std::initializer_list<const char *> path,
                 long long absent = 0);
/// The element of the array at PATH whose "type" (or KEY) is VALUE; null when there is none.
const Json &named(const Json &object, std::initializer_list<const char *> path,
                  const QString &value, const char *key = "type");

} // namespace look
} // namespace kube
