// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/window/windowcommand.h"

#include <QCoreApplication>
#include <cstdio>

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
    };
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

void complain(const core::Fault &fault)
{
    QString text = u"trustusbank-cockpit: "_s + fault.summary + u'\n';
    if (!fault.detail.isEmpty())
        text += fault.detail.trimmed() + u'\n';
    if (!fault.action.isEmpty())
        text += fault.action + u'\n';
    std::fputs(text.toUtf8().constData(), stderr);
}

int conclude(const Options &options, const ResultDocument &result)
{
    if (!result.ok())
        complain(result.fault());
    // forwards --json writes a line a change instead.
    const bool lines = options.command == u"forwards" && options.json == u"-";
    if (const auto written = result.write(lines ? QString() : options.json); !written) {
        complain(written.error());
        return static_cast<int>(Exit::Usage);
    }
    return static_cast<int>(result.exit());
}

int run(const Options &options)
{
    ResultDocument result(options.command);
    Console console(options.json == u"-"_s);
    if (const Command command = commandOf(options.command))
        command(console, options, result);
    else
        result.fail(u"%1 is not built yet"_s.arg(options.command), Exit::Missing);
    return conclude(options, result);
}

/// What needs no cluster, window or event loop.
bool answered(const Options &options)
{
    if (options.help)
        std::fputs(helpText().toUtf8().constData(), stdout);
    else if (options.version)
        std::fputs("trustusbank-cockpit " COCKPIT_VERSION "\n", stdout);
    return options.help || options.version;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(u"trustusbank-cockpit"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(COCKPIT_VERSION));
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto options = parseOptions(arguments);
    if (!options) {
        complain(options.error());
        return static_cast<int>(Exit::Usage);
    }
    if (answered(*options))
        return 0;
    if (options->command.isEmpty())
        return openWindow(argc, argv, *options);
    if (options->command == u"screenshots") {
        ResultDocument result(options->command);
        takeScreenshots(argc, argv, *options, result);
        return conclude(*options, result);
    }
    QCoreApplication application(argc, argv); // no display is asked for
    return run(*options);
}
