// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/action.h"

#include <deque>

namespace deploy {

/// Work on the cluster's API: requests end with the context object, so halting is dropping it.
class KubeAction : public Action {
    Q_OBJECT
public:
    explicit KubeAction(const Services &services)
        : m_services(services)
    {
    }

protected:
    void halt() override;
    /// The client, or null after the action was ended as Missing.
    kube::Client *client();
    QObject *context() { return m_context.get(); }
    void end(const core::Result<Json> &answer);
    void after(std::chrono::milliseconds delay, std::function<void()> callback);
    void stop(core::Outcome outcome); ///< drops what is under way, then finishes

    const Services &m_services;

private:
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

/// Server-side apply of a list in order; waits for CRDs, tries again while something is not ready.
/// Only the step's own time limit ends the trying.
class ApplyAction final : public KubeAction {
    Q_OBJECT
public:
    ApplyAction(std::vector<Json> objects, const Services &services);

protected:
    void run() override;

private:
    void next();
    void applied(const Json &object);
    void awaitEstablished(const kube::Ref &ref);
    void retry(const core::Fault &fault);

    std::deque<Json> m_objects;
    int m_tries = 0;
};

/// Deletes named objects, or all of a kind in a namespace.
class DeleteAction final : public KubeAction {
    Q_OBJECT
public:
    DeleteAction(DeleteStep step, const Services &services);

protected:
    void run() override;

private:
    void next();

    DeleteStep m_step;
    std::deque<kube::Ref> m_refs;
};

class PatchAction final : public KubeAction {
    Q_OBJECT
public:
    PatchAction(PatchStep step, const Services &services);

protected:
    void run() override;

private:
    PatchStep m_step;
};

/// Sets the restartedAt annotation and waits until the new pods are all there is.
class RestartAction final : public KubeAction {
    Q_OBJECT
public:
    RestartAction(RestartStep step, const Services &services);

protected:
    void run() override;

private:
    void look();

    RestartStep m_step;
    Prober m_prober;
};

/// One HTTP request; nobody listening yet is tried again.
class HttpAction final : public KubeAction {
    Q_OBJECT
public:
    HttpAction(HttpStep step, const Services &services);

protected:
    void run() override;

private:
    HttpStep m_step;
    Requests m_requests;
    int m_tries = 0;
};

/// Gives one tag another's manifest.
class RetagAction final : public KubeAction {
    Q_OBJECT
public:
    RetagAction(RetagStep step, const Services &services);

protected:
    void run() override;

private:
    RetagStep m_step;
    RegistryClient m_registry;
};

} // namespace deploy
