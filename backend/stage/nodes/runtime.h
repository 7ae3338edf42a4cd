// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <tl/expected.hpp>

namespace stage::nodes {

/// What an image reference means at this moment: the registry's answer, or a stand-in's name.
struct Image {
    std::string digest;                       ///< "sha256:…" of the manifest
    std::string workload;                     ///< which workload runs ("account-mcp")
    std::vector<std::string> args;            ///< what follows it in the entry point
    std::map<std::string, std::string> files; ///< small text files of the layers, by absolute path
    std::map<std::string, std::string> env;
};
/// Resolves a reference as a kubelet would pull it; the error is the kubelet's message.
using ImageSource = std::function<tl::expected<Image, std::string>(const std::string &reference)>;

/// stdout of every container, kept in memory, with a limit a container. Single-threaded.
class LogBook {
public:
    using Clock = std::chrono::system_clock;
    struct Line {
        Clock::time_point at;
        std::string text;
    };
    struct Source { ///< one container's life
        std::string ns, pod, podUid, container;
        std::map<std::string, std::string> labels; ///< the pod's
        int restart = 0;
    };
    void append(const Source &source, std::string text);
    /// The lines of a container, oldest first; PREVIOUS for the life before the last restart.
    std::vector<Line> lines(const std::string &podUid, const std::string &container,
                            bool previous = false) const;
    /// The lines of one life of a container, counted in restarts.
    std::vector<Line> life(const std::string &podUid, const std::string &container,
                           int restart) const;
    /// Every container's book, dead ones too, for Loki-shaped queries.
    void each(const std::function<void(const Source &, const std::deque<Line> &)> &visit) const;
    /// Called for each new line, in order. Destroying the result ends it.
    [[nodiscard]] cluster::Store::Subscription
    follow(std::function<void(const Source &, const Line &)> callback);

private:
    struct Book {
        Source source;
        std::deque<Line> lines;
    };
    std::map<std::string, Book> m_books; ///< by uid/container/restart
    std::vector<std::weak_ptr<std::function<void(const Source &, const Line &)>>> m_followers;
};

/// Where a pod's container port really listens (loopback), for port-forward, probes and scrapes.
class PortMap {
public:
    void add(const std::string &podUid, std::uint16_t containerPort, std::uint16_t realPort);
    /// A container's listener is gone: its number may soon be somebody else's.
    void remove(const std::string &podUid, std::uint16_t containerPort);
    void removePod(const std::string &podUid);
    std::optional<std::uint16_t> real(const std::string &podUid, std::uint16_t containerPort) const;

private:
    std::map<std::pair<std::string, std::uint16_t>, std::uint16_t> m_ports;
};

} // namespace stage::nodes
