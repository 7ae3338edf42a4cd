// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/scriptreader.h"

namespace show {

/// acts.yaml, formats[]. SCRIPT has its acts already.
Format readFormat(Context &context, const std::string &pointer, const Script &script);
/// acts.yaml, faq[].
PreparedAnswer readAnswer(Context &context, const std::string &pointer);

} // namespace show
