// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/options.h"
#include "app/cockpit/resultdocument.h"
#include "app/cockpit/session.h"

/// The headless commands: each fills the result document, which then knows the exit code.
namespace app {

void rehearse(Console &console, const Options &options, ResultDocument &result);
void playActs(Console &console, const Options &options, ResultDocument &result); ///< act N, play
void deployDemo(Console &console, const Options &options, ResultDocument &result);
void showStatus(Console &console, const Options &options, ResultDocument &result);
void runPreflight(Console &console, const Options &options, ResultDocument &result);
void runOperation(Console &console, const Options &options,
                  ResultDocument &result); ///< reset, teardown, policies
void superviseForwards(Console &console, const Options &options, ResultDocument &result);
void handleBundle(Console &console, const Options &options,
                  ResultDocument &result); ///< demo export|validate|render
void keepSecrets(Console &console, const Options &options,
                 ResultDocument &result); ///< secrets list|import FILE|set NAME|test|remove NAME
void packEvidence(Console &console, const Options &options,
                  ResultDocument &result); ///< evidence-pack [verify FILE]

// Parts of them.

/// False, with the result's fault, when the person at the terminal says no or there is none to ask.
/// CHANGE says, as a sentence without its end, what is about to be done.
bool mayChange(Console &console, const Options &options, const QString &change, const QString &what,
               ResultDocument &result);
bool mayChange(Console &console, const Options &options, const Session &session,
               const QString &what, ResultDocument &result);
/// Runs a plan with journal and history. Steps are told on stderr.
core::Outcome runPlan(Console &console, Session &session, deploy::Plan plan, Json *phases);
/// Starts the forwards and waits until all are Verified.
core::Result<void> verifyForwards(Console &console, Session &session, std::chrono::seconds limit);

} // namespace app
