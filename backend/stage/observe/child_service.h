// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/child.h"
#include "backend/stage/observe/platform.h"
#include "backend/stage/observe/service.h"
#include "backend/stage/workloads/signal.h"

namespace stage::observe {

/// A real program behind a container's port: started on a loopback port with files made from the
/// cluster's objects, told to reload when these change, started again a second after it ended. Its
/// files lie in a folder of its own that goes with the container.
class ChildService : public Service {
public:
    ~ChildService() override;
    Awaitable<void> handle(net::Exchange &exchange) override;
    Awaitable<void> run() override;
    void stop() override;

protected:
    ChildService(workloads::Surroundings surroundings, Platform &platform, const std::string &name);

    using Files = std::map<std::string, std::string>; ///< path below folder() → content

    /// The files as the cluster is now.
    virtual Files makeFiles() = 0;
    virtual Child::Command command(std::uint16_t port) const = 0;
    /// True when the request is for a page of the stage; then it has been answered.
    virtual std::optional<net::Response> ownPage(const std::string &path) const = 0;

    const std::string &folder() const { return m_folder; }
    const Platform &platform() const { return m_platform; }
    void log(const std::string &line) const { m_surroundings.log(line); }

private:
    bool writeFiles(const Files &files);
    Awaitable<void> follow(Child &child);
    Awaitable<void> refresh(bool ready);
    Awaitable<int> ask(std::string method, std::string target, std::string *body);

    workloads::Surroundings m_surroundings;
    Platform &m_platform;
    std::string m_name, m_folder;
    net::SystemDialer m_dialer;
    std::unique_ptr<Child> m_child;
    std::uint16_t m_port = 0;
    bool m_ready = false;
    Files m_written;
};

std::shared_ptr<Service> makePrometheus(workloads::Surroundings surroundings, Platform &platform);
std::shared_ptr<Service> makeAlertmanager(workloads::Surroundings surroundings, Platform &platform);

} // namespace stage::observe
