// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace stage::tools {

using Json = nlohmann::json;

/// A chart stand-in (resources/stage/charts/FORMAT.md).
struct Chart {
    std::string name, appVersion;
    Json values = Json::object();  ///< defaults
    std::vector<std::string> crds; ///< folders of CRDs to apply first
    std::vector<Json> manifests;
};

/// The stand-in's name of a chart argument: "oci://x/istiod" and "dex/dex" by their last segment,
/// "https://…/agentregistry-0.3.3.tgz" without version and ending.
std::string chartName(const std::string &argument);

tl::expected<Chart, std::string> loadChart(const std::string &folder, const std::string &name);

struct Release {
    std::string name, ns, version; ///< version of the chart as asked for
    Json values;                   ///< what the user gave
};
/// The manifests with everything filled in. Pure.
std::vector<Json> render(const Chart &chart, const Release &release);

/// OVER's members win, objects are merged, null removes.
Json mergeValues(Json under, const Json &over);
std::string toYaml(const Json &value);

} // namespace stage::tools
