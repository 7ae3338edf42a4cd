// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/tools/elf.h"

#include <QFileInfo>
#include <cstring>
#include <elf.h>
#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace tools {

namespace {

core::Fault garbled(const QString &what)
{
    return {core::Fault::Kind::Garbled, u"could not read an ELF file: "_s + what, {}, {}};
}

/// A record at an offset, or nothing when it does not lie inside.
template <class T> std::optional<T> at(const QByteArray &bytes, quint64 offset)
{
    if (offset > static_cast<quint64>(bytes.size())
        || static_cast<quint64>(bytes.size()) - offset < sizeof(T))
        return std::nullopt;
    T value;
    std::memcpy(&value, bytes.constData() + offset, sizeof value);
    return value;
}

QString textAt(const QByteArray &bytes, quint64 offset)
{
    if (offset >= static_cast<quint64>(bytes.size()))
        return {};
    const char *begin = bytes.constData() + offset;
    const auto room = static_cast<size_t>(bytes.size()) - offset;
    return QString::fromUtf8(begin, static_cast<qsizetype>(strnlen(begin, room)));
}

std::vector<Elf64_Phdr> programHeaders(const QByteArray &bytes, const Elf64_Ehdr &header)
{
    std::vector<Elf64_Phdr> headers;
    for (unsigned i = 0; i < header.e_phnum; ++i) {
        if (const auto each =
                at<Elf64_Phdr>(bytes, header.e_phoff + quint64(i) * sizeof(Elf64_Phdr)))
            headers.push_back(*each);
    }
    return headers;
}

/// Where an address lies in the file.
quint64 offsetOf(const std::vector<Elf64_Phdr> &headers, quint64 address)
{
    for (const Elf64_Phdr &each : headers) {
        if (each.p_type == PT_LOAD && address >= each.p_vaddr
            && address - each.p_vaddr < each.p_filesz)
            return each.p_offset + (address - each.p_vaddr);
    }
    return ~quint64(0);
}

void readDynamic(const QByteArray &bytes, const std::vector<Elf64_Phdr> &headers,
                 const Elf64_Phdr &dynamic, Elf &elf)
{
    std::vector<quint64> needed;
    quint64 strings = 0;
    std::optional<quint64> runPath, rPath;
    for (quint64 offset = dynamic.p_offset; offset - dynamic.p_offset < dynamic.p_filesz;
         offset += sizeof(Elf64_Dyn)) {
        const auto entry = at<Elf64_Dyn>(bytes, offset);
        if (!entry || entry->d_tag == DT_NULL)
            break;
        if (entry->d_tag == DT_NEEDED)
            needed.push_back(entry->d_un.d_val);
        else if (entry->d_tag == DT_STRTAB)
            strings = offsetOf(headers, entry->d_un.d_ptr);
        else if (entry->d_tag == DT_RUNPATH)
            runPath = entry->d_un.d_val;
        else if (entry->d_tag == DT_RPATH)
            rPath = entry->d_un.d_val;
    }
    for (const quint64 name : needed)
        elf.needed << textAt(bytes, strings + name);
    if (runPath || rPath)
        elf.searchPaths =
            textAt(bytes, strings + (runPath ? *runPath : *rPath)).split(u':', Qt::SkipEmptyParts);
}

/// Where a library is: the asker's own paths, the loader's cache, the usual folders.
QStringList candidates(const QString &library, const Elf &asker, const QString &askerPath,
                       const QByteArray &cache)
{
    QStringList paths;
    for (QString folder : asker.searchPaths) {
        folder.replace(u"$ORIGIN"_s, QFileInfo(askerPath).path());
        paths << folder + u'/' + library;
    }
    paths << cachedPaths(cache, library);
    for (const QString &folder :
         {u"/lib/x86_64-linux-gnu"_s, u"/usr/lib/x86_64-linux-gnu"_s, u"/lib/aarch64-linux-gnu"_s,
          u"/usr/lib/aarch64-linux-gnu"_s, u"/lib64"_s, u"/usr/lib64"_s, u"/lib"_s, u"/usr/lib"_s})
        paths << folder + u'/' + library;
    return paths;
}

} // namespace

core::Result<Elf> parseElf(const QByteArray &bytes)
{
    const auto header = at<Elf64_Ehdr>(bytes, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return tl::unexpected(garbled(u"it does not begin like one"_s));
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
        return tl::unexpected(garbled(u"it is not 64 bits, little end first"_s));
    Elf elf;
    elf.x86 = header->e_machine == EM_X86_64;
    elf.arm = header->e_machine == EM_AARCH64;
    const auto headers = programHeaders(bytes, *header);
    for (const Elf64_Phdr &each : headers) {
        if (each.p_type == PT_INTERP)
            elf.interpreter = textAt(bytes, each.p_offset);
        else if (each.p_type == PT_DYNAMIC)
            readDynamic(bytes, headers, each, elf);
    }
    return elf;
}

QStringList cachedPaths(const QByteArray &cache, const QString &library)
{
    // sysdeps/generic/dl-cache.h: a 48-byte header, 24-byte entries, offsets from the header.
    const qsizetype start = cache.indexOf("glibc-ld.so.cache1.1");
    if (start < 0)
        return {};
    const QByteArray part = cache.mid(start);
    const quint32 count = at<quint32>(part, 20).value_or(0);
    QStringList paths;
    for (quint64 i = 0; i < count && 48 + i * 24 + 24 <= static_cast<quint64>(part.size()); ++i) {
        const quint64 entry = 48 + i * 24;
        if (textAt(part, at<quint32>(part, entry + 4).value_or(0)) == library)
            paths << textAt(part, at<quint32>(part, entry + 8).value_or(0));
    }
    return paths;
}

core::Result<Closure> closureOf(const QString &program,
                                const std::function<QByteArray(const QString &)> &read)
{
    const auto first = parseElf(read(program));
    if (!first)
        return tl::unexpected(first.error());
    Closure closure{program, first->interpreter, {}, first->x86, first->arm};
    const QByteArray cache = read(u"/etc/ld.so.cache"_s);
    std::map<QString, QString> found;
    std::vector<std::pair<QString, Elf>> open{{program, *first}};
    while (!open.empty()) {
        const auto [path, elf] = open.back();
        open.pop_back();
        for (const QString &library : elf.needed) {
            if (found.count(library) || library == QFileInfo(closure.interpreter).fileName())
                continue;
            for (const QString &candidate : candidates(library, elf, path, cache)) {
                const auto parsed = parseElf(read(candidate));
                if (!parsed || parsed->x86 != first->x86 || parsed->arm != first->arm)
                    continue;
                found[library] = candidate;
                open.emplace_back(candidate, *parsed);
                break;
            }
            if (!found.count(library))
                return tl::unexpected(
                    core::Fault{core::Fault::Kind::Missing,
                                u"library "_s + library + u", which "_s + path
                                    + u" needs, is not on this computer"_s,
                                {},
                                u"Install it, or point to another trustusbank-stage."_s});
        }
    }
    for (const auto &[name, path] : found)
        closure.libraries.push_back({name, path});
    return closure;
}

} // namespace tools
