// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/deploy/deploypane.h"
#include "widgets/evidence/evidencepane.h"
#include "widgets/present/presentpane.h"
#include "widgets/window/masthead.h"
#include "widgets/window/startscreen.h"

#include <QDir>
#include <QVBoxLayout>

/// The window's parts with made-up values, so that pictures of them need no cluster.
namespace scenes {

using namespace Qt::StringLiterals;
using namespace widgets;

inline QDateTime now()
{
    return QDateTime(QDate(2026, 3, 2), QTime(14, 38, 36), Qt::UTC);
}

inline std::vector<ActLine> acts()
{
    return {{u"1"_s,
             u"Act 1 – Set the scene"_s,
             u"0:28 / 0:30"_s,
             Mark::Good,
             false,
             {{u"1.1"_s, u"Send the prompt"_s, u"1.2 s"_s, Mark::Good, false},
              {u"1.2"_s, u"Show the outside"_s, u"0.3 s"_s, Mark::Good, false}}},
            {u"2"_s,
             u"Act 2 – Supply chain compromised"_s,
             u"1:40 / 2:00"_s,
             Mark::Working,
             true,
             {{u"2.1"_s, u"The vendor's update arrives"_s, u"2.1 s"_s, Mark::Good, false},
              {u"2.2"_s, u"Same prompt, debug on"_s, u"4.8 s"_s, Mark::Good, false},
              {u"2.3"_s, u"Show the stolen profile"_s, u"verifying"_s, Mark::Working, true},
              {u"2.4"_s, u"An alert without a lock"_s, u""_s, Mark::Standby, false}}},
            {u"3"_s,
             u"Act 3 – Deploy Solo"_s,
             u"2:00"_s,
             Mark::Idle,
             false,
             {{u"3.1"_s, u"Apply the mesh policies"_s, u""_s, Mark::Idle, false},
              {u"3.2"_s, u"Same prompt"_s, u""_s, Mark::Idle, false}}}};
}

inline std::vector<TileValue> tiles()
{
    TileValue loot{u"2.3.loot"_s,
                   u"New events"_s,
                   u"+1"_s,
                   u"expected >= 1"_s,
                   u"AS EXPECTED"_s,
                   {},
                   {},
                   Mark::Breach,
                   Mark::Good,
                   now().addSecs(-1),
                   true};
    TileValue catalogue{u"2.1.catalogue"_s,
                        u"Register changed"_s,
                        u"no, 4 entries"_s,
                        u"expected false"_s,
                        u"AS EXPECTED"_s,
                        {},
                        {},
                        Mark::Good,
                        Mark::Good,
                        now().addSecs(-3),
                        false};
    TileValue tools{u"2.2.tools"_s,
                    u"Tool calls"_s,
                    u""_s,
                    u"expected get_profile"_s,
                    u"AS EXPECTED"_s,
                    {u"get_balance"_s, u"list_recent"_s, u"get_profile"_s, u"convert_currency"_s},
                    {u"get_profile"_s},
                    Mark::Breach,
                    Mark::Good,
                    now().addSecs(-5),
                    false};
    TileValue alert{u"2.4.alert"_s,
                    u"BankToAttackerAttempt"_s,
                    u"pending"_s,
                    u"expected true"_s,
                    u"NOT YET"_s,
                    {},
                    {},
                    Mark::Attention,
                    Mark::Attention,
                    now().addSecs(-2),
                    false};
    TileValue unknown{u"2.4.mail"_s, u"Mail"_s,   u"–"_s, u"expected >= 1"_s,
                      u"NOT YET"_s,  {},          {},     Mark::Idle,
                      Mark::Idle,    QDateTime(), false};
    return {loot, catalogue, tools, alert, unknown};
}

inline void fill(PresentPane &pane)
{
    pane.standby().setValue({u"NEXT · 3.1 · CHANGES CLUSTER"_s, u"Apply the mesh policies"_s,
                             u"ready – 13 of 13 forwards verified"_s, Mark::Good});
    pane.run().setActs(acts());
    pane.notes().setNotes(
        u"Name, e-mail, phone, address, date of birth, national insurance number: gone. No record that an auditor reads has changed."_s,
        u"Press GO."_s, u"Say that the registry is slow today."_s);
    pane.tiles().setTiles(tiles(), now());
    pane.stage().setTabs({{u"chatbot"_s, u"Chatbot"_s, {}, 1, Mark::Idle, false},
                          {u"attacker"_s, u"Attacker"_s, u"+1"_s, 2, Mark::Breach, false},
                          {u"registry"_s, u"Registry"_s, u"4"_s, 3, Mark::Idle, false},
                          {u"grafana"_s, u"DORA evidence"_s, {}, 4, Mark::Idle, false},
                          {u"alerts"_s, u"Alerts"_s, u"…"_s, 5, Mark::Attention, false},
                          {u"inbox"_s, u"SOC inbox"_s, u"0"_s, 6, Mark::Idle, false},
                          {u"kagent"_s, u"kagent"_s, {}, 7, Mark::Idle, false},
                          {u"registry-b"_s, u"Registry B"_s, {}, 8, Mark::Idle, false},
                          {u"path"_s, u"Path"_s, {}, 9, Mark::Idle, true}});
    pane.stage().show(u"attacker"_s);
    PageValue page{u"Attacker"_s, u"What has left the bank since this act began."_s, {}};
    page.cards.push_back({u"Exfiltration events"_s, u"1"_s, {}, Mark::Breach});
    page.cards.push_back(
        {u"Latest loot"_s,
         {},
         u"{ \"customer_id\": \"12345\", \"name\": \"Alice Smith\",\n  \"email\": \"alice@example.com\" }"_s,
         Mark::Breach});
    pane.stage().page(u"attacker"_s)->setFacts(page);
    pane.stage().page(u"attacker"_s)->setTrouble(u"There are no web tabs in this run"_s);
    pane.activity().add(u"14:38:30"_s,
                        u"2.2 the chatbot answered £4287.55 / $5445.19, as in Act 1"_s);
    pane.activity().add(u"14:38:31"_s, u"2.3 the attacker received 212 bytes"_s);
    pane.activity().add(u"14:38:34"_s,
                        u"forward chatbot goes to another pod after a rollout (0 lost)"_s);
    pane.transport().setActs({u"1"_s, u"2"_s, u"3"_s});
    pane.transport().setCurrentAct(u"2"_s);
    pane.transport().setActive(true, true, true, true);
    pane.transport().setGo(Transport::Go::Ready, u"GO ▸ 3.1"_s,
                           u"PgDn twice · F9 · changes the cluster"_s);
}

inline void fill(Masthead &head, int mode)
{
    head.setCluster(mode == 0 ? Masthead::Cluster::Rehearsal : Masthead::Cluster::Live,
                    mode == 0 ? u"stage"_s : u"kind-trustusbank"_s);
    head.modes().setCurrent(mode);
    if (mode > 0)
        head.setStory({u"BREACHED – as expected"_s, Mark::Breach});
    head.setLamps({{u"cluster"_s, u"Cluster"_s, Mark::Good},
                   {u"forwards"_s, u"Forwards 13/13"_s, Mark::Good},
                   {u"policies"_s, u"Policies off"_s, Mark::Idle}});
    head.setClock(u"03:41"_s, u"/ 05:00  +0:10"_s, Mark::Attention);
}

inline void fill(DeployPane &pane)
{
    std::vector<PhaseRow> phases;
    const QStringList titles{u"Prerequisites"_s,         u"Cluster + registry"_s,
                             u"Solo Istio ambient"_s,    u"Observability stack"_s,
                             u"Images + signing"_s,      u"MCP servers"_s,
                             u"Agentgateway waypoint"_s, u"kagent + dex + oauth2-proxy"_s,
                             u"A2A wiring + policy"_s,   u"Frontend chatbot"_s};
    for (int i = 0; i < titles.size(); ++i) {
        const bool done = i < 7, current = i == 7;
        phases.push_back({u"0%1"_s.arg(i), titles[i],
                          done      ? u"9/9"_s
                          : current ? u"7/12"_s
                                    : u"0/5"_s,
                          done      ? u"done"_s
                          : current ? u"running"_s
                                    : u"waiting"_s,
                          done      ? u"0:41"_s
                          : current ? u"0:23 of ~0:40"_s
                                    : u"~0:05"_s,
                          done      ? Mark::Good
                          : current ? Mark::Working
                                    : Mark::Idle,
                          0.58, current});
    }
    pane.setPhases(phases);
    pane.setSteps(u"07 kagent"_s,
                  {{u"07.1"_s, u"helm: dex 0.24.0"_s, u"done"_s, u"9.2 s"_s, Mark::Good, false},
                   {u"07.2"_s, u"secret kagent-enterprise-oidc-secret"_s, u"already so"_s,
                    u"0.0 s"_s, Mark::Good, false},
                   {u"07.3"_s, u"wait: kagent-controller available"_s,
                    u"0 of 1 ready – CrashLoopBackOff, second restart"_s, u"6.1 s"_s, Mark::Working,
                    true},
                   {u"07.4"_s, u"helm: oauth2-proxy 10.4.3"_s, {}, {}, Mark::Idle, false},
                   {u"07.5"_s, u"apply: 3 Agents"_s, u"failed: the API server said no"_s,
                    u"0.1 s"_s, Mark::Bad, false}});
    for (int i = 0; i < 6; ++i)
        pane.log().add(
            {u"14:29:5%1.204"_s.arg(i), u"07.3"_s,
             u"deployment/kagent-controller  %1 of 1 updated replicas are available"_s.arg(i % 2)});
    pane.setActions(u"Deploy"_s, false, true);
    pane.setRemark(u"Every step can run again: cancelling is safe."_s, Mark::Idle);
}

} // namespace scenes
