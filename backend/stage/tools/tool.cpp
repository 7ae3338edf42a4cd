// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/tool.h"

#include <algorithm>
#include <ostream>

namespace stage::tools {

int runTool(const std::string &name, ToolCall &call)
{
    if (name == "helm")
        return helm(call);
    if (name == "kind")
        return kind(call);
    if (name == "docker")
        return docker(call);
    if (name == "cosign")
        return cosign(call);
    call.err << "trustusbank-stage tool: unknown tool \"" << name
             << "\", expected helm, kind, docker or cosign\n";
    return 2;
}

Arguments parseArguments(const std::vector<std::string> &args,
                         const std::vector<std::string> &withValue,
                         const std::map<std::string, std::string> &shorts)
{
    Arguments parsed;
    for (std::size_t i = 0; i < args.size(); ++i) {
        std::string word = args[i];
        if (word.size() < 2 || word[0] != '-') {
            parsed.words.push_back(word);
            continue;
        }
        std::string value;
        const auto equals = word.find('=');
        const bool attached = equals != std::string::npos;
        if (attached) {
            value = word.substr(equals + 1);
            word = word.substr(0, equals);
        }
        if (const auto longer = shorts.find(word); longer != shorts.end())
            word = longer->second;
        const bool wantsValue =
            std::find(withValue.begin(), withValue.end(), word) != withValue.end();
        if (!attached && wantsValue && i + 1 < args.size())
            value = args[++i];
        parsed.flags.emplace(word, attached || wantsValue ? value : "true");
    }
    return parsed;
}

} // namespace stage::tools
