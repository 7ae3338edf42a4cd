// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/action.h"
#include "backend/tools/oci.h"

#include <QTemporaryDir>

namespace deploy {

/// Runs one named program in a process group of its own. Its files lie in a 0700 folder that is
/// gone when the action is.
class ToolAction final : public Action {
    Q_OBJECT
public:
    ToolAction(ToolStep step, const Services &services);
    ~ToolAction() override;

protected:
    void run() override;
    void halt() override;

private:
    bool writeFiles();
    void toolEnded();

    ToolStep m_step;
    const Services &m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<core::Tool> m_tool;
};

/// The tool step that a helm step stands for.
ToolStep helmTool(const HelmStep &step, const Services &services,
                  std::chrono::milliseconds timeout);

/// Makes an image, pushes its blobs and tags, and signs it with cosign. Two steps may do so at
/// once.
class ImageAction final : public Action {
    Q_OBJECT
public:
    ImageAction(const ImageSpec &image, const Services &services);
    ~ImageAction() override;

protected:
    void run() override;
    void halt() override;

private:
    void push(const tools::Image &image);
    void pushNext();
    void pushTags();
    void ensureKeys();
    void askVersion();
    void sign(int cosignMajor);
    void tool(const QStringList &arguments, std::function<void(const core::Tool &)> done);
    core::Result<QString> password();
    void fail(const core::Fault &fault);

    const ImageSpec &m_image;
    const Services &m_services;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
    RegistryClient m_registry;
    std::unique_ptr<core::Tool> m_tool;
    struct Blob {
        QString digest;
        QByteArray bytes;
    };
    std::vector<Blob> m_blobs;
    QStringList m_tags;
    QByteArray m_manifest;
    QString m_digest, m_repository;
};

} // namespace deploy
