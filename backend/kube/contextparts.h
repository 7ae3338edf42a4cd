// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/kubeconfig.h"
#include "backend/kube/yamlentry.h"

namespace kube {

/// The three kinds of entries turned into a Context's fields, each with its own rules. A Fault
/// names the place. Source of the fields: client-go tools/clientcmd/api/v1/types.go.
core::Result<void> readCluster(const YamlEntry &cluster, Context &into);
core::Result<void> readUser(const YamlEntry &user, Context &into);
core::Result<ExecPlugin> readExec(const YamlEntry &exec);

} // namespace kube
