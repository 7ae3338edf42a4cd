// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/launcher.h"

#include <nlohmann/json.hpp>

namespace app {

/// Where trustusbank-stage is: beside this program, else in PATH; "" when it is nowhere.
QString stageProgram(const core::Launcher &launcher);

/// A rehearsal cluster of ours. ready() comes once, with the stage's own line; finished() when it
/// is gone: Cancelled after cancel(), Failed when it could not start or ended by itself.
class StageProcess final : public core::Task {
    Q_OBJECT
public:
    struct Options {
        QString pace, model;
    };
    StageProcess(core::Launcher &launcher, Options options, QObject *parent = nullptr);
    const nlohmann::json &line() const { return m_line; } ///< valid once ready
    bool isReady() const { return m_line.is_object(); }

signals:
    void ready();

protected:
    void run() override;
    void halt() override;

private:
    void read(const QString &text);
    void ended(const core::Outcome &outcome);

    core::Launcher &m_launcher;
    Options m_options;
    std::unique_ptr<core::Tool> m_tool;
    nlohmann::json m_line;
    QString m_why;
    QStringList m_said; ///< the last lines, for a fault
};

} // namespace app
