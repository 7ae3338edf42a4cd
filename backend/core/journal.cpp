// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/journal.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace core {

namespace {

tl::unexpected<Fault> systemFault(const QString &doing, const QString &path, int error)
{
    return tl::unexpected(
        Fault{Fault::Kind::Failed,
              u"%1 %2: %3"_s.arg(doing, path, QString::fromLocal8Bit(std::strerror(error))),
              {},
              {}});
}

bool makeFolder(const QString &folder)
{
    if (QDir(folder).exists())
        return true;
    const QString parent = QFileInfo(folder).path();
    if (parent != folder && !makeFolder(parent))
        return false;
    return ::mkdir(QFile::encodeName(folder).constData(), 0700) == 0 || errno == EEXIST;
}

void syncFolder(const QString &folder)
{
    const int fd =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return; // the file itself is synced; some file systems cannot open folders
    ::fsync(fd);
    ::close(fd);
}

/// Where the last whole line ends.
off_t endOfLines(int fd, off_t size)
{
    char byte = 0;
    while (size > 0 && ::pread(fd, &byte, 1, size - 1) == 1 && byte != '\n')
        --size;
    return size;
}

bool writeAll(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t n = ::write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        size -= size_t(n);
    }
    return true;
}

} // namespace

Journal::Journal(QString path, int descriptor)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
{
}

Journal::~Journal()
{
    ::close(m_descriptor);
}

Result<std::unique_ptr<Journal>> Journal::open(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!makeFolder(folder))
        return systemFault(u"could not make folder"_s, folder, errno);
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return systemFault(u"could not open journal"_s, path, errno);
    std::unique_ptr<Journal> journal(new Journal(path, fd));
    ::flock(fd, LOCK_EX);
    struct stat info = {};
    bool ok = ::fstat(fd, &info) == 0;
    if (ok && info.st_size > 0) {
        const off_t whole = endOfLines(fd, info.st_size);
        ok = whole == info.st_size || ::ftruncate(fd, whole) == 0;
    } else if (ok) {
        syncFolder(folder);
    }
    const int error = errno;
    ::flock(fd, LOCK_UN);
    if (!ok)
        return systemFault(u"could not mend journal"_s, path, error);
    return journal;
}

Result<void> Journal::append(const Json &object)
{
    const std::string line =
        object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    ::flock(m_descriptor, LOCK_EX);
    const bool ok =
        writeAll(m_descriptor, line.data(), line.size()) && ::fdatasync(m_descriptor) == 0;
    const int error = errno;
    ::flock(m_descriptor, LOCK_UN);
    if (!ok)
        return systemFault(u"could not append to journal"_s, m_path, error);
    return {};
}

Result<std::vector<Journal::Json>> Journal::read(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return std::vector<Json>{};
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            Fault{Fault::Kind::Failed,
                  u"could not read journal %1: %2"_s.arg(path, file.errorString()),
                  {},
                  {}});
    std::vector<Json> lines;
    for (int number = 1; !file.atEnd(); ++number) {
        const QByteArray line = file.readLine();
        if (!line.endsWith('\n'))
            break; // torn
        if (line.trimmed().isEmpty())
            continue;
        Json object = Json::parse(line.begin(), line.end(), nullptr, false);
        if (object.is_discarded())
            return tl::unexpected(Fault{Fault::Kind::Garbled,
                                        u"journal %1 line %2 is not JSON"_s.arg(path).arg(number),
                                        QString::fromUtf8(line.left(200)),
                                        {}});
        lines.push_back(std::move(object));
    }
    return lines;
}

} // namespace core
