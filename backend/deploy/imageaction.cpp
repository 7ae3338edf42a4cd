// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/imagemaker.h"
#include "backend/deploy/toolaction.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace deploy {

QStringList cosignSignArguments(const QString &keyFile, const QString &reference, int majorVersion)
{
    QStringList arguments{u"sign"_s,
                          u"--key"_s,
                          keyFile,
                          u"--yes"_s,
                          u"--tlog-upload=false"_s,
                          u"--allow-insecure-registry=true"_s,
                          u"--allow-http-registry=true"_s};
    if (majorVersion >= 3)
        arguments << u"--new-bundle-format=false"_s << u"--use-signing-config=false"_s;
    return arguments << reference;
}

int cosignMajor(const QByteArray &output)
{
    const Json json = Json::parse(output.begin(), output.end(), nullptr, false);
    if (!json.is_object() || !json.contains("gitVersion") || !json["gitVersion"].is_string())
        return 2;
    QString version = QString::fromStdString(json["gitVersion"].get<std::string>());
    version.remove(u'v');
    const int major = version.section(u'.', 0, 0).toInt();
    return major > 0 ? major : 2;
}

ImageAction::ImageAction(const ImageSpec &image, const Services &services)
    : m_image(image)
    , m_services(services)
    , m_registry(services.bundle.registryHost, services.transport)
    , m_repository(services.bundle.repository(image.name))
{
}

ImageAction::~ImageAction() = default;

void ImageAction::run()
{
    m_services.images.make(m_image, m_context.get(),
                           [this](const core::Result<tools::Image> &made) {
                               if (made)
                                   push(*made);
                               else
                                   fail(made.error());
                           });
}

void ImageAction::halt()
{
    m_context.reset();
    if (m_tool && m_tool->state() == core::Task::State::Running)
        m_tool->cancel();
    else
        finish(core::Outcome::cancelled());
}

void ImageAction::fail(const core::Fault &fault)
{
    finish(core::Outcome::failed(fault));
}

void ImageAction::push(const tools::Image &image)
{
    for (const tools::Layer &layer : image.layers)
        m_blobs.push_back({layer.digest, layer.bytes});
    m_blobs.push_back({image.configDigest, image.config});
    m_manifest = image.manifest;
    m_digest = image.digest;
    m_tags = QStringList{m_image.tag} + m_image.aliases;
    emit progress(u"pushing "_s + m_services.bundle.registryPrefix + u'/' + m_image.name + u':'
                  + m_image.tag + u" ("_s + m_digest + u')');
    pushNext();
}

void ImageAction::pushNext()
{
    if (m_blobs.empty())
        return pushTags();
    const Blob blob = m_blobs.front();
    m_blobs.erase(m_blobs.begin());
    m_services.images.claimBlob(blob.digest, m_context.get(), [this, blob](const QString &from) {
        m_registry.pushBlob(m_repository, blob.digest, blob.bytes, from, m_context.get(),
                            [this, blob](const core::Result<void> &pushed) {
                                m_services.images.blobSettled(blob.digest, m_repository,
                                                              pushed.has_value());
                                if (pushed)
                                    pushNext();
                                else
                                    fail(pushed.error());
                            });
    });
}

void ImageAction::pushTags()
{
    if (m_tags.isEmpty())
        return m_image.key == u"none" ? finish(core::Outcome::done()) : ensureKeys();
    const QString tag = m_tags.takeFirst();
    m_registry.pushManifest(m_repository, tag, tools::ociManifestType, m_manifest, m_context.get(),
                            [this](const core::Result<void> &pushed) {
                                if (pushed)
                                    pushTags();
                                else
                                    fail(pushed.error());
                            });
}

core::Result<QString> ImageAction::password()
{
    const QString path = m_services.cosignFolder + u"/password"_s;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        return QString::fromLatin1(file.readAll()).trimmed();
    const QString fresh = QUuid::createUuid().toString(QUuid::Id128);
    QFile half(
        path + u'.'
        + QString::number(QCoreApplication::applicationPid())); // whole before it has its name
    const bool written = QDir().mkpath(m_services.cosignFolder) && half.open(QIODevice::WriteOnly)
                         && half.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
                         && half.write(fresh.toLatin1()) == fresh.size() && half.flush();
    half.close();
    if (written && half.rename(path))
        return fresh;
    half.remove();
    if (file.open(QIODevice::ReadOnly)) // another cockpit was faster
        return QString::fromLatin1(file.readAll()).trimmed();
    return tl::unexpected(core::Fault{core::Fault::Kind::Failed,
                                      u"could not write "_s + path + u": "_s + half.errorString(),
                                      {},
                                      {}});
}

void ImageAction::tool(const QStringList &arguments, std::function<void(const core::Tool &)> done)
{
    const auto secret = password();
    if (!secret)
        return fail(secret.error());
    core::Command command = toolCommand(m_services, u"cosign"_s, arguments);
    command.environment.insert(u"COSIGN_PASSWORD"_s, *secret);
    command.directory = m_services.cosignFolder;
    if (m_tool)
        m_tool.release()->deleteLater();
    m_tool = m_services.launcher.launch(command);
    connect(m_tool.get(), &core::Task::progress, this, &Action::progress);
    connect(m_tool.get(), &core::Tool::started, this, &Action::toolStarted);
    connect(m_tool.get(), &core::Task::finished, this,
            [this, done = std::move(done)](const core::Outcome &outcome) {
                if (cancelRequested())
                    finish(core::Outcome::cancelled());
                else if (!outcome.ok() && m_tool->exitCode() < 0)
                    finish(outcome);
                else
                    done(*m_tool);
            });
    m_tool->start();
}

void ImageAction::ensureKeys()
{
    const QString prefix = m_services.cosignFolder + u'/' + m_image.key;
    if (QFile::exists(prefix + u".key"_s) && QFile::exists(prefix + u".pub"_s))
        return askVersion();
    QDir().mkpath(m_services.cosignFolder);
    const auto held = std::make_shared<QLockFile>(
        prefix + u".lock"_s); // two steps, or two cockpits, make one key
    if (!held->tryLock(0)) {
        emit waiting(u"another step makes the signing key “"_s + m_image.key + u"”"_s);
        m_services.clock.after(std::chrono::milliseconds(200), m_context.get(),
                               [this] { ensureKeys(); });
        return;
    }
    for (const QString &end :
         {u".key"_s, u".pub"_s}) // one without the other: whoever made them was killed
        QFile::remove(prefix + end);
    tool({u"generate-key-pair"_s, u"--output-key-prefix"_s, m_image.key},
         [this, held, prefix](const core::Tool &ended) {
             held->unlock();
             if (ended.exitCode() == 0 && QFile::exists(prefix + u".key"_s))
                 return askVersion();
             fail({core::Fault::Kind::Failed,
                   u"cosign could not make the key “"_s + m_image.key + u"”"_s,
                   QString::fromUtf8(ended.errors()),
                   {}});
         });
}

void ImageAction::askVersion()
{
    tool({u"version"_s, u"--json"_s},
         [this](const core::Tool &ended) { sign(cosignMajor(ended.output())); });
}

void ImageAction::sign(int major)
{
    const QString reference = imageReference(m_services.bundle, m_image.name, m_digest);
    tool(cosignSignArguments(m_services.cosignFolder + u'/' + m_image.key + u".key"_s, reference,
                             major),
         [this](const core::Tool &ended) {
             if (ended.exitCode() == 0)
                 return finish(core::Outcome::done());
             fail({core::Fault::Kind::Failed,
                   u"cosign sign "_s + m_image.name + u" ended with "_s
                       + QString::number(ended.exitCode()) + u": "_s
                       + QString::fromUtf8(ended.errors()).trimmed().section(u'\n', -1).left(300),
                   QString::fromUtf8(ended.errors()),
                   {}});
         });
}

} // namespace deploy
