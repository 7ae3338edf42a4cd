// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/action.h"
#include "backend/tools/oci.h"

#include <QTemporaryDir>

namespace deploy {

/// Runs one named program in a process group of its own, once or for each that is not done yet,
/// and takes back what a run left that was broken off. Its files lie in a 0700 folder that is gone
/// when the action is.
class ToolAction final : public Action {
    Q_OBJECT
public:
    /// DONE are the tool probes of the step's done_when: of one of its "each", and of the whole.
    ToolAction(ToolStep step, const Services &services, std::vector<ToolAnswer> done = {});
    ~ToolAction() override;

protected:
    void run() override;
    void halt() override;

private:
    using Ended = void (ToolAction::*)();
    bool writeFiles();
    void launch(const core::Command &command, bool aloud, Ended ended);
    void listed();
    void next();
    void looked();
    void act();
    void acted();
    void takeBack();
    const ToolAnswer *doneProbe() const;
    bool brokenOff() const;
    void tell(const QString &line);

    ToolStep m_step;
    const Services &m_services;
    std::vector<ToolAnswer> m_done;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<core::Tool> m_tool;
    QStringList m_items; ///< still to come
    QString m_item;
    qsizetype m_all = 0;
    bool m_mayTakeBack = true;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};

/// The tool probes of a step's done_when, alternatives too.
std::vector<ToolAnswer> answersOf(const StepSpec &step);
/// What a line of a program's progress says, without the ornaments that are for terminals; "" when
/// it says nothing.
QString plainLine(const QString &line);
/// The line of a program's ERRORS that says why it failed.
QString reasonIn(const QString &errors);

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
