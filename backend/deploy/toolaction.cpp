// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/toolaction.h"

#include "backend/deploy/judge.h"

#include <QFile>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// What takes a broken off run back has this long, and is then broken off itself.
constexpr std::chrono::minutes takeBackTime(2);

void collect(const std::vector<Probe> &probes, std::vector<ToolAnswer> &found)
{
    for (const Probe &probe : probes) {
        if (const auto *answer = std::get_if<ToolAnswer>(&probe.kind))
            found.push_back(*answer);
        else if (const auto *any = std::get_if<Any>(&probe.kind))
            collect(any->probes, found);
    }
}

} // namespace

std::vector<ToolAnswer> answersOf(const StepSpec &step)
{
    std::vector<ToolAnswer> found;
    collect(step.doneWhen, found);
    return found;
}

QString plainLine(const QString &line)
{
    static const QRegularExpression ornament(
        u"[\\x{200D}\\x{2022}\\x{2300}-\\x{23FF}\\x{2600}-\\x{27BF}\\x{FE0F}\\x{1F000}-\\x{1FAFF}]"_s);
    QString text = line;
    text.remove(ornament);
    text = text.simplified();
    while (text.endsWith(u"..."_s))
        text = text.chopped(3).trimmed();
    return text;
}

QString reasonIn(const QString &errors)
{
    const QStringList lines = errors.trimmed().split(u'\n');
    for (qsizetype i = lines.size(); i-- > 0;) {
        if (lines[i].startsWith(u"ERROR: "_s)) // kind writes what a command of its own said below
            return lines[i].left(300);
    }
    return lines.last().left(300);
}

ToolAction::ToolAction(ToolStep step, const Services &services, std::vector<ToolAnswer> done)
    : m_step(std::move(step))
    , m_services(services)
    , m_done(std::move(done))
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
    m_items = m_step.each.items;
    m_all = m_items.size();
    if (!m_step.each.tool.isEmpty())
        launch(toolCommand(m_services, m_step.each.tool, m_step.each.args), false,
               &ToolAction::listed);
    else
        next();
}

void ToolAction::launch(const core::Command &command, bool aloud, Ended ended)
{
    if (m_tool)
        m_tool.release()->deleteLater(); // it may be what calls
    m_tool = m_services.launcher.launch(command);
    if (aloud)
        connect(m_tool.get(), &core::Task::progress, this, &ToolAction::tell);
    connect(m_tool.get(), &core::Tool::started, this, &Action::toolStarted);
    connect(m_tool.get(), &core::Task::finished, this, ended);
    m_tool->start();
}

void ToolAction::tell(const QString &line)
{
    emit progress(line);
    // They work for minutes, and what they are at is all there is to wait for.
    const QString words = plainLine(line);
    if ((m_step.tool == u"kind" || m_step.tool == u"docker") && !words.isEmpty())
        emit waiting(m_step.tool + (m_item.isEmpty() ? QString() : u' ' + m_item) + u": "_s
                     + words);
}

bool ToolAction::brokenOff() const
{
    return cancelRequested() || m_tool->outcome().kind == core::Outcome::Kind::Cancelled;
}

void ToolAction::listed()
{
    if (brokenOff())
        return finish(core::Outcome::cancelled());
    const QString name = m_step.each.tool + u' ' + m_step.each.args.join(u' ');
    const Finding finding = toolFinding({{}, {}, 0, {}, {}}, name, *m_tool);
    m_items = linesOf(m_tool->output());
    m_all = m_items.size();
    if (!finding.holds || m_items.isEmpty())
        return finish(
            core::Outcome::failed({core::Fault::Kind::Failed,
                                   finding.holds ? QString(name + u" names none"_s) : finding.saw,
                                   QString::fromUtf8(m_tool->errors()),
                                   {}}));
    next();
}

/// What says of the item alone, or of all of it, that nothing is left to do.
const ToolAnswer *ToolAction::doneProbe() const
{
    if (!m_step.each.given() && m_step.undo.isEmpty())
        return nullptr;
    const auto found = std::find_if(m_done.begin(), m_done.end(), [this](const ToolAnswer &each) {
        return each.each == m_step.each;
    });
    return found == m_done.end() ? nullptr : &*found;
}

void ToolAction::next()
{
    if (cancelRequested())
        return finish(core::Outcome::cancelled());
    if (m_all > 0) {
        if (m_items.isEmpty())
            return finish(core::Outcome::done());
        m_item = m_items.takeFirst();
    }
    const ToolAnswer *probe = doneProbe();
    if (!probe)
        return act();
    const ToolAnswer one = forItem(*probe, m_item);
    launch(toolCommand(m_services, one.tool, one.args), false, &ToolAction::looked);
}

void ToolAction::looked()
{
    if (brokenOff())
        return finish(core::Outcome::cancelled());
    const bool done = toolFinding(forItem(*doneProbe(), m_item), {}, *m_tool).holds;
    if (done && m_all > 0)
        return next();
    m_mayTakeBack = !done; // somebody else's work is not ours to take back
    act();
}

void ToolAction::act()
{
    if (m_all > 0)
        emit progress(m_item + u" ("_s + QString::number(m_all - m_items.size()) + u" of "_s
                      + QString::number(m_all) + u')');
    QStringList arguments = m_step.args;
    if (m_step.each.given())
        arguments.replaceInStrings(u"{each}"_s, m_item);
    if (m_folder)
        arguments.replaceInStrings(u"{files}"_s, m_folder->path());
    core::Command command = toolCommand(m_services, m_step.tool, arguments);
    command.input = QByteArray::fromStdString(withSecrets(m_step.input, m_services));
    command.directory = m_services.bundle.folder;
    launch(command, true, &ToolAction::acted);
}

void ToolAction::halt()
{
    if (m_tool)
        m_tool->cancel();
    else
        finish(core::Outcome::cancelled());
}

void ToolAction::acted()
{
    const core::Outcome outcome = m_tool->outcome();
    const int code = m_tool->exitCode();
    if (outcome.kind == core::Outcome::Kind::Cancelled || (!outcome.ok() && code < 0)) {
        const bool began = m_tool->pid() > 0;
        return began && m_mayTakeBack && !m_step.undo.isEmpty() ? takeBack() : finish(outcome);
    }
    if (std::find(m_step.ok.begin(), m_step.ok.end(), code) != m_step.ok.end())
        return m_all > 0 ? next() : finish(core::Outcome::done());
    const QString errors = QString::fromUtf8(m_tool->errors());
    const QString last = reasonIn(errors);
    const QString verb = m_step.args.value(0) + (m_item.isEmpty() ? QString() : u' ' + m_item);
    finish(
        core::Outcome::failed({core::Fault::Kind::Failed,
                               m_step.tool + u' ' + verb + u" ended with "_s + QString::number(code)
                                   + (last.isEmpty() ? QString() : QString(u": "_s + last)),
                               errors,
                               {}}));
}

/// Whatever was made so far goes again, however it ended: the next run begins anew.
void ToolAction::takeBack()
{
    const core::Outcome ending = m_tool->outcome();
    emit progress(u"taking back what "_s + m_step.tool + u' ' + m_step.args.value(0)
                  + u" had begun"_s);
    m_tool.release()->deleteLater();
    m_tool = m_services.launcher.launch(toolCommand(m_services, m_step.tool, m_step.undo));
    core::Tool *tool = m_tool.get();
    connect(tool, &core::Task::progress, this, &ToolAction::tell);
    connect(tool, &core::Tool::started, this, &Action::toolStarted);
    connect(tool, &core::Task::finished, this, [this, ending, tool] {
        if (tool->outcome().ok())
            return finish(ending);
        const QString reason = reasonIn(QString::fromUtf8(tool->errors()));
        emit progress(tool->outcome().fault.summary
                      + (reason.isEmpty() ? QString() : QString(u": "_s + reason)));
        finish(ending);
    });
    m_services.clock.after(takeBackTime, m_context.get(), [tool] { tool->cancel(); });
    tool->start();
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
