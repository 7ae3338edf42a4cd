// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/console.h"
#include "app/cockpit/options.h"
#include "app/cockpit/resultdocument.h"
#include "app/cockpit/stageprocess.h"
#include "backend/deploy/clusterfacts.h"
#include "backend/deploy/history.h"
#include "backend/deploy/imagemaker.h"
#include "backend/deploy/secrets.h"
#include "backend/deploy/services.h"
#include "backend/evidence/observer.h"
#include "backend/forward/forwardset.h"
#include "backend/http/curltransport.h"
#include "backend/show/conditions.h"

namespace app {

/// Where resources/demo lies: TRUSTUSBANK_RESOURCES, else beside the installed program, else the
/// source tree it was built from.
QString builtInBundle();
/// What children are told of the kubeconfig; FILE as --kubeconfig has it.
QMap<QString, QString> kubeconfigFor(const QString &file);
/// The bundle's acts; faults are Usage with their place.
core::Result<show::Script> readActs(const deploy::Bundle &bundle);
/// The presenter's own words over the bundle's, from FILE; a file that is not there changes
/// nothing, and neither does one with a fault.
core::Result<void> readNotes(show::Script &script, const deploy::Bundle &bundle,
                             const QString &file);

/// One chosen cluster with the bundle read for it, and everything that works on it. The order of
/// the members is the order of their lives.
class Session : public QObject {
    Q_OBJECT
public:
    /// Reads the kubeconfig, asks the cluster what it is, reads the bundle. Starts a stage first
    /// when OPTIONS ask for one. Nothing of the cluster is changed. RESULT learns the context,
    /// whether or not it answers.
    static core::Result<std::unique_ptr<Session>> open(Console &console, const Options &options,
                                                       ResultDocument &result);
    ~Session() override;

    const deploy::Bundle &bundle() const { return *m_bundle; }
    const show::Script &script() const { return m_script; }
    /// Where the window keeps what a cluster of this kind showed at each cue.
    QString recordingsFolder(const QString &cluster) const;
    /// Where Ctrl+R looks, the first one first: this cluster's own, then a rehearsal's.
    QStringList recordingsFolders() const;
    const QString &notesTrouble() const { return m_notesTrouble; } ///< in the user's notes.yaml
    bool useFormat(const QString &id) { return show::useFormat(m_script, id); }
    const deploy::Services &services() const { return *m_services; }
    kube::Client &client() { return *m_client; }
    http::Transport &transport() { return m_transport; }
    core::Launcher &launcher() { return *m_launcher; }
    core::Clock &clock() { return m_clock; }
    QDateTime clockNow() const { return m_clock.now(); }
    forward::ForwardSet &forwards() { return *m_forwards; }
    deploy::History &history() { return *m_history; }
    const deploy::Secrets &secrets() const { return *m_secrets; }
    void reloadSecrets() { m_secrets->reload(); } ///< their file has changed
    evidence::Places places() const;
    evidence::Rules rules() const;
    QString forwardUrl(const QString &id) const;     ///< "http://127.0.0.1:PORT"
    int forwardPort(const QString &id) const;        ///< where it listens now; 0: there is none
    QString forwardTrouble(const QString &id) const; ///< who else has its port, or ""
    /// What it waits for while it leads to no pod; not while a restart of our own is why.
    std::optional<deploy::ForwardWait> forwardWait(const QString &id) const;
    /// Why nothing that answers on its port is the demo's: its trouble, or that it is paused and
    /// anybody may listen there.
    QString whyNotOurs(const QString &id) const;
    const QString &contextName() const { return m_context.name; }
    const QString &toolsFolder() const { return m_context.toolsFolder; }
    bool fixedFigures() const { return m_fixedFigures; }
    /// Why nothing may be deployed here: another edition is there, or no registry is known.
    const std::optional<core::Fault> &otherEdition() const { return m_otherEdition; }
    const std::optional<core::Fault> &noRegistry() const { return m_noRegistry; }

    /// Learns from RUN how long its steps take, and shows the forwards' pauses that it causes as
    /// planned.
    void attend(deploy::Run &run);
    /// The stage, when this session started one; else null. It lives as long as the session.
    core::Task *stage() const { return m_stage.get(); }
    /// Ends the stage, when it is ours, and returns once it is gone.
    void close(Console &console);

private:
    friend class Opening; // it takes the steps
    Session() = default;
    core::Result<void> chooseContext(const Options &options);
    core::Result<void> takeBundle(const deploy::ClusterFacts &facts, const Options &options);
    void assemble(const Options &options);

    core::SystemClock m_clock;
    http::CurlTransport m_transport;
    core::ProcessLauncher m_plainLauncher;
    std::unique_ptr<StageProcess> m_stage;
    QString m_kubeconfig;
    kube::Context m_context;
    std::unique_ptr<core::ProcessLauncher> m_launcher;
    std::unique_ptr<kube::Client> m_client;
    std::unique_ptr<deploy::Bundle> m_bundle;
    show::Script m_script;
    std::unique_ptr<deploy::Secrets> m_secrets;
    deploy::LocalMachine m_machine;
    std::unique_ptr<deploy::ImageMaker> m_images;
    std::unique_ptr<deploy::Services> m_services;
    std::unique_ptr<deploy::History> m_history;
    std::unique_ptr<forward::ForwardSet> m_forwards;
    QString m_notesTrouble;
    std::optional<core::Fault> m_otherEdition, m_noRegistry;
    bool m_fixedFigures = true;
};

} // namespace app
