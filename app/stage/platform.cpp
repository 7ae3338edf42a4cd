// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/platform.h"

#include "backend/stage/agents/agents.h"
#include "backend/stage/workloads/bank.h"

namespace stage::app {

using cluster::Json;

namespace {

nodes::KubeletOptions kubeletOptions(const std::string &pace)
{
    nodes::KubeletOptions options;
    if (pace == "real") {
        options.speed = 1;
        options.pullTime = std::chrono::milliseconds(400);
    }
    return options;
}

Json configMap(const std::string &name, Json data)
{
    return {{"apiVersion", "v1"},
            {"kind", "ConfigMap"},
            {"metadata", {{"name", name}, {"namespace", "kube-public"}}},
            {"data", std::move(data)}};
}

} // namespace

Platform::Platform(boost::asio::io_context &context, PlatformOptions options)
    : io(context)
    , objects(store)
    , mesh(io.get_executor(), objects, ports)
    , podAccess(io.get_executor(), store, logs, ports)
    , api(objects, io.get_executor(),
          cluster::PodAccess{[this](net::Exchange &exchange, const cluster::Object &pod) {
                                 return podAccess.serveLog(exchange, pod);
                             },
                             [this](net::Exchange &exchange, const cluster::Object &pod) {
                                 return podAccess.servePortForward(exchange, pod);
                             }},
          [this](const net::Request &request) { return authorised(request); })
    , m_options(std::move(options))
    , m_images(registry.content(), m_options.images)
    , m_observe{objects, logs, ports, m_traces, m_inbox, m_options.dataFolder + "/observe"}
    , m_kagent(store)
    , m_controllers(io.get_executor(), objects, m_options.rootCa)
    , kubelet(
          io.get_executor(), objects, logs, ports,
          [this](const std::string &reference) { return m_images.resolve(reference); },
          [this](const std::string &name, workloads::Surroundings around) {
              return make(name, std::move(around));
          },
          [this](const Json &pod, const std::string &) { return surroundingsOf(pod); },
          [this](const boost::asio::ip::tcp::endpoint &remote) { return mesh.peerOf(remote); },
          kubeletOptions(m_options.pace))
{
    if (m_options.pace == "fast")
        m_observe.evidenceWindow = "30s";
}

Platform::~Platform() = default;

void Platform::start(const std::string &registryHost)
{
    m_controllers.start();
    m_gateways = std::make_unique<mesh::GatewayController>(io.get_executor(), objects);
    kubelet.start();
    const Json facts = {{"cluster", "stage"},
                        {"licences", "not-needed"},
                        {"model", m_options.model},
                        {"registry", registryHost}};
    (void)objects.ensure(configMap("trustusbank-facts", facts), "stage");
    const std::string hosting =
        "host: \"" + registryHost
        + "\"\nhelp: \"https://kind.sigs.k8s.io/docs/user/local-registry/\"\n";
    (void)objects.ensure(configMap("local-registry-hosting",
                                   Json{{"localRegistryHosting.v1", hosting}}),
                         "stage");
}

workloads::Surroundings Platform::surroundingsOf(const Json &pod)
{
    const std::string uid = cluster::text(pod, "/metadata/uid");
    std::unique_ptr<net::Dialer> &dialer = m_dialers[uid];
    if (!dialer) {
        dialer = mesh.dialer({cluster::text(pod, "/metadata/name"),
                              cluster::text(pod, "/metadata/namespace"),
                              cluster::text(pod, "/spec/serviceAccountName", "default"), uid});
    }
    workloads::Surroundings around;
    around.executor = io.get_executor();
    around.dialer = dialer.get();
    around.trace = [this](workloads::Span span) { m_traces.add(std::move(span)); };
    around.now = [this] { return std::chrono::system_clock::now() + skew; };
    return around;
}

std::unique_ptr<workloads::Workload> Platform::make(const std::string &name,
                                                    workloads::Surroundings around)
{
    if (name == "model")
        around.env["MODEL_DRILLS"] = "on";
    if (m_options.seed)
        around.env.emplace("TOOL_ORDER_SEED", std::to_string(*m_options.seed));
    if (auto made = mesh::makeMeshWorkload(name, around, mesh, objects))
        return made;
    if (auto made = workloads::makeBankWorkload(name, around))
        return made;
    if (auto made = agents::makeAgentWorkload(name, around, &objects, &m_kagent))
        return made;
    return observe::makeObserveWorkload(name, std::move(around), m_observe);
}

bool Platform::authorised(const net::Request &request) const
{
    return request.headers.get("Authorization") == "Bearer " + token;
}

std::optional<std::uint16_t> Platform::portOf(const std::string &label, const std::string &value,
                                              std::uint16_t port) const
{
    for (const cluster::Object &pod : store.list("pods")) {
        const Json &labels = cluster::at(*pod, "/metadata/labels");
        if (!labels.is_object() || labels.value(label, "") != value)
            continue;
        if (const auto real = ports.real(cluster::text(*pod, "/metadata/uid"), port))
            return real;
    }
    return {};
}

} // namespace stage::app
