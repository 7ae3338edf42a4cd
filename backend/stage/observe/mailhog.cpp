// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/mailhog.h"

#include "backend/stage/observe/outbox.h"
#include "backend/stage/observe/page_files.h"
#include "backend/stage/observe/smtp.h"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <charconv>

namespace stage::observe {

using namespace std::chrono_literals;

namespace {

constexpr auto keepAliveEvery = 60s;
constexpr std::size_t mostOfV1 = 1000, mostOfV2 = 250, usualOfV2 = 50;

net::Response textJson(const Json &value, int status = 200)
{
    net::Response response;
    response.status = status;
    response.headers.set("Content-Type", "text/json");
    response.body = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

std::size_t number(const std::string &text, std::size_t otherwise)
{
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() ? value : otherwise;
}

net::Response download(const std::string &content, const std::string &name)
{
    net::Response response;
    response.headers.set("Content-Type", "message/rfc822");
    response.headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.body = content;
    return response;
}

/// What MailHog's event stream sends for one mail: its JSON indented, "data: " before each line.
std::string eventText(const Mail &mail)
{
    std::string out = "data: ";
    for (const char c : mailhogMessage(mail).dump(2, ' ', false, Json::error_handler_t::replace)) {
        out += c;
        if (c == '\n')
            out += "data: ";
    }
    return out + "\n\n";
}

} // namespace

bool mailMatches(const Mail &mail, const std::string &kind, const std::string &query)
{
    if (kind == "from")
        return boost::icontains(mail.envelope.from, query);
    if (kind == "to")
        return std::any_of(mail.envelope.to.begin(), mail.envelope.to.end(),
                           [&](const std::string &address) {
                               return boost::icontains(address, query);
                           });
    return boost::icontains(mail.envelope.data, query);
}

MailhogHttp::MailhogHttp(boost::asio::any_io_executor executor, Inbox &inbox)
    : m_executor(executor)
    , m_inbox(inbox)
{
}

Awaitable<void> MailhogHttp::handle(net::Exchange &exchange)
{
    const auto path = exchange.request().path();
    if (path == "/api/v2/websocket" && exchange.wantsUpgrade()) {
        co_await webSocket(exchange);
    } else if (path == "/api/v1/events") {
        co_await events(exchange);
    } else {
        auto response = answer(exchange.request());
        co_await exchange.reply(std::move(response));
    }
}

net::Response MailhogHttp::answer(const net::Request &request)
{
    const auto path = request.path();
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (path == "/" && reads)
        return stagePage("inbox");
    if (path == "/api/v2/messages" && reads)
        return listing(request, m_inbox.list());
    if (path == "/api/v2/search" && reads) {
        auto mails = m_inbox.list();
        std::erase_if(mails, [&](const auto &mail) {
            return !mailMatches(*mail, request.query("kind"), request.query("query"));
        });
        return listing(request, mails);
    }
    if (path == "/api/v1/messages" && request.method == "DELETE") {
        m_inbox.clear();
        return textJson(nullptr);
    }
    if (path == "/api/v1/messages" && reads) {
        Json all = Json::array();
        for (const auto &mail : m_inbox.list()) {
            if (all.size() < mostOfV1)
                all.push_back(mailhogMessage(*mail));
        }
        return textJson(all);
    }
    if (path.rfind("/api/v1/messages/", 0) == 0)
        return one(request, path.substr(17));
    return net::Response::text("404 page not found\n", 404);
}

/// "ID", "ID/download" or "ID/mime/part/N/download".
net::Response MailhogHttp::one(const net::Request &request, const std::string &path)
{
    const auto slash = path.find('/');
    const auto id = path.substr(0, slash);
    const auto rest = slash == std::string::npos ? std::string() : path.substr(slash);
    if (request.method == "DELETE")
        return textJson(nullptr, m_inbox.remove(id) ? 200 : 500);
    const auto mail = m_inbox.find(id);
    if (rest.empty())
        return textJson(mail ? mailhogMessage(*mail) : Json());
    if (!mail)
        return net::Response::text("404 page not found\n", 404);
    if (rest == "/download")
        return download(mail->envelope.data, id + ".eml");
    const std::string before = "/mime/part/", after = "/download";
    if (boost::starts_with(rest, before) && boost::ends_with(rest, after)) {
        const auto part = number(rest.substr(before.size()), mail->content.parts.size());
        if (part < mail->content.parts.size())
            return download(mail->content.parts[part].body, id + "-part-" + std::to_string(part));
    }
    return net::Response::text("404 page not found\n", 404);
}

net::Response MailhogHttp::listing(const net::Request &request,
                                   const std::vector<std::shared_ptr<const Mail>> &mails) const
{
    const auto start = number(request.query("start"), 0);
    const auto limit = std::min(number(request.query("limit"), usualOfV2), mostOfV2);
    Json items = Json::array();
    for (auto i = start; i < mails.size() && items.size() < limit; ++i)
        items.push_back(mailhogMessage(*mails[i]));
    return textJson(
        {{"total", mails.size()}, {"count", items.size()}, {"start", start}, {"items", items}});
}

Awaitable<void> MailhogHttp::webSocket(net::Exchange &exchange)
{
    const auto outbox = std::make_shared<Outbox>(m_executor);
    const auto hold = m_inbox.listen([outbox](const std::shared_ptr<const Mail> &mail) {
        outbox->push(mailhogMessage(*mail).dump(-1, ' ', false, Json::error_handler_t::replace));
    });
    co_await Outbox::serve(exchange, outbox);
}

Awaitable<void> MailhogHttp::events(net::Exchange &exchange)
{
    std::deque<std::shared_ptr<const Mail>> waiting;
    boost::asio::steady_timer wake(m_executor);
    const auto hold = m_inbox.listen([&](const std::shared_ptr<const Mail> &mail) {
        waiting.push_back(mail);
        wake.cancel();
    });
    net::Headers headers;
    headers.set("Content-Type", "text/event-stream");
    headers.set("Cache-Control", "no-cache");
    headers.set("Access-Control-Allow-Origin", "*");
    co_await exchange.begin(200, std::move(headers));
    while (true) {
        while (!waiting.empty()) {
            const auto mail = waiting.front();
            waiting.pop_front();
            const bool there = co_await exchange.write(eventText(*mail));
            if (!there)
                co_return;
        }
        boost::system::error_code woken;
        using namespace boost::asio::experimental::awaitable_operators;
        wake.expires_after(keepAliveEvery);
        const auto first = co_await (
            wake.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken))
            || exchange.gone());
        if (first.index() == 1)
            co_return;
        if (!woken) {
            const bool there = co_await exchange.write("keepalive: \n");
            if (!there)
                co_return;
        }
    }
}

std::unique_ptr<workloads::Workload> makeMailhog(workloads::Surroundings surroundings, Inbox &inbox)
{
    inbox.clear(); // MailHog keeps its mails in memory: a restart forgets them
    const auto service = std::make_shared<MailhogHttp>(surroundings.executor, inbox);
    const auto log = surroundings.log;
    const auto now = surroundings.now;
    net::Server::RawHandler smtp = [&inbox, log, now](boost::asio::ip::tcp::socket socket) {
        return serveSmtp(std::move(socket), [&inbox, log, now](Envelope envelope) {
            const auto mail = inbox.add(std::move(envelope), now());
            log("[SMTP] Storing message " + mail->id + " from " + mail->envelope.from + ": "
                + mail->content.header("Subject"));
            return mail->id;
        });
    };
    return std::make_unique<ServiceWorkload>(
        service, std::vector<workloads::Port>{{"smtp", 1025, std::move(smtp)},
                                              httpPort("http", 8025, service)});
}

} // namespace stage::observe
