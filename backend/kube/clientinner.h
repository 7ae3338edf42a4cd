// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/apicall.h"
#include "backend/kube/client.h"
#include "backend/kube/discovery.h"

#include <QPointer>

namespace kube {

/// Client's workings: from a Ref to a path, to an answered call, asked again where the kind was
/// not known yet.
struct Client::Inner {
    /// One call on an object or collection.
    struct Job {
        Ref ref;
        Ask ask;
        QString suffix;          ///< "/status?x=y", behind the object's path
        bool collection = false; ///< leave the name out of the path
        int tries = 2;           ///< a kind that is unknown is looked up again
        std::chrono::milliseconds pause{0};
    };
    using Answered = std::function<void(core::Result<http::Reply>)>;

    explicit Inner(Client &client);
    void rebuild(core::Launcher &launcher);
    void ask(Ask ask, QObject *context, Answered done);
    void run(Job job, QObject *context, Answered done);
    void runAgain(Job job, QObject *context, Answered done);
    /// One page of a list after the other; INTO collects.
    void page(const Ref &ref, const QString &query, const QString &token, int restarts,
              std::shared_ptr<Json> into, QObject *context, Done done);
    QString pathOf(const Ref &ref, const Resource &resource, bool collection) const;

    Client &client;
    core::ProcessLauncher launcher;
    std::unique_ptr<Credentials> credentials;
    std::unique_ptr<Discovery> discovery;
};

} // namespace kube
