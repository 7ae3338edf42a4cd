// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/audience/output.h"
#include "widgets/theme/theme.h"

#include <QImage>
#include <QWidget>

namespace widgets {

/// Draws what the audience gets: a picture of the stage, black, the holding card, or a recording
/// that says so. Takes no input and shows no cursor: as a window of its own on the other screen,
/// or as a cover over the stage where there is one screen only.
class AudienceView final : public QWidget {
    Q_OBJECT
public:
    /// Without PARENT it is a window without a frame that never takes the focus.
    explicit AudienceView(const Theme &theme, QWidget *parent = nullptr);

    void setOutput(Output output);
    Output output() const { return m_output; }
    void setFrame(const QImage &frame); ///< what LIVE shows; FROZEN keeps what it had
    const QImage &frame() const { return m_frame; }
    /// TAG stands in a corner for as long as it is shown: "recorded 28 Nov 2026, 10:20".
    void setRecording(const QImage &picture, const QString &tag);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintPicture(QPainter &painter, const QImage &picture);
    void paintTag(QPainter &painter);
    void paintCard(QPainter &painter);

    const Theme &m_theme;
    Output m_output = Output::Live;
    QImage m_frame, m_recording;
    QString m_tag;
};

} // namespace widgets
