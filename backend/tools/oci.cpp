// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/tools/oci.h"

#include <QFile>
#include <QFileInfo>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace tools {

namespace {

using Json = nlohmann::ordered_json;

Json listOf(const QStringList &texts)
{
    Json list = Json::array();
    for (const QString &text : texts)
        list.push_back(text.toStdString());
    return list;
}

QByteArray bytesOf(const Json &json)
{
    return QByteArray::fromStdString(json.dump());
}

} // namespace

Image imageOf(std::vector<Layer> layers, const ImageConfig &config)
{
    Json diffIds = Json::array();
    Json blobs = Json::array();
    for (const Layer &layer : layers) {
        diffIds.push_back(layer.diffId.toStdString());
        blobs.push_back({{"mediaType", "application/vnd.oci.image.layer.v1.tar+gzip"},
                         {"digest", layer.digest.toStdString()},
                         {"size", layer.bytes.size()}});
    }
    Json labels = Json::object();
    for (auto it = config.labels.begin(); it != config.labels.end(); ++it)
        labels[it.key().toStdString()] = it.value().toStdString();
    Image image;
    image.layers = std::move(layers);
    image.config = bytesOf({{"architecture", config.architecture.toStdString()},
                            {"os", "linux"},
                            {"config",
                             {{"Env", listOf(config.environment)},
                              {"Entrypoint", listOf(config.entrypoint)},
                              {"WorkingDir", "/"},
                              {"User", "65534:65534"},
                              {"Labels", labels}}},
                            {"rootfs", {{"type", "layers"}, {"diff_ids", diffIds}}}});
    image.configDigest = sha256(image.config);
    image.manifest = bytesOf({{"schemaVersion", 2},
                              {"mediaType", ociManifestType},
                              {"config",
                               {{"mediaType", "application/vnd.oci.image.config.v1+json"},
                                {"digest", image.configDigest.toStdString()},
                                {"size", image.config.size()}}},
                              {"layers", blobs}});
    image.digest = sha256(image.manifest);
    return image;
}

core::Result<std::vector<LayerFile>>
baseFiles(const Closure &closure, const std::function<QByteArray(const QString &)> &read)
{
    std::vector<LayerFile> files;
    files.push_back({u'/' + QFileInfo(closure.program).fileName(), read(closure.program), 0755});
    if (!closure.interpreter.isEmpty())
        files.push_back({closure.interpreter, read(closure.interpreter), 0755});
    for (const Library &library : closure.libraries)
        files.push_back(
            {QLatin1StringView(libraryFolder) + u'/' + library.name, read(library.path), 0755});
    for (const LayerFile &file : files) {
        if (file.content.isEmpty())
            return tl::unexpected(
                core::Fault{core::Fault::Kind::Missing,
                            u"could not read "_s + file.path + u" for the images' base layer"_s,
                            {},
                            {}});
    }
    files.push_back(
        {u"/etc/passwd"_s, "root:x:0:0:root:/:/none\nnobody:x:65534:65534:nobody:/:/none\n", 0644});
    for (const QString &bundle :
         {u"/etc/ssl/certs/ca-certificates.crt"_s, u"/etc/pki/tls/certs/ca-bundle.crt"_s}) {
        const QByteArray certificates = read(bundle);
        if (certificates.isEmpty())
            continue;
        files.push_back({u"/etc/ssl/certs/ca-certificates.crt"_s, certificates, 0644});
        break;
    }
    return files;
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace tools
