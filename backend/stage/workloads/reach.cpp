// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/signal.h"
#include "backend/stage/workloads/yaml.h"

namespace stage::workloads {

namespace {

using Clock = std::chrono::steady_clock;

/// So many failed tries in a row are taken for a closed way: one alone may be a hiccup.
constexpr int enoughFailures = 3;
constexpr std::chrono::milliseconds patience(1500), breath(250);

/// Looks whether a way through the network is open, says so, and ends: well when it is as
/// expected, else with an error. A policy takes effect a moment after a pod's start, so a way that
/// should be shut is tried until it is, or until its time is over.
///
///   --to URL --expect open|shut --within 15s
class Reach final : public Workload {
public:
    explicit Reach(Surroundings around)
        : m_around(std::move(around))
        , m_to(flag(m_around, "--to"))
        , m_shut(flag(m_around, "--expect", "open") == "shut")
        , m_within(duration(flag(m_around, "--within"), std::chrono::seconds(15)))
    {
    }
    std::vector<Port> ports() override { return {}; }
    Awaitable<void> run() override { return look(m_around, m_to, m_shut, m_within); }

private:
    static Awaitable<void> look(Surroundings around, std::string to, bool shut,
                                std::chrono::milliseconds within)
    {
        const tl::expected<net::Url, std::string> url = net::Url::parse(to);
        if (!url || !around.dialer)
            throw std::runtime_error("--to expects a URL, not \"" + to + "\"");
        const Clock::time_point end = Clock::now() + within;
        int failures = 0;
        std::string last;
        while (Clock::now() < end) {
            net::Request request;
            const net::Result<net::Response> answer =
                co_await net::fetch(*around.dialer, *url, std::move(request), patience);
            last = answer ? "answered" : answer.error().text;
            say(around, to + ": " + last);
            // A name that nobody knows says nothing about the way to its owner.
            if (!answer && answer.error().kind != net::NetError::Kind::NoSuchHost)
                ++failures;
            else
                failures = 0;
            if (shut ? failures >= enoughFailures : answer.has_value()) {
                say(around, shut ? "shut, as expected" : "open, as expected");
                co_return;
            }
            co_await pause(around.executor, breath);
        }
        const std::string sentence = to + (shut ? " is open" : " is shut") + ": " + last;
        say(around, sentence);
        throw std::runtime_error(sentence);
    }

    Surroundings m_around;
    std::string m_to;
    bool m_shut;
    std::chrono::milliseconds m_within;
};

} // namespace

std::unique_ptr<Workload> makeReach(Surroundings around)
{
    return std::make_unique<Reach>(std::move(around));
}

} // namespace stage::workloads
