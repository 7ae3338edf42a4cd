// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/net/client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>

namespace stage::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

auto into(error_code &error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

NetError explain(const error_code &error, const std::string &doing)
{
    using Kind = NetError::Kind;
    if (error == asio::error::connection_refused)
        return {Kind::Refused, "Connection refused (os error 111)"};
    if (error == asio::error::connection_reset || error == asio::error::broken_pipe)
        return {Kind::Reset, "Connection reset by peer (os error 104)"};
    if (error == asio::error::eof || error == http::error::end_of_stream
        || error == http::error::partial_message)
        return {Kind::Closed, "connection closed before message completed"};
    if (error == asio::error::operation_aborted)
        return {Kind::Timeout, doing + ": timed out"};
    return {Kind::Garbled, doing + ": " + error.message()};
}

class PlainConnection final : public Connection {
public:
    explicit PlainConnection(tcp::socket socket)
        : m_socket(std::move(socket))
    {
    }
    tcp::socket &socket() override { return m_socket; }

private:
    tcp::socket m_socket;
};

std::string requestText(const Url &url, const Request &request)
{
    std::string out = request.method + " " + url.target + " HTTP/1.1\r\n";
    if (!request.headers.has("Host"))
        out += "Host: " + url.authority() + "\r\n";
    for (const auto &[name, value] : request.headers)
        out += name + ": " + value + "\r\n";
    const bool carriesBody = !request.body.empty() || request.method == "POST"
                             || request.method == "PUT" || request.method == "PATCH";
    if (carriesBody && !request.headers.has("Content-Length"))
        out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    if (!request.headers.has("Connection"))
        out += "Connection: close\r\n";
    out += "\r\n";
    return out + request.body;
}

Response headOf(const http::response_parser<http::buffer_body> &parser)
{
    Response head;
    head.status = static_cast<int>(parser.get().result_int());
    for (const auto &field : parser.get())
        head.headers.add(std::string(field.name_string()), std::string(field.value()));
    return head;
}

template <class Stream>
Awaitable<Result<void>> converse(Stream &stream, const Url &url, const Request &request,
                                 StreamSink &sink)
{
    error_code error;
    const std::string text = requestText(url, request);
    co_await asio::async_write(stream, asio::buffer(text), into(error));
    // A server may answer and close before it has read everything: the answer still counts.
    const error_code writeError = error;
    beast::flat_buffer buffer;
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(boost::none);
    parser.skip(request.method == "HEAD");
    error = {};
    co_await http::async_read_header(stream, buffer, parser, into(error));
    if (error)
        co_return tl::unexpected(explain(writeError ? writeError : error, "reading the answer"));
    const Response head = headOf(parser);
    const bool wanted = co_await sink.onHead(head);
    if (!wanted)
        co_return Result<void>();
    std::array<char, 16384> piece;
    while (!parser.is_done()) {
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        parser.get().body().more = true;
        co_await http::async_read_some(stream, buffer, parser, into(error));
        if (error == http::error::need_buffer)
            error = {};
        const std::size_t filled = piece.size() - parser.get().body().size;
        if (filled > 0) {
            const bool more = co_await sink.onChunk(std::string_view(piece.data(), filled));
            if (!more)
                co_return Result<void>();
        }
        if (error)
            co_return tl::unexpected(explain(error, "reading the answer"));
    }
    co_return Result<void>();
}

Awaitable<Result<void>> overTls(Connection &connection, const Url &url, const Request &request,
                                StreamSink &sink)
{
    asio::ssl::context context(asio::ssl::context::tls_client);
    error_code error;
    if (url.trust) {
        const Trust &trust = *url.trust;
        context.add_certificate_authority(asio::buffer(trust.ca), error);
        if (!error && !trust.certificate.empty()) {
            context.use_certificate_chain(asio::buffer(trust.certificate), error);
            if (!error)
                context.use_private_key(asio::buffer(trust.key), asio::ssl::context::pem, error);
        }
        if (error)
            co_return tl::unexpected(explain(error, "reading the TLS identity for " + url.host));
    } else {
        context.set_default_verify_paths(error);
    }
    context.set_verify_mode(asio::ssl::verify_peer);
    context.set_verify_callback(asio::ssl::host_name_verification(url.host));
    asio::ssl::stream<tcp::socket &> stream(connection.socket(), context);
    SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
    co_await stream.async_handshake(asio::ssl::stream_base::client, into(error));
    if (error)
        co_return tl::unexpected(explain(error, "TLS handshake with " + url.host));
    co_return co_await converse(stream, url, request, sink);
}

/// Closes a socket when its time is up, unless it dies first.
class Watchdog {
public:
    Watchdog(const asio::any_io_executor &executor, std::chrono::milliseconds limit)
        : m_timer(std::make_shared<asio::steady_timer>(executor))
        , m_socket(std::make_shared<tcp::socket *>(nullptr))
        , m_fired(std::make_shared<bool>(false))
    {
        if (limit.count() == 0)
            return;
        m_timer->expires_after(limit);
        m_timer->async_wait(
            [socket = m_socket, fired = m_fired, timer = m_timer](error_code error) {
                if (error)
                    return;
                *fired = true;
                error_code ignored;
                if (*socket)
                    (*socket)->close(ignored);
            });
    }
    ~Watchdog()
    {
        *m_socket = nullptr;
        m_timer->cancel();
    }
    Watchdog(const Watchdog &) = delete;
    Watchdog &operator=(const Watchdog &) = delete;
    void guard(tcp::socket &socket) { *m_socket = &socket; }
    void release() { *m_socket = nullptr; }
    bool fired() const { return *m_fired; }

private:
    std::shared_ptr<asio::steady_timer> m_timer;
    std::shared_ptr<tcp::socket *> m_socket;
    std::shared_ptr<bool> m_fired;
};

using Dialed = Result<std::unique_ptr<Connection>>;

NetError noAnswer(const Url &url, std::chrono::milliseconds within)
{
    return {NetError::Kind::Timeout, "no answer from " + url.authority() + " within "
                                         + std::to_string(within.count()) + " ms"};
}

/// A host whose packets are dropped neither takes nor refuses a connection.
Awaitable<Dialed> dialWithin(Dialer &dialer, const Url &url, std::chrono::milliseconds timeout)
{
    if (timeout.count() == 0)
        co_return co_await dialer.dial(url.host, url.port);
    using namespace boost::asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, timeout);
    error_code ignored;
    auto first = co_await (dialer.dial(url.host, url.port) || timer.async_wait(into(ignored)));
    if (first.index() == 0)
        co_return std::move(std::get<0>(first));
    co_return tl::unexpected(noAnswer(url, timeout));
}

Awaitable<Result<void>> exchange(Dialer &dialer, const Url &url, const Request &request,
                                 StreamSink &sink, std::chrono::milliseconds timeout)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto begun = std::chrono::steady_clock::now();
    Dialed connection = co_await dialWithin(dialer, url, timeout);
    if (!connection)
        co_return tl::unexpected(connection.error());
    const auto gone = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    const std::chrono::milliseconds left =
        timeout.count() == 0 ? timeout : std::max(timeout - gone, std::chrono::milliseconds(1));
    Watchdog watchdog(executor, left);
    watchdog.guard((*connection)->socket());
    Result<void> result;
    if (url.scheme == "https")
        result = co_await overTls(**connection, url, request, sink);
    else
        result = co_await converse((*connection)->socket(), url, request, sink);
    watchdog.release();
    if (!result && watchdog.fired())
        co_return tl::unexpected(noAnswer(url, timeout));
    co_return result;
}

} // namespace

Awaitable<Result<std::unique_ptr<Connection>>> SystemDialer::dial(std::string host,
                                                                  std::uint16_t port)
{
    const auto executor = co_await asio::this_coro::executor;
    error_code error;
    tcp::resolver resolver(executor);
    const auto found = co_await resolver.async_resolve(host, std::to_string(port), into(error));
    if (error) {
        co_return tl::unexpected(
            NetError{NetError::Kind::NoSuchHost, "lookup " + host + ": " + error.message()});
    }
    tcp::socket socket(executor);
    co_await asio::async_connect(socket, found, into(error));
    if (error)
        co_return tl::unexpected(explain(error, "connecting to " + host));
    socket.set_option(tcp::no_delay(true), error);
    co_return std::make_unique<PlainConnection>(std::move(socket));
}

tl::expected<Url, std::string> Url::parse(std::string_view text)
{
    Url url;
    const auto colon = text.find("://");
    if (colon == std::string_view::npos)
        return tl::unexpected("URL without a scheme: " + std::string(text));
    url.scheme = std::string(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https")
        return tl::unexpected("URL scheme must be http or https: " + std::string(text));
    url.port = url.scheme == "https" ? 443 : 80;
    std::string_view rest = text.substr(colon + 3);
    const auto slash = rest.find_first_of("/?");
    std::string_view authority = rest.substr(0, slash);
    url.target = slash == std::string_view::npos ? "/" : std::string(rest.substr(slash));
    if (url.target.front() == '?')
        url.target.insert(url.target.begin(), '/');
    const auto port = authority.rfind(':');
    if (port != std::string_view::npos && authority.find(']', port) == std::string_view::npos) {
        const std::string_view digits = authority.substr(port + 1);
        const auto [end, bad] =
            std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
        if (bad != std::errc() || end != digits.data() + digits.size() || url.port == 0)
            return tl::unexpected("URL with a bad port: " + std::string(text));
        authority = authority.substr(0, port);
    }
    if (authority.empty())
        return tl::unexpected("URL without a host: " + std::string(text));
    url.host = std::string(authority);
    return url;
}

std::string Url::authority() const
{
    const bool usual = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
    return usual ? host : host + ":" + std::to_string(port);
}

Awaitable<Result<Response>> fetch(Dialer &dialer, Url url, Request request,
                                  std::chrono::milliseconds timeout)
{
    Response response;
    StreamSink sink;
    sink.onHead = [&response](const Response &head) -> Awaitable<bool> {
        response = head;
        co_return true;
    };
    sink.onChunk = [&response](std::string_view chunk) -> Awaitable<bool> {
        response.body.append(chunk);
        co_return true;
    };
    const Result<void> result = co_await exchange(dialer, url, request, sink, timeout);
    if (!result)
        co_return tl::unexpected(result.error());
    co_return response;
}

Awaitable<Result<void>> fetchStream(Dialer &dialer, Url url, Request request, StreamSink sink)
{
    co_return co_await exchange(dialer, url, request, sink, std::chrono::milliseconds(0));
}

} // namespace stage::net
