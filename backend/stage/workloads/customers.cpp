// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/customers.h"

#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/yaml.h"

#include <algorithm>

namespace stage::workloads {

namespace {

const char path[] = "/etc/trustusbank/customers.yaml";

std::vector<Customer> builtin()
{
    std::vector<Customer> all(3);
    all[0] = {"12345",
              "Alice Smith",
              "alice@example.com",
              "+44 7700 900100",
              "14 Jubilee Terrace, Leeds LS6 2QX, United Kingdom",
              "1988-04-17",
              "QQ 12 34 56 A",
              "verified",
              4287.55,
              {}};
    all[0].transactions = {{"txn-001", "Pret a Manger", "GBP", "GB", -22.10, 2},
                           {"txn-002", "Sainsbury's", "GBP", "GB", -89.99, 5},
                           {"txn-003", "GenericLuxuryGoods", "USD", "RU", -1499.00, 14},
                           {"txn-004", "Salary", "GBP", "GB", 2300.00, 24}};
    all[1] = {"12346",
              "Priya Singh",
              "priya.singh@protonmail.com",
              "+44 7700 900456",
              "11 Acacia Avenue, Edinburgh EH3 9HJ, United Kingdom",
              "1992-11-02",
              "QQ 78 90 12 D",
              "verified",
              102.33,
              {{"txn-005", "Caffè Nero", "GBP", "GB", -8.20, 3}}};
    all[2] = {"12347",
              "Marco Rossi",
              "marco.rossi.private@yahoo.it",
              "+44 7700 900789",
              "Flat 6, 88 Bishopsgate, London EC2N 4BQ, United Kingdom",
              "1979-07-22",
              "QQ 34 56 78 A",
              "review",
              18920.00,
              {}};
    return all;
}

std::string text(const Json &object, const char *key, const std::string &otherwise = {})
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return otherwise;
    return found->is_string() ? found->get<std::string>() : found->dump();
}

double number(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<double>() : 0;
}

Customer read(const Json &object)
{
    Customer one;
    one.id = text(object, "id");
    one.name = text(object, "name");
    one.email = text(object, "email");
    one.phone = text(object, "phone");
    one.address = text(object, "address");
    one.dob = text(object, "dob");
    one.niNumber = text(object, "ni_number");
    one.kycStatus = text(object, "kyc_status", "verified");
    one.balance = number(object, "balance");
    for (const Json &entry : object.value("transactions", Json::array())) {
        one.transactions.push_back({text(entry, "id"), text(entry, "merchant"),
                                    text(entry, "currency", "GBP"), text(entry, "country", "GB"),
                                    number(entry, "amount"), number(entry, "hours_ago")});
    }
    return one;
}

} // namespace

tl::expected<std::vector<Customer>, std::string> customers(const std::string &source)
{
    std::vector<Customer> all = builtin();
    if (source.empty())
        return all;
    const tl::expected<Json, std::string> document = yamlToJson(source);
    if (!document)
        return tl::unexpected(document.error());
    const Json list = document->is_object() ? document->value("customers", Json()) : *document;
    if (!list.is_array())
        return tl::unexpected(std::string("expected a list under `customers`"));
    for (const Json &entry : list) {
        if (!entry.is_object() || text(entry, "id").empty())
            return tl::unexpected("expected a customer with an id, got " + entry.dump());
        Customer one = read(entry);
        const auto same = std::find_if(all.begin(), all.end(),
                                       [&](const Customer &other) { return other.id == one.id; });
        if (same == all.end())
            all.push_back(std::move(one));
        else
            *same = std::move(one);
    }
    return all;
}

std::vector<Customer> customersOf(const Surroundings &around)
{
    tl::expected<std::vector<Customer>, std::string> found = customers(fileOf(around, path));
    if (found)
        return std::move(*found);
    say(around, std::string(path) + ": " + found.error() + "; serving the built-in customers");
    return builtin();
}

} // namespace stage::workloads
