// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/namespaces.h"

namespace stage::nodes {

using cluster::at;
using cluster::text;

NamespaceController::NamespaceController(boost::asio::any_io_executor executor,
                                         cluster::Objects &objects, std::string rootCa)
    : Controller(std::move(executor), objects, "namespaces", "namespace-controller")
    , m_rootCa(std::move(rootCa))
{
    const auto lost = [](const char *name) {
        return [name](const cluster::Event &event) {
            std::vector<Key> keys;
            if (event.key.name == name && event.change != cluster::Change::Added)
                keys.push_back({"namespaces", "", event.key.ns});
            return keys;
        };
    };
    also("serviceaccounts", lost("default"));
    also("configmaps", lost("kube-root-ca.crt"));
}

Plan NamespaceController::plan(const Key &key, const Object &self)
{
    Plan plan;
    if (!self || terminating(*self))
        return plan;
    if (!store().get({"serviceaccounts", key.name, "default"}))
        plan.steps.push_back(Create{{{"apiVersion", "v1"},
                                     {"kind", "ServiceAccount"},
                                     {"metadata", {{"name", "default"}, {"namespace", key.name}}}},
                                    {},
                                    {},
                                    {}});
    const Object map = store().get({"configmaps", key.name, "kube-root-ca.crt"});
    const Json data = {{"ca.crt", m_rootCa}};
    if (!map)
        plan.steps.push_back(
            Create{{{"apiVersion", "v1"},
                    {"kind", "ConfigMap"},
                    {"metadata",
                     {{"name", "kube-root-ca.crt"},
                      {"namespace", key.name},
                      {"annotations",
                       {{"kubernetes.io/description",
                         "The certificate authority of this cluster's API server."}}}}},
                    {"data", data}},
                   {},
                   {},
                   {}});
    else if (at(*map, "/data") != data)
        plan.steps.push_back(
            Merge{{"v1", "ConfigMap", key.name, "kube-root-ca.crt"}, {{"data", data}}});
    return plan;
}

} // namespace stage::nodes
