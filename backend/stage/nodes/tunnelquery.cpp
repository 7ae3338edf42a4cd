// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/spdytunnel.h"

#include "backend/stage/nodes/base64.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <charconv>

namespace stage::nodes {

using cluster::text;

namespace {

using Refused = tl::unexpected<TunnelRefusal>;

std::vector<std::string> split(const std::string &list)
{
    std::vector<std::string> result;
    std::size_t start = 0;
    while (start <= list.size()) {
        const auto end = std::min(list.find(',', start), list.size());
        std::string part = list.substr(start, end - start);
        part.erase(0, part.find_first_not_of(' '));
        part.erase(part.find_last_not_of(' ') + 1);
        if (!part.empty())
            result.push_back(part);
        start = end + 1;
    }
    return result;
}

tl::expected<std::vector<std::uint16_t>, std::string> ports(const net::Request &request)
{
    std::vector<std::uint16_t> result;
    const auto query = request.query();
    for (auto [it, end] = query.equal_range("ports"); it != end; ++it)
        for (const std::string &part : split(it->second)) {
            int value = 0;
            const auto last = part.data() + part.size();
            const auto parsed = std::from_chars(part.data(), last, value);
            if (parsed.ec != std::errc() || parsed.ptr != last || value < 0 || value > 65535)
                return tl::unexpected("unable to parse \"" + part
                                      + "\" as a port: strconv.ParseUint: parsing \"" + part
                                      + "\": invalid syntax");
            if (value == 0)
                return tl::unexpected("port \"" + part + "\" must be > 0");
            result.push_back(static_cast<std::uint16_t>(value));
        }
    if (result.empty())
        return tl::unexpected(std::string("query parameter \"port\" is required"));
    return result;
}

std::string chosenProtocol(const net::Request &request)
{
    for (const auto &[name, value] : request.headers) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (lower != "sec-websocket-protocol")
            continue;
        for (const std::string &offered : split(value))
            if (offered == "v4.channel.k8s.io" || offered == "v4.base64.channel.k8s.io"
                || offered == SpdyTunnel::protocol)
                return offered;
    }
    return {};
}

/// kubectl before 1.31 upgrades the connection itself.
bool asksForSpdy(const net::Request &request)
{
    return boost::algorithm::iequals(request.headers.get("Upgrade"), SpdyTunnel::plain);
}

std::string sandboxId(const std::string &podUid)
{
    std::string id = podUid;
    std::erase(id, '-');
    return id + id;
}

} // namespace

tl::expected<TunnelQuery, TunnelRefusal> tunnelQuery(const net::Request &request, const Json &pod,
                                                     bool wantsUpgrade)
{
    const std::string name = text(pod, "/metadata/name");
    if (text(pod, "/spec/nodeName").empty())
        return Refused({400, "BadRequest", "pod " + name + " does not have a host assigned"});
    const bool spdy = asksForSpdy(request);
    if (!wantsUpgrade && !spdy)
        return Refused({400, "BadRequest", "Upgrade request required"});
    if (spdy && request.headers.get("X-Stream-Protocol-Version") != SpdyTunnel::streams)
        return Refused({403, "Forbidden",
                        "unable to negotiate protocol: client supports ["
                            + request.headers.get("X-Stream-Protocol-Version")
                            + "], server accepts [portforward.k8s.io]"});
    TunnelQuery query{{}, spdy ? SpdyTunnel::plain : chosenProtocol(request)};
    if (!spdy && query.protocol != SpdyTunnel::protocol) {
        auto wanted = ports(request);
        if (!wanted)
            return Refused({400, "BadRequest", wanted.error()});
        query.ports = std::move(*wanted);
    }
    if (query.protocol.empty())
        return Refused({403, "Forbidden",
                        "none of the offered subprotocols is known: v4.channel.k8s.io, "
                        "v4.base64.channel.k8s.io, SPDY/3.1+portforward.k8s.io"});
    if (text(pod, "/status/podIP").empty() || podFinished(pod))
        return Refused({500, "InternalError",
                        "failed to prepare portforward: sandbox \""
                            + sandboxId(text(pod, "/metadata/uid")) + "\" is not running"});
    return query;
}

std::string channelFrame(int channel, std::string_view payload, bool base64)
{
    if (base64)
        return std::string(1, static_cast<char>('0' + channel)) + base64Encode(payload);
    std::string frame(1, static_cast<char>(channel));
    frame.append(payload);
    return frame;
}

std::optional<ChannelMessage> channelMessage(std::string_view message, bool base64)
{
    if (message.empty())
        return std::nullopt;
    const auto first = static_cast<unsigned char>(message.front());
    message.remove_prefix(1);
    if (!base64)
        return ChannelMessage{first, std::string(message)};
    auto payload = base64Decode(message);
    if (!payload || first < '0')
        return std::nullopt;
    return ChannelMessage{first - '0', std::move(*payload)};
}

std::string portBytes(std::uint16_t port)
{
    return {static_cast<char>(port & 0xff), static_cast<char>(port >> 8)};
}

std::string refusedText(const std::string &podUid, std::uint16_t port)
{
    const std::string id = sandboxId(podUid), number = std::to_string(port);
    return "error forwarding port " + number + " to pod " + id
           + ", uid : failed to execute portforward in network namespace \"/var/run/netns/cni-"
           + podUid + "\": failed to connect to localhost:" + number + " inside namespace \"" + id
           + "\", IPv4: dial tcp4 127.0.0.1:" + number
           + ": connect: connection refused IPv6 dial tcp6 [::1]:" + number
           + ": connect: connection refused ";
}

} // namespace stage::nodes
