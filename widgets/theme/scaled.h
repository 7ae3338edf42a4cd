// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

class QLayout;
class QWidget;

namespace widgets {

/// Pixels of the design at a presenter's text size.
int scaled(const Theme &theme, double pixels);

/// Keeps margins and spacings in proportion to the text: those that the layouts have now are the
/// design's.
void keepScaled(const Theme &theme, QLayout &layout);
/// The same for every layout within PART. What a part of it keeps already is left alone.
void keepScaled(const Theme &theme, QWidget &part);

} // namespace widgets
