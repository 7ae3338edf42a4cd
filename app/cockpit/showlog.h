// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/journal.h"
#include "backend/forward/forwardset.h"
#include "backend/show/player.h"

namespace app {

/// shows/ISO.jsonl: what happened in a show, a line an event (commands.md, Files).
class ShowLog final : public QObject {
    Q_OBJECT
public:
    /// FOLDER is the state directory's "shows". CLOCK outlives it.
    static core::Result<std::unique_ptr<ShowLog>> begin(const QString &folder,
                                                        const QString &context, core::Clock &clock);

    /// Goes on in the file of a show that did not end.
    static core::Result<std::unique_ptr<ShowLog>>
    resume(const QString &path, const QString &context, core::Clock &clock);

    void follow(show::Player &player);
    void follow(forward::ForwardSet &forwards); ///< what they healed from
    void write(const char *event, show::Json fields = show::Json::object());
    QString path() const { return m_journal->path(); }
    const core::Result<void> &state() const
    {
        return m_state;
    } ///< the first line that could not be written

private:
    ShowLog(std::unique_ptr<core::Journal> journal, QString context, core::Clock &clock);

    std::unique_ptr<core::Journal> m_journal;
    QString m_context;
    core::Clock &m_clock;
    core::Result<void> m_state;
};

/// The tool calls of the acts that were last played on a context, since its last reset, by act.
QMap<QString, QStringList> lastToolCalls(const QString &folder, const QString &context);

} // namespace app
