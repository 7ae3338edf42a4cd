// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/inbox.h"
#include "backend/stage/observe/service.h"

namespace stage::observe {

/// MailHog 1.0.1's HTTP API over the Inbox, its quirks included (protocols: an unknown message is
/// 200 null, deleting one is 500, replies are text/json), and the stage's inbox page.
class MailhogHttp final : public Service {
public:
    MailhogHttp(boost::asio::any_io_executor executor, Inbox &inbox);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    net::Response answer(const net::Request &request);
    net::Response one(const net::Request &request, const std::string &path);
    net::Response listing(const net::Request &request,
                          const std::vector<std::shared_ptr<const Mail>> &mails) const;
    Awaitable<void> webSocket(net::Exchange &exchange);
    Awaitable<void> events(net::Exchange &exchange);

    boost::asio::any_io_executor m_executor;
    Inbox &m_inbox;
};

/// Does a mail answer MailHog's search? KIND is from, to or containing; case is ignored.
bool mailMatches(const Mail &mail, const std::string &kind, const std::string &query);

std::unique_ptr<workloads::Workload> makeMailhog(workloads::Surroundings surroundings,
                                                 Inbox &inbox);

} // namespace stage::observe
