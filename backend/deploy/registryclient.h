// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/requests.h"

namespace deploy {

/// A manifest as the registry has it. DIGEST is "sha256:…" of BYTES.
struct Manifest {
    QString digest;
    QByteArray mediaType, bytes;
};

/// One registry's OCI distribution API (opencontainers/distribution-spec, spec.md) over plain HTTP
/// on loopback. IMAGE is the repository's name without the host. Absent things are NotFound.
class RegistryClient : public QObject {
    Q_OBJECT
public:
    /// HOST is "localhost:5001".
    RegistryClient(QString host, http::Transport &transport, QObject *parent = nullptr);
    const QString &host() const { return m_host; }

    using Nothing = std::function<void(core::Result<void>)>;
    void ping(QObject *context, Nothing done);
    void manifest(const QString &image, const QString &reference, QObject *context,
                  std::function<void(core::Result<Manifest>)> done);
    void hasBlob(const QString &image, const QString &digest, QObject *context,
                 std::function<void(core::Result<bool>)> done);
    /// Uploads BYTES unless the blob is there. FROM names an image of this registry that has it:
    /// then it is mounted from there, and uploaded only if the registry would not.
    void pushBlob(const QString &image, const QString &digest, const QByteArray &bytes,
                  const QString &from, QObject *context, Nothing done);
    void pushManifest(const QString &image, const QString &reference, const QByteArray &mediaType,
                      const QByteArray &bytes, QObject *context, Nothing done);
    /// Gives tag TO the manifest of FROM.
    void retag(const QString &image, const QString &from, const QString &to, QObject *context,
               Nothing done);
    void tags(const QString &image, QObject *context,
              std::function<void(core::Result<QStringList>)> done);

private:
    http::Request request(const QByteArray &method, const QString &path) const;
    /// A fault of the transport comes back as one that names WHAT and the registry.
    void send(const QString &what, const http::Request &request, QObject *context,
              http::Transport::Done done);
    void upload(const QString &image, const QString &digest, const QByteArray &bytes,
                const QString &from, QObject *context, Nothing done);

    QString m_host;
    Requests m_requests;
};

} // namespace deploy
