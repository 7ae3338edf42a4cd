// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

class QObject;

namespace app {

/// In a calm moment, unless CONTEXT has gone: what was freed between what is still used goes back
/// to the system. A thread of the pool does it; an allocation may wait for it, some milliseconds.
void giveBackMemory(QObject &context);

} // namespace app
