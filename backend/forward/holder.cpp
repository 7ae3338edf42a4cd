// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/holder.h"

#include <QDir>
#include <QFile>
#include <unistd.h>

namespace forward {

using namespace Qt::StringLiterals;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool hasOneOf(const QString &fdFolder, const QSet<QString> &inodes)
{
    for (const QString &fd :
         QDir(fdFolder).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)) {
        const QString target = QFile::symLinkTarget(fdFolder + u'/' + fd).section(u'/', -1);
        if (target.startsWith(u"socket:[") && inodes.contains(target.mid(8).chopped(1)))
            return true;
    }
    return false;
}

QStringList argumentsOf(const QString &folder)
{
    QByteArray line = contents(folder + u"/cmdline"_s);
    while (line.endsWith('\0'))
        line.chop(1);
    return line.isEmpty() ? QStringList() : QString::fromUtf8(line).split(QChar(u'\0'));
}

QDateTime bootTime(const QString &proc)
{
    for (const QByteArray &line : contents(proc + u"/stat"_s).split('\n')) {
        if (line.startsWith("btime "))
            return QDateTime::fromSecsSinceEpoch(line.mid(6).toLongLong(), Qt::UTC);
    }
    return {};
}

Holder processOf(qint64 pid, const QString &proc)
{
    const QString folder = proc + u'/' + QString::number(pid);
    Holder out;
    out.pid = pid;
    out.arguments = argumentsOf(folder);
    out.command = out.arguments.isEmpty()
                      ? QString::fromUtf8(contents(folder + u"/comm"_s)).trimmed()
                      : out.arguments.join(u' ').trimmed();
    out.started = startOf(pid, proc);
    const QDateTime boot = bootTime(proc);
    if (boot.isValid() && out.started > 0)
        out.since = boot.addMSecs(out.started * 1000 / sysconf(_SC_CLK_TCK));
    return out;
}

} // namespace

qint64 startOf(qint64 pid, const QString &proc)
{
    // The name, in brackets, may hold anything; what follows it are numbers.
    const QByteArray stat = contents(proc + u"/%1/stat"_s.arg(pid));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 19 ? fields[19].toLongLong() : 0;
}

QString Holder::shown() const
{
    QString out = u"process %1: %2"_s.arg(pid).arg(command.left(120));
    if (since.isValid())
        out += u", since "_s + since.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    return out;
}

QSet<QString> listenersOn(int port, const QByteArray &table, Loopback wanted)
{
    const QString end = u':' + QString::number(port, 16).toUpper().rightJustified(4, u'0');
    QSet<QString> inodes;
    for (const QByteArray &line : table.split('\n')) {
        const QStringList fields = QString::fromLatin1(line.simplified()).split(u' ');
        if (fields.size() < 10 || fields[3] != u"0A" || !fields[1].endsWith(end))
            continue;
        const QString address = fields[1].chopped(5);
        const bool any = address.count(u'0') == address.size();
        const bool found =
            wanted == Loopback::Four
                ? any || address == u"0100007F" || address == u"0000000000000000FFFF00000100007F"
                : (any && address.size() == 32) || address == u"00000000000000000000000001000000";
        if (found)
            inodes.insert(fields[9]);
    }
    return inodes;
}

std::optional<Holder> holderOf(int port, Loopback address, const QString &proc)
{
    const QSet<QString> inodes = listenersOn(port, contents(proc + u"/net/tcp"_s), address)
                                 + listenersOn(port, contents(proc + u"/net/tcp6"_s), address);
    if (inodes.isEmpty())
        return {};
    for (const QString &name : QDir(proc).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        if (isPid && hasOneOf(proc + u'/' + name + u"/fd"_s, inodes))
            return processOf(pid, proc);
    }
    return {};
}

} // namespace forward
