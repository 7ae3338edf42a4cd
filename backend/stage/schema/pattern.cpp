// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/pattern.h"

namespace stage::schema {

namespace {

/// True when there was one.
bool replaceAll(std::string &text, const std::string &from, const std::string &to)
{
    bool any = false;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
        any = true;
    }
    return any;
}

} // namespace

tl::expected<Pattern, std::string> Pattern::compile(const std::string &text)
{
    auto flags = std::regex::ECMAScript;
#ifdef __GLIBCXX__
    // The default executor recurses once a character: a long text would end the process.
    flags |= std::regex_constants::__polynomial;
#endif
    std::string body = text;
    if (replaceAll(body, "(?i)", "") || replaceAll(body, "(?i:", "(?:")) {
        flags |= std::regex::icase;
    }
    replaceAll(body, "\\A", "^");
    replaceAll(body, "\\z", "$");
    try {
        return Pattern(std::make_shared<const std::regex>(body, flags));
    } catch (const std::regex_error &error) {
        return tl::unexpected("pattern \"" + text + "\" cannot be compiled: " + error.what());
    }
}

} // namespace stage::schema
