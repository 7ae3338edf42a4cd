// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/files.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace stage::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largestFile = 1 << 20;

[[noreturn]] void fail(const char *what, const fs::path &path)
{
    throw fs::filesystem_error(what, path, std::error_code(errno, std::generic_category()));
}

} // namespace

fs::path ownProgram()
{
    return fs::read_symlink("/proc/self/exe");
}

fs::path resourcesFolder()
{
    if (const char *set = std::getenv("TRUSTUSBANK_RESOURCES"); set && *set)
        return set;
    const fs::path installed =
        ownProgram().parent_path().parent_path() / "share/trustusbank-cockpit";
    if (fs::exists(installed / "stage/images.json"))
        return installed;
    return fs::path(SOURCE_RESOURCES);
}

void writePrivate(const fs::path &path, std::string_view text)
{
    const fs::path fresh = path.string() + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        fail("cannot write", fresh);
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0) {
            ::close(file);
            fail("cannot write", fresh);
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(file) != 0)
        fail("cannot write", fresh);
    fs::rename(fresh, path);
}

std::string readFile(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        fail("cannot read", path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::map<std::string, std::string> filesBelow(const fs::path &folder)
{
    std::map<std::string, std::string> files;
    std::error_code error;
    for (const auto &entry :
         fs::recursive_directory_iterator(folder,
                                          fs::directory_options::follow_directory_symlink
                                              | fs::directory_options::skip_permission_denied,
                                          error)) {
        if (entry.is_regular_file(error) && entry.file_size(error) <= largestFile)
            files[entry.path().string()] = readFile(entry.path());
    }
    return files;
}

TemporaryFolder::TemporaryFolder()
{
    std::string name = (fs::temp_directory_path() / "trustusbank-stage-XXXXXX").string();
    if (!::mkdtemp(name.data()))
        fail("cannot make a folder", name);
    m_path = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code error;
    fs::remove_all(m_path, error);
}

} // namespace stage::app
