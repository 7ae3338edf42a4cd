// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/label.h"

class QAbstractItemView;

namespace widgets {

/// What stands in a list or a table while nothing is in it: why, and where something comes from.
/// The view owns it; its model is set before.
class EmptyWords final : public Label {
    Q_OBJECT
public:
    EmptyWords(QAbstractItemView &view, const Theme &theme, const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();

    QAbstractItemView &m_view;
    const Theme &m_theme;
};

} // namespace widgets
