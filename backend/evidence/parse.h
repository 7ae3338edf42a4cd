// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"
#include "backend/evidence/picture.h"

/// Answers of the demo's services as values. Pure; every shape is one of protocols' wire formats.
namespace evidence {

core::Result<std::vector<Loot>> parseLoot(const QByteArray &body);
/// Instant query result: the sum of its samples; an empty vector is 0.
core::Result<double> parseTotal(const QByteArray &body);
core::Result<std::vector<Alert>> parseAlerts(const QByteArray &body);
/// MailHog's v2 list; quoted-printable and base64 bodies and RFC 2047 subjects are decoded.
core::Result<std::vector<Mail>> parseMails(const QByteArray &body);
/// Name, version and packages of each server, sorted.
core::Result<Json> parseCatalogue(const QByteArray &body);
/// An A2A 0.3 (or 1.0) answer to message/send (kagent-measured: tool calls stand in history as data
/// parts whose metadata says function_call).
Reply parseReply(const QByteArray &body);

QByteArray decodeQuotedPrintable(const QByteArray &text);
QString decodeHeader(const QByteArray &text); ///< RFC 2047

} // namespace evidence
