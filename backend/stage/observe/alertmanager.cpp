// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/alertmanager_config.h"
#include "backend/stage/observe/child_service.h"
#include "backend/stage/observe/page_files.h"

#include <algorithm>

namespace stage::observe {

namespace {

/// The real Alertmanager, fed from the AlertmanagerConfig objects.
class Alertmanager final : public ChildService {
public:
    Alertmanager(workloads::Surroundings surroundings, Platform &platform)
        : ChildService(std::move(surroundings), platform, "alertmanager")
    {
    }

private:
    Files makeFiles() override
    {
        std::vector<std::string> skipped;
        auto config = alertmanagerConfig(platform().objects.store(), platform().ports, skipped);
        for (const auto &line : skipped) {
            if (std::find(m_said.begin(), m_said.end(), line) == m_said.end())
                log("level=warn msg=\"" + line + "\"");
        }
        m_said = std::move(skipped);
        return {{"alertmanager.yml", std::move(config)}};
    }

    Child::Command command(std::uint16_t port) const override
    {
        return {platform().alertmanagerProgram,
                {"--config.file=" + folder() + "/alertmanager.yml",
                 "--storage.path=" + folder() + "/data", "--data.retention=2h",
                 "--web.listen-address=127.0.0.1:" + std::to_string(port),
                 "--cluster.listen-address=", "--log.level=warn"}};
    }

    std::optional<net::Response> ownPage(const std::string &path) const override
    {
        if (path != "/" && path != "/alerts")
            return {};
        return stagePage("alerts", {{"product", "Alertmanager"}, {"source", "alertmanager"}});
    }

    std::vector<std::string> m_said;
};

} // namespace

std::shared_ptr<Service> makeAlertmanager(workloads::Surroundings surroundings, Platform &platform)
{
    return std::make_shared<Alertmanager>(std::move(surroundings), platform);
}

} // namespace stage::observe
