// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDirIterator>
#include <QFile>

/// The demo bundle's files as they are written.
namespace demofiles {

inline const QString root = QStringLiteral(SOURCE_DIR "/resources/demo");

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Full paths, sorted; FOLDER is the bundle's.
inline QStringList filesIn(const QString &folder, const QString &pattern)
{
    QStringList found;
    QDirIterator files(root + u'/' + folder, {pattern}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        found << files.next();
    found.sort();
    return found;
}

} // namespace demofiles
