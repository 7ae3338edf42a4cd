// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/options.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace stage::app {

namespace {

const char usage[] =
    "trustusbank-stage: the rehearsal cluster of TrustUsBank Cockpit\n"
    "\n"
    "  trustusbank-stage serve [--data DIR] [--kubeconfig F] [--seed N] [--pace fast|real] "
    "[--model scripted|anthropic]\n"
    "  trustusbank-stage workload NAME --port P [--variant V] [--model-url URL] [--config FILE]\n"
    "  trustusbank-stage tool helm|kind|docker|cosign ARGS...\n"
    "\n"
    "serve prints one line of JSON once it is ready, and ends on SIGTERM. With --seed its MCP "
    "servers offer\ntheir tools in an order drawn from N, another one at each list.\n";

bool isTool(const std::string &name)
{
    static const std::array<std::string, 4> tools{"helm", "kind", "docker", "cosign"};
    return std::find(tools.begin(), tools.end(), name) != tools.end();
}

template <class Number> bool readNumber(const std::string &text, Number &out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

/// The flags of a command line, "--name value" and "--name=value", one after the other.
class Flags {
public:
    explicit Flags(const std::vector<std::string> &args)
        : m_args(args)
    {
    }
    bool next()
    {
        if (m_at >= m_args.size())
            return false;
        name = m_args[m_at++];
        m_inline = false;
        const auto equals = name.find('=');
        if (name.rfind("--", 0) == 0 && equals != std::string::npos) {
            m_value = name.substr(equals + 1);
            name.resize(equals);
            m_inline = true;
        }
        return true;
    }
    bool value(std::string &out)
    {
        if (m_inline) {
            out = m_value;
            return true;
        }
        if (m_at >= m_args.size())
            return false;
        out = m_args[m_at++];
        return true;
    }
    std::string name;

private:
    const std::vector<std::string> &m_args;
    std::size_t m_at = 0;
    std::string m_value;
    bool m_inline = false;
};

tl::expected<Options, std::string> parseServe(const std::vector<std::string> &args)
{
    ServeOptions options;
    for (Flags flags(args); flags.next();) {
        std::string value;
        const bool known = flags.name == "--data" || flags.name == "--kubeconfig"
                           || flags.name == "--seed" || flags.name == "--pace"
                           || flags.name == "--model";
        if (!known)
            return tl::unexpected("serve: unknown argument \"" + flags.name + "\"; see --help");
        if (!flags.value(value) || value.empty())
            return tl::unexpected("serve: " + flags.name + " needs a value");
        if (flags.name == "--data")
            options.data = value;
        else if (flags.name == "--kubeconfig")
            options.kubeconfig = value;
        else if (flags.name == "--pace")
            options.pace = value;
        else if (flags.name == "--model")
            options.model = value;
        else if (std::uint32_t seed = 0; readNumber(value, seed))
            options.seed = seed;
        else
            return tl::unexpected("serve: --seed expects a number, not \"" + value + "\"");
    }
    if (options.pace != "fast" && options.pace != "real")
        return tl::unexpected("serve: --pace expects fast or real, not \"" + options.pace + "\"");
    if (options.model != "scripted" && options.model != "anthropic")
        return tl::unexpected("serve: --model expects scripted or anthropic, not \"" + options.model
                              + "\"");
    return options;
}

/// What a workload may be told on its command line; what the agents' images are given counts, too.
bool isWorkloadFlag(const std::string &name)
{
    static const std::array<std::string, 9> known{"--port",   "--variant", "--model-url",
                                                  "--config", "--host",    "--filepath",
                                                  "--to",     "--expect",  "--within"};
    return std::find(known.begin(), known.end(), name) != known.end();
}

tl::expected<Options, std::string> parseWorkload(const std::vector<std::string> &args)
{
    if (args.empty() || args.front().rfind("-", 0) == 0)
        return tl::unexpected(std::string("workload: expected the name of a workload"));
    WorkloadOptions options;
    options.name = args.front();
    options.args.assign(args.begin() + 1, args.end());
    for (Flags flags(options.args); flags.next();) {
        std::string value;
        if (!isWorkloadFlag(flags.name))
            return tl::unexpected("workload: unknown argument \"" + flags.name + "\"; see --help");
        if (!flags.value(value) || value.empty())
            return tl::unexpected("workload: " + flags.name + " needs a value");
        if (flags.name == "--variant")
            options.variant = value;
        if (flags.name == "--port" && (!readNumber(value, options.port) || options.port == 0))
            return tl::unexpected("workload: --port expects a port number, not \"" + value + "\"");
    }
    return options;
}

} // namespace

tl::expected<Options, std::string> parseOptions(const std::string &program,
                                                const std::vector<std::string> &args)
{
    const std::string name = program.substr(program.rfind('/') + 1);
    if (isTool(name))
        return ToolOptions{name, args};
    const std::string command = args.empty() ? "" : args.front();
    const std::vector<std::string> rest(args.empty() ? args.begin() : args.begin() + 1, args.end());
    if (command == "--help" || command == "-h")
        return Show{usage};
    if (command == "--version")
        return Show{"trustusbank-stage " STAGE_VERSION "\n"};
    if (command == "serve")
        return parseServe(rest);
    if (command == "workload")
        return parseWorkload(rest);
    if (command == "tool") {
        if (rest.empty() || !isTool(rest.front()))
            return tl::unexpected(std::string("tool: expected helm, kind, docker or cosign"));
        return ToolOptions{rest.front(), {rest.begin() + 1, rest.end()}};
    }
    if (command.empty())
        return tl::unexpected(std::string("expected serve, workload or tool; see --help"));
    return tl::unexpected("unknown command \"" + command + "\"; expected serve, workload or tool");
}

} // namespace stage::app
