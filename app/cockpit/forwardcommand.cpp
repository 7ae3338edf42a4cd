// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"

#include <cstdio>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds untilVerifiedLimit(60);

/// A line of JSON a change with --json -, else words.
void tell(Console &console, const Options &options, const forward::Status &status,
          const QDateTime &now)
{
    if (options.json == u"-") {
        const std::string line =
            status.toJson(now).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fflush(stdout);
        return;
    }
    QString line = u"%1 %2 %3"_s.arg(status.id.leftJustified(14),
                                     forward::stateWord(status.state).leftJustified(13),
                                     status.local.leftJustified(17));
    if (!status.target.isEmpty())
        line += u" → "_s + status.target;
    if (!status.why.isEmpty())
        line += u"  ("_s + status.why + u')';
    console.print(line);
}

} // namespace

void superviseForwards(Console &console, const Options &options, ResultDocument &result)
{
    const auto opened = Session::open(console, options);
    if (!opened) {
        result.fail(opened.error());
        return;
    }
    Session &session = **opened;
    result.setCluster(session.bundle().cluster, session.contextName(), session.bundle().edition);
    for (const QString &id : options.only) {
        if (!session.bundle().forward(id)) {
            result.fail(u"--only: no forward \"%1\""_s.arg(id), Exit::Usage);
            session.close(console);
            return;
        }
    }
    forward::ForwardSet &forwards = session.forwards();
    QObject context;
    bool late = false;
    QObject::connect(&forwards, &forward::ForwardSet::changed, &context,
                     [&](const forward::Status &status) {
                         tell(console, options, status, session.clock().now());
                         console.wake();
                     });
    forwards.start(options.only);
    if (options.untilVerified) {
        session.clock().after(untilVerifiedLimit, &context, [&] {
            late = true;
            console.wake();
        });
        console.waitUntil([&] { return late || forwards.allVerified(); });
        if (!forwards.allVerified() && !console.cancelled())
            result.fail(
                u"not every forward is Verified after %1 s"_s.arg(untilVerifiedLimit.count()));
    } else {
        console.waitUntil([] { return false; });
    }
    if (console.cancelled() && options.untilVerified)
        result.fail(console.whyCancelled());
    session.close(console);
}

} // namespace app
