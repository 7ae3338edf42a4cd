// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <chrono>
#include <deque>

namespace stage::observe {

/// A mail as the SMTP client handed it over.
struct Envelope {
    std::string helo, from;
    std::vector<std::string> to;
    std::string data; ///< headers and body, CRLF lines, dots already unstuffed
};

/// Headers by name. A repeated header keeps its last value only, as MailHog does.
struct MailPart {
    std::map<std::string, std::vector<std::string>> headers;
    std::string body; ///< still in its transfer encoding
    std::string raw;
    std::vector<MailPart> parts; ///< of a multipart body
    std::string header(const std::string &name) const;
};

struct Mail {
    std::string id;
    Envelope envelope;
    MailPart content;
    std::chrono::system_clock::time_point created;
};

/// Splits headers and body, unfolds headers, and splits multipart bodies (six levels deep).
MailPart parseMail(const std::string &data, int depth = 0);

/// The mails that arrived, newest first in every list; the oldest go when there are too many.
/// Single-threaded.
class Inbox {
public:
    explicit Inbox(std::size_t limit = 1000);

    using Listener = std::function<void(const std::shared_ptr<const Mail> &)>;
    std::shared_ptr<const Mail> add(Envelope envelope, std::chrono::system_clock::time_point now);
    std::vector<std::shared_ptr<const Mail>> list() const;
    std::shared_ptr<const Mail> find(const std::string &id) const;
    bool remove(const std::string &id);
    void clear();
    /// Called for each new mail until the result is destroyed.
    [[nodiscard]] std::shared_ptr<void> listen(Listener listener);

private:
    std::deque<std::shared_ptr<const Mail>> m_mails; ///< oldest first
    std::size_t m_limit;
    std::vector<std::weak_ptr<Listener>> m_listeners;
};

/// A mail in MailHog 1.0.1's JSON.
net::Json mailhogMessage(const Mail &mail);

} // namespace stage::observe
