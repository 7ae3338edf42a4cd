// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/evidence/picture.h"
#include "backend/evidence/probekeys.h"

#include <optional>

namespace evidence {

/// What the act is measured against.
struct Baseline {
    QDateTime since;                  ///< when the act began
    Picture picture;                  ///< as it was then
    std::vector<Mail> showMails;      ///< that stood in the inbox when the show began
    QMap<QString, QStringList> tools; ///< of acts played so far
};

/// What the evidence's data says (acts.yaml, evidence).
struct Rules {
    QMap<QString, QString> alertCounter; ///< alert → counter
    QStringList profile;
};

/// What a value goes on telling after it was read.
enum class Tells {
    State,  ///< how things were at that moment: it ages
    Answer, ///< what was answered once: it is no older for that
    Events, ///< what has happened since the act began: nothing done later takes it back
};

struct Measurement {
    std::optional<Json> value;
    QDateTime at;
    QString why;
    bool final = false; ///< no more time makes it another
    Tells tells = Tells::State;
};

/// Every probe that measure() knows, with what it takes; the counters of the bundle's evidence come
/// on top and take nothing.
std::vector<ProbeWords> probes();
/// One probe of FORMAT.md's table. Pure.
Measurement measure(const QString &probe, const Json &with, const Baseline &before,
                    const Picture &now, const std::optional<Reply> &reply, const Rules &rules);

/// The events that came since the baseline, newest last.
std::vector<Loot> newLoot(const Baseline &before, const Picture &now);
/// Does a body carry every field of the profile, none empty?
bool carriesProfile(const Json &body, const QStringList &profile);
double rise(const QString &counter, const Baseline &before, const Picture &now);
/// Alerts that fire now: those whose own counter rose in this act, and the others.
struct Firing {
    QStringList own, stale;
};
Firing firing(const Baseline &before, const Picture &now, const Rules &rules);
QMap<QString, int> mailsSinceShow(const Baseline &before, const Picture &now);

} // namespace evidence
