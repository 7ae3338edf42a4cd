// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/console.h"

#include "app/cockpit/logfile.h"

#include <QSocketNotifier>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

namespace app {

using namespace Qt::StringLiterals;

namespace {

void write(FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

Console::Console(bool quietOut, QObject *parent)
    : QObject(parent)
    , m_quietOut(quietOut)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int descriptor = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, descriptor] {
        signalfd_siginfo info;
        while (::read(descriptor, &info, sizeof info) == sizeof info)
            signalled();
    });
}

Console::~Console() = default;

void Console::signalled()
{
    cancel({core::Fault::Kind::Cancelled, u"cancelled by a signal"_s, {}, {}});
}

void Console::cancel(core::Fault why)
{
    if (m_cancelled)
        return;
    m_cancelled = true;
    m_why = std::move(why);
    progress(m_why.summary + u"; ending what runs"_s);
    if (m_task)
        m_task->cancel();
    wake();
}

void Console::wake()
{
    if (m_loop)
        m_loop->quit();
}

core::Outcome Console::run(core::Task &task)
{
    if (m_cancelled)
        return core::Outcome::failed(m_why);
    QEventLoop loop;
    connect(&task, &core::Task::finished, &loop, &QEventLoop::quit);
    m_task = &task;
    task.start();
    while (task.state() != core::Task::State::Over)
        loop.exec();
    m_task.clear();
    return task.outcome();
}

void Console::waitUntil(const std::function<bool()> &done)
{
    const QPointer<QEventLoop> outer = m_loop;
    QEventLoop loop;
    m_loop = &loop;
    while (!m_cancelled && !done())
        loop.exec();
    m_loop = outer;
}

void Console::progress(const QString &line)
{
    write(stderr, line + u'\n');
    if (m_log)
        m_log->write(line);
}

void Console::print(const QString &text)
{
    if (!m_quietOut)
        write(stdout, text + u'\n');
}

bool Console::asks() const
{
    return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

} // namespace app
