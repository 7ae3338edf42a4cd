// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/spec.h"

namespace forward {

using namespace Qt::StringLiterals;

QString stateWord(State state)
{
    switch (state) {
    case State::Off: return u"Off"_s;
    case State::Waiting: return u"Waiting"_s;
    case State::Listening: return u"Listening"_s;
    case State::Verified: return u"Verified"_s;
    case State::Degraded: return u"Degraded"_s;
    case State::Reconnecting: return u"Reconnecting"_s;
    case State::Conflict: return u"Conflict"_s;
    case State::Failed: return u"Failed"_s;
    case State::Paused: return u"Paused"_s;
    }
    return {};
}

nlohmann::json Status::toJson(const QDateTime &now) const
{
    return {{"t", now.toUTC().toString(Qt::ISODateWithMs).toStdString()},
            {"forward", id.toStdString()},
            {"state", stateWord(state).toStdString()},
            {"why", why.toStdString()},
            {"local", local.toStdString()},
            {"target", target.toStdString()},
            {"latencyMs", latencyMs},
            {"attempt", attempt},
            {"nextInMs", nextInMs},
            {"pid", pid},
            {"holder", holder.toStdString()},
            {"connections", connections},
            {"lost", lost},
            {"total", total},
            {"bytesUp", bytesUp},
            {"bytesDown", bytesDown},
            {"upPerSecond", upPerSecond},
            {"downPerSecond", downPerSecond},
            {"sparesOpened", sparesOpened},
            {"sparesUsed", sparesUsed},
            {"losses", losses},
            {"loss", loss ? loss->toJson(now) : nlohmann::json()},
            {"adopted", adopted},
            {"holderSince", holderSince.isValid()
                                ? holderSince.toUTC().toString(Qt::ISODate).toStdString()
                                : std::string()},
            {"verifiedAt", verifiedAt.isValid()
                               ? verifiedAt.toUTC().toString(Qt::ISODateWithMs).toStdString()
                               : std::string()}};
}

} // namespace forward
