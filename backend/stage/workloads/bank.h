// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

namespace stage::workloads {

/// The bank's own containers: account-mcp, transaction-mcp, ticket-mcp, currency-converter,
/// attacker (also as mock-attacker), chatbot, model, reach. Null for any other name.
std::unique_ptr<Workload> makeBankWorkload(const std::string &name, Surroundings around);

std::unique_ptr<Workload> makeAccount(Surroundings around);
std::unique_ptr<Workload> makeTransaction(Surroundings around);
std::unique_ptr<Workload> makeTicket(Surroundings around);
std::unique_ptr<Workload> makeConverter(Surroundings around);
std::unique_ptr<Workload> makeAttacker(Surroundings around);
std::unique_ptr<Workload> makeChatbot(Surroundings around);
std::unique_ptr<Workload> makeModel(Surroundings around);
std::unique_ptr<Workload> makeReach(Surroundings around);

/// The value after FLAG in the arguments ("--port 80" or "--port=80"), or OTHERWISE.
std::string flag(const Surroundings &around, const std::string &name,
                 const std::string &otherwise = {});
std::uint16_t portOf(const Surroundings &around, std::uint16_t otherwise);
/// The content of a file around the workload, or "".
std::string fileOf(const Surroundings &around, const std::string &path);
void say(const Surroundings &around, std::string line);

} // namespace stage::workloads
