// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QWidget>
#include <optional>

namespace widgets {

/// A filled area that follows the theme: background, border and a coloured bar at its left.
class Surface : public QWidget {
    Q_OBJECT
public:
    struct Look {
        Token fill = Token::Panel;
        std::optional<Token> border;
        std::optional<Token> bar; ///< at the left
        int radius = 0;
        int width = 1; ///< of the border
        bool dashed = false;
        Qt::Edges edges; ///< lines in Line, for an area without a border
    };
    Surface(const Theme &theme, Look look, QWidget *parent = nullptr);
    void setLook(const Look &look);
    const Look &look() const { return m_look; }

protected:
    void paintEvent(QPaintEvent *event) override;
    const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
    Look m_look;
};

} // namespace widgets
