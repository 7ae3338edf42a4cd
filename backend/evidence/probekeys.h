// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/evidence/picture.h"

#include <QStringList>
#include <optional>
#include <vector>

namespace evidence {

/// One key that a check's `with` may have for a probe.
struct ProbeKey {
    enum class Kind { Text, Count, Duration };
    QString name;
    Kind kind = Kind::Text;
    bool needed = true;
    QStringList values{}; ///< the only texts it may be; empty: any
};

/// What a probe is called and what its `with` says to it; without keys it takes no `with`.
struct ProbeWords {
    QString name;
    std::vector<ProbeKey> keys{};
};

/// What is wrong with a `with`, and at which key of it ("" for the whole).
struct WithFault {
    QString key, what, expected;
};
/// WITH as it stands in the check; an empty mapping for none.
std::optional<WithFault> faultOfWith(const ProbeWords &probe, const Json &with);

} // namespace evidence
