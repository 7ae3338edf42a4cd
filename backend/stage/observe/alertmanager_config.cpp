// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/alertmanager_config.h"

namespace stage::observe {

using cluster::at;
using cluster::text;

namespace {

/// Copies the members that both sides have, under Alertmanager's spelling.
void copy(const Json &from, Json &to,
          std::initializer_list<std::pair<const char *, const char *>> names)
{
    for (const auto &[operatorName, ownName] : names) {
        const auto found = from.find(operatorName);
        if (found != from.end() && !found->is_null())
            to[ownName] = *found;
    }
}

std::string quoted(const std::string &value)
{
    return Json(value).dump();
}

std::string matcher(const Json &entry)
{
    auto op = text(entry, "/matchType");
    if (op.empty())
        op = entry.value("regex", false) ? "=~" : "=";
    return text(entry, "/name") + op + quoted(text(entry, "/value"));
}

Json mail(const cluster::Store &store, const nodes::PortMap &ports, const Json &from)
{
    Json to = Json::object();
    copy(from, to,
         {{"to", "to"},
          {"from", "from"},
          {"hello", "hello"},
          {"smarthost", "smarthost"},
          {"html", "html"},
          {"text", "text"},
          {"requireTLS", "require_tls"},
          {"sendResolved", "send_resolved"},
          {"authUsername", "auth_username"},
          {"authIdentity", "auth_identity"}});
    const auto smarthost = text(from, "/smarthost");
    if (const auto real = loopbackAddress(store, ports, smarthost))
        to["smarthost"] = *real;
    Json headers = Json::object();
    for (const auto &header : at(from, "/headers"))
        headers[text(header, "/key")] = text(header, "/value");
    if (!headers.empty())
        to["headers"] = headers;
    return to;
}

Json webhook(const Json &from)
{
    Json to = Json::object();
    copy(from, to,
         {{"url", "url"}, {"sendResolved", "send_resolved"}, {"maxAlerts", "max_alerts"}});
    return to;
}

Json route(const Json &from, const std::string &prefix)
{
    Json to{{"receiver", prefix + text(from, "/receiver")}};
    copy(from, to,
         {{"groupBy", "group_by"},
          {"groupWait", "group_wait"},
          {"groupInterval", "group_interval"},
          {"repeatInterval", "repeat_interval"},
          {"continue", "continue"}});
    Json matchers = Json::array();
    for (const auto &entry : at(from, "/matchers"))
        matchers.push_back(matcher(entry));
    if (!matchers.empty())
        to["matchers"] = matchers;
    Json children = Json::array();
    for (const auto &child : at(from, "/routes"))
        children.push_back(route(child, prefix));
    if (!children.empty())
        to["routes"] = children;
    return to;
}

Json receiver(const cluster::Store &store, const nodes::PortMap &ports, const Json &from,
              const std::string &prefix, std::vector<std::string> &skipped)
{
    const auto name = prefix + text(from, "/name");
    Json to{{"name", name}};
    for (const auto &[key, value] : from.items()) {
        if (key == "emailConfigs") {
            for (const auto &entry : value)
                to["email_configs"].push_back(mail(store, ports, entry));
        } else if (key == "webhookConfigs") {
            for (const auto &entry : value) {
                if (entry.contains("url"))
                    to["webhook_configs"].push_back(webhook(entry));
                else
                    skipped.push_back("receiver " + name
                                      + ": webhook without a plain url left out");
            }
        } else if (key != "name") {
            skipped.push_back("receiver " + name + ": " + key
                              + " left out, only mail and webhooks are sent here");
        }
    }
    return to;
}

Json inhibition(const Json &from, const std::string &nsMatcher)
{
    Json to = Json::object();
    copy(from, to, {{"equal", "equal"}});
    for (const auto &[key, own] : {std::pair("/sourceMatch", "source_matchers"),
                                   std::pair("/targetMatch", "target_matchers")}) {
        Json matchers = Json::array({nsMatcher});
        for (const auto &entry : at(from, key))
            matchers.push_back(matcher(entry));
        to[own] = matchers;
    }
    return to;
}

} // namespace

std::string alertmanagerConfig(const cluster::Store &store, const nodes::PortMap &ports,
                               std::vector<std::string> &skipped)
{
    Json routes = Json::array();
    Json receivers = Json::array({{{"name", "null"}}});
    Json inhibitions = Json::array();
    for (const auto &object : store.list("alertmanagerconfigs.monitoring.coreos.com")) {
        const auto ns = text(*object, "/metadata/namespace");
        const auto prefix = ns + "/" + text(*object, "/metadata/name") + "/";
        const auto nsMatcher = "namespace=" + quoted(ns);
        for (const auto &entry : at(*object, "/spec/receivers"))
            receivers.push_back(receiver(store, ports, entry, prefix, skipped));
        for (const auto &entry : at(*object, "/spec/inhibitRules"))
            inhibitions.push_back(inhibition(entry, nsMatcher));
        const auto &top = at(*object, "/spec/route");
        if (!top.is_object())
            continue;
        auto made = route(top, prefix);
        auto matchers = Json::array({nsMatcher});
        for (const auto &entry : made.value("matchers", Json::array()))
            matchers.push_back(entry);
        made["matchers"] = matchers;
        made["continue"] = true; // so that the next object's route is tried too
        routes.push_back(std::move(made));
    }
    return Json{{"global", {{"resolve_timeout", "5m"}}},
                {"route",
                 {{"receiver", "null"},
                  {"group_by", {"namespace"}},
                  {"group_wait", "30s"},
                  {"group_interval", "5m"},
                  {"repeat_interval", "12h"},
                  {"routes", routes}}},
                {"inhibit_rules", inhibitions},
                {"receivers", receivers}}
        .dump(1);
}

} // namespace stage::observe
