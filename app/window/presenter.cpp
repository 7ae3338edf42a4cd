// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/presenter.h"

#include "app/window/words.h"

namespace app {

using namespace Qt::StringLiterals;
using widgets::Mark;
using widgets::Transport;

Presenter::Presenter(Performance &show, widgets::PresentPane &present,
                     widgets::EvidencePane &evidence, QObject *parent)
    : QObject(parent)
    , m_show(show)
    , m_present(present)
    , m_evidence(evidence)
{
    QStringList acts;
    for (const show::Act &act : show.session().script().acts)
        acts << act.id;
    m_present.transport().setActs(acts);
    show.setPages([this](const QString &tab) -> std::optional<bool> {
        const widgets::TabPage *page = m_present.stage().page(tab);
        return page && page->hasWeb() ? std::optional(page->isLive()) : std::nullopt;
    });
    m_evidence.clear();
    connect(&show, &Performance::changed, this, [this] { m_dirty = true; });
    connect(&show, &Performance::viewWanted, this, &Presenter::turnTo);
    connect(&show, &Performance::said, this, &Presenter::say);
    connect(&show, &Performance::settled, this,
            [this](const QString &act, const show::Question &question) {
                m_evidence.add(rowOf(act, question));
            });
    connect(&show, &Performance::refused, this, [this](const QString &why) {
        m_present.transport().flashRefused();
        say(tr("refused: %1").arg(why));
    });
    connect(&show, &Performance::actOver, this, [this](const QString &act, bool) {
        const Json document = m_show.documents().value(act);
        say(tr("Act %1: %2")
                .arg(act, storyOf(QString::fromStdString(document.value("story", "")),
                                  document.value("expected", false))
                              .text));
    });
    connectButtons();
    // Looks come several times a second: what is on screen follows at a pace that eyes can.
    m_beat.setInterval(std::chrono::milliseconds(100));
    int beats = 0;
    connect(&m_beat, &QTimer::timeout, this, [this, beats]() mutable {
        if (m_dirty || ++beats % 10 == 0)
            refresh();
    });
    m_beat.start();
    refresh();
}

void Presenter::connectButtons()
{
    Transport *buttons = &m_present.transport();
    connect(buttons, &Transport::go, this, [this] { go(widgets::GoSource::Deliberate); });
    connect(buttons, &Transport::back, &m_show, &Performance::back);
    connect(buttons, &Transport::act, &m_show, &Performance::standBy);
}

/// Nobody types into the page that a cue has brought: the keyboard comes back to the console, so
/// that a remote's full stop is no text.
void Presenter::turnTo(const QString &tab)
{
    m_present.stage().show(tab);
    for (const deploy::TabSpec &one : m_show.session().bundle().tabs) {
        widgets::TabPage *page = m_present.stage().page(one.id);
        if (page && page->web())
            page->web()->blur();
    }
    if (m_present.isVisible() && m_present.window()->isActiveWindow())
        m_present.window()->setFocus(Qt::OtherFocusReason);
}

void Presenter::say(const QString &text)
{
    m_present.activity().add(m_show.session().clockNow().toLocalTime().toString(u"HH:mm:ss"_s),
                             text);
}

void Presenter::go(widgets::GoSource source)
{
    // What is wrong is just what pre-flight is asked for.
    const QString trouble = m_show.prelude().isOn() ? QString() : m_show.trouble();
    if (!trouble.isEmpty()) {
        m_present.transport().flashRefused();
        say(tr("refused: %1").arg(trouble));
        return;
    }
    m_show.go(source);
    refresh();
}

void Presenter::refresh()
{
    m_dirty = false;
    const QDateTime now = m_show.session().clockNow();
    m_present.run().setActs(actLines(m_show));
    // One look for the lamp and for the button: they must not contradict each other.
    const show::Conditions conditions = m_show.conditions();
    const QString trouble = m_show.trouble();
    m_present.standby().setValue(standbyOf(m_show, conditions, trouble));
    m_present.tiles().setTiles(tilesOf(m_show), now);
    m_evidence.setCards(cardsOf(m_show));
    m_present.setUndo(m_show.undoing().value(m_show.isUndoArmed(), !m_show.busy()));
    showGo(conditions, trouble);
    showNotes();
    showBadges();
}

void Presenter::showGo(const show::Conditions &conditions, const QString &trouble)
{
    Transport &buttons = m_present.transport();
    if (const Prelude &prelude = m_show.prelude(); prelude.isOn()) {
        buttons.setActive(true, true, true, true);
        buttons.setGo(prelude.runs() ? Transport::Go::Locked : Transport::Go::Ready,
                      tr("GO ▸ %1").arg(m_show.session().script().opening.id),
                      prelude.runs() ? outcomeWord(show::CueState::Running)
                                     : tr("PgDn · clicker · F9"));
        return;
    }
    const show::CueRecord *record = m_show.player().current();
    const show::Act *act = m_show.player().act();
    if (act)
        buttons.setCurrentAct(act->id);
    const bool undoes = !m_show.undoing().running().isEmpty();
    const bool waits = record && record->state == show::CueState::Standby && !undoes;
    buttons.setActive(true, waits, !m_show.busy(), !m_show.busy());
    if (m_show.endsWithGo()) {
        buttons.setGo(Transport::Go::Ready, tr("GO"), m_show.session().script().closing.title);
        return;
    }
    if (!record) {
        buttons.setGo(Transport::Go::Off, tr("GO"),
                      act && !m_show.over(act->id) ? tr("the act's last checks are open")
                                                   : tr("nothing on standby"));
        return;
    }
    const QString text = tr("GO ▸ %1").arg(record->id);
    if (!waits) {
        buttons.setGo(Transport::Go::Locked, text,
                      undoes ? tr("waits for the undo") : outcomeWord(record->state));
        return;
    }
    // Green means that the lamp is lit, not only that a press would be followed.
    if (m_show.isArmed())
        buttons.setGo(Transport::Go::Armed, text, tr("PRESS AGAIN: changes the cluster"));
    else if (conditions.refusal(false) || !trouble.isEmpty())
        buttons.setGo(Transport::Go::Locked, text, tr("not ready: see Standby"));
    else
        buttons.setGo(conditions.ready() ? Transport::Go::Ready : Transport::Go::Locked, text,
                      m_show.changesCluster() ? tr("PgDn twice · F9 · changes the cluster")
                                              : tr("PgDn · clicker · F9"));
}

void Presenter::showNotes()
{
    if (m_show.prelude().isOn()) {
        const show::Opening &opening = m_show.session().script().opening;
        m_present.notes().setNotes(opening.say, opening.instruction, {});
        return;
    }
    const show::Cue *cue = m_show.player().cue();
    if (!cue) {
        const show::Script &script = m_show.session().script();
        m_present.notes().setNotes(m_show.allOver() ? script.closing.say : QString(), {}, {});
        return;
    }
    // What helps with a failed cue is needed after it, not before.
    const show::Cue *last = m_show.cue(m_show.lastFired());
    const bool failed = last && m_show.stateOf(last->id) == show::CueState::Failed;
    m_present.notes().setNotes(cue->say, cue->instruction,
                               failed && !last->ifFails.isEmpty() ? last->ifFails : cue->ifFails);
}

void Presenter::showBadges()
{
    Hands &hands = m_show.hands();
    const evidence::Picture &now = hands.observer().picture();
    widgets::TabStrip &strip = m_present.stage().strip();
    const auto events = evidence::newLoot(hands.baseline(), now).size();
    strip.setBadge(u"attacker"_s,
                   now.loot.known() ? (events > 0 ? u"+%1"_s.arg(events) : u"0"_s) : QString(),
                   events > 0 ? Mark::Breach : Mark::Idle);
    strip.setBadge(u"registry"_s,
                   now.catalogue.known() ? QString::number(
                       now.catalogue.value.is_array() ? now.catalogue.value.size() : 0)
                                         : QString(),
                   Mark::Idle);
    const auto firing = std::count_if(now.alerts.value.begin(), now.alerts.value.end(),
                                      [](const evidence::Alert &alert) { return alert.firing; });
    strip.setBadge(u"alerts"_s, now.alerts.known() ? QString::number(firing) : QString(),
                   firing > 0 ? Mark::Attention : Mark::Idle);
    strip.setBadge(u"inbox"_s,
                   now.mails.known() ? QString::number(now.mails.value.size()) : QString(),
                   Mark::Idle);
    const QString tab = m_present.stage().current();
    if (widgets::TabPage *page = m_present.stage().page(tab); page && !page->isLoaded()) {
        const auto &tabs = m_show.session().bundle().tabs;
        const auto found = std::find_if(tabs.begin(), tabs.end(),
                                        [&](const deploy::TabSpec &one) { return one.id == tab; });
        page->setFacts(factsOf(tab, found == tabs.end() ? tab : found->title, hands,
                               m_show.session().rules()));
    }
}

} // namespace app
