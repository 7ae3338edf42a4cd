// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <nlohmann/json.hpp>

namespace app {

using Json = nlohmann::json;

/// The exit codes of the commands.
enum class Exit { Good = 0, CheckFailed = 1, Usage = 2, Missing = 3, Cancelled = 130 };
Exit exitFor(const core::Fault &fault);

/// What every command leaves behind: common head, and the lists of its kind.
class ResultDocument {
public:
    explicit ResultDocument(const QString &command);

    /// CLUSTER "" is one that did not say what it is.
    void setCluster(const QString &cluster, const QString &context, const QString &edition);
    void set(const char *key, Json value)
    {
        m_root[key] = std::move(value);
    }                                    ///< phases, acts, items, shows, files
    void fail(const core::Fault &fault); ///< the first one stays
    void fail(const QString &why, Exit exit = Exit::CheckFailed);

    bool ok() const { return m_exit == Exit::Good; }
    Exit exit() const { return m_exit; }
    const core::Fault &fault() const { return m_fault; }
    const Json &root() const { return m_root; }
    /// Writes it to FILE ("-": stdout, "": nowhere), whole or not at all.
    core::Result<void> write(const QString &file) const;

private:
    Json m_root;
    Exit m_exit = Exit::Good;
    core::Fault m_fault;
};

/// The acts as a table for people: story, figures, tools, verdict.
QString verdictTable(const Json &acts);

} // namespace app
