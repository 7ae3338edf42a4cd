// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/pattern.h"

namespace stage::schema {

tl::expected<Pattern, std::string> Pattern::compile(const std::string &text)
{
    auto flags = std::regex::ECMAScript;
#ifdef __GLIBCXX__
    // The default executor recurses once a character: a long text would end the process.
    flags |= std::regex_constants::__polynomial;
#endif
    std::string body = text;
    if (body.rfind("(?i)", 0) == 0) {
        flags |= std::regex::icase;
        body.erase(0, 4);
    }
    try {
        return Pattern(std::make_shared<const std::regex>(body, flags));
    } catch (const std::regex_error &error) {
        return tl::unexpected("pattern \"" + text + "\" cannot be compiled: " + error.what());
    }
}

} // namespace stage::schema
