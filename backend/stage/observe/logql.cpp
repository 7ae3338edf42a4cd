// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/logql.h"

#include "backend/stage/observe/trace_store.h"

#include <algorithm>

namespace stage::observe {

namespace {

/// RE2 has no look-around and no back-references, so a pattern with these is refused as Loki would.
tl::expected<boost::regex, std::string> compile(const std::string &pattern)
{
    for (const char *foreign : {"(?=", "(?!", "(?<=", "(?<!"}) {
        if (pattern.find(foreign) != std::string::npos)
            return tl::unexpected("error parsing regexp: invalid or unsupported Perl syntax: `"
                                  + std::string(foreign) + "`");
    }
    try {
        return boost::regex(pattern, boost::regex::perl);
    } catch (const std::exception &error) {
        return tl::unexpected("error parsing regexp: " + std::string(error.what()));
    }
}

class Reader {
public:
    explicit Reader(const std::string &text)
        : m_text(text)
    {
    }

    tl::expected<LogQuery, std::string> read()
    {
        LogQuery query;
        const auto outcome = peek() == '{' ? readSelector(query.selector) : readMetric(query);
        if (!outcome)
            return tl::unexpected(outcome.error());
        skip();
        if (m_at != m_text.size())
            return fault("\"" + m_text.substr(m_at, 20)
                         + "\" is outside the stage's LogQL (no stages such as "
                           "| json, no arithmetic, no comparison)");
        return query;
    }

private:
    using Step = tl::expected<void, std::string>;

    tl::unexpected<std::string> fault(const std::string &what) const
    {
        return tl::unexpected("parse error at line 1, col " + std::to_string(m_at + 1) + ": "
                              + what);
    }

    void skip()
    {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
    }

    char peek()
    {
        skip();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    bool take(std::string_view word)
    {
        skip();
        if (m_text.compare(m_at, word.size(), word) != 0)
            return false;
        m_at += word.size();
        return true;
    }

    std::string takeName()
    {
        skip();
        const auto start = m_at;
        while (m_at < m_text.size()
               && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) || m_text[m_at] == '_'))
            ++m_at;
        return m_text.substr(start, m_at - start);
    }

    tl::expected<std::string, std::string> takeString()
    {
        const char quote = peek();
        if (quote != '"' && quote != '`')
            return fault("syntax error: unexpected "
                         + (quote ? "\"" + std::string(1, quote) + "\"" : "$end")
                         + ", expecting STRING");
        ++m_at;
        std::string value;
        while (m_at < m_text.size() && m_text[m_at] != quote) {
            if (quote == '"' && m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
                if (!takeEscape(value))
                    return fault(
                        "invalid escape in a quoted string; double the backslash or use backticks");
                continue;
            }
            value += m_text[m_at++];
        }
        if (m_at == m_text.size())
            return fault("literal not terminated");
        ++m_at;
        return value;
    }

    /// Go's escapes of an interpreted string, without the numeric ones.
    bool takeEscape(std::string &value)
    {
        static const std::map<char, char> known{
            {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'"', '"'}, {'\\', '\\'}};
        const auto found = known.find(m_text[m_at + 1]);
        if (found == known.end())
            return false;
        value += found->second;
        m_at += 2;
        return true;
    }

    Step readSelector(LogSelector &selector)
    {
        if (!take("{"))
            return fault("syntax error: unexpected input, expecting {");
        while (peek() != '}') {
            const auto step = readMatcher(selector);
            if (!step)
                return step;
            if (!take(",") && peek() != '}')
                return fault("syntax error: expecting , or }");
        }
        take("}");
        // Loki's rule: something must hold the query to real streams.
        const auto narrows = [](const LabelMatcher &matcher) {
            return (matcher.op == "=" || matcher.op == "=~")
                   && !matcher.holds({{matcher.name, ""}});
        };
        if (std::none_of(selector.matchers.begin(), selector.matchers.end(), narrows))
            return tl::unexpected(std::string("parse error : queries require at least one regexp "
                                              "or equality matcher that does not have an "
                                              "empty-compatible value. For instance, app=~\".*\" "
                                              "does not meet this requirement, but "
                                              "app=~\".+\" will"));
        return readFilters(selector);
    }

    Step readMatcher(LogSelector &selector)
    {
        LabelMatcher matcher;
        matcher.name = takeName();
        if (matcher.name.empty())
            return fault("syntax error: expecting a label name");
        for (const char *op : {"=~", "!~", "!=", "="}) {
            if (take(op)) {
                matcher.op = op;
                break;
            }
        }
        if (matcher.op.empty())
            return fault("syntax error: expecting = or != or =~ or !~ after " + matcher.name);
        auto value = takeString();
        if (!value)
            return tl::unexpected(value.error());
        matcher.value = *value;
        if (matcher.op.back() == '~') {
            auto regex = compile(matcher.value);
            if (!regex)
                return fault(regex.error());
            matcher.regex = std::move(*regex);
        }
        selector.matchers.push_back(std::move(matcher));
        return {};
    }

    Step readFilters(LogSelector &selector)
    {
        while (true) {
            LineFilter filter;
            for (const char *op : {"|=", "|~", "!=", "!~"}) {
                if (take(op)) {
                    filter.op = op;
                    break;
                }
            }
            if (filter.op.empty() && peek() == '|') {
                take("|");
                return fault("the stage \"| " + takeName()
                             + "\" is outside the stage's LogQL; "
                               "it knows |= != |~ !~ only");
            }
            if (filter.op.empty())
                return {};
            auto value = takeString();
            if (!value)
                return tl::unexpected(value.error());
            filter.value = *value;
            if (filter.op.back() == '~') {
                auto regex = compile(filter.value);
                if (!regex)
                    return fault(regex.error());
                filter.regex = std::move(*regex);
            }
            selector.filters.push_back(std::move(filter));
        }
    }

    Step readMetric(LogQuery &query)
    {
        const auto name = takeName();
        if (name == "count_over_time" || name == "rate")
            return readRange(query, name);
        if (name != "sum")
            return fault(name.empty() ? "syntax error: expecting {, sum, count_over_time or rate"
                                      : "the function \"" + name
                                            + "\" is outside the stage's LogQL; it knows sum, "
                                              "count_over_time and rate");
        query.sum = true;
        if (auto step = readBy(query); !step)
            return step;
        if (!take("("))
            return fault("syntax error: expecting ( after sum");
        const auto inner = takeName();
        if (inner != "count_over_time" && inner != "rate")
            return fault("sum over \"" + inner
                         + "\" is outside the stage's LogQL; it knows count_over_time and rate");
        if (auto step = readRange(query, inner); !step)
            return step;
        if (!take(")"))
            return fault("syntax error: expecting ) at the end of sum");
        return readBy(query);
    }

    Step readBy(LogQuery &query)
    {
        skip();
        const auto before = m_at;
        const auto word = takeName();
        if (word == "without")
            return fault("\"without\" is outside the stage's LogQL; it knows by");
        if (word != "by") {
            m_at = before;
            return {};
        }
        if (!take("("))
            return fault("syntax error: expecting ( after by");
        while (!take(")")) {
            query.by.push_back(takeName());
            if (query.by.back().empty())
                return fault("syntax error: expecting a label name");
            take(",");
        }
        return {};
    }

    Step readRange(LogQuery &query, const std::string &name)
    {
        query.metric = name == "rate" ? LogQuery::Metric::Rate : LogQuery::Metric::CountOverTime;
        if (!take("("))
            return fault("syntax error: expecting ( after " + name);
        if (auto step = readSelector(query.selector); !step)
            return step;
        if (!take("["))
            return fault("syntax error: expecting [ and a range after the selector");
        const auto end = m_text.find(']', m_at);
        const auto range =
            parseDurationNs(m_text.substr(m_at, end == std::string::npos ? end : end - m_at));
        if (!range || *range <= 0)
            return fault("not a valid duration string");
        query.rangeNs = *range;
        m_at = end + 1;
        if (!take(")"))
            return fault("syntax error: expecting ) after the range");
        return {};
    }

    const std::string &m_text;
    std::size_t m_at = 0;
};

bool search(const std::string &text, const boost::regex &regex)
{
    try {
        return boost::regex_search(text, regex);
    } catch (const std::exception &) {
        return false; // too costly for this line; RE2 has no such case
    }
}

bool whole(const std::string &text, const boost::regex &regex)
{
    try {
        return boost::regex_match(text, regex);
    } catch (const std::exception &) {
        return false;
    }
}

LogLabels groupOf(const LogQuery &query, const LogLabels &labels)
{
    if (!query.sum)
        return labels;
    LogLabels group;
    for (const auto &name : query.by) {
        const auto found = labels.find(name);
        if (found != labels.end())
            group.insert(*found);
    }
    return group;
}

} // namespace

bool LabelMatcher::holds(const LogLabels &labels) const
{
    const auto found = labels.find(name);
    const auto &actual = found == labels.end() ? std::string() : found->second;
    if (op == "=")
        return actual == value;
    if (op == "!=")
        return actual != value;
    return whole(actual, regex) == (op == "=~");
}

bool LineFilter::holds(const std::string &line) const
{
    if (op == "|=")
        return line.find(value) != std::string::npos;
    if (op == "!=")
        return line.find(value) == std::string::npos;
    return search(line, regex) == (op == "|~");
}

bool LogSelector::selects(const LogLabels &labels) const
{
    return std::all_of(matchers.begin(), matchers.end(),
                       [&](const LabelMatcher &matcher) { return matcher.holds(labels); });
}

bool LogSelector::passes(const std::string &line) const
{
    return std::all_of(filters.begin(), filters.end(),
                       [&](const LineFilter &filter) { return filter.holds(line); });
}

tl::expected<LogQuery, std::string> parseLogQl(const std::string &text)
{
    return Reader(text).read();
}

std::vector<LogStream> selectLogs(const LogQuery &query, const std::vector<LogStream> &streams,
                                  std::int64_t startNs, std::int64_t endNs, std::size_t limit,
                                  bool backward)
{
    struct Hit {
        std::int64_t ns;
        std::size_t stream;
        const std::string *line;
    };
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < streams.size(); ++i) {
        if (!query.selector.selects(streams[i].labels))
            continue;
        for (const auto &entry : streams[i].entries) {
            if (entry.ns >= startNs && entry.ns < endNs && query.selector.passes(entry.line))
                hits.push_back({entry.ns, i, &entry.line});
        }
    }
    if (backward)
        std::reverse(hits.begin(), hits.end());
    std::stable_sort(hits.begin(), hits.end(), [&](const Hit &a, const Hit &b) {
        return backward ? a.ns > b.ns : a.ns < b.ns;
    });
    if (hits.size() > limit)
        hits.resize(limit);
    std::map<LogLabels, std::vector<LogEntry>> grouped;
    for (const auto &hit : hits)
        grouped[streams[hit.stream].labels].push_back({hit.ns, *hit.line});
    std::vector<LogStream> out;
    for (auto &[labels, entries] : grouped)
        out.push_back({labels, std::move(entries)});
    return out;
}

std::vector<LogSeries> countLogs(const LogQuery &query, const std::vector<LogStream> &streams,
                                 std::int64_t startNs, std::int64_t endNs, std::int64_t stepNs)
{
    std::map<LogLabels, std::vector<std::int64_t>> times;
    for (const auto &stream : streams) {
        if (!query.selector.selects(stream.labels))
            continue;
        for (const auto &entry : stream.entries) {
            if (entry.ns > startNs - query.rangeNs && entry.ns <= endNs
                && query.selector.passes(entry.line))
                times[groupOf(query, stream.labels)].push_back(entry.ns);
        }
    }
    std::vector<LogSeries> out;
    for (auto &[labels, moments] : times) {
        std::sort(moments.begin(), moments.end());
        LogSeries series{labels, {}};
        for (auto at = startNs; at <= endNs; at += std::max<std::int64_t>(stepNs, 1)) {
            const auto from = std::upper_bound(moments.begin(), moments.end(), at - query.rangeNs);
            const auto to = std::upper_bound(moments.begin(), moments.end(), at);
            if (from == to)
                continue;
            const auto count = static_cast<double>(to - from);
            series.points.emplace_back(at, query.metric == LogQuery::Metric::Rate
                                               ? count / (static_cast<double>(query.rangeNs) / 1e9)
                                               : count);
        }
        if (!series.points.empty())
            out.push_back(std::move(series));
    }
    return out;
}

} // namespace stage::observe
