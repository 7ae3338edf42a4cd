// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"

#include <QLocale>
#include <cstdio>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds untilVerifiedLimit(60);

/// Traffic alone is news so often.
constexpr std::chrono::seconds trafficEvery(5);

QString bytes(qint64 count)
{
    return QLocale::c().formattedDataSize(count, 1, QLocale::DataSizeSIFormat);
}

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
    if (status.total > 0 || status.losses > 0)
        line += u"  %1 of %2 connections open, %3 up, %4 down, %5 lost"_s.arg(status.connections)
                    .arg(status.total)
                    .arg(bytes(status.bytesUp), bytes(status.bytesDown))
                    .arg(status.lost);
    console.print(line);
}

/// What went through each forward, and what it healed from; the end of a run in a terminal.
void printLedger(Console &console, const forward::ForwardSet &forwards, const QDateTime &now)
{
    console.print(u"\n%1 %2 %3 %4 %5 %6 %7"_s.arg(
        u"forward"_s.leftJustified(14), u"state"_s.leftJustified(13),
        u"connections"_s.rightJustified(11), u"up"_s.rightJustified(10),
        u"down"_s.rightJustified(10), u"lost"_s.rightJustified(5), u"losses"_s.rightJustified(7)));
    for (const forward::Status &one : forwards.statuses()) {
        if (one.state == forward::State::Off)
            continue;
        console.print(
            u"%1 %2 %3 %4 %5 %6 %7"_s
                .arg(one.id.leftJustified(14), forward::stateWord(one.state).leftJustified(13))
                .arg(one.total, 11)
                .arg(bytes(one.bytesUp), 10)
                .arg(bytes(one.bytesDown), 10)
                .arg(one.lost, 5)
                .arg(one.losses, 7));
        for (const forward::Loss &loss : forwards.ledger(one.id)) {
            const qint64 time = loss.over ? loss.lasted : loss.at.msecsTo(now);
            console.print(
                u"  %1  %2 s%3, %4 lost: %5"_s.arg(loss.at.toLocalTime().toString(u"HH:mm:ss"_s))
                    .arg(double(time) / 1000, 0, 'f', 1)
                    .arg(loss.planned ? u", planned"_s : QString())
                    .arg(loss.connections)
                    .arg(loss.why));
        }
    }
}

/// Tells, from time to time, what traffic alone has changed since it was told last.
class TrafficNews : public QObject {
public:
    TrafficNews(Session &session, std::function<void(const forward::Status &)> tell)
        : m_session(session)
        , m_tell(std::move(tell))
    {
        look();
    }
    void told(const forward::Status &status) { m_told[status.id] = total(status); }

private:
    static qint64 total(const forward::Status &status)
    {
        return status.bytesUp + status.bytesDown + status.total;
    }
    void look()
    {
        m_session.clock().after(trafficEvery, this, [this] {
            for (const forward::Status &one : m_session.forwards().statuses()) {
                if (one.state != forward::State::Off && total(one) != m_told.value(one.id))
                    m_tell(one);
            }
            look();
        });
    }
    Session &m_session;
    std::function<void(const forward::Status &)> m_tell;
    QMap<QString, qint64> m_told;
};

} // namespace

void superviseForwards(Console &console, const Options &options, ResultDocument &result)
{
    const auto opened = Session::open(console, options, result);
    if (!opened) {
        result.fail(opened.error());
        return;
    }
    Session &session = **opened;
    result.setCluster(session.bundle().cluster, session.contextName(), session.bundle().edition);
    for (const QString &id : options.only) {
        if (!session.bundle().forward(id)) {
            QStringList known;
            for (const deploy::ForwardSpec &one : session.bundle().forwards)
                known << one.id;
            result.fail(u"--only: no forward \"%1\": expected one of %2"_s.arg(id,
                                                                               known.join(u", "_s)),
                        Exit::Usage);
            session.close(console);
            return;
        }
    }
    forward::ForwardSet &forwards = session.forwards();
    QObject context;
    bool late = false;
    TrafficNews *traffic = nullptr;
    const auto news = [&](const forward::Status &status) {
        tell(console, options, status, session.clock().now());
        traffic->told(status);
        console.wake();
    };
    TrafficNews byTraffic(session, news);
    traffic = &byTraffic;
    QObject::connect(&forwards, &forward::ForwardSet::changed, &context, news);
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
    if (options.json != u"-")
        printLedger(console, forwards, session.clock().now());
    if (console.cancelled())
        result.fail(console.whyCancelled());
    session.close(console);
}

} // namespace app
