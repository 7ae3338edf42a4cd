// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stage::cluster {

/// The members that a body names more than once, in Kubernetes' words: of JSON each by its path, of
/// YAML each by its line.
struct Repeats {
    std::vector<std::string> said;
    bool yaml = false;

    bool empty() const { return said.empty(); }
    /// As a strict decoder's error has them.
    std::string text() const;
    /// As server-side apply refuses them.
    std::string refusal() const
    {
        return "error strict decoding YAML: error converting YAML to JSON: " + text();
    }
};

/// 'duplicate field "spec.replicas"', each once; PREFIX goes before each. Nothing when the text is
/// no JSON.
std::vector<std::string> repeatedFields(std::string_view json, const std::string &prefix = {});
/// 'line 6: key "a" already set in map'
std::string repeatedKey(int line, const std::string &key);

} // namespace stage::cluster
