// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace forward {

/// What the first bytes of a client say, as far as a relay needs it. Source: RFC 9112, RFC 9110
/// §9.2.

/// The whole head of a request that changes nothing (GET or HEAD) and has no body: it may be asked
/// again of another pod when the first one gave no answer.
bool mayAskAgain(const QByteArray &sent);
bool isHttp(const QByteArray &sent);
/// Our own probes say so in their User-Agent.
inline constexpr char probeAgent[] = "trustusbank-cockpit-probe";
bool isOwnProbe(const QByteArray &sent);
/// A complete 503 answer with a small page that names the cause and asks again by itself.
QByteArray unavailable(const QString &title, const QString &why);

} // namespace forward
