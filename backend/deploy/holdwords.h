// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/holds.h"

/// What the parts of holds.h have in common: an object's name, its events, and the cluster's words
/// made short.
namespace deploy {

/// A hold on an object, with CONTAINER when it is one of its containers that holds.
Hold holdOn(const QString &kind, const Json &object, const QString &container);
/// The scene's events about one object.
std::vector<const Json *> eventsOf(const Scene &scene, const QString &kind, const Json &object);
QDateTime timeOf(const Json &object, const char *key); ///< invalid when absent
QDateTime firstSeen(const Json &event);
QDateTime lastSeen(const Json &event);
QString oneLine(const QString &text); ///< at most 240 characters
/// The part of the API's words about a pod that could not be made that says why.
QString creationWords(const QString &message);
/// The part of the kubelet's words about IMAGE that says why it is not there.
QString pullWords(const QString &message, const QString &image);

} // namespace deploy
