// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/evidence.h"

#include "backend/stage/cluster/store.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace stage::observe {

using cluster::at;
using cluster::text;

namespace {

constexpr auto denied = R"(istio_tcp_connections_failed_total{response_flags="DENY"})";
constexpr auto attempted =
    R"(istio_tcp_connections_opened_total{reporter="source", source_workload_namespace=~"trustusbank-bank-.*|trustusbank-platform", destination_workload_namespace="external-attacker"})";
constexpr auto refusedByAgentPolicy =
    R"(agentgateway_requests_total{status="403", reason="Authorization"})";
constexpr auto toolCalls = R"(agentgateway_mcp_requests_total{method="tools/call"})";
constexpr auto offenderLabels = "source_workload, source_workload_namespace, source_principal, "
                                "destination_service_namespace, destination_service_name";
constexpr std::size_t receiptsShown = 5;

/// How a figure is judged, and what it is when its counter has no series.
enum class Judge { ZeroIsGood, FullIsGood, Neutral };

struct Figure {
    const char *id, *title, *article, *unit;
    Judge judge;
    /// A counter of the mesh is 0 before its first event, once ztunnel is scraped; other series
    /// that are missing are not instrumented.
    bool absentIsZero;
    const char *absent;
};

constexpr Figure figures[] = {
    {"denies", "Denied by the mesh", "DORA Art. 10", "", Judge::ZeroIsGood, true,
     "ztunnel is not scraped"},
    {"attempts", "Exfiltration attempts", "DORA Art. 10", "", Judge::ZeroIsGood, true,
     "ztunnel is not scraped"},
    {"received", "Received by the attacker", "DORA Art. 17", "", Judge::ZeroIsGood, false,
     "the attacker answers without a count"},
    {"mtlsConnections", "Connections with mTLS", "DORA Art. 9(2)", "%", Judge::FullIsGood, false,
     "no connection has been counted yet"},
    {"mtlsRequests", "Requests with mTLS", "DORA Art. 9(2)", "%", Judge::FullIsGood, false,
     "istio_requests_total is not emitted without a waypoint"},
    {"agentPolicyDenies", "Refused by agent policies", "DORA Art. 17", "", Judge::ZeroIsGood, false,
     "no waypoint has counted a refusal"},
    {"toolCalls", "Tool calls through the gateway", "DORA Art. 17", "", Judge::Neutral, false,
     "the gateway has counted no tool call yet"},
};

std::optional<double> numberOf(const Json &answer)
{
    if (answer.is_number())
        return answer.get<double>();
    const auto value = text(answer, "/0/value/1");
    if (value.empty())
        return {};
    const double number = std::strtod(value.c_str(), nullptr);
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool ztunnelScraped(const EvidenceAnswers &answers)
{
    const auto found = answers.find("ztunnelUp");
    return found != answers.end() && found->second && numberOf(*found->second).value_or(0) >= 1;
}

const char *judged(const Figure &figure, double value)
{
    if (figure.judge == Judge::Neutral)
        return "info";
    if (figure.judge == Judge::FullIsGood)
        return value >= 99.95 ? "good" : "bad";
    return value < 0.5 ? "good" : "bad";
}

const EvidenceQuery *queryOf(const std::vector<EvidenceQuery> &queries, const std::string &id)
{
    const auto found = std::find_if(queries.begin(), queries.end(),
                                    [&](const EvidenceQuery &query) { return query.id == id; });
    return found == queries.end() ? nullptr : &*found;
}

/// What every part of the document starts with: where it came from, and whether that answered.
Json part(const std::vector<EvidenceQuery> &queries, const EvidenceAnswers &answers,
          const std::string &id)
{
    Json out{{"id", id}};
    if (const auto *query = queryOf(queries, id)) {
        out["source"] = query->source;
        out["query"] = query->text;
    }
    const auto found = answers.find(id);
    if (found == answers.end())
        out["error"] = "not asked";
    else if (!found->second)
        out["error"] = found->second.error();
    return out;
}

Json figureJson(const Figure &figure, const std::vector<EvidenceQuery> &queries,
                const EvidenceAnswers &answers)
{
    auto out = part(queries, answers, figure.id);
    out["title"] = figure.title;
    out["article"] = figure.article;
    out["unit"] = figure.unit;
    out["value"] = nullptr;
    if (out.contains("error")) {
        out["state"] = "error";
        return out;
    }
    const auto &answer = *answers.at(figure.id);
    auto value = std::string_view(figure.id) == "received" ? numberOf(at(answer, "/count"))
                                                           : numberOf(answer);
    if (!value && figure.absentIsZero && ztunnelScraped(answers))
        value = 0;
    if (!value) {
        out["state"] = "none";
        out["note"] = std::string("not instrumented: ") + figure.absent;
        return out;
    }
    out["value"] = std::round(*value * 10) / 10;
    out["state"] = judged(figure, *value);
    return out;
}

Json offenders(const std::vector<EvidenceQuery> &queries, const EvidenceAnswers &answers)
{
    auto out = part(queries, answers, "offenders");
    out["rows"] = Json::array();
    if (out.contains("error"))
        return out;
    for (const auto &series : *answers.at("offenders")) {
        out["rows"].push_back(
            {{"workload", text(series, "/metric/source_workload")},
             {"namespace", text(series, "/metric/source_workload_namespace")},
             {"identity", text(series, "/metric/source_principal")},
             {"target", text(series, "/metric/destination_service_name") + "."
                            + text(series, "/metric/destination_service_namespace")},
             {"attempts", std::round(numberOf(Json::array({series})).value_or(0))}});
    }
    return out;
}

Json deployments(const std::vector<EvidenceQuery> &queries, const EvidenceAnswers &answers)
{
    auto out = part(queries, answers, "images");
    out["rows"] = Json::array();
    if (!queryOf(queries, "images")) {
        out.erase("error"); // nobody to name: the offenders' table is empty
        return out;
    }
    if (out.contains("error"))
        return out;
    std::map<std::string, double> ages;
    if (const auto found = answers.find("ages"); found != answers.end() && found->second) {
        for (const auto &series : *found->second)
            ages[text(series, "/metric/pod")] = numberOf(Json::array({series})).value_or(0);
    }
    for (const auto &series : *answers.at("images")) {
        const auto pod = text(series, "/metric/pod");
        Json row{{"namespace", text(series, "/metric/namespace")},
                 {"pod", pod},
                 {"container", text(series, "/metric/container")},
                 {"image", text(series, "/metric/image_spec", text(series, "/metric/image"))},
                 {"imageId", text(series, "/metric/image_id")},
                 {"ageMinutes", nullptr}};
        if (ages.count(pod))
            row["ageMinutes"] = std::round(ages[pod] * 10) / 10;
        out["rows"].push_back(row);
    }
    return out;
}

Json denyLines(const std::vector<EvidenceQuery> &queries, const EvidenceAnswers &answers)
{
    auto out = part(queries, answers, "denyLines");
    out["rows"] = Json::array();
    if (out.contains("error"))
        return out;
    std::vector<std::pair<std::string, std::string>> lines;
    for (const auto &stream : *answers.at("denyLines")) {
        for (const auto &value : at(stream, "/values"))
            lines.emplace_back(text(value, "/0"), text(value, "/1"));
    }
    std::sort(lines.rbegin(), lines.rend());
    for (const auto &[ns, line] : lines) {
        auto fields = logFields(line);
        out["rows"].push_back({{"ns", ns},
                               {"from", fields["src.identity"]},
                               {"to", fields["dst.identity"]},
                               {"error", fields["error"]},
                               {"line", line}});
    }
    return out;
}

Json receipts(const std::vector<EvidenceQuery> &queries, const EvidenceAnswers &answers)
{
    auto out = part(queries, answers, "received");
    out["rows"] = Json::array();
    if (out.contains("error"))
        return out;
    const auto &events = at(*answers.at("received"), "/events");
    for (auto event = events.rbegin(); event != events.rend() && out["rows"].size() < receiptsShown;
         ++event)
        out["rows"].push_back(*event);
    return out;
}

std::string regexEscaped(const std::string &value)
{
    std::string out;
    for (const char c : value)
        out += std::isalnum(static_cast<unsigned char>(c)) || c == '-' ? std::string(1, c)
                                                                       : "\\\\" + std::string(1, c);
    return out;
}

} // namespace

std::string risenWithin(const std::string &selector, const std::string &window)
{
    return "(" + selector + " - " + selector + " offset " + window + " >= 0) or " + selector;
}

std::vector<EvidenceQuery> evidenceQueries(const std::string &window)
{
    const auto total = [&](const char *selector) {
        return "sum(" + risenWithin(selector, window) + ")";
    };
    const std::string opened = "istio_tcp_connections_opened_total",
                      requests = "istio_requests_total";
    return {
        {"ztunnelUp", "prometheus", R"(count(up{job=~".*ztunnel.*"} == 1))"},
        {"denies", "prometheus", total(denied)},
        {"attempts", "prometheus", total(attempted)},
        {"received", "attacker", "/loot"},
        {"mtlsConnections", "prometheus",
         "100 * sum(" + opened + R"({connection_security_policy="mutual_tls"}) / sum()" + opened
             + ")"},
        {"mtlsRequests", "prometheus",
         "100 * sum(rate(" + requests + R"({connection_security_policy="mutual_tls"}[)" + window
             + "])) / sum(rate(" + requests + "[" + window + "]))"},
        {"agentPolicyDenies", "prometheus", total(refusedByAgentPolicy)},
        {"toolCalls", "prometheus", total(toolCalls)},
        {"offenders", "prometheus",
         std::string("topk(20, sum by (") + offenderLabels + ") (" + risenWithin(denied, window)
             + ")) > 0"},
        {"denyLines", "loki",
         R"({namespace="istio-system", app="ztunnel"} |~ "explicitly denied by")"},
    };
}

std::vector<EvidenceQuery> offenderQueries(const EvidenceAnswers &answers)
{
    const auto found = answers.find("offenders");
    if (found == answers.end() || !found->second)
        return {};
    std::string namespaces, pods;
    for (const auto &series : *found->second) {
        const auto workload = text(series, "/metric/source_workload");
        if (workload.empty() || workload == "unknown")
            continue;
        pods += (pods.empty() ? "" : "|") + regexEscaped(workload) + "-.*";
        namespaces += (namespaces.empty() ? "" : "|")
                      + regexEscaped(text(series, "/metric/source_workload_namespace"));
    }
    if (pods.empty())
        return {};
    const auto selector = "{namespace=~\"" + namespaces + "\", pod=~\"" + pods + "\"}";
    return {{"images", "prometheus", "kube_pod_container_info" + selector},
            {"ages", "prometheus", "(time() - kube_pod_created" + selector + ") / 60"}};
}

Json evidenceDocument(const std::string &window, const std::vector<EvidenceQuery> &queries,
                      const EvidenceAnswers &answers)
{
    Json all = Json::array();
    for (const auto &figure : figures)
        all.push_back(figureJson(figure, queries, answers));
    return {{"window", window},
            {"figures", all},
            {"offenders", offenders(queries, answers)},
            {"deployments", deployments(queries, answers)},
            {"denyLines", denyLines(queries, answers)},
            {"receipts", receipts(queries, answers)}};
}

std::map<std::string, std::string> logFields(const std::string &line)
{
    std::map<std::string, std::string> fields;
    const auto json = Json::parse(line, nullptr, false);
    if (json.is_object()) {
        for (const auto &[key, value] : json.items())
            fields[key] = value.is_string() ? value.get<std::string>() : value.dump();
        return fields;
    }
    std::size_t at = 0;
    while ((at = line.find('=', at)) != std::string::npos) {
        const auto before = line.find_last_of(" \t", at);
        const auto name = line.substr(before == std::string::npos ? 0 : before + 1,
                                      at - (before == std::string::npos ? 0 : before + 1));
        ++at;
        const bool quoted = at < line.size() && line[at] == '"';
        const auto start = at + quoted;
        const auto end = std::min(quoted ? line.find('"', start) : line.find_first_of(" \t", start),
                                  line.size());
        fields[name] = line.substr(start, end - start);
        at = end;
    }
    return fields;
}

} // namespace stage::observe
