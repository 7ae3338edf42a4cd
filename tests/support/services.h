// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/services.h"

/// What steps work with, as tests put it together: all of it is the test's and outlives this. What
/// belongs to a user's folders and environment is empty.
inline std::unique_ptr<deploy::Services>
makeServices(const deploy::Bundle &bundle, std::function<kube::Client *()> client,
             http::Transport &transport, core::Launcher &launcher, core::Clock &clock,
             const deploy::SecretSource &secrets, const deploy::Machine &machine,
             deploy::ImageMaker &images)
{
    // Not make_unique: an aggregate.
    return std::unique_ptr<deploy::Services>(new deploy::Services{bundle,
                                                                  std::move(client),
                                                                  transport,
                                                                  launcher,
                                                                  clock,
                                                                  secrets,
                                                                  machine,
                                                                  images,
                                                                  {},
                                                                  {},
                                                                  {}});
}
