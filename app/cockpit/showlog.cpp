// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/showlog.h"

#include <QDir>

namespace app {

using namespace Qt::StringLiterals;
using show::Json;

namespace {

/// Old shows are not read for ever.
constexpr qsizetype shows = 20;

} // namespace

ShowLog::ShowLog(std::unique_ptr<core::Journal> journal, QString context, core::Clock &clock)
    : m_journal(std::move(journal))
    , m_context(std::move(context))
    , m_clock(clock)
{
}

core::Result<std::unique_ptr<ShowLog>> ShowLog::begin(const QString &folder, const QString &context,
                                                      core::Clock &clock)
{
    auto journal = core::Journal::open(
        folder + u'/' + clock.now().toString(u"yyyy-MM-ddTHH-mm-ss.zzz"_s) + u"Z.jsonl"_s);
    if (!journal)
        return tl::unexpected(journal.error());
    return std::unique_ptr<ShowLog>(new ShowLog(std::move(*journal), context, clock));
}

core::Result<std::unique_ptr<ShowLog>> ShowLog::resume(const QString &path, const QString &context,
                                                       core::Clock &clock)
{
    auto journal = core::Journal::open(path);
    if (!journal)
        return tl::unexpected(journal.error());
    return std::unique_ptr<ShowLog>(new ShowLog(std::move(*journal), context, clock));
}

void ShowLog::write(const char *event, Json fields)
{
    fields["t"] = m_clock.now().toString(Qt::ISODateWithMs).toStdString();
    fields["event"] = event;
    fields["context"] = m_context.toStdString();
    const auto written = m_journal->append(fields);
    if (!written && m_state)
        m_state = written;
}

void ShowLog::follow(forward::ForwardSet &forwards)
{
    connect(&forwards, &forward::ForwardSet::healed, this,
            [this](const QString &id, const forward::Loss &loss) {
                write("heal", {{"what", "forward " + id.toStdString()},
                               {"why", loss.why.toStdString()},
                               {"seconds", double(loss.lasted) / 1000},
                               {"lost", loss.connections},
                               {"planned", loss.planned}});
            });
}

void ShowLog::follow(show::Player &player)
{
    connect(&player, &show::Player::stoodBy, this, [this](const QString &act) {
        write("standby", {{"act", act.toStdString()}});
    });
    connect(&player, &show::Player::cueChanged, this, [this](const show::CueRecord &record) {
        Json fields = {{"id", record.id.toStdString()},
                       {"outcome", show::cueOutcome(record.state).toStdString()}};
        if (record.attempts > 1)
            fields["attempts"] = record.attempts;
        if (record.solves)
            fields["solve"] = true;
        if (!record.why.isEmpty())
            fields["why"] = record.why.toStdString();
        write("cue", fields);
    });
    connect(&player, &show::Player::questionSettled, this,
            [this](const show::Question &question) { write("check", question.toJson()); });
    connect(&player, &show::Player::refused, this, [this](const QString &cue, const QString &why) {
        write("refused", {{"cue", cue.toStdString()}, {"why", why.toStdString()}});
    });
    connect(&player, &show::Player::actOver, this,
            [this, &player] { write("act", player.document()); });
}

QMap<QString, QStringList> lastToolCalls(const QString &folder, const QString &context)
{
    QMap<QString, QStringList> out;
    QStringList files = QDir(folder).entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name);
    files = files.mid(std::max<qsizetype>(0, files.size() - shows));
    for (const QString &file : files) {
        const auto lines = core::Journal::read(folder + u'/' + file);
        if (!lines)
            continue;
        for (const Json &line : *lines) {
            if (line.value("context", "") != context.toStdString())
                continue;
            if (line.value("event", "") == "reset")
                out.clear();
            if (line.value("event", "") != "act" || !line.contains("toolCalls"))
                continue;
            QStringList tools;
            for (const Json &tool : line.at("toolCalls"))
                tools << QString::fromStdString(tool.is_string() ? tool.get<std::string>()
                                                                 : std::string());
            out[QString::fromStdString(line.value("id", ""))] = tools;
        }
    }
    return out;
}

} // namespace app
