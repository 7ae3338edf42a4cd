// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/sources.h"

#include <QRegularExpression>

namespace show {

using namespace Qt::StringLiterals;

namespace {

std::vector<std::pair<QString, QString>> readPairs(Context &context, const std::string &pointer)
{
    std::vector<std::pair<QString, QString>> out;
    Reader reader = context.at(pointer);
    const Json &node = context.document.at(Json::json_pointer(pointer));
    if (!node.is_object())
        return out;
    for (const auto &[key, value] : node.items())
        out.emplace_back(QString::fromStdString(key), reader.text(key, true));
    return out;
}

QStringList readTexts(Context &context, Reader &reader, const std::string &key)
{
    QStringList out;
    for (const std::string &pointer : reader.items(key)) {
        const Json &item = context.document.at(Json::json_pointer(pointer));
        if (item.is_string())
            out << QString::fromStdString(item.get<std::string>());
        else
            reader.fail(pointer, u"not a text"_s, u"a text"_s);
    }
    return out;
}

std::vector<LogSource> readLogs(Context &context, const std::string &pointer)
{
    std::vector<LogSource> out;
    context.at(pointer); // a fault when it is no mapping
    const Json &node = context.document.at(Json::json_pointer(pointer));
    if (!node.is_object())
        return out;
    for (const auto &[key, value] : node.items()) {
        Reader reader = context.at(pointer + "/" + key);
        reader.allow({"namespace", "selector", "line"});
        out.push_back({QString::fromStdString(key), reader.text("namespace", true),
                       reader.text("selector", true), reader.text("line", true)});
        if (!QRegularExpression(out.back().line).isValid())
            reader.fail(pointer + "/" + key + "/line", u"no regular expression"_s,
                        u"a regular expression"_s);
    }
    return out;
}

/// Without a word on it the policies are Istio's, which ztunnel reports on.
void readPolicies(Context &context, Reader &evidence, Sources &sources)
{
    sources.policyApi = u"security.istio.io/v1"_s;
    sources.policyKind = u"AuthorizationPolicy"_s;
    sources.lockCondition = u"ZtunnelAccepted"_s;
    if (!evidence.has("policies"))
        return;
    Reader reader = context.at(evidence.pointer() + "/policies");
    reader.allow({"apiVersion", "kind", "condition", "except"});
    sources.policyApi = reader.text("apiVersion", true);
    sources.policyKind = reader.text("kind", true);
    sources.lockCondition = reader.text("condition");
    sources.otherPolicies = readTexts(context, reader, "except");
}

} // namespace

Sources readSources(Context &context, const std::string &pointer)
{
    Reader reader = context.at(pointer);
    reader.allow({"counters", "logs", "alerts", "profile", "image", "tag", "cleanTag",
                  "imageNamespace", "imageSelector", "policies", "policyNamespaces",
                  "lockNamespace", "lockName"});
    Sources sources;
    if (reader.has("logs"))
        sources.logs = readLogs(context, pointer + "/logs");
    readPolicies(context, reader, sources);
    if (reader.has("counters"))
        sources.counters = readPairs(context, pointer + "/counters");
    if (reader.has("alerts"))
        sources.alerts = readPairs(context, pointer + "/alerts");
    sources.profile = readTexts(context, reader, "profile");
    sources.policyNamespaces = readTexts(context, reader, "policyNamespaces");
    sources.image = reader.text("image", true);
    sources.tag = reader.text("tag", true);
    sources.cleanTag = reader.text("cleanTag");
    sources.imageNamespace = reader.text("imageNamespace", true);
    sources.imageSelector = reader.text("imageSelector", true);
    sources.lockNamespace = reader.text("lockNamespace");
    sources.lockName = reader.text("lockName");
    return sources;
}

QStringList Sources::counterNames() const
{
    QStringList out;
    for (const auto &[probe, query] : counters)
        out << probe;
    for (const LogSource &log : logs)
        out << log.probe;
    return out;
}

} // namespace show
