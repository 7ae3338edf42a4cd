// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/controller.h"

#include "backend/stage/mesh/gateway/reconcile.h"

#include <boost/asio/steady_timer.hpp>
#include <set>

namespace stage::mesh {

namespace {

/// Changes that come together are answered together.
constexpr auto gatherTime = std::chrono::milliseconds(10);

bool concerns(const std::string &resource)
{
    static const std::set<std::string> resources{
        "gateways.gateway.networking.k8s.io",
        "gatewayclasses.gateway.networking.k8s.io",
        "httproutes.gateway.networking.k8s.io",
        "referencegrants.gateway.networking.k8s.io",
        "agentgatewaybackends.agentgateway.dev",
        "agentgatewaypolicies.agentgateway.dev",
        "enterpriseagentgatewaypolicies.enterpriseagentgateway.solo.io",
        "accesspolicies.policy.kagent-enterprise.solo.io",
        "agents.kagent.dev",
        "services",
    };
    return resources.count(resource) > 0;
}

} // namespace

struct GatewayController::Inner : std::enable_shared_from_this<Inner> {
    Inner(boost::asio::any_io_executor executor, cluster::Objects &someObjects)
        : objects(&someObjects)
        , timer(std::move(executor))
    {
    }

    void wake()
    {
        if (pending)
            return;
        pending = true;
        timer.expires_after(gatherTime);
        timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (!self || error || !self->objects)
                return;
            self->pending = false;
            gateway::Reconciler(*self->objects).run();
        });
    }

    cluster::Objects *objects; ///< null once the controller is gone
    boost::asio::steady_timer timer;
    cluster::Store::Subscription watch;
    bool pending = false;
};

GatewayController::GatewayController(boost::asio::any_io_executor executor,
                                     cluster::Objects &objects)
    : m_inner(std::make_shared<Inner>(std::move(executor), objects))
{
    m_inner->watch =
        objects.store().watch("", [inner = m_inner.get()](const cluster::Event &event) {
            if (concerns(event.key.resource))
                inner->wake();
        });
    m_inner->wake();
}

GatewayController::~GatewayController()
{
    m_inner->watch = {};
    m_inner->objects = nullptr;
    m_inner->timer.cancel();
}

} // namespace stage::mesh
