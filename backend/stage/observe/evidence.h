// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <tl/expected.hpp>

namespace stage::observe {

using net::Json;

/// One question to a public API, as anybody could ask it.
struct EvidenceQuery {
    std::string id;
    std::string source; ///< "prometheus", "loki" or "attacker"
    std::string text;   ///< PromQL, LogQL, or the path at the attacker
};
/// What came back: Prometheus' data.result, Loki's data.result, the attacker's document; or why
/// not.
using EvidenceAnswers = std::map<std::string, tl::expected<Json, std::string>>;

/// How often a counter rose within a window: exact, right for a series born in it (whose rate() and
/// increase() are nothing) and for one that began again. Empty while the counter has no series.
std::string risenWithin(const std::string &selector, const std::string &window);

/// The questions behind the evidence page; WINDOW is a PromQL duration.
std::vector<EvidenceQuery> evidenceQueries(const std::string &window);
/// What runs under the names that the offenders' answer gives: image and age.
std::vector<EvidenceQuery> offenderQueries(const EvidenceAnswers &answers);

/// The page's document: figures, offenders, deny lines, receipts, each with the query it came from.
/// A figure whose counter nobody emits is "not instrumented"; one whose source is silent says why.
Json evidenceDocument(const std::string &window, const std::vector<EvidenceQuery> &queries,
                      const EvidenceAnswers &answers);

/// The fields of a ztunnel access-log line, plain (key="value") or JSON.
std::map<std::string, std::string> logFields(const std::string &line);

} // namespace stage::observe
