// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/plane.h"

#include "backend/http/curltransport.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>
#include <QTimer>
#include <future>
#include <pthread.h>

namespace forward {

using namespace std::chrono_literals;

MakeTools toolsFor(const kube::Context &context)
{
    return [context] {
        Tools tools;
        tools.clock = std::make_unique<core::SystemClock>();
        tools.transport = std::make_unique<http::CurlTransport>();
        tools.client = std::make_unique<kube::Client>(context, *tools.transport, *tools.clock);
        return tools;
    };
}

Plane::Plane(MakeTools make, std::vector<Spec> specs)
    : m_make(std::move(make))
    , m_specs(std::move(specs))
    , m_news(m_told.descriptor(), QSocketNotifier::Read)
{
    connect(&m_news, &QSocketNotifier::activated, this, [this] { m_told.takeOne(); });
    m_thread = std::thread([this] { run(); });
}

Plane::~Plane()
{
    m_orders.post([] { QThread::currentThread()->exit(); });
    m_thread.join();
}

void Plane::order(std::function<void(Engine &)> what)
{
    m_orders.post([this, what = std::move(what)] { what(*m_engine); });
}

void Plane::orderNow(const std::function<void(Engine &)> &what)
{
    std::promise<void> done;
    order([&what, &done](Engine &engine) {
        what(engine);
        done.set_value();
    });
    done.get_future().wait();
}

void Plane::run()
{
    // The forwards' own name in a list of threads; at most 15 characters (pthread_setname_np(3)).
    pthread_setname_np(pthread_self(), "forwards");
    {
        QEventLoop loop; // first: it brings the dispatcher that notifiers and timers need
        const Tools tools = m_make();
        Engine engine(*tools.client, *tools.transport, *tools.clock, m_specs);
        m_engine = &engine;
        connect(&engine, &Engine::changed, &engine,
                [this](const Status &status) { tell([this, status] { emit changed(status); }); });
        connect(&engine, &Engine::healed, &engine, [this](const QString &id, const Loss &loss) {
            tell([this, id, loss] { emit healed(id, loss); });
        });
        connect(&engine, &Engine::counted, &engine, [this](const std::vector<Status> &statuses) {
            tell([this, statuses] { emit counted(statuses); });
        });
        QTimer second;
        connect(&second, &QTimer::timeout, &engine, &Engine::count);
        second.start(1s);
        QSocketNotifier orders(m_orders.descriptor(), QSocketNotifier::Read);
        connect(&orders, &QSocketNotifier::activated, &engine, [this] { m_orders.takeOne(); });
        loop.exec();
    }
    // A QThread would do this by itself at its end.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

} // namespace forward
