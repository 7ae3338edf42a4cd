// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/logfile.h"

#include <QDateTime>
#include <QMutex>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// Qt calls its message handler without a context, from any thread.
struct Open {
    QMutex mutex;
    QFile *file = nullptr;
};

Open &current()
{
    static Open open;
    return open;
}

void append(const QString &text)
{
    Open &open = current();
    const QMutexLocker locked(&open.mutex);
    if (!open.file)
        return;
    const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
        open.file->write((now + u' ' + line + u'\n').toUtf8());
    open.file->flush();
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    append(qFormatLogMessage(type, context, text));
}

} // namespace

LogFile::LogFile(const QString &path)
    : m_file(path)
{
}

core::Result<std::unique_ptr<LogFile>> LogFile::open(const QString &path)
{
    std::unique_ptr<LogFile> log(new LogFile(path));
    if (!log->m_file.open(QIODevice::WriteOnly | QIODevice::Append))
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Usage,
                        u"--log: cannot write %1: %2"_s.arg(path, log->m_file.errorString()),
                        {},
                        {}});
    {
        Open &open = current();
        const QMutexLocker locked(&open.mutex);
        open.file = &log->m_file;
    }
    qInstallMessageHandler(handle);
    return log;
}

LogFile::~LogFile()
{
    Open &open = current();
    const QMutexLocker locked(&open.mutex);
    if (open.file != &m_file)
        return;
    open.file = nullptr;
    qInstallMessageHandler(nullptr);
}

void LogFile::write(const QString &text)
{
    append(text);
}

} // namespace app
