// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/server.h"
#include "backend/stage/observe/inbox.h"

#include <chrono>

namespace stage::observe {

/// The server's half of an SMTP conversation, without the socket: one line in, an answer out.
/// RFC 5321's minimum as MailHog answers it; no TLS, no authentication.
class SmtpSession {
public:
    using Deliver = std::function<std::string(Envelope)>; ///< stores a mail, returns its id

    explicit SmtpSession(Deliver deliver);

    static std::string greeting();
    /// LINE is without CRLF. The answer carries its CRLF; it is empty inside DATA.
    std::string line(const std::string &line);
    bool quit() const { return m_quit; }

private:
    std::string command(const std::string &line);
    std::string startMail(const std::string &argument);
    std::string addRecipient(const std::string &argument);
    std::string dataLine(const std::string &line);

    Deliver m_deliver;
    Envelope m_mail;
    bool m_haveSender = false, m_inData = false, m_tooBig = false, m_quit = false;
};

/// Runs a session on a connected socket until QUIT or the client goes.
net::Awaitable<void> serveSmtp(boost::asio::ip::tcp::socket socket, SmtpSession::Deliver deliver);

} // namespace stage::observe
