// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace stage::tools {

/// What a command-line tool finds around it.
struct ToolCall {
    std::vector<std::string> args; ///< without the program's name
    std::map<std::string, std::string> env;
    std::string input;     ///< all of stdin, read on demand by the caller
    std::string resources; ///< the folder that holds stage/charts and demo/manifests
    std::ostream &out;
    std::ostream &err;

    std::string variable(const std::string &name) const
    {
        const auto found = env.find(name);
        return found == env.end() ? std::string() : found->second;
    }
};

/// Runs one of helm, kind, docker, cosign: stand-ins that answer as the real ones do for what the
/// demo asks, and refuse the rest by name. Blocks until done. Returns the exit code.
int runTool(const std::string &name, ToolCall &call);

int helm(ToolCall &call);
int kind(ToolCall &call);
int docker(ToolCall &call);
int cosign(ToolCall &call);

/// Arguments of a command line: flags with values, and the rest in order.
struct Arguments {
    std::vector<std::string> words;
    std::multimap<std::string, std::string> flags; ///< "--namespace" → "x"; a switch maps to "true"
    bool has(const std::string &flag) const { return flags.count(flag) > 0; }
    std::string get(const std::string &flag, const std::string &otherwise = {}) const
    {
        const auto found = flags.find(flag);
        return found == flags.end() ? otherwise : found->second;
    }
};
/// WITHVALUE lists the flags that take one; SHORTS maps "-n" to "--namespace".
Arguments parseArguments(const std::vector<std::string> &args,
                         const std::vector<std::string> &withValue,
                         const std::map<std::string, std::string> &shorts);

} // namespace stage::tools
