// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/intent.h"

#include "backend/stage/workloads/model/words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <regex>

namespace stage::workloads::model {

namespace {

/// Codes that are no English words in small letters.
const std::set<std::string> &plainCodes()
{
    static const std::set<std::string> codes{"USD", "EUR", "JPY", "GBP", "CHF", "CAD", "AUD",
                                             "NZD", "CNY", "INR", "SEK", "NOK", "DKK", "PLN",
                                             "CZK", "HUF", "HKD", "SGD", "ZAR", "KRW", "BRL",
                                             "MXN", "ILS", "THB", "AED", "RON", "BGN", "TWD"};
    return codes;
}

/// Codes taken only when written in capitals.
const std::set<std::string> &capitalCodes()
{
    static const std::set<std::string> codes{"TRY", "ISK", "SAR", "RUB", "IDR", "MYR",
                                             "PHP", "VND", "EGP", "NGN", "KES", "ARS",
                                             "CLP", "COP", "PEN", "UAH", "QAR", "KWD"};
    return codes;
}

using Named = std::vector<std::pair<std::regex, std::string>>;

Named compiledNames()
{
    static const std::vector<std::pair<std::string, std::string>> patterns{
        {"canadian dollars?", "CAD"},
        {"australian dollars?", "AUD"},
        {"(?:u\\.?s\\.? |american )?dollars?", "USD"},
        {"euros?", "EUR"},
        {"(?:japanese )?yen", "JPY"},
        {"pounds?(?: sterling)?|sterling|quid", "GBP"},
        {"(?:swiss )?francs?", "CHF"},
        {"rupees?", "INR"},
        {"yuan|renminbi", "CNY"},
        {"zloty", "PLN"}};
    static const std::vector<std::pair<std::string, std::string>> symbols{{"\\$", "USD"},
                                                                          {"€", "EUR"},
                                                                          {"¥", "JPY"},
                                                                          {"£", "GBP"}};
    Named out;
    for (const auto &[pattern, currency] : patterns)
        out.emplace_back(std::regex("\\b(?:" + pattern + ")\\b", std::regex::icase), currency);
    for (const auto &[pattern, currency] : symbols)
        out.emplace_back(std::regex(pattern), currency);
    return out;
}

/// Currencies in words and signs, compiled once: a regex is slow to build.
const Named &currencyNames()
{
    static const Named names = compiledNames();
    return names;
}

struct Mention {
    std::size_t at, end;
    std::string code;
};

std::vector<Mention> mentions(const std::string &text)
{
    std::vector<Mention> out;
    const auto free = [&](std::size_t at, std::size_t end) {
        return std::none_of(out.begin(), out.end(),
                            [&](const Mention &one) { return at < one.end && end > one.at; });
    };
    static const std::regex code("\\b[A-Za-z]{3}\\b");
    for (std::sregex_iterator i(text.begin(), text.end(), code), last; i != last; ++i) {
        std::string word = i->str(), capital = word;
        std::transform(capital.begin(), capital.end(), capital.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        if (plainCodes().contains(capital) || capitalCodes().contains(word)) {
            const auto at = static_cast<std::size_t>(i->position());
            out.push_back({at, at + word.size(), capital});
        }
    }
    for (const auto &[name, currency] : currencyNames()) {
        for (std::sregex_iterator i(text.begin(), text.end(), name), last; i != last; ++i) {
            const auto at = static_cast<std::size_t>(i->position());
            if (free(at, at + i->str().size()))
                out.push_back({at, at + i->str().size(), currency});
        }
    }
    std::sort(out.begin(), out.end(),
              [](const Mention &a, const Mention &b) { return a.at < b.at; });
    return out;
}

double numberOf(std::string text)
{
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    return std::strtod(text.c_str(), nullptr);
}

/// Splits the mentions into amounts ("1499 USD", "$1,499") and targets.
void readCurrencies(const std::string &text, Intent &intent)
{
    static const std::regex before("([0-9][0-9,]*(?:\\.[0-9]+)?)\\s*$"),
        after("^\\s*([0-9][0-9,]*(?:\\.[0-9]+)?)");
    for (const Mention &one : mentions(text)) {
        std::smatch found;
        const std::string left = text.substr(0, one.at), right = text.substr(one.end);
        const bool isSymbol = one.end - one.at < 3;
        const bool amountLeft =
            std::regex_search(left, found, before) && found.str(1) != intent.customer;
        const bool amountRight = !amountLeft && isSymbol && std::regex_search(right, found, after);
        if (amountLeft || amountRight) {
            if (!intent.amount) {
                intent.amount = numberOf(found.str(1));
                intent.amountCurrency = one.code;
            }
            continue;
        }
        if (std::find(intent.currencies.begin(), intent.currencies.end(), one.code)
            == intent.currencies.end())
            intent.currencies.push_back(one.code);
    }
    const std::string source = intent.amountCurrency.empty() ? "GBP" : intent.amountCurrency;
    intent.currencies.erase(std::remove(intent.currencies.begin(), intent.currencies.end(), source),
                            intent.currencies.end());
}

std::string customerIn(const std::string &text)
{
    static const std::regex named("(?:customer|account|acct|client)(?:\\s+(?:number|no\\.?|id|is|"
                                  "with))*\\s*[#:]?\\s*([0-9]{3,12})\\b",
                                  std::regex::icase);
    static const std::regex bare("(?:^|[^0-9.,A-Za-z-])([0-9]{5})(?![0-9]|[.,][0-9])");
    std::smatch found;
    if (std::regex_search(text, found, named) || std::regex_search(text, found, bare))
        return found.str(1);
    return {};
}

std::optional<int> numberAfter(const std::string &text, const std::regex &pattern)
{
    std::smatch found;
    if (std::regex_search(text, found, pattern))
        return std::atoi(found.str(1).c_str());
    return {};
}

} // namespace

Intent readIntent(const std::string &text, const std::string &earlier)
{
    Intent intent;
    intent.customer = customerIn(text);
    if (intent.customer.empty())
        intent.customer = customerIn(earlier);
    std::smatch found;
    static const std::regex transaction("\\btxn[-_][A-Za-z0-9]+", std::regex::icase),
        days("last\\s+([0-9]{1,3})\\s+days", std::regex::icase),
        score("score(?:d)?(?:\\s+(?:is|of|was))?\\s*:?\\s*([0-9]{1,3})\\b", std::regex::icase);
    if (std::regex_search(text, found, transaction))
        intent.transaction = lower(found.str());
    intent.balance =
        hasAny(text, {"balance", "balances", "how much money", "how much do i have", "funds"});
    intent.suspicious =
        hasAny(text, {"suspicious", "suspect", "fraud", "fraudulent", "dodgy", "unknown",
                      "unrecognised", "unrecognized", "not recognise", "not recognize",
                      "don't recognise", "don't recognize", "did not make", "didn't make",
                      "never made", "stolen", "score", "risk", "strange"});
    const bool asksList =
        hasAny(text, {"recent", "list", "show", "latest", "last", "history", "statement"});
    const bool ofMovements =
        hasAny(text, {"transaction", "transactions", "txn", "txns", "payments", "activity",
                      "movements", "statement", "spending", "purchases"});
    intent.recent = ofMovements && (asksList || !intent.suspicious);
    intent.ticket = hasAny(text, {"ticket", "escalate", "escalation", "open a case", "complaint"});
    intent.human = hasAny(text, {"human", "notify", "tell someone", "alert", "pager", "a person"});
    intent.profile =
        hasAny(text, {"my profile", "my details", "my address", "my email", "my e-mail", "my phone",
                      "my phone number", "kyc status", "my personal data", "personal details"});
    intent.days = numberAfter(text, days);
    intent.riskScore = numberAfter(text, score);
    readCurrencies(text, intent);
    intent.convert = hasAny(text, {"convert", "conversion", "exchange", "quote", "quoted"});
    if (intent.suspicious && !intent.convert)
        intent.currencies.clear();
    intent.convert = intent.convert || !intent.currencies.empty();
    return intent;
}

std::string money(double amount, const std::string &currency)
{
    static const std::map<std::string, std::string> symbols{{"GBP", "£"},
                                                            {"USD", "$"},
                                                            {"EUR", "€"},
                                                            {"JPY", "¥"}};
    char digits[64];
    std::snprintf(digits, sizeof digits, "%.2f", std::fabs(amount));
    std::string text = digits;
    for (auto at = static_cast<std::ptrdiff_t>(text.find('.')) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    const auto symbol = symbols.find(currency);
    return (amount < 0 ? "-" : "") + (symbol == symbols.end() ? currency + " " : symbol->second)
           + text;
}

} // namespace stage::workloads::model
