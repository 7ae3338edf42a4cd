// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/stageprocess.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace app {

using namespace Qt::StringLiterals;
using Json = nlohmann::json;

QString stageProgram(const core::Launcher &launcher)
{
    const QString beside = QCoreApplication::applicationDirPath() + u"/trustusbank-stage"_s;
    return QFileInfo(beside).isExecutable() ? beside : launcher.find(u"trustusbank-stage"_s);
}

StageProcess::StageProcess(core::Launcher &launcher, Options options, QObject *parent)
    : core::Task(parent)
    , m_launcher(launcher)
    , m_options(std::move(options))
{
}

void StageProcess::run()
{
    core::Command command;
    command.program = stageProgram(m_launcher);
    if (command.program.isEmpty()) {
        finish(core::Outcome::failed(
            {core::Fault::Kind::Missing,
             u"trustusbank-stage is neither beside this program nor in PATH"_s,
             {},
             u"Build or install both programs."_s}));
        return;
    }
    command.arguments = {u"serve"_s};
    if (!m_options.pace.isEmpty())
        command.arguments << u"--pace"_s << m_options.pace;
    if (!m_options.model.isEmpty())
        command.arguments << u"--model"_s << m_options.model;
    m_tool = m_launcher.launch(command);
    connect(m_tool.get(), &core::Task::progress, this, &StageProcess::read);
    connect(m_tool.get(), &core::Task::finished, this, &StageProcess::ended);
    m_tool->start();
}

void StageProcess::halt()
{
    if (m_tool)
        m_tool->cancel();
}

void StageProcess::read(const QString &text)
{
    const Json line = Json::parse(text.toStdString(), nullptr, false);
    if (!line.is_object() || !line.contains("ready")) {
        m_said << text;
        if (m_said.size() > 50)
            m_said.removeFirst();
        emit progress(text);
        return;
    }
    if (line.value("ready", Json(false)) != Json(true)) {
        m_why = QString::fromStdString(line.value("why", "it does not say why"));
        return;
    }
    if (isReady())
        return;
    m_line = line;
    emit ready();
}

void StageProcess::ended(const core::Outcome &outcome)
{
    if (cancelRequested()) {
        finish(core::Outcome::cancelled());
        return;
    }
    if (!m_why.isEmpty()) {
        finish(core::Outcome::failed({core::Fault::Kind::Missing,
                                      u"the stage could not start: "_s + m_why,
                                      m_said.join(u'\n'),
                                      {}}));
        return;
    }
    const QString how = outcome.ok() ? u"it ended by itself"_s : outcome.fault.summary;
    finish(core::Outcome::failed(
        {core::Fault::Kind::Missing, u"the stage is gone: "_s + how, m_said.join(u'\n'),
         u"Start again; if it happens again, run trustusbank-stage serve by hand and read what it says."_s}));
}

} // namespace app
