// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/pins.h"
#include "app/window/window.h"

namespace app {

/// Plays the acts in a window and takes a picture of every tab and of the whole window after each.
/// A picture is taken when two frames in a row are equal; one that never settles is a fault, not a
/// picture.
class Shots final : public QObject {
    Q_OBJECT
public:
    /// Files are FOLDER/NAME + MARK + ".png".
    Shots(Window &window, QString folder, QString mark, QObject *parent = nullptr);

    const std::vector<Pin> &pins() const { return m_pins; } ///< what stands still in the pictures
    const Json &files() const { return m_files; }
    const Json &acts() const { return m_acts; }

signals:
    void finished(const QString &why); ///< "": every picture is there

private:
    struct Shot {
        QString tab, name, caption;
        bool whole = false;
    };
    void begin();
    void press();
    void actOver(const QString &act);
    void next();
    void look();
    bool isFresh(widgets::TabPage &page);
    void keep(const QImage &picture);
    QString fileOf(const Shot &shot) const { return shot.name + m_mark + QLatin1String(".png"); }
    void end(const QString &why);

    Window &m_window;
    QString m_folder, m_mark;
    QTimer m_beat;
    std::vector<Shot> m_open;
    std::vector<Pin> m_pins;
    QImage m_last;
    int m_tries = 0;
    bool m_counting = false, m_fresh = false; ///< the page's frames since its tab was turned to
    bool m_over = false;
    Json m_files = Json::array(), m_acts = Json::array();
};

} // namespace app
