// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/logfile.h"
#include "app/window/windowcommand.h"

#include <QCoreApplication>
#include <cstdio>
#include <sys/resource.h>

namespace {

using namespace Qt::StringLiterals;
using namespace app;

using Command = void (*)(Console &, const Options &, ResultDocument &);

Command commandOf(const QString &name)
{
    static const std::map<QString, Command> table{
        {u"rehearse"_s, rehearse},     {u"act"_s, playActs},
        {u"play"_s, playActs},         {u"deploy"_s, deployDemo},
        {u"status"_s, showStatus},     {u"preflight"_s, runPreflight},
        {u"reset"_s, runOperation},    {u"teardown"_s, runOperation},
        {u"policies"_s, runOperation}, {u"forwards"_s, superviseForwards},
        {u"demo"_s, handleBundle},     {u"evidence-pack"_s, packEvidence},
        {u"secrets"_s, keepSecrets},
    };
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

void complain(const core::Fault &fault, LogFile *log)
{
    QStringList parts{fault.summary, fault.detail.trimmed(), fault.action};
    parts.removeAll(QString());
    // Wrong usage is one line, for whoever reads it out of a log.
    const QString between = fault.kind == core::Fault::Kind::Usage ? u"; "_s : u"\n"_s;
    const QString text = u"trustusbank-cockpit: "_s + parts.join(between) + u'\n';
    std::fputs(text.toUtf8().constData(), stderr);
    if (log)
        log->write(text);
}

int conclude(const Options &options, const ResultDocument &result, LogFile *log)
{
    if (!result.ok())
        complain(result.fault(), log);
    // forwards --json - wrote a line a change instead, once it knew its cluster.
    const bool lines = options.command == u"forwards" && options.json == u"-"
                       && result.exit() != Exit::Usage && result.exit() != Exit::Missing;
    if (const auto written = result.write(lines ? QString() : options.json); !written) {
        complain(written.error(), log);
        return static_cast<int>(Exit::Usage);
    }
    return static_cast<int>(result.exit());
}

int run(const Options &options, LogFile *log)
{
    ResultDocument result(options.command);
    Console console(options.json == u"-"_s);
    if (log)
        console.logTo(*log);
    if (const Command command = commandOf(options.command))
        command(console, options, result);
    else
        result.fail(u"%1 is not built yet"_s.arg(options.command), Exit::Missing);
    return conclude(options, result, log);
}

/// A script that asked for the document gets it, even when nothing else could be read.
int refuse(const core::Fault &fault, const QStringList &arguments)
{
    Options options;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &word = arguments[i];
        if (word == u"--json")
            options.json =
                arguments.value(i + 1).startsWith(u"--"_s) ? QString() : arguments.value(i + 1);
        else if (word.startsWith(u"--json="_s))
            options.json = word.section(u'=', 1);
        else if (options.command.isEmpty() && commandNames().contains(word))
            options.command = word;
    }
    ResultDocument result(options.command);
    result.fail(fault);
    return conclude(options, result, nullptr);
}

/// What needs no cluster, window or event loop; empty when that is not what was asked.
QString answer(const Options &options)
{
    if (options.help)
        return helpText();
    if (options.version)
        return u"trustusbank-cockpit %1\n"_s.arg(QStringLiteral(COCKPIT_VERSION));
    if (options.manPage)
        return manPage();
    return options.completion ? bashCompletion() : QString();
}

/// Keys and licences are in our memory and in that of the tools we start, which inherit this: no
/// crash writes them to a disk. The hard limit stays, so prlimit(1) can allow a core file to who
/// debugs us.
void leaveNoCoreFiles()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
}

} // namespace

int main(int argc, char **argv)
{
    leaveNoCoreFiles();
    QCoreApplication::setApplicationName(u"trustusbank-cockpit"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(COCKPIT_VERSION));
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto options = parseOptions(arguments);
    if (!options)
        return refuse(options.error(), arguments);
    if (const QString text = answer(*options); !text.isEmpty()) {
        std::fputs(text.toUtf8().constData(), stdout);
        return 0;
    }
    std::unique_ptr<LogFile> log;
    if (!options->log.isEmpty()) {
        auto opened = LogFile::open(options->log);
        if (!opened)
            return refuse(opened.error(), arguments);
        log = std::move(*opened);
    }
    if (options->command.isEmpty())
        return openWindow(argc, argv, *options);
    if (options->command == u"screenshots") {
        ResultDocument result(options->command);
        takeScreenshots(argc, argv, *options, result);
        return conclude(*options, result, log.get());
    }
    QCoreApplication application(argc, argv); // no display is asked for
    return run(*options, log.get());
}
