// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/addresses.h"

#include <set>

namespace stage::cluster {

Addresses::Addresses(const Store &store)
    : m_store(store)
{
}

bool Addresses::addressTaken(const std::string &address, const Json &by) const
{
    for (const Object &service : m_store.list("services")) {
        if (text(*service, "/spec/clusterIP") == address
            && text(*service, "/metadata/uid") != text(by, "/metadata/uid"))
            return true;
    }
    return false;
}

std::string Addresses::freeAddress()
{
    std::set<std::string> taken;
    for (const Object &service : m_store.list("services"))
        taken.insert(text(*service, "/spec/clusterIP"));
    constexpr unsigned hosts = 65534;
    for (unsigned tries = 0; tries < hosts; ++tries) {
        m_next = m_next % hosts + 1;
        std::string address =
            "10.96." + std::to_string(m_next / 256) + "." + std::to_string(m_next % 256);
        // 10.96.0.10 is where clusters keep their DNS.
        if (m_next != 1 && m_next != 10 && !taken.contains(address))
            return address;
    }
    return {};
}

int Addresses::freeNodePort() const
{
    std::set<int> taken;
    for (const Object &service : m_store.list("services")) {
        for (const Json &port : at(*service, "/spec/ports"))
            taken.insert(port.value("nodePort", 0));
    }
    int port = 30000;
    while (taken.contains(port))
        ++port;
    return port;
}

std::vector<schema::Problem> Addresses::assign(Json &service, const Json *before)
{
    Json &spec = service["spec"];
    const std::string type = text(spec, "/type", "ClusterIP");
    if (type == "ExternalName") {
        spec.erase("clusterIP");
        spec.erase("clusterIPs");
        return {};
    }
    std::string address = text(spec, "/clusterIP");
    if (address.empty() && before)
        address = text(*before, "/spec/clusterIP");
    if (address.empty())
        address = freeAddress();
    else if (address != "None" && addressTaken(address, service))
        return {invalidValue("spec.clusterIPs", Json::array({address}),
                             "failed to allocate IP " + address
                                 + ": provided IP is already allocated")};
    if (address.empty())
        return {{"spec.clusterIPs", "FieldValueInvalid", "no addresses left in 10.96.0.0/16"}};
    spec["clusterIP"] = address;
    spec["clusterIPs"] = Json::array({address});
    if ((type == "NodePort" || type == "LoadBalancer") && at(spec, "/ports").is_array()) {
        const Json &were = before ? at(*before, "/spec/ports") : Json();
        int given = freeNodePort();
        for (Json &port : spec["ports"]) {
            for (const Json &was : were) {
                if (!port.contains("nodePort") && was.contains("nodePort")
                    && was.value("port", 0) == port.value("port", -1))
                    port["nodePort"] = was["nodePort"];
            }
            if (!port.contains("nodePort"))
                port["nodePort"] = given++;
        }
    }
    return {};
}

} // namespace stage::cluster
