// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/mailbox.h"
#include "backend/forward/engine.h"

#include <QSocketNotifier>
#include <thread>

namespace forward {

/// What the forwards work with; the order of the members is the order of their lives.
struct Tools {
    std::unique_ptr<core::Clock> clock;
    std::unique_ptr<http::Transport> transport; ///< for the probes, and the client's own
    std::unique_ptr<kube::Client> client;
};
/// Called on the forwards' thread, where the tools live and die.
using MakeTools = std::function<Tools()>;
/// The real ones, for one cluster.
MakeTools toolsFor(const kube::Context &context);

/// The thread on which bytes pass, whatever the thread that owns it is busy with. Listeners,
/// tunnels and watches live on its stack; what they tell arrives on the owner's event loop, as
/// values, and nothing arrives once it is destroyed.
class Plane final : public QObject {
    Q_OBJECT
public:
    /// Starts it.
    Plane(MakeTools make, std::vector<Spec> specs);
    /// Closes everything and returns when it is closed.
    ~Plane() override;

    /// Done over there, soon, in the order of the calls.
    void order(std::function<void(Engine &)> what);
    /// Returns when it is done over there. For what takes no longer than opening a port.
    void orderNow(const std::function<void(Engine &)> &what);

signals:
    void changed(const forward::Status &status);
    void healed(const QString &id, const forward::Loss &loss);
    void counted(const std::vector<forward::Status> &statuses); ///< once a second

private:
    void run();
    void tell(core::Mailbox::Call what) { m_told.post(std::move(what)); }

    MakeTools m_make;
    std::vector<Spec> m_specs;
    core::Mailbox m_orders, m_told; ///< to the thread, and back
    QSocketNotifier m_news;
    Engine *m_engine = nullptr; ///< used on the thread only
    std::thread m_thread;
};

} // namespace forward
