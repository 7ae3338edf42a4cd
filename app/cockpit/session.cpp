// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/session.h"

#include "app/cockpit/actscheck.h"
#include "app/cockpit/opening.h"
#include "app/cockpit/ports.h"
#include "backend/core/paths.h"
#include "backend/deploy/node.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace app {

using namespace Qt::StringLiterals;
using core::Fault;
using Json = nlohmann::json;

namespace {

forward::Spec forwardSpec(const deploy::ForwardSpec &from)
{
    forward::Spec spec;
    spec.id = from.id;
    spec.title = from.title;
    spec.group = from.group;
    spec.ns = from.ns;
    spec.service = from.service;
    spec.port = from.port;
    spec.servicePort = from.servicePort;
    spec.probe.path = from.probe.path;
    spec.probe.status = from.probe.status;
    spec.probe.title = from.probe.title;
    spec.probe.contains = from.probe.test.contains;
    if (from.probe.test.pointer)
        spec.probe.jsonPointer = QString::fromStdString(*from.probe.test.pointer);
    if (from.probe.test.equals)
        spec.probe.jsonValue = *from.probe.test.equals;
    return spec;
}

/// Line and column of every node, by JSON pointer.
void notePlaces(const deploy::Node &node, const std::string &pointer,
                std::map<std::string, QString> &places)
{
    places[pointer] = node.place.text();
    for (std::size_t i = 0; i < node.items.size(); ++i)
        notePlaces(node.items[i], pointer + "/" + std::to_string(i), places);
    for (const deploy::Node::Entry &entry : node.entries)
        notePlaces(entry.value, pointer + "/" + entry.key, places);
}

/// One YAML document with where each of its values stands.
core::Result<std::pair<show::Json, show::PlaceOf>>
readDocument(const QByteArray &text, const QString &name, const deploy::Bundle &bundle)
{
    const auto nodes = deploy::parseNodes(text, name, bundle.lookup());
    if (!nodes)
        return tl::unexpected(nodes.error());
    if (nodes->size() != 1)
        return tl::unexpected(
            Fault{Fault::Kind::Usage,
                  u"%1:1:1: %2 documents, expected one"_s.arg(name).arg(nodes->size()),
                  {},
                  {}});
    std::map<std::string, QString> places;
    notePlaces(nodes->front(), "", places);
    const show::PlaceOf placeOf = [places](const std::string &pointer) {
        std::string at = pointer;
        while (!places.contains(at) && !at.empty())
            at.resize(at.rfind('/') == std::string::npos ? 0 : at.rfind('/'));
        return places.at(at);
    };
    return std::pair<show::Json, show::PlaceOf>{nodes->front().toJson(), placeOf};
}

} // namespace

QString builtInBundle()
{
    const QString set = qEnvironmentVariable("TRUSTUSBANK_RESOURCES");
    if (!set.isEmpty())
        return set + u"/demo"_s;
    const QString installed = QDir::cleanPath(QCoreApplication::applicationDirPath()
                                              + u"/../share/trustusbank-cockpit/demo"_s);
    return QFile::exists(installed + u"/demo.yaml"_s) ? installed
                                                      : QStringLiteral(SOURCE_RESOURCES "/demo");
}

core::Result<void> readNotes(show::Script &script, const deploy::Bundle &bundle,
                             const QString &file)
{
    QFile notes(file);
    if (!notes.open(QIODevice::ReadOnly))
        return {};
    const auto read = readDocument(notes.readAll(), QFileInfo(file).fileName(), bundle);
    if (!read)
        return tl::unexpected(read.error());
    return show::overlayNotes(script, read->first, read->second);
}

core::Result<show::Script> readActs(const deploy::Bundle &bundle)
{
    const QString name = bundle.actsFile();
    QFile file(bundle.folder + u'/' + name);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            Fault{Fault::Kind::Usage,
                  u"%1: %2, expected the acts of the show"_s.arg(file.fileName(),
                                                                 file.errorString()),
                  {},
                  {}});
    const auto read = readDocument(file.readAll(), name, bundle);
    if (!read)
        return tl::unexpected(read.error());
    const auto &[document, placeOf] = *read;
    auto script = show::readScript(document, placeOf);
    if (!script)
        return script;
    if (const auto fault = faultOfActs(document, *script, bundle, placeOf))
        return tl::unexpected(*fault);
    return script;
}

Session::~Session() = default;

core::Result<std::unique_ptr<Session>> Session::open(Console &console, const Options &options,
                                                     ResultDocument &result)
{
    Options wanted = options;
    wanted.stage = options.stage || options.command == u"rehearse";
    Opening opening(wanted);
    connect(&opening, &core::Task::progress, &console, &Console::progress);
    const core::Outcome outcome = console.run(opening);
    result.setCluster(wanted.stage ? u"stage"_s : QString(), opening.contextName(), {});
    if (!outcome.ok())
        return tl::unexpected(outcome.fault);
    std::unique_ptr<Session> session = opening.take();
    if (core::Task *stage = session->stage()) {
        connect(stage, &core::Task::progress, &console,
                [&console](const QString &line) { console.progress(u"stage: "_s + line); });
        connect(stage, &core::Task::finished, &console, [&console](const core::Outcome &ended) {
            if (ended.kind == core::Outcome::Kind::Failed)
                console.cancel(ended.fault);
        });
    }
    return session;
}

void Session::attend(deploy::Run &run)
{
    m_history->follow(run, m_bundle->cluster);
    QObject::connect(&run, &deploy::Run::stepChanged, m_forwards.get(),
                     [this, &run](const QString &id, deploy::StepState state) {
                         const auto index = run.plan().find(id);
                         const auto *restart = index ? std::get_if<deploy::RestartStep>(
                                                   &run.plan().steps[*index].spec.kind)
                                                     : nullptr;
                         if (restart && state == deploy::StepState::Running)
                             m_forwards->planned(restart->object.ns,
                                                 run.plan().steps[*index].spec.title);
                     });
}

core::Result<void> Session::chooseContext(const Options &options)
{
    const auto config =
        kube::KubeConfig::load(m_kubeconfig.isEmpty() ? options.kubeconfig : m_kubeconfig);
    if (!config)
        return tl::unexpected(config.error());
    auto context = kube::choose(*config, options.context);
    if (!context)
        return tl::unexpected(context.error());
    m_context = std::move(*context);
    m_launcher = std::make_unique<core::ProcessLauncher>(m_context.toolsFolder);
    m_client = std::make_unique<kube::Client>(m_context, m_transport, m_clock);
    m_client->useLauncher(*m_launcher);
    return {};
}

QMap<QString, QString> kubeconfigFor(const QString &file)
{
    // Tools run in the bundle's folder: a relative path would name another file there.
    QStringList files = (file.isEmpty() ? qEnvironmentVariable("KUBECONFIG") : file)
                            .split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (QString &one : files)
        one = QDir::current().absoluteFilePath(one);
    QMap<QString, QString> environment;
    if (!files.isEmpty())
        environment[u"KUBECONFIG"_s] = files.join(QDir::listSeparator());
    return environment;
}

core::Result<void> Session::takeBundle(const deploy::ClusterFacts &facts, const Options &options)
{
    deploy::Choice choice;
    choice.edition = options.edition;
    choice.pace = options.pace;
    choice.model = options.model;
    choice.registryHost = options.registry;
    if (!options.prompt.isEmpty())
        choice.prompt = options.prompt;
    if (!options.customer.isEmpty())
        choice.customer = options.customer;
    m_fixedFigures = options.prompt.isEmpty() && options.customer.isEmpty();
    choice = deploy::withFacts(std::move(choice), facts);
    if (!options.demo.isEmpty()) // a bundle that was named says itself how it is to be
        choice.recorded.clear();
    m_otherEdition = deploy::otherEdition(options.edition, facts, m_context.name);
    if (m_otherEdition && options.command != u"preflight") // which lists it among its items
        return tl::unexpected(*m_otherEdition);
    const QString folder = options.demo.isEmpty() ? builtInBundle() : options.demo;
    auto bundle = deploy::loadBundle(folder, choice);
    if (bundle) {
        choice.cluster = bundle->cluster; // a kind cluster of another name is somebody else's
        m_noRegistry = deploy::noRegistry(choice, m_context.name);
        if (m_noRegistry && options.command == u"deploy")
            return tl::unexpected(*m_noRegistry);
        if (auto high = beyondPorts(*bundle, options.portOffset))
            return tl::unexpected(*std::move(high));
    }
    if (bundle && (options.ports == u"auto" || options.portOffset != 0)) {
        choice.forwardPorts = options.ports == u"auto"
                                  ? autoPorts(*bundle, m_client->context().server)
                                  : offsetPorts(*bundle, options.portOffset);
        bundle = deploy::loadBundle(folder, choice);
    }
    if (!bundle)
        return tl::unexpected(bundle.error());
    m_bundle = std::make_unique<deploy::Bundle>(std::move(*bundle));
    auto script = readActs(*m_bundle);
    if (!script)
        return tl::unexpected(script.error());
    m_script = std::move(*script);
    const core::Paths paths = core::Paths::own();
    // A slip in the presenter's own words must not stop the show: it is said instead.
    if (const auto notes = readNotes(m_script, *m_bundle, paths.config + u"/notes.yaml"_s); !notes)
        m_notesTrouble = notes.error().summary;
    auto history = deploy::History::open(paths.state + u"/history.jsonl"_s, m_clock);
    if (!history)
        return tl::unexpected(history.error());
    m_history = std::move(*history);
    return {};
}

QString Session::recordingsFolder(const QString &cluster) const
{
    return core::Paths::own().data + u"/recordings/"_s + m_script.id + u'/' + cluster;
}

QStringList Session::recordingsFolders() const
{
    QStringList out{recordingsFolder(m_bundle->cluster), recordingsFolder(u"stage"_s)};
    out.removeDuplicates();
    return out;
}

void Session::assemble(const Options &options)
{
    const core::Paths paths = core::Paths::own();
    m_secrets = std::make_unique<deploy::Secrets>(QProcessEnvironment::systemEnvironment(),
                                                  QStringList{deploy::secretFile(),
                                                              QDir::current().filePath(u".env"_s),
                                                              paths.config + u"/.env"_s});
    m_images = std::make_unique<deploy::ImageMaker>(stageProgram(m_plainLauncher),
                                                    paths.cache + u"/images"_s);
    const QString kubeconfig = m_kubeconfig.isEmpty() ? options.kubeconfig : m_kubeconfig;
    m_services.reset(new deploy::Services{*m_bundle, [this] { return m_client.get(); }, m_transport,
                                          *m_launcher, m_clock, *m_secrets, m_machine, *m_images,
                                          paths.data + u"/cosign"_s, kubeconfigFor(kubeconfig),
                                          m_context.name,
                                          [this](const QString &id) { return forwardTrouble(id); },
                                          [this](const QString &id) { return forwardPort(id); },
                                          [this](const QString &id) { return forwardWait(id); }});
    std::vector<forward::Spec> specs;
    for (const deploy::ForwardSpec &one : m_bundle->forwards)
        specs.push_back(forwardSpec(one));
    m_forwards =
        std::make_unique<forward::ForwardSet>(forward::toolsFor(m_context), std::move(specs));
    m_forwards->shareIn(peerFolder());
}

QString Session::forwardTrouble(const QString &id) const
{
    const auto status = m_forwards ? m_forwards->status(id) : std::nullopt;
    return status && status->state == forward::State::Conflict
               ? u"forward "_s + id + u": "_s + status->why
               : QString();
}

std::optional<deploy::ForwardWait> Session::forwardWait(const QString &id) const
{
    const auto status = m_forwards ? m_forwards->status(id) : std::nullopt;
    if (!status || !status->target.isEmpty()
        || (status->state != forward::State::Waiting && status->state != forward::State::Degraded))
        return {};
    return deploy::ForwardWait{u"forward "_s + id + u" waits "_s + status->why, status->heard};
}

QString Session::whyNotOurs(const QString &id) const
{
    const auto status = m_forwards ? m_forwards->status(id) : std::nullopt;
    return status && status->state == forward::State::Paused ? u"forward "_s + id + u" is paused"_s
                                                             : forwardTrouble(id);
}

QString Session::forwardUrl(const QString &id) const
{
    const int port = forwardPort(id);
    return port > 0 ? u"http://127.0.0.1:%1"_s.arg(port) : QString();
}

int Session::forwardPort(const QString &id) const
{
    const deploy::ForwardSpec *one = m_bundle->forward(id);
    // It may have left its own port to whoever took it.
    const int port = m_forwards ? m_forwards->port(id) : 0;
    return port > 0 ? port : one ? one->port : 0;
}

evidence::Places Session::places() const
{
    const show::Sources &sources = m_script.sources;
    evidence::Places places;
    places.attacker = forwardUrl(u"attacker"_s);
    places.prometheus = forwardUrl(u"prometheus"_s);
    places.mailhog = forwardUrl(u"mailhog"_s);
    places.catalogue = forwardUrl(u"registry"_s);
    places.counters = sources.counters;
    for (const show::LogSource &log : sources.logs)
        places.logs.push_back({log.probe, log.ns, log.selector, log.line});
    places.registryHost = m_bundle->registryHost;
    places.repository = m_bundle->repository(sources.image);
    places.tag = sources.tag;
    places.cleanTag = sources.cleanTag;
    places.imageNamespace = sources.imageNamespace;
    places.imageSelector = sources.imageSelector;
    places.policyNamespaces = sources.policyNamespaces;
    places.lockNamespace = sources.lockNamespace;
    places.lockName = sources.lockName;
    places.policyApi = sources.policyApi;
    places.policyKind = sources.policyKind;
    places.otherPolicies = sources.otherPolicies;
    places.lockCondition = sources.lockCondition;
    places.cosignFolder = m_services->cosignFolder;
    return places;
}

evidence::Rules Session::rules() const
{
    evidence::Rules rules;
    for (const auto &[alert, counter] : m_script.sources.alerts)
        rules.alertCounter[alert] = counter;
    rules.profile = m_script.sources.profile;
    return rules;
}

void Session::close(Console &console)
{
    if (m_forwards)
        m_forwards->stop();
    if (!m_stage || m_stage->state() != core::Task::State::Running)
        return;
    QEventLoop loop;
    connect(m_stage.get(), &core::Task::finished, &loop, &QEventLoop::quit);
    m_stage->disconnect(&console);
    m_stage->cancel();
    while (m_stage->state() != core::Task::State::Over)
        loop.exec();
}

} // namespace app
