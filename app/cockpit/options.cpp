// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/options.h"

#include <QSet>
#include <algorithm>
#include <functional>
#include <optional>

namespace app {

using namespace Qt::StringLiterals;

namespace {

struct Command {
    const char *name, *words, *help;
    int fewest, most; ///< words
    bool touches;     ///< a cluster
};

const std::vector<Command> &commands()
{
    static const std::vector<Command> table{
        {"rehearse", "",
         "start a stage, deploy, play all acts, verify, stop; nothing is left behind", 0, 0, true},
        {"preflight", "", "check, change nothing", 0, 0, true},
        {"deploy", "", "converge: run every step whose done_when is false; safe to repeat", 0, 0,
         true},
        {"act", "N", "play one act", 1, 1, true},
        {"play", "", "play all acts, then the summary", 0, 0, true},
        {"status", "", "what is on this cluster: edition, phases, policies, running digests, drift",
         0, 0, true},
        {"reset", "", "back to the first act", 0, 0, true},
        {"teardown", "", "take the demo away", 0, 0, true},
        {"policies", "on|off | kagent on|off", "mesh policies, or the agent runtime's", 1, 2, true},
        {"forwards", "", "supervise the forwards until stopped", 0, 0, true},
        {"evidence-pack", "[verify FILE]", "one file that proves what happened", 0, 2, true},
        {"screenshots", "", "every tab and the whole window of every act", 0, 0, true},
        {"secrets", "list|test | import FILE | set NAME | remove NAME",
         "keys and licences: what is there, kept in a file that only you can read", 1, 2, false},
        {"demo", "export|validate|render DIR",
         "write the built-in bundle, check one, or write every manifest as applied", 2, 2, false},
    };
    return table;
}

struct Flag {
    const char *name, *value, *commands, *help; ///< COMMANDS: "*", "cluster", or a list
    std::function<std::optional<QString>(Options &, const QString &)>
        take; ///< an error says what was expected
};

std::optional<QString> oneOf(QString &slot, const QString &value, const QStringList &choices)
{
    if (!choices.contains(value))
        return choices.join(u" or "_s);
    slot = value;
    return {};
}

std::optional<QString> number(int &slot, const QString &value, int fewest)
{
    bool good = false;
    const int read = value.toInt(&good);
    if (!good || read < fewest)
        return u"a number of at least %1"_s.arg(fewest);
    slot = read;
    return {};
}

std::optional<QString> list(QStringList &slot, const QString &value)
{
    const QStringList parts = value.split(u',', Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return u"a list, separated by commas"_s;
    slot << parts;
    return {};
}

template <auto Member> auto text()
{
    return [](Options &options, const QString &value) -> std::optional<QString> {
        options.*Member = value;
        return {};
    };
}

template <auto Member> auto flag()
{
    return [](Options &options, const QString &) -> std::optional<QString> {
        options.*Member = true;
        return {};
    };
}

template <auto Member> auto texts()
{
    return [](Options &options, const QString &value) { return list(options.*Member, value); };
}

const std::vector<Flag> &flags()
{
    static const std::vector<Flag> table{
        {"--context", "C", "cluster", "the kubeconfig's context; needed when there are several",
         text<&Options::context>()},
        {"--kubeconfig", "F", "cluster",
         "the kubeconfig file, instead of KUBECONFIG or ~/.kube/config",
         text<&Options::kubeconfig>()},
        {"--stage", "", "cluster", "start a stage for this command and stop it after",
         flag<&Options::stage>()},
        {"--create-kind", "", "deploy window",
         "make the show's own kind cluster on this machine, unless it answers",
         flag<&Options::createKind>()},
        {"--registry", "HOST:PORT", "cluster",
         "the image registry, where the cluster announces none or another is wanted",
         text<&Options::registry>()},
        {"--edition", "E", "cluster demo",
         "an edition of the show; default: what is deployed there, else the bundle's",
         text<&Options::edition>()},
        {"--demo", "DIR", "cluster demo secrets", "another bundle", text<&Options::demo>()},
        {"--json", "F", "*", "the result document; - is stdout, then nothing else goes there",
         text<&Options::json>()},
        {"--yes", "", "cluster", "do not ask before a cluster is changed", flag<&Options::yes>()},
        {"--ports", "demo|auto", "cluster", "the demo's own ports (default) or any free ones",
         [](Options &o, const QString &v) {
             return oneOf(o.ports, v, {u"demo"_s, u"auto"_s});
         }},
        {"--pace", "fast|real", "cluster",
         "scrape, evaluation and mail intervals of the stage; default fast",
         [](Options &o, const QString &v) {
             return oneOf(o.pace, v, {u"fast"_s, u"real"_s});
         }},
        {"--model", "scripted|anthropic", "cluster", "default scripted on a stage",
         [](Options &o, const QString &v) {
             return oneOf(o.model, v, {u"scripted"_s, u"anthropic"_s});
         }},
        {"--acts", "1,2", "rehearse play act", "play only these acts", texts<&Options::acts>()},
        {"--skip", "CUE", "rehearse play act",
         "skip a cue; then the verdicts say what really happened", texts<&Options::skip>()},
        {"--prompt", "TEXT", "rehearse play act deploy", "another prompt",
         text<&Options::prompt>()},
        {"--customer", "ID", "rehearse play act deploy", "another customer",
         text<&Options::customer>()},
        {"--repeat", "N", "rehearse", "the whole show N times on one stage, with reset between",
         [](Options &o, const QString &v) { return number(o.repeat, v, 1); }},
        {"--from", "P", "deploy", "start at a phase", text<&Options::from>()},
        {"--only", "P,P", "deploy forwards", "just these phases, or these forwards",
         texts<&Options::only>()},
        {"--redo", "STEP", "deploy", "run a step though it is done", texts<&Options::redo>()},
        {"--dry-run", "", "deploy", "print the plan, change nothing", flag<&Options::dryRun>()},
        {"--until-verified", "", "forwards", "exit 0 once all are Verified, 1 after 60 s",
         flag<&Options::untilVerified>()},
        {"--quick", "", "preflight", "leave out what takes long", flag<&Options::quick>()},
        {"--waive", "ID,ID", "preflight", "go on though these items are blocked; recorded",
         texts<&Options::waive>()},
        {"--because", "TEXT", "preflight", "why they are waived", text<&Options::because>()},
        {"--out", "DIR", "screenshots evidence-pack", "where files go", text<&Options::out>()},
        {"--scale", "1|2", "screenshots", "with 2: twice the pixels, as NAME@2x.png",
         [](Options &o, const QString &v) {
             QString chosen;
             auto wrong = oneOf(chosen, v, {u"1"_s, u"2"_s});
             if (!wrong)
                 o.scale = chosen.toInt();
             return wrong;
         }},
        {"--port-offset", "N", "*", "added to every local port",
         [](Options &o, const QString &v) { return number(o.portOffset, v, 0); }},
        {"--log", "FILE", "*", "what the program says, with the time, in a file, too",
         text<&Options::log>()},
        {"--rehearse", "", "window", "the window on a fresh stage", flag<&Options::rehearse>()},
        {"--safe-mode", "", "*", "without web tabs", flag<&Options::safeMode>()},
        {"--version", "", "*", "the version", flag<&Options::version>()},
        {"--help", "", "*", "this text", flag<&Options::help>()},
        {"--man-page", "", "*", "this text as a man page", flag<&Options::manPage>()},
        {"--completion", "", "*", "for bash: eval \"$(trustusbank-cockpit --completion)\"",
         flag<&Options::completion>()},
    };
    return table;
}

const Command *findCommand(const QString &name)
{
    for (const Command &command : commands()) {
        if (name == QLatin1String(command.name))
            return &command;
    }
    return nullptr;
}

const Flag *findFlag(const QString &name)
{
    for (const Flag &one : flags()) {
        if (name == QLatin1String(one.name))
            return &one;
    }
    return nullptr;
}

bool isFor(const Flag &one, const Command *command)
{
    const QStringList places = QString::fromLatin1(one.commands).split(u' ');
    if (places.contains(u"*"_s))
        return true;
    if (!command)
        return places.contains(u"window"_s) || places.contains(u"cluster"_s);
    return places.contains(QLatin1String(command->name))
           || (command->touches && places.contains(u"cluster"_s));
}

tl::unexpected<core::Fault> usage(const QString &what)
{
    return tl::unexpected(core::Fault{core::Fault::Kind::Usage, what, {}, u"see --help"_s});
}

QString commandLine(const Command &command)
{
    return QString(QLatin1String(command.name) + u' ' + QLatin1String(command.words)).trimmed();
}

QString flagLine(const Flag &one)
{
    return QString(QLatin1String(one.name) + u' ' + QLatin1String(one.value)).trimmed();
}

/// The words of policies and demo are a small language of their own.
std::optional<QString> wrongWords(const Command &command, const QStringList &words)
{
    const QString name = QString::fromLatin1(command.name);
    const QStringList states{u"on"_s, u"off"_s};
    const bool policies = words.size() == 1
                              ? states.contains(words.value(0))
                              : words.value(0) == u"kagent" && states.contains(words.value(1));
    if (name == u"policies" && !policies)
        return u"policies: expected on, off, kagent on or kagent off"_s;
    if (name == u"demo"
        && !QStringList{u"export"_s, u"validate"_s, u"render"_s}.contains(words.value(0)))
        return u"demo: expected export, validate or render, not \"%1\""_s.arg(words.value(0));
    const bool alone = words.value(0) == u"list" || words.value(0) == u"test";
    const bool named = QStringList{u"import"_s, u"set"_s, u"remove"_s}.contains(words.value(0));
    if (name == u"secrets" && !(words.size() == 1 ? alone : named))
        return u"secrets: expected list, test, import FILE, set NAME or remove NAME"_s;
    if (name == u"evidence-pack" && !words.isEmpty()
        && (words.value(0) != u"verify" || words.size() != 2))
        return u"evidence-pack: expected nothing, or verify FILE"_s;
    return {};
}

} // namespace

core::Result<Options> parseOptions(const QStringList &arguments)
{
    Options options;
    const Command *command = nullptr;
    QStringList seen;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString word = arguments.at(i);
        if (!word.startsWith(u"-"_s) || word == u"-") {
            if (!command) {
                command = findCommand(word);
                if (!command)
                    return usage(u"unknown command \"%1\""_s.arg(word));
                options.command = word;
            } else {
                options.words << word;
            }
            continue;
        }
        if (word == u"-h")
            word = u"--help"_s;
        const qsizetype equals = word.indexOf(u'=');
        const QString name = word.left(equals < 0 ? word.size() : equals);
        const Flag *one = findFlag(name);
        if (!one)
            return usage(u"unknown flag \"%1\""_s.arg(name));
        QString value = equals < 0 ? QString() : word.mid(equals + 1);
        if (*one->value && equals < 0) {
            if (i + 1 >= arguments.size())
                return usage(u"%1: expected %2"_s.arg(name, QLatin1String(one->value)));
            value = arguments.at(++i);
            if (value.startsWith(u"--"_s)) // forgotten; --name=--value says that it is meant
                return usage(
                    u"%1: expected %2, not \"%3\""_s.arg(name, QLatin1String(one->value), value));
        }
        if (*one->value && value.isEmpty())
            return usage(u"%1: expected %2, not nothing"_s.arg(name, QLatin1String(one->value)));
        if (!*one->value && equals >= 0)
            return usage(u"%1 takes no value"_s.arg(name));
        if (const auto wrong = one->take(options, value))
            return usage(u"%1: expected %2, not \"%3\""_s.arg(name, *wrong, value));
        seen << name;
    }
    if (options.help || options.version || options.manPage || options.completion)
        return options;
    for (const QString &name : seen) {
        if (!isFor(*findFlag(name), command))
            return usage(
                u"%1 is not for %2"_s.arg(name, command ? options.command : u"the window"_s));
    }
    if (options.createKind && (options.stage || options.rehearse))
        return usage(u"--create-kind: expected neither --stage nor --rehearse, which start a "
                     "cluster of their own"_s);
    if (options.createKind && options.dryRun)
        return usage(u"--create-kind: expected no --dry-run, which changes nothing"_s);
    if (!command)
        return options;
    if (options.words.size() < command->fewest || options.words.size() > command->most)
        return usage(u"expected: %1"_s.arg(commandLine(*command)));
    if (const auto wrong = wrongWords(*command, options.words))
        return usage(*wrong);
    if (options.stage && (!options.context.isEmpty() || !options.kubeconfig.isEmpty()))
        return usage(
            u"--stage starts a cluster of its own: expected neither --context nor --kubeconfig"_s);
    if (options.command == u"rehearse"
        && (!options.context.isEmpty() || !options.kubeconfig.isEmpty()))
        return usage(
            u"rehearse starts a cluster of its own: expected neither --context nor --kubeconfig"_s);
    return options;
}

QString helpText()
{
    QString out =
        u"trustusbank-cockpit: deploy, rehearse, perform, prove and reset the TrustUsBank demo\n\n"
        "  trustusbank-cockpit [--rehearse]   the window\n"_s;
    for (const Command &command : commands())
        out += u"  trustusbank-cockpit "_s + commandLine(command) + u"\n        "_s
               + QLatin1String(command.help) + u'\n';
    out += u"\nFlags\n"_s;
    for (const Flag &one : flags())
        out += u"  "_s + flagLine(one).leftJustified(28) + QLatin1String(one.help) + u'\n';
    out += u"\nExit: 0 all checks held, 1 a check failed, 2 wrong usage, bundle or kubeconfig,\n"
           "3 a tool or cluster is missing or unreachable, 130 cancelled.\n"_s;
    return out;
}

QString manPage()
{
    QString out = u".TH TRUSTUSBANK-COCKPIT 1\n.SH NAME\ntrustusbank-cockpit \\- deploy, rehearse, "
                  u"perform, prove and reset the TrustUsBank demo\n"
                  ".SH SYNOPSIS\n.B trustusbank-cockpit\n[COMMAND] [FLAGS]\n.SH COMMANDS\n"_s;
    const auto escaped = [](QString text) { return text.replace(u"-"_s, u"\\-"_s); };
    for (const Command &command : commands())
        out += u".TP\n.B "_s + escaped(commandLine(command)) + u'\n'
               + escaped(QString::fromLatin1(command.help)) + u'\n';
    out += u".SH OPTIONS\n"_s;
    for (const Flag &one : flags())
        out += u".TP\n.B "_s + escaped(flagLine(one)) + u'\n'
               + escaped(QString::fromLatin1(one.help)) + u'\n';
    out +=
        u".SH EXIT STATUS\n0 all checks held, 1 a check failed, 2 wrong usage, bundle or kubeconfig, 3 a tool or cluster is missing or unreachable, 130 cancelled.\n"_s;
    return out;
}

QString bashCompletion()
{
    return u"complete -W \"%1 %2\" trustusbank-cockpit\n"_s.arg(commandNames().join(u' '),
                                                                flagNames().join(u' '));
}

QStringList commandNames()
{
    QStringList names;
    for (const Command &command : commands())
        names << QString::fromLatin1(command.name);
    return names;
}

QStringList flagNames()
{
    QStringList names;
    for (const Flag &one : flags())
        names << QString::fromLatin1(one.name);
    return names;
}

} // namespace app
