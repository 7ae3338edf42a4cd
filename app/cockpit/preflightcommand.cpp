// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/gocheck.h"

namespace app {

using namespace Qt::StringLiterals;

namespace {

QString whoRuns()
{
    const QString name = qEnvironmentVariable("USER");
    return name.isEmpty() ? u"somebody"_s : name;
}

core::Result<void> recordWaived(const Options &options, const Session &session)
{
    std::vector<deploy::Waiver> waivers;
    for (const QString &item : options.waive)
        waivers.push_back(
            {item, whoRuns(), options.because, session.contextName(), session.clockNow()});
    return deploy::recordWaivers(GoCheck::waiverFile(), waivers);
}

/// A waiver for what nobody asked about is a slip of the hand.
QStringList unknownIds(const QStringList &waived, const deploy::Items &items)
{
    QStringList unknown = waived;
    for (const deploy::Item &item : items)
        unknown.removeAll(item.id);
    return unknown;
}

} // namespace

void runPreflight(Console &console, const Options &options, ResultDocument &result)
{
    const auto session = Session::open(console, options, result);
    if (!session) {
        result.fail(session.error());
        const core::Fault &fault = session.error();
        if (fault.kind == core::Fault::Kind::Missing)
            result.set("items", deploy::itemsDocument(
                                    {{u"cluster"_s, u"The cluster answers"_s,
                                      deploy::Level::Blocked, fault.summary, fault.action}}));
        return;
    }
    result.setCluster((*session)->bundle().cluster, (*session)->contextName(),
                      (*session)->bundle().edition);
    if (const auto recorded = recordWaived(options, **session); !recorded)
        result.fail(recorded.error());
    GoCheck check(**session, {options.quick, options.ports != u"auto", {}});
    const core::Outcome outcome = console.run(check);
    if (outcome.ok()) {
        for (const deploy::Item &item : check.items())
            console.print(deploy::itemLine(item));
        const QString total = deploy::total(check.items());
        console.print(total);
        result.set("items", deploy::itemsDocument(check.items()));
        result.set("why", total.toStdString());
        const QStringList unknown = unknownIds(options.waive, check.items());
        if (!unknown.isEmpty())
            result.fail(u"--waive: there is no item "_s + unknown.join(u", "_s), Exit::Usage);
        else if (total.startsWith(u"NO-GO"_s))
            result.fail(total);
    } else {
        result.fail(outcome.fault);
    }
    (*session)->close(console);
}

} // namespace app
