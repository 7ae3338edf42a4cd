// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace stage::app {

/// Where resources/ lies: TRUSTUSBANK_RESOURCES, else beside the installed program, else the
/// source tree it was built from.
std::filesystem::path resourcesFolder();
std::filesystem::path ownProgram();

/// Whole or not at all, 0600. Throws std::filesystem::filesystem_error.
void writePrivate(const std::filesystem::path &path, std::string_view text);
/// Throws std::filesystem::filesystem_error when it cannot be read.
std::string readFile(const std::filesystem::path &path);
/// Absolute path → content of every regular file below FOLDER, 1 MiB at most each; none when there
/// is no such folder.
std::map<std::string, std::string> filesBelow(const std::filesystem::path &folder);

/// A folder of our own (0700), removed with what is in it when this goes.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace stage::app
