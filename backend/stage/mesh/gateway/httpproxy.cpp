// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/httpproxy.h"

namespace stage::mesh::gateway {

using cluster::at;
using cluster::text;

namespace {

void change(net::Headers &headers, const Json &modifier)
{
    for (const Json &item : at(modifier, "/set"))
        headers.set(text(item, "/name"), text(item, "/value"));
    for (const Json &item : at(modifier, "/add"))
        headers.add(text(item, "/name"), text(item, "/value"));
    for (const Json &name : at(modifier, "/remove")) {
        if (name.is_string())
            headers.remove(name.get<std::string>());
    }
}

void change(net::Headers &headers, const std::vector<Json> &filters, const char *type,
            const char *member)
{
    for (const Json &filter : filters) {
        if (text(filter, "/type") == type)
            change(headers, at(filter, std::string("/") + member));
    }
}

net::Headers endToEnd(const net::Headers &headers)
{
    net::Headers kept;
    for (const auto &[name, value] : headers) {
        if (!isHopByHop(name))
            kept.add(name, value);
    }
    return kept;
}

} // namespace

std::string rewrittenTarget(const std::string &target, const std::string &matchedPrefix,
                            const std::vector<Json> &filters)
{
    const auto mark = target.find('?');
    std::string path = target.substr(0, mark);
    const std::string query = mark == std::string::npos ? "" : target.substr(mark);
    for (const Json &filter : filters) {
        if (text(filter, "/type") != "URLRewrite")
            continue;
        const Json &rewrite = at(filter, "/urlRewrite/path");
        if (text(rewrite, "/type") == "ReplaceFullPath") {
            path = text(rewrite, "/replaceFullPath", "/");
        } else if (text(rewrite, "/type") == "ReplacePrefixMatch") {
            std::string prefix = matchedPrefix, with = text(rewrite, "/replacePrefixMatch", "/");
            while (prefix.ends_with('/'))
                prefix.pop_back();
            while (with.ends_with('/'))
                with.pop_back();
            path = with + path.substr(std::min(prefix.size(), path.size()));
            if (path.empty())
                path = "/";
        }
    }
    return path + query;
}

net::Awaitable<void> passHttp(net::Dialer &dialer, Passage &passage, std::string host,
                              std::uint16_t port, std::string target,
                              const std::vector<Json> &filters)
{
    net::Url url;
    url.scheme = "http";
    url.host = std::move(host);
    url.port = port;
    url.target = std::move(target);
    net::Request request;
    request.method = passage.request().method;
    request.headers = endToEnd(passage.headers);
    request.headers.remove("Content-Length");
    change(request.headers, filters, "RequestHeaderModifier", "requestHeaderModifier");
    request.body = passage.request().body;
    bool begun = false;
    RequestNote &note = passage.note;
    net::Exchange &exchange = passage.exchange;
    net::StreamSink sink;
    sink.onHead = [&](const net::Response &head) -> net::Awaitable<bool> {
        begun = true;
        note.status = head.status;
        net::Headers headers = endToEnd(head.headers);
        headers.remove("Content-Length");
        change(headers, filters, "ResponseHeaderModifier", "responseHeaderModifier");
        co_await exchange.begin(head.status, std::move(headers));
        co_return true;
    };
    sink.onChunk = [&](std::string_view piece) -> net::Awaitable<bool> {
        note.bytes += piece.size();
        const bool there = co_await exchange.write(piece);
        if (!there)
            note.status = 0;
        co_return there;
    };
    const net::Result<void> result =
        co_await net::fetchStream(dialer, std::move(url), std::move(request), std::move(sink));
    if (result) {
        co_await exchange.end();
    } else if (begun) {
        exchange.abort();
    } else {
        note.error = upstreamFailure(result.error());
        note.reason = "UpstreamFailure";
        note.status = 503;
        net::Response response = net::Response::text(note.error, 503);
        response.headers.set("Content-Type", "text/plain");
        co_await exchange.reply(std::move(response));
    }
}

} // namespace stage::mesh::gateway
