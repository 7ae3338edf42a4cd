// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"

#include <chrono>
#include <optional>

/// What controllers, the kubelet and the endpoints all ask about pods and owners. Pure.
namespace stage::nodes {

using cluster::Json;
using cluster::Key;
using cluster::Object;
using Time = std::chrono::system_clock::time_point;

/// Condition Ready is True.
bool podReady(const Json &pod);
/// Ready for at least minReadySeconds.
bool podAvailable(const Json &pod, int minReadySeconds, Time now);
/// When a Ready pod that is not available yet will be; nothing for others.
std::optional<std::chrono::milliseconds> untilAvailable(const Json &pod, int minReadySeconds,
                                                        Time now);
/// Phase Succeeded or Failed.
bool podFinished(const Json &pod);
bool terminating(const Json &object);
/// Neither finished nor being deleted.
bool podActive(const Json &pod);

/// The owner reference with controller=true, or null.
const Json *controllerOf(const Json &object);
bool controlledBy(const Json &object, const std::string &uid);
Json ownerReference(const Json &owner, const std::string &apiVersion, const std::string &kind);

/// The label value that tells one pod template from another (pod-template-hash,
/// controller-revision-hash): ten characters, the same for the same template.
std::string templateHash(const Json &podTemplate, int collisions = 0);

/// An int-or-percentage of TOTAL; OTHERWISE stands for an absent value.
int scaledValue(const Json &value, int total, bool roundUp, const std::string &otherwise);

std::string rfc3339(Time at);
/// With nanoseconds, as log timestamps are written.
std::string rfc3339Nano(Time at);
std::optional<Time> parseRfc3339(const std::string &text);

/// The condition of a type, or a null value.
const Json &condition(const Json &object, const std::string &type);
/// Sets one condition in a list. lastTransitionTime moves only when the status changes;
/// lastUpdateTime, written when UPDATES, moves when anything does.
void setCondition(Json &conditions, const std::string &type, bool status, const std::string &reason,
                  const std::string &message, Time now, bool updates = false);

/// A new pod from a template, owned by OWNER. Its name is for the caller to set.
Json podFromTemplate(const Json &owner, const std::string &apiVersion, const std::string &kind,
                     const Json &podTemplate);

} // namespace stage::nodes
