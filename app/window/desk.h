// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/audience.h"
#include "app/window/drill.h"
#include "app/window/inhibit.h"
#include "app/window/keys.h"
#include "app/window/lock.h"
#include "app/window/presenter.h"
#include "app/window/recordings.h"
#include "backend/deploy/item.h"
#include "widgets/present/sheet.h"
#include "widgets/window/masthead.h"
#include "widgets/window/settingsdialog.h"

class QSettings;

namespace app {

/// What the presenter has at hand beside the show itself: keys, the audience's side, the sheets,
/// the lock. Works before there is a show, too.
class Desk final : public QObject {
    Q_OBJECT
public:
    /// All outlive it. WINDOW is the console's.
    Desk(QWidget &window, widgets::PresentPane &present, const widgets::Theme &theme,
         QObject *parent = nullptr);
    ~Desk() override;

    void readSettings(const QSettings &settings);
    void writeSettings(QSettings &settings) const;
    /// All outlive what is between this and detach().
    void attach(Session &session, Performance &show, Presenter &presenter);
    void detach();

    Lock lock() const { return m_lock; }
    void setLock(Lock lock);
    Audience &audience() { return *m_audience; }
    widgets::Sheet &sheet() { return *m_sheet; }
    Keys &keys() { return *m_keys; }
    const Drill *drill() const { return m_drill.get(); } ///< null: no show
    /// What can be set beside the theme: language, screen, format.
    std::vector<widgets::Setting> settings() const;
    /// Takes one of them; false when that is not its matter.
    bool choose(const QString &setting, const QString &option);
    void openKeySheet();
    /// WHY nothing of this window may change the cluster.
    void setWatching(const QString &why) { m_watching = why; }
    /// Pre-flight's row about the remote: which of its buttons came through to the key sheet.
    deploy::Item remoteItem() const;
    QStringList modeKeys() const; ///< of Deploy, Present, Forwards, Evidence
    std::vector<widgets::LampValue> lamps() const;
    /// Whether screen and notifications are held back, in words; "" while nothing is.
    QString inhibition() const { return m_inhibitor->words(); }
    /// Whether a window manager's or a user's wish to close is followed now; says why not.
    bool mayClose();

signals:
    void heard(const QString &key);
    void remoteTested(); ///< remoteItem() has changed
    void modeWanted(int mode);
    void quitWanted();
    void undoWanted();
    void lockChanged();
    void formatChanged();
    void keysChanged();
    void settingsWanted();
    void told(const QString &text); ///< something that has no better place

private:
    void pressed(const KeyMeaning &meaning);
    void pressedInShow(const KeyMeaning &meaning);
    bool inView();
    void released(const KeyMeaning &meaning);
    void quit();
    void wishToQuit();
    bool confirmed();
    void escape();
    void leave();
    void panic();
    void output(widgets::Output wanted);
    void toggleRecorded();
    QString recordedCue() const;
    void offerRecording(const QString &cue);
    std::optional<Recordings::Recording> recordingOf(const QString &cue) const;
    void skip();
    void sendPrompt();
    void zoom(double factor);
    void nextFormat();
    bool useFormat(const QString &id);
    bool formatIsFixed() const;
    void tellAudience();
    void keepFrame(const QString &cue, show::CueState state);
    void takeClip();
    void keepClip();
    void takeFrame(const QString &cue);
    QImage goodPicture(const QString &cue);
    void openKeys();
    void tested(const QString &name, const QString &action);
    void comesThrough(const QString &action);
    void bindKey(const QString &name);
    void tellKeys();
    void openAnswers();
    void openTimes();
    void openRecords();
    void openDrill();
    void startDrill(int number);
    void toggleSheet(const QString &name);

    QWidget &m_window;
    widgets::PresentPane &m_present;
    Keys *m_keys;
    Audience *m_audience;
    widgets::Sheet *m_sheet;
    Inhibitor *m_inhibitor;
    Session *m_session = nullptr;
    Performance *m_show = nullptr;
    Presenter *m_presenter = nullptr;
    std::unique_ptr<Recordings> m_recordings;
    std::unique_ptr<Drill> m_drill;
    std::unique_ptr<QObject> m_bond; ///< connections to the show
    Lock m_lock = Lock::Build;
    bool m_curtain = false; ///< the holding card stands until the first GO
    EscGuard m_escape;
    QElapsedTimer m_clock;
    QTimer m_quit;
    QElapsedTimer m_asked; ///< whether to stop a cue that runs
    QMap<QString, double> m_zooms;
    widgets::ScreenValue m_screen;
    QSet<QString> m_cameThrough; ///< actions of keys pressed on the key sheet
    QString m_binding;           ///< the action that waits for its new key
    QTimer m_clip;               ///< while a cue runs
    QString m_clipOf;            ///< the cue that went well and whose clip is not kept yet
    QString m_onAir;             ///< the cue whose recording the audience sees or saw last
    QString m_wantedFormat, m_told, m_watching;
    QPointer<QWidget> m_known; ///< the audience's window whose keys are ours, too
};

} // namespace app
