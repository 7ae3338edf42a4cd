// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/holder.h"

#include <QDir>
#include <QFile>

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

QString commandOf(const QString &folder)
{
    QByteArray line = contents(folder + u"/cmdline"_s);
    line.replace('\0', ' ');
    const QString command = QString::fromUtf8(line).trimmed();
    return command.isEmpty() ? QString::fromUtf8(contents(folder + u"/comm"_s)).trimmed() : command;
}

} // namespace

QSet<QString> listenersOn(int port, const QByteArray &table)
{
    const QString wanted = u':' + QString::number(port, 16).toUpper().rightJustified(4, u'0');
    QSet<QString> inodes;
    for (const QByteArray &line : table.split('\n')) {
        const QStringList fields = QString::fromLatin1(line.simplified()).split(u' ');
        if (fields.size() < 10 || fields[3] != u"0A" || !fields[1].endsWith(wanted))
            continue;
        const QString address = fields[1].chopped(5);
        const bool ours = address == u"0100007F" || address.count(u'0') == address.size()
                          || address == u"0000000000000000FFFF00000100007F";
        if (ours)
            inodes.insert(fields[9]);
    }
    return inodes;
}

std::optional<Holder> holderOf(int port, const QString &proc)
{
    const QSet<QString> inodes = listenersOn(port, contents(proc + u"/net/tcp"_s))
                                 + listenersOn(port, contents(proc + u"/net/tcp6"_s));
    if (inodes.isEmpty())
        return {};
    for (const QString &name : QDir(proc).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        const QString folder = proc + u'/' + name;
        if (isPid && hasOneOf(folder + u"/fd"_s, inodes))
            return Holder{pid, commandOf(folder)};
    }
    return {};
}

} // namespace forward
