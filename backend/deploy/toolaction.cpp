// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/toolaction.h"

#include <QFile>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

ToolAction::ToolAction(ToolStep step, const Services &services)
    : m_step(std::move(step))
    , m_services(services)
{
}

ToolAction::~ToolAction() = default;

bool ToolAction::writeFiles()
{
    m_folder = std::make_unique<QTemporaryDir>(); // 0700
    for (const auto &[name, text] : m_step.files) {
        QFile file(m_folder->filePath(name));
        const QByteArray bytes = QByteArray::fromStdString(withSecrets(text, m_services));
        if (!m_folder->isValid() || !file.open(QIODevice::WriteOnly)
            || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
            || file.write(bytes) != bytes.size()) {
            finish(core::Outcome::failed({core::Fault::Kind::Failed,
                                          u"could not write "_s + name + u" for "_s + m_step.tool
                                              + u": "_s + file.errorString(),
                                          {},
                                          {}}));
            return false;
        }
    }
    return true;
}

void ToolAction::run()
{
    if (!m_step.files.empty() && !writeFiles())
        return;
    QStringList arguments = m_step.args;
    if (m_folder)
        arguments.replaceInStrings(u"{files}"_s, m_folder->path());
    core::Command command = toolCommand(m_services, m_step.tool, arguments);
    command.input = QByteArray::fromStdString(withSecrets(m_step.input, m_services));
    command.directory = m_services.bundle.folder;
    m_tool = m_services.launcher.launch(command);
    connect(m_tool.get(), &core::Task::progress, this, &Action::progress);
    connect(m_tool.get(), &core::Tool::started, this, &Action::toolStarted);
    connect(m_tool.get(), &core::Task::finished, this, &ToolAction::toolEnded);
    m_tool->start();
}

void ToolAction::halt()
{
    if (m_tool)
        m_tool->cancel();
    else
        finish(core::Outcome::cancelled());
}

void ToolAction::toolEnded()
{
    const core::Outcome outcome = m_tool->outcome();
    const int code = m_tool->exitCode();
    if (outcome.kind == core::Outcome::Kind::Cancelled || (!outcome.ok() && code < 0))
        return finish(outcome);
    if (std::find(m_step.ok.begin(), m_step.ok.end(), code) != m_step.ok.end())
        return finish(core::Outcome::done());
    const QString errors = QString::fromUtf8(m_tool->errors());
    const QString last = errors.trimmed().section(u'\n', -1).left(300);
    finish(core::Outcome::failed({core::Fault::Kind::Failed,
                                  m_step.tool + u' ' + m_step.args.value(0) + u" ended with "_s
                                      + QString::number(code)
                                      + (last.isEmpty() ? QString() : QString(u": "_s + last)),
                                  errors,
                                  {}}));
}

QStringList helmArguments(const HelmStep &step, const Services &services, const QString &valuesFile,
                          std::chrono::milliseconds timeout)
{
    QStringList arguments{u"upgrade"_s,
                          u"--install"_s,
                          step.release,
                          step.chart,
                          u"--namespace"_s,
                          step.ns,
                          u"--create-namespace"_s,
                          u"--values"_s,
                          valuesFile,
                          u"--wait"_s,
                          u"--timeout"_s,
                          QString::number(timeout.count() / 1000) + u's'};
    if (!step.version.isEmpty())
        arguments << u"--version"_s << step.version;
    if (!step.repo.isEmpty())
        arguments << u"--repo"_s << step.repo;
    if (!services.kubeContext.isEmpty())
        arguments << u"--kube-context"_s << services.kubeContext;
    return arguments;
}

ToolStep helmTool(const HelmStep &step, const Services &services, std::chrono::milliseconds timeout)
{
    ToolStep tool;
    tool.tool = u"helm"_s;
    tool.files[u"values.yaml"_s] = step.values.dump(2); // JSON is YAML
    tool.args = helmArguments(step, services, u"{files}/values.yaml"_s, timeout);
    return tool;
}

} // namespace deploy
