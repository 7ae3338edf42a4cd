// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/showlog.h"
#include "backend/core/paths.h"
#include "backend/deploy/clusterstate.h"
#include "backend/deploy/drift.h"
#include "backend/deploy/lease.h"
#include "backend/deploy/leftovers.h"
#include "backend/deploy/resetitems.h"
#include "backend/deploy/survey.h"

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// Opens a session, names it in the result, runs WORK, closes it.
template <class Work>
void withSession(Console &console, const Options &options, ResultDocument &result, Work work)
{
    const auto session = Session::open(console, options, result);
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
    for (const deploy::Item &item : items)
        console.print(deploy::itemLine(item));
}

/// An operation's steps as items, and how long alerts may still glow when that was waited for.
deploy::Items operationItems(const deploy::Plan &plan, const Json &phases,
                             const deploy::Bundle &bundle)
{
    const deploy::Reports reports = deploy::reportsOf(plan, phases);
    deploy::Items items = deploy::stateItems(plan, reports, deploy::Level::Blocked);
    for (deploy::Item &item : items) {
        if (item.id != u"alerts" || item.level == deploy::Level::Ok)
            continue;
        const auto waited = deploy::waitedFor(plan, reports, item.id);
        const auto left =
            std::max(std::chrono::milliseconds(0), deploy::alertWindow(bundle) - waited);
        item.why += u"; they end within %1 s at most"_s.arg(left.count() / 1000 + 1);
        item.fix = u"Wait, and press reset again: it is safe to repeat."_s;
    }
    return items;
}

deploy::Item driftSummary(const deploy::Drift &drift)
{
    const auto count = drift.items().size();
    deploy::Item item{u"drift"_s, u"Drift from the bundle"_s, deploy::Level::Ok, {}, {}};
    item.why = count == 0 ? u"none in %1 objects"_s.arg(drift.looked())
                          : u"%1 of %2 objects, below"_s.arg(count).arg(drift.looked());
    if (count > 0)
        item.level = deploy::Level::Attention;
    return item;
}

/// What was restarted has new pods: the pages are fresh once each forward has found its service.
deploy::Item pagesItem(Console &console, Session &session)
{
    deploy::Item item{u"pages"_s, u"Pages are fresh"_s, deploy::Level::Ok, {}, {}};
    const auto verified = verifyForwards(console, session, std::chrono::seconds(20));
    item.why = verified ? u"every forward found its service after the restarts"_s
                        : verified.error().summary;
    if (!verified) {
        item.level = deploy::Level::Attention;
        item.fix = verified.error().action;
    }
    return item;
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

/// What older scripts left is named; PLAN takes away what must go. The fault is what is refused.
core::Result<deploy::Plan> besideLeftovers(Console &console, Session &session, deploy::Plan plan)
{
    using Found = std::vector<deploy::Leftover>;
    const core::Result<Found> found = console.get<Found>([&session](QObject *context, auto done) {
        deploy::findLeftovers(session.services(), context, done);
    });
    if (!found)
        return tl::unexpected(found.error());
    for (const deploy::Leftover &each : *found)
        console.progress(u"found "_s + each.title + u". "_s + each.why);
    if (auto refused = deploy::refusal(*found))
        return tl::unexpected(*std::move(refused));
    return deploy::withTidying(std::move(plan), *found);
}

} // namespace

void deployDemo(Console &console, const Options &given, ResultDocument &result)
{
    Options options = given;
    if (options.createKind) {
        // Asked before there is a cluster to name, and once for both.
        if (!mayChange(console, options,
                       u"deploy --create-kind makes a kind cluster on this machine, unless it "
                       "answers, and changes it"_s,
                       u"deploy"_s, result))
            return;
        options.yes = true;
    }
    withSession(console, options, result, [&](Session &session) {
        auto plan =
            deploy::deployPlan(session.bundle(), {options.from, options.only, options.redo},
                               session.history().durations(u"deploy"_s, session.bundle().cluster));
        if (!plan) {
            result.fail(plan.error());
            return;
        }
        if (options.only.isEmpty())
            plan = besideLeftovers(console, session, std::move(*plan));
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
        const deploy::Plan shown = *plan;
        withLease(console, session, result, [&] {
            session.forwards().start();
            Json phases = Json::array();
            const core::Outcome outcome = runPlan(console, session, std::move(*plan), &phases);
            deploy::Items items = operationItems(shown, phases, session.bundle());
            if (id == u"reset" && outcome.ok())
                items.push_back(pagesItem(console, session));
            listItems(console, items);
            result.set("items", deploy::itemsDocument(items));
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
        deploy::Items items = deploy::itemsOf(state.picture());
        QStringList deployed;
        for (const auto &phase : state.picture().phases) {
            if (phase.state != deploy::ClusterPicture::Phase::State::Absent)
                deployed << phase.id;
        }
        deploy::Drift drift(session.services(), deployed);
        if (const core::Outcome looked = console.run(drift); !looked.ok()) {
            result.fail(looked.fault);
            return;
        }
        items.push_back(driftSummary(drift));
        items.insert(items.end(), drift.items().begin(), drift.items().end());
        listItems(console, items);
        result.set("items", deploy::itemsDocument(items));
    });
}

} // namespace app
