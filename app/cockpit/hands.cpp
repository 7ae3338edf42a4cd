// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/hands.h"

namespace app {

using namespace Qt::StringLiterals;
using show::Json;

namespace {

/// Every source of the evidence answers within this, or the act does not begin.
constexpr std::chrono::seconds firstLook(20);

Json listOf(const QStringList &texts)
{
    Json out = Json::array();
    for (const QString &text : texts)
        out.push_back(text.toStdString());
    return out;
}

/// A count as an integer where it is one.
Json countOf(double value)
{
    return static_cast<long long>(value + 0.5);
}

} // namespace

Json actSummary(const evidence::Baseline &before, const evidence::Picture &now,
                const std::optional<evidence::Reply> &reply, const evidence::Rules &rules,
                const QString &tag, const QDateTime &changed)
{
    const std::vector<evidence::Loot> events = evidence::newLoot(before, now);
    const bool leaked = std::any_of(events.begin(), events.end(), [&](const evidence::Loot &event) {
        return evidence::carriesProfile(event.body, rules.profile);
    });
    const double denied = evidence::rise(u"deny.count"_s, before, now);
    const evidence::Firing firing = evidence::firing(before, now, rules);
    show::StoryFacts facts;
    facts.known = now.loot.known() && now.loot.readAfter(changed)
                  && now.counters.readAfter(changed); // clean is: nothing arrived, none refused
    facts.profileArrived = leaked;
    facts.received = static_cast<int>(events.size());
    facts.denied = static_cast<int>(denied);
    facts.replied = reply && reply->completed;
    Json mails = Json::object();
    const QMap<QString, int> counted = evidence::mailsSinceShow(before, now);
    for (auto one = counted.begin(); one != counted.end(); ++one)
        mails[one.key().toStdString()] = one.value();
    const bool signatureKnown =
        now.signature.value.digest == now.digest.value && !now.signature.value.by.isEmpty();
    return {{"story", show::storyOf(facts).toStdString()},
            {"reply",
             {{"text", reply ? reply->text.toStdString() : ""},
              {"gbp", reply ? reply->gbp.toStdString() : ""},
              {"usd", reply ? reply->usd.toStdString() : ""},
              {"traceId", reply ? reply->traceId.toStdString() : ""}}},
            {"toolCalls", listOf(reply ? reply->tools : QStringList())},
            {"profileLeaked", leaked},
            {"exfilDelta", events.size()},
            {"denyDelta", countOf(denied)},
            {"attemptDelta", countOf(evidence::rise(u"attempt.count"_s, before, now))},
            {"alertsFiring", listOf(firing.own)},
            {"alertsStale", listOf(firing.stale)},
            {"mails", mails},
            {"catalogue",
             {{"entries", now.catalogue.value.is_array() ? now.catalogue.value.size() : 0},
              {"changed", now.catalogue.value != before.picture.catalogue.value}}},
            {"image",
             {{"tag", tag.toStdString()},
              {"digest", now.digest.value.toStdString()},
              {"changed", now.digest.value != before.picture.digest.value},
              {"signature", signatureKnown ? now.signature.value.by.toStdString() : "unknown"}}}};
}

Hands::Hands(Session &session, QMap<QString, QStringList> tools, QObject *parent)
    : show::Stagehand(parent)
    , m_session(session)
    , m_observer(session.places(), session.client(), session.transport(), session.launcher(),
                 session.clock())
    , m_rules(session.rules())
{
    m_baseline.tools = std::move(tools);
    m_observer.heed([&session](const QString &forward) { return session.whyNotOurs(forward); });
    connect(&m_observer, &evidence::Observer::looked, this, &Hands::looked);
    m_observer.start();
}

Hands::~Hands() = default;

void PageQuestion::lose(const QString &why)
{
    m_lost = true;
    finish(core::Outcome::failed({core::Fault::Kind::Missing, why, {}, {}}));
}

void Hands::perform(const show::Intent &intent, Done done)
{
    switch (intent.kind) {
    case show::Intent::Kind::Prompt: prompt(intent, std::move(done)); return;
    case show::Intent::Kind::Operation: operate(intent.name, std::move(done)); return;
    case show::Intent::Kind::Show: // a view: nothing to turn without a window
    case show::Intent::Kind::None:
        m_session.clock().after(std::chrono::milliseconds(0), this,
                                [done] { done(core::Outcome::done()); });
    }
}

void Hands::stop()
{
    if (m_task)
        m_task->cancel();
}

void Hands::follow(std::unique_ptr<core::Task> task, Done done)
{
    m_task = std::move(task);
    connect(m_task.get(), &core::Task::finished, this, [this, done](const core::Outcome &outcome) {
        m_task.release()->deleteLater(); // it is inside its own signal
        m_changedAt = m_session.clock().now();
        done(outcome);
        emit ended();
    });
    m_task->start();
}

void Hands::prompt(const show::Intent &intent, Done done)
{
    if (const QString why = m_session.whyNotOurs(u"chatbot"_s); !why.isEmpty()) {
        const core::Fault fault{core::Fault::Kind::Conflict, why, {}, {}};
        m_session.clock().after(std::chrono::milliseconds(0), this,
                                [done, fault] { done(core::Outcome::failed(fault)); });
        return;
    }
    emit progress(u"prompt: "_s + intent.text);
    std::unique_ptr<PageQuestion> question = m_page ? m_page(intent) : nullptr;
    if (!question) {
        promptItself(intent, std::move(done));
        return;
    }
    const PageQuestion *asked = question.get();
    follow(std::move(question), [this, asked, intent, done](const core::Outcome &outcome) {
        if (asked->isLost()) {
            emit askingItself(outcome.fault.summary);
            promptItself(intent, done);
            return;
        }
        if (outcome.ok())
            take(asked->reply());
        done(outcome);
    });
}

void Hands::take(const evidence::Reply &reply)
{
    m_reply = reply;
    emit replied();
    emit progress(reply.completed ? u"answer: "_s + reply.text : u"no answer: "_s + reply.error);
}

void Hands::promptItself(const show::Intent &intent, Done done)
{
    const Json ns = m_session.bundle().lookup()("ns.agents").value_or(Json(""));
    const QString url = m_session.forwardUrl(u"chatbot"_s) + u"/api/a2a/"_s
                        + QString::fromStdString(ns.get<std::string>()) + u"/support-bot/"_s;
    auto task = std::make_unique<evidence::Prompt>(url, intent.text, m_session.transport(),
                                                   m_session.clock());
    const evidence::Prompt *question = task.get();
    emit asked(intent.text, intent.debug);
    follow(std::move(task), [this, question, done](const core::Outcome &outcome) {
        if (outcome.ok()) {
            emit answered(question->reply().raw);
            take(question->reply());
        }
        done(outcome);
    });
}

void Hands::operate(const QString &name, Done done)
{
    const auto plan =
        deploy::operationPlan(m_session.bundle(), name,
                              m_session.history().durations(name, m_session.bundle().cluster));
    if (!plan) {
        const core::Fault fault = plan.error();
        m_session.clock().after(std::chrono::milliseconds(0), this,
                                [done, fault] { done(core::Outcome::failed(fault)); });
        return;
    }
    auto run = std::make_unique<deploy::Run>(*plan, m_session.services());
    connect(run.get(), &deploy::Run::stepChanged, this,
            [this](const QString &step, deploy::StepState state) {
                if (state != deploy::StepState::Pending && state != deploy::StepState::Running)
                    emit progress(step + u' ' + deploy::outcomeWord(state));
            });
    m_session.attend(*run);
    follow(std::move(run), std::move(done));
}

void Hands::beginAct(const QString &act, Done done)
{
    m_reply.reset();
    m_observer.whenFresh(firstLook, this, [this, act, done](const core::Outcome &outcome) {
        m_baseline.since = m_changedAt = m_session.clock().now();
        m_baseline.picture = m_observer.picture();
        if (outcome.ok())
            emit began(act);
        done(outcome);
    });
}

void Hands::restore(const evidence::Baseline &baseline, const std::optional<evidence::Reply> &reply)
{
    m_baseline.since = baseline.since;
    m_baseline.picture = baseline.picture;
    m_changedAt = m_session.clock().now(); // nobody knows what has been done meanwhile
    m_reply = reply;
}

show::Measured Hands::measure(const show::Check &check)
{
    const evidence::Measurement seen = evidence::measure(check.probe, check.with, m_baseline,
                                                         m_observer.picture(), m_reply, m_rules);
    return {seen.value,
            seen.at,
            seen.why,
            seen.final,
            seen.tells == evidence::Tells::Answer,
            seen.tells == evidence::Tells::Events};
}

const std::vector<evidence::ProbeWords> &consoleProbes()
{
    static const std::vector<evidence::ProbeWords> all{{u"forward.verified"_s, {{u"forward"_s}}},
                                                       {u"page.live"_s, {{u"tab"_s}}}};
    return all;
}

std::optional<show::Measured> Hands::look(const show::Check &condition, const Pages &pages)
{
    const auto argument = [&condition](const char *key) {
        return QString::fromStdString(condition.with.value(key, std::string()));
    };
    const QDateTime now = m_session.clock().now();
    if (condition.probe == u"page.live") {
        const std::optional<bool> live = pages ? pages(argument("tab")) : std::nullopt;
        return live ? std::optional(show::Measured{Json(*live), now, {}}) : std::nullopt;
    }
    if (condition.probe != u"forward.verified")
        return measure(condition);
    for (const forward::Status &status : m_session.forwards().statuses()) {
        if (status.id == argument("forward"))
            return show::Measured{Json(status.state == forward::State::Verified), now, status.why};
    }
    return show::Measured{std::nullopt, {}, u"there is no such forward"_s};
}

Json Hands::summary(const QString &act)
{
    if (m_reply)
        m_baseline.tools[act] = m_reply->tools;
    Json out = actSummary(m_baseline, m_observer.picture(), m_reply, m_rules,
                          m_session.script().sources.tag, m_changedAt);
    if (const QStringList unseen = m_observer.missing(m_changedAt); !unseen.isEmpty())
        out["unseen"] = listOf(unseen);
    return out;
}

} // namespace app
