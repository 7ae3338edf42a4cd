// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QComboBox>

namespace widgets {

/// A choice from a list, with an arrow of the theme's: a style sheet could only take a picture.
class Picker final : public QComboBox {
    Q_OBJECT
public:
    explicit Picker(const Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace widgets
