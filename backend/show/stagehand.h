// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/script.h"

#include <QDateTime>
#include <QObject>

namespace show {

/// One value as it was seen.
struct Measured {
    std::optional<Json> value;
    QDateTime observedAt;
    QString why;           ///< why there is no value
    bool final = false;    ///< no time can change it: the answer that it is read from is complete
    bool lasting = false;  ///< it is read once, and is no older for that
    bool happened = false; ///< its probe counts what has happened: no later act takes that back
};

/// Whoever carries out the show's intents and looks at the world for it. The player knows no
/// cluster, no page and no registry; the composition root does.
class Stagehand : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    using Done = std::function<void(const core::Outcome &)>;
    /// Carries out one intent; calls back once, from the event loop.
    virtual void perform(const Intent &intent, Done done) = 0;
    /// Stops what perform() began.
    virtual void stop() = 0;
    /// Takes what is there now as the act's start; calls back when every source has been read.
    virtual void beginAct(const QString &act, Done done) = 0;
    /// The latest value of a check's probe, as a delta where the format says so.
    virtual Measured measure(const Check &check) = 0;
    /// The act's summary without its cues (commands.md, acts[]). While it has "unseen", sources
    /// have not been read since something was last changed.
    virtual Json summary(const QString &act) = 0;
    /// When something that changes the world was last carried out, whoever asked for it; invalid:
    /// never.
    virtual QDateTime changedAt() const { return {}; }

signals:
    void looked(); ///< something new was seen
};

} // namespace show
