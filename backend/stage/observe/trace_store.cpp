// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/trace_store.h"

#include <algorithm>
#include <boost/regex.hpp>
#include <cctype>
#include <charconv>
#include <cstring>

namespace stage::observe {

namespace {

std::string withoutLeadingZeros(std::string id)
{
    id.erase(0, std::min(id.find_first_not_of('0'), id.size()));
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return id;
}

std::string fieldOf(const workloads::Span &span, const std::string &field)
{
    if (field == "resource.service.name")
        return span.service;
    if (field == "name")
        return span.name;
    if (field == "kind")
        return span.kind;
    if (field == "duration")
        return std::to_string(span.endNs - span.startNs);
    const auto found = span.attributes.find(field);
    return found == span.attributes.end() ? std::string() : found->second;
}

bool known(const workloads::Span &span, const std::string &field)
{
    return field == "resource.service.name" || field == "name" || field == "kind"
           || field == "duration" || span.attributes.count(field) > 0;
}

bool regexMatches(const std::string &value, const std::string &pattern)
{
    try {
        return boost::regex_match(value, boost::regex(pattern));
    } catch (const std::exception &) {
        return false; // parseTraceQl has refused patterns that do not compile; this one is too
                      // costly
    }
}

bool compareNumbers(const std::string &left, const std::string &op, const std::string &right)
{
    double a = 0, b = 0;
    const auto readA = std::from_chars(left.data(), left.data() + left.size(), a);
    const auto readB = std::from_chars(right.data(), right.data() + right.size(), b);
    if (readA.ec != std::errc() || readB.ec != std::errc())
        return false;
    if (op == ">")
        return a > b;
    if (op == "<")
        return a < b;
    if (op == ">=")
        return a >= b;
    return a <= b;
}

/// Reads TraceQL from left to right. Every method skips the blanks before what it reads.
class TraceQlReader {
public:
    explicit TraceQlReader(const std::string &text)
        : m_text(text)
    {
    }

    tl::expected<std::vector<SpanCondition>, std::string> read()
    {
        std::vector<SpanCondition> conditions;
        if (!take("{"))
            return fault("a spanset starts with {");
        if (take("}"))
            return atEnd(std::move(conditions));
        do {
            auto condition = readCondition();
            if (!condition)
                return tl::unexpected(condition.error());
            conditions.push_back(std::move(*condition));
        } while (take("&&"));
        if (!take("}"))
            return fault("only && between conditions, then }");
        return atEnd(std::move(conditions));
    }

private:
    tl::unexpected<std::string> fault(const std::string &expected) const
    {
        return tl::unexpected(
            "invalid TraceQL query: parse error at col " + std::to_string(m_at + 1)
            + ": the stage's subset is {field op value && …}; expected " + expected);
    }

    void skip()
    {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
    }

    bool take(std::string_view word)
    {
        skip();
        if (m_text.compare(m_at, word.size(), word) != 0)
            return false;
        m_at += word.size();
        return true;
    }

    tl::expected<std::vector<SpanCondition>, std::string>
    atEnd(std::vector<SpanCondition> conditions)
    {
        skip();
        if (m_at != m_text.size())
            return fault("nothing after }");
        return conditions;
    }

    tl::expected<SpanCondition, std::string> readCondition()
    {
        skip();
        SpanCondition condition;
        while (m_at < m_text.size()
               && (std::isalnum(static_cast<unsigned char>(m_text[m_at]))
                   || std::strchr("._-/", m_text[m_at])))
            condition.field += m_text[m_at++];
        if (condition.field.empty())
            return fault("a field");
        if (!nameField(condition.field))
            return fault("resource.service.name, span.NAME, .NAME, name, kind or duration, not "
                         + condition.field);
        for (const char *op : {"!=", "=~", "!~", ">=", "<=", "=", ">", "<"}) {
            if (take(op)) {
                condition.op = op;
                break;
            }
        }
        if (condition.op.empty())
            return fault("= != =~ !~ > < >= <=");
        return readValue(std::move(condition));
    }

    static bool nameField(std::string &field)
    {
        if (field == ".service.name")
            field = "resource.service.name";
        if (field == "resource.service.name" || field == "name" || field == "kind"
            || field == "duration")
            return true;
        for (const std::string prefix : {"span.", "."}) {
            if (field.compare(0, prefix.size(), prefix) == 0 && field.size() > prefix.size()) {
                field.erase(0, prefix.size());
                return true;
            }
        }
        return false;
    }

    tl::expected<SpanCondition, std::string> readValue(SpanCondition condition)
    {
        skip();
        if (m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '`')) {
            const char quote = m_text[m_at++];
            while (m_at < m_text.size() && m_text[m_at] != quote) {
                if (quote == '"' && m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                    ++m_at;
                condition.value += m_text[m_at++];
            }
            if (m_at == m_text.size())
                return fault("a closing quote");
            ++m_at;
        } else {
            while (m_at < m_text.size()
                   && (std::isalnum(static_cast<unsigned char>(m_text[m_at]))
                       || std::strchr(".-", m_text[m_at])))
                condition.value += m_text[m_at++];
            if (condition.value.empty())
                return fault("a value");
        }
        return checked(std::move(condition));
    }

    tl::expected<SpanCondition, std::string> checked(SpanCondition condition) const
    {
        if (condition.field == "duration") {
            const auto duration = parseDurationNs(condition.value);
            if (!duration)
                return fault("a duration such as 5ms, not " + condition.value);
            condition.value = std::to_string(*duration);
        }
        if (condition.field == "kind")
            std::transform(condition.value.begin(), condition.value.end(), condition.value.begin(),
                           [](unsigned char c) { return std::toupper(c); });
        if (condition.op == "=~" || condition.op == "!~") {
            try {
                boost::regex compiled(condition.value);
            } catch (const std::exception &error) {
                return fault(std::string("a regular expression: ") + error.what());
            }
        }
        return condition;
    }

    const std::string &m_text;
    std::size_t m_at = 0;
};

bool isRoot(const workloads::Span &span)
{
    return span.parentSpanId.find_first_not_of('0') == std::string::npos;
}

TraceMatch describe(const std::string &traceId, const std::vector<workloads::Span> &spans)
{
    TraceMatch match;
    match.traceId = traceId;
    const workloads::Span *root = nullptr;
    for (const auto &span : spans) {
        if (match.startNs == 0 || span.startNs < match.startNs)
            match.startNs = span.startNs;
        match.endNs = std::max(match.endNs, span.endNs);
        if (isRoot(span) && !root)
            root = &span;
    }
    // Tempo's own words for a trace whose root has not arrived (the caller did not report one).
    match.rootService = root ? root->service : "<root span not yet received>";
    match.rootName = root ? root->name : "";
    return match;
}

} // namespace

TraceStore::TraceStore(std::size_t traceLimit, std::size_t spansPerTrace)
    : m_traceLimit(traceLimit)
    , m_spansPerTrace(spansPerTrace)
{
}

void TraceStore::add(workloads::Span span)
{
    const auto id = withoutLeadingZeros(span.traceId);
    if (id.empty())
        return;
    auto &spans = m_traces[id];
    if (spans.empty())
        m_order.push_back(id);
    if (spans.size() < m_spansPerTrace)
        spans.push_back(std::move(span));
    while (m_order.size() > m_traceLimit) {
        m_traces.erase(m_order.front());
        m_order.pop_front();
    }
}

std::vector<workloads::Span> TraceStore::find(const std::string &traceId) const
{
    const auto found = m_traces.find(withoutLeadingZeros(traceId));
    return found == m_traces.end() ? std::vector<workloads::Span>() : found->second;
}

std::vector<TraceMatch> TraceStore::search(const TraceQuery &query) const
{
    std::vector<TraceMatch> found;
    for (auto id = m_order.rbegin(); id != m_order.rend() && found.size() < query.limit; ++id) {
        const auto &spans = m_traces.at(*id);
        auto match = describe(spans.front().traceId, spans);
        const auto duration = match.endNs - match.startNs;
        if ((query.endNs && match.startNs >= query.endNs) || match.endNs < query.startNs
            || duration < query.minDurationNs
            || (query.maxDurationNs && duration > query.maxDurationNs))
            continue;
        for (const auto &span : spans) {
            if (std::all_of(query.conditions.begin(), query.conditions.end(),
                            [&](const SpanCondition &condition) {
                                return matches(span, condition);
                            }))
                match.spans.push_back(span);
        }
        if (!match.spans.empty())
            found.push_back(std::move(match));
    }
    return found;
}

void TraceStore::clear()
{
    m_traces.clear();
    m_order.clear();
}

tl::expected<std::vector<SpanCondition>, std::string> parseTraceQl(const std::string &text)
{
    return TraceQlReader(text).read();
}

std::vector<SpanCondition> parseTags(const std::string &logfmt)
{
    std::vector<SpanCondition> conditions;
    std::size_t at = 0;
    while (at < logfmt.size()) {
        const auto equals = logfmt.find('=', at);
        if (equals == std::string::npos)
            break;
        SpanCondition condition{logfmt.substr(at, equals - at), "=", {}};
        at = equals + 1;
        const char until = at < logfmt.size() && logfmt[at] == '"' ? '"' : ' ';
        at += until == '"';
        while (at < logfmt.size() && logfmt[at] != until)
            condition.value += logfmt[at++];
        at += at < logfmt.size();
        while (at < logfmt.size() && logfmt[at] == ' ')
            ++at;
        if (condition.field == "service.name")
            condition.field = "resource.service.name";
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

bool matches(const workloads::Span &span, const SpanCondition &condition)
{
    // As in TraceQL, a span without the attribute matches nothing, not even !=.
    if (!known(span, condition.field))
        return false;
    const auto value = fieldOf(span, condition.field);
    if (condition.op == "=")
        return value == condition.value;
    if (condition.op == "!=")
        return value != condition.value;
    if (condition.op == "=~")
        return regexMatches(value, condition.value);
    if (condition.op == "!~")
        return !regexMatches(value, condition.value);
    return compareNumbers(value, condition.op, condition.value);
}

std::optional<std::int64_t> parseDurationNs(const std::string &text)
{
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || number < 0)
        return {};
    static const std::map<std::string_view, double> units{{"ns", 1},     {"us", 1e3},   {"µs", 1e3},
                                                          {"ms", 1e6},   {"s", 1e9},    {"m", 60e9},
                                                          {"h", 3600e9}, {"d", 86400e9}};
    const auto unit = units.find(std::string_view(read.ptr, text.data() + text.size() - read.ptr));
    if (unit == units.end())
        return {};
    return static_cast<std::int64_t>(number * unit->second);
}

} // namespace stage::observe
