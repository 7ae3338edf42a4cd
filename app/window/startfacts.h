// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/launcher.h"
#include "backend/deploy/clusterfacts.h"
#include "backend/http/curltransport.h"

// What the start screen knows before anything is opened.
namespace app {

/// Of PROGRAMS those that PATH does not have, as one list in words; "" when all are there.
QString absent(const QStringList &programs);
/// What a rehearsal lacks here and how to get it, and what a real cluster's deploy would; "":
/// nothing.
QString lackingForRehearsal(const QString &whyNoWeb);
QString lackingForCluster();
/// What creating a kind cluster lacks here and how to get it; "": nothing.
QString lackingForKind();

/// The context of the newest show in FOLDER, when that broke off; else "".
QString openShow(const QString &folder);

/// The newest log in FOLDER: when, where, and what its acts came to; "" when there is none.
QString lastShow(const QString &folder);

/// One sentence about what stands on a cluster that says FACTS.
QString factsWords(const deploy::ClusterFacts &facts);

/// Asks one context what is deployed there; reads only. A new question replaces the last.
class ContextLook final : public QObject {
    Q_OBJECT
public:
    /// FILE as --kubeconfig has it.
    void ask(const QString &file, const QString &context);

signals:
    /// WORDS: what is there, or why nobody knows.
    void answered(const QString &context, const QString &words, bool known);

private:
    /// In the order of their lives; the old ones go before the new ones come.
    struct Line {
        core::SystemClock clock;
        http::CurlTransport transport;
        kube::Context context;
        std::unique_ptr<core::ProcessLauncher> launcher;
        std::unique_ptr<kube::Client> client;
    };
    std::unique_ptr<Line> m_line;
};

} // namespace app
