// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace stage::app {

struct ServeOptions {
    std::string data;                  ///< "" makes a folder that goes with the stage
    std::string kubeconfig;            ///< "" is DATA/kubeconfig
    std::optional<std::uint32_t> seed; ///< of the order in which MCP servers offer their tools
    std::string pace = "fast";         ///< fast | real
    std::string model = "scripted";    ///< scripted | anthropic
};
struct WorkloadOptions {
    std::string name;
    std::uint16_t port = 0;        ///< 0: the workload's own
    std::string variant;           ///< a converter of the demo: clean, mock-rugpull, real-rugpull
    std::vector<std::string> args; ///< everything after the name, for the workload itself
};
struct ToolOptions {
    std::string name;
    std::vector<std::string> args;
};
struct Show {
    std::string text; ///< for --help and --version
};
using Options = std::variant<ServeOptions, WorkloadOptions, ToolOptions, Show>;

/// ARGS are without the program's own name, which is PROGRAM (a tool's name when it was called by
/// one). The error is one line for stderr; the exit code is then 2.
tl::expected<Options, std::string> parseOptions(const std::string &program,
                                                const std::vector<std::string> &args);

} // namespace stage::app
