// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QFile>
#include <memory>

namespace app {

/// --log FILE: what the program says of itself, a line each with the time, appended. Qt's messages
/// go there instead of stderr for as long as it lives. One at a time.
class LogFile {
public:
    static core::Result<std::unique_ptr<LogFile>> open(const QString &path);
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    void write(const QString &text);

private:
    explicit LogFile(const QString &path);
    QFile m_file;
};

} // namespace app
