// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/processtool.h"

#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace core {

namespace {

QStringList searchPath(const QString &firstPath)
{
    QStringList folders = qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts);
    if (!firstPath.isEmpty())
        folders.prepend(firstPath);
    return folders;
}

} // namespace

ProcessLauncher::ProcessLauncher(QString firstPath, std::chrono::milliseconds grace)
    : m_firstPath(std::move(firstPath))
    , m_grace(grace)
{
}

std::unique_ptr<Tool> ProcessLauncher::launch(const Command &command)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, searchPath(m_firstPath).join(u':'));
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"NO_COLOR"_s, u"1"_s);
    for (auto it = command.environment.begin(); it != command.environment.end(); ++it)
        environment.insert(it.key(), it.value());
    return std::make_unique<ProcessTool>(command, find(command.program), environment, m_grace);
}

QString ProcessLauncher::find(const QString &program) const
{
    if (program.contains(u'/')) {
        const QFileInfo file(program);
        return file.isFile() && file.isExecutable() ? file.absoluteFilePath() : QString();
    }
    return QStandardPaths::findExecutable(program, searchPath(m_firstPath));
}

} // namespace core
