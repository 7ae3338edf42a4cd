// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/policy.h"
#include "backend/http/transport.h"

namespace forward {

struct Judgement {
    Found found = Found::Nothing;
    QString why; ///< empty when it is the service
    friend bool operator==(const Judgement &, const Judgement &) = default;
};
/// Is this the answer of the service that is meant?
Judgement judge(const Identity &identity, const core::Result<http::Reply> &answer);

/// The text of a page's <title>, spaces folded; empty when it has none.
QString titleOf(const QByteArray &page);

} // namespace forward
