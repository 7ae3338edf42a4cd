// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/behind.h"

#include "backend/deploy/node.h"
#include "backend/deploy/render.h"
#include "backend/deploy/toolaction.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace app {

using namespace Qt::StringLiterals;
using deploy::Json;

namespace {

struct Behind {
    Q_DECLARE_TR_FUNCTIONS(Behind)
};

Json masked(const Json &value)
{
    return deploy::fillSecrets(value, [](const std::string &) { return std::string("REDACTED"); });
}

/// A word as a shell would need it to be written.
QString quoted(const QString &word)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./{}-]+$"_s);
    QString text = word;
    return plain.match(word).hasMatch() ? word : u'\'' + text.replace(u"'"_s, u"'\\''"_s) + u'\'';
}

QString commandOf(const QString &program, const QStringList &arguments)
{
    QStringList words{program};
    for (const QString &argument : arguments)
        words << quoted(argument);
    return words.join(u' ');
}

QString commandOf(const deploy::ToolStep &tool)
{
    const QString command = commandOf(tool.tool, tool.args);
    if (!tool.each.given())
        return command;
    const QString each = tool.each.tool.isEmpty() ? tool.each.items.join(u", "_s)
                                                  : commandOf(tool.each.tool, tool.each.args);
    return command + u"\n{each}: "_s + each;
}

QString yaml(const Json &object)
{
    return QString::fromStdString(deploy::toYaml(object));
}

void tell(QStringList &parts, const deploy::StepSpec &step, const deploy::Services &services)
{
    if (const auto *tool = std::get_if<deploy::ToolStep>(&step.kind)) {
        parts << Behind::tr("Command") + u":\n"_s + commandOf(*tool);
        for (const auto &[name, text] : tool->files)
            parts << name + u":\n"_s
                         + QString::fromStdString(
                             deploy::fillSecrets(text, [](const std::string &) {
                                 return std::string("REDACTED");
                             }));
    } else if (const auto *helm = std::get_if<deploy::HelmStep>(&step.kind)) {
        parts << Behind::tr("Command") + u":\n"_s
                     + commandOf(deploy::helmTool(*helm, services, step.timeout));
        parts << u"values.yaml:\n"_s + yaml(masked(helm->values));
    } else if (const auto *apply = std::get_if<deploy::ApplyStep>(&step.kind)) {
        for (const Json &object : apply->objects)
            parts << u"---\n"_s + yaml(masked(object));
    } else if (const auto *secret = std::get_if<deploy::SecretStep>(&step.kind)) {
        parts << yaml(masked(secret->object));
    } else if (const auto *patch = std::get_if<deploy::PatchStep>(&step.kind)) {
        parts << deploy::nameOf(patch->object) + u":\n"_s + yaml(masked(patch->patch));
    }
}

} // namespace

QString behindText(const deploy::StepSpec &step, const deploy::Services &services,
                   const QStringList &attempts)
{
    QStringList parts{step.id + u"  "_s + step.title + u"  ("_s + step.kindName + u')'};
    if (!attempts.isEmpty())
        parts << Behind::tr("Earlier attempts") + u":\n"_s + attempts.join(u'\n');
    tell(parts, step, services);
    // What stands in a text as a whole value, too.
    return deploy::Redaction(services.bundle, services.secrets).text(parts.join(u"\n\n"_s));
}

widgets::LogLevel levelOf(const QString &line)
{
    static const QRegularExpression error(u"^(error|fatal|panic|E\\d{4} )|\\b(error|failed):"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression warning(u"^(warn|W\\d{4} |waits for )|\\bwarning\\b"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const QString start = line.left(400);
    return error.match(start).hasMatch()     ? widgets::LogLevel::Error
           : warning.match(start).hasMatch() ? widgets::LogLevel::Warning
                                             : widgets::LogLevel::Info;
}

} // namespace app
