// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/workload.h"

#include "app/stage/context.h"
#include "app/stage/files.h"
#include "backend/stage/agents/agents.h"
#include "backend/stage/observe/mailhog.h"
#include "backend/stage/workloads/bank.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <set>
#include <unistd.h>

extern char **environ;

namespace stage::app {

namespace asio = boost::asio;

namespace {

std::map<std::string, std::string> environment()
{
    std::map<std::string, std::string> out;
    for (char **entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string::npos)
            out[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return out;
}

std::string firstOf(std::initializer_list<std::string> texts)
{
    for (const std::string &text : texts) {
        if (!text.empty())
            return text;
    }
    return {};
}

workloads::Surroundings surroundings(const WorkloadOptions &options,
                                     const asio::any_io_executor &executor, net::Dialer &dialer)
{
    workloads::Surroundings around;
    around.executor = executor;
    around.dialer = &dialer;
    around.log = [](const std::string &line) { std::cout << line << std::endl; };
    around.now = [] { return std::chrono::system_clock::now(); };
    around.env = environment();
    around.args = options.args;
    for (const char *folder :
         {"/etc/trustusbank", "/config", "/var/run/secrets/kubernetes.io/serviceaccount"})
        around.files.merge(filesBelow(folder));
    const std::string config = workloads::flag(around, "--config");
    if (!config.empty())
        around.files[config] = readFile(config);
    if (const std::string url = workloads::flag(around, "--model-url"); !url.empty())
        around.env["ANTHROPIC_BASE_URL"] = url;
    const auto ns = around.files.find("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    around.pod = firstOf({around.variable("POD_NAME"), around.variable("HOSTNAME"), options.name});
    around.ns = firstOf(
        {around.variable("POD_NAMESPACE"), ns == around.files.end() ? "" : ns->second, "default"});
    around.serviceAccount = around.variable("POD_SERVICE_ACCOUNT", "default");
    return around;
}

/// The demo's own converters by name, for a process without an image. "" or what is wrong with the
/// name.
std::string takeVariant(const std::string &variant, workloads::Surroundings &around)
{
    const std::string prefix = "converter-";
    std::set<std::string> known;
    std::error_code none;
    for (const auto &entry :
         std::filesystem::directory_iterator(resourcesFolder() / "demo/manifests/images", none)) {
        const std::string name = entry.path().stem().string();
        if (!name.starts_with(prefix))
            continue;
        known.insert(name.substr(prefix.size()));
        if (known.contains(variant)) {
            around.files["/etc/trustusbank/converter.yaml"] = readFile(entry.path());
            return {};
        }
    }
    std::string all;
    for (const std::string &name : known)
        all += (all.empty() ? "" : ", ") + name;
    return "workload: --variant expects one of " + all + ", not \"" + variant + "\"";
}

int fail(const std::string &why, int code)
{
    std::cerr << "trustusbank-stage: " << why << std::endl;
    return code;
}

std::string reason(const std::exception_ptr &failed)
{
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception &error) {
        return error.what();
    } catch (...) {
        return "ended with an error";
    }
}

/// "" or which file of the command line cannot be read.
std::string unreadable(const WorkloadOptions &options)
{
    workloads::Surroundings named;
    named.args = options.args;
    const std::string config = workloads::flag(named, "--config");
    if (config.empty() || std::ifstream(config))
        return {};
    return "workload: --config expects a file that can be read, not \"" + config + "\"";
}

int run(const WorkloadOptions &options)
{
    asio::io_context &io = lastingContext();
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&io](const boost::system::error_code &, int) { io.stop(); });
    net::SystemDialer dialer;
    if (const std::string why = unreadable(options); !why.empty())
        return fail(why, 2);
    workloads::Surroundings around = surroundings(options, io.get_executor(), dialer);
    if (!options.variant.empty()) {
        if (const std::string why = takeVariant(options.variant, around); !why.empty())
            return fail(why, 2);
    }
    observe::Inbox inbox; // outlives the workload that shows it
    auto workload = workloads::makeBankWorkload(options.name, around);
    if (!workload)
        workload = agents::makeAgentWorkload(options.name, around, nullptr, nullptr);
    if (!workload && options.name == "mailhog")
        workload = observe::makeMailhog(around, inbox);
    if (!workload)
        return fail("workload: there is no workload \"" + options.name + "\"", 2);
    std::vector<std::unique_ptr<net::Server>> servers;
    const std::vector<workloads::Port> ports = workload->ports();
    for (const workloads::Port &port : ports) {
        auto server = std::visit(
            [&io](const auto &handler) {
                return std::make_unique<net::Server>(io.get_executor(), handler);
            },
            port.handler);
        // Among several, --port means the one that speaks HTTP.
        const bool meant = ports.size() == 1 || std::holds_alternative<net::Handler>(port.handler);
        const std::uint16_t number = options.port != 0 && meant ? options.port : port.number;
        if (const auto listening = server->listen(number, "0.0.0.0"); !listening)
            return fail(listening.error(), 3);
        servers.push_back(std::move(server));
    }
    int code = 0;
    asio::co_spawn(io, workload->run(), [&](const std::exception_ptr &failed) {
        if (!failed && !ports.empty())
            return; // it goes on serving
        if (failed)
            code = fail(options.name + ": " + reason(failed), 1);
        io.stop();
    });
    io.run();
    return code;
}

} // namespace

int runWorkload(const WorkloadOptions &options)
{
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return run(options);
    } catch (const std::exception &error) {
        return fail(error.what(), 3);
    }
}

} // namespace stage::app
