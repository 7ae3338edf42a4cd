// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/mesh.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>

namespace meshlab {

namespace asio = boost::asio;
namespace net = stage::net;
namespace mesh = stage::mesh;
namespace workloads = stage::workloads;
using asio::ip::tcp;
using boost::system::error_code;
using nlohmann::json;

inline auto into(error_code &error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

/// A cluster of two nodes without kubelets: objects are put as a kubelet would have left them.
class Cluster {
public:
    asio::io_context context;
    stage::cluster::Store store;
    stage::cluster::Objects objects{store};
    stage::nodes::PortMap ports;
    std::vector<std::string> log; ///< of all ztunnels

    ~Cluster()
    {
        connections.clear();
        servers.clear();
        workloads.clear();
        mesh.reset();
        context.restart();
        context.poll();
    }

    /// After the objects that are to be there from the start.
    void startMesh() { mesh.emplace(context.get_executor(), objects, ports); }

    void define(const std::string &group, const std::string &version, const std::string &kind,
                const std::string &plural, bool status = true)
    {
        std::string singular = kind;
        std::transform(singular.begin(), singular.end(), singular.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        json served{{"name", version},
                    {"served", true},
                    {"storage", true},
                    {"schema",
                     {{"openAPIV3Schema",
                       {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}}}}}};
        if (status)
            served["subresources"]["status"] = json::object();
        const json crd{{"apiVersion", "apiextensions.k8s.io/v1"},
                       {"kind", "CustomResourceDefinition"},
                       {"metadata", {{"name", plural + "." + group}}},
                       {"spec",
                        {{"group", group},
                         {"scope", "Namespaced"},
                         {"names",
                          {{"kind", kind},
                           {"plural", plural},
                           {"singular", singular},
                           {"listKind", kind + "List"}}},
                         {"versions", json::array({served})}}}};
        const auto done = objects.ensure(crd, "test");
        if (!done)
            throw std::runtime_error(done.error().status.dump());
    }

    void addNamespace(const std::string &name, const std::string &mode = {})
    {
        json labels = json::object();
        if (!mode.empty())
            labels["istio.io/dataplane-mode"] = mode;
        store.put({"namespaces", "", name}, {{"apiVersion", "v1"},
                                             {"kind", "Namespace"},
                                             {"metadata", {{"name", name}, {"labels", labels}}}});
    }

    struct PodOptions {
        bool ambient = true;
        std::string node = "node-a";
        json labels = json::object();
    };
    /// A ready pod of Deployment NAME; its uid is its name.
    void addPod(const std::string &ns, const std::string &name, const std::string &suffix,
                const std::string &ip, PodOptions options)
    {
        const std::string pod = name + suffix;
        json labels{{"app", name}};
        if (suffix.size() > 6) {
            labels["pod-template-hash"] = suffix.substr(1, suffix.rfind('-') - 1);
        }
        labels.update(options.labels);
        json metadata{{"name", pod},
                      {"namespace", ns},
                      {"uid", pod},
                      {"labels", labels},
                      {"creationTimestamp", "2026-11-23T20:00:00Z"}};
        if (suffix.size() > 6)
            metadata["ownerReferences"] =
                json::array({{{"apiVersion", "apps/v1"},
                              {"kind", "ReplicaSet"},
                              {"name", name + suffix.substr(0, suffix.rfind('-'))},
                              {"uid", "rs-" + name}}});
        if (options.ambient)
            metadata["annotations"]["ambient.istio.io/redirection"] = "enabled";
        const json wanted{
            {"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", metadata},
            {"spec",
             {{"nodeName", options.node},
              {"serviceAccountName", name},
              {"containers",
               json::array({{{"name", "main"}, {"image", "example/" + name + ":1.29.2"}}})}}}};
        // Through the API for its defaults: what it later patches must be whole.
        const auto made = objects.create(*objects.findKind("v1", "Pod"), ns, wanted);
        if (!made)
            throw std::runtime_error(made.error().status.dump());
        json whole = **made;
        whole["metadata"]["uid"] = pod;
        whole["status"] = {{"phase", "Running"},
                           {"podIP", ip},
                           {"conditions", json::array({{{"type", "Ready"}, {"status", "True"}}})}};
        store.put({"pods", ns, pod}, whole);
    }

    /// A Service for PORT of one pod, or of none.
    void addService(const std::string &ns, const std::string &name, const std::string &vip,
                    int port, const std::string &pod = {}, const std::string &ip = {},
                    json labels = json::object())
    {
        store.put({"services", ns, name},
                  {{"apiVersion", "v1"},
                   {"kind", "Service"},
                   {"metadata", {{"name", name}, {"namespace", ns}, {"labels", labels}}},
                   {"spec",
                    {{"clusterIP", vip},
                     {"selector", {{"app", name}}},
                     {"ports",
                      json::array({{{"name", "http"}, {"port", port}, {"targetPort", port}}})}}}});
        if (pod.empty())
            return;
        const json endpoint{{"addresses", json::array({ip})},
                            {"conditions", {{"ready", true}}},
                            {"targetRef", {{"kind", "Pod"}, {"name", pod}, {"uid", pod}}}};
        store.put({"endpointslices.discovery.k8s.io", ns, name + "-1"},
                  {{"apiVersion", "discovery.k8s.io/v1"},
                   {"kind", "EndpointSlice"},
                   {"metadata",
                    {{"name", name + "-1"},
                     {"namespace", ns},
                     {"labels", {{"kubernetes.io/service-name", name}}}}},
                   {"ports", json::array({{{"name", "http"}, {"port", port}}})},
                   {"endpoints", json::array({endpoint})}});
    }

    /// Starts a part of the mesh as the container of a pod that is there already.
    workloads::Workload &start(const std::string &name, const std::string &ns,
                               const std::string &pod, std::map<std::string, std::string> env = {})
    {
        workloads::Surroundings around;
        around.executor = context.get_executor();
        around.log = [this](std::string line) { log.push_back(std::move(line)); };
        around.now = [] { return std::chrono::system_clock::now(); };
        around.env = std::move(env);
        around.ns = ns;
        around.pod = pod;
        auto workload = mesh::makeMeshWorkload(name, std::move(around), *mesh, objects);
        for (workloads::Port &port : workload->ports())
            listen(pod, port.number, std::get<net::Handler>(port.handler));
        workloads.push_back(std::move(workload));
        return *workloads.back();
    }
    void stopLast() { workloads.pop_back(); }

    /// Serves a pod's port.
    template <class Handler>
    std::uint16_t listen(const std::string &pod, std::uint16_t port, Handler handler)
    {
        auto server = std::make_unique<net::Server>(context.get_executor(), std::move(handler));
        const std::uint16_t real = server->listen().value();
        ports.add(pod, port, real);
        servers.push_back(std::move(server));
        return real;
    }

    std::unique_ptr<net::Dialer> dialerOf(const std::string &ns, const std::string &pod)
    {
        return mesh->dialer({pod, ns, {}, pod});
    }

    /// Runs the thread until WORK has its result.
    template <class T> T run(net::Awaitable<T> work)
    {
        std::optional<T> result;
        std::exception_ptr thrown;
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
            thrown = error;
            result = std::move(value);
        });
        context.restart();
        while (!result && !thrown)
            context.run_one();
        if (thrown)
            std::rethrow_exception(thrown);
        return std::move(*result);
    }

    /// Runs the thread until CONDITION holds; false after ten seconds.
    template <class Condition> bool until(Condition condition)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            context.restart();
            context.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }

    /// GET of a pod's port from the node, past the mesh.
    std::string page(const std::string &pod, std::uint16_t port, const std::string &target)
    {
        const auto url = net::Url::parse(
            "http://127.0.0.1:" + std::to_string(ports.real(pod, port).value_or(1)) + target);
        net::SystemDialer system;
        auto answer = run(net::fetch(system, *url, net::Request()));
        return answer ? answer->body : answer.error().text;
    }

    std::optional<mesh::Mesh> mesh;
    std::vector<std::unique_ptr<workloads::Workload>> workloads;
    std::vector<std::unique_ptr<net::Server>> servers;
    std::vector<std::unique_ptr<net::Connection>> connections;
};

} // namespace meshlab
