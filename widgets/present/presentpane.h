// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/stagepane.h"
#include "widgets/present/activity.h"
#include "widgets/present/notes.h"
#include "widgets/present/runofshow.h"
#include "widgets/present/standbycard.h"
#include "widgets/present/tile.h"
#include "widgets/present/transport.h"

namespace widgets {

/// Present mode: standby and run of show at the left, the stage in the middle, notes and evidence
/// at the right, the transport below. On a small screen notes and evidence move to the left, too.
class PresentPane final : public QWidget {
    Q_OBJECT
public:
    explicit PresentPane(const Theme &theme, QWidget *parent = nullptr);

    StandbyCard &standby() { return *m_standby; }
    RunOfShow &run() { return *m_run; }
    StagePane &stage() { return *m_stage; }
    Notes &notes() { return *m_notes; }
    TileBoard &tiles() { return *m_tiles; }
    Activity &activity() { return *m_activity; }
    Transport &transport() { return *m_transport; }
    /// What the audience sees instead of the stage, above it; "" hides it.
    void setBanner(const QString &text);
    /// The stage alone with the buttons below it: for one screen that everybody sees.
    void setMaximised(bool maximised);
    bool isMaximised() const { return m_maximised; }
    /// Beside what happened. It is in sight while it is armed or runs, whatever is hidden.
    void setUndo(const UndoValue &value);
    /// The keys of its button, for the tool tip.
    void setUndoKeys(const QStringList &keys) { m_undoKeys = keys; }
    void setActivityShown(bool shown);
    bool isActivityShown() const { return m_activityShown; }

signals:
    void undo();
    void maximisedChanged(bool maximised);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange(bool narrow);
    bool isNarrow() const;
    void showStrip();
    int at(int pixels) const; ///< of the design

    const Theme &m_theme;
    StandbyCard *m_standby;
    RunOfShow *m_run;
    StagePane *m_stage;
    Notes *m_notes;
    TileBoard *m_tiles;
    Activity *m_activity;
    Pad *m_undo;
    Surface *m_strip; ///< both
    QStringList m_undoKeys;
    bool m_undoUrgent = false;
    Transport *m_transport;
    Surface *m_left;
    Surface *m_right;
    struct Part {
        QWidget *box;
        Label *title;
    };
    static Part part(const Theme &theme, const QString &title, QWidget *inside, int margin);
    void setDense(bool dense);

    Part m_standbyPart, m_runPart, m_notesPart, m_tilesPart;
    QVBoxLayout *m_leftLayout;
    QVBoxLayout *m_rightLayout;
    Surface *m_banner;
    Label *m_bannerText;
    bool m_narrow = false;
    bool m_maximised = false;
    bool m_activityShown = true;
};

} // namespace widgets
