// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/kindmaker.h"
#include "app/cockpit/session.h"

namespace app {

/// Opens a session step by step, by signals: for a program whose event loop must not be entered
/// twice. Done: take() has it. Otherwise nothing is left running.
class Opening final : public core::Task {
    Q_OBJECT
public:
    explicit Opening(Options options, QObject *parent = nullptr);
    ~Opening() override;
    std::unique_ptr<Session> take() { return std::move(m_session); }
    QString contextName() const; ///< known before the cluster has answered; "" before

signals:
    void doing(const QString &what); ///< its own steps; progress() is what the stage says

protected:
    void run() override;
    void halt() override;

private:
    void makeKind();
    void choose();
    void load(const deploy::ClusterFacts &facts);
    void loaded();
    core::Fault unanswered(core::Fault fault) const;
    void end(const core::Fault &fault);

    Options m_options;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<KindMaker> m_kind;
    core::Result<void> m_taken;
    bool m_loading = false;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

} // namespace app
