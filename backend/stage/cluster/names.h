// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "backend/stage/schema/schema.h"

namespace stage::cluster {

/// The rules for names, labels and annotations of k8s.io/apimachinery pkg/util/validation. Each
/// answers "" when the text is good, else what is wrong with it in the API server's words. Pure.
std::string dnsSubdomainFault(std::string_view name);
std::string dnsLabelFault(std::string_view name);
std::string qualifiedNameFault(std::string_view name);
std::string labelValueFault(std::string_view value);

/// Everything that is wrong with an object's metadata. NAMERULE is one of the functions above.
std::vector<schema::Problem> metadataProblems(const nlohmann::json &object, bool namespaced,
                                              std::string (*nameRule)(std::string_view));
/// PREFIX and five characters, as generateName makes them: no vowels, no look-alikes.
std::string generatedName(std::string prefix);

} // namespace stage::cluster
