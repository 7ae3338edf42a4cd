// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// What a Job with these PODS (those it controls) needs: completions, parallelism, backoffLimit,
/// activeDeadlineSeconds, ttlSecondsAfterFinished, suspend. Retries wait BACKOFF · 2^failures.
Plan planJob(const Json &job, const std::vector<Object> &pods, Time now,
             std::chrono::milliseconds backoff = std::chrono::milliseconds(500));

class JobController final : public Controller {
public:
    JobController(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;
};

} // namespace stage::nodes
