// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/registry/digest.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace stage::registry {

namespace {

std::string hexDigest(std::string_view bytes, const EVP_MD *algorithm)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), raw.data(), &length, algorithm, nullptr);
    static const char digits[] = "0123456789abcdef";
    std::string result;
    for (unsigned int i = 0; i < length; ++i) {
        result += digits[raw[i] >> 4];
        result += digits[raw[i] & 15];
    }
    return result;
}

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

} // namespace

std::string sha256Digest(std::string_view bytes)
{
    return "sha256:" + hexDigest(bytes, EVP_sha256());
}

bool hasDigest(std::string_view bytes, const std::string &digest)
{
    if (!isDigest(digest))
        return false;
    const bool longer = digest.rfind("sha512:", 0) == 0;
    return digest.substr(7) == hexDigest(bytes, longer ? EVP_sha512() : EVP_sha256());
}

bool isDigest(const std::string &text)
{
    const bool known = (text.rfind("sha256:", 0) == 0 && text.size() == 7 + 64)
                       || (text.rfind("sha512:", 0) == 0 && text.size() == 7 + 128);
    return known && text.find_first_not_of("0123456789abcdef", 7) == std::string::npos;
}

bool isRepositoryName(const std::string &text)
{
    // Components of [a-z0-9], separated inside by one '.', one or two '_', or any number of '-'.
    if (text.empty() || text.size() > 255 || !isWord(text.front()) || !isWord(text.back()))
        return false;
    for (std::size_t i = 0; i < text.size();) {
        if (isWord(text[i])) {
            ++i;
            continue;
        }
        const std::size_t start = i;
        while (i < text.size() && !isWord(text[i]))
            ++i;
        const std::string gap = text.substr(start, i - start);
        const bool dashes = gap.find_first_not_of('-') == std::string::npos;
        if (!dashes && gap != "." && gap != "_" && gap != "__" && gap != "/")
            return false;
    }
    return true;
}

bool isTag(const std::string &text)
{
    const auto good = [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '.' || c == '-';
    };
    return !text.empty() && text.size() <= 128 && text[0] != '.' && text[0] != '-'
           && std::all_of(text.begin(), text.end(), good);
}

std::optional<Reference> Reference::parse(const std::string &text)
{
    Reference result;
    std::string rest = text;
    if (const auto at = rest.find('@'); at != std::string::npos) {
        result.digest = rest.substr(at + 1);
        rest.resize(at);
        if (!isDigest(result.digest))
            return std::nullopt;
    }
    const auto slash = rest.find('/');
    if (slash != std::string::npos) {
        const std::string first = rest.substr(0, slash);
        if (first == "localhost" || first.find_first_of(".:") != std::string::npos) {
            result.host = first;
            rest.erase(0, slash + 1);
        }
    }
    const auto colon = rest.rfind(':');
    if (colon != std::string::npos) {
        result.tag = rest.substr(colon + 1);
        rest.resize(colon);
        if (!isTag(result.tag))
            return std::nullopt;
    } else if (result.digest.empty()) {
        result.tag = "latest";
    }
    result.name = rest;
    if (!isRepositoryName(result.name))
        return std::nullopt;
    return result;
}

} // namespace stage::registry
