// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/sse.h"

namespace stage::workloads {

std::vector<SseParser::Event> SseParser::feed(std::string_view chunk)
{
    std::vector<Event> out;
    for (const char c : chunk) {
        if (m_skipLineFeed) {
            m_skipLineFeed = false;
            if (c == '\n')
                continue;
        }
        if (c != '\n' && c != '\r') {
            m_rest += c;
            continue;
        }
        m_skipLineFeed = c == '\r';
        const std::string whole = std::move(m_rest);
        m_rest.clear();
        line(whole, out);
    }
    return out;
}

void SseParser::line(std::string_view text, std::vector<Event> &out)
{
    if (text.empty()) {
        if (m_hasData)
            out.push_back(std::move(m_current));
        m_current = {};
        m_hasData = false;
        return;
    }
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    if (!value.empty() && value.front() == ' ')
        value.remove_prefix(1);
    if (name == "event") {
        m_current.event = std::string(value);
    } else if (name == "id") {
        m_current.id = std::string(value);
    } else if (name == "data") {
        if (m_hasData)
            m_current.data += '\n';
        m_current.data += value;
        m_hasData = true;
    }
}

std::string sseText(std::string_view event, std::string_view data, std::string_view eol)
{
    std::string out;
    if (!event.empty())
        out.append("event: ").append(event).append(eol);
    for (std::size_t start = 0;;) {
        const auto stop = data.find('\n', start);
        out.append("data: ").append(data.substr(start, stop - start)).append(eol);
        if (stop == std::string_view::npos)
            break;
        start = stop + 1;
    }
    return out.append(eol);
}

} // namespace stage::workloads
