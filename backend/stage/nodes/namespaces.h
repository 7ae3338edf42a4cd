// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// Gives each namespace its ServiceAccount "default" and the ConfigMap kube-root-ca.crt, again
/// when somebody deletes them.
class NamespaceController final : public Controller {
public:
    NamespaceController(boost::asio::any_io_executor executor, cluster::Objects &objects,
                        std::string rootCa);

protected:
    Plan plan(const Key &key, const Object &self) override;

private:
    std::string m_rootCa;
};

} // namespace stage::nodes
