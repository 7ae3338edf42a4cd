// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/metrics.h"

namespace stage::mesh {

namespace {

const char *reporter(Side side)
{
    return side == Side::Inbound ? "destination" : "source";
}

std::string escaped(const std::string &value)
{
    std::string out;
    for (const char c : value) {
        if (c == '\\' || c == '"')
            out += '\\';
        out += c;
    }
    return out;
}

class LabelList {
public:
    void add(const char *name, const std::string &value)
    {
        m_text += (m_text.empty() ? "" : ",") + std::string(name) + "=\""
                  + (value.empty() ? "unknown" : escaped(value)) + "\"";
    }
    std::string text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace

std::string seriesLabels(const Facts &facts, Side side, const std::string &flags)
{
    const Party &from = facts.source;
    const Party &to = facts.destination;
    // A source that addressed the pod itself knows no Service; the destination looks one up.
    const bool service = facts.service.known() && (side == Side::Inbound || facts.serviceAddressed);
    LabelList labels;
    labels.add("reporter", reporter(side));
    labels.add("source_workload", from.workload);
    labels.add("source_canonical_service", from.canonicalService);
    labels.add("source_canonical_revision", from.canonicalRevision);
    labels.add("source_workload_namespace", from.ns);
    labels.add("source_principal", facts.sourceIdentity());
    labels.add("source_app", from.canonicalService);
    labels.add("source_version", from.canonicalRevision);
    labels.add("source_cluster", from.known() ? "Kubernetes" : "");
    labels.add("destination_service", service ? facts.service.host() : "");
    labels.add("destination_service_namespace", service ? facts.service.ns : "");
    labels.add("destination_service_name", service ? facts.service.name : "");
    labels.add("destination_workload", to.workload);
    labels.add("destination_canonical_service", to.canonicalService);
    labels.add("destination_canonical_revision", to.canonicalRevision);
    labels.add("destination_workload_namespace", to.ns);
    labels.add("destination_principal", facts.destinationIdentity());
    labels.add("destination_app", to.canonicalService);
    labels.add("destination_version", to.canonicalRevision);
    labels.add("destination_cluster", to.known() ? "Kubernetes" : "");
    labels.add("request_protocol", "tcp");
    labels.add("response_flags", flags);
    labels.add("connection_security_policy", facts.tunnelled ? "mutual_tls" : "");
    for (const char *place :
         {"source_region", "source_zone", "destination_region", "destination_zone"})
        labels.add(place, "");
    return labels.text();
}

void TcpMetrics::opened(const Facts &facts, Side side)
{
    ++m_opened.series[seriesLabels(facts, side, "-")];
    ++m_socketsOpen[reporter(side)];
}

void TcpMetrics::closed(const Facts &facts, Side side, const std::string &flags,
                        const Ending &ending)
{
    const std::string labels = seriesLabels(facts, side, flags);
    ++m_closed.series[labels];
    if (flags != "-")
        ++m_failed.series[labels];
    --m_socketsOpen[reporter(side)];
    const std::string bytes = seriesLabels(facts, side, "-");
    if (ending.received > 0)
        m_received.series[bytes] += ending.received;
    if (ending.sent > 0)
        m_sent.series[bytes] += ending.sent;
}

std::string TcpMetrics::exposition(const std::string &tag, std::size_t pods) const
{
    std::string out =
        std::string("# HELP istio_build Istio component build info.\n# TYPE istio_build gauge\n"
                    "istio_build{component=\"ztunnel\",tag=\"")
        + escaped(tag) + "\"} 1\n";
    for (const Family *family : {&m_opened, &m_closed, &m_failed, &m_received, &m_sent}) {
        if (family->series.empty())
            continue;
        const std::string name = family->name;
        out += "# HELP " + name + " " + family->help + ".\n# TYPE " + name + " counter\n";
        for (const auto &[labels, value] : family->series)
            out += name + "_total{" + labels + "} " + std::to_string(value) + "\n";
    }
    if (!m_socketsOpen.empty()) {
        out += "# HELP istio_tcp_sockets_open The current number of open TCP sockets.\n"
               "# TYPE istio_tcp_sockets_open gauge\n";
        for (const auto &[side, value] : m_socketsOpen)
            out +=
                "istio_tcp_sockets_open{reporter=\"" + side + "\"} " + std::to_string(value) + "\n";
    }
    out +=
        "# HELP workload_manager_active_proxy_count The total number current workloads with active "
        "proxies.\n# TYPE workload_manager_active_proxy_count gauge\n"
        "workload_manager_active_proxy_count "
        + std::to_string(pods) + "\n# EOF\n";
    return out;
}

} // namespace stage::mesh
