// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/registry/imagereader.h"

#include "backend/stage/registry/digest.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>

namespace stage::registry {

namespace {

using Failed = tl::unexpected<std::string>;

constexpr const char *kFolder = "/etc/trustusbank/";
constexpr std::int64_t kLargest = 256 * 1024;
constexpr const char *kWhiteout = ".wh.";
constexpr const char *kOpaque = ".wh..wh..opq";

std::string member(const Json &object, const std::string &pointer)
{
    const Json::json_pointer where(pointer);
    return object.contains(where) && object[where].is_string() ? object[where].get<std::string>()
                                                               : std::string();
}

std::vector<std::string> strings(const Json &object, const std::string &pointer)
{
    std::vector<std::string> result;
    const Json::json_pointer where(pointer);
    if (object.contains(where) && object[where].is_array())
        for (const Json &one : object[where])
            if (one.is_string())
                result.push_back(one.get<std::string>());
    return result;
}

/// "./etc/x", "etc/x" and "/etc/x" are one path.
std::string absolute(std::string path)
{
    while (path.rfind("./", 0) == 0)
        path.erase(0, 2);
    if (path.empty() || path.front() != '/')
        path.insert(path.begin(), '/');
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

/// PATH, or a folder above or below it, may concern the files that are kept.
bool concerns(const std::string &path)
{
    const std::string folder = kFolder;
    return path.rfind(folder, 0) == 0 || folder.rfind(path == "/" ? path : path + "/", 0) == 0;
}

std::string contentOf(archive *reader)
{
    std::string content;
    char buffer[16384];
    for (;;) {
        const auto got = archive_read_data(reader, buffer, sizeof buffer);
        if (got <= 0)
            return content;
        content.append(buffer, static_cast<std::size_t>(got));
    }
}

void takeEntry(archive *reader, archive_entry *entry, Layer &layer)
{
    const char *written = archive_entry_pathname(entry);
    const std::string path = absolute(written ? written : "");
    const auto slash = path.rfind('/');
    const std::string folder = path.substr(0, slash), name = path.substr(slash + 1);
    if (name == kOpaque) {
        if (concerns(folder.empty() ? "/" : folder))
            layer.removed.push_back(folder);
    } else if (name.rfind(kWhiteout, 0) == 0) {
        const std::string gone = folder + "/" + name.substr(std::string(kWhiteout).size());
        if (concerns(gone))
            layer.removed.push_back(gone);
    } else if (archive_entry_filetype(entry) == AE_IFREG && path.rfind(kFolder, 0) == 0
               && archive_entry_size(entry) < kLargest) {
        std::string content = contentOf(reader);
        if (content.find('\0') == std::string::npos) // text only
            layer.files[path] = std::move(content);
    }
}

void lay(std::map<std::string, std::string> &files, const Layer &layer)
{
    for (const std::string &gone : layer.removed)
        std::erase_if(files, [&](const auto &file) {
            return file.first == gone || file.first.rfind(gone + "/", 0) == 0;
        });
    for (const auto &[path, content] : layer.files)
        files[path] = content;
}

/// The manifest of linux/amd64 in an index, else of the first real platform.
std::string platformDigest(const Json &index)
{
    std::string first;
    for (const Json &one : index["manifests"]) {
        const std::string os = member(one, "/platform/os");
        if (os == "linux" && member(one, "/platform/architecture") == "amd64")
            return member(one, "/digest");
        if (first.empty() && os != "unknown")
            first = member(one, "/digest");
    }
    return first;
}

} // namespace

tl::expected<Layer, std::string> readLayer(const std::string &bytes)
{
    const std::unique_ptr<archive, int (*)(archive *)> reader(archive_read_new(),
                                                              archive_read_free);
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_empty(reader.get());
    const auto problem = [&](const char *what) {
        const char *text = archive_error_string(reader.get());
        return Failed(std::string(what) + ": " + (text ? text : "no reason given"));
    };
    if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        return problem("open the layer");
    Layer layer;
    for (;;) {
        archive_entry *entry = nullptr;
        const int result = archive_read_next_header(reader.get(), &entry);
        if (result == ARCHIVE_EOF)
            return layer;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return problem("read the layer");
        takeEntry(reader.get(), entry, layer);
    }
}

ImageReader::ImageReader(const Content &content)
    : m_content(content)
{
}

tl::expected<ImageInfo, std::string> ImageReader::read(const std::string &reference)
{
    const auto parsed = Reference::parse(reference);
    if (!parsed)
        return Failed("Failed to apply default image tag \"" + reference
                      + "\": couldn't parse image name: invalid reference format");
    const Manifest *top = m_content.manifest(parsed->name, parsed->wanted());
    const std::string prefix = "failed to pull and unpack image \"" + reference + "\": ";
    if (!top)
        return Failed("rpc error: code = NotFound desc = " + prefix
                      + "failed to resolve reference \"" + reference + "\": " + reference
                      + ": not found");
    const Manifest *manifest = top;
    if (top->json.contains("manifests") && top->json["manifests"].is_array())
        manifest = m_content.manifest(parsed->name, platformDigest(top->json));
    if (!manifest)
        return Failed("rpc error: code = NotFound desc = " + prefix
                      + "no match for platform in manifest: not found");
    auto info = unpack(parsed->name, *manifest);
    if (!info)
        return Failed("rpc error: code = Unknown desc = " + prefix + info.error());
    info->digest = top->digest;
    return info;
}

tl::expected<ImageInfo, std::string> ImageReader::unpack(const std::string &name,
                                                         const Manifest &manifest)
{
    const std::string configDigest = member(manifest.json, "/config/digest");
    const Bytes bytes = m_content.blob(name, configDigest);
    if (!bytes)
        return Failed("config " + configDigest + ": not found");
    const Json config = Json::parse(*bytes, nullptr, false);
    if (!config.is_object())
        return Failed("config " + configDigest + " is no JSON object");
    ImageInfo info;
    info.entrypoint = strings(config, "/config/Entrypoint");
    info.cmd = strings(config, "/config/Cmd");
    for (const std::string &line : strings(config, "/config/Env")) {
        const auto equals = line.find('=');
        info.env[line.substr(0, equals)] =
            equals == std::string::npos ? std::string() : line.substr(equals + 1);
    }
    const Json::json_pointer labels("/config/Labels");
    if (config.contains(labels) && config[labels].is_object())
        for (const auto &[key, value] : config[labels].items())
            if (value.is_string())
                info.labels[key] = value.get<std::string>();
    if (manifest.json.contains("layers"))
        for (const Json &one : manifest.json["layers"]) {
            const auto read = layer(name, member(one, "/digest"));
            if (!read)
                return Failed(read.error());
            lay(info.files, **read);
        }
    return info;
}

tl::expected<const Layer *, std::string> ImageReader::layer(const std::string &name,
                                                            const std::string &digest)
{
    const Bytes bytes = m_content.blob(name, digest);
    if (!bytes)
        return Failed("layer " + digest + ": not found");
    const auto known = m_layers.find(digest);
    if (known != m_layers.end())
        return &known->second;
    auto read = readLayer(*bytes);
    if (!read)
        return Failed("failed to extract layer " + digest + ": " + read.error());
    return &(m_layers[digest] = std::move(*read));
}

} // namespace stage::registry
