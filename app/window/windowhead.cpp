// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "app/window/words.h"

// What stands in the window's head and foot, four times a second.
namespace app {

using namespace Qt::StringLiterals;
using widgets::Mark;

void Window::refresh()
{
    m_head->modes().setEnabled(m_session != nullptr);
    if (!m_session) {
        m_head->setLamps({});
        m_status->setLeft(tr("no cluster is chosen"));
        return;
    }
    if (m_session->forwards().allVerified() && m_wantsShow && !m_show && !m_deployer->running()
        && m_watching.isEmpty())
        beginShow();
    const auto statuses = m_session->forwards().statuses();
    showForwards(statuses);
    m_head->setLamps(lamps(statuses));
    m_head->setStory(story());
    m_show ? showPace() : showDeploy();
    QStringList left{m_session->contextName(), m_session->bundle().edition,
                     m_session->bundle().pace};
    if (const QString held = m_desk->inhibition(); !held.isEmpty())
        left << held;
    if (const QString why = trouble(); m_show && !why.isEmpty())
        left << why;
    m_status->setLeft(left.join(u" · "_s));
}

void Window::showForwards(const std::vector<forward::Status> &statuses)
{
    QMap<QString, QString> titles;
    for (const deploy::ForwardSpec &one : m_session->bundle().forwards)
        titles[one.id] = one.title;
    m_forwards->setForwards(statuses, titles);
    showLedger();
    m_tabs->follow(statuses);
}

std::vector<widgets::LampValue> Window::lamps(const std::vector<forward::Status> &statuses) const
{
    const auto good =
        std::ranges::count(statuses, forward::State::Verified, &forward::Status::state);
    const Mark some = good > 0 ? Mark::Attention : Mark::Idle;
    std::vector<widgets::LampValue> lamps{
        {u"cluster"_s, m_lost.isEmpty() ? tr("Cluster") : tr("Cluster gone"),
         !m_lost.isEmpty() ? Mark::Bad
         : good > 0        ? Mark::Good
                           : Mark::Idle},
        {u"forwards"_s, tr("Forwards %1/%2").arg(good).arg(statuses.size()),
         m_session->forwards().allVerified() ? Mark::Good : some}};
    if (const auto pages = m_tabs->lamp())
        lamps.push_back(*pages);
    std::ranges::copy(showLamps(), std::back_inserter(lamps));
    std::ranges::copy(m_desk->lamps(), std::back_inserter(lamps));
    return lamps;
}

std::vector<widgets::LampValue> Window::showLamps() const
{
    if (!m_show)
        return {};
    const evidence::Observer &observer = m_show->hands().observer();
    const QDateTime lately = m_session->clock().now().addSecs(-5);
    const auto silent = observer.missing(lately).size();
    return {{u"evidence"_s, silent == 0 ? tr("Evidence") : tr("Evidence: %1 silent").arg(silent),
             silent == 0 ? Mark::Good : Mark::Attention},
            policiesLamp(observer.picture(), lately)};
}

widgets::StoryValue Window::story() const
{
    if (!m_show)
        return {};
    const show::Act *last = nullptr;
    for (const show::Act &one : m_session->script().acts) {
        if (m_show->documents().contains(one.id))
            last = &one;
    }
    if (!last)
        return {};
    const Json document = m_show->documents().value(last->id);
    widgets::StoryValue story = storyOf(QString::fromStdString(document.value("story", "")),
                                        document.value("expected", false));
    // While the next act is played, what stands here is still the act's before.
    if (const show::Act *act = m_show->player().act(); act && act->id != last->id)
        story.text = tr("Act %1: %2").arg(last->id, story.text);
    return story;
}

void Window::showPace()
{
    const auto total = m_session->script().total;
    const show::Pace pace = m_show->pace();
    const bool late = show::tempoOf(pace) != show::Tempo::Fine || pace.total > total;
    m_head->setClock(clockText(pace.total),
                     tr("/ %1  %2").arg(clockText(total), show::paceWords(pace)),
                     late ? Mark::Attention : Mark::Idle);
    const QString log = tr("show log %1 events").arg(m_show->events());
    m_status->setRight(pace.begun ? tr("%1: %2 of %3  ·  %4")
                                        .arg(m_show->lastFired(), clockText(pace.cue),
                                             clockText(pace.cueTarget), log)
                                  : log);
}

void Window::showDeploy()
{
    m_head->setClock(clockText(m_deployer->elapsed()),
                     m_deployer->running() ? tr("ETA %1").arg(clockText(m_deployer->remaining()))
                                           : QString());
    m_status->setRight(m_deployer->summary());
}

} // namespace app
