// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/net/session.h"

#include "backend/stage/net/depth.h"
#include "backend/stage/net/streams.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <cstdio>
#include <ctime>

namespace stage::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

bool tooDeep(const Request &request)
{
    return request.headers.get("Content-Type").find("json") != std::string::npos
           && nestsTooDeeply(request.body);
}

constexpr std::uint64_t bodyLimit = 512ull * 1024 * 1024;
constexpr std::uint32_t headerLimit = 64 * 1024;

auto into(error_code &error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

std::string httpDate()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char buffer[40];
    const auto length = std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return std::string(buffer, length);
}

std::string headerBlock(int status, const Headers &headers)
{
    std::string out = "HTTP/1.1 " + std::to_string(status) + " " + reasonPhrase(status) + "\r\n";
    for (const auto &[name, value] : headers)
        out += name + ": " + value + "\r\n";
    if (!headers.has("Date"))
        out += "Date: " + httpDate() + "\r\n";
    return out;
}

template <class Stream>
class Session final : public Exchange, public std::enable_shared_from_this<Session<Stream>> {
public:
    template <class... Arguments>
    Session(Handler handler, Peer peer, std::shared_ptr<Sessions> sessions,
            Arguments &&...arguments)
        : m_stream(std::forward<Arguments>(arguments)...)
        , m_handler(std::move(handler))
        , m_peer(std::move(peer))
        , m_sessions(std::move(sessions))
    {
    }

    Awaitable<void> run();

    const Request &request() const override { return m_request; }
    Awaitable<void> reply(Response response) override;
    Awaitable<void> begin(int status, Headers headers) override;
    Awaitable<bool> write(std::string_view chunk) override;
    Awaitable<void> end() override;
    Awaitable<void> gone() override;
    void abort() override;
    bool wantsUpgrade() const override { return websocket::is_upgrade(m_parsed); }
    Awaitable<std::unique_ptr<WebSocket>> upgrade(std::string protocol) override;
    Awaitable<std::unique_ptr<WebSocket>> switchTo(std::string protocol, Headers headers) override;

private:
    tcp::socket &tcpSocket() { return beast::get_lowest_layer(m_stream); }
    Awaitable<bool> handshake();
    Awaitable<bool> readRequest();
    void shutdown();

    Stream m_stream;
    Handler m_handler;
    Peer m_peer;
    std::shared_ptr<Sessions> m_sessions;
    beast::flat_buffer m_buffer;
    http::request<http::string_body> m_parsed;
    Request m_request;
    bool m_answered = false;
    bool m_chunked = false;
    bool m_over = false; // the connection cannot carry another request
};

template <class Stream> Awaitable<bool> Session<Stream>::handshake()
{
    if constexpr (!std::is_same_v<Stream, tcp::socket>) {
        error_code error;
        co_await m_stream.async_handshake(asio::ssl::stream_base::server, into(error));
        co_return !error;
    }
    co_return true;
}

template <class Stream> Awaitable<bool> Session<Stream>::readRequest()
{
    http::request_parser<http::string_body> parser;
    parser.body_limit(bodyLimit);
    parser.header_limit(headerLimit);
    error_code error;
    co_await http::async_read_header(m_stream, m_buffer, parser, into(error));
    if (error)
        co_return false;
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        static constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(m_stream, asio::buffer(go), into(error));
    }
    co_await http::async_read(m_stream, m_buffer, parser, into(error));
    if (error)
        co_return false;
    m_parsed = parser.release();
    m_request = {};
    m_request.method = std::string(m_parsed.method_string());
    m_request.target = std::string(m_parsed.target());
    for (const auto &field : m_parsed)
        m_request.headers.add(std::string(field.name_string()), std::string(field.value()));
    m_request.body = std::move(m_parsed.body());
    m_request.peer = m_peer;
    co_return true;
}

template <class Stream> Awaitable<void> Session<Stream>::run()
{
    const auto self = this->shared_from_this();
    const auto place = m_sessions->add([this] { abort(); });
    bool open = co_await handshake();
    while (open && !m_over) {
        const bool read = co_await readRequest();
        if (!read)
            break;
        const bool keep = m_parsed.keep_alive();
        m_answered = m_chunked = false;
        std::string thrown;
        if (tooDeep(m_request)) {
            // Before anybody walks it: a handler's stack would not do.
            Response refused = Response::text("the body's JSON nests too deeply\n", 400);
            co_await reply(std::move(refused));
        }
        try {
            if (!m_answered)
                co_await m_handler(*this);
        } catch (const std::exception &error) {
            thrown = error.what();
        }
        if (!m_answered && !m_over) {
            // A handler that forgot to answer, or failed: the client must not hang.
            if (thrown.empty())
                thrown = "it gave no answer";
            Response failed = Response::text("handler failed: " + thrown, 500);
            co_await reply(std::move(failed));
        }
        open = keep && thrown.empty();
    }
    m_sessions->remove(place);
    shutdown();
}

template <class Stream> void Session<Stream>::shutdown()
{
    error_code ignored;
    tcpSocket().shutdown(tcp::socket::shutdown_send, ignored);
    tcpSocket().close(ignored);
}

template <class Stream> Awaitable<void> Session<Stream>::reply(Response response)
{
    m_answered = true;
    std::string out = headerBlock(response.status, response.headers);
    const bool bodyless = response.status == 204 || response.status == 304;
    if (!response.headers.has("Content-Length") && !bodyless)
        out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (!m_parsed.keep_alive())
        out += "Connection: close\r\n";
    out += "\r\n";
    error_code error;
    const bool head = m_parsed.method() == http::verb::head;
    std::vector<asio::const_buffer> buffers{asio::buffer(out)};
    if (!head && !bodyless)
        buffers.push_back(asio::buffer(response.body));
    co_await asio::async_write(m_stream, buffers, into(error));
    m_over = m_over || error;
}

template <class Stream> Awaitable<void> Session<Stream>::begin(int status, Headers headers)
{
    m_answered = true;
    m_chunked = m_parsed.version() >= 11;
    std::string out = headerBlock(status, headers);
    out += m_chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Connection: close\r\n\r\n";
    error_code error;
    co_await asio::async_write(m_stream, asio::buffer(out), into(error));
    m_over = m_over || error || !m_chunked;
}

template <class Stream> Awaitable<bool> Session<Stream>::write(std::string_view chunk)
{
    if (chunk.empty())
        co_return tcpSocket().is_open();
    error_code error;
    if (!m_chunked) {
        co_await asio::async_write(m_stream, asio::buffer(chunk), into(error));
        co_return !error;
    }
    char size[20];
    const int length = std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    std::string out(size, static_cast<std::size_t>(length));
    out.append(chunk);
    out += "\r\n";
    co_await asio::async_write(m_stream, asio::buffer(out), into(error));
    m_over = m_over || error;
    co_return !error;
}

template <class Stream> Awaitable<void> Session<Stream>::end()
{
    if (!m_chunked)
        co_return;
    error_code error;
    static constexpr std::string_view last = "0\r\n\r\n";
    co_await asio::async_write(m_stream, asio::buffer(last), into(error));
    m_over = m_over || error;
}

template <class Stream> Awaitable<void> Session<Stream>::gone()
{
    // A client that waits for a stream sends nothing more: readable means closed (or a TLS close).
    error_code error;
    while (!error && tcpSocket().is_open()) {
        co_await tcpSocket().async_wait(tcp::socket::wait_read, into(error));
        if (error)
            break;
        char probe = 0;
        const auto got = ::recv(tcpSocket().native_handle(), &probe, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got <= 0 || !std::is_same_v<Stream, tcp::socket>)
            break;
        asio::steady_timer pause(tcpSocket().get_executor(), std::chrono::milliseconds(100));
        co_await pause.async_wait(into(error));
    }
    // Whoever no longer waits for the end has not seen it.
    m_over = m_over || error != asio::error::operation_aborted;
}

template <class Stream> void Session<Stream>::abort()
{
    m_over = true;
    error_code ignored;
    tcpSocket().set_option(asio::socket_base::linger(true, 0), ignored);
    tcpSocket().close(ignored);
}

template <class Stream>
Awaitable<std::unique_ptr<WebSocket>> Session<Stream>::upgrade(std::string protocol)
{
    m_answered = true;
    m_over = true;
    auto socket = std::make_unique<StreamSocket<Stream>>(m_stream, this->shared_from_this());
    const bool accepted = co_await socket->accept(m_parsed, std::move(protocol));
    if (!accepted)
        co_return nullptr;
    co_return socket;
}

template <class Stream>
Awaitable<std::unique_ptr<WebSocket>> Session<Stream>::switchTo(std::string protocol,
                                                                Headers headers)
{
    m_answered = true;
    m_over = true;
    headers.set("Connection", "Upgrade");
    headers.set("Upgrade", std::move(protocol));
    const std::string out = headerBlock(101, headers) + "\r\n";
    error_code error;
    co_await asio::async_write(m_stream, asio::buffer(out), into(error));
    if (error)
        co_return nullptr;
    co_return std::make_unique<StreamBytes<Stream>>(m_stream, m_buffer, this->shared_from_this());
}

/// Its own way to end under a WebSocket: clang cannot choose between the two that it sees for
/// Beast's, a constrained friend and its definition.
class Tls : public beast::ssl_stream<tcp::socket> {
public:
    using ssl_stream::ssl_stream;

    template <class Handler>
    friend void async_teardown(beast::role_type, Tls &stream, Handler &&handler)
    {
        stream.async_shutdown(std::forward<Handler>(handler));
    }
};

template <class Stream>
void spawn(const asio::any_io_executor &executor, std::shared_ptr<Session<Stream>> session)
{
    auto *raw = session.get();
    asio::co_spawn(executor, raw->run(), [session](const std::exception_ptr &) {});
}

} // namespace

void startSession(asio::any_io_executor executor, tcp::socket socket, asio::ssl::context *tls,
                  Handler handler, Peer peer, std::shared_ptr<Sessions> sessions)
{
    if (tls) {
        spawn<Tls>(executor,
                   std::make_shared<Session<Tls>>(std::move(handler), std::move(peer),
                                                  std::move(sessions), std::move(socket), *tls));
    } else {
        spawn<tcp::socket>(executor, std::make_shared<Session<tcp::socket>>(std::move(handler),
                                                                            std::move(peer),
                                                                            std::move(sessions),
                                                                            std::move(socket)));
    }
}

} // namespace stage::net
