// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/pods.h"

#include <algorithm>
#include <charconv>

namespace stage::observe {

using cluster::at;
using cluster::text;

namespace {

std::optional<std::uint16_t> asNumber(const std::string &value)
{
    std::uint16_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    if (read.ec != std::errc() || read.ptr != value.data() + value.size())
        return {};
    return number;
}

std::string scalar(const Json &value)
{
    return value.is_string()   ? value.get<std::string>()
           : value.is_number() ? value.dump()
                               : std::string();
}

PodPort describe(const Json &pod, const std::string &container, const std::string &name,
                 std::uint16_t number)
{
    return {text(pod, "/metadata/name"),
            text(pod, "/metadata/namespace"),
            text(pod, "/metadata/uid"),
            container,
            name,
            text(pod, "/status/podIP") + ":" + std::to_string(number),
            number,
            0};
}

} // namespace

bool isRunning(const Json &pod)
{
    return text(pod, "/status/phase") == "Running"
           && text(pod, "/metadata/deletionTimestamp").empty();
}

bool isReady(const Json &pod)
{
    const auto &conditions = at(pod, "/status/conditions");
    return isRunning(pod)
           && std::any_of(conditions.begin(), conditions.end(), [](const Json &condition) {
                  return text(condition, "/type") == "Ready"
                         && text(condition, "/status") == "True";
              });
}

std::optional<PodPort> portOf(const Json &pod, const std::string &nameOrNumber,
                              const nodes::PortMap &ports)
{
    const auto wanted = asNumber(nameOrNumber);
    std::optional<PodPort> found;
    for (const auto &container : at(pod, "/spec/containers")) {
        for (const auto &port : at(container, "/ports")) {
            const auto number = port.value("containerPort", 0);
            const auto name = text(port, "/name");
            if (wanted ? *wanted == number : name == nameOrNumber)
                found = describe(pod, text(container, "/name"), name,
                                 static_cast<std::uint16_t>(number));
        }
    }
    if (!found && wanted) // a port that the pod listens on need not be declared
        found = describe(pod, text(pod, "/spec/containers/0/name"), {}, *wanted);
    if (!found)
        return {};
    const auto real = ports.real(found->uid, found->number);
    if (!real)
        return {};
    found->loopback = *real;
    return found;
}

std::vector<PodPort> servicePorts(const cluster::Store &store, const nodes::PortMap &ports,
                                  const Json &service, const std::string &nameOrNumber)
{
    std::string target;
    for (const auto &port : at(service, "/spec/ports")) {
        if (text(port, "/name") == nameOrNumber || scalar(at(port, "/port")) == nameOrNumber) {
            target = scalar(at(port, "/targetPort"));
            if (target.empty())
                target = scalar(at(port, "/port"));
        }
    }
    const auto &selector = at(service, "/spec/selector");
    std::vector<PodPort> found;
    if (target.empty() || !selector.is_object() || selector.empty())
        return found;
    for (const auto &pod : store.list("pods", text(service, "/metadata/namespace"))) {
        if (!isReady(*pod) || !cluster::matchesLabels(selector, *pod))
            continue;
        if (auto port = portOf(*pod, target, ports))
            found.push_back(std::move(*port));
    }
    return found;
}

std::optional<std::string> loopbackAddress(const cluster::Store &store, const nodes::PortMap &ports,
                                           const std::string &address)
{
    const auto colon = address.rfind(':');
    const auto dot = address.find('.');
    if (colon == std::string::npos || dot == std::string::npos || dot > colon)
        return {};
    const auto rest = address.substr(dot + 1, colon - dot - 1);
    const auto ns = rest.substr(0, rest.find('.'));
    const auto service = store.get({"services", ns, address.substr(0, dot)});
    if (!service)
        return {};
    const auto found = servicePorts(store, ports, *service, address.substr(colon + 1));
    if (found.empty())
        return {};
    return "127.0.0.1:" + std::to_string(found.front().loopback);
}

} // namespace stage::observe
