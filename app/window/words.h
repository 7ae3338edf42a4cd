// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/performance.h"
#include "widgets/browser/nativepage.h"
#include "widgets/evidence/evidencepane.h"
#include "widgets/present/values.h"
#include "widgets/window/masthead.h"

/// From the backend's values to what the window's parts show. Pure.
namespace app {

QString clockText(std::chrono::milliseconds time);   ///< "3:41"
QString secondsText(std::chrono::milliseconds time); ///< "2.1 s"
QString valueText(const show::Measured &measured);   ///< "yes", "4", "–" when nothing is known

/// The log's words, in the window's language.
QString verdictWord(show::Verdict verdict);
QString outcomeWord(show::CueState state);

widgets::Mark markOf(show::CueState state);
widgets::Mark markOf(show::Verdict verdict, bool must);
widgets::Mark markOf(Prelude::Verdict verdict);
/// STORY: CLEAN, BREACHED …; unknown is never good.
widgets::StoryValue storyOf(const QString &story, bool expected);

/// What protects the bank; what was not read since LATELY has a question mark.
widgets::LampValue policiesLamp(const evidence::Picture &now, const QDateTime &lately);

std::vector<widgets::ActLine> actLines(const Performance &show);
/// CONDITIONS are those of the cue on standby.
widgets::StandbyValue standbyOf(const Performance &show, const show::Conditions &conditions,
                                const QString &trouble);
/// "2.2 again, try 2 of 2 – get_profile was called: no"
QString retryWords(const show::CueRecord &record, const show::Cue &cue);
/// "NOT READY – Policies in force: 7, expected == 0. Reset the demo."
QString conditionWords(const show::Condition &condition);
std::vector<widgets::TileValue> tilesOf(const Performance &show);
widgets::EvidenceRow rowOf(const QString &act, const show::Question &question);
std::vector<widgets::VerdictCard> cardsOf(const Performance &show);

constexpr QStringView pathTab = u"path"; ///< the tab of no service: who asked whom in this act
/// What the cockpit itself knows of a tab's service.
widgets::PageValue factsOf(const QString &tab, const QString &title, Hands &hands,
                           const evidence::Rules &rules);

} // namespace app
