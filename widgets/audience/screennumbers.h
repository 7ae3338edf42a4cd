// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QWidget>
#include <memory>
#include <vector>

namespace widgets {

/// A large number in a corner of every screen, while somebody chooses one of them.
class ScreenNumbers final {
public:
    explicit ScreenNumbers(const Theme &theme)
        : m_theme(theme)
    {
    }
    void show();
    void hide() { m_cards.clear(); }
    std::size_t count() const { return m_cards.size(); }
    /// "2: HDMI-1, 1920 × 1080"
    static QString title(int number, const QString &name, QSize size);

private:
    const Theme &m_theme;
    std::vector<std::unique_ptr<QWidget>> m_cards;
};

} // namespace widgets
