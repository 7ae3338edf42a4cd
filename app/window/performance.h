// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/hands.h"
#include "app/cockpit/resultdocument.h"
#include "app/cockpit/showlog.h"
#include "app/window/prelude.h"
#include "app/window/resume.h"
#include "app/window/undoing.h"
#include "backend/show/pace.h"
#include "widgets/present/goguard.h"

namespace app {

/// One show on one session: the playhead, its guard, its log, and what was measured. Nothing fires
/// by itself; every way to act says why when it refuses.
class Performance final : public QObject {
    Q_OBJECT
public:
    struct Start {
        QString cluster;              ///< which one it is, for whoever goes on with the show
        bool afterReset = false;      ///< the cluster was just reset
        std::optional<Resume> resume; ///< goes on with this one
    };
    /// SESSION outlives it. Fires nothing, also when it goes on with a show.
    static core::Result<std::unique_ptr<Performance>> begin(Session &session, Start start);
    ~Performance() override;

    void go(widgets::GoSource source);
    void back();                      ///< the view of the cue before; the cluster stays as it is
    void skip(bool recorded = false); ///< RECORDED: the audience sees its recording instead
    /// The audience sees the recording of a cue: one that has failed is recorded from now on.
    void standIn(const QString &cue) { m_player->standIn(cue); }
    void standBy(const QString &act);
    /// Puts the cue before the first act on standby; refused once the show has begun.
    void standByOpening();
    /// TOTAL is pre-flight's, BLOCKED what stands in its way, in words; no total: it was broken off
    /// and BLOCKED says why. Nothing happens unless that cue runs.
    void openingOver(const QString &total, const QString &blocked);
    void verifyNow(); ///< asks for all evidence at once, whenever it would be due
    /// Takes back what the newest cue with an `undo` has changed. It is no GO: it takes two
    /// presses, whatever they come from, and moves no playhead.
    void undo();
    void stop(); ///< panic: ends what is running; its cue stands by again
    void setAdvance(bool advances)
    {
        m_advances = advances;
    } ///< whether the next act stands by when one is over
    /// What keeps a GO back in this window, in words, or ""; nothing follows by itself meanwhile.
    void setTrouble(std::function<QString()> trouble) { m_trouble = std::move(trouble); }
    QString trouble() const { return m_trouble ? m_trouble() : QString(); }
    void noteKey(const QString &key);
    void noteLock(const QString &level);
    void noteDrill(const QString &fault, const QString &result);
    void noteAudience(const QString &state, const QString &cue = {});
    /// Stops what runs and leaves the show open: the next start goes on with it.
    void breakOff();
    void end();

    const Prelude &prelude() const { return m_prelude; }
    const show::Player &player() const { return *m_player; }
    Hands &hands() { return *m_hands; }
    const Session &session() const { return m_session; }
    /// What is known of the acts so far: documents by act (the player's own for the one that runs).
    const QMap<QString, Json> &documents() const { return m_documents; }
    const std::vector<show::CueRecord> *records(const QString &act) const;
    std::chrono::milliseconds took(const QString &cue) const; ///< 0: not played
    std::chrono::milliseconds actTime(const QString &act) const;
    std::chrono::milliseconds elapsed() const; ///< since the first GO; 0 before
    show::Pace pace() const;
    /// The cue that was fired last, "" before the first.
    const QString &lastFired() const { return m_fired; }
    /// The state that it is in, or had when the playhead went on.
    std::optional<show::CueState> stateOf(const QString &cue) const;
    const show::Cue *cue(const QString &id) const;
    /// Where the conditions of tabs are looked at.
    void setPages(Hands::Pages pages) { m_pages = std::move(pages); }
    show::Conditions conditions() const; ///< of the cue on standby; none while one runs
    bool changesCluster() const;         ///< what a GO would do now
    QString logPath() const { return m_log->path(); }
    QString resumedAt() const { return m_resumedAt; } ///< "" for a show that began here
    bool isArmed() const;
    bool isUndoArmed() const;
    const Undoing &undoing() const { return *m_undoing; }
    bool busy() const;                      ///< a cue or an undo runs
    int events() const { return m_events; } ///< lines of the log
    bool over(const QString &act) const { return m_documents.contains(act); }
    bool allOver() const;    ///< every act is played
    bool endsWithGo() const; ///< a GO now turns to what the presenter ends with

signals:
    void changed();
    void viewWanted(const QString &tab);
    void said(const QString &text);
    void settled(const QString &act, const show::Question &question);
    void refused(const QString &why);
    void actOver(const QString &act, bool expected);
    void fired();                      ///< a GO went through
    void cueBegan(const QString &cue); ///< also when it is tried again
    void cueOver(const QString &cue, show::CueState state);
    void rested();         ///< what ran, a cue or an undo, has ended
    void openingWanted();  ///< the cue before the first act was fired: pre-flight is to look
    void openingDropped(); ///< nobody waits for it any more

private:
    explicit Performance(Session &session);
    bool waits() const;
    const char *whyBusy() const; ///< in the log's words
    bool refuseWhileUndoing();
    bool mayOpen() const;
    void goOpening();
    bool leaveOpening();
    void undone(const QString &cue, const QString &operation, const QString &outcome,
                const QString &why, std::chrono::milliseconds took);
    void attend();
    void goOn(const show::Progress &from);
    void cueChanged(const show::CueRecord &record);
    void followUp(const show::Cue &over);
    void turnToClosing();
    void closeAct(const QString &act, bool expected);
    void write(const char *event, Json fields = Json::object());

    Session &m_session;
    std::unique_ptr<ShowLog> m_log;
    std::unique_ptr<Hands> m_hands;
    std::unique_ptr<Undoing> m_undoing;
    std::unique_ptr<show::Player> m_player;
    widgets::GoGuard m_guard;
    QMap<QString, Json> m_documents;
    std::map<QString, std::vector<show::CueRecord>> m_records;
    QMap<QString, std::chrono::milliseconds> m_began, m_took, m_actBegan, m_actTook;
    std::optional<std::chrono::milliseconds> m_start;
    QString m_fired, m_resumedAt;
    bool m_advances = true;
    std::function<QString()> m_trouble;
    bool m_brokenOff = false;
    Prelude m_prelude;
    Hands::Pages m_pages;
    int m_back = 0;
    int m_hand = 0; ///< grows with whatever the presenter does
    int m_events = 0;
};

} // namespace app
