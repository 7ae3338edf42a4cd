// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/smtp.h"

#include <boost/algorithm/string.hpp>
#include <boost/asio.hpp>

namespace stage::observe {

namespace asio = boost::asio;

namespace {

constexpr std::size_t largestMail = 10 * 1024 * 1024;
constexpr std::size_t longestLine = 1024 * 1024;
constexpr std::size_t mostRecipients = 100;

/// The address of "FROM:<a@b> SIZE=1"; nothing when the shape is wrong.
std::optional<std::string> addressOf(const std::string &argument, const std::string &keyword)
{
    if (!boost::istarts_with(argument, keyword))
        return {};
    const auto rest = boost::trim_copy(argument.substr(keyword.size()));
    if (rest.empty() || rest.front() != '<')
        return {};
    const auto end = rest.find('>');
    if (end == std::string::npos)
        return {};
    return rest.substr(1, end - 1);
}

} // namespace

SmtpSession::SmtpSession(Deliver deliver)
    : m_deliver(std::move(deliver))
{
}

std::string SmtpSession::greeting()
{
    return "220 mailhog.example ESMTP trustusbank-stage\r\n";
}

std::string SmtpSession::line(const std::string &line)
{
    return m_inData ? dataLine(line) : command(line);
}

std::string SmtpSession::command(const std::string &line)
{
    const auto space = line.find(' ');
    const auto verb = boost::to_upper_copy(line.substr(0, space));
    const auto argument =
        space == std::string::npos ? std::string() : boost::trim_copy(line.substr(space + 1));
    if (verb == "HELO" || verb == "EHLO") {
        m_mail = {};
        m_haveSender = false;
        m_mail.helo = argument;
        if (verb == "HELO")
            return "250 Hello " + argument + "\r\n";
        return "250-Hello " + argument + "\r\n250-SIZE " + std::to_string(largestMail)
               + "\r\n250-8BITMIME\r\n250 PIPELINING\r\n";
    }
    if (verb == "MAIL")
        return startMail(argument);
    if (verb == "RCPT")
        return addRecipient(argument);
    if (verb == "DATA") {
        if (m_mail.to.empty())
            return "503 Bad sequence of commands: RCPT comes first\r\n";
        m_inData = true;
        m_tooBig = false;
        m_mail.data.clear();
        return "354 End data with <CR><LF>.<CR><LF>\r\n";
    }
    if (verb == "RSET") {
        m_mail = {.helo = m_mail.helo, .from = {}, .to = {}, .data = {}};
        m_haveSender = false;
        return "250 Ok\r\n";
    }
    if (verb == "NOOP")
        return "250 Ok\r\n";
    if (verb == "QUIT") {
        m_quit = true;
        return "221 Bye\r\n";
    }
    return "500 Unrecognised command\r\n";
}

std::string SmtpSession::startMail(const std::string &argument)
{
    const auto address = addressOf(argument, "FROM:");
    if (!address)
        return "501 Syntax: MAIL FROM:<address>\r\n";
    m_mail.from = *address;
    m_mail.to.clear();
    m_haveSender = true;
    return "250 Sender " + *address + " ok\r\n";
}

std::string SmtpSession::addRecipient(const std::string &argument)
{
    if (!m_haveSender)
        return "503 Bad sequence of commands: MAIL comes first\r\n";
    const auto address = addressOf(argument, "TO:");
    if (!address || address->empty())
        return "501 Syntax: RCPT TO:<address>\r\n";
    if (m_mail.to.size() >= mostRecipients)
        return "452 Too many recipients\r\n";
    m_mail.to.push_back(*address);
    return "250 Recipient " + *address + " ok\r\n";
}

std::string SmtpSession::dataLine(const std::string &line)
{
    if (line != ".") {
        // A leading dot was doubled by the client (RFC 5321 §4.5.2).
        const auto text = !line.empty() && line.front() == '.' ? line.substr(1) : line;
        if (m_mail.data.size() + text.size() > largestMail)
            m_tooBig = true;
        if (!m_tooBig)
            m_mail.data += text + "\r\n";
        return {};
    }
    m_inData = false;
    auto mail = std::move(m_mail);
    m_mail = {.helo = mail.helo, .from = {}, .to = {}, .data = {}};
    m_haveSender = false;
    if (m_tooBig)
        return "552 Message exceeds " + std::to_string(largestMail) + " bytes\r\n";
    if (boost::ends_with(mail.data, "\r\n"))
        mail.data.resize(mail.data.size() - 2);
    return "250 Ok: queued as " + m_deliver(std::move(mail)) + "\r\n";
}

net::Awaitable<void> serveSmtp(asio::ip::tcp::socket socket, SmtpSession::Deliver deliver)
{
    SmtpSession session(std::move(deliver));
    std::string buffer;
    std::string answer = SmtpSession::greeting();
    while (true) {
        if (!answer.empty()) {
            const auto [writeError, written] =
                co_await asio::async_write(socket, asio::buffer(answer),
                                           asio::as_tuple(asio::use_awaitable));
            if (writeError)
                co_return;
        }
        if (session.quit())
            co_return;
        const auto [readError, length] =
            co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, longestLine), '\n',
                                            asio::as_tuple(asio::use_awaitable));
        if (readError)
            co_return; // the client left, or sent a line that no mail has
        auto line = buffer.substr(0, length - 1);
        buffer.erase(0, length);
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        answer = session.line(line);
    }
}

} // namespace stage::observe
