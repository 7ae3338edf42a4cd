// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/engine.h"

#include "backend/forward/forwarder.h"

#include <map>

namespace forward {

class Engine::Inner {
public:
    /// A forward, while it is started.
    struct Entry {
        Spec spec;
        std::unique_ptr<Forwarder> forwarder;
    };

    Inner(kube::Client &c, http::Transport &t, core::Clock &k)
        : client(c)
        , transport(t)
        , clock(k)
    {
    }
    Forwarder *running(const QString &id) const
    {
        for (const Entry &entry : entries) {
            if (entry.spec.id == id)
                return entry.forwarder.get();
        }
        return nullptr;
    }
    NamespaceView &view(const QString &ns)
    {
        std::unique_ptr<NamespaceView> &one = views[ns];
        if (!one) {
            one = std::make_unique<NamespaceView>(client, clock, ns);
            one->start();
        }
        return *one;
    }
    static Status statusOf(const Entry &entry)
    {
        if (entry.forwarder)
            return entry.forwarder->status();
        Status off;
        off.id = entry.spec.id;
        off.local = QStringLiteral("127.0.0.1:%1").arg(entry.spec.port);
        return off;
    }

    kube::Client &client;
    http::Transport &transport;
    core::Clock &clock;
    kube::TunnelTls tls;
    Heap heap;
    std::map<QString, std::unique_ptr<NamespaceView>> views;
    std::vector<Entry> entries; ///< after views, which they use
    QString peerFolder;
};

Engine::Engine(kube::Client &client, http::Transport &transport, core::Clock &clock,
               std::vector<Spec> specs, QObject *parent)
    : QObject(parent)
    , m_inner(std::make_unique<Inner>(client, transport, clock))
{
    for (Spec &spec : specs)
        m_inner->entries.push_back({std::move(spec), nullptr});
}

Engine::~Engine() = default;

void Engine::start(const QStringList &ids)
{
    for (Inner::Entry &entry : m_inner->entries) {
        if (entry.forwarder || (!ids.isEmpty() && !ids.contains(entry.spec.id)))
            continue;
        const Forwarder::Needs needs{m_inner->client, m_inner->transport, m_inner->clock,
                                     m_inner->tls,    m_inner->heap,      m_inner->peerFolder};
        entry.forwarder =
            std::make_unique<Forwarder>(entry.spec, needs, m_inner->view(entry.spec.ns));
        connect(entry.forwarder.get(), &Forwarder::changed, this, &Engine::changed);
        connect(entry.forwarder.get(), &Forwarder::healed, this,
                [this, id = entry.spec.id](const Loss &loss) { emit healed(id, loss); });
        entry.forwarder->start();
    }
}

void Engine::shareIn(const QString &folder)
{
    m_inner->peerFolder = folder;
}

std::vector<Status> Engine::statuses() const
{
    std::vector<Status> out;
    for (const Inner::Entry &entry : m_inner->entries)
        out.push_back(Inner::statusOf(entry));
    return out;
}

void Engine::planned(const QString &ns, const QString &what)
{
    for (const Inner::Entry &entry : m_inner->entries) {
        if (entry.forwarder && (ns.isEmpty() || entry.spec.ns == ns))
            entry.forwarder->plan(what);
    }
}

void Engine::usePort(const QString &id, int port)
{
    if (Forwarder *one = m_inner->running(id))
        one->usePort(port);
}

void Engine::pause(const QString &id)
{
    if (Forwarder *one = m_inner->running(id))
        one->pause();
}

void Engine::resume(const QString &id)
{
    if (Forwarder *one = m_inner->running(id))
        one->resume();
}

void Engine::restart(const QString &id)
{
    if (Forwarder *one = m_inner->running(id))
        one->restart();
}

void Engine::count()
{
    emit counted(statuses());
}

} // namespace forward
