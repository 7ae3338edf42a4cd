// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/bank.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <set>

namespace lab {

namespace net = stage::net;
namespace workloads = stage::workloads;
using net::Json;

/// Names as a cluster has them, on this machine's loopback. Names that it does not know are
/// refused, those under `denied` are reset as the mesh does it.
class Names final : public net::Dialer {
public:
    std::map<std::string, std::uint16_t> known; ///< "host:port" → loopback port
    std::set<std::string> denied;
    std::vector<std::string> dialled;

    net::Awaitable<net::Result<std::unique_ptr<net::Connection>>> dial(std::string host,
                                                                       std::uint16_t port) override
    {
        const std::string name = host + ":" + std::to_string(port);
        dialled.push_back(name);
        if (denied.contains(name)) {
            co_return tl::unexpected(net::NetError{net::NetError::Kind::Reset,
                                                   "Connection reset by peer (os error 104)"});
        }
        const auto found = known.find(name);
        if (host != "127.0.0.1" && found == known.end()) {
            co_return tl::unexpected(
                net::NetError{net::NetError::Kind::Refused,
                              "dial tcp " + name + ": connect: connection refused"});
        }
        const std::uint16_t real = found == known.end() ? port : found->second;
        co_return co_await m_system.dial("127.0.0.1", real);
    }

private:
    net::SystemDialer m_system;
};

/// A few workloads on one thread, as a stage has them.
class Lab {
public:
    boost::asio::io_context context;
    Names names;
    std::vector<std::string> log;
    std::vector<workloads::Span> spans;

    workloads::Surroundings around(std::map<std::string, std::string> files = {},
                                   std::map<std::string, std::string> env = {})
    {
        workloads::Surroundings out;
        out.executor = context.get_executor();
        out.dialer = &names;
        out.log = [this](std::string line) { log.push_back(std::move(line)); };
        out.trace = [this](workloads::Span span) { spans.push_back(std::move(span)); };
        out.now = [] { return std::chrono::system_clock::now(); };
        out.files = std::move(files);
        out.env = std::move(env);
        return out;
    }

    /// Starts a workload's first port under a cluster name; the loopback port.
    std::uint16_t start(std::unique_ptr<workloads::Workload> workload, const std::string &name,
                        net::Server::PeerLookup lookup = {})
    {
        for (workloads::Port &port : workload->ports()) {
            auto server =
                std::make_unique<net::Server>(context.get_executor(),
                                              std::get<net::Handler>(port.handler), lookup);
            const auto real = server->listen();
            names.known[name + ":" + std::to_string(port.number)] = real.value_or(0);
            m_last = real.value_or(0);
            m_servers.push_back(std::move(server));
        }
        m_workloads.push_back(std::move(workload));
        return m_last;
    }
    workloads::Workload &last() { return *m_workloads.back(); }

    /// Runs the thread until WORK has its result.
    template <class T> T run(net::Awaitable<T> work)
    {
        std::optional<T> result;
        std::exception_ptr thrown;
        boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
            thrown = error;
            result = std::move(value);
        });
        context.restart();
        while (!result && !thrown)
            context.run_one();
        if (thrown)
            std::rethrow_exception(thrown);
        return std::move(*result);
    }

    net::Response ask(std::uint16_t port, const std::string &method, const std::string &target,
                      const std::string &body = {}, net::Headers headers = {})
    {
        net::Request request;
        request.method = method;
        request.headers = std::move(headers);
        request.body = body;
        const auto url = net::Url::parse("http://127.0.0.1:" + std::to_string(port) + target);
        auto response = run(net::fetch(names, *url, std::move(request)));
        if (response)
            return *response;
        net::Response failed;
        failed.status = 0;
        failed.body = response.error().text;
        return failed;
    }

    net::Response post(std::uint16_t port, const std::string &target, const Json &body,
                       net::Headers headers = {})
    {
        headers.set("Content-Type", "application/json");
        return ask(port, "POST", target, body.dump(), std::move(headers));
    }

private:
    std::vector<std::unique_ptr<workloads::Workload>> m_workloads;
    std::vector<std::unique_ptr<net::Server>> m_servers;
    std::uint16_t m_last = 0;
};

} // namespace lab
