// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/registry/content.h"

namespace stage::registry {

/// The OCI distribution API (spec v1.1) over what it holds in memory: pull, push (monolithic and
/// chunked), mount, delete, tags, catalogue, referrers. No login. Single-threaded.
class Registry {
public:
    /// Serves the API; the registry outlives the server that is given it.
    net::Handler handler();
    /// Direct access, for the image reader and for tools of the stage itself.
    Content &content() { return m_content; }
    const Content &content() const { return m_content; }
    /// Fault: as if the disk were full from now on; off again with false.
    void full(bool on);

private:
    struct Route;
    struct Upload {
        std::string name;
        std::string bytes;
    };
    net::Awaitable<void> serve(net::Exchange &exchange);
    net::Response answer(const net::Request &request);
    net::Response catalogue(const net::Request &request) const;
    net::Response tagList(const Route &route) const;
    net::Response referrers(const Route &route) const;
    net::Response blobs(const Route &route);
    net::Response manifests(const Route &route);
    net::Response putManifest(const Route &route);
    net::Response startUpload(const Route &route);
    net::Response continueUpload(const Route &route);
    net::Response append(const Route &route, Upload &upload);
    net::Response finishUpload(const Route &route, Upload &upload);

    Content m_content;
    std::map<std::string, Upload> m_uploads;
    unsigned long long m_nextUpload = 1;
};

} // namespace stage::registry
