// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/tempo.h"

#include <algorithm>
#include <boost/beast/core/detail/base64.hpp>
#include <charconv>
#include <set>

namespace stage::observe {

namespace {

constexpr std::size_t usualLimit = 20, usualSpansPerSpanSet = 3, mostTraces = 500;

std::string base64OfHex(const std::string &hex)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        int byte = 0;
        std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    namespace base64 = boost::beast::detail::base64;
    std::string out(base64::encoded_size(bytes.size()), '\0');
    out.resize(base64::encode(out.data(), bytes.data(), bytes.size()));
    return out;
}

Json attribute(const std::string &key, const std::string &value)
{
    return {{"key", key}, {"value", {{"stringValue", value}}}};
}

Json spanJson(const workloads::Span &span)
{
    Json attributes = Json::array();
    for (const auto &[key, value] : span.attributes)
        attributes.push_back(attribute(key, value));
    Json out{{"traceId", base64OfHex(span.traceId)},
             {"spanId", base64OfHex(span.spanId)},
             {"name", span.name},
             {"kind", "SPAN_KIND_" + span.kind},
             {"startTimeUnixNano", std::to_string(span.startNs)},
             {"endTimeUnixNano", std::to_string(span.endNs)},
             {"attributes", attributes},
             {"status", Json::object()}};
    if (!span.parentSpanId.empty())
        out["parentSpanId"] = base64OfHex(span.parentSpanId);
    return out;
}

std::int64_t number(const std::string &text, std::int64_t otherwise)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() ? value : otherwise;
}

Json matchJson(const TraceMatch &match, std::size_t spansPerSpanSet)
{
    Json spans = Json::array();
    for (const auto &span : match.spans) {
        if (spans.size() == spansPerSpanSet)
            break;
        spans.push_back({{"spanID", span.spanId},
                         {"name", span.name},
                         {"startTimeUnixNano", std::to_string(span.startNs)},
                         {"durationNanos", std::to_string(span.endNs - span.startNs)},
                         {"attributes", Json::array({attribute("service.name", span.service)})}});
    }
    const Json set{{"spans", spans}, {"matched", match.spans.size()}};
    return {{"traceID", match.traceId},
            {"rootServiceName", match.rootService},
            {"rootTraceName", match.rootName},
            {"startTimeUnixNano", std::to_string(match.startNs)},
            {"durationMs", (match.endNs - match.startNs) / 1'000'000},
            {"spanSet", set},
            {"spanSets", Json::array({set})}};
}

} // namespace

Json resourceSpans(const std::vector<workloads::Span> &spans)
{
    std::vector<std::string> services;
    std::map<std::string, Json> byService;
    for (const auto &span : spans) {
        if (!byService.count(span.service)) {
            services.push_back(span.service);
            byService[span.service] = Json::array();
        }
        byService[span.service].push_back(spanJson(span));
    }
    Json out = Json::array();
    for (const auto &service : services) {
        out.push_back(
            {{"resource", {{"attributes", Json::array({attribute("service.name", service)})}}},
             {"scopeSpans",
              Json::array({{{"scope", {{"name", service}}}, {"spans", byService[service]}}})}});
    }
    return out;
}

Tempo::Tempo(TraceStore &traces, std::function<std::chrono::system_clock::time_point()> now)
    : m_traces(traces)
    , m_now(std::move(now))
{
}

Awaitable<void> Tempo::handle(net::Exchange &exchange)
{
    auto response = answer(exchange.request());
    co_await exchange.reply(std::move(response));
}

net::Response Tempo::answer(const net::Request &request) const
{
    const auto path = request.path();
    if (path == "/ready")
        return net::Response::text("ready\n");
    if (path == "/api/echo")
        return net::Response::text("echo");
    if (path == "/api/status/buildinfo" || path == "/status/version")
        return net::Response::json({{"version", "trustusbank-stage"},
                                    {"revision", ""},
                                    {"branch", ""},
                                    {"goVersion", ""}});
    if (path == "/api/search")
        return search(request);
    if (path == "/api/search/tags")
        return tags(false);
    if (path == "/api/v2/search/tags")
        return tags(true);
    for (const auto &[prefix, v2] :
         {std::pair<std::string, bool>("/api/traces/", false), {"/api/v2/traces/", true}}) {
        if (path.rfind(prefix, 0) == 0)
            return trace(path.substr(prefix.size()), v2);
    }
    return net::Response::text("404 page not found\n", 404);
}

net::Response Tempo::trace(const std::string &id, bool v2) const
{
    if (id.empty() || id.size() > 32
        || id.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        return net::Response::text(
            "trace IDs can only contain hex characters and are at most 32 long: " + id + "\n", 400);
    const auto spans = m_traces.find(id);
    if (spans.empty())
        return net::Response::text("trace not found\n", 404);
    if (v2)
        return net::Response::json(
            {{"trace", {{"resourceSpans", resourceSpans(spans)}}}, {"metrics", Json::object()}});
    return net::Response::json({{"batches", resourceSpans(spans)}});
}

net::Response Tempo::search(const net::Request &request) const
{
    constexpr std::int64_t second = 1'000'000'000;
    TraceQuery query;
    if (const auto text = request.query("q"); !text.empty()) {
        auto conditions = parseTraceQl(text);
        if (!conditions)
            return net::Response::text(conditions.error(), 400);
        query.conditions = std::move(*conditions);
    } else {
        query.conditions = parseTags(request.query("tags"));
    }
    query.startNs = number(request.query("start"), 0) * second;
    query.endNs = number(request.query("end"), 0) * second;
    query.minDurationNs = parseDurationNs(request.query("minDuration")).value_or(0);
    query.maxDurationNs = parseDurationNs(request.query("maxDuration")).value_or(0);
    query.limit = std::min<std::size_t>(number(request.query("limit"), usualLimit), mostTraces);
    const auto perSet =
        static_cast<std::size_t>(number(request.query("spss"), usualSpansPerSpanSet));
    Json traces = Json::array();
    for (const auto &match : m_traces.search(query))
        traces.push_back(matchJson(match, perSet));
    return net::Response::json(
        {{"traces", traces}, {"metrics", {{"inspectedTraces", m_traces.traces()}}}});
}

net::Response Tempo::tags(bool v2) const
{
    std::set<std::string> names;
    for (const auto &match : m_traces.search({.conditions = {}, .limit = mostTraces})) {
        for (const auto &span : match.spans) {
            for (const auto &[name, value] : span.attributes)
                names.insert(name);
        }
    }
    if (!v2) {
        names.insert("service.name");
        return net::Response::json({{"tagNames", names}});
    }
    const Json scopes = Json::array(
        {{{"name", "resource"}, {"tags", {"service.name"}}}, {{"name", "span"}, {"tags", names}}});
    return net::Response::json({{"scopes", scopes}});
}

} // namespace stage::observe
