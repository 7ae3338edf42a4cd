// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/run.h"
#include "widgets/log/logview.h"

namespace app {

/// What is behind a step, for people: its command with secrets masked, its manifests or values, and
/// what came of earlier attempts. Pure.
QString behindText(const deploy::StepSpec &step, const deploy::Services &services,
                   const QStringList &attempts);
/// How loud a tool's line is, by how it begins: helm's "Error:", klog's "W1128 …".
widgets::LogLevel levelOf(const QString &line);

} // namespace app
