// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"

#include <QCoreApplication>
#include <cstdio>

namespace {

using namespace Qt::StringLiterals;
using namespace app;

using Command = void (*)(Console &, const Options &, ResultDocument &);

Command commandOf(const QString &name)
{
    static const std::map<QString, Command> table{
        {u"rehearse"_s, rehearse},       {u"act"_s, playActs},        {u"play"_s, playActs},
        {u"deploy"_s, deployDemo},       {u"status"_s, showStatus},   {u"preflight"_s, runPreflight},
        {u"reset"_s, runOperation},      {u"teardown"_s, runOperation}, {u"policies"_s, runOperation},
        {u"forwards"_s, superviseForwards}, {u"demo"_s, handleBundle},
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

int run(const Options &options)
{
    ResultDocument result(options.command);
    const Command command = commandOf(options.command);
    Console console(options.json == u"-"_s);
    if (!command) {
        result.fail(options.command.isEmpty() ? u"there is no window in this build yet: expected a command; see --help"_s
                                              : u"%1 is not built yet: it needs the window"_s.arg(options.command),
                    Exit::Missing);
    } else {
        command(console, options, result);
    }
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

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"trustusbank-cockpit"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(COCKPIT_VERSION));
    const auto options = parseOptions(QCoreApplication::arguments().mid(1));
    if (!options) {
        complain(options.error());
        return static_cast<int>(Exit::Usage);
    }
    if (options->help) {
        std::fputs(helpText().toUtf8().constData(), stdout);
        return 0;
    }
    if (options->version) {
        std::fputs("trustusbank-cockpit " COCKPIT_VERSION "\n", stdout);
        return 0;
    }
    return run(*options);
}
