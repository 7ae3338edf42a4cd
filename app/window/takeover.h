// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/leftovers.h"

namespace app {

/// Before a deploy: what older scripts left on the cluster is looked for and named, and nothing of
/// it is touched before somebody has agreed.
class Takeover final : public QObject {
    Q_OBJECT
public:
    /// SERVICES outlives it.
    explicit Takeover(const deploy::Services &services, QObject *parent = nullptr);

    /// Ends in clear(), asked() or refused().
    void look(deploy::Plan plan);
    bool looks() const { return m_looking != nullptr; }
    bool asks() const { return m_asked.has_value(); }
    void agree(); ///< to what was asked: clear() follows
    bool drop();  ///< the looking or the question; false: there was neither

signals:
    void found(const QString &line);
    void asked(const QString &text);
    void refused(const QString &why);
    void clear(const deploy::Plan &plan); ///< with what takes the old things away

private:
    void looked(deploy::Plan plan, const core::Result<std::vector<deploy::Leftover>> &found);

    const deploy::Services &m_services;
    std::unique_ptr<QObject> m_looking;
    std::optional<deploy::Plan> m_asked;
};

} // namespace app
