// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/show/cuerecord.h"

#include <QSet>
#include <map>

namespace show {

/// Plays acts cue by cue: GO does the cue on standby, verifies it, and puts the next on standby.
/// One playhead. Nothing fires by itself. Lives on one thread; SCRIPT, HANDS and CLOCK outlive it.
class Player : public QObject {
    Q_OBJECT
public:
    struct Options {
        QSet<QString> skip;       ///< cue ids that are passed over
        bool fixedFigures = true; ///< false with another prompt or customer
        bool offersSolve = false; ///< somebody is there to decide on it
    };
    Player(const Script &script, Stagehand &hands, core::Clock &clock, Options options,
           QObject *parent = nullptr);

    /// Puts the first cue of an act on standby. False when a cue is running or there is no such
    /// act.
    bool standBy(const QString &act);
    /// Does the cue on standby. False, with refused(), when there is none or one is running.
    bool go();
    /// Passes the cue on standby over; RECORDED: the audience saw its recording instead.
    bool skip(bool recorded = false);
    /// The audience saw the recording of a cue that has failed. False when it has not, or when its
    /// act has been judged.
    bool standIn(const QString &cue);
    /// Stops what is running; the cue fails.
    void cancel();
    /// Stops what is running; once it has really ended the same cue stands by again. The cluster
    /// stays as it is.
    void stop();
    /// Goes on in an act that began before: RECORDS as they were, CUE on standby, "" when only the
    /// act's own checks are open. SETTLED are verdicts that have fallen, by the check's id. Carries
    /// nothing out. False when there is no such act or cue.
    bool restore(const QString &act, const std::vector<CueRecord> &records, const QString &cue,
                 bool begun, const std::map<QString, Json> &settled);

    const CueRecord *current() const;
    const Cue *cue() const;                ///< the current one's part in the script
    bool busy() const;                     ///< it runs or is verified
    bool begun() const { return m_begun; } ///< the act's start has been taken
    const std::vector<CueRecord> &records() const { return m_records; }
    const Act *act() const { return m_act; }
    /// The act's part of the result document; complete after actOver.
    Json document() const;
    /// The same of an act that will not be played to its end: nobody knows its story, unless the
    /// worst has happened already, and what did not come any more was skipped.
    Json soFar();

signals:
    void stoodBy(const QString &act); ///< an act begins anew, with its first cue on standby
    void refused(const QString &cue, const QString &why);
    void cueChanged(const show::CueRecord &record);
    void questionSettled(const show::Question &question);
    /// The last cue is through and every check of the act has its verdict.
    void actOver(const QString &act, bool expected);

private:
    void beginAct();
    void beginCue();
    void force();
    bool carriedOut(Intent::Kind kind, const core::Outcome &outcome);
    void performed(const core::Outcome &outcome);
    void missed(const QString &what);
    void fail(const QString &why);
    bool runs() const; ///< what was carried out for the current cue has not ended
    void ask(std::vector<Question> &questions, const std::vector<Check> &checks);
    void reconsider();
    bool settle(std::vector<Question> &questions, Judging judging);
    QDateTime changedAt() const;
    void askForTheLast();
    void endCue();
    void advance();
    void close();
    void endAct();
    void standAgain();
    Json written(Json summary) const;
    void setState(CueState state);

    const Script &m_script;
    Stagehand &m_hands;
    core::Clock &m_clock;
    Options m_options;
    const Act *m_act = nullptr;
    std::size_t m_playhead = 0;
    std::chrono::milliseconds m_lastDeed{
        0}; ///< when a prompt or an operation of this act last ended
    QDateTime m_lastDeedAt;
    std::chrono::milliseconds m_lookUntil{0}; ///< what an act's end has for a look at every source
    bool m_begun = false;
    bool m_measured = false; ///< there is a start to measure from
    bool m_closing = false;
    bool m_over = false;
    bool m_stopping = false; ///< what runs has been asked to end
    std::vector<CueRecord> m_records;
    std::vector<Question> m_questions; ///< the act's own
    Json m_summary;
};

} // namespace show
