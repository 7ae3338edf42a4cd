// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <optional>
#include <set>
#include <tl/expected.hpp>

namespace stage::registry {

using net::Json;
using Bytes = std::shared_ptr<const std::string>;

struct Manifest {
    std::string digest, mediaType;
    Bytes bytes;
    Json json;
};

/// An error as the distribution spec writes it.
struct Problem {
    int status = 400;
    std::string code, message;
    Json detail;
};
template <class T = void> using Outcome = tl::expected<T, Problem>;

/// What the registry holds, in memory: blobs once, repositories that refer to them, tags.
/// Knows the rules of content (digests, references that must exist, room), no HTTP.
class Content {
public:
    /// Bytes that may be held; none means any number.
    void limit(std::optional<std::size_t> bytes) { m_limit = bytes; }
    std::size_t size() const { return m_size; }

    Outcome<> putBlob(const std::string &name, const std::string &digest, std::string bytes);
    /// Makes a blob of FROM (or of any repository, when that is "") known in NAME too.
    bool mount(const std::string &name, const std::string &digest, const std::string &from);
    Bytes blob(const std::string &name, const std::string &digest) const;
    /// By digest alone.
    Bytes blob(const std::string &digest) const;
    bool removeBlob(const std::string &name, const std::string &digest);
    /// There is room for so many bytes more.
    Outcome<> room(std::size_t more) const;

    /// REFERENCE is a tag or a digest. The result is the manifest's digest.
    Outcome<std::string> putManifest(const std::string &name, const std::string &reference,
                                     const std::string &mediaType, std::string bytes);
    const Manifest *manifest(const std::string &name, const std::string &reference) const;
    /// A tag is taken off; a digest goes with all its tags.
    bool removeManifest(const std::string &name, const std::string &reference);
    std::vector<const Manifest *> referrers(const std::string &name,
                                            const std::string &digest) const;

    std::vector<std::string> repositories() const;
    std::optional<std::vector<std::string>> tags(const std::string &name) const;

private:
    struct Repository {
        std::set<std::string> blobs;
        std::map<std::string, Manifest> manifests; ///< by digest
        std::map<std::string, std::string> tags;   ///< to digest
    };
    Outcome<> checkReferences(const Repository &repository, const Json &manifest) const;

    std::map<std::string, Bytes> m_blobs;
    std::map<std::string, Repository> m_repositories;
    std::optional<std::size_t> m_limit;
    std::size_t m_size = 0;
};

} // namespace stage::registry
