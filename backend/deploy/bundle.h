// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/probe.h"

#include <QMap>
#include <QStringList>
#include <algorithm>
#include <map>

namespace deploy {

/// Facts that `when` and `notNeeded` ask about, by name: edition, cluster, model, licences,
/// registry, and the bundle's own choices.
using Facts = QMap<QString, QString>;

/// `{edition: solo, cluster: [stage, kind]}`: every fact named must have one of its values.
struct Predicate {
    QMap<QString, QStringList> any;
    bool holds(const Facts &facts) const;
    QString text() const; ///< "edition solo, cluster stage or kind"
};

struct CheckStep {
    Probe probe;
    bool must = true;
    QString fix;
};
struct ToolStep {
    QString tool;
    QStringList args; ///< "{files}" stands for the folder of FILES
    std::string input;
    std::map<QString, std::string> files;
    std::vector<int> ok{0};
    Each each{};          ///< run for each that is not done yet
    QStringList undo{};   ///< arguments that take back what a run left that was broken off
    QStringList images{}; ///< that it has to be given or downloads
};
struct HelmStep {
    QString release, ns, chart, version, repo;
    Json values = Json::object();
};
struct ApplyStep {
    std::vector<Json> objects;
};
struct DeleteStep {
    std::vector<kube::Ref> objects;
    std::optional<kube::Ref> all;
};
struct PatchStep {
    kube::Ref object;
    Json patch;
};
struct SecretStep {
    Json object; ///< stringData with secret marks
};
struct ImageStep {
    QString image; ///< id
};
struct RetagStep {
    QString image, from, to;
};
struct RestartStep {
    kube::Ref object;
};
struct WaitStep {
    Probe probe;
    std::chrono::milliseconds every{1000};
};
struct HttpStep {
    HttpCall call;
};
using StepKind = std::variant<CheckStep, ToolStep, HelmStep, ApplyStep, DeleteStep, PatchStep,
                              SecretStep, ImageStep, RetagStep, RestartStep, WaitStep, HttpStep>;

struct StepSpec {
    QString id, title, kindName;
    StepKind kind;
    QStringList needs;
    Predicate when;
    std::chrono::milliseconds timeout{300000};
    std::chrono::milliseconds expect{0}; ///< 0: not said
    std::vector<Probe> doneWhen;         ///< empty: runs every time (operations only)
    Place place;
    std::vector<Place> needPlaces;
};

struct PhaseSpec {
    QString id, title;
    QStringList needs;
    std::vector<StepSpec> steps;
    Place place;
    std::vector<Place> needPlaces;
};

struct ForwardSpec {
    QString id, title, group, ns, service;
    int port = 0;
    int servicePort = 0;
    /// What proves the other end: path, status, JSON field, text. Its url is the forward's.
    struct Identity {
        QString path;
        int status = 200;
        QString title; ///< of the HTML page
        BodyTest test;
    } probe;
};

/// A login form between a tab and its page, and what the demo's own account types into it.
struct SignInSpec {
    QString page;                                    ///< origin and path of the form
    std::vector<std::pair<QString, QString>> fields; ///< CSS selector → value
    QString button, error;                           ///< CSS selectors
};

/// Where a page takes a prompt: CSS selectors.
struct AskSpec {
    QString field, button, debug; ///< debug: the box that shows what the agents did; may be ""
};

struct TabSpec {
    QString id, title, forward, path;
    int key = 0;
    std::vector<SignInSpec> signIn;
    std::optional<AskSpec> ask; ///< prompts are typed there
};

struct ImageSpec {
    QString id, name, tag, workload, key;
    QStringList aliases;
    std::map<std::string, std::string> config; ///< path in the image → text
};

struct SecretSpec {
    QString name, title, env;
    int minLength = 1;
    bool jwt = false;
    std::vector<Predicate> notNeeded; ///< it is not while one of them holds
    QString standIn{};                ///< what is taken when nobody entered one; "" = nothing
};

/// Something that may be had another way, as demo.yaml lists it: a fact for `when`, and what was
/// taken is ${NAME}.
struct OptionSpec {
    QString name, title, taken;
    QStringList values;
};

/// One way to show it: what it picks of the bundle, and what it holds otherwise.
struct Edition {
    QString id, title;
    QStringList phases;     ///< in the order in which they are shown
    QStringList forwards{}; ///< ids; empty: all. A tab goes with its forward
    QString acts = QStringLiteral("acts.yaml");
    Place place{};
};

/// What the caller decides before the bundle is read.
struct Choice {
    QString edition; ///< "" = the bundle's default
    QString pace;    ///< "" = fast on a stage, else real
    QString model;   ///< scripted | anthropic; "" = the edition's, else scripted on a stage, else
                     ///< anthropic
    QString cluster = QStringLiteral("other"); ///< stage | kind | other
    QString kindCluster; ///< of cluster kind: its name; "" = the bundle's own. One of another name
                         ///< is somebody else's: the bundle is then read for cluster other
    QString licences = QStringLiteral("needed"); ///< needed | not-needed
    QString registryHost;            ///< from local-registry-hosting; "" = the bundle's default
    QString modelUrl;                ///< from the cluster's local-model ConfigMap; "" = Anthropic's
    QMap<QString, int> forwardPorts; ///< instead of the demo's own (--ports auto)
    QMap<QString, QString> options;  ///< demo.yaml's options by name, instead of its own
    QMap<QString, QString> recorded; ///< the same as a deployment has left them: what this bundle
                                     ///< does not know of them is left out
    std::optional<QString> prompt, customer; ///< --prompt, --customer
};

/// The show as data, checked whole. A value.
struct Bundle {
    QString folder, name, title, edition, pace, model, cluster, licences;
    QString registryHost, registryPrefix; ///< "localhost:5001", "localhost:5001/trustusbank"
    Json vars;                            ///< everything ${…} knows but secrets
    Json customer, paceValues;
    std::vector<Edition> editions;
    std::vector<OptionSpec> options;
    std::vector<SecretSpec> secrets;
    std::vector<ImageSpec> images;
    std::vector<ForwardSpec> forwards;
    std::vector<TabSpec> tabs;
    std::vector<PhaseSpec> phases;     ///< all editions', by id
    std::vector<PhaseSpec> operations; ///< id = the file's name

    Facts facts() const;
    bool registryIsLocal() const; ///< on this machine: on kind, ours to make
    Lookup lookup() const;        ///< for other files of the bundle (acts.yaml); no secrets
    const Edition *current() const;
    QString actsFile() const; ///< of the edition, by path from the bundle's root
    bool isOfEdition(const StepSpec &step) const; ///< no other edition's, by its `when`
    const PhaseSpec *operation(const QString &id) const;
    const ImageSpec *image(const QString &id) const;
    const ForwardSpec *forward(const QString &id) const;
    const SecretSpec *secret(const QString &name) const;
    /// An image's repository in the registry: "trustusbank/NAME".
    QString repository(const QString &imageName) const;
    bool needed(const SecretSpec &secret) const
    {
        const Facts known = facts();
        return std::none_of(secret.notNeeded.begin(), secret.notNeeded.end(),
                            [&known](const Predicate &each) { return each.holds(known); });
    }
};

/// Reads and checks a bundle folder. The one fault is Usage, "FILE:LINE:COLUMN: what, expected …".
core::Result<Bundle> loadBundle(const QString &folder, const Choice &choice);

} // namespace deploy
