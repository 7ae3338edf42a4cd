// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/regex.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace stage::observe {

using LogLabels = std::map<std::string, std::string>;

struct LabelMatcher {
    std::string name;
    std::string op; ///< = != =~ !~
    std::string value;
    boost::regex regex; ///< of =~ and !~; matches the whole value
    bool holds(const LogLabels &labels) const;
};

struct LineFilter {
    std::string op; ///< |= != |~ !~
    std::string value;
    boost::regex regex; ///< of |~ and !~; matches anywhere
    bool holds(const std::string &line) const;
};

/// {label op "value", …} and its chain of line filters.
struct LogSelector {
    std::vector<LabelMatcher> matchers;
    std::vector<LineFilter> filters;
    bool selects(const LogLabels &labels) const;
    bool passes(const std::string &line) const;
};

/// A parsed query: a plain log query, or a count or rate over a range, maybe summed.
struct LogQuery {
    LogSelector selector;
    enum class Metric { None, CountOverTime, Rate };
    Metric metric = Metric::None;
    std::int64_t rangeNs = 0;
    bool sum = false;
    std::vector<std::string> by; ///< labels of sum by (…)
};

/// The subset of LogQL that the stage answers. The error is Loki's kind of text and names what is
/// outside the subset.
tl::expected<LogQuery, std::string> parseLogQl(const std::string &text);

struct LogEntry {
    std::int64_t ns = 0;
    std::string line;
};
struct LogStream {
    LogLabels labels;
    std::vector<LogEntry> entries; ///< oldest first
};
/// One series of a metric query.
struct LogSeries {
    LogLabels labels;
    std::vector<std::pair<std::int64_t, double>> points; ///< time in ns, value
};

/// Log query over [startNs, endNs): the first or last LIMIT entries over all streams, in the order
/// asked for (backward: newest first).
std::vector<LogStream> selectLogs(const LogQuery &query, const std::vector<LogStream> &streams,
                                  std::int64_t startNs, std::int64_t endNs, std::size_t limit,
                                  bool backward);
/// Metric query at START, START + STEP … END (inclusive). Points where nothing was counted are left
/// out.
std::vector<LogSeries> countLogs(const LogQuery &query, const std::vector<LogStream> &streams,
                                 std::int64_t startNs, std::int64_t endNs, std::int64_t stepNs);

} // namespace stage::observe
