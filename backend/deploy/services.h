// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/launcher.h"
#include "backend/deploy/bundle.h"

namespace deploy {

class ImageMaker;

/// Where secrets come from. Values stay in memory.
class SecretSource {
public:
    virtual ~SecretSource() = default;
    /// The value, or "" when there is none.
    virtual QString value(const SecretSpec &secret) const = 0;
};

/// The seam to this computer.
class Machine {
public:
    virtual ~Machine() = default;
    virtual qint64 diskFree() const = 0;       ///< bytes, where the home folder is
    virtual qint64 memoryFree() const = 0;     ///< bytes that could be used without swapping
    virtual bool portFree(int port) const = 0; ///< on loopback
};

class LocalMachine final : public Machine {
public:
    qint64 diskFree() const override;
    qint64 memoryFree() const override;
    bool portFree(int port) const override;
};

/// Why no request gets through a forward now, though it may later.
struct ForwardWait {
    QString why;
    bool absent = false; ///< the cluster was heard: there is no pod that it could lead to
};

/// What steps and probes work with. Everything outlives whoever holds this.
struct Services {
    const Bundle &bundle;
    /// The cluster, or null while there is none yet (phase 01 may make it); asked before each use.
    std::function<kube::Client *()> client;
    http::Transport &transport;
    core::Launcher &launcher;
    core::Clock &clock;
    const SecretSource &secrets;
    const Machine &machine;
    ImageMaker &images;
    QString cosignFolder; ///< XDG data "cosign": org.key, org.pub, untrusted.key, untrusted.pub
    QMap<QString, QString> environment; ///< for children: KUBECONFIG and the like, never a secret
    QString kubeContext;                ///< for helm's --kube-context; "" leaves it out
    /// Why a forward, by id, can never reach its service (another program has its port), or "".
    std::function<QString(const QString &forward)> forwardTrouble = {};
    /// Where a forward, by id, listens now: it may have left the bundle's port to another program.
    std::function<int(const QString &forward)> forwardPort = {};
    /// What a forward, by id, waits for before it leads anywhere; nothing when it does. A request
    /// that is sent all the same is kept until a pod comes, or for long.
    std::function<std::optional<ForwardWait>(const QString &forward)> forwardWait = {};
};

} // namespace deploy
