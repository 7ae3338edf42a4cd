// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/resume.h"

#include "backend/core/journal.h"

#include <QDir>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// Old shows are not read for ever.
constexpr qsizetype shows = 20;

QString textOf(const Json &object, const char *key)
{
    return object.is_object() && object.contains(key) && object.at(key).is_string()
               ? QString::fromStdString(object.at(key).get<std::string>())
               : QString();
}

QDateTime timeOf(const Json &object, const char *key)
{
    return QDateTime::fromString(textOf(object, key), Qt::ISODateWithMs);
}

} // namespace

QFileInfoList showLogs(const QString &folder)
{
    const QFileInfoList files =
        QDir(folder).entryInfoList({u"*.jsonl"_s}, QDir::Files, QDir::Name | QDir::Reversed);
    return files.mid(0, shows);
}

Json baselineJson(const evidence::Baseline &baseline)
{
    const evidence::Picture &then = baseline.picture;
    Json loot = Json::array();
    for (const evidence::Loot &event : then.loot.value)
        loot.push_back({{"at", event.at.toStdString()},
                        {"from", event.from.toStdString()},
                        {"bytes", event.bytes},
                        {"body", event.body}});
    Json counters = Json::object();
    for (auto one = then.counters.value.begin(); one != then.counters.value.end(); ++one)
        counters[one.key().toStdString()] = one.value();
    return {{"since", baseline.since.toString(Qt::ISODateWithMs).toStdString()},
            {"loot", loot},
            {"counters", counters},
            {"catalogue", then.catalogue.value},
            {"digest", then.digest.value.toStdString()}};
}

evidence::Baseline baselineOf(const Json &written)
{
    evidence::Baseline out;
    if (!written.is_object())
        return out;
    out.since = timeOf(written, "since");
    for (const Json &event : written.value("loot", Json::array()))
        out.picture.loot.value.push_back({textOf(event, "at"), textOf(event, "from"),
                                          event.value("bytes", 0), event.value("body", Json())});
    const Json counters = written.value("counters", Json::object());
    for (const auto &[name, value] : counters.items())
        out.picture.counters.value[QString::fromStdString(name)] =
            value.is_number() ? value.get<double>() : 0;
    out.picture.catalogue.value = written.value("catalogue", Json());
    out.picture.digest.value = textOf(written, "digest");
    for (QDateTime *at : {&out.picture.loot.at, &out.picture.counters.at, &out.picture.catalogue.at,
                          &out.picture.digest.at})
        *at = out.since;
    return out;
}

Json replyJson(const evidence::Reply &reply)
{
    Json tools = Json::array();
    for (const QString &tool : reply.tools)
        tools.push_back(tool.toStdString());
    return {{"completed", reply.completed},
            {"text", reply.text.toStdString()},
            {"gbp", reply.gbp.toStdString()},
            {"usd", reply.usd.toStdString()},
            {"why", reply.error.toStdString()},
            {"traceId", reply.traceId.toStdString()},
            {"toolCalls", tools},
            {"at", reply.at.toString(Qt::ISODateWithMs).toStdString()}};
}

std::optional<evidence::Reply> replyOf(const Json &written)
{
    if (!written.is_object())
        return std::nullopt;
    evidence::Reply out;
    out.completed = written.value("completed", false);
    out.text = textOf(written, "text");
    out.gbp = textOf(written, "gbp");
    out.usd = textOf(written, "usd");
    out.error = textOf(written, "why");
    out.traceId = textOf(written, "traceId");
    for (const Json &tool : written.value("toolCalls", Json::array()))
        out.tools << QString::fromStdString(tool.is_string() ? tool.get<std::string>()
                                                             : std::string());
    out.at = timeOf(written, "at");
    return out;
}

std::optional<Resume> brokenOff(const QString &folder, const QString &deploys,
                                const QString &context, const QString &cluster,
                                const show::Script &script)
{
    if (cluster.isEmpty())
        return std::nullopt;
    for (const QFileInfo &file : showLogs(folder)) {
        const auto lines = core::Journal::read(file.filePath());
        if (!lines || lines->empty() || textOf(lines->back(), "context") != context)
            continue;
        const show::Progress progress = show::readProgress(*lines, script);
        const QFileInfoList later = QDir(deploys).entryInfoList({u"*.jsonl"_s}, QDir::Files,
                                                                QDir::Time); // the newest first
        const bool changed = !later.isEmpty() && later.first().lastModified() > file.lastModified();
        if (!progress.open || progress.cluster != cluster || progress.act.isEmpty() || changed)
            return std::nullopt; // an older one was broken off by what came after it
        return Resume{file.filePath(), progress};
    }
    return std::nullopt;
}

std::vector<show::Progress> earlierShows(const QString &folder, const QString &context,
                                         const QString &path, const show::Script &script)
{
    std::vector<show::Progress> out;
    for (const QFileInfo &file : showLogs(folder)) {
        if (file.filePath() == path)
            continue;
        const auto lines = core::Journal::read(file.filePath());
        if (lines && !lines->empty() && textOf(lines->back(), "context") == context)
            out.push_back(show::readProgress(*lines, script));
    }
    return out;
}

} // namespace app
