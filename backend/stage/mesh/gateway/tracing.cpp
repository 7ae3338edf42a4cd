// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/tracing.h"

#include "backend/stage/mesh/gateway/session.h"

#include <cstdlib>

namespace stage::mesh::gateway {

namespace {

bool isHex(const std::string &text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// A share of "1.0", or true and false; drawn for each request.
bool drawn(const workloads::Json &policy, const char *name, bool otherwise)
{
    if (!policy.contains(name) || !policy[name].is_string())
        return otherwise;
    const std::string text = policy[name].get<std::string>();
    if (text == "true" || text == "false")
        return text == "true";
    const double share = std::strtod(text.c_str(), nullptr);
    const double draw =
        static_cast<double>(std::strtoul(randomHex(6).c_str(), nullptr, 16)) / 0x1000000;
    return draw < share;
}

} // namespace

Trace Trace::begin(const std::string &traceparent, const workloads::Json &policy)
{
    Trace trace;
    // 00-TRACEID-SPANID-FLAGS
    const bool wellFormed = traceparent.size() == 55 && traceparent[2] == '-'
                            && traceparent[35] == '-' && traceparent[52] == '-'
                            && isHex(traceparent.substr(3, 32))
                            && isHex(traceparent.substr(36, 16));
    const bool traced = policy.is_object();
    if (wellFormed) {
        trace.m_traceId = traceparent.substr(3, 32);
        trace.m_parentSpan = traceparent.substr(36, 16);
        const bool asked = (std::strtoul(traceparent.c_str() + 53, nullptr, 16) & 1u) != 0;
        trace.m_sampled = traced && asked && drawn(policy, "clientSampling", true);
    } else if (traced) {
        trace.m_sampled = drawn(policy, "randomSampling", false);
        if (trace.m_sampled)
            trace.m_traceId = randomHex(32);
    }
    if (!trace.m_traceId.empty())
        trace.m_spanId = randomHex(16);
    return trace;
}

std::string Trace::parent() const
{
    if (m_traceId.empty())
        return {};
    return "00-" + m_traceId + "-" + m_spanId + (m_sampled ? "-01" : "-00");
}

void Trace::finish(const RequestNote &note, const std::string &gateway, const std::string &ns,
                   std::chrono::system_clock::time_point end,
                   const std::function<void(workloads::Span)> &tell) const
{
    if (!m_sampled)
        return;
    using namespace std::chrono;
    const auto endNs = duration_cast<nanoseconds>(end.time_since_epoch()).count();
    workloads::Span root;
    root.traceId = m_traceId;
    root.spanId = m_spanId;
    root.parentSpanId = m_parentSpan;
    root.service = gateway;
    const std::string prefix = note.matchedPrefix == "/" ? "" : note.matchedPrefix;
    root.name = note.route.empty() ? "unknown" : note.method + " " + prefix + "/*";
    root.startNs = endNs - duration_cast<nanoseconds>(note.duration).count();
    root.endNs = endNs;
    for (const auto &[name, value] : note.fields())
        root.attributes[name] = value;
    root.attributes["duration"] =
        std::to_string(duration_cast<milliseconds>(note.duration).count()) + "ms";
    root.attributes["url.scheme"] = "http";
    root.attributes["network.protocol.version"] = "1.1";
    root.attributes["service.namespace"] = ns;
    for (const std::string &name : note.mcpSpans) {
        workloads::Span child;
        child.traceId = m_traceId;
        child.spanId = randomHex(16);
        child.parentSpanId = m_spanId;
        child.service = gateway;
        child.name = name;
        child.startNs = root.startNs;
        child.endNs = endNs;
        tell(std::move(child));
    }
    tell(std::move(root));
}

} // namespace stage::mesh::gateway
