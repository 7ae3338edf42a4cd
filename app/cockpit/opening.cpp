// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/opening.h"

#include <QThread>

namespace app {

using namespace Qt::StringLiterals;

Opening::Opening(Options options, QObject *parent)
    : core::Task(parent)
    , m_options(std::move(options))
{
}

Opening::~Opening() = default;

QString Opening::contextName() const
{
    return m_session ? m_session->contextName() : QString();
}

void Opening::run()
{
    m_session.reset(new Session);
    if (m_options.createKind) {
        makeKind();
        return;
    }
    if (!m_options.stage) {
        emit doing(u"reading the kubeconfig"_s);
        choose();
        return;
    }
    m_session->m_stage =
        std::make_unique<StageProcess>(m_session->m_plainLauncher,
                                       StageProcess::Options{m_options.pace, m_options.model});
    StageProcess *stage = m_session->m_stage.get();
    connect(stage, &core::Task::progress, this,
            [this](const QString &line) { emit progress(u"stage: "_s + line); });
    connect(stage, &StageProcess::ready, m_context.get(), [this, stage] {
        m_session->m_kubeconfig = QString::fromStdString(stage->line().value("kubeconfig", ""));
        choose();
    });
    connect(stage, &core::Task::finished, m_context.get(), [this](const core::Outcome &outcome) {
        m_context.reset();
        finish(cancelRequested() ? core::Outcome::cancelled() : outcome);
    });
    emit doing(u"starting a cluster on this machine"_s);
    stage->start();
}

/// From here on it is a cluster like any other.
void Opening::makeKind()
{
    m_kind = std::make_unique<KindMaker>(m_options, m_session->m_plainLauncher,
                                         m_session->m_transport, m_session->m_clock);
    connect(m_kind.get(), &core::Task::progress, this, &core::Task::progress);
    connect(m_kind.get(), &KindMaker::doing, this, &Opening::doing);
    connect(m_kind.get(), &core::Task::finished, m_context.get(),
            [this](const core::Outcome &outcome) {
                if (cancelRequested() || !outcome.ok())
                    return finish(cancelRequested() ? core::Outcome::cancelled() : outcome);
                m_options.context = m_kind->contextName();
                choose();
            });
    m_kind->start();
}

void Opening::choose()
{
    if (const auto chosen = m_session->chooseContext(m_options); !chosen) {
        end(chosen.error());
        return;
    }
    emit doing(u"asking the cluster what it is"_s);
    deploy::readClusterFacts(*m_session->m_client, m_context.get(),
                             [this](const core::Result<deploy::ClusterFacts> &facts) {
                                 if (facts)
                                     load(*facts);
                                 else
                                     end(unanswered(facts.error()));
                             });
}

/// One that kind has just listed is not simply elsewhere.
core::Fault Opening::unanswered(core::Fault fault) const
{
    if (m_kind)
        fault.action = m_kind->remedy();
    return fault;
}

/// Reading the bundle takes long enough for eyes to see: another thread does it, while nobody else
/// has the session.
void Opening::load(const deploy::ClusterFacts &facts)
{
    emit doing(u"reading the show"_s);
    m_loading = true;
    QThread *home = thread();
    QThread *worker = QThread::create([this, facts, home] {
        m_taken = m_session->takeBundle(facts, m_options);
        if (m_session->m_history)
            m_session->m_history->moveToThread(home);
    });
    connect(worker, &QThread::finished, this, [this, worker] {
        worker->deleteLater();
        m_loading = false;
        loaded();
    });
    worker->start();
}

void Opening::loaded()
{
    if (cancelRequested() || !m_taken) {
        end(cancelRequested() ? core::Outcome::cancelled().fault : m_taken.error());
        return;
    }
    m_session->assemble(m_options);
    m_context.reset();
    finish(core::Outcome::done());
}

/// A stage that was started goes first.
void Opening::end(const core::Fault &fault)
{
    core::Task *stage = m_session->stage();
    m_context = std::make_unique<QObject>();
    if (!stage || stage->state() == core::Task::State::Over) {
        finish(core::Outcome::failed(fault));
        return;
    }
    connect(stage, &core::Task::finished, m_context.get(),
            [this, fault] { finish(core::Outcome::failed(fault)); });
    stage->cancel();
}

void Opening::halt()
{
    if (m_loading)
        return; // loaded() goes on
    if (m_kind && m_kind->state() == core::Task::State::Running)
        return m_kind->cancel(); // it takes back what it has begun
    if (m_session)
        end(core::Outcome::cancelled().fault);
    else
        finish(core::Outcome::cancelled());
}

} // namespace app
