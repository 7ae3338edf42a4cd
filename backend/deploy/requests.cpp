// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/requests.h"

#include <QPointer>

namespace deploy {

Requests::Requests(http::Transport &transport, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
{
}

void Requests::send(const http::Request &request, QObject *context, Done done)
{
    const int id = ++m_next;
    const QPointer<QObject> guard(context);
    connect(context, &QObject::destroyed, this, [this, id] { bury(id); });
    m_calls[id] = m_transport.send(request, [this, id, guard, done = std::move(done)](
                                                core::Result<http::Reply> reply) {
        bury(id);
        if (guard)
            done(std::move(reply));
    });
}

void Requests::bury(int id)
{
    auto node = m_calls.extract(id);
    if (node.empty())
        return;
    m_over.push_back(std::move(node.mapped()));
    QMetaObject::invokeMethod(
        this, [this] { m_over.clear(); }, Qt::QueuedConnection);
}

} // namespace deploy
