// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QByteArray>
#include <vector>

namespace tools {

/// A regular file of a layer. PATH is absolute, as the container sees it.
struct LayerFile {
    QString path;
    QByteArray content;
    int mode = 0644;
};

/// One image layer, application/vnd.oci.image.layer.v1.tar+gzip.
struct Layer {
    QByteArray bytes; ///< the gzip
    QString digest;   ///< "sha256:…" of bytes
    QString diffId;   ///< "sha256:…" of the tar inside
};

/// "sha256:…" in lower-case hex.
QString sha256(const QByteArray &bytes);

/// The same files give the same bytes: sorted, owned by root, no times, no names. Parent folders
/// are written. Two files of one path are a Garbled fault.
core::Result<QByteArray> tarOf(std::vector<LayerFile> files);
/// gzip without name and time. LEVEL 1 is fast, 9 small.
core::Result<QByteArray> gzipOf(const QByteArray &bytes, int level);
core::Result<Layer> layerOf(std::vector<LayerFile> files, int level = 6);

} // namespace tools
