// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/tools/layer.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <openssl/evp.h>
#include <set>
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace tools {

namespace {

struct FreeArchive {
    void operator()(archive *each) const { archive_write_free(each); }
};
struct FreeEntry {
    void operator()(archive_entry *each) const { archive_entry_free(each); }
};
using Writer = std::unique_ptr<archive, FreeArchive>;

core::Fault garbled(const QString &what)
{
    return {core::Fault::Kind::Garbled, u"could not write an image layer: "_s + what, {}, {}};
}

core::Fault garbled(archive *writer)
{
    const char *why = archive_error_string(writer);
    return garbled(QString::fromUtf8(why ? why : "libarchive does not say why"));
}

la_ssize_t collect(archive *, void *target, const void *bytes, size_t size)
{
    static_cast<QByteArray *>(target)->append(static_cast<const char *>(bytes),
                                              static_cast<qsizetype>(size));
    return static_cast<la_ssize_t>(size);
}

/// One header and its content. A folder has no content.
bool put(archive *writer, const QByteArray &path, int mode, const QByteArray *content)
{
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.constData());
    archive_entry_set_filetype(entry.get(), content ? AE_IFREG : AE_IFDIR);
    archive_entry_set_perm(entry.get(), static_cast<mode_t>(mode));
    archive_entry_set_mtime(entry.get(), 0, 0);
    archive_entry_set_uid(entry.get(), 0);
    archive_entry_set_gid(entry.get(), 0);
    archive_entry_set_size(entry.get(), content ? content->size() : 0);
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK)
        return false;
    return !content || content->isEmpty()
           || archive_write_data(writer, content->constData(), static_cast<size_t>(content->size()))
                  == content->size();
}

/// "/a/b/c" → "a/", "a/b/".
void addParents(const QByteArray &path, std::set<QByteArray> &folders)
{
    for (auto slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1))
        folders.insert(path.left(slash + 1));
}

} // namespace

QString sha256(const QByteArray &bytes)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_Digest(bytes.constData(), static_cast<size_t>(bytes.size()), digest, &size,
                   EVP_sha256(), nullptr)
        != 1)
        return {};
    return u"sha256:"_s
           + QString::fromLatin1(
               QByteArray(reinterpret_cast<char *>(digest), static_cast<qsizetype>(size)).toHex());
}

core::Result<QByteArray> tarOf(std::vector<LayerFile> files)
{
    std::sort(files.begin(), files.end(),
              [](const LayerFile &a, const LayerFile &b) { return a.path < b.path; });
    QByteArray tar;
    const Writer writer(archive_write_new());
    archive_write_set_format_pax_restricted(writer.get());
    archive_write_add_filter_none(writer.get());
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    if (archive_write_open(writer.get(), &tar, nullptr, collect, nullptr) != ARCHIVE_OK)
        return tl::unexpected(garbled(writer.get()));
    std::set<QByteArray> folders;
    for (const LayerFile &file : files)
        addParents(file.path.mid(1).toUtf8(), folders);
    for (const QByteArray &folder : folders) {
        if (!put(writer.get(), folder, 0755, nullptr))
            return tl::unexpected(garbled(writer.get()));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!files[i].path.startsWith(u'/') || (i > 0 && files[i].path == files[i - 1].path))
            return tl::unexpected(
                garbled(u"file “"_s + files[i].path + u"” is no absolute path or there twice"_s));
        if (!put(writer.get(), files[i].path.mid(1).toUtf8(), files[i].mode, &files[i].content))
            return tl::unexpected(garbled(writer.get()));
    }
    if (archive_write_close(writer.get()) != ARCHIVE_OK)
        return tl::unexpected(garbled(writer.get()));
    return tar;
}

core::Result<QByteArray> gzipOf(const QByteArray &bytes, int level)
{
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return tl::unexpected(garbled(u"zlib does not start"_s));
    gz_header header{};
    header.os = 255; // unknown, whoever builds
    deflateSetHeader(&stream, &header);
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size())))
                       + 64,
                   Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&stream, Z_FINISH);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    if (status != Z_STREAM_END)
        return tl::unexpected(garbled(u"zlib ended with "_s + QString::number(status)));
    return out;
}

core::Result<Layer> layerOf(std::vector<LayerFile> files, int level)
{
    auto tar = tarOf(std::move(files));
    if (!tar)
        return tl::unexpected(tar.error());
    auto packed = gzipOf(*tar, level);
    if (!packed)
        return tl::unexpected(packed.error());
    Layer layer{*std::move(packed), {}, sha256(*tar)};
    layer.digest = sha256(layer.bytes);
    return layer;
}

} // namespace tools
