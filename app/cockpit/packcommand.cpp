// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/pack.h"
#include "backend/core/journal.h"
#include "backend/core/paths.h"

#include <QDir>
#include <QSaveFile>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// Old records are not read for ever.
constexpr qsizetype most = 50;

QStringList journals(const QString &folder)
{
    const QDir dir(folder);
    QStringList out;
    for (const QString &name : dir.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name))
        out << dir.filePath(name);
    return out.mid(std::max<qsizetype>(0, out.size() - most));
}

QByteArray textOf(const std::vector<Json> &lines)
{
    QByteArray out;
    for (const Json &line : lines)
        out += QByteArray::fromStdString(line.dump()) + '\n';
    return out;
}

/// The context of the newest record of an act, unless one was asked for.
QString contextOf(const std::vector<std::vector<Json>> &logs, const QString &asked)
{
    for (auto log = logs.rbegin(); asked.isEmpty() && log != logs.rend(); ++log) {
        for (auto line = log->rbegin(); line != log->rend(); ++line) {
            if (line->value("event", "") == "act")
                return QString::fromStdString(line->value("context", ""));
        }
    }
    return asked;
}

core::Result<std::vector<std::vector<Json>>> shows(const QString &folder)
{
    std::vector<std::vector<Json>> logs;
    for (const QString &path : journals(folder)) {
        auto lines = core::Journal::read(path);
        if (!lines)
            return tl::unexpected(lines.error());
        logs.push_back(std::move(*lines));
    }
    return logs;
}

QByteArray summaryOf(const Json &acts, const QString &context, const QString &made)
{
    return (u"# Evidence of a show on "_s + context + u"\n\nPacked "_s + made
            + u". Each act as it was judged; the records are in show.jsonl.\n\n```\n"_s
            + verdictTable(acts) + u"\n```\n"_s)
        .toUtf8();
}

core::Result<QString> write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return tl::unexpected(core::Fault{core::Fault::Kind::Usage,
                                          u"cannot write "_s + path + u": "_s + file.errorString(),
                                          {},
                                          {}});
    return path;
}

core::Result<QString> pack(const Options &options)
{
    const QString state = core::Paths::own().state;
    const auto logs = shows(state + u"/shows"_s);
    if (!logs)
        return tl::unexpected(logs.error());
    const QString context = contextOf(*logs, options.context);
    const std::vector<Json> lines = showLines(*logs, context);
    const Json acts = lastActs(lines);
    if (acts.empty())
        return tl::unexpected(
            core::Fault{core::Fault::Kind::NotFound,
                        u"nothing to pack: no act was played here since the last reset"_s,
                        {},
                        u"play the show first"_s});
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QString made = now.toString(Qt::ISODate);
    std::vector<tools::LayerFile> files{{u"show.jsonl"_s, textOf(lines), 0644},
                                        {u"acts.json"_s,
                                         QByteArray::fromStdString(acts.dump(1) + "\n"), 0644},
                                        {u"summary.md"_s, summaryOf(acts, context, made), 0644}};
    const QStringList deploys = journals(state + u"/deploys"_s);
    if (const auto deploy = core::Journal::read(deploys.value(deploys.size() - 1));
        deploy && !deploy->empty())
        files.push_back({u"deploy.jsonl"_s, textOf(*deploy), 0644});
    const auto bytes = packOf(std::move(files), {{"context", context.toStdString()},
                                                 {"made", made.toStdString()},
                                                 {"by", "trustusbank-cockpit " COCKPIT_VERSION}});
    if (!bytes)
        return tl::unexpected(bytes.error());
    const QString name =
        u"trustusbank-evidence-pack-"_s + now.toString(u"yyyyMMddTHHmmssZ"_s) + u".tar.gz"_s;
    const QDir out(options.out.isEmpty() ? QDir::currentPath() : options.out);
    return write(QFileInfo(out.filePath(name)).absoluteFilePath(), *bytes);
}

void verify(Console &console, const QString &path, ResultDocument &result)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        result.fail({core::Fault::Kind::Usage,
                     u"cannot read "_s + path + u": "_s + file.errorString(),
                     {},
                     {}});
        return;
    }
    const auto faults = packFaults(file.readAll());
    if (!faults)
        result.fail(path + u": "_s + faults.error().summary);
    else if (!faults->isEmpty())
        result.fail(path + u": "_s + faults->join(u", "_s));
    else
        console.print(path + u": whole"_s);
}

} // namespace

void packEvidence(Console &console, const Options &options, ResultDocument &result)
{
    if (options.words.value(0) == u"verify")
        return verify(console, options.words.value(1), result);
    const auto made = pack(options);
    if (!made) {
        result.fail(made.error());
        return;
    }
    result.set("files", Json::array({made->toStdString()}));
    console.print(*made);
}

} // namespace app
