// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/logquery.h"

#include <algorithm>
#include <charconv>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

using Refused = tl::unexpected<LogRefusal>;

Refused bad(std::string message)
{
    return Refused({400, "BadRequest", std::move(message)});
}

Refused invalid(const Json &pod, const std::string &field, const std::string &problem)
{
    return Refused({422, "Invalid",
                    "PodLogOptions \"" + text(pod, "/metadata/name") + "\" is invalid: " + field
                        + ": " + problem});
}

bool isTrue(const std::string &value)
{
    return value == "true" || value == "1" || value == "True";
}

std::vector<std::string> names(const Json &containers)
{
    std::vector<std::string> result;
    for (const Json &one : containers)
        result.push_back(text(one, "/name"));
    return result;
}

std::string joined(const std::vector<std::string> &all)
{
    std::string result;
    for (const std::string &one : all)
        result += (result.empty() ? "" : " ") + one;
    return result;
}

tl::expected<std::string, LogRefusal> chooseContainer(const std::string &asked, const Json &pod)
{
    const auto main = names(at(pod, "/spec/containers"));
    const auto init = names(at(pod, "/spec/initContainers"));
    const std::string name = text(pod, "/metadata/name");
    if (asked.empty()) {
        if (main.size() == 1 && init.empty())
            return main.front();
        std::string message = "a container name must be specified for pod " + name
                              + ", choose one of: [" + joined(main) + "]";
        if (!init.empty())
            message += " or one of the init containers: [" + joined(init) + "]";
        return bad(message);
    }
    for (const auto *group : {&main, &init})
        if (std::find(group->begin(), group->end(), asked) != group->end())
            return asked;
    return bad("container " + asked + " is not valid for pod " + name);
}

const Json &statusOf(const Json &pod, const std::string &container)
{
    static const Json none;
    for (const char *list : {"/status/containerStatuses", "/status/initContainerStatuses"})
        for (const Json &one : at(pod, list))
            if (text(one, "/name") == container)
                return one;
    return none;
}

/// "" when there is something to read.
std::string notYet(const Json &pod, const LogQuery &query)
{
    const std::string name = text(pod, "/metadata/name");
    const std::string subject = "container \"" + query.container + "\" in pod \"" + name + "\" ";
    if (text(pod, "/spec/nodeName").empty())
        return "pod " + name + " does not have a host assigned";
    const Json &status = statusOf(pod, query.container);
    const bool livedBefore = at(status, "/lastState/terminated").is_object();
    if (query.previous)
        return livedBefore
                   ? std::string()
                   : "previous terminated " + subject.substr(0, subject.size() - 1) + " not found";
    if (at(status, "/state/running").is_object() || at(status, "/state/terminated").is_object()
        || livedBefore)
        return {};
    const std::string reason = text(status, "/state/waiting/reason", "ContainerCreating");
    if (reason == "ImagePullBackOff" || reason == "ErrImagePull")
        return subject + "is waiting to start: "
               + (reason == "ErrImagePull" ? "image can't be pulled"
                                           : "trying and failing to pull image");
    return subject + "is waiting to start: " + reason;
}

} // namespace

tl::expected<LogQuery, LogRefusal> logQuery(const net::Request &request, const Json &pod, Time now)
{
    LogQuery query;
    const auto container = chooseContainer(request.query("container"), pod);
    if (!container)
        return tl::unexpected(container.error());
    query.container = *container;
    query.follow = isTrue(request.query("follow"));
    query.timestamps = isTrue(request.query("timestamps"));
    query.previous = isTrue(request.query("previous"));
    std::optional<long long> sinceSeconds;
    struct Number {
        const char *name;
        std::optional<long long> &value;
        long long least;
    };
    for (const Number &one :
         {Number{"tailLines", query.tailLines, 0}, Number{"limitBytes", query.limitBytes, 1},
          Number{"sinceSeconds", sinceSeconds, 1}}) {
        const std::string written = request.query(one.name);
        if (written.empty())
            continue;
        long long value = 0;
        const auto end = written.data() + written.size();
        const auto parsed = std::from_chars(written.data(), end, value);
        if (parsed.ec != std::errc() || parsed.ptr != end)
            return bad("strconv.ParseInt: parsing \"" + written + "\": invalid syntax");
        if (value < one.least)
            return invalid(pod, one.name,
                           "Invalid value: " + written + ": must be greater than "
                               + (one.least == 0 ? "or equal to 0" : "0"));
        one.value = value;
    }
    const std::string sinceTime = request.query("sinceTime");
    if (sinceSeconds && !sinceTime.empty())
        return invalid(pod, "sinceSeconds",
                       "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
    if (sinceSeconds)
        query.since = now - std::chrono::seconds(*sinceSeconds);
    if (!sinceTime.empty()) {
        query.since = parseRfc3339(sinceTime);
        if (!query.since)
            return bad("parsing time \"" + sinceTime + "\": not an RFC 3339 time");
    }
    if (const std::string why = notYet(pod, query); !why.empty())
        return bad(why);
    return query;
}

std::string logLine(const LogBook::Line &line, bool timestamps)
{
    return (timestamps ? rfc3339Nano(line.at) + " " : std::string()) + line.text + "\n";
}

std::string logText(const std::vector<LogBook::Line> &lines, const LogQuery &query)
{
    std::size_t first = 0;
    while (query.since && first < lines.size() && lines[first].at < *query.since)
        ++first;
    if (query.tailLines) {
        const auto tail = static_cast<std::size_t>(*query.tailLines);
        if (lines.size() - first > tail)
            first = lines.size() - tail;
    }
    std::string result;
    for (; first < lines.size(); ++first)
        result += logLine(lines[first], query.timestamps);
    if (query.limitBytes && result.size() > static_cast<std::size_t>(*query.limitBytes))
        result.resize(static_cast<std::size_t>(*query.limitBytes));
    return result;
}

int lifeToRead(const Json &pod, const LogQuery &query)
{
    const Json &status = statusOf(pod, query.container);
    const Json &count = at(status, "/restartCount");
    const int restarts = count.is_number() ? count.get<int>() : 0;
    // While it waits to be started again, the life that ended last is both.
    const bool waiting = at(status, "/state/waiting").is_object();
    return query.previous && !waiting ? restarts - 1 : restarts;
}

bool mayLogMore(const Json &pod, const std::string &container)
{
    return at(statusOf(pod, container), "/state/running").is_object();
}

} // namespace stage::nodes
