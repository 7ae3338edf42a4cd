// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/api.h"
#include "backend/stage/cluster/discovery.h"

namespace stage::cluster {

/// The OpenAPI documents, made when first asked for and kept until a definition changes.
struct Api::Documents {
    explicit Documents(const Objects &someObjects);
    const std::string &openApiV2();
    const std::string &openApiV2Protobuf();
    const std::string &openApiV3Index();
    /// "" when no such group version is served.
    const std::string &openApiV3(const std::string &groupVersionPath);

    void refresh();
    std::vector<schema::Served> servedTypes() const;

    const Objects &objects;
    std::uint64_t generation = 0;
    std::string v2, v2Protobuf, v3Index;
    std::map<std::string, std::string> v3;
};

} // namespace stage::cluster
