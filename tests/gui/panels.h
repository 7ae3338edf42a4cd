// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/keymap.h"
#include "tests/gui/scenes.h"
#include "widgets/forwards/forwardspane.h"
#include "widgets/present/sheet.h"
#include "widgets/window/settingsdialog.h"

/// The window's frame round one panel, with made-up values that never change: for pictures.
namespace scenes {

inline QStringList panelNames()
{
    return {u"deploy"_s, u"present"_s, u"forwards"_s, u"evidence"_s,
            u"start"_s,  u"keys"_s,    u"settings"_s, u"path"_s};
}

inline QWidget *forwardsPanel(Theme &theme)
{
    auto *pane = new ForwardsPane(theme);
    std::vector<forward::Status> statuses;
    for (const forward::State state :
         {forward::State::Verified, forward::State::Waiting, forward::State::Reconnecting,
          forward::State::Degraded, forward::State::Conflict, forward::State::Off}) {
        forward::Status status;
        status.id = forward::stateWord(state).toLower();
        status.state = state;
        status.local = u"127.0.0.1:18001"_s;
        status.target = u"trustusbank-observability/grafana-7d9:3000"_s;
        status.why = state == forward::State::Verified ? QString() : u"for a ready pod"_s;
        statuses.push_back(status);
    }
    pane->setForwards(statuses, {});
    return pane;
}

inline QWidget *evidencePanel(Theme &theme)
{
    auto *pane = new EvidencePane(theme);
    pane->setCards({{u"1"_s, u"Set the scene"_s, u"CLEAN – as expected"_s,
                     u"£4287.55 · $5445.19 · nothing left the bank"_s, Mark::Good},
                    {u"2"_s, u"Supply chain compromised"_s, u"BREACHED – as expected"_s,
                     u"1 event with the whole profile"_s, Mark::Breach},
                    {u"3"_s, u"Deploy Solo"_s, u"not played"_s, u""_s, Mark::Idle}});
    pane->add({u"14:38:30.204"_s, u"2"_s, u"2.3.loot"_s, u"New events"_s, u"1"_s, u">= 1"_s,
               u"as expected"_s, u"0.8 s"_s, Mark::Good, true});
    pane->add({u"14:38:31.968"_s, u"2"_s, u"2.4.alert"_s, u"BankToAttackerAttempt"_s, u"pending"_s,
               u"true"_s, u"unexpected"_s, u"12.0 s"_s, Mark::Bad, false});
    return pane;
}

/// The sheet over the show, as F1 opens it.
inline QWidget *keysPanel(Theme &theme)
{
    auto *pane = new PresentPane(theme);
    fill(*pane);
    std::vector<SheetRow> rows;
    for (const app::KeyAction &action : app::KeyMap::actions())
        rows.push_back({action.id, {action.keys.join(u"   "_s), action.title}, false});
    auto *sheet = new Sheet(theme, pane);
    sheet->open(u"keys"_s, u"Keys"_s, u"Press each button of your remote: its row lights up."_s,
                rows, 2);
    sheet->mark(u"go"_s);
    return pane;
}

inline QWidget *settingsPanel(Theme &theme)
{
    auto *pane = new QWidget;
    auto *dialog = new SettingsDialog(theme, {{u"screen"_s,
                                               u"&Audience screen"_s,
                                               {{{}, u"The other one, whichever it is"_s}},
                                               {},
                                               {},
                                               false},
                                              {u"language"_s,
                                               u"&Language"_s,
                                               {{u"en"_s, u"English"_s}, {u"de"_s, u"Deutsch"_s}},
                                               u"en"_s,
                                               u"From the next start on."_s,
                                               false},
                                              {u"inhibit"_s,
                                               u"&Screen saver"_s,
                                               {{u"on"_s, u"Off during a show"_s}},
                                               u"on"_s,
                                               u"There is no bus to ask here."_s,
                                               true}});
    dialog->setWindowFlags(Qt::Widget);
    auto *layout = new QVBoxLayout(pane);
    layout->addWidget(dialog, 0, Qt::AlignCenter);
    return pane;
}

/// The native tab after an act that was blocked.
inline QWidget *pathPanel(Theme &theme)
{
    auto *pane = new PresentPane(theme);
    fill(*pane);
    PageValue page{u"The path of a question"_s,
                   u"Where this act's question went, and what left the bank."_s,
                   {}};
    page.hops = {{u"Customer's page"_s, u"answered"_s, u"4287.55 5445.19"_s, Mark::Good, u"A2A"_s,
                  Mark::Good},
                 {u"support-bot"_s, u"tool calls: 4"_s,
                  u"get_balance\nlist_recent\nget_profile\nconvert_currency"_s, Mark::Breach,
                  u"convert_currency"_s, Mark::Breach},
                 {u"Vendor's converter"_s, u"other bytes"_s, u"sha256:9f3177ab0c5d"_s, Mark::Breach,
                  u"refused: 1"_s, Mark::Blocked},
                 {u"Outside"_s, u"0 received"_s, {}, Mark::Good, {}, Mark::Idle}};
    page.cards.push_back({u"Policies in force"_s, u"7"_s, {}, Mark::Blocked});
    pane->stage().page(u"path"_s)->setFacts(page);
    pane->stage().show(u"path"_s);
    return pane;
}

inline QWidget *panelOf(const QString &name, Theme &theme)
{
    if (name == u"deploy") {
        auto *pane = new DeployPane(theme);
        fill(*pane);
        return pane;
    }
    if (name == u"present") {
        auto *pane = new PresentPane(theme);
        fill(*pane);
        return pane;
    }
    if (name == u"forwards")
        return forwardsPanel(theme);
    if (name == u"evidence")
        return evidencePanel(theme);
    if (name == u"keys")
        return keysPanel(theme);
    if (name == u"settings")
        return settingsPanel(theme);
    if (name == u"path")
        return pathPanel(theme);
    auto *pane = new StartScreen(theme);
    pane->setContexts({u"kind-trustusbank"_s, u"staging"_s}, {});
    pane->setKnown(u"Last show: 28/11/2026 14:38, trustusbank-stage: CLEAN, BREACHED, BLOCKED"_s,
                   {},
                   u"Not on this machine: helm, kind, docker, cosign. Pre-flight says what the "
                   u"show needs of them, and where to get it."_s);
    return pane;
}

/// Head, panel and foot in WINDOW, as the console puts them together.
inline void frame(QWidget &window, const QString &name, Theme &theme, int height)
{
    auto *layout = new QVBoxLayout(&window);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new Masthead(theme, {u"Deploy"_s, u"Present"_s, u"Forwards"_s, u"Evidence"_s});
    head->setFixedHeight(height < 900 ? 56 : 72);
    const auto mode = static_cast<int>(panelNames().indexOf(name));
    fill(*head, mode <= 3 ? mode : 1);
    layout->addWidget(head);
    layout->addWidget(panelOf(name, theme), 1);
    auto *status = new StatusLine(theme);
    status->setLeft(u"kind-trustusbank · solo"_s);
    status->setKey(u"PgDown"_s);
    status->setRight(u"show log 212 events"_s);
    layout->addWidget(status);
}

} // namespace scenes
