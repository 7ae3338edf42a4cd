// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stage::net {

using Json = nlohmann::json;
template <class T = void> using Awaitable = boost::asio::awaitable<T>;

/// HTTP header fields in the order they came; names compare without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields)
        : m_fields(fields)
    {
    }

    /// The first value of NAME, or "".
    std::string get(std::string_view name) const;
    bool has(std::string_view name) const;
    void set(std::string_view name, std::string value);
    void add(std::string name, std::string value);
    void remove(std::string_view name);
    auto begin() const { return m_fields.begin(); }
    auto end() const { return m_fields.end(); }

private:
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// Who is at the other end of a connection. Outside the mesh only address is set.
struct Peer {
    std::string address;        ///< "10.244.0.8:60124"
    std::string ns;             ///< of the calling pod
    std::string serviceAccount; ///< of the calling pod
    std::string pod;            ///< name of the calling pod
    bool inMesh() const { return !serviceAccount.empty(); }
};

struct Request {
    std::string method = "GET";
    std::string target = "/"; ///< as sent: path and query, still encoded
    Headers headers;
    std::string body;
    Peer peer; ///< set by the server

    std::string path() const; ///< decoded, without the query
    /// Decoded query values; a name may stand several times.
    std::multimap<std::string, std::string> query() const;
    /// First value of a query name, or "".
    std::string query(std::string_view name) const;
    /// The body as JSON; a discarded value (is_discarded()) when it is none.
    Json json() const { return Json::parse(body, nullptr, false); }
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;

    static Response json(const Json &value, int status = 200);
    static Response text(std::string body, int status = 200);
    static Response html(std::string body, int status = 200);
};

std::string reasonPhrase(int status);
std::string urlDecode(std::string_view text, bool plusIsSpace = false);
std::string urlEncode(std::string_view text);
std::string htmlEscape(std::string_view text);

/// One WebSocket after the upgrade, or another protocol's bytes after switchTo(), where a message
/// is what one read brought. One reader and one writer at a time.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    struct Message {
        std::string data;
        bool binary = false;
    };
    /// The next message, or nothing once the peer has closed.
    virtual Awaitable<std::unique_ptr<Message>> read() = 0;
    /// False once the connection is gone.
    virtual Awaitable<bool> write(std::string data, bool binary) = 0;
    virtual Awaitable<void> close() = 0;
};

/// One request on its way to an answer. Lives as long as the handler runs.
/// Exactly one of reply(), begin()…end(), upgrade() or switchTo() is used.
class Exchange {
public:
    virtual ~Exchange() = default;
    virtual const Request &request() const = 0;
    /// Sends a whole answer. Content-Length and Date are added.
    virtual Awaitable<void> reply(Response response) = 0;
    /// Starts a chunked answer.
    virtual Awaitable<void> begin(int status, Headers headers) = 0;
    /// One chunk; false once the client is gone.
    virtual Awaitable<bool> write(std::string_view chunk) = 0;
    virtual Awaitable<void> end() = 0;
    /// Resolves when the client goes away; for streams that wait for news. Not after upgrade().
    virtual Awaitable<void> gone() = 0;
    /// Cuts the connection without an answer (RST).
    virtual void abort() = 0;
    /// The request is a WebSocket handshake. PROTOCOL is the subprotocol to confirm, "" for none.
    virtual bool wantsUpgrade() const = 0;
    virtual Awaitable<std::unique_ptr<WebSocket>> upgrade(std::string protocol) = 0;
    /// Answers 101 with HEADERS: from then on the connection speaks PROTOCOL, in its own bytes.
    virtual Awaitable<std::unique_ptr<WebSocket>> switchTo(std::string protocol,
                                                           Headers headers) = 0;
};

using Handler = std::function<Awaitable<void>(Exchange &)>;

} // namespace stage::net
