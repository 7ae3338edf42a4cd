// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace stage::workloads::model {

std::string lower(std::string_view text);
/// Lower-case words; letters and digits belong to a word, "_" and camelCase humps part them.
std::vector<std::string> words(std::string_view text);
/// Words folded to what they are about: plurals and inflections cut, kin words made one
/// ("kyc", "identity", "personal" are all "profile").
std::set<std::string> topics(std::string_view text);
std::vector<std::string> sentences(std::string_view text);
bool hasWord(std::string_view text, std::string_view word); ///< whole word or phrase, any case
bool hasAny(std::string_view text, const std::vector<std::string> &phrases);

} // namespace stage::workloads::model
