// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/requestlog.h"

#include <ctime>
#include <nlohmann/json.hpp>

namespace stage::mesh::gateway {

namespace {

std::string quoted(const std::string &value)
{
    if (value.find_first_of(" \t\"") == std::string::npos)
        return value;
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string wholeMillis(std::chrono::microseconds duration)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count())
           + "ms";
}

} // namespace

std::string requestTime(std::chrono::system_clock::time_point at)
{
    using namespace std::chrono;
    const auto micros = duration_cast<microseconds>(at.time_since_epoch()).count();
    const std::time_t seconds = micros / 1000000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char date[32];
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S.", &parts);
    return date + std::to_string(micros % 1000000) + "Z";
}

std::vector<std::pair<std::string, std::string>> RequestNote::fields() const
{
    const std::string code = status ? std::to_string(status) : std::string();
    const std::pair<const char *, const std::string *> all[] = {
        {"gateway", &gateway},
        {"listener", &listener},
        {"route_rule", &routeRule},
        {"route", &route},
        {"endpoint", &endpoint},
        {"src.addr", &source},
        {"http.method", &method},
        {"http.host", &host},
        {"http.path", &path},
        {"http.version", &version},
        {"http.status", &code},
        {"trace.id", &traceId},
        {"span.id", &spanId},
        {"jwt.sub", &jwtSubject},
        {"protocol", &protocol},
        {"mcp.method.name", &mcpMethod},
        {"mcp.target", &mcpTarget},
        {"mcp.resource.type", &mcpResourceType},
        {"mcp.session.id", &mcpSession},
        {"error", &error},
        {"reason", &reason},
    };
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto &[name, value] : all) {
        if (!value->empty())
            result.emplace_back(name, *value);
    }
    return result;
}

std::string RequestNote::plain(Time at) const
{
    std::string out = requestTime(at) + "\tinfo\trequest";
    for (const auto &[name, value] : fields())
        out += " " + name + "=" + quoted(value);
    return out + " duration=" + wholeMillis(duration);
}

std::string RequestNote::json(Time at) const
{
    nlohmann::ordered_json out{{"level", "info"}, {"time", requestTime(at)}, {"scope", "request"}};
    for (const auto &[name, value] : fields()) {
        if (name == "http.status")
            out[name] = status;
        else
            out[name] = value;
    }
    out["duration"] = wholeMillis(duration);
    return out.dump();
}

} // namespace stage::mesh::gateway
