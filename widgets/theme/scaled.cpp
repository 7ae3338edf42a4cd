// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/scaled.h"

#include <QGridLayout>
#include <QWidget>
#include <cmath>

namespace widgets {

namespace {

constexpr char kept[] = "keptScaled";

} // namespace

int scaled(const Theme &theme, double pixels)
{
    return static_cast<int>(std::lround(pixels * theme.scale()));
}

void keepScaled(const Theme &theme, QLayout &layout)
{
    if (layout.property(kept).toBool())
        return;
    layout.setProperty(kept, true);
    const QMargins margins = layout.contentsMargins();
    auto *grid = qobject_cast<QGridLayout *>(&layout);
    const int across = grid ? grid->horizontalSpacing() : layout.spacing();
    const int down = grid ? grid->verticalSpacing() : layout.spacing();
    const auto fit = [&theme, &layout, grid, margins, across, down] {
        const auto at = [&theme](int pixels) { return pixels < 0 ? -1 : scaled(theme, pixels); };
        layout.setContentsMargins(at(margins.left()), at(margins.top()), at(margins.right()),
                                  at(margins.bottom()));
        if (grid) {
            grid->setHorizontalSpacing(at(across));
            grid->setVerticalSpacing(at(down));
        } else {
            layout.setSpacing(at(down));
        }
    };
    QObject::connect(&theme, &Theme::changed, &layout, fit);
    fit();
}

void keepScaled(const Theme &theme, QWidget &part)
{
    if (part.layout())
        keepScaled(theme, *part.layout());
    for (QLayout *layout : part.findChildren<QLayout *>())
        keepScaled(theme, *layout);
}

} // namespace widgets
