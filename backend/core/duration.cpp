// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/duration.h"

#include <QRegularExpression>

namespace core {

using namespace Qt::StringLiterals;

std::optional<std::chrono::milliseconds> parseDuration(const QString &text)
{
    static const QRegularExpression form(u"^([0-9]+)(ms|s|m|h)$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    const qint64 count = match.captured(1).toLongLong();
    const QString unit = match.captured(2);
    return std::chrono::milliseconds(count
                                     * (unit == u"ms"  ? 1
                                        : unit == u"s" ? 1000
                                        : unit == u"m" ? 60000
                                                       : 3600000));
}

} // namespace core
