// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/goerror.h"

#include "backend/stage/net/client.h"

namespace stage::agents {

std::string goNetError(const std::string &text, const std::string &url)
{
    const auto parsed = net::Url::parse(url);
    const std::string place = parsed ? parsed->host + ":" + std::to_string(parsed->port) : url;
    const auto says = [&](const char *words) { return text.find(words) != std::string::npos; };
    // Already in these words: the address in it is better than ours.
    if (text.rfind("dial tcp", 0) == 0 || text.rfind("read tcp", 0) == 0)
        return text;
    if (says("refused"))
        return "dial tcp " + place + ": connect: connection refused";
    if (says("reset"))
        return "read tcp " + place + ": read: connection reset by peer";
    if (says("no answer from") || says("timed out"))
        return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    if (says("lookup") || says("no such host"))
        return "dial tcp: lookup " + (parsed ? parsed->host : url) + ": no such host";
    return says("losed") ? "EOF" : text;
}

} // namespace stage::agents
