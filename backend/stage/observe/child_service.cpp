// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/child_service.h"

#include "backend/stage/observe/forward.h"

#include <filesystem>
#include <fstream>

namespace stage::observe {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 200ms;
/// A port may move without any object changing; then the files are made again this often.
constexpr int looksBetweenRemakes = 10;

net::Url loopbackUrl(std::uint16_t port, const std::string &target)
{
    net::Url url;
    url.scheme = "http";
    url.host = "127.0.0.1";
    url.port = port;
    url.target = target;
    return url;
}

} // namespace

ChildService::ChildService(workloads::Surroundings surroundings, Platform &platform,
                           const std::string &name)
    : m_surroundings(std::move(surroundings))
    , m_platform(platform)
    , m_name(name)
    , m_folder(platform.dataFolder + "/" + name + "-" + cluster::newUid())
{
}

ChildService::~ChildService()
{
    ChildService::stop();
}

void ChildService::stop()
{
    m_ready = false;
    m_child.reset();
    std::error_code ignored; // what stays behind lies in the stage's own folder, which goes with it
    fs::remove_all(m_folder, ignored);
}

Awaitable<void> ChildService::handle(net::Exchange &exchange)
{
    auto page = ownPage(exchange.request().path());
    if (page) {
        co_await exchange.reply(std::move(*page));
    } else if (!m_ready) {
        co_await exchange.reply(net::Response::text(m_name + " is starting\n", 503));
    } else {
        co_await forward(exchange, m_dialer, loopbackUrl(m_port, "/"), net::Headers(), 503);
    }
}

Awaitable<void> ChildService::run()
{
    const auto executor = m_surroundings.executor;
    while (true) {
        const LoopbackPort kept; // until the child has ended
        m_port = kept.number();
        m_written.clear();
        if (m_port != 0 && writeFiles(makeFiles())) {
            auto child = Child::start(executor, command(m_port), m_surroundings.log);
            if (child) {
                m_child = std::move(*child);
                co_await follow(*m_child);
                m_ready = false;
                m_child.reset();
            } else {
                log("level=error msg=\"" + child.error() + "\"");
            }
        }
        const bool goOn = co_await workloads::pause(executor, 1s);
        if (!goOn)
            co_return;
    }
}

/// Until the child ends: waits for it to be ready, then keeps its files as the cluster is.
Awaitable<void> ChildService::follow(Child &child)
{
    std::uint64_t seen = 0;
    int looks = 0;
    while (child.running()) {
        if (!m_ready) {
            const int status = co_await ask("GET", "/-/ready", nullptr);
            m_ready = status == 200 && child.running(); // else another one answered
        } else if (seen != m_platform.objects.store().revision()
                   || ++looks >= looksBetweenRemakes) {
            seen = m_platform.objects.store().revision();
            looks = 0;
            auto files = makeFiles();
            if (files != m_written && writeFiles(files)) {
                std::string answer;
                const int status = co_await ask("POST", "/-/reload", &answer);
                if (status != 200)
                    log("level=error msg=\"reload refused with status " + std::to_string(status)
                        + ": " + answer + "\"");
            }
        }
        const bool goOn = co_await workloads::pause(m_surroundings.executor, lookEvery);
        if (!goOn)
            co_return;
    }
    const auto how = co_await child.ended();
    log("level=error msg=\"" + m_name + " ended: " + how + "\"");
}

bool ChildService::writeFiles(const Files &files)
{
    std::error_code error;
    fs::create_directories(m_folder, error);
    for (const auto &[name, content] : m_written) {
        if (!files.count(name))
            fs::remove(m_folder + "/" + name, error);
    }
    for (const auto &[name, content] : files) {
        const auto path = m_folder + "/" + name;
        std::ofstream file(path, std::ios::binary | std::ios::trunc);
        file << content;
        if (!file.flush()) {
            log("level=error msg=\"cannot write " + path + "\"");
            return false;
        }
    }
    m_written = files;
    return true;
}

/// One request to the child: the status, or 0 when it does not answer.
Awaitable<int> ChildService::ask(std::string method, std::string target, std::string *body)
{
    net::Request request;
    request.method = std::move(method);
    const auto answer =
        co_await net::fetch(m_dialer, loopbackUrl(m_port, target), std::move(request), 10s);
    if (!answer)
        co_return 0;
    if (body)
        *body = answer->body;
    co_return answer->status;
}

} // namespace stage::observe
