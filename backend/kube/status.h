// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/http/transport.h"

#include <QStringList>

namespace kube {

/// Pure readings of the API server's answers. Sources: apimachinery pkg/apis/meta/v1 (Status) and
/// pkg/api/errors (which reason goes with which code).

/// The fault for a non-2xx answer: "could not DOING: MESSAGE". Detail lists the causes. Where a
/// proxy answered with a page, its first bytes are quoted.
core::Fault faultOf(const http::Reply &reply, const QString &doing);

/// The cluster's Status.reason, or "".
QString reasonOf(const http::Reply &reply);

/// True for the 404 that means "no such kind of thing here", not "no such object".
bool kindUnknown(const http::Reply &reply);

/// The texts of "Warning: 299 - "…"" headers.
QStringList warningsOf(const http::Reply &reply);

/// How long to wait before asking again, or -1 when asking again is pointless: 429 and 503 with
/// Retry-After (seconds), also Status.details.retryAfterSeconds.
int retryAfterOf(const http::Reply &reply);

} // namespace kube
