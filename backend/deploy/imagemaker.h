// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"
#include "backend/tools/oci.h"

#include <QMap>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <optional>

namespace deploy {

/// Makes the demo's images out of the stage's binary, without docker. The base layer is made once,
/// on a pool thread, and kept in CACHEFOLDER under a key of its files' paths, sizes and times; in
/// memory (it is some 30 MB) only while images are being made.
class ImageMaker : public QObject {
    Q_OBJECT
public:
    ImageMaker(QString stageBinary, QString cacheFolder, QObject *parent = nullptr);
    /// How long the base layer waits for the next image.
    void setPatience(std::chrono::milliseconds patience) { m_rest.setInterval(patience); }
    bool holdsBase() const { return m_base.has_value(); }

    using Made = std::function<void(core::Result<tools::Image>)>;
    /// Calls back from the event loop unless CONTEXT dies first.
    void make(const ImageSpec &image, QObject *context, Made done);

    /// Who uploads a blob that several images share: one at a time, so that the others can mount
    /// it. GO gets the repository that has it, or "" to upload it; then blobSettled() must follow,
    /// or CONTEXT die.
    using Go = std::function<void(QString from)>;
    void claimBlob(const QString &digest, QObject *context, Go go);
    void blobSettled(const QString &digest, const QString &repository, bool there);

private:
    struct Claim {
        QString repository; ///< that has the blob
        QPointer<QObject> uploader;
        std::vector<std::pair<QPointer<QObject>, Go>> waiting;
    };
    void nextClaim(const QString &digest);
    struct Base {
        tools::Layer layer;
        QString architecture, program;
    };
    static core::Result<Base> makeBase(const QString &binary, const QString &cacheFolder);
    static core::Result<tools::Image> assemble(const Base &base, const ImageSpec &image);
    void begin();
    void baseMade(core::Result<Base> base);

    QString m_binary, m_cacheFolder;
    bool m_making = false;
    std::optional<core::Result<Base>> m_base;
    std::vector<std::function<void()>> m_waiting;
    QTimer m_rest;
    QMap<QString, Claim> m_claims; ///< by digest
};

} // namespace deploy
