// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"
#include "backend/stage/cluster/negotiate.h"

namespace stage::cluster {

/// kubectl's columns for one kind: definitions, and the cells of an object. Pure but for NOW.
class Printer {
public:
    /// TYPE outlives the printer.
    explicit Printer(const Type &type);
    Json definitions() const;
    Json cells(const Json &object, std::time_t now) const;

private:
    const Type &m_type;
};

/// A Table of objects. INCLUDE is includeObject: None, Metadata or Object. METADATA is the list's.
Json tableOf(const Type &type, const std::vector<Object> &objects, const Form &form,
             const std::string &include, Json metadata, bool withDefinitions = true);
/// An object stripped to its metadata.
Json metadataOnly(const Json &object, const std::string &metaVersion);
/// "5m", "3h20m", "12d": as kubectl's duration.HumanDuration.
std::string humanDuration(long long seconds);

} // namespace stage::cluster
