// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

#include <tl/expected.hpp>

namespace stage::workloads {

struct Transaction {
    std::string id, merchant, currency = "GBP", country = "GB";
    double amount = 0;
    double hoursAgo = 0; ///< before the server's start
};

/// A synthetic customer. Nobody of that name, number or address exists.
struct Customer {
    std::string id, name, email, phone, address, dob, niNumber, kycStatus = "verified";
    double balance = 0; ///< GBP
    std::vector<Transaction> transactions;
};

/// The demo's customers, with those of TEXT (a customers.yaml: `customers: [{id, name, email,
/// phone, address, dob, ni_number, kyc_status, balance, transactions: [{id, hours_ago, amount,
/// currency, merchant, country}]}]`) added or put in their place. "" adds nothing.
tl::expected<std::vector<Customer>, std::string> customers(const std::string &text);
/// As customers(), from /etc/trustusbank/customers.yaml; a bad file is logged and ignored.
std::vector<Customer> customersOf(const Surroundings &around);

} // namespace stage::workloads
