// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/processtool.h"

#include <QFile>
#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace core {

namespace {

constexpr auto lookEvery = 5ms;
constexpr int maxLooks = 40;
constexpr qsizetype maxOutput = 64 * 1024 * 1024;
constexpr qsizetype maxErrors = 64 * 1024;
constexpr qsizetype maxLine = 8 * 1024;

/// Field 22 of /proc/PID/stat; with the pid it names a process for good.
qint64 startTicksOf(qint64 pid)
{
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    // The name in brackets may hold spaces: count from its end, where field 3 begins.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 19 ? fields[19].toLongLong() : 0;
}

} // namespace

ProcessTool::ProcessTool(Command command, QString path, const QProcessEnvironment &environment,
                         std::chrono::milliseconds grace)
    : m_command(std::move(command))
    , m_path(std::move(path))
    , m_graceTime(grace)
{
    m_process.setProcessEnvironment(environment);
    if (!m_command.directory.isEmpty())
        m_process.setWorkingDirectory(m_command.directory);
    const pid_t parent = ::getpid();
    m_process.setChildProcessModifier([parent] {
        ::setpgid(0, 0);
        sigset_t none; // a mask of ours would be the child's too, and keep TERM from it
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) // it died before prctl
            ::_exit(1);
    });
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, [this] { ::kill(pid_t(-m_pid), SIGKILL); });
    connect(&m_gone, &QTimer::timeout, this, &ProcessTool::awaitGroup);
    connect(&m_process, &QProcess::started, this, &ProcessTool::begun);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ProcessTool::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &ProcessTool::readErrors);
    connect(&m_process, &QProcess::finished, this, &ProcessTool::leaderEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            failedToStart();
    });
}

ProcessTool::~ProcessTool()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::Starting)
        m_process.waitForStarted(1000); // until then it has no group of its own to be ended with
    if (m_process.state() != QProcess::NotRunning) {
        ::kill(pid_t(-m_process.processId()), SIGKILL);
        m_process.waitForFinished(1000);
    }
}

void ProcessTool::run()
{
    if (m_path.isEmpty()) {
        finish(Outcome::failed(
            {Fault::Kind::Missing,
             u"could not start %1: there is no such program"_s.arg(m_command.program),
             {},
             u"Install %1 or put it into PATH."_s.arg(m_command.program)}));
        return;
    }
    m_process.start(m_path, m_command.arguments);
}

void ProcessTool::begun()
{
    m_pid = m_process.processId();
    if (!m_command.input.isEmpty())
        m_process.write(m_command.input);
    m_process.closeWriteChannel();
    emit started(m_pid, startTicksOf(m_pid));
    if (cancelRequested())
        halt();
}

void ProcessTool::halt()
{
    if (m_pid == 0 || m_process.state() == QProcess::NotRunning)
        return; // begun() or leaderEnded() takes it from here
    ::kill(pid_t(-m_pid), SIGTERM);
    m_grace.start(m_graceTime);
}

void ProcessTool::failedToStart()
{
    finish(Outcome::failed({Fault::Kind::Missing,
                            u"could not start %1: %2"_s.arg(m_path, m_process.errorString()),
                            {},
                            {}}));
}

void ProcessTool::readOutput()
{
    const QByteArray piece = m_process.readAllStandardOutput();
    if (m_output.size() + piece.size() > maxOutput) {
        m_tooMuch = true;
        ::kill(pid_t(-m_pid), SIGKILL);
        return;
    }
    m_output += piece;
    tell(m_outputRest, piece);
}

void ProcessTool::readErrors()
{
    const QByteArray piece = m_process.readAllStandardError();
    m_errors += piece;
    m_errors = m_errors.right(maxErrors);
    tell(m_errorsRest, piece);
}

void ProcessTool::tell(QByteArray &rest, const QByteArray &piece)
{
    for (const char byte : piece) {
        if (byte == '\n' || byte == '\r')
            tellRest(rest);
        else if (rest.size() < maxLine)
            rest += byte;
    }
}

void ProcessTool::tellRest(QByteArray &rest)
{
    if (!rest.isEmpty())
        emit progress(QString::fromUtf8(rest));
    rest.clear();
}

void ProcessTool::leaderEnded(int exitCode, QProcess::ExitStatus status)
{
    m_grace.stop();
    readOutput();
    readErrors();
    tellRest(m_outputRest);
    tellRest(m_errorsRest);
    m_exitCode = exitCode;
    m_crashed = status == QProcess::CrashExit;
    ::kill(pid_t(-m_pid), SIGKILL); // whoever it left behind
    awaitGroup();
}

void ProcessTool::awaitGroup()
{
    const bool gone = ::kill(pid_t(-m_pid), 0) != 0 && errno == ESRCH;
    // Where nobody reaps orphans, a killed one stays as a zombie: it runs no more.
    if (!gone && ++m_looks < maxLooks) {
        if (!m_gone.isActive())
            m_gone.start(lookEvery);
        return;
    }
    m_gone.stop();
    finish(verdict());
}

Outcome ProcessTool::verdict() const
{
    if (m_tooMuch)
        return Outcome::failed(
            {Fault::Kind::Garbled,
             u"%1 wrote more than 64 MiB and was stopped"_s.arg(m_command.program),
             {},
             {}});
    if (cancelRequested())
        return Outcome::cancelled();
    if (!m_crashed && m_exitCode == 0)
        return Outcome::done();
    const QString errors = QString::fromUtf8(m_errors).trimmed();
    const QString last = errors.mid(errors.lastIndexOf(u'\n') + 1).trimmed();
    QString summary = m_crashed ? u"%1 was ended by signal %2"_s : u"%1 ended with exit code %2"_s;
    summary = summary.arg(m_command.program).arg(m_exitCode);
    if (!last.isEmpty())
        summary += u": " % last.left(300);
    return Outcome::failed({Fault::Kind::Failed, summary, errors, {}});
}

} // namespace core
