// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/registry/content.h"

namespace stage::registry {

/// What a container runtime needs of an image.
struct ImageInfo {
    std::string digest; ///< of what the reference names: an index's own, when it names one
    std::vector<std::string> entrypoint, cmd;
    std::map<std::string, std::string> env, labels;
    /// Text files below /etc/trustusbank/ smaller than 256 KiB, as the last layer leaves them.
    std::map<std::string, std::string> files;
};

/// One layer's say about the files: contents, and what it takes away of the layers below.
struct Layer {
    std::map<std::string, std::string> files; ///< absolute path
    std::vector<std::string> removed;         ///< absolute paths of files or folders
};
/// Reads a tar layer (plain, gzip or zstd). The error names what libarchive said.
tl::expected<Layer, std::string> readLayer(const std::string &bytes);

/// Reads images out of a registry in this process, as a node's runtime would pull them for
/// linux/amd64. Layers that were read are remembered by digest. The content outlives it.
class ImageReader {
public:
    explicit ImageReader(const Content &content);
    /// REFERENCE as a pod writes it; its host is not looked at. The error is the one that the
    /// kubelet would report.
    tl::expected<ImageInfo, std::string> read(const std::string &reference);

private:
    tl::expected<const Layer *, std::string> layer(const std::string &name,
                                                   const std::string &digest);
    tl::expected<ImageInfo, std::string> unpack(const std::string &name, const Manifest &manifest);

    const Content &m_content;
    std::map<std::string, Layer> m_layers;
};

} // namespace stage::registry
