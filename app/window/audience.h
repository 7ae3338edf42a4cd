// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/recordings.h"
#include "widgets/audience/audienceview.h"
#include "widgets/browser/stagepane.h"

#include <QPointer>
#include <QScreen>
#include <QTimer>

namespace app {

/// The audience's side of the show: a picture of the stage on the other screen, whatever the
/// console does, and what is shown instead. Where there is no other screen, the same states cover
/// the console's own stage.
class Audience final : public QObject {
    Q_OBJECT
public:
    /// All outlive it. CONSOLE is the presenter's window.
    Audience(widgets::StagePane &stage, QWidget &console, const widgets::Theme &theme,
             QObject *parent = nullptr);
    ~Audience() override;

    /// Takes the other screen, when there is one; does nothing when it has it already.
    void begin(const widgets::ScreenValue &remembered);
    void end();

    widgets::Output output() const { return m_switch.now(); }
    bool toggle(widgets::Output wanted);
    bool hold();
    bool leave();
    /// RECORDING with its date instead of the stage, or the stage again: its clip once, and then
    /// its picture.
    bool toggleRecorded(const Recordings::Recording &recording);
    void swapScreens();
    /// As if its screen was pulled out, for TIME. False: it has none.
    bool unplugFor(std::chrono::milliseconds time);
    /// This screen from now on, now and next time; without a name: whichever is not the console's.
    void choose(const widgets::ScreenValue &wanted);

    bool hasWindow() const { return m_view && m_view->isVisible(); }
    bool isLost() const { return m_lost; }
    /// Which screen it has, for next time.
    const widgets::ScreenValue &screen() const { return m_screen; }
    QString badge() const; ///< "AUDIENCE: LIVE"
    QImage picture();      ///< of the stage as it is now
    widgets::AudienceView *view() { return m_view.get(); }
    widgets::AudienceView &cover() { return *m_cover; }

signals:
    void changed();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void attach(QScreen *screen);
    void screenAdded(QScreen *screen);
    void screenRemoved(QScreen *screen);
    void lose();
    void tell();
    void beat();
    QWidget *page();
    void placeCover();
    void showRecorded(const QImage &picture);

    widgets::StagePane &m_stage;
    QWidget &m_console;
    const widgets::Theme &m_theme;
    widgets::OutputSwitch m_switch;
    ClipPlayer m_clip;
    Recordings::Recording m_recording; ///< that is shown
    std::unique_ptr<widgets::AudienceView> m_view;
    widgets::AudienceView *m_cover; ///< the stage's child
    QPointer<QScreen> m_on;
    widgets::ScreenValue m_screen;
    QTimer m_beat;
    int m_beats = 0;
    bool m_dirty = true;
    bool m_grabbing = false;
    bool m_begun = false;
    bool m_lost = false;
};

} // namespace app
