// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/plane.h"

namespace forward {

/// All forwards of the demo, kept alive on a thread of their own, as its owner sees them: what was
/// told last. A busy owner learns late of what happens, but holds up nobody's bytes. Never fails as
/// a whole: each forward's trouble is its own state. Not to be destroyed or stopped from inside its
/// own signals.
class ForwardSet : public QObject {
    Q_OBJECT
public:
    ForwardSet(MakeTools make, std::vector<Spec> specs, QObject *parent = nullptr);
    ~ForwardSet() override;

    /// Tells other programs of ours what is forwarded here, by files in FOLDER, and uses their
    /// forwards where they have the port. To be said before start().
    void shareIn(const QString &folder) { m_peerFolder = folder; }
    /// Starts these, or all; unknown ids and running ones are left alone. Their ports are open when
    /// it returns, unless another has them. Each tells its state, later.
    void start(const QStringList &ids = {});
    /// Closes all listeners and connections, at once and without a signal: who stops knows.
    void stop();

    std::vector<Status> statuses() const; ///< in the order of the specs
    std::optional<Status> status(const QString &id) const;
    /// The local port, also of one that got any free one; 0 for an unknown id or before that.
    int port(const QString &id) const;
    /// At least one is started, and every started one is Verified.
    bool allVerified() const;
    /// What a forward healed from since it was started, newest last; the last 200.
    std::vector<Loss> ledger(const QString &id) const;
    /// Where its own port is taken: listens on PORT instead, 0: on any free one. What leads to it
    /// asks for port() again when changed() tells another local.
    void usePort(const QString &id, int port = 0);
    /// Closes its port and ends its connections, until it is resumed; those with something under
    /// way count as lost.
    void pause(const QString &id);
    void resume(const QString &id);
    /// Ends its connections, chooses the pod anew and opens the port again; also a paused one.
    void restart(const QString &id);
    /// Our own plan is about to restart WHAT in namespace NS ("": anywhere): an interruption there
    /// within the next two minutes is shown as Reconnecting with that reason.
    void planned(const QString &ns, const QString &what);

signals:
    /// Any of state, why, local, target, attempt, pid, holder or lost changed.
    void changed(const forward::Status &status);
    void allVerifiedChanged(bool all);
    /// A forward is Verified again after an interruption.
    void healed(const QString &id, const forward::Loss &loss);

private:
    struct Entry {
        Spec spec;
        bool started = false;
        Status status;
        std::vector<Loss> losses;
    };
    const Entry *find(const QString &id) const;
    void tellOne(const QString &id, void (Engine::*what)(const QString &));
    Status off(const Spec &spec) const;
    void note(const Status &status);
    void count(const std::vector<Status> &statuses);

    MakeTools m_make;
    QString m_peerFolder;
    std::vector<Entry> m_entries;
    bool m_all = false;
    std::unique_ptr<Plane> m_plane;
};

/// The ledger that a forward's STATUS, each told in turn, adds to.
void addTo(std::vector<Loss> &losses, const Status &before, const Status &status);

} // namespace forward
