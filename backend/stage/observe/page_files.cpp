// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/page_files.h"

#include "backend/stage/workloads/pages.h"

#include <boost/algorithm/string/replace.hpp>

namespace stage::observe {

net::Response stagePage(const std::string &name, const std::map<std::string, std::string> &values,
                        int status)
{
    auto text = workloads::page(name + "/index.html");
    boost::replace_all(text, "<!--base.css-->",
                       "<style>" + workloads::page("base.css") + "</style>");
    boost::replace_all(text, "<!--base.js-->",
                       "<script>" + workloads::page("base.js") + "</script>");
    for (const auto &[key, value] : values)
        boost::replace_all(text, "{{" + key + "}}", net::htmlEscape(value));
    auto response = net::Response::html(std::move(text), status);
    response.headers.set("Cache-Control", "no-store");
    response.headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        "connect-src 'self' ws: wss:; img-src data:; frame-src 'self'");
    return response;
}

} // namespace stage::observe
