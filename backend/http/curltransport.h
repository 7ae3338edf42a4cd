// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/http/transport.h"

#include <QObject>

namespace http {

/// HTTP by libcurl's multi interface on the thread's own Qt event loop, without threads.
/// Connections are kept and shared, HTTP/2 where the server offers it. Redirects are answers.
/// No body, header or query ever reaches a fault's text. Calls may outlive the transport: they
/// then never call back. Source of the pattern: curl's documentation of CURLMOPT_SOCKETFUNCTION.
class CurlTransport final : public QObject, public Transport {
    Q_OBJECT
public:
    explicit CurlTransport(QObject *parent = nullptr);
    ~CurlTransport() override;

    [[nodiscard]] std::unique_ptr<Call> send(const Request &request, Done done) override;
    [[nodiscard]] std::unique_ptr<Call> stream(const Request &request,
                                               std::function<void(const QByteArray &)> piece,
                                               Done done) override;

private:
    class Loop;
    class Ticket;
    std::shared_ptr<Loop> m_loop;
};

} // namespace http
