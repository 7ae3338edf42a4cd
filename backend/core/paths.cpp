// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/paths.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace core {

Paths Paths::of(const QProcessEnvironment &environment, const QString &home)
{
    const auto folder = [&](const QString &variable, const QString &fallback) {
        const QString value = environment.value(variable);
        const QString base = QDir::isAbsolutePath(value) ? value : home + u'/' + fallback;
        return QString(QDir::cleanPath(base) + u"/trustusbank-cockpit"_s);
    };
    return {folder(u"XDG_STATE_HOME"_s, u".local/state"_s),
            folder(u"XDG_CONFIG_HOME"_s, u".config"_s), folder(u"XDG_CACHE_HOME"_s, u".cache"_s),
            folder(u"XDG_DATA_HOME"_s, u".local/share"_s)};
}

Paths Paths::own()
{
    return of(QProcessEnvironment::systemEnvironment(), QDir::homePath());
}

} // namespace core
