// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/telemetry.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace stage::workloads {

namespace {

std::int64_t nanoseconds(std::chrono::system_clock::time_point when)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(when.time_since_epoch()).count();
}

bool isHex(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool isZero(std::string_view text)
{
    return text.find_first_not_of('0') == std::string_view::npos;
}

std::string formatted(std::chrono::system_clock::time_point when, const char *pattern)
{
    const std::time_t seconds =
        std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char buffer[40];
    const auto length = std::strftime(buffer, sizeof buffer, pattern, &parts);
    return std::string(buffer, length);
}

} // namespace

std::optional<TraceContext> TraceContext::parse(std::string_view text)
{
    if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-')
        return {};
    const std::string_view version = text.substr(0, 2), trace = text.substr(3, 32),
                           span = text.substr(36, 16);
    if (!isHex(version) || version == "ff" || (version == "00" && text.size() != 55))
        return {};
    if (!isHex(trace) || !isHex(span) || isZero(trace) || isZero(span))
        return {};
    return TraceContext{std::string(trace), std::string(span)};
}

std::string randomHex(std::size_t digits)
{
    thread_local std::mt19937_64 engine{std::random_device{}()};
    std::string out(digits, '0');
    for (char &c : out)
        c = "0123456789abcdef"[engine() & 15];
    return out;
}

std::string newUuid()
{
    std::string hex = randomHex(32);
    hex[12] = '4';
    hex[16] = "89ab"[(hex[16] >= 'a' ? hex[16] - 'a' + 10 : hex[16] - '0') & 3];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-"
           + hex.substr(16, 4) + "-" + hex.substr(20);
}

std::chrono::system_clock::time_point timeOf(const Surroundings &around)
{
    return around.now ? around.now() : std::chrono::system_clock::now();
}

ActiveSpan::ActiveSpan(const Surroundings &around, std::string service, std::string name,
                       const std::optional<TraceContext> &parent, std::string kind)
    : m_report(around.trace)
    , m_now(around.now)
{
    m_span.traceId = parent ? parent->traceId : randomHex(32);
    m_span.spanId = randomHex(16);
    m_span.parentSpanId = parent ? parent->spanId : "";
    m_span.service = std::move(service);
    m_span.name = std::move(name);
    m_span.kind = std::move(kind);
    m_span.startNs = nanoseconds(timeOf(around));
}

void ActiveSpan::finish()
{
    if (!m_report)
        return;
    m_span.endNs = nanoseconds(m_now ? m_now() : std::chrono::system_clock::now());
    m_report(m_span);
    m_report = {};
}

std::string isoMicroseconds(std::chrono::system_clock::time_point when)
{
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
        when - std::chrono::floor<std::chrono::seconds>(when));
    char fraction[24];
    std::snprintf(fraction, sizeof fraction, ".%06d+00:00", static_cast<int>(micros.count()));
    return formatted(when, "%Y-%m-%dT%H:%M:%S") + fraction;
}

std::string isoSeconds(std::chrono::system_clock::time_point when)
{
    return formatted(when, "%Y-%m-%dT%H:%M:%SZ");
}

} // namespace stage::workloads
