// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/gwmetrics.h"

#include <sstream>

namespace stage::mesh::gateway {

namespace {

std::string label(const char *name, const std::string &value)
{
    std::string out = std::string(name) + "=\"";
    for (const char c : value.empty() ? std::string("unknown") : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

void writeCounters(std::string &out, const std::string &name, const std::string &help,
                   const std::map<std::string, std::uint64_t> &series)
{
    if (series.empty())
        return;
    out += "# HELP " + name + " " + help + ".\n# TYPE " + name + " counter\n";
    for (const auto &[labels, value] : series)
        out += name + "_total{" + labels + "} " + std::to_string(value) + "\n";
}

std::string number(double value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

} // namespace

GatewayMetrics::GatewayMetrics(std::string bind)
    : m_bind(std::move(bind))
{
}

std::string GatewayMetrics::routeLabels(const RequestNote &note) const
{
    return label("bind", m_bind) + "," + label("gateway", note.gateway) + ","
           + label("listener", note.listener) + "," + label("route", note.route) + ","
           + label("route_rule", note.routeRule);
}

void GatewayMetrics::count(const RequestNote &note)
{
    const std::string status = note.status ? std::to_string(note.status) : "";
    const std::string reason = !note.reason.empty() ? note.reason : note.status ? "Upstream" : "";
    const std::string labels = label("backend", note.backend) + ","
                               + label("protocol", note.protocol) + ","
                               + label("method", note.method) + "," + label("status", status) + ","
                               + label("reason", reason) + "," + routeLabels(note);
    ++m_requests[labels];
    m_bytes[labels] += note.bytes;
    Histogram &histogram = m_durations[labels];
    const double seconds = std::chrono::duration<double>(note.duration).count();
    ++histogram.count;
    histogram.sum += seconds;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        histogram.buckets[i] += seconds <= bounds[i] ? 1 : 0;
    if (!note.mcpCounted)
        return;
    ++m_mcpRequests[label("method", note.mcpMethod) + ","
                    + label("resource_type", note.mcpResourceType) + ","
                    + label("server", note.mcpTarget) + "," + label("resource", note.mcpResource)
                    + "," + routeLabels(note)];
}

std::string GatewayMetrics::exposition() const
{
    std::string out = "# HELP agentgateway_build Agentgateway build information.\n"
                      "# TYPE agentgateway_build info\nagentgateway_build_info{tag=\"1.1.0\"} 1\n";
    writeCounters(out, "agentgateway_requests", "The total number of HTTP requests sent",
                  m_requests);
    writeCounters(out, "agentgateway_response_bytes", "Total HTTP response bytes received",
                  m_bytes);
    if (!m_durations.empty()) {
        const std::string name = "agentgateway_request_duration_seconds";
        out += "# HELP " + name + " Duration of HTTP requests (seconds).\n# TYPE " + name
               + " histogram\n";
        for (const auto &[labels, histogram] : m_durations) {
            out += name + "_sum{" + labels + "} " + number(histogram.sum) + "\n";
            out += name + "_count{" + labels + "} " + std::to_string(histogram.count) + "\n";
            for (std::size_t i = 0; i < bounds.size(); ++i) {
                out += name + "_bucket{le=\"" + number(bounds[i]) + "\"," + labels + "} "
                       + std::to_string(histogram.buckets[i]) + "\n";
            }
            out += name + "_bucket{le=\"+Inf\"," + labels + "} " + std::to_string(histogram.count)
                   + "\n";
        }
    }
    writeCounters(out, "agentgateway_mcp_requests", "Total number of MCP tool calls",
                  m_mcpRequests);
    return out + "# EOF\n";
}

} // namespace stage::mesh::gateway
