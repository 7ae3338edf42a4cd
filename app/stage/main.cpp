// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/files.h"
#include "app/stage/serve.h"
#include "app/stage/workload.h"
#include "backend/stage/tools/tool.h"

#include <iostream>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

namespace {

using namespace stage::app;

int runTool(const ToolOptions &options)
{
    stage::tools::ToolCall call{options.args, {},       {}, resourcesFolder().string(),
                                std::cout,    std::cerr};
    for (char **entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        if (const auto equals = text.find('='); equals != std::string::npos)
            call.env[text.substr(0, equals)] = text.substr(equals + 1);
    }
    if (::isatty(STDIN_FILENO) == 0)
        call.input.assign(std::istreambuf_iterator<char>(std::cin), {});
    return stage::tools::runTool(options.name, call);
}

struct Runner {
    int operator()(const ServeOptions &options) const { return serve(options); }
    int operator()(const WorkloadOptions &options) const { return runWorkload(options); }
    int operator()(const ToolOptions &options) const { return runTool(options); }
    int operator()(const Show &show) const
    {
        std::cout << show.text;
        return 0;
    }
};

/// A cluster's Secrets are in our memory: no crash writes them to a disk.
void leaveNoCoreFiles()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        ::setrlimit(RLIMIT_CORE, &limit);
    }
}

} // namespace

int main(int argc, char **argv)
{
    leaveNoCoreFiles();
    const std::vector<std::string> args(argv + 1, argv + argc);
    const auto options = parseOptions(argv[0], args);
    if (!options) {
        std::cerr << "trustusbank-stage: " << options.error() << "\n";
        return 2;
    }
    return std::visit(Runner(), *options);
}
