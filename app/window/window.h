// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/opening.h"
#include "app/window/deployer.h"
#include "app/window/desk.h"
#include "app/window/startfacts.h"
#include "app/window/tabs.h"
#include "backend/deploy/lease.h"
#include "widgets/audience/screennumbers.h"
#include "widgets/browser/stagepane.h"
#include "widgets/window/masthead.h"
#include "widgets/window/startscreen.h"
#include "widgets/window/viewmenu.h"

#include <QStackedWidget>

namespace app {

/// The one window: start screen, then Deploy, Present, Forwards and Evidence on one session.
/// Everything happens by signals; closing it ends what it began and then the program.
class Window final : public QWidget {
    Q_OBJECT
public:
    /// ENGINE draws the web tabs; null: there are none, and WHYNOWEB says why.
    Window(const Options &options, widgets::WebEngine *engine, const QString &whyNoWeb,
           QWidget *parent = nullptr);
    ~Window() override;

    enum Mode { Deploy, Present, Forwards, Evidence };
    void setMode(Mode mode);
    Mode mode() const { return static_cast<Mode>(m_head->modes().current()); }
    /// Opens a session; STAGE starts one first and deploys at once.
    void open(bool stage, const QString &context);
    void createKind(); ///< and then opens it

    Performance *performance() const { return m_show.get(); }
    Session *session() { return m_session.get(); }
    widgets::PresentPane &present() { return *m_present; }
    widgets::Theme &theme() { return m_theme; }
    bool isPlayable() const { return m_show != nullptr; }
    Desk &desk() { return *m_desk; }

signals:
    void opened(const QString &cluster, const QString &context, const QString &edition);
    void playable();                 ///< deployed, every forward Verified, the first cue on standby
    void failed(const QString &why); ///< opening or deploying did not work
    void gone();                     ///< everything it began has ended

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOut();
    void setHeadHeight();
    void showFrame();
    void readSettings();
    void writeSettings();
    void fillStart();
    void lookAt(const QString &context);
    void showFacts(const QString &context, const QString &words, bool known);
    void beginOpening(const Options &options);
    void openingOver(const core::Outcome &outcome);
    void takeSession(std::unique_ptr<Session> session);
    void deployed(const QString &plan, const core::Outcome &outcome);
    void beginShow();
    void connectOpening();
    void endShow();
    void reset();
    void undo();
    void connectDesk();
    void connectForwards();
    void openSettings();
    void choose(const QString &setting, const QString &option);
    void findOpenShow();
    void driveOrWatch();
    void onlyWatch(const QString &why);
    void lockDeploy();
    void refresh();
    void showForwards(const std::vector<forward::Status> &statuses);
    std::vector<widgets::LampValue> lamps(const std::vector<forward::Status> &statuses) const;
    std::vector<widgets::LampValue> showLamps() const;
    widgets::StoryValue story() const; ///< of the last act that was played
    void showPace();
    void showDeploy();
    void showLedger(); ///< of the forward that is chosen
    void openTabOf(const QString &forward);
    QString watching() const; ///< why it only watches, in words; "": it drives
    QString trouble() const;
    void end();
    bool stopsCue();

    Options m_options;
    widgets::WebEngine *m_engine;
    QString m_whyNoWeb;
    widgets::Theme m_theme;
    widgets::Masthead *m_head;
    widgets::StartScreen *m_start;
    widgets::DeployPane *m_deploy;
    widgets::PresentPane *m_present;
    widgets::ForwardsPane *m_forwards;
    widgets::EvidencePane *m_evidence;
    widgets::StatusLine *m_status;
    QStackedWidget *m_stack;
    Desk *m_desk;
    widgets::ScreenNumbers m_numbers;
    QTimer m_beat;
    ContextLook m_look; ///< at what is chosen and not opened
    std::unique_ptr<Opening> m_opening;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<deploy::Lease> m_lease;
    std::unique_ptr<Deployer> m_deployer;
    std::unique_ptr<Tabs> m_tabs;
    std::unique_ptr<Performance> m_show;
    std::unique_ptr<Presenter> m_presenter;
    QString m_cluster; ///< the uid of its kube-system: which cluster it really is
    std::optional<Resume> m_resume;
    QString m_watching; ///< why somebody else drives
    QString m_lost;     ///< why the cluster is gone
    bool m_wantsShow = false;
    bool m_afterReset = false;
    bool m_closing = false;
};

} // namespace app
