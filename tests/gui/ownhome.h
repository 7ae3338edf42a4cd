// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

/// A home of its own for a test that plays a whole show in a window: nothing of whoever runs it is
/// read or written, and the programs just built are the ones that the window starts.
class OwnHome {
public:
    /// Sets this process's environment; false: the folders cannot be made.
    bool enter()
    {
        using namespace Qt::StringLiterals;
        if (!m_folder.isValid())
            return false;
        for (const char *name : {"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                                 "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "HOME"}) {
            const QString folder = filePath(QString::fromLatin1(name).toLower());
            if (!QDir().mkpath(folder))
                return false;
            qputenv(name, QFile::encodeName(folder));
        }
        qunsetenv("KUBECONFIG");
        qputenv("PATH", QByteArray(PROGRAM_DIR ":" + qgetenv("PATH")));
        QCoreApplication::setApplicationName(u"trustusbank-cockpit"_s);
        return QFile::setPermissions(filePath(u"xdg_runtime_dir"_s),
                                     QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
};
