// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/session.h"
#include "tests/gui/scenes.h"
#include "widgets/forwards/forwardspane.h"

#include <QTest>

/// Each mode's pane as it may be at its fullest.
namespace scenes {

/// Every title and question that the demo has, with the longest word that can stand beside it.
inline void fillFromBundle(PresentPane &pane)
{
    deploy::Choice choice;
    choice.cluster = u"stage"_s;
    const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
    if (!bundle)
        QFAIL(qPrintable(bundle.error().summary));
    const auto script = app::readActs(*bundle);
    if (!script)
        QFAIL(qPrintable(script.error().summary));
    std::vector<ActLine> acts;
    std::vector<TileValue> tiles;
    for (const show::Act &act : script->acts) {
        ActLine line{act.id,
                     u"Act %1 – %2"_s.arg(act.id, act.title),
                     u"12:34 / 60:00"_s,
                     Mark::Good,
                     act.id == u"2",
                     {}};
        for (const show::Cue &cue : act.cues) {
            line.cues.push_back(
                {cue.id, cue.title, u"unverified"_s, Mark::Attention, cue.id == u"2.1"});
            for (const show::Check &check : cue.verify) {
                TileValue tile;
                tile.id = check.id;
                tile.title = check.label;
                tile.value = u"– (the Prometheus query is not answered)"_s;
                tile.expectation = u"expected %1 · not a must"_s.arg(check.expect.text);
                tile.verdict = show::verdictText(show::Verdict::NotExpectedHere).toUpper();
                tiles.push_back(tile);
            }
        }
        acts.push_back(line);
    }
    pane.run().setActs(acts);
    pane.tiles().setTiles(tiles, now());
}

inline std::vector<forward::Status> thirteen()
{
    std::vector<forward::Status> out;
    for (int i = 0; i < 13; ++i) {
        forward::Status status;
        status.id = u"f%1"_s.arg(i);
        status.state = i == 3 ? forward::State::Reconnecting : forward::State::Verified;
        status.local = u"127.0.0.1:1801%1"_s.arg(i % 10);
        status.target = u"trustusbank-observability/kube-prometheus-stack-alertmanager-0:9093"_s;
        status.latencyMs = 12.3;
        status.connections = 128;
        status.verifiedAt = QDateTime::currentDateTimeUtc();
        out.push_back(status);
    }
    return out;
}

inline QStringList modeIds()
{
    return {u"deploy"_s, u"present"_s, u"forwards"_s, u"evidence"_s, u"start"_s};
}

/// What a mode shows below the masthead, full of made-up values.
inline QWidget *paneOf(int mode, Theme &theme)
{
    if (mode == 0) {
        auto *deploy = new DeployPane(theme);
        fill(*deploy);
        return deploy;
    }
    if (mode == 1) {
        auto *present = new PresentPane(theme);
        fill(*present);
        fillFromBundle(*present);
        return present;
    }
    if (mode == 2) {
        auto *forwards = new ForwardsPane(theme);
        forwards->setForwards(thirteen(), {{u"f0"_s, u"kagent controller"_s}});
        return forwards;
    }
    if (mode == 4) {
        auto *start = new StartScreen(theme);
        start->setContexts({u"kind-trustusbank"_s, u"kind-vendors"_s}, {});
        start->setRemark(u"The stage begins."_s, Mark::Working);
        return start;
    }
    auto *evidence = new EvidencePane(theme);
    const QString facts = u"£4287.55 · $5445.19 · 1 received outside · 0 refused"_s;
    evidence->setCards(
        {{u"1"_s, u"Set the scene"_s, u"CLEAN – as expected"_s, facts, Mark::Good},
         {u"2"_s, u"Supply chain compromised"_s, u"BREACHED – as expected"_s, facts, Mark::Breach},
         {u"3"_s, u"Deploy Solo"_s, u"BLOCKED – as expected"_s, facts, Mark::Blocked}});
    for (int i = 0; i < 5; ++i)
        evidence->add({u"14:38:30.204"_s, u"2"_s, u"2.1.catalogue"_s,
                       u"Same tool calls as in Act 2"_s, u"no, 4 entries"_s, u">= 1"_s,
                       u"as expected"_s, u"0.8 s"_s, Mark::Good, i % 2 == 0});
    return evidence;
}

} // namespace scenes
