// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/serve.h"

#include "app/stage/context.h"
#include "app/stage/faults.h"
#include "app/stage/files.h"
#include "app/stage/pki.h"
#include "backend/stage/observe/forward.h"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <openssl/evp.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace stage::app {

namespace fs = std::filesystem;
namespace asio = boost::asio;
using net::Json;

namespace {

const char contextName[] = "trustusbank-stage";

std::string base64(const std::string &bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()),
                                       reinterpret_cast<const unsigned char *>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

/// A kubeconfig is YAML, and JSON is YAML.
std::string kubeconfigText(const std::string &api, const std::string &ca, const fs::path &tokenFile,
                           const fs::path &tools)
{
    const Json extension = {{"name", "trustusbank.tools"},
                            {"extension", {{"folder", tools.string()}}}};
    const Json cluster = {{"server", api},
                          {"certificate-authority-data", base64(ca)},
                          {"extensions", Json::array({extension})}};
    const Json context = {{"cluster", contextName}, {"user", contextName}};
    const Json config = {{"apiVersion", "v1"},
                         {"kind", "Config"},
                         {"current-context", contextName},
                         {"clusters", Json::array({{{"name", contextName}, {"cluster", cluster}}})},
                         {"users", Json::array({{{"name", contextName},
                                                 {"user", {{"tokenFile", tokenFile.string()}}}}})},
                         {"contexts",
                          Json::array({{{"name", contextName}, {"context", context}}})}};
    return config.dump(2) + "\n";
}

void linkTools(const fs::path &folder)
{
    fs::create_directories(folder);
    for (const char *name : {"helm", "kind", "docker", "cosign"}) {
        fs::remove(folder / name);
        fs::create_symlink(ownProgram(), folder / name);
    }
}

/// The front door of a workload that a chart brings later: passes on once it runs.
class FrontDoor {
public:
    FrontDoor(Platform &platform, std::string label, std::string value, std::uint16_t port)
        : m_platform(platform)
        , m_label(std::move(label))
        , m_value(std::move(value))
        , m_port(port)
        , m_server(platform.io.get_executor(),
                   net::Handler([this](net::Exchange &exchange) { return serve(exchange); }))
    {
    }
    tl::expected<std::string, std::string> listen()
    {
        return m_server.listen().map(
            [](std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); });
    }

private:
    net::Awaitable<void> serve(net::Exchange &exchange)
    {
        const auto real = m_platform.portOf(m_label, m_value, m_port);
        if (!real) {
            co_await exchange.reply(net::Response::text(m_value + " is not deployed yet\n", 503));
            co_return;
        }
        auto url = net::Url::parse("http://127.0.0.1:" + std::to_string(*real));
        co_await observe::forward(exchange, m_loopback, std::move(*url), net::Headers(), 502);
    }

    Platform &m_platform;
    std::string m_label, m_value;
    std::uint16_t m_port;
    net::SystemDialer m_loopback;
    net::Server m_server;
};

/// The sockets, files and signals around the platform.
class Stage {
public:
    Stage(asio::io_context &io, const ServeOptions &options, fs::path data)
        : m_io(io)
        , m_options(options)
        , m_data(std::move(data))
        , m_pki(Pki::make())
        , m_tls(asio::ssl::context::tls_server)
        , m_platform(io, platformOptions())
        , m_prometheus(m_platform, "app.kubernetes.io/name", "prometheus", 9090)
        , m_alertmanager(m_platform, "app.kubernetes.io/name", "alertmanager", 9093)
        , m_faults(m_platform, {[this](std::chrono::milliseconds time) { restartApi(time); },
                                [this] { renewToken(); }})
        , m_registryServer(io.get_executor(), m_platform.registry.handler())
        , m_faultServer(io.get_executor(), m_faults.handler())
        , m_restart(io)
    {
        m_tls.use_certificate_chain(asio::buffer(m_pki.serverCertificate));
        m_tls.use_private_key(asio::buffer(m_pki.serverKey), asio::ssl::context::pem);
    }

    /// The ready line, or why there is no stage.
    tl::expected<Json, std::string> start()
    {
        openApi();
        const auto api = m_api->listen();
        const auto registry = m_registryServer.listen();
        const auto faults = m_faultServer.listen();
        const auto prometheus = m_prometheus.listen();
        const auto alertmanager = m_alertmanager.listen();
        for (const std::string *why :
             {error(api), error(registry), error(faults), error(prometheus), error(alertmanager)}) {
            if (why)
                return tl::unexpected(*why);
        }
        m_apiPort = *api;
        renewToken();
        const fs::path tools = m_data / "tools";
        linkTools(tools);
        const std::string url = "https://127.0.0.1:" + std::to_string(*api);
        const fs::path kubeconfig = m_options.kubeconfig.empty()
                                        ? m_data / "kubeconfig"
                                        : fs::absolute(m_options.kubeconfig);
        writePrivate(kubeconfig, kubeconfigText(url, m_pki.ca, m_data / "token", tools));
        const std::string registryHost = "localhost:" + std::to_string(*registry);
        m_platform.start(registryHost);
        return Json{{"ready", true},
                    {"pid", ::getpid()},
                    {"version", STAGE_VERSION},
                    {"context", contextName},
                    {"kubeconfig", kubeconfig.string()},
                    {"api", url},
                    {"registry", registryHost},
                    {"prometheus", *prometheus},
                    {"alertmanager", *alertmanager},
                    {"faults", "http://127.0.0.1:" + std::to_string(*faults) + "/faults"},
                    {"tools", tools.string()}};
    }

private:
    template <class T> static const std::string *error(const tl::expected<T, std::string> &result)
    {
        return result ? nullptr : &result.error();
    }

    PlatformOptions platformOptions() const
    {
        PlatformOptions options;
        options.dataFolder = m_data.string();
        options.resources = resourcesFolder().string();
        options.pace = m_options.pace;
        options.model = m_options.model;
        options.seed = m_options.seed;
        options.rootCa = m_pki.ca;
        options.images = Json::parse(readFile(resourcesFolder() / "stage/images.json"));
        return options;
    }

    void openApi()
    {
        m_api = std::make_unique<net::Server>(m_io.get_executor(), m_platform.api.handler());
        m_api->useTls(m_tls);
    }

    void restartApi(std::chrono::milliseconds time)
    {
        m_api.reset();
        m_restart.expires_after(time);
        m_restart.async_wait([this](const boost::system::error_code &failed) {
            if (failed)
                return;
            openApi();
            if (const auto again = m_api->listen(m_apiPort); !again)
                std::cerr << "trustusbank-stage: the API cannot come back: " << again.error()
                          << std::endl;
        });
    }

    void renewToken()
    {
        m_platform.token = newToken();
        writePrivate(m_data / "token", m_platform.token);
    }

    asio::io_context &m_io;
    const ServeOptions &m_options;
    fs::path m_data;
    Pki m_pki;
    asio::ssl::context m_tls;
    Platform m_platform;
    FrontDoor m_prometheus, m_alertmanager;
    Faults m_faults;
    net::Server m_registryServer, m_faultServer;
    std::unique_ptr<net::Server> m_api;
    std::uint16_t m_apiPort = 0;
    asio::steady_timer m_restart;
};

bool inPath(const std::string &program)
{
    const char *path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((fs::path(folder.empty() ? "." : folder) / program).c_str(), X_OK) == 0)
            return true;
    }
    return false;
}

/// What the cluster needs at its first deploy, found out before anything is started; "" when all is
/// there.
std::string missingPrograms()
{
    std::string missing;
    for (const char *program : {"prometheus", "prometheus-alertmanager"}) {
        if (!inPath(program))
            missing += (missing.empty() ? "" : " and ") + std::string(program);
    }
    return missing.empty()
               ? missing
               : "no " + missing
                     + " in PATH: install the packages prometheus and prometheus-alertmanager";
}

int refuse(const std::string &why)
{
    std::cout << Json{{"ready", false}, {"why", why}}.dump() << std::endl;
    return 3;
}

int run(const ServeOptions &options, const fs::path &data)
{
    asio::io_context &io = lastingContext();
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&io](const boost::system::error_code &, int) { io.stop(); });
    Stage stage(io, options, data);
    const auto ready = stage.start();
    if (!ready)
        return refuse(ready.error());
    std::cout << ready->dump() << std::endl;
    io.run();
    return 0;
}

} // namespace

int serve(const ServeOptions &options)
{
    std::signal(SIGPIPE, SIG_IGN);
    if (const std::string missing = missingPrograms(); !missing.empty())
        return refuse(missing);
    try {
        if (options.data.empty()) {
            const TemporaryFolder folder;
            return run(options, folder.path());
        }
        fs::create_directories(options.data);
        ::chmod(options.data.c_str(), 0700);
        return run(options, fs::absolute(options.data));
    } catch (const fs::filesystem_error &error) {
        return refuse(error.path1().string() + ": " + error.code().message());
    } catch (const std::exception &error) {
        return refuse(error.what());
    }
}

} // namespace stage::app
