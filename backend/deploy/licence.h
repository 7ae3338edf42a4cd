// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"
#include "backend/deploy/item.h"

#include <QDateTime>

namespace deploy {

/// What a licence key says of itself: the second part of a JWT. Whether its signature is right
/// only its product can tell.
struct Licence {
    QString product, kind;     ///< "gloo-mesh", "trial" | "enterprise" | ""
    QDateTime issued, expires; ///< invalid when it does not say
};
/// A fault says what is wrong with the form, and never quotes the key.
core::Result<Licence> readLicence(const QString &key);

/// A secret of the bundle as an item: its form, and for a licence its product and expiry. MUST is
/// the bundle's; FIX its sentence. Never quotes the value.
Item secretItem(const SecretSpec &secret, const QString &value, const QDateTime &now, bool needed,
                bool must, const QString &fix);

} // namespace deploy
