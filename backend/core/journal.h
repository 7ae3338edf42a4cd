// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

namespace core {

/// An append-only file of JSON objects, one a line, on disk before append() returns. A process
/// killed in the middle of a line leaves a torn last line: readers ignore it and the next open()
/// cuts it off. Not for concurrent use by threads; two processes may append to one file.
class Journal {
public:
    using Json = nlohmann::json;

    /// Creates the file (0600) and its folders (0700) when they are not there.
    static Result<std::unique_ptr<Journal>> open(const QString &path);
    /// Every whole line; a file that does not exist has none. A line in the middle that is no JSON
    /// is Garbled, with its number.
    static Result<std::vector<Json>> read(const QString &path);

    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    Result<void> append(const Json &object);
    const QString &path() const { return m_path; }

private:
    Journal(QString path, int descriptor);

    QString m_path;
    int m_descriptor;
};

} // namespace core
