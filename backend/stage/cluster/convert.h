// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"

namespace stage::cluster {

/// The Store's name for a resource. Both kinds of Event are one and the same thing there.
std::string storeNameOf(const Resource &resource);
Key keyOf(const Resource &resource, const std::string &ns, const std::string &name);
/// An object as this version of its kind shows it: the apiVersion of the version asked for, and
/// events.k8s.io's names for an Event's fields. The same pointer when nothing changes. Pure.
Object served(const Resource &resource, Object stored);
/// The other way round, for what a client sent.
Json storedForm(const Resource &resource, Json object);
/// The autoscaling/v1 Scale of an object.
Json scaleOf(const Type &type, const Json &object);

} // namespace stage::cluster
