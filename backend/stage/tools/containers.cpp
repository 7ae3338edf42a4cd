// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/kubeapi.h"
#include "backend/stage/tools/tool.h"

#include <algorithm>
#include <ostream>

namespace stage::tools {

namespace {

/// The stage's nodes, as kind's containers would be called.
std::vector<std::string> nodes(ToolCall &call, const Arguments &arguments)
{
    std::vector<std::string> out;
    auto api = KubeApi::open(arguments.get("--kubeconfig"), "", call.env);
    if (!api)
        return out;
    const auto answer = api->request("GET", "/api/v1/nodes");
    if (answer && answer->ok()) {
        for (const Json &node : answer->body.value("items", Json::array()))
            out.push_back(node.at("metadata").value("name", ""));
    }
    return out;
}

int refuse(ToolCall &call, const std::string &tool, const std::string &what)
{
    call.err << "ERROR: this " << tool << " is the stage's stand-in; it does not do \"" << what
             << "\"\n";
    return 1;
}

std::string formatted(const std::string &format, const std::string &otherwise)
{
    return format.find("Running") != std::string::npos ? "true" : otherwise;
}

int inspect(ToolCall &call, const Arguments &arguments, const std::string &name)
{
    const std::vector<std::string> known = nodes(call, arguments);
    const bool node = std::find(known.begin(), known.end(), name) != known.end();
    if (name != "kind-registry" && !node) {
        call.err << "Error: No such object: " << name << "\n";
        return 1;
    }
    call.out << formatted(arguments.get("--format"),
                          "[{\"Name\": \"/" + name + "\", \"State\": {\"Running\": true}}]")
             << "\n";
    return 0;
}

int network(ToolCall &call, const Arguments &arguments)
{
    const std::string verb = arguments.words.size() > 1 ? arguments.words[1] : "";
    if (verb == "connect") {
        call.err << "Error response from daemon: endpoint with name kind-registry already exists "
                    "in network kind\n";
        return 1;
    }
    if (verb != "inspect")
        return refuse(call, "docker", "network " + verb);
    std::vector<std::string> names = nodes(call, arguments);
    names.insert(names.begin(), "kind-registry");
    if (arguments.get("--format").find("println .Name") != std::string::npos) {
        for (const std::string &name : names)
            call.out << name << "\n";
        return 0;
    }
    std::string members;
    for (const std::string &name : names)
        members += (members.empty() ? "\"" : ", \"") + name + "\"";
    call.out << "[{\"Name\": \"kind\", \"Containers\": [" << members << "]}]\n";
    return 0;
}

} // namespace

int kind(ToolCall &call)
{
    const Arguments arguments =
        parseArguments(call.args,
                       {"--name", "--image", "--config", "--wait", "--kubeconfig", "--nodes"}, {});
    const std::string verb = arguments.words.empty() ? "" : arguments.words[0];
    const std::string what = arguments.words.size() > 1 ? arguments.words[1] : "";
    const std::string name = arguments.get("--name", "kind");
    if (verb == "version") {
        call.out << "kind v0.31.0 (stand-in by trustusbank-stage)\n";
        return 0;
    }
    if (verb == "get" && what == "clusters") {
        call.out << "trustusbank\n";
        return 0;
    }
    if (verb == "get" && what == "nodes") {
        for (const std::string &node : nodes(call, arguments))
            call.out << node << "\n";
        return 0;
    }
    if (verb == "create" && what == "cluster") {
        call.err << "ERROR: failed to create cluster: node(s) already exist for a cluster with the "
                    "name \""
                 << name << "\"\n";
        return 1;
    }
    if (verb == "load" && what == "docker-image") {
        for (std::size_t i = 2; i < arguments.words.size(); ++i)
            call.err << "Image: \"" << arguments.words[i] << "\" present on all nodes.\n";
        return 0;
    }
    return refuse(call, "kind", verb + " " + what);
}

int docker(ToolCall &call)
{
    const Arguments arguments =
        parseArguments(call.args,
                       {"--format", "--filter", "--name", "--network", "-p", "--restart"},
                       {{"-f", "--format"}});
    const std::string verb = arguments.words.empty() ? "" : arguments.words[0];
    const std::string last = arguments.words.empty() ? "" : arguments.words.back();
    if (verb == "version") {
        call.out << "28.2.2-stage\n";
        return 0;
    }
    if (verb == "info") {
        call.out
            << "{\"ServerVersion\": \"28.2.2-stage\", \"MemTotal\": 17179869184, \"NCPU\": 8}\n";
        return 0;
    }
    if (verb == "ps") {
        call.out << "{\"Names\": \"kind-registry\", \"State\": \"running\"}\n";
        return 0;
    }
    if (verb == "inspect" || verb == "container")
        return inspect(call, arguments, last);
    if (verb == "network")
        return network(call, arguments);
    if (verb == "image" && arguments.words.size() > 2 && arguments.words[1] == "inspect") {
        call.out << formatted(arguments.get("--format"), "sha256:" + std::string(64, '0')) << "\n";
        return 0;
    }
    if (verb == "pull") {
        call.out << last << "\n";
        return 0;
    }
    if (verb == "run") {
        call.err << "docker: Error response from daemon: Conflict. The container name \"/"
                 << arguments.get("--name") << "\" is already in use.\n";
        return 125;
    }
    return refuse(call, "docker", verb);
}

} // namespace stage::tools
