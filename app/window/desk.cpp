// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/desk.h"

#include "backend/core/paths.h"

#include <QSettings>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using widgets::Mark;
using widgets::Output;

namespace {

/// What a hold takes, on a button and on a key.
constexpr milliseconds holdTime = widgets::HoldPad::time;
/// A page goes on drawing a little after its cue is done.
constexpr milliseconds pageTime(1200);
constexpr double leastZoom = 0.5, mostZoom = 3.0;
constexpr milliseconds clipStep(250); ///< between two pictures of a cue that runs
/// How long the question whether to stop a cue stands.
constexpr std::chrono::seconds askedFor(10);

QString outputId(Output output)
{
    switch (output) {
    case Output::Live: return u"live"_s;
    case Output::Frozen: return u"frozen"_s;
    case Output::Black: return u"black"_s;
    case Output::Holding: return u"holding"_s;
    case Output::Recorded: return u"recorded"_s;
    }
    return {};
}

} // namespace

Desk::Desk(QWidget &window, widgets::PresentPane &present, const widgets::Theme &theme,
           QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_present(present)
    , m_keys(new Keys(window))
    , m_audience(new Audience(present.stage(), window, theme, this))
    , m_sheet(new widgets::Sheet(theme, &window))
    , m_inhibitor(new Inhibitor(QDBusConnection::sessionBus(), QDBusConnection::systemBus(), this))
{
    m_clock.start();
    m_quit.setSingleShot(true);
    m_quit.setInterval(holdTime);
    connect(&m_quit, &QTimer::timeout, this, &Desk::wishToQuit);
    m_clip.setInterval(clipStep);
    connect(&m_clip, &QTimer::timeout, this, &Desk::takeClip);
    connect(m_keys, &Keys::pressed, this, &Desk::pressed);
    connect(m_keys, &Keys::released, this, &Desk::released);
    connect(m_keys, &Keys::heard, this, &Desk::heard);
    connect(m_keys, &Keys::tested, this, &Desk::tested);
    connect(m_audience, &Audience::changed, this, &Desk::tellAudience);
    widgets::Transport *buttons = &present.transport();
    connect(buttons, &widgets::Transport::output, this, &Desk::output);
    connect(buttons, &widgets::Transport::skip, this, &Desk::skip);
    connect(&present.activity(), &widgets::Activity::clicked, this,
            [this] { toggleSheet(u"records"_s); });
    connect(buttons, &widgets::Transport::lock, this, [this] { setLock(nextLock(m_lock)); });
    connect(buttons, &widgets::Transport::panic, this,
            [this] { m_audience->output() == Output::Holding ? leave() : panic(); });
    connect(m_sheet, &widgets::Sheet::clicked, this, [this](const QString &id) {
        if (m_sheet->name() == u"keys")
            m_sheet->mark(id);
    });
    setLock(m_lock);
    tellKeys();
}

Desk::~Desk() = default;

void Desk::readSettings(const QSettings &settings)
{
    m_screen = {settings.value(u"audience/screen"_s).toString(),
                settings.value(u"audience/serial"_s).toString()};
    m_wantedFormat = settings.value(u"format"_s).toString();
    for (const QString &key : settings.allKeys()) {
        if (key.startsWith(u"zoom/"_s))
            m_zooms[key.section(u'/', 1)] =
                std::clamp(settings.value(key).toDouble(), leastZoom, mostZoom);
    }
    QMap<QString, QStringList> keys;
    for (const KeyAction &action : KeyMap::actions()) {
        if (settings.contains(u"keys/"_s + action.id))
            keys[action.id] = settings.value(u"keys/"_s + action.id).toStringList();
    }
    m_told = m_keys->map().restore(keys).join(u"; "_s);
    tellKeys();
}

void Desk::writeSettings(QSettings &settings) const
{
    const widgets::ScreenValue &screen =
        m_audience->screen().name.isEmpty() ? m_screen : m_audience->screen();
    settings.setValue(u"audience/screen"_s, screen.name);
    settings.setValue(u"audience/serial"_s, screen.serial);
    settings.setValue(u"format"_s, m_wantedFormat);
    for (auto one = m_zooms.begin(); one != m_zooms.end(); ++one)
        settings.setValue(u"zoom/"_s + one.key(), one.value());
    settings.remove(u"keys"_s);
    const auto changes = m_keys->map().changes();
    for (auto one = changes.begin(); one != changes.end(); ++one)
        settings.setValue(u"keys/"_s + one.key(), one.value());
}

void Desk::attach(Session &session, Performance &show, Presenter &presenter)
{
    m_session = &session;
    m_show = &show;
    m_presenter = &presenter;
    m_bond = std::make_unique<QObject>();
    m_recordings = std::make_unique<Recordings>(session.recordingsFolder(session.bundle().cluster));
    connect(&show, &Performance::cueBegan, m_bond.get(), [this] {
        keepClip();
        m_recordings->beginClip();
        takeClip();
        m_clip.start();
    });
    connect(&show, &Performance::cueOver, m_bond.get(),
            [this](const QString &cue, show::CueState state) {
                m_clip.stop();
                keepFrame(cue, state);
                if (state == show::CueState::Failed)
                    offerRecording(cue);
            });
    m_drill = std::make_unique<Drill>(session, show, m_present.stage(), *m_audience);
    connect(m_drill.get(), &Drill::changed, this, [this] {
        if (m_sheet->name() == u"drill")
            openDrill();
    });
    connect(m_drill.get(), &Drill::graded, this,
            [this](const QString &fault, const QString &words) {
                m_show->noteDrill(fault, words);
                m_presenter->say(tr("drill: %1").arg(words));
            });
    // While the room fills and everything is looked at, the audience has the card.
    connect(&show, &Performance::openingWanted, m_bond.get(), [this] {
        m_curtain = m_audience->hasWindow() && m_audience->output() == Output::Live;
        if (m_curtain)
            m_audience->hold();
    });
    // From the first GO on nothing should be done by accident.
    connect(&show, &Performance::fired, m_bond.get(), [this] {
        if (std::exchange(m_curtain, false) && m_audience->output() == Output::Holding)
            m_audience->leave();
        if (m_lock == Lock::Build)
            setLock(Lock::Show);
    });
    if (show.pace().begun || session.script().format == m_wantedFormat || m_wantedFormat.isEmpty())
        m_wantedFormat = session.script().format;
    else if (session.useFormat(m_wantedFormat))
        emit formatChanged();
    for (auto one = m_zooms.begin(); one != m_zooms.end(); ++one) {
        if (widgets::TabPage *page = m_present.stage().page(one.key()))
            page->setZoom(one.value());
    }
    m_audience->begin(m_screen);
    m_audience->leave(); // a reset's holding card
    tellAudience();
    if (!m_told.isEmpty())
        presenter.say(tr("keys as they come: %1").arg(m_told));
    m_told.clear();
    if (!session.notesTrouble().isEmpty())
        presenter.say(tr("your notes are not used: %1").arg(session.notesTrouble()));
}

void Desk::detach()
{
    m_bond.reset();
    m_clip.stop();
    keepClip();
    m_drill.reset();
    m_show = nullptr;
    m_presenter = nullptr;
    m_session = nullptr;
    if (m_audience->hasWindow())
        m_audience->hold(); // what is reset is nothing to look at
}

void Desk::setLock(Lock lock)
{
    m_lock = lock;
    m_inhibitor->set(lock == Lock::Show);
    m_present.transport().setLock(lockWord(lock),
                                  lock == Lock::Show ? tr("locked") : tr("Ctrl+Shift+L"));
    if (m_show)
        m_show->noteLock(lockId(lock));
    emit lockChanged();
}

std::vector<widgets::LampValue> Desk::lamps() const
{
    const bool plain = m_audience->output() == Output::Live && !m_audience->isLost();
    const bool show = m_lock == Lock::Show, awake = m_inhibitor->keepsAwake();
    return {{u"lock"_s,
             show && !awake ? tr("%1, may sleep").arg(lockWord(m_lock)) : lockWord(m_lock),
             !show   ? Mark::Idle
             : awake ? Mark::Good
                     : Mark::Attention},
            {u"audience"_s, m_audience->badge(),
             m_audience->isLost() ? Mark::Bad
             : plain              ? (m_audience->hasWindow() ? Mark::Good : Mark::Idle)
                                  : Mark::Attention}};
}

void Desk::pressed(const KeyMeaning &meaning)
{
    switch (meaning.act) {
    case Act::Mode: emit modeWanted(meaning.number); return;
    case Act::Quit: quit(); return;
    case Act::Leave: escape(); return;
    case Act::Panic: panic(); return;
    case Act::Settings: emit settingsWanted(); return;
    case Act::Lock: setLock(nextLock(m_lock)); return;
    case Act::KeySheet: toggleSheet(u"keys"_s); return;
    case Act::Answers: toggleSheet(u"answers"_s); return;
    case Act::Times: toggleSheet(u"times"_s); return;
    case Act::Records: toggleSheet(u"records"_s); return;
    case Act::Drill: toggleSheet(u"drill"_s); return;
    case Act::Maximise: m_present.setMaximised(!m_present.isMaximised()); return;
    case Act::Drawer: m_present.setActivityShown(!m_present.isActivityShown()); return;
    case Act::SwapScreens: m_audience->swapScreens(); return;
    case Act::Black: output(Output::Black); return;
    case Act::Freeze: output(Output::Frozen); return; // never a page's reload
    case Act::Recorded: output(Output::Recorded); return;
    case Act::NotesLarger:
        m_present.notes().setTextPixels(m_present.notes().textPixels() + 1);
        return;
    case Act::NotesSmaller:
        m_present.notes().setTextPixels(m_present.notes().textPixels() - 1);
        return;
    case Act::ZoomLarger: zoom(1.1); return;
    case Act::ZoomSmaller: zoom(1 / 1.1); return;
    default: break;
    }
    if (m_show)
        pressedInShow(meaning);
}

/// Nothing is fired that the presenter does not see: a page down in the log is no GO.
bool Desk::inView()
{
    if (m_present.isVisible())
        return true;
    m_presenter->say(tr("refused: the show was not in view"));
    m_present.transport().flashRefused();
    emit modeWanted(1);
    return false;
}

void Desk::pressedInShow(const KeyMeaning &meaning)
{
    const bool fires = meaning.act == Act::GoClicker || meaning.act == Act::GoDeliberate
                       || meaning.act == Act::Prompt || meaning.act == Act::Undo;
    if (fires && !inView())
        return;
    switch (meaning.act) {
    case Act::GoClicker: m_presenter->go(widgets::GoSource::Clicker); break;
    case Act::GoDeliberate: m_presenter->go(widgets::GoSource::Deliberate); break;
    case Act::Prompt: sendPrompt(); break;
    case Act::Back: m_show->back(); break;
    case Act::Verify: m_show->verifyNow(); break;
    case Act::Undo: emit undoWanted(); break;
    case Act::Skip: skip(); break;
    case Act::StandBy:
        meaning.number == 0 ? m_show->standByOpening()
                            : m_show->standBy(QString::number(meaning.number));
        break;
    case Act::Format: nextFormat(); break;
    case Act::Tab: m_present.stage().showKey(meaning.number); break;
    default: break;
    }
}

void Desk::released(const KeyMeaning &meaning)
{
    if (meaning.act == Act::Quit)
        m_quit.stop();
}

void Desk::quit()
{
    if (allows(m_lock, Deed::QuitAtOnce)) {
        wishToQuit();
        return;
    }
    m_quit.start();
    emit told(tr("SHOW is locked: hold the key for 1.5 s to quit"));
}

bool Desk::mayClose()
{
    if (allows(m_lock, Deed::QuitAtOnce) || !m_show)
        return confirmed();
    emit told(tr("SHOW is locked: hold Ctrl+Q for 1.5 s to quit"));
    return false;
}

void Desk::wishToQuit()
{
    if (confirmed())
        emit quitWanted();
}

/// Asks once while a cue runs, without a dialog that would wait over the show: the same wish again
/// within a moment means it.
bool Desk::confirmed()
{
    if (!m_show || !m_show->busy())
        return true;
    const bool again = m_asked.isValid() && !m_asked.hasExpired(milliseconds(askedFor).count());
    m_asked.start();
    if (again)
        return true;
    const QString &undone = m_show->undoing().running();
    const QString question =
        undone.isEmpty()
            ? tr("Cue %1 is running. Quit once more to stop it; the next start goes on there.")
                  .arg(m_show->lastFired())
            : tr("The undo of %1 is running. Quit once more to stop it half done.").arg(undone);
    emit told(question);
    m_present.setBanner(question);
    QTimer::singleShot(askedFor, this, &Desk::tellAudience);
    return false;
}

void Desk::escape()
{
    switch (m_escape.press(m_clock.elapsed())) {
    case EscGuard::Answer::Leave: leave(); break;
    case EscGuard::Answer::Panic: panic(); break;
    case EscGuard::Answer::Ignore: break;
    }
}

/// One state at a time, what lies on top first. Never quits, never closes the audience's window.
void Desk::leave()
{
    if (!m_binding.isEmpty()) {
        m_binding.clear();
        openKeys();
    } else if (!m_sheet->name().isEmpty()) {
        if (m_sheet->name() == u"keys")
            comesThrough(u"leave"_s);
        m_keys->setTesting(false);
        m_sheet->close();
    } else if (!m_audience->leave() && m_present.isMaximised()) {
        m_present.setMaximised(false);
    }
}

/// The audience gets the card, the cue's job ends; the cluster stays as it is.
void Desk::panic()
{
    m_curtain = false;
    m_audience->hold();
    if (m_show)
        m_show->stop();
}

void Desk::output(Output wanted)
{
    if (wanted == Output::Recorded)
        toggleRecorded();
    else
        m_audience->toggle(wanted);
}

/// The cue that runs or has just failed; else the one that stands by.
QString Desk::recordedCue() const
{
    const QString last = m_show->lastFired();
    const auto state = m_show->stateOf(last);
    const show::CueRecord *record = m_show->player().current();
    const bool open = state == show::CueState::Running || state == show::CueState::Verifying
                      || state == show::CueState::Failed || state == show::CueState::Recorded;
    return open || !record ? last : record->id;
}

/// Of this cluster, else of the rehearsal on this machine, else the picture that the bundle brings.
std::optional<Recordings::Recording> Desk::recordingOf(const QString &cue) const
{
    if (auto own = m_recordings->of(cue))
        return own;
    for (const QString &folder : m_session->recordingsFolders().mid(1)) {
        if (auto rehearsed = Recordings(folder).of(cue))
            return rehearsed;
    }
    const show::Cue *known = m_show->cue(cue);
    if (!known || known->fallback.isEmpty())
        return std::nullopt;
    const QImage prepared(m_session->bundle().folder + u'/' + known->fallback);
    return prepared.isNull() ? std::nullopt
                             : std::optional(Recordings::Recording{prepared, {}, {}});
}

/// A cue has failed: what the audience sees of it already stands in for it; else there may be
/// something to show.
void Desk::offerRecording(const QString &cue)
{
    if (m_audience->output() == Output::Recorded && m_onAir == cue) {
        m_show->standIn(cue);
        return;
    }
    const auto recording = recordingOf(cue);
    m_presenter->say(!recording ? tr("%1 failed, and there is no recording of it").arg(cue)
                     : recording->at.isValid()
                         ? tr("%1 failed: Ctrl+R shows the audience what was %2")
                               .arg(cue, Recordings::tag(recording->at))
                         : tr("%1 failed: Ctrl+R shows the audience a prepared picture").arg(cue));
}

void Desk::toggleRecorded()
{
    if (m_audience->output() == Output::Recorded) {
        m_audience->toggle(Output::Recorded);
        return;
    }
    if (!m_show)
        return;
    const QString cue = recordedCue();
    const auto recording = recordingOf(cue);
    if (!recording) {
        m_presenter->say(tr("there is no recording of %1").arg(cue));
        return;
    }
    m_onAir = cue;
    m_audience->toggleRecorded(*recording);
    if (m_audience->output() == Output::Recorded)
        m_show->standIn(cue);
}

void Desk::skip()
{
    if (!m_show)
        return;
    const show::CueRecord *record = m_show->player().current();
    m_show->skip(record && m_audience->output() == Output::Recorded && m_onAir == record->id);
}

void Desk::sendPrompt()
{
    const show::CueRecord *record = m_show->player().current();
    const show::Cue *cue = record ? m_show->cue(record->id) : nullptr;
    const bool opening = m_show->prelude().isOn();
    if (!opening && cue && cue->run.kind == show::Intent::Kind::Prompt)
        m_presenter->go(widgets::GoSource::Deliberate);
    else
        m_presenter->say(tr("the cue on standby has no prompt"));
}

void Desk::zoom(double factor)
{
    const QString tab = m_present.stage().current();
    widgets::TabPage *page = m_present.stage().page(tab);
    if (!page || !page->web())
        return;
    m_zooms[tab] = std::clamp(m_zooms.value(tab, 1.0) * factor, leastZoom, mostZoom);
    page->setZoom(m_zooms[tab]);
}

bool Desk::formatIsFixed() const
{
    return !m_show || !allows(m_lock, Deed::ChooseFormat) || m_show->pace().begun
           || m_session->script().formats.size() < 2;
}

void Desk::nextFormat()
{
    const auto &formats = m_session->script().formats;
    std::size_t at = 0;
    for (std::size_t i = 0; i < formats.size(); ++i) {
        if (formats[i].id == m_session->script().format)
            at = (i + 1) % formats.size();
    }
    if (formatIsFixed() || !useFormat(formats[at].id))
        m_presenter->say(tr("the format stays: the show has begun, or there is no other"));
}

bool Desk::useFormat(const QString &id)
{
    if (!m_session->useFormat(id))
        return false;
    m_wantedFormat = id;
    for (const show::Format &format : m_session->script().formats) {
        if (format.id == id)
            m_presenter->say(tr("format: %1").arg(format.title));
    }
    m_presenter->refresh();
    emit formatChanged();
    return true;
}

void Desk::tellAudience()
{
    const Output now = m_audience->output();
    if (QWidget *view = m_audience->view(); view && view != m_known) {
        m_keys->add(*view); // should somebody click on it after all
        m_known = view;
    }
    m_present.transport().setOutput(now, true);
    m_present.transport().setPanic(now == Output::Holding);
    const bool special = now != Output::Live || m_audience->isLost();
    m_present.setBanner(special ? (m_audience->isLost()
                                       ? m_audience->badge()
                                       : tr("%1   –   Esc: live").arg(m_audience->badge()))
                                : QString());
    if (m_show)
        m_show->noteAudience(m_audience->isLost() ? u"lost"_s : outputId(now),
                             now == Output::Recorded ? m_onAir : QString());
}

/// Green cues only, and only what was really there to see.
void Desk::keepFrame(const QString &cue, show::CueState state)
{
    if (state != show::CueState::Done)
        return;
    m_clipOf = cue;
    takeFrame(cue);
    QTimer::singleShot(pageTime, m_bond.get(), [this, cue] {
        takeFrame(cue);
        if (m_clipOf == cue)
            keepClip();
    });
}

void Desk::takeClip()
{
    if (const QImage picture = goodPicture(m_show->lastFired()); !picture.isNull())
        m_recordings->addToClip(m_show->pace().cue, picture);
}

/// Once its page shows how the cue ended, or the next one begins.
void Desk::keepClip()
{
    if (!m_clipOf.isEmpty())
        m_recordings->keepClip(std::exchange(m_clipOf, {}), m_session->clockNow());
}

void Desk::takeFrame(const QString &cue)
{
    const QImage picture = goodPicture(cue);
    if (picture.isNull())
        return;
    m_recordings->addToClip(m_show->pace().cue, picture);
    m_recordings->keepLater(cue, picture, m_session->clockNow());
}

/// What CUE, the last one fired, shows; none while its page is not to be seen or broken.
QImage Desk::goodPicture(const QString &cue)
{
    const show::Cue *known = m_show->cue(cue);
    if (!known || known->tab != m_present.stage().current() || m_show->lastFired() != cue)
        return {};
    widgets::TabPage *page = m_present.stage().page(known->tab);
    const bool broken = page && page->hasWeb() && !page->isLoaded();
    return page && page->isVisible() && !broken ? m_audience->picture() : QImage();
}

} // namespace app
