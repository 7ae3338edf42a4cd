// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/client.h"
#include "backend/stage/net/server.h"
#include "backend/stage/observe/platform.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <boost/asio.hpp>

// Qt's word would hide Asio's emit().
#undef emit

namespace observetest {

namespace asio = boost::asio;
namespace net = stage::net;
namespace observe = stage::observe;
using nlohmann::json;

/// A cluster's worth of state on one thread, and the loop that drives it. Nothing sleeps: pump()
/// runs the loop until something is so or the deadline has passed.
class Harness {
public:
    Harness()
        : objects(store)
        , platform{objects, logs, ports, traces, inbox, folder.path().toStdString() + "/observe"}
    {
    }
    ~Harness()
    {
        for (auto &one : m_running)
            one->cancel.emit(asio::cancellation_type::terminal);
        context.poll();
        for (auto &one : m_running)
            one->servers.clear();
        context.poll();
        m_running.clear();
        context.poll();
    }

    /// Starts a workload; its ports listen on loopback and are in the port map as POD's.
    std::uint16_t start(const std::string &name, std::uint16_t port,
                        const std::string &ns = "trustusbank-observability",
                        const std::map<std::string, std::string> &env = {},
                        const std::map<std::string, std::string> &files = {})
    {
        stage::workloads::Surroundings around;
        around.executor = context.get_executor();
        around.dialer = &dialer;
        around.log = [this](const std::string &line) { output += line + "\n"; };
        around.now = [] { return std::chrono::system_clock::now(); };
        around.env = env;
        around.files = files;
        around.ns = ns;
        around.pod = name + "-0";
        auto running = std::make_unique<Running>();
        running->workload = observe::makeObserveWorkload(name, std::move(around), platform);
        if (!running->workload)
            return 0;
        std::uint16_t wanted = 0;
        for (auto &one : running->workload->ports()) {
            auto server = std::visit(
                [&](auto handler) {
                    return std::make_unique<net::Server>(context.get_executor(), handler);
                },
                one.handler);
            const auto real = server->listen();
            running->servers.push_back(std::move(server));
            ports.add("uid-" + name, one.number, *real);
            if (one.number == port)
                wanted = *real;
        }
        asio::co_spawn(context, running->workload->run(),
                       asio::bind_cancellation_slot(running->cancel.slot(), asio::detached));
        m_running.push_back(std::move(running));
        return wanted;
    }

    /// A ready pod with a Service of the same name in front of PORT.
    void addService(const std::string &ns, const std::string &name, const std::string &portName,
                    int port, const std::string &service = {})
    {
        store.put({"pods", ns, name + "-0"},
                  {{"metadata",
                    {{"name", name + "-0"},
                     {"namespace", ns},
                     {"uid", "uid-" + name},
                     {"labels", {{"app", name}}},
                     {"creationTimestamp", "2026-11-25T10:00:00Z"}}},
                   {"spec",
                    {{"containers",
                      {{{"name", "main"},
                        {"image", "example/" + name},
                        {"ports", {{{"name", portName}, {"containerPort", port}}}}}}}}},
                   {"status",
                    {{"phase", "Running"},
                     {"podIP", "10.244.0.9"},
                     {"conditions", {{{"type", "Ready"}, {"status", "True"}}}}}}});
        const auto title = service.empty() ? name : service;
        store.put({"services", ns, title},
                  {{"metadata", {{"name", title}, {"namespace", ns}, {"labels", {{"app", name}}}}},
                   {"spec",
                    {{"selector", {{"app", name}}},
                     {"ports",
                      {{{"name", portName}, {"port", port}, {"targetPort", portName}}}}}}});
    }

    template <class Condition> bool pump(Condition condition, int milliseconds = 10000)
    {
        QElapsedTimer clock;
        clock.start();
        while (!condition()) {
            if (clock.elapsed() > milliseconds)
                return false;
            context.restart();
            context.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }

    net::Response ask(std::uint16_t port, net::Request request)
    {
        auto url = net::Url::parse("http://127.0.0.1:" + std::to_string(port) + request.target);
        net::Response got;
        got.status = -1;
        bool done = false;
        if (!url)
            return got;
        asio::co_spawn(context, askLater(std::move(*url), std::move(request), got, done),
                       asio::detached);
        pump([&] { return done; }, 15000);
        return got;
    }
    net::Response get(std::uint16_t port, const std::string &target)
    {
        net::Request request;
        request.target = target;
        return ask(port, request);
    }
    json getJson(std::uint16_t port, const std::string &target)
    {
        return json::parse(get(port, target).body, nullptr, false);
    }

    /// Runs a program while the loop goes on; its exit code, and what it printed in OUTPUT.
    int run(const QString &program, const QStringList &arguments, QByteArray *printed = nullptr,
            const QByteArray &input = {})
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        process.write(input);
        process.closeWriteChannel();
        const bool ended = pump(
            [&] {
                QCoreApplication::processEvents();
                return process.state() == QProcess::NotRunning;
            },
            30000);
        if (printed)
            *printed = process.readAll();
        if (!ended) {
            process.kill();
            process.waitForFinished();
            return -1;
        }
        return process.exitCode();
    }

    asio::io_context context;
    QTemporaryDir folder;
    stage::cluster::Store store;
    stage::cluster::Objects objects;
    stage::nodes::LogBook logs;
    stage::nodes::PortMap ports;
    observe::TraceStore traces;
    observe::Inbox inbox;
    observe::Platform platform;
    net::SystemDialer dialer;
    std::string output; ///< the workloads' stdout

private:
    struct Running {
        std::unique_ptr<stage::workloads::Workload> workload;
        std::vector<std::unique_ptr<net::Server>> servers;
        asio::cancellation_signal cancel;
    };

    net::Awaitable<void> askLater(net::Url url, net::Request request, net::Response &got,
                                  bool &done)
    {
        auto answer = co_await net::fetch(dialer, std::move(url), std::move(request));
        if (answer)
            got = std::move(*answer);
        else
            got.body = answer.error().text;
        done = true;
    }

    std::vector<std::unique_ptr<Running>> m_running;
};

} // namespace observetest
