// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>
#include <vector>

namespace widgets {

/// One of several that a widget draws side by side.
struct Choice {
    QString name, keys; ///< keys: "Ctrl+2", "" for none
    QRect place;        ///< in the widget
    bool current = false;
};

/// What a widget that draws its choices itself lets a screen reader know and do.
class Choices {
public:
    virtual ~Choices() = default;
    virtual std::vector<Choice> choices() const = 0;
    virtual void choose(int index) = 0;
};

/// Tells Qt what the widgets are that draw themselves. Calling it again changes nothing.
void tellAccessibility();

} // namespace widgets
