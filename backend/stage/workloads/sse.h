// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stage::workloads {

/// Server-sent events, as WHATWG HTML §9.2 has them: LF, CR or CRLF, several data lines, comments.
/// Feed it the pieces of a body; it gives each event once its blank line has come.
class SseParser {
public:
    struct Event {
        std::string event = "message", data, id;
    };
    std::vector<Event> feed(std::string_view chunk);

private:
    void line(std::string_view text, std::vector<Event> &out);

    std::string m_rest;
    Event m_current;
    bool m_hasData = false;
    bool m_skipLineFeed = false;
};

/// One event as text; every line of DATA gets its own data field. EOL is "\n" or "\r\n".
std::string sseText(std::string_view event, std::string_view data, std::string_view eol = "\n");

} // namespace stage::workloads
