// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/prelude.h"

namespace app {

using namespace Qt::StringLiterals;

Prelude::Verdict preludeVerdict(const QString &total)
{
    if (total == u"GO")
        return Prelude::Verdict::Go;
    if (total.startsWith(u"GO WITH WAIVERS"_s))
        return Prelude::Verdict::Waived;
    if (total.startsWith(u"NO-GO"_s))
        return Prelude::Verdict::NoGo;
    return Prelude::Verdict::Unknown;
}

QString preludeOutcome(Prelude::Verdict verdict)
{
    switch (verdict) {
    case Prelude::Verdict::Go:
    case Prelude::Verdict::Waived: return u"done"_s;
    case Prelude::Verdict::NoGo: return u"failed"_s;
    case Prelude::Verdict::Unknown: return u"done-unverified"_s;
    case Prelude::Verdict::None: break;
    }
    return u"skipped"_s;
}

} // namespace app
