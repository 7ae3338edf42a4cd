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
    return {u"deploy"_s,      u"present"_s,    u"forwards"_s, u"evidence"_s,  u"start"_s,
            u"keys"_s,        u"settings"_s,   u"path"_s,     u"undo"_s,      u"undo-armed"_s,
            u"undo-failed"_s, u"unverified"_s, u"holding"_s,  u"preflight"_s, u"failed"_s};
}

/// The demo's thirteen: most are well, one finds its way back, one's port is another program's.
inline std::vector<forward::Status> forwards(double latencyMs, int probe)
{
    struct One {
        const char *id;
        int port;
        const char *target;
        forward::State state;
        const char *why;
    };
    using forward::State;
    constexpr One all[] = {
        {"dex", 5556, "trustusbank-platform/dex-5c:5556", State::Verified, ""},
        {"grafana", 18001, "trustusbank-observability/grafana-7d9:3000", State::Verified, ""},
        {"prometheus", 18002, "trustusbank-observability/prometheus-0:9090", State::Verified, ""},
        {"tempo", 18003, "trustusbank-observability/tempo-0:3200", State::Verified, ""},
        {"loki", 18004, "trustusbank-observability/loki-0:3100", State::Degraded, "answers 503"},
        {"registry", 18006, "trustusbank-platform/agentregistry-6b:12121", State::Verified, ""},
        {"kagent", 18007, "trustusbank-platform/oauth2-proxy-84:4180", State::Verified, ""},
        {"agentgateway", 18008, "trustusbank-platform/agentgw-59:8080", State::Verified, ""},
        {"chatbot", 18009, "", State::Reconnecting, "waits for a ready pod"},
        {"attacker", 18011, "external-attacker/mock-attacker-9f:8080", State::Verified, ""},
        {"mailhog", 18012, "", State::Conflict, "another program has the port"},
        {"alertmanager", 18013, "trustusbank-observability/alertmanager-0:9093", State::Verified,
         ""},
        {"kagent-api", 18014, "trustusbank-platform/kagent-controller-6c:8083", State::Paused, ""}};
    std::vector<forward::Status> out;
    for (const One &one : all) {
        forward::Status status;
        status.id = QLatin1String(one.id);
        status.state = one.state;
        status.why = QLatin1String(one.why);
        status.local = u"127.0.0.1:%1"_s.arg(one.port);
        status.target = QLatin1String(one.target);
        if (one.state == State::Verified || one.state == State::Degraded) {
            status.latencyMs = latencyMs + one.port % 7;
            // What has not been yet is 0 s ago, however long the picture takes.
            status.verifiedAt = QDateTime::currentDateTimeUtc().addDays(1).addSecs(probe);
            status.connections = one.port % 5;
            status.total = 40 + one.port % 9;
            status.bytesUp = 48'200;
            status.bytesDown = 1'730'000;
        }
        if (one.state == State::Conflict) {
            status.pid = 4711;
            status.holder = u"kubectl port-forward"_s;
        }
        if (one.state == State::Reconnecting) {
            status.attempt = 3;
            status.lost = 1;
        }
        out.push_back(status);
    }
    return out;
}

inline QWidget *forwardsPanel(Theme &theme)
{
    auto *pane = new ForwardsPane(theme);
    const QMap<QString, QString> titles{{u"dex"_s, u"dex"_s},
                                        {u"grafana"_s, u"Grafana"_s},
                                        {u"prometheus"_s, u"Prometheus"_s},
                                        {u"tempo"_s, u"Tempo"_s},
                                        {u"loki"_s, u"Loki"_s},
                                        {u"registry"_s, u"Agent registry"_s},
                                        {u"kagent"_s, u"kagent UI (SSO)"_s},
                                        {u"chatbot"_s, u"Chatbot"_s},
                                        {u"attacker"_s, u"Attacker"_s},
                                        {u"mailhog"_s, u"SOC inbox"_s},
                                        {u"alertmanager"_s, u"Alertmanager"_s},
                                        {u"kagent-api"_s, u"kagent controller"_s}};
    QMap<QString, QString> groups;
    for (const forward::Status &status : forwards(0, 0))
        groups.insert(status.id, u"ui"_s);
    for (const QString &id : {u"dex"_s, u"tempo"_s, u"loki"_s, u"agentgateway"_s, u"kagent-api"_s})
        groups.insert(id, u"api"_s);
    pane->setGroups(groups);
    pane->setTabs({u"dex"_s, u"grafana"_s});
    for (int probe = 0; probe < 40; ++probe)
        pane->setForwards(forwards(8 + probe * 7 % 11, probe), titles);
    pane->setLedger({{now().addSecs(-95), u"its pod went"_s, 1200, 1, false, true},
                     {now().addSecs(-40), u"restart"_s, 300, 0, true, true}});
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
    sheet->open(
        u"keys"_s, u"Keys"_s,
        u"Press each button of your remote: its row lights up, and nothing is fired while this "
        u"sheet is open. Return gives the lit row another key, Delete takes its last one "
        u"away. Esc closes."_s,
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

/// Act 3's first cue has changed the cluster: what that can be taken back with.
inline UndoValue undoOf(const QString &name)
{
    UndoValue undo{u"Undo 3.1: Mesh policies off"_s,
                   u"steps on the cluster: 2, last time 4.1 s"_s,
                   {},
                   UndoValue::State::Offered,
                   true};
    if (name == u"undo-armed") {
        undo.state = UndoValue::State::Armed;
        undo.hint = u"PRESS AGAIN: changes the cluster"_s;
    } else if (name == u"undo-failed") {
        undo.state = UndoValue::State::Failed;
        undo.hint = u"FAILED: the API server did not answer"_s;
    }
    return undo;
}

inline QWidget *undoPanel(Theme &theme, const QString &name)
{
    auto *pane = new PresentPane(theme);
    fill(*pane);
    pane->setUndo(undoOf(name));
    return pane;
}

/// Nobody could look at a must of 2.2: neither done nor failed.
inline QWidget *unverifiedPanel(Theme &theme)
{
    auto *pane = new PresentPane(theme);
    fill(*pane);
    std::vector<ActLine> lines = acts();
    CueLine &cue = lines[1].cues[1];
    cue.word = u"unverified"_s;
    cue.mark = Mark::Attention;
    pane->run().setActs(lines);
    std::vector<TileValue> values = tiles();
    values[2] = TileValue{u"2.2.tools"_s,
                          u"Tool calls"_s,
                          u"– (Loki does not answer)"_s,
                          u"expected get_profile"_s,
                          u"NOT VERIFIED"_s,
                          {},
                          {},
                          Mark::Idle,
                          Mark::Attention,
                          QDateTime(),
                          false};
    pane->tiles().setTiles(values, now());
    return pane;
}

/// Panic: the audience sees the holding card.
inline QWidget *holdingPanel(Theme &theme)
{
    auto *pane = new PresentPane(theme);
    fill(*pane);
    pane->setBanner(u"HOLDING CARD   –   Esc: live"_s);
    pane->transport().setOutput(Output::Holding, true);
    pane->transport().setPanic(true);
    return pane;
}

/// Some checks stop the show, one was waived, the rest is well.
inline QWidget *preflightPanel(Theme &theme)
{
    auto *pane = new DeployPane(theme);
    fill(*pane);
    pane->setView(DeployPane::Preflight);
    pane->preflight().setRows(
        {{u"forward-grafana"_s, u"Forward Grafana"_s, u"blocked"_s,
          u"port 18001 is taken by process 4711 (kubectl port-forward, since 10:15)"_s,
          u"End that program, or use --ports auto."_s, Mark::Bad, true},
         {u"baseline"_s, u"The show's baseline"_s, u"blocked"_s,
          u"2 alerts glow from the show before; 7 policies are in force"_s,
          u"Reset the demo: hold Reset in Present mode."_s, Mark::Bad, true},
         {u"disk"_s,
          u"Free disk"_s,
          u"ok"_s,
          u"41.2 GiB of disk free, 2.0 GiB needed"_s,
          {},
          Mark::Good,
          false},
         {u"cluster"_s,
          u"The cluster answers"_s,
          u"ok"_s,
          u"kind-trustusbank in 12 ms"_s,
          {},
          Mark::Good,
          false},
         {u"remote"_s, u"Remote"_s, u"attention"_s, u"2 of its 4 buttons came through"_s,
          u"Press F1 and each button of the remote once."_s, Mark::Attention, false},
         {u"recordings"_s, u"Recorded fallback"_s, u"waived"_s,
          u"13 of 13 cues have a picture: 13 of a rehearsal; some are older than the images"_s,
          u"Play the show once in the window: green cues keep theirs."_s, Mark::Skipped, false},
         {u"targets"_s,
          u"Prometheus' targets"_s,
          u"ok"_s,
          u"31 targets, all up"_s,
          {},
          Mark::Good,
          false},
         {u"model"_s,
          u"The model answers this key"_s,
          u"ok"_s,
          u"in 640 ms"_s,
          {},
          Mark::Good,
          false}});
    pane->preflight().setTotal(u"NO-GO: forward-grafana, baseline"_s, Mark::Bad);
    return pane;
}

/// A run that has ended at a step, with what to do.
inline QWidget *failedPanel(Theme &theme)
{
    auto *pane = new DeployPane(theme);
    fill(*pane);
    pane->log().add({u"14:30:06.531"_s, u"07.5"_s,
                     u"failed: the API server said no: Agent.spec.systemMessage: Required value"_s,
                     LogLevel::Error});
    pane->setActions(u"Deploy"_s, true, false);
    pane->setAlso({false, false, true, true});
    pane->setRemark(u"07.5 apply: 3 Agents: the API server said no: Agent.spec.systemMessage: "
                    u"Required value\nLook at the manifest behind the step; Retry goes on here."_s,
                    Mark::Bad);
    return pane;
}

inline QWidget *panelOf(const QString &name, Theme &theme)
{
    if (name == u"preflight")
        return preflightPanel(theme);
    if (name == u"failed")
        return failedPanel(theme);
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
    if (name.startsWith(u"undo"))
        return undoPanel(theme, name);
    if (name == u"unverified")
        return unverifiedPanel(theme);
    if (name == u"holding")
        return holdingPanel(theme);
    auto *pane = new StartScreen(theme);
    pane->setContexts({u"kind-trustusbank"_s, u"staging"_s}, {});
    pane->setKnown(u"Last show: 28/11/2026 14:38, trustusbank-stage: CLEAN, BREACHED, BLOCKED"_s,
                   {},
                   u"Not on this machine: helm, kind, docker, cosign. Pre-flight says what the "
                   u"show needs of them, and where to get it."_s);
    pane->offerKind(u"A kind cluster needs what is not on this machine: kind, docker. Get it "
                    u"from kind.sigs.k8s.io and docs.docker.com."_s);
    return pane;
}

/// Head, panel and foot in WINDOW, as the console puts them together.
inline void frame(QWidget &window, const QString &name, Theme &theme, int height)
{
    auto *layout = new QVBoxLayout(&window);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new Masthead(theme, {u"Deploy"_s, u"Present"_s, u"Forwards"_s, u"Evidence"_s});
    head->setFixedHeight(static_cast<int>((height < 900 ? 56 : 72) * theme.scale()));
    const auto mode = static_cast<int>(panelNames().indexOf(name));
    const bool deploys = name == u"preflight" || name == u"failed";
    fill(*head, deploys ? 0 : mode <= 3 ? mode : 1);
    layout->addWidget(head);
    layout->addWidget(panelOf(name, theme), 1);
    auto *status = new StatusLine(theme);
    status->setLeft(u"kind-trustusbank · solo"_s);
    status->setKey(u"PgDown"_s);
    status->setRight(u"show log 212 events"_s);
    layout->addWidget(status);
}

} // namespace scenes
