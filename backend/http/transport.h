// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace http {

using Json = nlohmann::json;
using Headers = std::vector<std::pair<QByteArray, QByteArray>>;

/// TLS identity and trust, PEM texts.
struct Tls {
    QByteArray ca, certificate, key;
    bool insecure = false;
    QString serverName; ///< SNI and name check instead of the URL's host
};

struct Request {
    QByteArray method = "GET";
    QString url;
    Headers headers;
    QByteArray body;
    Tls tls;
    std::chrono::milliseconds timeout{30000}; ///< whole request; 0 = none (watch, logs)
    QString proxy = {}; ///< proxy URL; "" = the environment's. Loopback is never proxied
};

struct Reply {
    int status = 0;
    Headers headers;
    QByteArray body; ///< empty for streams
    QByteArray header(const QByteArray &name) const;
    /// The body as JSON, or a Garbled fault that quotes its beginning.
    core::Result<Json> json() const;
};

/// One request under way. Destroying it aborts silently.
class Call {
public:
    virtual ~Call() = default;
    virtual void abort() = 0;
};

/// The seam to HTTP. Callbacks come from the event loop, never from inside send().
class Transport {
public:
    virtual ~Transport() = default;
    /// A fault only when no HTTP answer came; 404 is an answer.
    using Done = std::function<void(core::Result<Reply>)>;
    [[nodiscard]] virtual std::unique_ptr<Call> send(const Request &request, Done done) = 0;
    /// As send, with the body delivered in pieces; a non-2xx body is collected into Reply::body.
    [[nodiscard]] virtual std::unique_ptr<Call>
    stream(const Request &request, std::function<void(const QByteArray &)> piece, Done done) = 0;
};

} // namespace http
