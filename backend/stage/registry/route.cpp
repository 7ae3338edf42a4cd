// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/registry/route.h"

#include <algorithm>
#include <charconv>

namespace stage::registry {

Registry::Route Registry::Route::parse(const net::Request &request)
{
    Route route{Kind::None, {}, {}, request};
    const std::string path = request.path();
    if (path.rfind("/v2/", 0) != 0)
        return route;
    const std::string rest = path.substr(4);
    struct Form {
        const char *middle;
        Kind kind;
    };
    // Longest first: a repository's own name may hold these words, so the last one counts.
    for (const Form &form : {Form{"/blobs/uploads/", Kind::Upload}, Form{"/blobs/", Kind::Blob},
                             Form{"/manifests/", Kind::Manifest},
                             Form{"/referrers/", Kind::Referrers}, Form{"/tags/", Kind::Tags}}) {
        const auto where = rest.rfind(form.middle);
        if (where == std::string::npos)
            continue;
        route.name = rest.substr(0, where);
        route.reference = rest.substr(where + std::char_traits<char>::length(form.middle));
        if (route.reference.find('/') != std::string::npos)
            continue;
        route.kind = form.kind;
        if (form.kind == Kind::Upload && route.reference.empty())
            route.kind = Kind::StartUpload;
        else if (route.reference.empty() || (form.kind == Kind::Tags && route.reference != "list"))
            route.kind = Kind::None;
        return route;
    }
    if (const std::string tail = "/blobs/uploads"; // some clients leave the slash out
        rest.size() > tail.size()
        && rest.compare(rest.size() - tail.size(), tail.size(), tail) == 0) {
        route.name = rest.substr(0, rest.size() - tail.size());
        route.kind = Kind::StartUpload;
    }
    return route;
}

net::Response problemResponse(const Problem &problem)
{
    Json error = {{"code", problem.code}, {"message", problem.message}};
    if (!problem.detail.is_null())
        error["detail"] = problem.detail;
    return net::Response::json({{"errors", Json::array({error})}}, problem.status);
}

std::vector<std::string> page(std::vector<std::string> all, const net::Request &request,
                              net::Headers &headers)
{
    const std::string last = request.query("last"), asked = request.query("n");
    if (!last.empty())
        all.erase(all.begin(), std::upper_bound(all.begin(), all.end(), last));
    std::size_t count = all.size();
    if (!asked.empty())
        std::from_chars(asked.data(), asked.data() + asked.size(), count);
    if (count >= all.size())
        return all;
    all.resize(count);
    if (count > 0)
        headers.set("Link", "<" + request.path() + "?last=" + net::urlEncode(all.back())
                                + "&n=" + std::to_string(count) + ">; rel=\"next\"");
    return all;
}

} // namespace stage::registry
