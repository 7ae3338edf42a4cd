// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/tools/layer.h"

#include <nlohmann/json.hpp>

namespace app {

using Json = nlohmann::json;

/// What was recorded of a context since its last reset: the lines of its shows, oldest first.
std::vector<Json> showLines(const std::vector<std::vector<Json>> &logs, const QString &context);
/// The last record of each act, by act.
Json lastActs(const std::vector<Json> &lines);

/// One file that proves what happened: a gzipped tar of FILES and of MANIFEST.json, which is HEAD
/// and the size and SHA-256 of each.
core::Result<QByteArray> packOf(std::vector<tools::LayerFile> files, Json head);
/// What does not fit its manifest, a line a fault; empty when the pack is whole. A fault when it is
/// no pack at all.
core::Result<QStringList> packFaults(const QByteArray &bytes);

} // namespace app
