// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace stage::workloads::model {

/// What a user asked for, read from the words alone.
struct Intent {
    std::string customer;    ///< "12345", or "" when none was named
    std::string transaction; ///< "txn-003", or ""
    bool balance = false, recent = false, suspicious = false, ticket = false, human = false;
    bool profile = false;                ///< asks what the bank knows about the customer
    bool convert = false;                ///< asks for a conversion, to whatever
    std::vector<std::string> currencies; ///< ISO 4217 codes to convert to, as asked, each once
    std::optional<double> amount;        ///< an amount that stands in the text
    std::string amountCurrency;          ///< its currency, "" when it has none
    std::optional<int> days, riskScore;
};

/// TEXT is the turn's request; EARLIER what the user said before, for the customer's number only.
Intent readIntent(const std::string &text, const std::string &earlier = {});

/// "£4,287.55", "-$1,499.00", "CHF 10.00".
std::string money(double amount, const std::string &currency);

} // namespace stage::workloads::model
