// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/accesslog.h"

#include <cstdio>
#include <ctime>
#include <sstream>

namespace stage::mesh {

namespace {

std::string spiffe(const std::string &domain, const Party &party)
{
    return "spiffe://" + domain + "/ns/" + party.ns + "/sa/" + party.serviceAccount;
}

void addText(LogLine &line, const char *name, const std::string &value, bool bare = false)
{
    if (!value.empty())
        line.fields.push_back({name, value, bare});
}

void addParty(LogLine &line, const std::string &prefix, const Party &party,
              const std::string &identity)
{
    addText(line, (prefix + ".workload").c_str(), party.pod);
    addText(line, (prefix + ".namespace").c_str(), party.ns);
    addText(line, (prefix + ".identity").c_str(), identity);
}

LogLine connectionLine(const Facts &facts, Side side)
{
    LogLine line;
    const bool tunnel = facts.tunnelled;
    const bool pooled = tunnel && side == Side::Inbound;
    const std::string address = facts.destinationIp + ":";
    const std::string port = std::to_string(facts.port);
    addText(line, "src.addr", pooled ? facts.tunnelAddress : facts.sourceAddress, true);
    addParty(line, "src", facts.source, facts.sourceIdentity());
    addText(line, "dst.addr", address + (tunnel ? "15008" : port), true);
    if (tunnel)
        addText(line, "dst.hbone_addr", address + port, true);
    if (facts.service.known())
        addText(line, "dst.service", facts.service.host());
    addParty(line, "dst", facts.destination, facts.destinationIdentity());
    addText(line, "direction", side == Side::Inbound ? "inbound" : "outbound");
    return line;
}

std::string escaped(const std::string &text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

int rank(const std::string &level)
{
    static const std::map<std::string, int> ranks{{"off", 0},  {"error", 1}, {"warn", 2},
                                                  {"info", 3}, {"debug", 4}, {"trace", 5}};
    const auto found = ranks.find(level);
    return found == ranks.end() ? -1 : found->second;
}

} // namespace

std::string Facts::sourceIdentity() const
{
    return source.known() && source.ambient && (tunnelled || !destination.ambient)
               ? spiffe(trustDomain, source)
               : std::string();
}

std::string Facts::destinationIdentity() const
{
    return destination.known() && destination.ambient ? spiffe(trustDomain, destination)
                                                      : std::string();
}

LogLine closingLine(const Facts &facts, Side side, const Ending &ending)
{
    LogLine line = connectionLine(facts, side);
    line.level = ending.error.empty() ? "info" : "error";
    line.fields.push_back({"bytes_sent", ending.sent, false});
    line.fields.push_back({"bytes_recv", ending.received, false});
    addText(line, "duration", std::to_string(ending.duration.count()) + "ms");
    addText(line, "error", ending.error);
    return line;
}

LogLine openingLine(const Facts &facts, Side side)
{
    LogLine line = connectionLine(facts, side);
    line.level = "debug";
    line.message = "connection opened";
    return line;
}

LogLine noEndpointsLine(const std::string &sourceAddress, const std::string &vip)
{
    LogLine line;
    line.level = "warn";
    line.message = "connection failed";
    addText(line, "src.addr", sourceAddress, true);
    addText(line, "dst.addr", vip, true);
    addText(line, "direction", "outbound");
    addText(line, "error", "no healthy upstream: " + vip);
    return line;
}

LogLine cutLine(const Facts &facts)
{
    LogLine line;
    const std::string place = facts.destination.ns + "/" + facts.destination.pod;
    const std::string identity = facts.sourceIdentity();
    line.target = "proxy::connection_manager:proxy{wl=" + place + "}";
    line.message = "connection " + (facts.tunnelled ? facts.tunnelAddress : facts.sourceAddress)
                   + "(" + (identity.empty() ? "None" : identity) + ")->" + facts.destinationIp
                   + ":" + std::to_string(facts.port) + " (Kubernetes//Pod/" + place
                   + ") closed because it's no longer allowed after a policy update";
    return line;
}

LogLine policyLine(const std::string &what, const std::string &name)
{
    LogLine line;
    line.target = "xds:xds{id=1}";
    line.message = "handling RBAC " + what + " " + name;
    return line;
}

std::string LogLine::plain(Time at) const
{
    std::string out = microTime(at) + "\t" + level + "\t" + target + "\t" + message;
    const char *separator = "\t";
    for (const Field &field : fields) {
        out += separator + field.name + "=";
        if (const auto *number = std::get_if<std::uint64_t>(&field.value))
            out += std::to_string(*number);
        else if (field.bare)
            out += std::get<std::string>(field.value);
        else
            out += "\"" + escaped(std::get<std::string>(field.value)) + "\"";
        separator = " ";
    }
    return out;
}

std::string LogLine::json(Time at) const
{
    nlohmann::ordered_json out{{"level", level},
                               {"time", microTime(at)},
                               {"scope", target},
                               {"message", message}};
    for (const Field &field : fields)
        std::visit([&](const auto &value) { out[field.name] = value; }, field.value);
    return out.dump();
}

bool shows(const std::string &rustLog, const std::string &target, const std::string &level)
{
    int limit = rank("info");
    std::size_t best = 0;
    std::stringstream parts(rustLog);
    for (std::string part; std::getline(parts, part, ',');) {
        const auto equals = part.find('=');
        const int wanted = rank(equals == std::string::npos ? part : part.substr(equals + 1));
        const std::string scope = equals == std::string::npos ? "" : part.substr(0, equals);
        if (wanted < 0 || scope.size() < best || !target.starts_with(scope))
            continue;
        best = scope.size();
        limit = wanted;
    }
    return rank(level) <= limit;
}

std::string microTime(std::chrono::system_clock::time_point at)
{
    using namespace std::chrono;
    const auto micros = duration_cast<microseconds>(at.time_since_epoch()).count();
    const std::time_t seconds = micros / 1000000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char date[32], out[48];
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(out, sizeof out, "%s.%06dZ", date, static_cast<int>(micros % 1000000));
    return out;
}

} // namespace stage::mesh
