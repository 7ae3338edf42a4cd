// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

namespace stage::mesh::gateway {

using net::Json;

/// What a policy's traffic.cors means for one request.
struct CorsVerdict {
    std::optional<net::Response> answer; ///< to a preflight: the gateway's own
    net::Headers headers;                ///< for whatever else is answered
};
/// Of a foreign origin a preflight is answered without a word on CORS, and the rest passes. Pure.
CorsVerdict corsVerdict(const Json &cors, const net::Request &request);

/// Hands on all calls, with more headers on the answer.
class HeadedExchange final : public net::Exchange {
public:
    HeadedExchange(net::Exchange &inner, net::Headers headers)
        : m_inner(inner)
        , m_headers(std::move(headers))
    {
    }
    const net::Request &request() const override { return m_inner.request(); }
    net::Awaitable<void> reply(net::Response response) override
    {
        addTo(response.headers);
        return m_inner.reply(std::move(response));
    }
    net::Awaitable<void> begin(int status, net::Headers headers) override
    {
        addTo(headers);
        return m_inner.begin(status, std::move(headers));
    }
    net::Awaitable<bool> write(std::string_view chunk) override { return m_inner.write(chunk); }
    net::Awaitable<void> end() override { return m_inner.end(); }
    net::Awaitable<void> gone() override { return m_inner.gone(); }
    void abort() override { m_inner.abort(); }
    bool wantsUpgrade() const override { return m_inner.wantsUpgrade(); }
    net::Awaitable<std::unique_ptr<net::WebSocket>> upgrade(std::string protocol) override
    {
        return m_inner.upgrade(std::move(protocol));
    }
    net::Awaitable<std::unique_ptr<net::WebSocket>> switchTo(std::string protocol,
                                                             net::Headers headers) override
    {
        return m_inner.switchTo(std::move(protocol), std::move(headers));
    }

private:
    void addTo(net::Headers &headers) const
    {
        for (const auto &[name, value] : m_headers)
            headers.set(name, value);
    }
    net::Exchange &m_inner;
    net::Headers m_headers;
};

} // namespace stage::mesh::gateway
