// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/pack.h"

#include <QMap>
#include <archive.h>
#include <archive_entry.h>

namespace app {

using namespace Qt::StringLiterals;

namespace {

const QString folder = QStringLiteral("/trustusbank-evidence-pack/");
const QString manifestName = QStringLiteral("MANIFEST.json");
constexpr const char *format = "trustusbank-evidence-pack/1";
constexpr qsizetype largest = 256 * 1024 * 1024;

core::Fault noPack(const QString &why)
{
    return {core::Fault::Kind::Garbled, u"not an evidence pack: "_s + why, {}, {}};
}

struct Closed {
    void operator()(archive *each) const { archive_read_free(each); }
};

/// The files of a pack by their names in its folder.
core::Result<QMap<QString, QByteArray>> unpacked(const QByteArray &bytes)
{
    const std::unique_ptr<archive, Closed> reader(archive_read_new());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_tar(reader.get());
    const auto size = static_cast<std::size_t>(bytes.size());
    QMap<QString, QByteArray> files;
    archive_entry *entry = nullptr;
    int state = archive_read_open_memory(reader.get(), bytes.constData(), size);
    qsizetype whole = 0;
    while (state == ARCHIVE_OK
           && (state = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        const auto length = static_cast<qsizetype>(archive_entry_size(entry));
        whole += length;
        if (length < 0 || whole > largest)
            return tl::unexpected(noPack(u"it is too large"_s));
        QByteArray content(length, '\0');
        if (archive_read_data(reader.get(), content.data(), static_cast<std::size_t>(length))
            != length)
            return tl::unexpected(noPack(u"it ends too early"_s));
        const QString name = u'/' + QString::fromUtf8(archive_entry_pathname(entry));
        files[name.startsWith(folder) ? name.mid(folder.size()) : name] = content;
    }
    if (state != ARCHIVE_EOF)
        return tl::unexpected(noPack(u"no gzipped tar"_s));
    return files;
}

} // namespace

std::vector<Json> showLines(const std::vector<std::vector<Json>> &logs, const QString &context)
{
    std::vector<Json> lines;
    for (const auto &log : logs) {
        for (const Json &line : log) {
            if (line.value("context", "") != context.toStdString())
                continue;
            if (line.value("event", "") == "reset")
                lines.clear();
            lines.push_back(line);
        }
    }
    return lines;
}

Json lastActs(const std::vector<Json> &lines)
{
    std::map<std::string, Json> acts;
    for (const Json &line : lines) {
        if (line.value("event", "") == "act" && line.contains("id"))
            acts[line.value("id", "")] = line;
    }
    Json out = Json::array();
    for (const auto &[id, act] : acts)
        out.push_back(act);
    return out;
}

core::Result<QByteArray> packOf(std::vector<tools::LayerFile> files, Json head)
{
    head["format"] = format;
    head["files"] = Json::array();
    for (tools::LayerFile &file : files) {
        head["files"].push_back({{"name", file.path.toStdString()},
                                 {"bytes", file.content.size()},
                                 {"sha256", tools::sha256(file.content).toStdString()}});
        file.path.prepend(folder);
    }
    files.push_back({folder + manifestName, QByteArray::fromStdString(head.dump(1) + "\n"), 0644});
    const auto tar = tools::tarOf(std::move(files));
    if (!tar)
        return tl::unexpected(tar.error());
    return tools::gzipOf(*tar, 9);
}

core::Result<QStringList> packFaults(const QByteArray &bytes)
{
    auto files = unpacked(bytes);
    if (!files)
        return tl::unexpected(files.error());
    const QByteArray text = files->take(manifestName);
    const Json manifest = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!manifest.is_object() || manifest.value("format", Json()) != format
        || !manifest.contains("files") || !manifest["files"].is_array())
        return tl::unexpected(noPack(u"no "_s + manifestName + u" of this format"_s));
    QStringList faults;
    for (const Json &entry : manifest["files"]) {
        const Json named = entry.is_object() ? entry.value("name", Json()) : Json();
        const QString name =
            named.is_string() ? QString::fromStdString(named.get<std::string>()) : u"?"_s;
        if (!files->contains(name)) {
            faults << name + u" is missing"_s;
            continue;
        }
        const QByteArray content = files->take(name);
        if (entry.value("sha256", Json()) != tools::sha256(content).toStdString())
            faults << name + u" was changed"_s;
    }
    for (const QString &name : files->keys())
        faults << name + u" is not in the manifest"_s;
    return faults;
}

} // namespace app
