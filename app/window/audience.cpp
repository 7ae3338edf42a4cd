// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/audience.h"

#include <QEvent>
#include <QGuiApplication>
#include <QWindow>

namespace app {

using widgets::Output;
using widgets::ScreenValue;

namespace {

constexpr std::chrono::milliseconds frameTime(33);
/// A page that draws with the graphics card does not say so: it is looked at this often anyhow.
constexpr int looks = 6;

ScreenValue valueOf(const QScreen *screen)
{
    return {screen->name(), screen->serialNumber()};
}

} // namespace

Audience::Audience(widgets::StagePane &stage, QWidget &console, const widgets::Theme &theme,
                   QObject *parent)
    : QObject(parent)
    , m_stage(stage)
    , m_console(console)
    , m_theme(theme)
    , m_cover(new widgets::AudienceView(theme, &stage))
{
    m_cover->hide();
    qApp->installEventFilter(this);
    connect(qApp, &QGuiApplication::screenAdded, this, &Audience::screenAdded);
    connect(qApp, &QGuiApplication::screenRemoved, this, &Audience::screenRemoved);
    connect(&stage, &widgets::StagePane::shown, this, [this] { m_dirty = true; });
    m_beat.setInterval(frameTime);
    connect(&m_beat, &QTimer::timeout, this, &Audience::beat);
    connect(&m_clip, &ClipPlayer::picture, this, &Audience::showRecorded);
    connect(&m_clip, &ClipPlayer::over, this, [this] { showRecorded(m_recording.picture); });
}

Audience::~Audience() = default;

void Audience::begin(const ScreenValue &remembered)
{
    m_begun = true;
    if (hasWindow() || m_lost)
        return;
    if (m_screen.name.isEmpty())
        m_screen = remembered;
    std::vector<ScreenValue> values;
    const QList<QScreen *> screens = QGuiApplication::screens();
    for (const QScreen *screen : screens)
        values.push_back(valueOf(screen));
    const int wanted =
        widgets::chooseScreen(values, static_cast<int>(screens.indexOf(m_console.screen())),
                              m_screen);
    if (wanted >= 0)
        attach(screens.at(wanted));
    else
        tell();
}

void Audience::end()
{
    m_begun = m_lost = false;
    m_beat.stop();
    m_view.reset();
    m_cover->hide();
}

void Audience::attach(QScreen *screen)
{
    if (!m_view)
        m_view = std::make_unique<widgets::AudienceView>(m_theme);
    m_on = screen;
    m_screen = valueOf(screen);
    m_lost = false;
    m_view->setScreen(screen);
    m_view->setGeometry(screen->geometry());
    // showFullScreen() would ask for the focus.
    m_view->setWindowState(m_view->windowState() | Qt::WindowFullScreen);
    m_view->show();
    m_dirty = true;
    m_beat.start();
    tell();
}

/// Only a screen that is gone or was never there makes room for a new one: what the presenter
/// chose stays chosen.
void Audience::screenAdded(QScreen *screen)
{
    if (m_begun && !hasWindow() && screen != m_console.screen())
        attach(screen);
}

void Audience::screenRemoved(QScreen *screen)
{
    if (!m_view || !m_on)
        return;
    if (screen == m_on) {
        lose();
        return;
    }
    // The console may now be where the audience's window is: that one gives way.
    QTimer::singleShot(0, this, [this] {
        if (hasWindow() && m_console.screen() == m_on)
            lose();
    });
}

/// The window is kept: what was black stays black when the screen comes back.
void Audience::lose()
{
    m_beat.stop();
    m_view->hide();
    m_on = nullptr;
    m_lost = true;
    tell();
}

bool Audience::unplugFor(std::chrono::milliseconds time)
{
    if (!hasWindow() || !m_on)
        return false;
    const QPointer<QScreen> screen = m_on;
    lose();
    QTimer::singleShot(time, this, [this, screen] {
        if (screen)
            screenAdded(screen);
    });
    return true;
}

void Audience::swapScreens()
{
    QScreen *other = m_on;
    QScreen *own = m_console.screen();
    if (!hasWindow() || !other || !own)
        return;
    const bool full = m_console.isFullScreen() || m_console.isMaximized();
    const auto state = m_console.windowState();
    if (full)
        m_console.showNormal();
    m_console.setScreen(other);
    m_console.move(other->availableGeometry().topLeft());
    if (full)
        m_console.setWindowState(state);
    attach(own);
}

void Audience::choose(const ScreenValue &wanted)
{
    m_screen = wanted;
    if (!m_begun)
        return;
    std::vector<ScreenValue> values;
    const QList<QScreen *> screens = QGuiApplication::screens();
    for (const QScreen *screen : screens)
        values.push_back(valueOf(screen));
    const int found =
        widgets::chooseScreen(values, static_cast<int>(screens.indexOf(m_console.screen())),
                              wanted);
    if (found >= 0 && screens.at(found) != m_on)
        attach(screens.at(found));
}

bool Audience::toggle(Output wanted)
{
    // What is frozen is what is there now, not the last frame that happened to be taken.
    if (wanted == Output::Frozen && output() == Output::Live)
        m_cover->setFrame(picture());
    if (!m_switch.toggle(wanted))
        return false;
    tell();
    return true;
}

bool Audience::toggleRecorded(const Recordings::Recording &recording)
{
    m_recording = recording;
    showRecorded(recording.picture);
    if (!toggle(Output::Recorded))
        return false;
    if (output() == Output::Recorded)
        m_clip.play(recording.clip);
    return true;
}

void Audience::showRecorded(const QImage &picture)
{
    const QString tag = Recordings::tag(m_recording.at);
    m_cover->setRecording(picture, tag);
    if (m_view)
        m_view->setRecording(picture, tag);
}

bool Audience::hold()
{
    if (!m_switch.hold())
        return false;
    tell();
    return true;
}

bool Audience::leave()
{
    if (!m_switch.leave())
        return false;
    tell();
    return true;
}

void Audience::tell()
{
    const Output now = output();
    if (now != Output::Recorded)
        m_clip.stop();
    if (m_view) {
        if (now == Output::Frozen && m_view->output() == Output::Live)
            m_view->setFrame(m_cover->frame());
        m_view->setOutput(now);
    }
    m_dirty = true;
    m_cover->setOutput(now);
    m_cover->setVisible(now != Output::Live && !hasWindow());
    placeCover();
    emit changed();
}

QString Audience::badge() const
{
    if (m_lost)
        return tr("AUDIENCE LOST: %1").arg(m_screen.name);
    return hasWindow() ? tr("AUDIENCE: %1").arg(widgets::outputWord(output()))
                       : tr("ONE SCREEN: %1").arg(widgets::outputWord(output()));
}

QWidget *Audience::page()
{
    return m_stage.page(m_stage.current());
}

QImage Audience::picture()
{
    QWidget *from = page();
    if (!from || !from->isVisible())
        return m_view ? m_view->frame() : QImage();
    m_grabbing = true;
    const QImage out = from->grab().toImage();
    m_grabbing = false;
    return out;
}

/// A frame only when something was drawn, and none that the console does not show itself.
void Audience::beat()
{
    if (output() != Output::Live || (!m_dirty && ++m_beats % looks != 0))
        return;
    m_dirty = false;
    if (QWidget *from = page(); from && from->isVisible())
        m_view->setFrame(picture());
}

void Audience::placeCover()
{
    const int top = m_stage.strip().isVisible() ? m_stage.strip().height() : 0;
    m_cover->setGeometry(m_stage.rect().adjusted(0, top, 0, 0));
    if (m_cover->isVisible())
        m_cover->raise();
}

bool Audience::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::Resize && object == &m_stage) {
        placeCover();
    } else if (event->type() == QEvent::Paint && !m_grabbing && !m_dirty && m_view) {
        const QWidget *from = page();
        const auto *drawn = qobject_cast<QWidget *>(object);
        m_dirty = from && drawn && (drawn == from || from->isAncestorOf(drawn));
    }
    return false;
}

} // namespace app
