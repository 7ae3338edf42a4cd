// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"
#include "backend/tools/oci.h"

#include <QObject>
#include <optional>

namespace deploy {

/// Makes the demo's images out of the stage's binary, without docker. The base layer is made once, on
/// a pool thread, and kept in CACHEFOLDER under a key of its files' paths, sizes and times.
class ImageMaker : public QObject {
    Q_OBJECT
public:
    ImageMaker(QString stageBinary, QString cacheFolder, QObject *parent = nullptr);

    using Made = std::function<void(core::Result<tools::Image>)>;
    /// Calls back from the event loop unless CONTEXT dies first.
    void make(const ImageSpec &image, QObject *context, Made done);

private:
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
};

} // namespace deploy
