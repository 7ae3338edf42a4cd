// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/registry/content.h"

#include "backend/stage/registry/digest.h"

#include <algorithm>

namespace stage::registry {

namespace {

using Failed = tl::unexpected<Problem>;

std::string member(const Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_string()
               ? found->get<std::string>()
               : std::string();
}

bool isManifestType(const std::string &type)
{
    static const std::set<std::string> known = {
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json"};
    return known.count(type) > 0;
}

} // namespace

Outcome<> Content::room(std::size_t more) const
{
    if (!m_limit || m_size + more <= *m_limit)
        return {};
    return Failed({500, "UNKNOWN", "unknown error", "no space left on device"});
}

Outcome<> Content::putBlob(const std::string &name, const std::string &digest, std::string bytes)
{
    if (!hasDigest(bytes, digest))
        return Failed({400,
                       "DIGEST_INVALID",
                       "provided digest did not match uploaded content",
                       {{"digest", digest}}});
    if (!m_blobs.count(digest)) {
        if (auto fits = room(bytes.size()); !fits)
            return fits;
        m_size += bytes.size();
        m_blobs[digest] = std::make_shared<const std::string>(std::move(bytes));
    }
    m_repositories[name].blobs.insert(digest);
    return {};
}

bool Content::mount(const std::string &name, const std::string &digest, const std::string &from)
{
    const auto source = m_repositories.find(from);
    const bool there =
        from.empty() ? m_blobs.count(digest) > 0
                     : source != m_repositories.end() && source->second.blobs.count(digest) > 0;
    if (there && m_blobs.count(digest))
        m_repositories[name].blobs.insert(digest);
    return there;
}

Bytes Content::blob(const std::string &name, const std::string &digest) const
{
    const auto repository = m_repositories.find(name);
    if (repository == m_repositories.end() || !repository->second.blobs.count(digest))
        return nullptr;
    return blob(digest);
}

Bytes Content::blob(const std::string &digest) const
{
    const auto found = m_blobs.find(digest);
    return found == m_blobs.end() ? nullptr : found->second;
}

bool Content::removeBlob(const std::string &name, const std::string &digest)
{
    const auto repository = m_repositories.find(name);
    if (repository == m_repositories.end() || !repository->second.blobs.erase(digest))
        return false;
    const bool used =
        std::any_of(m_repositories.begin(), m_repositories.end(),
                    [&](const auto &one) { return one.second.blobs.count(digest) > 0; });
    if (!used) {
        const auto bytes = m_blobs.find(digest);
        m_size -= bytes == m_blobs.end() ? 0 : bytes->second->size();
        m_blobs.erase(digest);
    }
    return true;
}

Outcome<> Content::checkReferences(const Repository &repository, const Json &manifest) const
{
    const auto missing = [](const std::string &digest) {
        return Failed(
            {404, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", {{"digest", digest}}});
    };
    if (const auto config = manifest.find("config"); config != manifest.end())
        if (const std::string digest = member(*config, "digest"); !repository.blobs.count(digest))
            return missing(digest);
    if (const auto layers = manifest.find("layers"); layers != manifest.end())
        for (const Json &layer : *layers) // foreign layers live elsewhere
            if (const std::string digest = member(layer, "digest");
                !repository.blobs.count(digest) && !layer.contains("urls"))
                return missing(digest);
    if (const auto parts = manifest.find("manifests"); parts != manifest.end())
        for (const Json &part : *parts)
            if (const std::string digest = member(part, "digest");
                !repository.manifests.count(digest))
                return Failed({404, "MANIFEST_UNKNOWN", "manifest unknown", {{"digest", digest}}});
    return {};
}

Outcome<std::string> Content::putManifest(const std::string &name, const std::string &reference,
                                          const std::string &mediaType, std::string bytes)
{
    Json json = Json::parse(bytes, nullptr, false);
    const auto invalid = [](const std::string &why) {
        return Failed({400, "MANIFEST_INVALID", "manifest invalid", why});
    };
    if (!json.is_object())
        return invalid("the manifest is no JSON object");
    const std::string inside = member(json, "mediaType");
    const std::string type = mediaType.empty() ? inside : mediaType;
    if (!isManifestType(type))
        return invalid("unknown media type \"" + type + "\"");
    if (!inside.empty() && inside != type)
        return invalid("the manifest calls itself " + inside + ", the request " + type);
    const std::string digest = sha256Digest(bytes);
    if (isDigest(reference) ? !hasDigest(bytes, reference) : !isTag(reference))
        return Failed({400,
                       isDigest(reference) ? "DIGEST_INVALID" : "TAG_INVALID",
                       "manifest does not match provided manifest reference",
                       {{"reference", reference}}});
    Repository &repository = m_repositories[name];
    if (auto complete = checkReferences(repository, json); !complete)
        return Failed(complete.error());
    if (!repository.manifests.count(digest)) {
        if (auto fits = room(bytes.size()); !fits)
            return Failed(fits.error());
        m_size += bytes.size();
        repository.manifests[digest] = {digest, type,
                                        std::make_shared<const std::string>(std::move(bytes)),
                                        std::move(json)};
    }
    if (!isDigest(reference))
        repository.tags[reference] = digest;
    return digest;
}

const Manifest *Content::manifest(const std::string &name, const std::string &reference) const
{
    const auto repository = m_repositories.find(name);
    if (repository == m_repositories.end())
        return nullptr;
    std::string digest = reference;
    const auto tag = repository->second.tags.find(reference);
    if (tag != repository->second.tags.end())
        digest = tag->second;
    const auto found = repository->second.manifests.find(digest);
    return found == repository->second.manifests.end() ? nullptr : &found->second;
}

bool Content::removeManifest(const std::string &name, const std::string &reference)
{
    const auto found = m_repositories.find(name);
    if (found == m_repositories.end())
        return false;
    Repository &repository = found->second;
    if (!isDigest(reference))
        return repository.tags.erase(reference) > 0;
    const auto manifest = repository.manifests.find(reference);
    if (manifest == repository.manifests.end())
        return false;
    m_size -= manifest->second.bytes->size();
    repository.manifests.erase(manifest);
    std::erase_if(repository.tags, [&](const auto &tag) { return tag.second == reference; });
    return true;
}

std::vector<const Manifest *> Content::referrers(const std::string &name,
                                                 const std::string &digest) const
{
    std::vector<const Manifest *> result;
    const auto repository = m_repositories.find(name);
    if (repository != m_repositories.end())
        for (const auto &[own, manifest] : repository->second.manifests)
            if (const auto subject = manifest.json.find("subject");
                subject != manifest.json.end() && member(*subject, "digest") == digest)
                result.push_back(&manifest);
    return result;
}

std::vector<std::string> Content::repositories() const
{
    std::vector<std::string> result;
    for (const auto &[name, repository] : m_repositories)
        if (!repository.manifests.empty())
            result.push_back(name);
    return result;
}

std::optional<std::vector<std::string>> Content::tags(const std::string &name) const
{
    const auto repository = m_repositories.find(name);
    if (repository == m_repositories.end())
        return std::nullopt;
    std::vector<std::string> result;
    for (const auto &[tag, digest] : repository->second.tags)
        result.push_back(tag);
    return result;
}

} // namespace stage::registry
