// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/runtime.h"
#include "backend/stage/registry/imagereader.h"

namespace stage::app {

/// Which workload an image runs: what its own config says when the stage's registry has it, else
/// the stand-in that resources/stage/images.json names for its repository.
class Images {
public:
    /// MAP is images.json. The registry's content outlives it.
    Images(const registry::Content &content, nlohmann::json map);
    tl::expected<nodes::Image, std::string> resolve(const std::string &reference);

private:
    const registry::Content &m_content;
    registry::ImageReader m_reader;
    nlohmann::json m_map;
};

} // namespace stage::app
