// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

/// What a connection speaks after it has left HTTP: for session.cpp alone. STREAM is a TCP socket
/// or TLS over one; KEEP is whose it is.
namespace stage::net {

/// A WebSocket over either kind of stream.
template <class Stream> class StreamSocket final : public WebSocket {
public:
    StreamSocket(Stream &stream, std::shared_ptr<void> keep)
        : m_socket(stream)
        , m_keep(std::move(keep))
    {
        m_socket.set_option(boost::beast::websocket::stream_base::timeout{
            std::chrono::seconds(30), boost::beast::websocket::stream_base::none(), false});
        m_socket.read_message_max(16 * 1024 * 1024);
    }

    template <class HttpRequest>
    Awaitable<bool> accept(const HttpRequest &request, std::string protocol)
    {
        m_socket.set_option(
            boost::beast::websocket::stream_base::decorator([protocol](auto &response) {
                if (!protocol.empty())
                    response.set(boost::beast::http::field::sec_websocket_protocol, protocol);
                response.set(boost::beast::http::field::server, "trustusbank-stage");
            }));
        boost::system::error_code error;
        co_await m_socket.async_accept(request,
                                       boost::asio::redirect_error(boost::asio::use_awaitable,
                                                                   error));
        co_return !error;
    }

    Awaitable<std::unique_ptr<Message>> read() override
    {
        boost::beast::flat_buffer buffer;
        boost::system::error_code error;
        co_await m_socket.async_read(buffer, boost::asio::redirect_error(boost::asio::use_awaitable,
                                                                         error));
        if (error)
            co_return nullptr;
        auto message = std::make_unique<Message>();
        message->data = boost::beast::buffers_to_string(buffer.data());
        message->binary = m_socket.got_binary();
        co_return message;
    }

    Awaitable<bool> write(std::string data, bool binary) override
    {
        m_socket.binary(binary);
        boost::system::error_code error;
        co_await m_socket.async_write(boost::asio::buffer(data),
                                      boost::asio::redirect_error(boost::asio::use_awaitable,
                                                                  error));
        co_return !error;
    }

    Awaitable<void> close() override
    {
        boost::system::error_code error;
        co_await m_socket.async_close(boost::beast::websocket::close_code::normal,
                                      boost::asio::redirect_error(boost::asio::use_awaitable,
                                                                  error));
    }

private:
    boost::beast::websocket::stream<Stream &> m_socket;
    std::shared_ptr<void> m_keep;
};

/// Either kind of stream, in its own bytes: first those that were read with the request.
template <class Stream> class StreamBytes final : public WebSocket {
public:
    StreamBytes(Stream &stream, boost::beast::flat_buffer &before, std::shared_ptr<void> keep)
        : m_stream(stream)
        , m_before(boost::beast::buffers_to_string(before.data()))
        , m_keep(std::move(keep))
    {
        before.clear();
    }

    Awaitable<std::unique_ptr<Message>> read() override
    {
        auto message = std::make_unique<Message>();
        message->binary = true;
        if (!m_before.empty()) {
            message->data.swap(m_before);
            co_return message;
        }
        message->data.resize(pieceSize);
        boost::system::error_code error;
        const std::size_t size = co_await m_stream.async_read_some(
            boost::asio::buffer(message->data),
            boost::asio::redirect_error(boost::asio::use_awaitable, error));
        if (error)
            co_return nullptr;
        message->data.resize(size);
        co_return message;
    }

    Awaitable<bool> write(std::string data, bool) override
    {
        boost::system::error_code error;
        co_await boost::asio::async_write(m_stream, boost::asio::buffer(data),
                                          boost::asio::redirect_error(boost::asio::use_awaitable,
                                                                      error));
        co_return !error;
    }

    Awaitable<void> close() override
    {
        boost::system::error_code ignored;
        boost::beast::get_lowest_layer(m_stream).shutdown(
            boost::asio::ip::tcp::socket::shutdown_send, ignored);
        co_return;
    }

private:
    static constexpr std::size_t pieceSize = 32 * 1024;
    Stream &m_stream;
    std::string m_before;
    std::shared_ptr<void> m_keep;
};

} // namespace stage::net
