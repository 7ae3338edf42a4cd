// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/clip.h"

#include <QThreadPool>
#include <optional>

namespace app {

/// The last good picture of each cue, for when the real thing does not work: a PNG a cue that knows
/// its own date; and what the page showed on the way there, where something moved.
class Recordings {
public:
    explicit Recordings(QString folder);

    struct Recording {
        QImage picture;
        QDateTime at;
        Clip clip; ///< of the same run of the cue; without frames if there is none
    };
    bool keep(const QString &cue, const QImage &picture, const QDateTime &at) const;
    /// The same off the calling thread: making a PNG takes tens of milliseconds. One after the
    /// other, so that the last one counts; the destructor waits for what has begun.
    void keepLater(const QString &cue, QImage picture, const QDateTime &at);
    /// A cue begins: what was taken of the one before is forgotten.
    void beginClip();
    /// Packed off the calling thread.
    void addToClip(std::chrono::milliseconds at, QImage picture);
    /// It went well: what was taken of it is written, off the calling thread.
    void keepClip(const QString &cue, const QDateTime &at);
    std::optional<Recording> of(const QString &cue) const;
    /// "recorded 28 Nov 2026, 10:20", in the viewer's time; without a date it was never live.
    static QString tag(const QDateTime &at);

private:
    QString fileOf(const QString &cue) const;

    QString m_folder;
    Clip m_clip; ///< the worker's alone
    QThreadPool m_worker;
};

} // namespace app
