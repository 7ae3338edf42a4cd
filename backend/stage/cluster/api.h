// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/negotiate.h"
#include "backend/stage/cluster/route.h"
#include "backend/stage/cluster/table.h"

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <set>

namespace stage::cluster {

class Watch;

/// How the kubelet's part of the API is reached. Empty functions answer 503.
struct PodAccess {
    std::function<net::Awaitable<void>(net::Exchange &, const Object &pod)> log, portForward;
};

/// One request about objects, understood.
struct Call {
    const net::Request &request;
    Route route;
    Resource resource;
    std::multimap<std::string, std::string> query;
    Form form;
    std::vector<std::string> warnings;

    std::string option(const std::string &name) const;
    bool flag(const std::string &name) const; ///< "true" and "1"
};

/// The Kubernetes API over HTTP: discovery, OpenAPI, objects, watches. Everything runs on the
/// executor's one thread. OBJECTS outlives it; it outlives the server that calls its handler.
class Api {
public:
    using Authorised = std::function<bool(const net::Request &)>;
    /// AUTHORISED may be empty: then everybody is let in.
    Api(Objects &objects, boost::asio::any_io_executor executor, PodAccess pods,
        Authorised authorised = {});
    ~Api();
    Api(const Api &) = delete;
    Api &operator=(const Api &) = delete;

    net::Handler handler();
    /// Whatever needs no waiting: all but watches, logs and port-forwards.
    net::Response respond(const net::Request &request);

    /// Fault: nothing is answered, nor watched, for this long.
    void stall(std::chrono::milliseconds time);
    /// Fault: cuts every open watch.
    void dropWatches();

private:
    struct Documents;

    net::Awaitable<void> serve(net::Exchange &exchange);
    net::Awaitable<void> waitOutStall();
    net::Awaitable<void> reachPod(net::Exchange &exchange, const Call &call);

    // documents.cpp
    net::Response document(const net::Request &request);
    net::Response discovery(const net::Request &request, const std::vector<std::string> &path);
    net::Response openApi(const net::Request &request, const std::vector<std::string> &path);

    // rest.cpp
    Outcome<Call> understand(const net::Request &request) const;
    Outcome<net::Response> perform(Call &call);
    Outcome<net::Response> get(Call &call);
    Outcome<net::Response> create(Call &call);
    Outcome<net::Response> update(Call &call);
    Outcome<net::Response> patch(Call &call);
    Outcome<net::Response> applyPatch(Call &call, const Json &body, WriteOptions options);
    Outcome<net::Response> remove(Call &call);
    Outcome<WriteOptions> writeOptions(Call &call) const;
    net::Response present(const Call &call, const Object &object, int status = 200) const;

    // lists.cpp
    Outcome<net::Response> list(Call &call);
    Outcome<net::Response> removeAll(Call &call);
    Outcome<std::vector<Object>> select(const Call &call) const;

    // subresources.cpp
    Outcome<net::Response> createUnder(Call &call);
    Outcome<net::Response> noProgram(const Call &call) const;
    Outcome<net::Response> evict(Call &call, const Object &pod, const Json &body);
    Outcome<net::Response> issueToken(Call &call, const Object &account, const Json &body);
    Outcome<net::Response> review(Call &call);

    Objects &m_objects;
    boost::asio::any_io_executor m_executor;
    PodAccess m_pods;
    Authorised m_authorised;
    std::unique_ptr<Documents> m_documents;
    std::chrono::steady_clock::time_point m_stalledUntil{};
    std::set<Watch *> m_watches; ///< those that run now
};

/// A Status as an HTTP answer, with Retry-After where it belongs.
net::Response statusResponse(const Json &status);
/// DeleteOptions, from body and query.
struct DeleteOptions {
    std::string propagation = "Background";
    std::optional<int> grace;
    bool dryRun = false;
    std::string uid, resourceVersion; ///< preconditions; "" for none
};
Outcome<DeleteOptions> deleteOptions(const Call &call);

} // namespace stage::cluster
