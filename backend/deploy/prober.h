// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/registryclient.h"
#include "backend/deploy/services.h"

#include <set>

namespace deploy {

/// Asks the world one done_when item at a time; changes nothing. Answers come from the event loop,
/// and not at all once the context is gone. Programs it started end with it being destroyed; ask
/// idle() first when nothing may be left running.
class Prober : public QObject {
    Q_OBJECT
public:
    explicit Prober(const Services &services, QObject *parent = nullptr);
    ~Prober() override;

    using Done = std::function<void(Finding)>;
    /// STEP gives the items that mean "this step's own" (applied) their object.
    void ask(const Probe &probe, const StepSpec *step, QObject *context, Done done);
    /// All items of a list, in order, until one does not hold; TITLE of that one is in SAW.
    void askAll(const std::vector<Probe> &probes, const StepSpec *step, QObject *context,
                Done done);
    /// Whether everything that a release made is rolled out; helm's own --wait is more easily
    /// satisfied (it takes one missing replica, and Jobs that still run).
    void askRolledOut(const HelmStep &step, QObject *context, Done done);
    bool idle() const { return m_tools.empty(); }
    RegistryClient &registry() { return m_registry; }

signals:
    void becameIdle();

private:
    struct List;
    void askNext(const std::shared_ptr<List> &list);
    void ask(const Exists &probe, QObject *context, Done done);
    void ask(const Absent &probe, QObject *context, Done done);
    void ask(const Condition &probe, QObject *context, Done done);
    void ask(const Rollout &probe, QObject *context, Done done);
    void ask(const Pods &probe, QObject *context, Done done);
    void ask(const Field &probe, QObject *context, Done done);
    void ask(const Release &probe, QObject *context, Done done);
    void ask(const HttpCall &probe, QObject *context, Done done);
    void askThrough(const HttpCall &probe, std::chrono::milliseconds until, QObject *context,
                    Done done);
    void ask(const TagSame &probe, QObject *context, Done done);
    void ask(const Signed &probe, QObject *context, Done done);
    void ask(const ToolAnswer &probe, QObject *context, Done done);
    void askEach(const ToolAnswer &probe, QStringList items, QObject *context, Done done);
    void ask(const Any &probe, QObject *context, Done done);
    void askAny(std::vector<Probe> probes, QObject *context, Done done);
    void ask(const Can &probe, QObject *context, Done done);
    void ask(const Nodes &probe, QObject *context, Done done);
    void ask(const None &probe, QObject *context, Done done);
    void ask(const NoRelease &probe, QObject *context, Done done);
    void ask(const Running &probe, QObject *context, Done done);
    void ask(const ImagePushed &probe, QObject *context, Done done);
    void askAliases(const ImageSpec &image, QStringList aliases, const QString &digest,
                    QObject *context, Done done);
    void askApplied(const ApplyStep &step, QObject *context, Done done);
    void askReleaseSame(const HelmStep &step, QObject *context, Done done);
    void askObjects(std::vector<kube::Ref> objects, const QString &owner, QObject *context,
                    Done done);
    void askSecretSame(const SecretStep &step, QObject *context, Done done);
    void askPods(const Json &object, Finding finding, QObject *context, Done done);
    Finding local(const ProbeKind &probe) const;
    void get(const kube::Ref &ref, QObject *context, kube::Client::Done done,
             const QString &query = {});
    void release(const QString &ns, const QString &name, QObject *context, kube::Client::Done done);
    void runTool(const core::Command &command, QObject *context,
                 std::function<void(const core::Tool &)> done);
    void verifySignature(const QString &image, const QString &digest, const QString &key,
                         QObject *context, Done done);

    const Services &m_services;
    RegistryClient m_registry;
    Requests m_requests;
    std::set<std::unique_ptr<core::Tool>> m_tools;
};

/// A manifest's values with the secrets filled in.
Json withSecrets(const Json &value, const Services &services);
std::string withSecrets(const std::string &text, const Services &services);
/// The Secret as it is applied: data instead of stringData, and the annotation with the values'
/// hash.
Json sealedSecret(const SecretStep &step, const Services &services);
inline constexpr const char *hashAnnotation = "trustusbank.demo/values-sha256";
/// Why the forward of this call cannot be the service that is meant, or "".
QString forwardTrouble(const Services &services, const HttpCall &call);
/// What the forward of this call waits for; nothing when it leads somewhere.
std::optional<ForwardWait> forwardWait(const Services &services, const HttpCall &call);
/// What is known of the call without sending it: its forward cannot lead anywhere now.
std::optional<Finding> withoutAsking(const Services &services, const HttpCall &call);
/// Where the call goes now.
QString addressOf(const Services &services, const HttpCall &call);
/// "HOST/REPOSITORY@DIGEST", as cosign wants it.
QString imageReference(const Bundle &bundle, const QString &imageName, const QString &digest);
/// The probe for one of its "each".
ToolAnswer forItem(ToolAnswer probe, const QString &item);
Finding toolFinding(const ToolAnswer &probe, const QString &name, const core::Tool &tool);
/// A child's command: PATH and environment as the services say, never a secret in its arguments.
core::Command toolCommand(const Services &services, const QString &tool,
                          const QStringList &arguments);

} // namespace deploy
