// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/tools/elf.h"
#include "backend/tools/layer.h"

#include <QMap>

namespace tools {

inline constexpr const char *ociManifestType = "application/vnd.oci.image.manifest.v1+json";

/// A whole image (opencontainers/image-spec), ready to push. Equal inputs give equal digests.
struct Image {
    std::vector<Layer> layers;
    QByteArray config, manifest;
    QString configDigest, digest; ///< digest is the manifest's
};

struct ImageConfig {
    QStringList entrypoint;
    QStringList environment; ///< "NAME=value"
    QMap<QString, QString> labels;
    QString architecture = QStringLiteral("amd64");
};
Image imageOf(std::vector<Layer> layers, const ImageConfig &config);

/// The base layer's files: the program as /NAME, its loader where it wants it, its libraries in
/// libraryFolder, /etc/passwd, and the CA bundle of this computer when there is one.
core::Result<std::vector<LayerFile>>
baseFiles(const Closure &closure, const std::function<QByteArray(const QString &)> &read);
inline constexpr const char *libraryFolder = "/usr/lib/trustusbank"; ///< LD_LIBRARY_PATH names it

/// A file's bytes, or none.
QByteArray readFile(const QString &path);

} // namespace tools
