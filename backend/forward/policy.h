// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/spec.h"

#include <chrono>

namespace forward {

/// What one probe found.
enum class Found {
    Nothing, ///< not asked yet since the pod in use was chosen
    Service, ///< the one that is meant
    Wrong,   ///< an answer, but not the expected one
    Silence, ///< no answer
};

/// Everything a forward's state depends on.
struct Facts {
    /// Adopted: another process has it, and says that it forwards to the same service.
    enum class Port { Closed, Open, Taken, Refused, Adopted };
    bool started = false;
    bool paused = false; ///< by hand; see foundWhy
    Port port = Port::Closed;
    QString portWhy;    ///< for Taken, Refused and Adopted; a note on an Open one
    bool known = false; ///< services and pods were listed
    QString unheard;    ///< why nothing is heard from the API server now
    bool target = false;
    QString missing; ///< what there is to wait for, without a target
    Found found = Found::Nothing;
    QString foundWhy;
    QString forbidden;        ///< why the API server will never let us through
    bool wasVerified = false; ///< at any time since start
    QString planned;          ///< what our own plan restarts now
};

struct Verdict {
    State state = State::Off;
    QString why;
    friend bool operator==(const Verdict &, const Verdict &) = default;
};
Verdict stateOf(const Facts &facts);

/// Before try number ATTEMPT (the first is 1): 100 ms, doubling to 2 s.
std::chrono::milliseconds backOff(int attempt);

/// A probe is given up after this.
constexpr std::chrono::milliseconds probeTime(3000);
/// From the start of a probe that found the service to the next: with probeTime, a dead tunnel is
/// shown as Verified for 10 s at most.
constexpr std::chrono::milliseconds probeEvery(7000);
/// A client that waits for a pod is kept this long, and so many of them.
constexpr std::chrono::milliseconds holdTime(10000);
constexpr int holdAtMost = 200;
/// How often we look whether the process whose forward we use has given up the port.
constexpr std::chrono::milliseconds adoptedLook(1000);
constexpr std::chrono::milliseconds plannedTime(120000);

} // namespace forward
