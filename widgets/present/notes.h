// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

namespace widgets {

/// What to say, what to do, and what to say when it goes wrong. For the presenter's eyes. Words
/// that do not fit are written smaller, not cut.
class Notes final : public Surface {
    Q_OBJECT
public:
    explicit Notes(const Theme &theme, QWidget *parent = nullptr);
    void setNotes(const QString &say, const QString &instruction, const QString &ifFails);
    void setTextPixels(int pixels); ///< Ctrl+= and Ctrl+-
    int textPixels() const { return m_pixels; }
    void setRoom(int pixels); ///< how high it may get; 0: as high as it wants

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    Label *m_say;
    Label *m_do;
    Label *m_ifFails;
    int m_pixels = 17;
    int m_room = 0;
};

} // namespace widgets
