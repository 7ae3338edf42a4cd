// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/pods.h"
#include "backend/stage/nodes/runtime.h"

#include <map>

/// What a kubelet reads out of a pod before it starts a container. Errors are the kubelet's words.
namespace stage::nodes {

using Texts = std::map<std::string, std::string>;

/// Where a pod runs; for fieldRefs.
struct Place {
    std::string podIp, hostIp;
};

/// env and envFrom, with $(NAME) expanded. An error is a CreateContainerConfigError.
tl::expected<Texts, std::string> environment(const Json &pod, const Json &container,
                                             const Place &place, const cluster::Store &store);

/// Replaces $(NAME) by a value; $$(NAME) is a literal, an unknown name stays as written.
std::string expanded(const std::string &text, const Texts &values);

/// Absolute path → content of every mounted file. An error is a FailedMount.
tl::expected<Texts, std::string> mountedFiles(const Json &pod, const Json &container,
                                              const Place &place, const cluster::Store &store);

/// IMAGEFILES as a container with these mounts sees them: a mounted folder hides what is below.
Texts visibleFiles(const Texts &imageFiles, const Json &container, const Texts &mounted);

struct Program {
    std::string workload; ///< "" for an image with nothing to run here
    std::vector<std::string> args;
};
/// The image's entry point, overridden by the container's command and args.
Program program(const Json &container, const Image &image, const Texts &env);

/// Always, IfNotPresent or Never: as written, else by the tag.
std::string pullPolicy(const Json &container);
/// "host/name@digest": what the status calls imageID.
std::string imageId(const std::string &reference, const std::string &digest);

} // namespace stage::nodes
