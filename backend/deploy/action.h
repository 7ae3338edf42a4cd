// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"
#include "backend/deploy/prober.h"
#include "backend/deploy/services.h"

namespace deploy {

/// What a step does to the world, once. progress() carries lines; waiting() the thing waited for.
class Action : public core::Task {
    Q_OBJECT
public:
    using core::Task::Task;
signals:
    void waiting(const QString &what);
    void toolStarted(qint64 pid, qint64 startTicks);
};

/// The action of a step, or null for kinds that only look (check, wait). STEP and SERVICES outlive
/// it.
std::unique_ptr<Action> makeAction(const StepSpec &step, const Services &services);

/// Namespaces first, then CRDs, then the rest in the order written.
std::vector<Json> applyOrder(std::vector<Json> objects);
/// Whether an apply's fault is worth another try: a webhook, CRD or namespace that is not ready
/// yet.
bool notReadyYet(const core::Fault &fault);
/// helm's arguments for a step; VALUESFILE holds its values.
QStringList helmArguments(const HelmStep &step, const Services &services, const QString &valuesFile,
                          std::chrono::milliseconds timeout);
/// cosign's arguments, protocols: v3 needs to be told to keep the old signature format.
QStringList cosignSignArguments(const QString &keyFile, const QString &reference, int majorVersion);
/// The major version in "cosign version --json", or 2.
int cosignMajor(const QByteArray &output);

} // namespace deploy
