// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <tl/expected.hpp>

namespace stage::net {

/// Why a call to another service brought no answer.
struct NetError {
    enum class Kind { NoSuchHost, Refused, Reset, Closed, NoEndpoints, Timeout, Garbled };
    Kind kind = Kind::Refused;
    std::string
        text; ///< as a Go or Python client would say it: "Connection refused (os error 111)"
};
template <class T> using Result = tl::expected<T, NetError>;

/// A connected byte stream. Destroying it closes the connection.
class Connection {
public:
    virtual ~Connection() = default;
    virtual boost::asio::ip::tcp::socket &socket() = 0;
};

/// Opens connections on behalf of one workload. In a pod: DNS and TCP. In the stage: the mesh.
class Dialer {
public:
    virtual ~Dialer() = default;
    virtual Awaitable<Result<std::unique_ptr<Connection>>> dial(std::string host,
                                                                std::uint16_t port) = 0;
};

/// The operating system's resolver and TCP.
class SystemDialer final : public Dialer {
public:
    Awaitable<Result<std::unique_ptr<Connection>>> dial(std::string host,
                                                        std::uint16_t port) override;
};

/// TLS trust and identity for https, PEM texts; without it the system's certificates are used.
struct Trust {
    std::string ca, certificate, key;
};

struct Url {
    std::string scheme, host, target;
    std::shared_ptr<const Trust> trust;
    std::uint16_t port = 80;
    static tl::expected<Url, std::string> parse(std::string_view text);
    std::string authority() const; ///< host, and the port when it is not the scheme's own
};

/// One request on a connection of its own; https is spoken when the URL says so (certificates are
/// checked). request.target is ignored, the URL's is sent; Host and Content-Length are added.
/// A zero timeout waits for ever.
Awaitable<Result<Response>> fetch(Dialer &dialer, Url url, Request request,
                                  std::chrono::milliseconds timeout = std::chrono::seconds(60));

/// As fetch, for answers that come in pieces: onHead once, then onChunk for each piece as it
/// arrives; either may return false to stop.
struct StreamSink {
    std::function<Awaitable<bool>(const Response &head)> onHead;
    std::function<Awaitable<bool>(std::string_view chunk)> onChunk;
};
Awaitable<Result<void>> fetchStream(Dialer &dialer, Url url, Request request, StreamSink sink);

} // namespace stage::net
