// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/http/curltransport.h"

#include "backend/http/exchange.h"

#include <QSocketNotifier>
#include <QTimer>
#include <unordered_map>

namespace http {

/// Drives the multi handle: its sockets by notifiers, its timeouts by one timer.
class CurlTransport::Loop : public QObject {
public:
    Loop();
    ~Loop() override;
    void add(const std::shared_ptr<Exchange> &exchange);
    void remove(Exchange &exchange);

private:
    struct Watch {
        QSocketNotifier *read = nullptr;
        QSocketNotifier *write = nullptr;
    };
    void act(curl_socket_t fd, int events);
    void deliver();
    QSocketNotifier *notifier(curl_socket_t fd, QSocketNotifier::Type type, int event);
    void drop(curl_socket_t fd);
    static int onSocket(CURL *, curl_socket_t fd, int what, void *self, void *);
    static int onTimer(CURLM *, long ms, void *self);

    CURLM *m_multi;
    QTimer m_timer;
    std::unordered_map<curl_socket_t, Watch> m_watches;
    std::unordered_map<Exchange *, std::shared_ptr<Exchange>> m_exchanges;
};

CurlTransport::Loop::Loop()
{
    curl_global_init(CURL_GLOBAL_DEFAULT); // counts; thread-safe since 7.84
    m_multi = curl_multi_init();
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &Loop::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &Loop::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

CurlTransport::Loop::~Loop()
{
    for (const auto &[raw, exchange] : m_exchanges)
        curl_multi_remove_handle(m_multi, exchange->handle());
    m_exchanges.clear();
    curl_multi_cleanup(m_multi);
    for (auto &[fd, watch] : m_watches) {
        delete watch.read;
        delete watch.write;
    }
    curl_global_cleanup();
}

void CurlTransport::Loop::add(const std::shared_ptr<Exchange> &exchange)
{
    m_exchanges.emplace(exchange.get(), exchange);
    curl_multi_add_handle(m_multi, exchange->handle());
}

void CurlTransport::Loop::remove(Exchange &exchange)
{
    const auto it = m_exchanges.find(&exchange);
    if (it == m_exchanges.end())
        return;
    curl_multi_remove_handle(m_multi, exchange.handle());
    m_exchanges.erase(it);
}

void CurlTransport::Loop::act(curl_socket_t fd, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, fd, events, &running);
    deliver();
}

/// Callers' code runs only here, outside all curl functions, and may add and remove at will.
void CurlTransport::Loop::deliver()
{
    std::vector<std::pair<std::shared_ptr<Exchange>, CURLcode>> ended;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *const handle = message->easy_handle;
        const CURLcode code = message->data.result;
        Exchange *exchange = nullptr;
        curl_easy_getinfo(handle, CURLINFO_PRIVATE, &exchange);
        ended.emplace_back(m_exchanges.at(exchange), code);
    }
    std::vector<std::shared_ptr<Exchange>> spoken;
    for (const auto &[raw, exchange] : m_exchanges) {
        if (exchange->hasPiece())
            spoken.push_back(exchange);
    }
    for (const auto &exchange : spoken) {
        if (m_exchanges.count(exchange.get()) != 0)
            exchange->piece(exchange->takePiece());
    }
    for (const auto &[exchange, code] : ended) {
        if (m_exchanges.count(exchange.get()) == 0)
            continue; // aborted by another's callback
        remove(*exchange);
        exchange->done(exchange->result(code));
    }
}

QSocketNotifier *CurlTransport::Loop::notifier(curl_socket_t fd, QSocketNotifier::Type type,
                                               int event)
{
    auto *made = new QSocketNotifier(fd, type);
    connect(made, &QSocketNotifier::activated, this, [this, fd, event] { act(fd, event); });
    return made;
}

void CurlTransport::Loop::drop(curl_socket_t fd)
{
    const auto it = m_watches.find(fd);
    if (it == m_watches.end())
        return;
    for (QSocketNotifier *old : {it->second.read, it->second.write}) {
        if (!old)
            continue;
        old->setEnabled(false); // now: the number may be used again at once
        old->deleteLater();     // we may be in its signal
    }
    m_watches.erase(it);
}

int CurlTransport::Loop::onSocket(CURL *, curl_socket_t fd, int what, void *self, void *)
{
    auto *loop = static_cast<Loop *>(self);
    if (what == CURL_POLL_REMOVE) {
        loop->drop(fd);
        return 0;
    }
    Watch &watch = loop->m_watches[fd];
    const bool in = (what & CURL_POLL_IN) != 0;
    const bool out = (what & CURL_POLL_OUT) != 0;
    if (in && !watch.read)
        watch.read = loop->notifier(fd, QSocketNotifier::Read, CURL_CSELECT_IN);
    if (out && !watch.write)
        watch.write = loop->notifier(fd, QSocketNotifier::Write, CURL_CSELECT_OUT);
    if (watch.read)
        watch.read->setEnabled(in);
    if (watch.write)
        watch.write->setEnabled(out);
    return 0;
}

int CurlTransport::Loop::onTimer(CURLM *, long ms, void *self)
{
    auto *loop = static_cast<Loop *>(self);
    if (ms < 0)
        loop->m_timer.stop();
    else
        loop->m_timer.start(int(ms));
    return 0;
}

/// What the caller holds.
class CurlTransport::Ticket final : public Call {
public:
    Ticket(std::weak_ptr<Loop> loop, std::weak_ptr<Exchange> exchange)
        : m_loop(std::move(loop))
        , m_exchange(std::move(exchange))
    {
    }
    ~Ticket() override { drop(); }
    void abort() override { drop(); }

private:
    void drop()
    {
        const auto loop = m_loop.lock();
        const auto exchange = m_exchange.lock();
        if (loop && exchange)
            loop->remove(*exchange);
    }
    std::weak_ptr<Loop> m_loop;
    std::weak_ptr<Exchange> m_exchange;
};

CurlTransport::CurlTransport(QObject *parent)
    : QObject(parent)
    , m_loop(std::make_shared<Loop>())
{
}

CurlTransport::~CurlTransport() = default;

std::unique_ptr<Call> CurlTransport::send(const Request &request, Done done)
{
    auto exchange = std::make_shared<Exchange>(request, false);
    exchange->done = std::move(done);
    m_loop->add(exchange);
    return std::make_unique<Ticket>(m_loop, exchange);
}

std::unique_ptr<Call> CurlTransport::stream(const Request &request,
                                            std::function<void(const QByteArray &)> piece,
                                            Done done)
{
    auto exchange = std::make_shared<Exchange>(request, true);
    exchange->piece = std::move(piece);
    exchange->done = std::move(done);
    m_loop->add(exchange);
    return std::make_unique<Ticket>(m_loop, exchange);
}

} // namespace http
