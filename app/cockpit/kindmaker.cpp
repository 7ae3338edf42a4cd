// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/kindmaker.h"

#include "app/cockpit/session.h"
#include "backend/deploy/toolaction.h"

#include <QThread>

namespace app {

using namespace Qt::StringLiterals;
using core::Fault;

KindMaker::KindMaker(Options options, core::Launcher &launcher, http::Transport &transport,
                     core::Clock &clock, QObject *parent)
    : core::Task(parent)
    , m_options(std::move(options))
    , m_launcher(launcher)
    , m_transport(transport)
    , m_clock(clock)
    , m_secrets(QProcessEnvironment::systemEnvironment(), {})
    , m_images(QString(), QString())
{
}

KindMaker::~KindMaker() = default;

/// Reading the bundle takes long enough for eyes to see: another thread does it.
void KindMaker::run()
{
    emit doing(u"reading the show"_s);
    m_loading = true;
    deploy::Choice choice;
    choice.edition = m_options.edition;
    choice.model = m_options.model;
    choice.registryHost = m_options.registry;
    choice.cluster = u"kind"_s;
    const QString folder = m_options.demo.isEmpty() ? builtInBundle() : m_options.demo;
    QThread *worker =
        QThread::create([this, folder, choice] { m_bundle = deploy::loadBundle(folder, choice); });
    connect(worker, &QThread::finished, this, [this, worker] {
        worker->deleteLater();
        m_loading = false;
        loaded();
    });
    worker->start();
}

void KindMaker::loaded()
{
    if (cancelRequested())
        return finish(core::Outcome::cancelled());
    if (!m_bundle)
        return finish(core::Outcome::failed(m_bundle.error()));
    const auto name = deploy::walk(m_bundle->vars, "kindCluster");
    m_cluster = name ? QString::fromStdString(deploy::textOf(*name)) : QString();
    m_contextName = u"kind-"_s + m_cluster;
    if (!m_options.context.isEmpty() && m_options.context != m_contextName)
        return finish(core::Outcome::failed(
            {Fault::Kind::Usage,
             u"--create-kind is for context \"%1\": expected no other --context"_s.arg(
                 m_contextName),
             {},
             {}}));
    look();
}

/// A cluster that answers needs nothing: neither kind nor docker is asked for then.
void KindMaker::look()
{
    const auto config = kube::KubeConfig::load(m_options.kubeconfig);
    const auto context = config ? config->context(m_contextName)
                                : core::Result<kube::Context>(tl::unexpected(config.error()));
    if (!context)
        return make();
    emit doing(u"asking the cluster what it is"_s);
    m_client = std::make_unique<kube::Client>(*context, m_transport, m_clock);
    m_client->useLauncher(m_launcher);
    deploy::readClusterFacts(*m_client, m_context.get(),
                             [this](const core::Result<deploy::ClusterFacts> &facts) {
                                 if (facts)
                                     finish(core::Outcome::done());
                                 else
                                     make();
                             });
}

void KindMaker::make()
{
    auto plan = deploy::clusterPlan(*m_bundle);
    if (!plan)
        return finish(core::Outcome::failed(plan.error()));
    emit doing(u"making a kind cluster on this machine"_s);
    m_services.reset(new deploy::Services{*m_bundle, [] { return nullptr; }, m_transport,
                                          m_launcher, m_clock, m_secrets, m_machine, m_images,
                                          QString(), kubeconfigFor(m_options.kubeconfig),
                                          QString()});
    m_run = std::make_unique<deploy::Run>(*std::move(plan), *m_services);
    connect(m_run.get(), &deploy::Run::stepChanged, this, &KindMaker::tell);
    connect(m_run.get(), &deploy::Run::line, this, [this](const QString &, const QString &line) {
        if (line.contains(u'\n'))
            return; // why a step failed, and all that was said: the fault has both
        // kind says when a phase begins and, in the same words, when it is over.
        if (const QString words = deploy::plainLine(line); !words.isEmpty() && words != m_said)
            emit progress(m_said = words);
    });
    connect(m_run.get(), &core::Task::finished, this, &KindMaker::made);
    m_run->start();
}

void KindMaker::tell(const QString &step, deploy::StepState state)
{
    const auto index = m_run->plan().find(step);
    if (index && (state == deploy::StepState::Done || state == deploy::StepState::Already))
        emit progress(step.leftJustified(6) + u' ' + deploy::outcomeWord(state).leftJustified(9)
                      + u"  "_s + m_run->plan().steps[*index].spec.title);
}

void KindMaker::made(const core::Outcome &outcome)
{
    if (outcome.kind == core::Outcome::Kind::Cancelled)
        return finish(core::Outcome::cancelled());
    const deploy::Plan &plan = m_run->plan();
    if (!outcome.ok()) {
        Fault fault = outcome.fault;
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            if (m_run->reports()[i].state != deploy::StepState::Failed)
                continue;
            fault.summary = u"no kind cluster was made: "_s + m_run->reports()[i].why;
            if (plan.steps[i].spec.kindName == u"check") // of what the machine has
                fault.kind = Fault::Kind::Missing;
            break;
        }
        if (fault.action.isEmpty())
            fault.action = u"Mend that and try again: what is left of this try goes first. A "
                           "rehearsal needs neither kind nor docker."_s;
        return finish(core::Outcome::failed(fault));
    }
    if (m_run->reports().back().state == deploy::StepState::Already)
        writeKubeconfig();
    else
        finish(core::Outcome::done());
}

/// After Docker has started anew its server has another port, and the context may be gone.
void KindMaker::writeKubeconfig()
{
    m_tool = m_launcher.launch(
        deploy::toolCommand(*m_services, u"kind"_s,
                            {u"export"_s, u"kubeconfig"_s, u"--name"_s, m_cluster}));
    connect(m_tool.get(), &core::Task::finished, this, [this](const core::Outcome &outcome) {
        if (outcome.ok() || outcome.kind == core::Outcome::Kind::Cancelled)
            return finish(outcome);
        const QString errors = QString::fromUtf8(m_tool->errors());
        finish(core::Outcome::failed(
            {Fault::Kind::Missing,
             u"kind has a cluster %1, and cannot say how it is reached: %2"_s.arg(
                 m_cluster, errors.isEmpty() ? outcome.fault.summary : deploy::reasonIn(errors)),
             errors, remedy()}));
    });
    m_tool->start();
}

QString KindMaker::remedy() const
{
    return u"Start its nodes (docker start), or delete it (kind delete cluster --name %1) and run "
           "again."_s.arg(m_cluster);
}

void KindMaker::halt()
{
    if (m_loading)
        return; // loaded() goes on
    if (m_tool)
        m_tool->cancel();
    else if (m_run)
        m_run->cancel();
    else {
        m_context = std::make_unique<QObject>();
        finish(core::Outcome::cancelled());
    }
}

} // namespace app
