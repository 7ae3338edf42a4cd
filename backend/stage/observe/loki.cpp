// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/loki.h"

#include "backend/stage/observe/kube_metrics.h"
#include "backend/stage/observe/outbox.h"
#include "backend/stage/observe/trace_store.h"

#include <algorithm>
#include <charconv>

namespace stage::observe {

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::size_t usualLimit = 100, mostEntries = 5000, mostPushed = 50000;
constexpr std::int64_t mostPoints = 11000;

net::Response refused(const std::string &why)
{
    return net::Response::text(why, 400); // Loki's errors are plain text
}

net::Response success(Json data)
{
    return net::Response::json({{"status", "success"}, {"data", std::move(data)}});
}

std::int64_t toNs(std::chrono::system_clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

Json streamJson(const LogStream &stream)
{
    Json values = Json::array();
    for (const auto &entry : stream.entries)
        values.push_back({std::to_string(entry.ns), entry.line});
    return {{"stream", stream.labels}, {"values", values}};
}

std::string figure(double value)
{
    char text[32];
    const auto written = std::to_chars(text, text + sizeof text, value);
    return {text, written.ptr};
}

Json pointJson(const std::pair<std::int64_t, double> &point)
{
    const double seconds = static_cast<double>(point.first / 1'000'000) / 1000;
    return {seconds, figure(point.second)};
}

/// The span of time a request asks about.
struct Range {
    std::int64_t start = 0, end = 0;
};

tl::expected<Range, std::string> rangeOf(const net::Request &request, std::int64_t now)
{
    Range range{0, now};
    if (const auto text = request.query("end"); !text.empty()) {
        const auto end = lokiTime(text);
        if (!end)
            return tl::unexpected("could not parse '" + text + "' as the end time");
        range.end = *end;
    }
    auto since = 3600 * second;
    if (const auto text = request.query("since"); !text.empty()) {
        const auto given = parseDurationNs(text);
        if (!given)
            return tl::unexpected("could not parse 'since' parameter: " + text);
        since = *given;
    }
    range.start = range.end - since;
    if (const auto text = request.query("start"); !text.empty()) {
        const auto start = lokiTime(text);
        if (!start)
            return tl::unexpected("could not parse '" + text + "' as the start time");
        range.start = *start;
    }
    if (range.start > range.end)
        return tl::unexpected(
            std::string("end timestamp must not be before or equal to start time"));
    return range;
}

std::size_t limitOf(const net::Request &request)
{
    std::size_t limit = usualLimit;
    const auto text = request.query("limit");
    std::from_chars(text.data(), text.data() + text.size(), limit);
    return std::min(limit, mostEntries);
}

/// "15", "15s" or "0.5", in nanoseconds.
std::optional<std::int64_t> stepOf(const std::string &text, const Range &range)
{
    if (text.empty()) // Loki's default: 250 points
        return std::max<std::int64_t>((range.end - range.start) / 250 / second, 1) * second;
    const auto plain = parseDurationNs(text + "s");
    return plain ? plain : parseDurationNs(text);
}

} // namespace

LogLabels promtailLabels(const nodes::LogBook::Source &source)
{
    LogLabels labels{{"namespace", source.ns},
                     {"pod", source.pod},
                     {"container", source.container}};
    for (const char *name : {"app.kubernetes.io/name", "app"}) {
        const auto found = source.labels.find(name);
        if (found != source.labels.end()) {
            labels["app"] = found->second;
            break;
        }
    }
    return labels;
}

std::optional<std::int64_t> lokiTime(const std::string &text)
{
    std::int64_t whole = 0;
    const auto end = text.data() + text.size();
    const auto asWhole = std::from_chars(text.data(), end, whole);
    if (asWhole.ec == std::errc() && asWhole.ptr == end)
        return text.size() <= 10 ? whole * second : whole; // as Loki tells seconds from nanoseconds
    double fraction = 0;
    const auto asFraction = std::from_chars(text.data(), end, fraction);
    if (asFraction.ec == std::errc() && asFraction.ptr == end)
        return static_cast<std::int64_t>(fraction * 1e9);
    const auto seconds = unixTime(text);
    if (!seconds)
        return {};
    std::int64_t ns = *seconds * second;
    if (const auto dot = text.find('.'); dot != std::string::npos) {
        double part = 0;
        std::from_chars(text.data() + dot, end, part);
        ns += static_cast<std::int64_t>(part * 1e9);
    }
    return ns;
}

Loki::Loki(boost::asio::any_io_executor executor, nodes::LogBook &logs,
           std::function<std::chrono::system_clock::time_point()> now)
    : m_executor(executor)
    , m_logs(logs)
    , m_now(std::move(now))
{
}

std::int64_t Loki::nowNs() const
{
    return toNs(m_now());
}

std::vector<LogStream> Loki::streams() const
{
    std::map<LogLabels, std::vector<LogEntry>> byLabels;
    m_logs.each(
        [&](const nodes::LogBook::Source &source, const std::deque<nodes::LogBook::Line> &lines) {
            auto &entries = byLabels[promtailLabels(source)];
            for (const auto &line : lines)
                entries.push_back({toNs(line.at), line.text});
        });
    for (const auto &[labels, entries] : m_pushed) {
        auto &all = byLabels[labels];
        all.insert(all.end(), entries.begin(), entries.end());
    }
    std::vector<LogStream> out;
    for (auto &[labels, entries] : byLabels) {
        std::stable_sort(entries.begin(), entries.end(),
                         [](const LogEntry &a, const LogEntry &b) { return a.ns < b.ns; });
        out.push_back({labels, std::move(entries)});
    }
    return out;
}

Awaitable<void> Loki::handle(net::Exchange &exchange)
{
    if (exchange.request().path() == "/loki/api/v1/tail" && exchange.wantsUpgrade()) {
        co_await tail(exchange);
    } else {
        auto response = answer(exchange.request());
        co_await exchange.reply(std::move(response));
    }
}

net::Response Loki::answer(const net::Request &request)
{
    const auto path = request.path();
    const std::string api = "/loki/api/v1";
    if (path == "/ready")
        return net::Response::text("ready\n");
    if (path == api + "/status/buildinfo")
        return net::Response::json({{"version", "trustusbank-stage"},
                                    {"revision", ""},
                                    {"branch", ""},
                                    {"goVersion", ""}});
    if (path == api + "/push")
        return request.method == "POST" ? push(request)
                                        : net::Response::text("405 method not allowed\n", 405);
    if (path == api + "/query_range")
        return queryRange(request);
    if (path == api + "/query")
        return queryInstant(request);
    if (path == api + "/series")
        return series(request);
    if (path == api + "/labels" || path == api + "/label") {
        Json names = Json::array();
        for (const auto &stream : streams()) {
            for (const auto &[name, value] : stream.labels) {
                if (std::find(names.begin(), names.end(), Json(name)) == names.end())
                    names.push_back(name);
            }
        }
        std::sort(names.begin(), names.end());
        return success(names);
    }
    const std::string before = api + "/label/", after = "/values";
    if (path.rfind(before, 0) == 0 && path.size() > before.size() + after.size()
        && path.compare(path.size() - after.size(), after.size(), after) == 0)
        return labelValues(request,
                           path.substr(before.size(), path.size() - before.size() - after.size()));
    return net::Response::text("404 page not found\n", 404);
}

net::Response Loki::queryRange(const net::Request &request)
{
    const auto query = parseLogQl(request.query("query"));
    if (!query)
        return refused(query.error());
    const auto range = rangeOf(request, nowNs());
    if (!range)
        return refused(range.error());
    const auto all = streams();
    Json result = Json::array();
    if (query->metric == LogQuery::Metric::None) {
        const bool backward = request.query("direction") != "forward";
        for (const auto &stream :
             selectLogs(*query, all, range->start, range->end, limitOf(request), backward))
            result.push_back(streamJson(stream));
        return success({{"resultType", "streams"}, {"result", result}, {"stats", Json::object()}});
    }
    const auto step = stepOf(request.query("step"), *range);
    if (!step || *step <= 0)
        return refused("zero or negative query resolution step widths are not accepted. Try a "
                       "positive integer");
    if ((range->end - range->start) / *step > mostPoints)
        return refused("exceeded maximum resolution of 11,000 points per time series. Try "
                       "increasing the value of the step parameter");
    for (const auto &one : countLogs(*query, all, range->start, range->end, *step)) {
        Json values = Json::array();
        for (const auto &point : one.points)
            values.push_back(pointJson(point));
        result.push_back({{"metric", one.labels}, {"values", values}});
    }
    return success({{"resultType", "matrix"}, {"result", result}, {"stats", Json::object()}});
}

net::Response Loki::queryInstant(const net::Request &request)
{
    const auto query = parseLogQl(request.query("query"));
    if (!query)
        return refused(query.error());
    if (query->metric == LogQuery::Metric::None)
        return refused("log queries are not supported as an instant query type, please change your "
                       "query to a range query type");
    auto at = nowNs();
    if (const auto text = request.query("time"); !text.empty()) {
        const auto given = lokiTime(text);
        if (!given)
            return refused("could not parse '" + text + "' as the time");
        at = *given;
    }
    Json result = Json::array();
    for (const auto &one : countLogs(*query, streams(), at, at, 1))
        result.push_back({{"metric", one.labels}, {"value", pointJson(one.points.front())}});
    return success({{"resultType", "vector"}, {"result", result}, {"stats", Json::object()}});
}

net::Response Loki::series(const net::Request &request)
{
    Json found = Json::array();
    const auto parameters = request.query();
    for (auto match = parameters.lower_bound("match[]"); match != parameters.upper_bound("match[]");
         ++match) {
        const auto query = parseLogQl(match->second);
        if (!query)
            return refused(query.error());
        for (const auto &stream : streams()) {
            const Json labels = stream.labels;
            if (query->selector.selects(stream.labels)
                && std::find(found.begin(), found.end(), labels) == found.end())
                found.push_back(labels);
        }
    }
    return success(found);
}

net::Response Loki::labelValues(const net::Request &request, const std::string &name)
{
    std::optional<LogQuery> only;
    if (const auto text = request.query("query"); !text.empty()) {
        auto query = parseLogQl(text);
        if (!query)
            return refused(query.error());
        only = std::move(*query);
    }
    std::map<std::string, bool> values;
    for (const auto &stream : streams()) {
        const auto found = stream.labels.find(name);
        if (found != stream.labels.end() && (!only || only->selector.selects(stream.labels)))
            values[found->second] = true;
    }
    Json list = Json::array();
    for (const auto &[value, seen] : values)
        list.push_back(value);
    return success(list);
}

net::Response Loki::push(const net::Request &request)
{
    const auto body = request.json();
    const auto streamsIn = body.is_object() ? body.value("streams", Json()) : Json();
    if (!streamsIn.is_array())
        return refused("the stage's Loki takes JSON with streams[]; this body has none (protobuf "
                       "is not understood)");
    for (const auto &stream : streamsIn) {
        LogLabels labels;
        for (const auto &[name, value] : cluster::at(stream, "/stream").items())
            labels[name] = value.is_string() ? value.get<std::string>() : value.dump();
        for (const auto &value : cluster::at(stream, "/values")) {
            const auto ns = lokiTime(cluster::text(value, "/0"));
            if (labels.empty() || !ns)
                return refused("a stream needs labels, and each value a time and a line; got "
                               + value.dump());
            m_pushed[labels].push_back({*ns, cluster::text(value, "/1")});
            if (++m_pushedCount > mostPushed) {
                auto longest = std::max_element(m_pushed.begin(), m_pushed.end(),
                                                [](const auto &a, const auto &b) {
                                                    return a.second.size() < b.second.size();
                                                });
                longest->second.pop_front();
                --m_pushedCount;
            }
        }
    }
    net::Response done;
    done.status = 204;
    return done;
}

Awaitable<void> Loki::tail(net::Exchange &exchange)
{
    const auto &request = exchange.request();
    const auto query = parseLogQl(request.query("query"));
    const auto range = rangeOf(request, nowNs());
    if (!query || !range) {
        co_await exchange.reply(refused(query ? range.error() : query.error()));
        co_return;
    }
    if (query->metric != LogQuery::Metric::None) {
        co_await exchange.reply(refused("parse error : metric queries cannot be tailed"));
        co_return;
    }
    const auto outbox = std::make_shared<Outbox>(m_executor);
    Json before = Json::array();
    for (auto &stream :
         selectLogs(*query, streams(), range->start, range->end, limitOf(request), true)) {
        std::reverse(stream.entries.begin(), stream.entries.end());
        before.push_back(streamJson(stream));
    }
    if (!before.empty())
        outbox->push(
            Json{{"streams", before}}.dump(-1, ' ', false, Json::error_handler_t::replace));
    const auto selector = query->selector;
    const auto hold = m_logs.follow(
        [selector, outbox](const nodes::LogBook::Source &source, const nodes::LogBook::Line &line) {
            const auto labels = promtailLabels(source);
            if (!selector.selects(labels) || !selector.passes(line.text))
                return;
            const Json streams = Json::array({streamJson({labels, {{toNs(line.at), line.text}}})});
            outbox->push(
                Json{{"streams", streams}}.dump(-1, ' ', false, Json::error_handler_t::replace));
        });
    co_await Outbox::serve(exchange, outbox);
}

} // namespace stage::observe
