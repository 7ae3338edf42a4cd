// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QStringList>

namespace app {

/// What the command line asks for. Empty texts mean: not said.
struct Options {
    QString command;   ///< "" is the window
    QStringList words; ///< what follows the command: "2", "on", "export DIR"
    QString context, kubeconfig, registry, edition, demo, json, ports, pace, model, out, log,
        prompt, customer, from;
    QString because; ///< of --waive
    QStringList acts, skip, only, redo, waive;
    int repeat = 1, portOffset = 0;
    int scale = 1; ///< of pictures: pixels for each of the window's own
    bool rehearse = false, stage = false, yes = false, quick = false, dryRun = false,
         untilVerified = false, createKind = false;
    bool safeMode = false, help = false, version = false, manPage = false, completion = false;
};

/// Faults are Usage and name the flag and what was expected.
core::Result<Options> parseOptions(const QStringList &arguments);

/// From the same table: --help, the man page (roff), bash completion.
QString helpText();
QString manPage();
QString bashCompletion();
/// The commands of the table, for the test that holds it against the reference.
QStringList commandNames();
QStringList flagNames();

} // namespace app
