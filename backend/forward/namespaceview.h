// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/choice.h"
#include "backend/kube/watch.h"

namespace forward {

/// The services, endpoint slices and pods of one namespace, kept up; shared by its forwards.
/// CLIENT and CLOCK outlive it.
class NamespaceView : public QObject {
    Q_OBJECT
public:
    NamespaceView(kube::Client &client, core::Clock &clock, const QString &ns, QObject *parent = nullptr);

    void start();
    const Objects &objects() const { return m_objects; }
    /// Services and pods were listed once. Slices only add to them: nobody waits for those.
    bool isKnown() const { return m_services.isSynced() && m_pods.isSynced(); }
    const QString &trouble() const { return m_trouble; } ///< why nothing is heard; empty when all is well

signals:
    void changed();

private:
    void follow(kube::Watch &watch, std::map<QString, nlohmann::json> &into);
    void take(kube::Watch::Change change, const nlohmann::json &object, std::map<QString, nlohmann::json> &into);

    kube::Watch m_services, m_slices, m_pods;
    Objects m_objects;
    QString m_trouble;
};

} // namespace forward
