// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/plane.h"

#include "backend/http/curltransport.h"

#include <QTimer>

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
{
    setObjectName(QStringLiteral("forwards"));
    m_mailbox.moveToThread(this);
    start();
}

Plane::~Plane()
{
    quit();
    wait();
}

void Plane::order(std::function<void(Engine &)> what)
{
    QMetaObject::invokeMethod(&m_mailbox, [this, what = std::move(what)] { what(*m_engine); });
}

void Plane::orderNow(const std::function<void(Engine &)> &what)
{
    QMetaObject::invokeMethod(
        &m_mailbox, [this, &what] { what(*m_engine); }, Qt::BlockingQueuedConnection);
}

void Plane::run()
{
    const Tools tools = m_make();
    Engine engine(*tools.client, *tools.transport, *tools.clock, m_specs);
    m_engine = &engine;
    // The plane itself lives with its owner: what it is told waits in the owner's event loop.
    connect(&engine, &Engine::changed, this, &Plane::changed);
    connect(&engine, &Engine::healed, this, &Plane::healed);
    connect(&engine, &Engine::counted, this, &Plane::counted);
    QTimer second;
    connect(&second, &QTimer::timeout, &engine, &Engine::count);
    second.start(1s);
    exec();
}

} // namespace forward
