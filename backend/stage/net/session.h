// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>

namespace boost::asio::ssl {
class context;
}

namespace stage::net {

/// The open connections of one server, so that they can all be cut.
class Sessions {
public:
    using Abort = std::function<void()>;
    std::list<Abort>::iterator add(Abort abort)
    {
        return m_open.insert(m_open.end(), std::move(abort));
    }
    void remove(std::list<Abort>::iterator where) { m_open.erase(where); }
    void abortAll()
    {
        for (const Abort &abort : m_open)
            abort();
    }

private:
    std::list<Abort> m_open;
};

/// Serves one accepted connection until either side closes it. TLS may be null.
void startSession(boost::asio::any_io_executor executor, boost::asio::ip::tcp::socket socket,
                  boost::asio::ssl::context *tls, Handler handler, Peer peer,
                  std::shared_ptr<Sessions> sessions);

} // namespace stage::net
