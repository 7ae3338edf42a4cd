// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// A Service port's number on one pod: a number as it stands, a name as the pod's containers
/// define it; nothing when the pod has no such port.
std::optional<int> targetPort(const Json &servicePort, const Json &pod);

/// The EndpointSlices of a Service: one for each set of port numbers its pods resolve to (named
/// ports may differ). Endpoints are ordered by pod name.
std::vector<Json> endpointSlices(const Json &service, const std::vector<Object> &pods);
/// The Endpoints object of a Service: no terminating pods.
Json endpointsObject(const Json &service, const std::vector<Object> &pods);

class EndpointsController final : public Controller {
public:
    EndpointsController(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;

private:
    void keepSlices(const Json &service, const std::vector<Object> &pods, Plan &plan);
    void keepEndpoints(const Json &service, const std::vector<Object> &pods, Plan &plan);
    void keep(const Object &existing, Json wanted, const std::vector<std::string> &parts,
              Plan &plan);
};

} // namespace stage::nodes
