// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/drill.h"

#include "app/cockpit/stageprocess.h"
#include "app/window/words.h"

#include <csignal>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// A source that has said nothing for this long is silent.
constexpr int silence = 5;
constexpr milliseconds unpluggedFor(3000);
/// An answer that takes longer is waited for.
constexpr milliseconds thoughtFor(3000);

} // namespace

void DrillGrade::look(Time now, const QString &trouble)
{
    if (m_over)
        return;
    m_now = now;
    if (!trouble.isEmpty()) {
        m_trouble = trouble;
        m_well.reset();
        if (!m_noticed)
            m_noticed = now;
    } else if (m_noticed && !m_well) {
        m_well = now;
    }
    m_over = m_noticed ? (m_well && now - *m_well >= steady) || now - m_begin >= patience
                       : now - m_begin >= notices;
}

QString DrillGrade::words() const
{
    if (!m_noticed)
        return m_over ? Drill::tr("carried on: no light went out")
                      : Drill::tr("all is well so far");
    if (m_well)
        return Drill::tr("back by itself after %1: %2")
            .arg(secondsText(*m_well - m_begin), m_trouble);
    return m_over ? Drill::tr("not back after %1: %2").arg(secondsText(m_now - m_begin), m_trouble)
                  : Drill::tr("since %1: %2").arg(secondsText(m_now - *m_noticed), m_trouble);
}

std::vector<DrillFault> Drill::faults()
{
    return {{u"pod"_s, tr("The chatbot's pod goes")},
            {u"tunnel"_s, tr("Every tunnel is cut")},
            {u"api"_s, tr("The API server stalls for 5 s")},
            {u"model"_s, tr("The model thinks for 8 s")},
            {u"renderer"_s, tr("The page's process crashes")},
            {u"screen"_s, tr("The audience's screen is gone for 3 s")}};
}

Drill::Drill(Session &session, Performance &show, widgets::StagePane &stage, Audience &audience,
             QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_show(show)
    , m_stage(stage)
    , m_audience(audience)
{
    m_beat.setInterval(milliseconds(100));
    connect(&m_beat, &QTimer::timeout, this, &Drill::look);
}

Drill::~Drill() = default;

QString Drill::start(const QString &fault)
{
    if (m_beat.isActive())
        return tr("one at a time: the last one is still watched");
    if (const QString before = trouble(); !before.isEmpty())
        return tr("not while something is wrong anyhow: %1").arg(before);
    QString why;
    if (fault == u"pod") {
        const deploy::ForwardSpec *chatbot = m_session.bundle().forward(u"chatbot"_s);
        why = chatbot ? tellStage("delete-pod", 0, chatbot->ns + u'/' + chatbot->service)
                      : tr("this demo has no chatbot");
    } else if (fault == u"tunnel") {
        why = tellStage("reset-tunnels", 0);
    } else if (fault == u"api") {
        why = tellStage("stall-api", 5);
    } else if (fault == u"model") {
        why = tellStage("slow-model", 30);
    } else if (fault == u"renderer") {
        why = killPage();
    } else {
        why = unplug();
    }
    if (!why.isEmpty())
        return why;
    m_fault = fault;
    m_grade = DrillGrade(m_session.clock().elapsed());
    m_results[fault] = m_grade.words();
    m_beat.start();
    emit changed();
    return {};
}

/// Only a rehearsal's own cluster can be broken: somebody else's is not ours to break.
QString Drill::tellStage(const char *kind, double seconds, const QString &target)
{
    const auto *stage = static_cast<StageProcess *>(m_session.stage());
    if (!stage || !stage->isReady())
        return tr("only a rehearsal's own cluster is broken on purpose");
    http::Request request;
    request.method = "POST";
    request.url = QString::fromStdString(stage->line().value("faults", ""));
    request.headers = {{"Content-Type", "application/json"}};
    Json body = {{"kind", kind}, {"target", target.toStdString()}};
    if (seconds > 0)
        body["seconds"] = seconds;
    request.body = QByteArray::fromStdString(body.dump());
    m_call = m_session.transport().send(request, [this](const core::Result<http::Reply> &reply) {
        if (reply && reply->status / 100 == 2)
            return;
        m_beat.stop();
        m_results[m_fault] = tr("could not be broken: %1")
                                 .arg(reply ? QString::fromUtf8(reply->body.left(200)).trimmed()
                                            : reply.error().summary);
        emit changed();
    });
    return {};
}

QString Drill::killPage()
{
    widgets::TabPage *page = m_stage.page(m_stage.current());
    const qint64 process = page && page->web() ? page->web()->process() : 0;
    if (process <= 0)
        return tr("there is no page here that could crash");
    ::kill(static_cast<pid_t>(process), SIGKILL);
    return {};
}

QString Drill::unplug()
{
    return m_audience.unplugFor(unpluggedFor) ? QString() : tr("there is no second screen");
}

QString Drill::trouble() const
{
    for (const forward::Status &status : m_session.forwards().statuses()) {
        if (status.state != forward::State::Verified)
            return tr("forward %1").arg(status.id);
    }
    if (m_audience.isLost())
        return m_audience.badge();
    for (const deploy::TabSpec &tab : m_session.bundle().tabs) {
        const widgets::TabPage *page = m_stage.page(tab.id);
        if (page && page->hasWeb() && !page->isLive())
            return tr("page %1").arg(tab.title);
    }
    const show::Cue *cue = m_show.busy() ? m_show.player().cue() : nullptr;
    if (cue && cue->run.kind == show::Intent::Kind::Prompt && m_show.pace().cue > thoughtFor)
        return tr("cue %1 waits for its answer").arg(cue->id);
    const auto silent =
        m_show.hands().observer().missing(m_session.clock().now().addSecs(-silence)).size();
    return silent > 0 ? tr("%1 sources of evidence silent").arg(silent) : QString();
}

void Drill::look()
{
    m_grade.look(m_session.clock().elapsed(), trouble());
    const QString words = m_grade.words();
    if (m_grade.isOver())
        m_beat.stop();
    if (words != m_results[m_fault]) {
        m_results[m_fault] = words;
        emit changed();
    }
    if (m_grade.isOver())
        emit graded(m_fault, words);
}

} // namespace app
