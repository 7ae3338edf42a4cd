// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/bank.h"

#include <charconv>

namespace stage::workloads {

std::unique_ptr<Workload> makeBankWorkload(const std::string &name, Surroundings around)
{
    using Make = std::unique_ptr<Workload> (*)(Surroundings);
    static const std::map<std::string, Make> makers{
        {"account-mcp", makeAccount}, {"transaction-mcp", makeTransaction},
        {"ticket-mcp", makeTicket},   {"currency-converter", makeConverter},
        {"attacker", makeAttacker},   {"mock-attacker", makeAttacker},
        {"chatbot", makeChatbot},     {"model", makeModel},
        {"reach", makeReach},
    };
    const auto found = makers.find(name);
    return found == makers.end() ? nullptr : found->second(std::move(around));
}

std::string flag(const Surroundings &around, const std::string &name, const std::string &otherwise)
{
    for (std::size_t i = 0; i < around.args.size(); ++i) {
        const std::string &argument = around.args[i];
        if (argument == name && i + 1 < around.args.size())
            return around.args[i + 1];
        if (argument.rfind(name + "=", 0) == 0)
            return argument.substr(name.size() + 1);
    }
    return otherwise;
}

std::uint16_t portOf(const Surroundings &around, std::uint16_t otherwise)
{
    const std::string text = flag(around, "--port");
    std::uint16_t port = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = bad == std::errc() && end == text.data() + text.size() && port != 0;
    return whole ? port : otherwise;
}

std::string fileOf(const Surroundings &around, const std::string &path)
{
    const auto found = around.files.find(path);
    return found == around.files.end() ? std::string() : found->second;
}

void say(const Surroundings &around, std::string line)
{
    if (around.log)
        around.log(std::move(line));
}

} // namespace stage::workloads
