// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/shots.h"

#include "app/window/words.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QDir>
#include <QPointer>
#include <QSaveFile>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds pause(150);
constexpr int loading = 60,
              settling = 20; ///< looks until a page must be there, until it must be still
/// The pages ask for news every three seconds, hidden ones, too.
constexpr milliseconds newsTime(4000);
/// A tab that has just been turned to shows its last frame until it has drawn a new one.
constexpr int freshFrames = 10;

QString countFrames()
{
    return u"window.cockpitFrames = 0;"
           "(function next() { if (++window.cockpitFrames < %1) requestAnimationFrame(next); })()"_s
               .arg(freshFrames);
}

/// A page that is loaded and not painted yet, as on a busy machine: one colour all over.
bool isBlank(const QImage &picture)
{
    constexpr int samples = 64;
    const QRgb first = picture.pixel(0, 0);
    for (int i = 0; i < samples * samples; ++i) {
        const int x = i % samples * picture.width() / samples;
        const int y = i / samples * picture.height() / samples;
        if (picture.pixel(x, y) != first)
            return false;
    }
    return true;
}

} // namespace

Shots::Shots(Window &window, QString folder, QString mark, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_folder(std::move(folder))
    , m_mark(std::move(mark))
    , m_pins(pinsOf(QDateTime::currentDateTimeUtc().date()))
{
    window.theme().setStill([pins = m_pins](const QString &text) { return pinned(text, pins); });
    connect(&window, &Window::playable, this, &Shots::begin);
    connect(&window, &Window::failed, this, &Shots::end);
    m_beat.setInterval(pause);
}

void Shots::begin()
{
    Performance *show = m_window.performance();
    show->setAdvance(false);
    connect(show, &Performance::actOver, this, &Shots::actOver);
    connect(&m_beat, &QTimer::timeout, this, [this] { m_open.empty() ? press() : look(); });
    m_beat.start();
}

void Shots::press()
{
    const show::CueRecord *record = m_window.performance()->player().current();
    if (record && record->state == show::CueState::Standby)
        m_window.performance()->go(widgets::GoSource::Deliberate);
}

void Shots::actOver(const QString &act)
{
    m_acts.push_back(m_window.performance()->documents().value(act));
    const QString title = m_window.session()->script().act(act)->title;
    const QString story = QString::fromStdString(m_acts.back().value("story", "UNKNOWN"));
    for (const deploy::TabSpec &tab : m_window.session()->bundle().tabs)
        m_open.push_back({tab.id, u"act%1-%2"_s.arg(act, tab.id),
                          u"Act %1, %2 (%3): %4"_s.arg(act, title, story, tab.title), false});
    // The cockpit's own view beside the demo's pages.
    m_open.push_back({pathTab.toString(), u"act%1-%2"_s.arg(act, pathTab),
                      u"Act %1, %2 (%3): the path of the question"_s.arg(act, title, story),
                      false});
    // The whole window looks at what has left the bank: the same place in every act.
    m_open.push_back({u"attacker"_s, u"window-act%1"_s.arg(act),
                      u"Act %1, %2 (%3): the whole window"_s.arg(act, title, story), true});
    m_beat.stop();
    QTimer::singleShot(newsTime, this, [this] {
        m_beat.start();
        next();
    });
}

void Shots::next()
{
    m_tries = 0;
    m_counting = m_fresh = false;
    m_last = QImage();
    if (!m_open.empty()) {
        m_window.present().stage().show(m_open.front().tab);
        return;
    }
    const auto &acts = m_window.session()->script().acts;
    if (m_acts.size() == acts.size()) {
        end({});
        return;
    }
    m_window.performance()->standBy(acts[m_acts.size()].id);
}

void Shots::look()
{
    const Shot shot = m_open.front();
    widgets::TabPage *page = m_window.present().stage().page(shot.tab);
    ++m_tries;
    if (page && page->web())
        page->web()->runApart(pinScript(m_pins), {});
    if (page && page->hasWeb() && m_tries < loading && (!page->isLoaded() || !isFresh(*page)))
        return; // then what its tab says instead is what a presenter would see, too
    QWidget *from = shot.whole ? static_cast<QWidget *>(&m_window) : page;
    const QImage picture = from->grab().toImage();
    if (isBlank(picture)) {
        if (m_tries > loading)
            end(u"%1: its page stays blank"_s.arg(fileOf(shot)));
        return;
    }
    if (!m_last.isNull() && picture == m_last) {
        keep(picture);
        return;
    }
    m_last = picture;
    if (m_tries > loading + settling)
        end(u"%1 does not settle"_s.arg(fileOf(shot)));
}

/// The page has drawn enough frames since its tab was turned to.
bool Shots::isFresh(widgets::TabPage &page)
{
    if (m_fresh || !page.web())
        return true;
    if (!m_counting) {
        m_counting = true;
        page.web()->runApart(countFrames(), {});
        return false;
    }
    const auto answered = [self = QPointer(this), taken = m_files.size()](const QString &frames) {
        if (self && self->m_files.size() == taken)
            self->m_fresh = frames.toDouble() >= freshFrames;
    };
    page.web()->runApart(u"window.cockpitFrames"_s, answered);
    return false;
}

void Shots::keep(const QImage &picture)
{
    Shot shot = m_open.front();
    widgets::TabPage *page = m_window.present().stage().page(shot.tab);
    if (!shot.whole && shot.tab != pathTab && page && !page->isLoaded())
        shot.caption += page->hasWeb() ? u" (its page did not load: the cockpit's own facts)"_s
                                       : u" (without a web tab: the cockpit's own facts)"_s;
    m_open.erase(m_open.begin());
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "PNG");
    QSaveFile file(m_folder + u'/' + fileOf(shot));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        end(file.fileName() + u": "_s + file.errorString());
        return;
    }
    m_files.push_back(
        {{"file", fileOf(shot).toStdString()},
         {"sha256",
          QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString()},
         {"width", picture.width()},
         {"height", picture.height()},
         {"caption", shot.caption.toStdString()}});
    next();
}

void Shots::end(const QString &why)
{
    if (m_over)
        return;
    m_over = true;
    m_beat.stop();
    m_open.clear();
    emit finished(why);
}

} // namespace app
