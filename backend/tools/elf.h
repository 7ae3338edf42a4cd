// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QByteArray>
#include <QStringList>
#include <functional>
#include <vector>

namespace tools {

/// What a dynamic 64-bit little-endian ELF file asks for (System V gABI, chapter 5).
struct Elf {
    QString interpreter;           ///< PT_INTERP, "" for libraries and static programs
    QStringList needed;            ///< DT_NEEDED, in order
    QStringList searchPaths;       ///< DT_RUNPATH, else DT_RPATH; may begin with $ORIGIN
    bool x86 = false, arm = false; ///< the machine
};
core::Result<Elf> parseElf(const QByteArray &bytes);

/// Name → path out of /etc/ld.so.cache (glibc's new format); bad bytes give fewer names, no fault.
QStringList cachedPaths(const QByteArray &cache, const QString &library);

/// A library of a program's closure.
struct Library {
    QString name; ///< as DT_NEEDED says it
    QString path; ///< on this computer
    friend bool operator==(const Library &, const Library &) = default;
};

/// The files a program needs: itself, its loader, its libraries. Reads through READ (empty = no
/// file), so that tests need no disk.
struct Closure {
    QString program, interpreter;
    std::vector<Library> libraries; ///< sorted by name
    bool x86 = false, arm = false;
};
core::Result<Closure> closureOf(const QString &program,
                                const std::function<QByteArray(const QString &)> &read);

} // namespace tools
