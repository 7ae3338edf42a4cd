// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/session.h"
#include "backend/deploy/run.h"
#include "backend/evidence/prompt.h"
#include "backend/show/stagehand.h"

namespace app {

/// Probes of the console itself: whether a forward is Verified, whether a tab's page is there and
/// signed in. The evidence knows the others.
const std::vector<evidence::ProbeWords> &consoleProbes();

/// A prompt that a page asks. One that fails as LOST got no answer, and may be asked otherwise.
class PageQuestion : public evidence::Question {
    Q_OBJECT
public:
    using evidence::Question::Question;
    bool isLost() const { return m_lost && !cancelRequested(); }

protected:
    void lose(const QString &why);

private:
    bool m_lost = false;
};

/// Carries the show's intents out on the session's cluster and measures with the evidence.
class Hands final : public show::Stagehand {
    Q_OBJECT
public:
    /// TOOLS are the calls of acts that were played before (by act). SESSION outlives it.
    Hands(Session &session, QMap<QString, QStringList> tools, QObject *parent = nullptr);
    ~Hands() override;

    /// Where there is a page that takes INTENT's prompt: the question, typed there. Otherwise none.
    using InPage = std::function<std::unique_ptr<PageQuestion>(const show::Intent &intent)>;
    void askThrough(InPage page) { m_page = std::move(page); }

    void perform(const show::Intent &intent, Done done) override;
    void stop() override;
    void beginAct(const QString &act, Done done) override;
    show::Measured measure(const show::Check &check) override;
    /// The same for a condition, which may be about the console itself; PAGES says whether a tab's
    /// page is there, or nothing when there are no pages.
    using Pages = std::function<std::optional<bool>(const QString &tab)>;
    std::optional<show::Measured> look(const show::Check &condition, const Pages &pages);
    show::Json summary(const QString &act) override;
    QDateTime changedAt() const override { return m_changedAt; }
    bool busy() const { return m_task != nullptr; }

    /// Goes on in an act that began before.
    void restore(const evidence::Baseline &baseline, const std::optional<evidence::Reply> &reply);

    evidence::Observer &observer() { return m_observer; }
    const std::optional<evidence::Reply> &reply() const { return m_reply; } ///< of this act
    const evidence::Baseline &baseline() const { return m_baseline; }

signals:
    void progress(const QString &line);
    void began(const QString &act);                ///< its baseline is taken
    void asked(const QString &prompt, bool debug); ///< by the cockpit itself: no page knows it
    void answered(const show::Json &answer);       ///< to that: the A2A answer, whole
    /// The page could not be typed into, or was lost with the question: the cockpit asks itself.
    void askingItself(const QString &why);
    void replied(); ///< reply() is there, whoever asked
    void ended();   ///< what was carried out

private:
    void prompt(const show::Intent &intent, Done done);
    void promptItself(const show::Intent &intent, Done done);
    void take(const evidence::Reply &reply);
    void operate(const QString &name, Done done);
    void follow(std::unique_ptr<core::Task> task, Done done);

    Session &m_session;
    InPage m_page;
    evidence::Observer m_observer;
    evidence::Rules m_rules;
    evidence::Baseline m_baseline;
    std::optional<evidence::Reply> m_reply;
    QDateTime m_changedAt;
    std::unique_ptr<core::Task> m_task;
};

/// commands.md, acts[], without cues and verdicts; a story is told from what was read after
/// CHANGED. Pure.
show::Json actSummary(const evidence::Baseline &before, const evidence::Picture &now,
                      const std::optional<evidence::Reply> &reply, const evidence::Rules &rules,
                      const QString &tag, const QDateTime &changed);

} // namespace app
