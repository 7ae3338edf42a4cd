// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"
#include "backend/show/expectation.h"

#include <QStringList>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace show {

/// One measured value beside what the story expects of it (resources/demo/FORMAT.md, acts.yaml).
struct Check {
    QString id, label, probe;
    Json with = Json::object();
    Expectation expect;
    bool must = true;
    bool fixed = false; ///< holds for the bundle's own prompt and customer only
    std::chrono::milliseconds timeout{3000};
    QString remedy; ///< of a condition: what to do while it does not hold
};

/// What a cue does to the world: a named intent, carried out by whoever listens.
struct Intent {
    enum class Kind { None, Show, Prompt, Operation };
    Kind kind = Kind::None;
    QString name; ///< tab or operation
    QString text; ///< the prompt
    bool debug = false;
};

enum class Effect { View, Page, Cluster };

struct Cue {
    QString id, title, tab, say, instruction, ifFails;
    Effect effect = Effect::View;
    std::chrono::seconds target{0};
    Intent run;
    std::optional<Intent> undo;
    std::optional<Intent> solve; ///< forces what the cue needs when its retries are used up
    std::vector<Check> pre;      ///< conditions of the READY lamp
    std::vector<Check> verify;
    int retries = 0;
    /// So long after it went well the next cue of its act goes by itself; unset: it waits for a GO.
    std::optional<std::chrono::milliseconds> advance;
    QString fallback; ///< a picture of the bundle, for when there is no recording of it
    QString ownSay;   ///< as written with the cue, whatever the format
    std::chrono::seconds ownTarget{0}; ///< the same
};

struct Act {
    QString id, title;
    std::chrono::seconds target{0}, ownTarget{0}; ///< in the format, and as written
    QString story;                                ///< CLEAN, BREACHED or BLOCKED
    std::vector<Check> enter;                     ///< conditions without which it does not begin
    std::vector<Check> verify;
    std::vector<Cue> cues;
};

/// One length of the same show: other targets, and more to say.
struct Format {
    QString id, title;
    std::chrono::seconds total{0};
    std::map<QString, std::chrono::seconds> targets; ///< by cue; a cue without one keeps its own
    std::map<QString, QString> say;                  ///< by cue, after what it says anyhow
};

/// What stands before the first act and is no act's cue: the quick pre-flight.
struct Opening {
    QString id, title, say, instruction; ///< no id: there is none
};

/// What is said when every act is played.
struct Closing {
    QString id, title, tab, say;
    std::chrono::seconds target{0}, ownTarget{0}; ///< in the format, and as written
};

/// An answer to a question that somebody always asks.
struct PreparedAnswer {
    QString question, answer;
};

/// Lines of a selector's pods that stand for a running total.
struct LogSource {
    QString probe, ns, selector, line; ///< LINE is a regular expression
};

/// Where the evidence comes from, as data of the bundle.
struct Sources {
    std::vector<std::pair<QString, QString>> counters; ///< probe name → PromQL of a running total
    std::vector<LogSource> logs;
    std::vector<std::pair<QString, QString>> alerts; ///< alert → the counter that must rise with it
    QStringList profile;                             ///< fields that make the whole profile
    QString image, tag;                              ///< the tag that Act 2 moves
    QString cleanTag;                                ///< always the approved bytes; "" for none
    QString imageNamespace, imageSelector;           ///< the pods that run it
    QStringList policyNamespaces;
    QString lockNamespace, lockName;  ///< the policy that must have been taken
    QString policyApi, policyKind;    ///< what it and its like are
    QStringList otherPolicies;        ///< names of that kind that lock nothing
    QString lockCondition;            ///< of its status; "" when nobody reports one
    QStringList counterNames() const; ///< probes of counters and logs
};

struct Script {
    QString id, title;
    std::chrono::seconds total{0};
    Sources sources;
    std::vector<Act> acts;
    std::vector<Format> formats; ///< the first is how it comes; none: as the cues say
    std::vector<PreparedAnswer> answers;
    Opening opening;
    Closing closing;
    QString format; ///< the one in use, "" for none
    const Act *act(const QString &id) const;
};

/// Where a JSON pointer of the document stands in its file: "acts.yaml:12:5".
using PlaceOf = std::function<QString(const std::string &pointer)>;
/// Reads a substituted acts.yaml. Faults are Usage and name the place and what was expected there.
core::Result<Script> readScript(const Json &document, const PlaceOf &placeOf);

/// Puts a format's targets and words into the cues. No act, cue or check comes or goes. False when
/// there is no such format.
bool useFormat(Script &script, const QString &id);

/// The presenter's own words over the bundle's: {notes: {CUE: {say, do, if_fails}}, faq:
/// [{question, answer}]}, faults as of readScript. Nothing is changed when there is one.
core::Result<void> overlayNotes(Script &script, const Json &document, const PlaceOf &placeOf);

} // namespace show
