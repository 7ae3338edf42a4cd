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
    NamespaceView(kube::Client &client, core::Clock &clock, const QString &ns,
                  QObject *parent = nullptr);

    void start();
    const Objects &objects() const { return m_objects; }
    /// Services and pods were listed once; what was heard last holds while the API server is away.
    /// Slices only add to them: nobody waits for those.
    bool isKnown() const { return m_known; }
    /// Why nothing is heard of services or pods; empty when all is well.
    QString trouble() const { return m_serviceTrouble.isEmpty() ? m_podTrouble : m_serviceTrouble; }

signals:
    void changed();

private:
    void follow(kube::Watch &watch, std::map<QString, nlohmann::json> &into);
    void note(const kube::Watch &watch, QString &trouble);
    void settle();
    void take(kube::Watch::Change change, const nlohmann::json &object,
              std::map<QString, nlohmann::json> &into);

    kube::Watch m_services, m_slices, m_pods;
    Objects m_objects;
    QString m_serviceTrouble, m_podTrouble;
    bool m_known = false;
};

} // namespace forward
