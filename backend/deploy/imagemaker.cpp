// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/imagemaker.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QSaveFile>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr std::chrono::seconds patience(5);

/// Changes whenever one of the files does.
QString cacheKey(const tools::Closure &closure)
{
    QStringList files{closure.program, closure.interpreter};
    for (const tools::Library &library : closure.libraries)
        files << library.path;
    QByteArray text = "1\n";
    for (const QString &file : files) {
        const QFileInfo info(file);
        text += (info.canonicalFilePath() + u' ' + QString::number(info.size()) + u' '
                 + QString::number(info.lastModified().toMSecsSinceEpoch()) + u'\n')
                    .toUtf8();
    }
    return tools::sha256(text).mid(7, 32);
}

/// A cached layer is believed only when its bytes still have the digest written beside them.
std::optional<tools::Layer> cached(const QString &path)
{
    const auto names = QString::fromLatin1(tools::readFile(path + u".id"_s)).split(u' ');
    if (names.size() != 2)
        return std::nullopt;
    tools::Layer layer{tools::readFile(path), names[0], names[1]};
    return tools::sha256(layer.bytes) == layer.digest ? std::optional(std::move(layer))
                                                      : std::nullopt;
}

void keep(const QString &path, const tools::Layer &layer)
{
    if (!QDir().mkpath(QFileInfo(path).path()))
        return; // a cache that cannot be written only costs time
    const QByteArray id = QString(layer.digest + u' ' + layer.diffId).toLatin1();
    for (const auto &[name, bytes] :
         {std::pair<QString, QByteArray>{path, layer.bytes}, {path + u".id"_s, id}}) {
        QSaveFile file(name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return;
    }
}

} // namespace

ImageMaker::ImageMaker(QString stageBinary, QString cacheFolder, QObject *parent)
    : QObject(parent)
    , m_binary(std::move(stageBinary))
    , m_cacheFolder(std::move(cacheFolder))
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(patience);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_waiting.empty()) // who waits is answered out of it
            m_base.reset();
    });
}

void ImageMaker::make(const ImageSpec &image, QObject *context, Made done)
{
    const QPointer<QObject> guard(context);
    m_waiting.push_back([this, image, guard, done = std::move(done)] {
        if (!guard)
            return;
        if (*m_base)
            done(assemble(**m_base, image));
        else
            done(tl::unexpected(m_base->error()));
    });
    begin();
}

void ImageMaker::begin()
{
    if (m_base) {
        QMetaObject::invokeMethod(
            this, [this] { baseMade(*m_base); }, Qt::QueuedConnection);
        return;
    }
    if (m_making)
        return;
    m_making = true;
    QThreadPool::globalInstance()->start(
        [binary = m_binary, folder = m_cacheFolder, self = QPointer(this)] {
            auto base = makeBase(binary, folder);
            // The application outlives its pool's work; the maker may not.
            QMetaObject::invokeMethod(
                qApp,
                [self, base = std::move(base)] {
                    if (self)
                        self->baseMade(base);
                },
                Qt::QueuedConnection);
        });
}

void ImageMaker::baseMade(core::Result<Base> base)
{
    m_making = false;
    const bool failed = !base;
    m_base = std::move(base);
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &each : waiting)
        each();
    if (failed)
        m_base.reset(); // the next one tries again
    m_rest.start();
}

void ImageMaker::claimBlob(const QString &digest, QObject *context, Go go)
{
    m_claims[digest].waiting.emplace_back(context, std::move(go));
    QMetaObject::invokeMethod(
        this, [this, digest] { nextClaim(digest); }, Qt::QueuedConnection);
}

void ImageMaker::blobSettled(const QString &digest, const QString &repository, bool there)
{
    Claim &claim = m_claims[digest];
    claim.uploader = nullptr;
    if (there)
        claim.repository = repository;
    nextClaim(digest);
}

void ImageMaker::nextClaim(const QString &digest)
{
    Claim &claim = m_claims[digest];
    while (!claim.waiting.empty() && !claim.uploader) {
        const auto [context, go] = claim.waiting.front();
        claim.waiting.erase(claim.waiting.begin());
        if (!context)
            continue;
        if (claim.repository.isEmpty()) {
            claim.uploader = context;
            // An upload that is given up leaves its place to the next.
            connect(
                context, &QObject::destroyed, this, [this, digest] { nextClaim(digest); },
                Qt::QueuedConnection);
        }
        go(claim.repository);
    }
}

core::Result<ImageMaker::Base> ImageMaker::makeBase(const QString &binary,
                                                    const QString &cacheFolder)
{
    if (binary.isEmpty() || !QFileInfo(binary).isFile())
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Missing,
                        u"no trustusbank-stage at “"_s + binary + u"” to put into images"_s,
                        {},
                        u"Install it beside trustusbank-cockpit."_s});
    const auto closure = tools::closureOf(binary, tools::readFile);
    if (!closure)
        return tl::unexpected(closure.error());
    Base base{{}, closure->arm ? u"arm64"_s : u"amd64"_s, u'/' + QFileInfo(binary).fileName()};
    const QString path = cacheFolder + u"/base-"_s + cacheKey(*closure) + u".tar.gz"_s;
    if (auto layer = cached(path)) {
        base.layer = *std::move(layer);
        return base;
    }
    auto files = tools::baseFiles(*closure, tools::readFile);
    if (!files)
        return tl::unexpected(files.error());
    auto layer = tools::layerOf(*std::move(files), 1);
    if (!layer)
        return tl::unexpected(layer.error());
    base.layer = *std::move(layer);
    keep(path, base.layer);
    return base;
}

core::Result<tools::Image> ImageMaker::assemble(const Base &base, const ImageSpec &image)
{
    std::vector<tools::Layer> layers{base.layer};
    std::vector<tools::LayerFile> files;
    for (const auto &[path, text] : image.config)
        files.push_back({QString::fromStdString(path), QByteArray::fromStdString(text), 0644});
    if (!files.empty()) {
        auto top = tools::layerOf(std::move(files));
        if (!top)
            return tl::unexpected(top.error());
        layers.push_back(*std::move(top));
    }
    tools::ImageConfig config;
    config.entrypoint = {base.program, u"workload"_s, image.workload};
    config.environment = {u"PATH=/"_s,
                          u"LD_LIBRARY_PATH="_s + QLatin1StringView(tools::libraryFolder)};
    config.labels = {{u"org.opencontainers.image.title"_s, image.name},
                     {u"org.opencontainers.image.version"_s, image.tag}};
    config.architecture = base.architecture;
    return tools::imageOf(std::move(layers), config);
}

} // namespace deploy
