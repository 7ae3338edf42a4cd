// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/forwardset.h"

#include <algorithm>

namespace forward {

namespace {

constexpr std::size_t keptLosses = 200;

} // namespace

void addTo(std::vector<Loss> &losses, const Status &before, const Status &status)
{
    if (!status.loss)
        return;
    if (status.losses > before.losses || losses.empty())
        losses.push_back(*status.loss);
    else
        losses.back() = *status.loss;
    if (losses.size() > keptLosses)
        losses.erase(losses.begin());
}

ForwardSet::ForwardSet(MakeTools make, std::vector<Spec> specs, QObject *parent)
    : QObject(parent)
    , m_make(std::move(make))
{
    for (Spec &spec : specs) {
        const Status status = off(spec);
        m_entries.push_back({std::move(spec), false, status, {}});
    }
}

ForwardSet::~ForwardSet() = default;

Status ForwardSet::off(const Spec &spec) const
{
    Status status;
    status.id = spec.id;
    status.local = QStringLiteral("127.0.0.1:%1").arg(spec.port);
    return status;
}

const ForwardSet::Entry *ForwardSet::find(const QString &id) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&id](const Entry &entry) { return entry.spec.id == id; });
    return found == m_entries.end() ? nullptr : &*found;
}

void ForwardSet::start(const QStringList &ids)
{
    if (!m_plane) {
        std::vector<Spec> specs;
        for (const Entry &entry : m_entries)
            specs.push_back(entry.spec);
        m_plane = std::make_unique<Plane>(m_make, std::move(specs));
        connect(m_plane.get(), &Plane::changed, this, &ForwardSet::note);
        connect(m_plane.get(), &Plane::counted, this, &ForwardSet::count);
        connect(m_plane.get(), &Plane::healed, this, &ForwardSet::healed);
        m_plane->order([folder = m_peerFolder](Engine &engine) { engine.shareIn(folder); });
    }
    for (Entry &entry : m_entries)
        entry.started = entry.started || ids.isEmpty() || ids.contains(entry.spec.id);
    // Whoever starts them asks through them next: by then their ports are open.
    std::vector<Status> statuses;
    m_plane->orderNow([&](Engine &engine) {
        engine.start(ids);
        statuses = engine.statuses();
    });
    count(statuses);
}

void ForwardSet::stop()
{
    m_plane.reset();
    for (Entry &entry : m_entries) {
        const Status status = off(entry.spec);
        entry = {std::move(entry.spec), false, status, {}};
    }
    m_all = false;
}

void ForwardSet::note(const Status &status)
{
    for (Entry &entry : m_entries) {
        if (entry.spec.id != status.id)
            continue;
        addTo(entry.losses, entry.status, status);
        entry.status = status;
    }
    emit changed(status);
    const bool all = allVerified();
    if (std::exchange(m_all, all) != all)
        emit allVerifiedChanged(all);
}

/// In the order of the specs, which both have.
void ForwardSet::count(const std::vector<Status> &statuses)
{
    for (std::size_t i = 0; i < std::min(statuses.size(), m_entries.size()); ++i)
        m_entries[i].status = statuses[i];
}

std::vector<Status> ForwardSet::statuses() const
{
    std::vector<Status> out;
    for (const Entry &entry : m_entries)
        out.push_back(entry.status);
    return out;
}

std::optional<Status> ForwardSet::status(const QString &id) const
{
    const Entry *entry = find(id);
    return entry ? std::optional(entry->status) : std::nullopt;
}

int ForwardSet::port(const QString &id) const
{
    const Entry *entry = find(id);
    return entry ? entry->status.local.section(u':', -1).toInt() : 0;
}

bool ForwardSet::allVerified() const
{
    bool any = false;
    for (const Entry &entry : m_entries) {
        if (!entry.started)
            continue;
        any = true;
        if (entry.status.state != State::Verified)
            return false;
    }
    return any;
}

std::vector<Loss> ForwardSet::ledger(const QString &id) const
{
    const Entry *entry = find(id);
    return entry ? entry->losses : std::vector<Loss>();
}

void ForwardSet::usePort(const QString &id, int port)
{
    if (m_plane)
        m_plane->order([id, port](Engine &engine) { engine.usePort(id, port); });
}

void ForwardSet::tellOne(const QString &id, void (Engine::*what)(const QString &))
{
    if (m_plane)
        m_plane->order([id, what](Engine &engine) { (engine.*what)(id); });
}

void ForwardSet::pause(const QString &id)
{
    tellOne(id, &Engine::pause);
}

void ForwardSet::resume(const QString &id)
{
    tellOne(id, &Engine::resume);
}

void ForwardSet::restart(const QString &id)
{
    tellOne(id, &Engine::restart);
}

void ForwardSet::planned(const QString &ns, const QString &what)
{
    if (m_plane)
        m_plane->order([ns, what](Engine &engine) { engine.planned(ns, what); });
}

} // namespace forward
