// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/child_service.h"
#include "backend/stage/observe/page_files.h"
#include "backend/stage/observe/prometheus_config.h"

namespace stage::observe {

namespace {

/// The real Prometheus, fed as the Prometheus operator feeds it.
class Prometheus final : public ChildService {
public:
    Prometheus(workloads::Surroundings surroundings, Platform &platform)
        : ChildService(surroundings, platform, "prometheus")
        , m_pace{surroundings.variable("SCRAPE_INTERVAL", "30s"),
                 surroundings.variable("EVALUATION_INTERVAL", "30s")}
    {
    }

private:
    Files makeFiles() override
    {
        const auto made =
            prometheusFiles(platform().objects.store(), platform().ports, folder(), m_pace);
        Files files = made.rules;
        files["prometheus.yml"] = made.config;
        return files;
    }

    Child::Command command(std::uint16_t port) const override
    {
        return {platform().prometheusProgram,
                {"--config.file=" + folder() + "/prometheus.yml",
                 "--storage.tsdb.path=" + folder() + "/data", "--storage.tsdb.retention.time=6h",
                 "--web.listen-address=127.0.0.1:" + std::to_string(port), "--web.enable-lifecycle",
                 "--log.level=warn",
                 // A new target or a lost alert is not to wait five seconds or a minute in a show.
                 "--scrape.discovery-reload-interval=1s", "--rules.alert.resend-delay=5s"}};
    }

    std::optional<net::Response> ownPage(const std::string &path) const override
    {
        if (path != "/" && path != "/alerts" && path != "/graph")
            return {};
        return stagePage("alerts", {{"product", "Prometheus"}, {"source", "prometheus"}});
    }

    PrometheusPace m_pace;
};

} // namespace

std::shared_ptr<Service> makePrometheus(workloads::Surroundings surroundings, Platform &platform)
{
    return std::make_shared<Prometheus>(std::move(surroundings), platform);
}

} // namespace stage::observe
