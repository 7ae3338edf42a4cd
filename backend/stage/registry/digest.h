// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stage::registry {

/// "sha256:…" of BYTES.
std::string sha256Digest(std::string_view bytes);
/// BYTES have this digest (sha256 or sha512); false for one that is malformed.
bool hasDigest(std::string_view bytes, const std::string &digest);
/// algorithm:hex as the OCI spec writes it, of an algorithm known here.
bool isDigest(const std::string &text);

/// What an image is called: [host/]name[:tag][@digest].
struct Reference {
    std::string host; ///< "" for none
    std::string name; ///< repository
    std::string tag;  ///< "latest" when neither tag nor digest is written
    std::string digest;
    static std::optional<Reference> parse(const std::string &text);
    /// What a manifest is asked for by.
    const std::string &wanted() const { return digest.empty() ? tag : digest; }
};
/// A repository's name by the spec's grammar.
bool isRepositoryName(const std::string &text);
bool isTag(const std::string &text);

} // namespace stage::registry
