// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QImage>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <vector>

namespace app {

/// A few pictures of a cue while it ran: what changed between its begin and its last picture.
/// Small JPEGs, as a fallback that moves needs no more.
struct Clip {
    struct Frame {
        std::chrono::milliseconds at; ///< since the cue began
        QByteArray jpeg;
    };
    std::vector<Frame> frames;
    QDateTime taken; ///< when the cue ended

    static constexpr int mostFrames = 40, width = 1280;

    /// PICTURE as its next frame, unless nothing changed. Where there are too many, every second
    /// is left out: the same length, with larger steps.
    void add(std::chrono::milliseconds at, const QImage &picture);

    /// A folder of JPEGs, a name the time, that stands for what folders of CUE there were before.
    bool write(const QString &folder, const QString &cue) const;
    /// The newest of CUE; without frames if there is none.
    static Clip read(const QString &folder, const QString &cue);

private:
    QImage m_last;
    std::chrono::milliseconds m_step{0}; ///< at least so much between two frames
};

/// Shows a clip at its own pace, but no wait longer than a second: what took long took long then.
class ClipPlayer final : public QObject {
    Q_OBJECT
public:
    explicit ClipPlayer(QObject *parent = nullptr);

    /// From its beginning; picture() comes at once.
    void play(Clip clip);
    void stop();

signals:
    void picture(const QImage &picture);
    void over(); ///< after its last picture has stood as long as another would

private:
    void next();

    Clip m_clip;
    std::size_t m_next = 0;
    QTimer m_wait;
};

} // namespace app
