// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/showlog.h"
#include "backend/core/paths.h"
#include "backend/deploy/clusterstate.h"
#include "backend/deploy/lease.h"
#include "backend/deploy/preflight.h"
#include "backend/deploy/survey.h"

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// Opens a session, names it in the result, runs WORK, closes it.
template <class Work>
void withSession(Console &console, const Options &options, ResultDocument &result, Work work)
{
    const auto session = Session::open(console, options);
    if (!session) {
        result.fail(session.error());
        return;
    }
    result.setCluster((*session)->bundle().cluster, (*session)->contextName(),
                      (*session)->bundle().edition);
    work(**session);
    (*session)->close(console);
}

/// WORK while the cluster's Lease says that we drive.
template <class Work>
void withLease(Console &console, Session &session, ResultDocument &result, Work work)
{
    deploy::Lease lease(session.client(), session.clock());
    using Taken = core::Result<bool>;
    const auto settle = [](auto done) {
        return [done](const core::Result<void> &answer) {
            done(answer ? Taken(true) : Taken(tl::unexpected(answer.error())));
        };
    };
    const Taken taken =
        console.get<bool>([&](QObject *context, auto done) { lease.take(context, settle(done)); });
    if (!taken) {
        result.fail(taken.error());
        return;
    }
    QObject::connect(&lease, &deploy::Lease::lost, &console, [&console](const QString &why) {
        console.cancel({core::Fault::Kind::Conflict, why, {}, {}});
    });
    work();
    lease.disconnect(&console);
    if (!console.cancelled())
        (void)console.get<bool>(
            [&](QObject *context, auto done) { lease.giveBack(context, settle(done)); });
}

void listItems(Console &console, const deploy::Items &items)
{
    for (const deploy::Item &item : items) {
        QString line = u"%1  %2"_s.arg(deploy::levelWord(item.level).leftJustified(9), item.title);
        if (!item.why.isEmpty())
            line += u": "_s + item.why;
        if (item.level != deploy::Level::Ok && !item.fix.isEmpty())
            line += u" — "_s + item.fix;
        console.print(line);
    }
}

/// What words on the command line mean: the operation's id.
QString operationOf(const Options &options)
{
    if (options.command != u"policies")
        return options.command;
    const bool kagent = options.words.first() == u"kagent";
    return (kagent ? u"policies-kagent-"_s : u"policies-"_s) + options.words.last();
}

void listPhases(Console &console, const Json &phases)
{
    for (const Json &phase : phases) {
        console.print(u"%1  %2  %3 s"_s
                          .arg(QString::fromStdString(phase.value("id", "")),
                               QString::fromStdString(phase.value("outcome", "")).leftJustified(9))
                          .arg(phase.value("seconds", 0.0), 0, 'f', 1));
    }
}

} // namespace

void deployDemo(Console &console, const Options &options, ResultDocument &result)
{
    withSession(console, options, result, [&](Session &session) {
        auto plan =
            deploy::deployPlan(session.bundle(), {options.from, options.only, options.redo},
                               session.history().durations(u"deploy"_s, session.bundle().cluster));
        if (!plan) {
            result.fail(plan.error());
            return;
        }
        if (options.dryRun) {
            session.forwards().start();
            deploy::Survey survey(std::move(*plan), session.services());
            const core::Outcome outcome = console.run(survey);
            for (const QString &line : deploy::planLines(survey.plan(), survey.reports()))
                console.print(line);
            result.set("phases", deploy::surveyDocument(survey.plan(), survey.reports()));
            if (!outcome.ok())
                result.fail(outcome.fault);
            return;
        }
        if (!mayChange(console, options, session, u"deploy"_s, result))
            return;
        withLease(console, session, result, [&] {
            session.forwards().start();
            Json phases = Json::array();
            const core::Outcome outcome = runPlan(console, session, std::move(*plan), &phases);
            result.set("phases", phases);
            listPhases(console, phases);
            if (!outcome.ok())
                result.fail(outcome.fault);
        });
    });
}

void runOperation(Console &console, const Options &options, ResultDocument &result)
{
    withSession(console, options, result, [&](Session &session) {
        const QString id = operationOf(options);
        auto plan =
            deploy::operationPlan(session.bundle(), id,
                                  session.history().durations(id, session.bundle().cluster));
        if (!plan) {
            result.fail(plan.error());
            return;
        }
        if (!mayChange(console, options, session, u"\"%1\""_s.arg(id), result))
            return;
        withLease(console, session, result, [&] {
            session.forwards().start();
            Json phases = Json::array();
            const core::Outcome outcome = runPlan(console, session, std::move(*plan), &phases);
            Json items = Json::array();
            for (const Json &phase : phases) {
                for (const Json &step : phase.value("steps", Json::array())) {
                    const std::string word = step.value("outcome", "");
                    const bool good = word == "done" || word == "already";
                    items.push_back({{"id", step.value("id", "")},
                                     {"title", step.value("title", "")},
                                     {"level", good ? "ok" : "blocked"},
                                     {"why", good ? "" : step.value("why", "")},
                                     {"fix", ""}});
                }
            }
            result.set("items", items);
            if (!outcome.ok())
                result.fail(outcome.fault);
            else if (id == u"reset") {
                if (const auto log = ShowLog::begin(core::Paths::own().state + u"/shows"_s,
                                                    session.contextName(), session.clock()))
                    (*log)->write("reset");
            }
            console.print(id + u": "_s + (outcome.ok() ? u"done"_s : outcome.fault.summary));
        });
    });
}

void showStatus(Console &console, const Options &options, ResultDocument &result)
{
    withSession(console, options, result, [&](Session &session) {
        session.forwards().start();
        deploy::ClusterState state(session.services());
        const core::Outcome outcome = console.run(state);
        if (!outcome.ok()) {
            result.fail(outcome.fault);
            return;
        }
        const deploy::Items items = deploy::itemsOf(state.picture());
        listItems(console, items);
        result.set("items", deploy::itemsDocument(items));
    });
}

void runPreflight(Console &console, const Options &options, ResultDocument &result)
{
    withSession(console, options, result, [&](Session &session) {
        deploy::Preflight::Options wanted;
        wanted.quick = options.quick;
        wanted.ports = options.ports != u"auto";
        wanted.toolsFolder = session.toolsFolder();
        wanted.remarks = session.secrets().warnings();
        deploy::Preflight preflight(session.services(), wanted);
        const core::Outcome outcome = console.run(preflight);
        if (!outcome.ok()) {
            result.fail(outcome.fault);
            return;
        }
        listItems(console, preflight.items());
        const QString total = deploy::total(preflight.items());
        console.print(total);
        result.set("items", deploy::itemsDocument(preflight.items()));
        result.set("why", total.toStdString());
        if (total == u"NO-GO")
            result.fail(total);
    });
}

} // namespace app
