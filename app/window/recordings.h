// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QImage>
#include <QThreadPool>
#include <optional>

namespace app {

/// The last good picture of each cue, for when the real thing does not work: a PNG a cue that knows
/// its own date.
class Recordings {
public:
    explicit Recordings(QString folder);

    struct Recording {
        QImage picture;
        QDateTime at;
    };
    bool keep(const QString &cue, const QImage &picture, const QDateTime &at) const;
    /// The same off the calling thread: making a PNG takes tens of milliseconds. One after the
    /// other, so that the last one counts; the destructor waits for what has begun.
    void keepLater(const QString &cue, QImage picture, const QDateTime &at);
    std::optional<Recording> of(const QString &cue) const;
    /// "recorded 28 Nov 2026, 10:20", in the viewer's time.
    static QString tag(const QDateTime &at);

private:
    QString fileOf(const QString &cue) const;

    QString m_folder;
    QThreadPool m_worker;
};

} // namespace app
