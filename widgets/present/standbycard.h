// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/present/values.h"
#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

namespace widgets {

/// What the next GO will do, in words, and whether it can.
class StandbyCard final : public Surface {
    Q_OBJECT
public:
    explicit StandbyCard(const Theme &theme, QWidget *parent = nullptr);
    void setValue(const StandbyValue &value);

private:
    Label *m_kicker;
    Label *m_title;
    MarkIcon *m_icon;
    Label *m_word;
};

} // namespace widgets
