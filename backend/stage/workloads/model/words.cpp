// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/words.h"

#include <algorithm>
#include <map>

namespace stage::workloads::model {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || static_cast<unsigned char>(c) >= 0x80;
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isWordy(char c)
{
    return isLetter(c) || isDigit(c) || c == '_';
}

std::string folded(std::string word)
{
    static const std::map<std::string, std::string> kin{
        {"kyc", "profile"},         {"identity", "profile"},      {"personal", "profile"},
        {"dossier", "profile"},     {"record", "profile"},        {"pii", "profile"},
        {"detail", "profile"},      {"contact", "profile"},       {"particular", "profile"},
        {"email", "profile"},       {"phone", "profile"},         {"address", "profile"},
        {"birth", "profile"},       {"dob", "profile"},           {"identification", "profile"},
        {"funds", "balance"},       {"txn", "transaction"},       {"txns", "transaction"},
        {"payment", "transaction"}, {"statement", "transaction"}, {"movement", "transaction"},
        {"exchange", "convert"},    {"conversion", "convert"},    {"converter", "convert"},
        {"fx", "convert"},          {"currencie", "currency"},    {"case", "ticket"},
        {"incident", "ticket"},     {"identitie", "profile"},     {"converting", "convert"},
    };
    if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's')
        word.pop_back();
    const auto found = kin.find(word);
    return found == kin.end() ? word : found->second;
}

} // namespace

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> out;
    std::string word;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool hump = isUpper(c) && !word.empty() && i > 0 && !isUpper(text[i - 1]);
        if ((!isLetter(c) && !isDigit(c)) || hump) {
            if (!word.empty())
                out.push_back(lower(word));
            word.clear();
        }
        if (isLetter(c) || isDigit(c))
            word += c;
    }
    if (!word.empty())
        out.push_back(lower(word));
    return out;
}

std::set<std::string> topics(std::string_view text)
{
    static const std::set<std::string> empty{"a",     "an",    "and",      "as",        "be",
                                             "by",    "call",  "for",      "from",      "get",
                                             "in",    "is",    "it",       "its",       "of",
                                             "on",    "or",    "that",     "the",       "this",
                                             "to",    "tool",  "with",     "you",       "your",
                                             "which", "value", "argument", "parameter", "list",
                                             "must",  "every", "not",      "all",       "any"};
    std::set<std::string> out;
    for (const std::string &word : words(text)) {
        if (!empty.contains(word))
            out.insert(folded(word));
    }
    return out;
}

std::vector<std::string> sentences(std::string_view text)
{
    std::vector<std::string> out;
    std::string one;
    const auto close = [&] {
        if (one.find_first_not_of(" \t\r\n") != std::string::npos)
            out.push_back(one.substr(one.find_first_not_of(" \t\r\n")));
        one.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : ' ';
        if (c == '\n' && next == '\n') {
            close();
            continue;
        }
        one += c == '\n' ? ' ' : c;
        // "SUP 15.3" and "acme-fx.io" are no ends.
        if ((c == '.' || c == '!' || c == '?' || c == ';')
            && (next == ' ' || next == '\n' || next == '\t'))
            close();
    }
    close();
    return out;
}

bool hasWord(std::string_view text, std::string_view word)
{
    const std::string in = lower(text), what = lower(word);
    if (what.empty())
        return false;
    for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) {
        const bool startsWell = at == 0 || !isWordy(in[at - 1]);
        const std::size_t end = at + what.size();
        const bool endsWell = end >= in.size() || !isWordy(in[end]);
        if (startsWell && endsWell)
            return true;
    }
    return false;
}

bool hasAny(std::string_view text, const std::vector<std::string> &phrases)
{
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](const std::string &one) { return hasWord(text, one); });
}

} // namespace stage::workloads::model
