// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "app/cockpit/hands.h"
#include "app/cockpit/showlog.h"
#include "backend/core/paths.h"

#include <utility>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds forwardsTime(60);
/// A cancelled tool has that long to end before it is ended.
constexpr std::chrono::seconds restTime(8);
/// commands.md: rehearse ends within 180 s at fast pace, whatever happens; what remains is for the
/// end.
constexpr std::chrono::seconds fastLimit(170), realLimit(1800);

QString showFolder()
{
    return core::Paths::own().state + u"/shows"_s;
}

/// One show after the other on one session, with one log each.
class Theatre {
public:
    Theatre(Console &console, const Options &options, Session &session)
        : m_console(console)
        , m_options(options)
        , m_session(session)
    {
    }

    core::Result<void> open()
    {
        auto log = ShowLog::begin(showFolder(), m_session.contextName(), m_session.clock());
        if (!log)
            return tl::unexpected(log.error());
        const QMap<QString, QStringList> tools =
            lastToolCalls(showFolder(), m_session.contextName());
        m_log = std::move(*log);
        m_hands = std::make_unique<Hands>(m_session, tools);
        QObject::connect(m_hands.get(), &Hands::progress, &m_console,
                         [this](const QString &line) { m_console.progress(u"        "_s + line); });
        m_log->follow(m_session.forwards());
        return {};
    }

    /// Plays the acts in order and adds their documents to PLAYED, also of one that was cut short.
    core::Result<void> play(const QStringList &acts, Json &played)
    {
        for (const QString &act : acts) {
            if (!playAct(act, played)) {
                m_log->write("end", {{"why", m_console.whyCancelled().summary.toStdString()}});
                return tl::unexpected(m_console.whyCancelled());
            }
        }
        m_log->write("end");
        return {};
    }

    void noteReset() { m_log->write("reset"); }
    const core::Result<void> &logState() const { return m_log->state(); }

private:
    /// False: it was cancelled before its end.
    bool playAct(const QString &act, Json &played)
    {
        show::Player::Options options;
        options.skip = QSet<QString>(m_options.skip.begin(), m_options.skip.end());
        options.fixedFigures = m_session.fixedFigures();
        show::Player player(m_session.script(), *m_hands, m_session.clock(), options);
        m_log->follow(player);
        bool over = false;
        QObject::connect(&player, &show::Player::actOver, &m_console, [&] {
            over = true;
            m_console.wake();
        });
        QObject::connect(&player, &show::Player::cueChanged, &m_console,
                         [this](const show::CueRecord &) { m_console.wake(); });
        m_console.progress(u"\nAct %1  %2"_s.arg(act, m_session.script().act(act)->title));
        player.standBy(act);
        while (!over && !m_console.cancelled()) {
            const show::CueRecord *cue = player.current();
            if (cue && cue->state == show::CueState::Standby) {
                noteReady();
                go(player, cue->id);
            }
            m_console.waitUntil([&] {
                return over
                       || (player.current() && player.current()->state == show::CueState::Standby);
            });
        }
        if (!over) {
            player.cancel();
            comeToRest();
        }
        played.push_back(player.soFar());
        return over;
    }

    /// What was cancelled has ended, with its children, before anybody says what is known.
    void comeToRest()
    {
        QEventLoop loop;
        bool late = false;
        QObject::connect(m_hands.get(), &Hands::ended, &loop, &QEventLoop::quit);
        m_session.clock().after(restTime, &loop, [&] {
            late = true;
            loop.quit();
        });
        while (m_hands->busy() && !late)
            loop.exec();
    }

    /// Deploy is done and every forward Verified before a theatre opens; now a cue stands by.
    void noteReady()
    {
        if (!std::exchange(m_ready, true))
            m_log->write("ready");
    }

    void go(show::Player &player, const QString &cue)
    {
        m_console.progress(u"  %1  %2"_s.arg(cue, title(player, cue)));
        m_log->write("go", {{"cue", cue.toStdString()}, {"why", "headless"}});
        player.go();
    }

    static QString title(const show::Player &player, const QString &id)
    {
        for (const show::Cue &cue : player.act()->cues) {
            if (cue.id == id)
                return cue.title;
        }
        return {};
    }

    Console &m_console;
    const Options &m_options;
    Session &m_session;
    std::unique_ptr<ShowLog> m_log;
    std::unique_ptr<Hands> m_hands;
    bool m_ready = false;
};

/// The acts to play, checked against the script; so are the cues to skip.
core::Result<QStringList> chosenActs(const Options &options, const show::Script &script)
{
    QStringList known, cues;
    for (const show::Act &act : script.acts) {
        known << act.id;
        for (const show::Cue &cue : act.cues)
            cues << cue.id;
    }
    QStringList wanted = options.command == u"act" ? options.words
                         : options.acts.isEmpty()  ? known
                                                   : options.acts;
    for (const QString &act : wanted) {
        if (!known.contains(act))
            return tl::unexpected(
                core::Fault{core::Fault::Kind::Usage,
                            u"no act \"%1\": expected %2"_s.arg(act, known.join(u", "_s)),
                            {},
                            {}});
    }
    for (const QString &cue : options.skip) {
        if (!cues.contains(cue))
            return tl::unexpected(
                core::Fault{core::Fault::Kind::Usage,
                            u"--skip: no cue \"%1\": expected one of %2"_s.arg(cue,
                                                                               cues.join(u", "_s)),
                            {},
                            {}});
    }
    return wanted;
}

void judgeActs(const Json &acts, ResultDocument &result)
{
    QStringList bad;
    for (const Json &act : acts) {
        if (act.value("expected", Json(false)) != Json(true))
            bad << u"Act %1 is %2"_s.arg(QString::fromStdString(act.value("id", "")),
                                         QString::fromStdString(act.value("story", "")));
    }
    if (!bad.isEmpty())
        result.fail(u"not as expected: "_s + bad.join(u", "_s));
}

core::Outcome reset(Console &console, Session &session)
{
    auto plan =
        deploy::operationPlan(session.bundle(), u"reset"_s,
                              session.history().durations(u"reset"_s, session.bundle().cluster));
    if (!plan)
        return core::Outcome::failed(plan.error());
    return runPlan(console, session, std::move(*plan), nullptr);
}

/// The whole show so many times; SHOWS gets a list of acts each, of one that was cut short, too.
core::Result<void> repeat(Console &console, const Options &options, Session &session,
                          const QStringList &acts, Json &shows)
{
    for (int i = 0; i < options.repeat; ++i) {
        if (i > 0) {
            console.progress(u"\nReset, then show %1 of %2"_s.arg(i + 1).arg(options.repeat));
            if (const core::Outcome outcome = reset(console, session); !outcome.ok())
                return tl::unexpected(outcome.fault);
        }
        Theatre theatre(console, options, session);
        if (const auto opened = theatre.open(); !opened)
            return tl::unexpected(opened.error());
        if (i > 0)
            theatre.noteReset();
        Json played = Json::array();
        const auto over = theatre.play(acts, played);
        shows.push_back(std::move(played));
        if (!over)
            return over;
        if (!theatre.logState())
            return theatre.logState();
    }
    return {};
}

/// Plays, and writes down whatever is known in the end.
void playAll(Console &console, const Options &options, Session &session, const QStringList &acts,
             ResultDocument &result)
{
    Json shows = Json::array();
    if (const auto over = repeat(console, options, session, acts, shows); !over)
        result.fail(over.error());
    if (options.repeat > 1)
        result.set("shows", shows);
    result.set("acts", shows.empty() ? Json::array() : shows.back());
    for (const Json &played : shows) {
        console.print(u'\n' + verdictTable(played));
        judgeActs(played, result);
    }
}

void deployAndPlay(Console &console, const Options &options, Session &session,
                   ResultDocument &result)
{
    const auto acts = chosenActs(options, session.script());
    if (!acts) {
        result.fail(acts.error());
        return;
    }
    auto plan =
        deploy::deployPlan(session.bundle(), {},
                           session.history().durations(u"deploy"_s, session.bundle().cluster));
    if (!plan) {
        result.fail(plan.error());
        return;
    }
    session.forwards().start();
    Json phases = Json::array();
    const core::Outcome deployed = runPlan(console, session, std::move(*plan), &phases);
    result.set("phases", phases);
    if (!deployed.ok()) {
        result.fail(deployed.fault);
        return;
    }
    if (const auto verified = verifyForwards(console, session, forwardsTime); !verified) {
        result.fail(verified.error());
        return;
    }
    console.progress(u"every forward is Verified"_s);
    playAll(console, options, session, *acts, result);
}

} // namespace

void rehearse(Console &console, const Options &options, ResultDocument &result)
{
    QObject context;
    core::SystemClock clock;
    const auto limit = (options.pace == u"real" ? realLimit : fastLimit)
                       * (options.repeat > 1 ? options.repeat : 1);
    clock.after(limit, &context, [&console, limit] {
        console.cancel({core::Fault::Kind::TimedOut,
                        u"the rehearsal took longer than %1 s"_s.arg(limit.count()),
                        {},
                        {}});
    });
    const auto session = Session::open(console, options, result);
    if (!session) {
        result.fail(session.error());
        return;
    }
    result.setCluster((*session)->bundle().cluster, (*session)->contextName(),
                      (*session)->bundle().edition);
    deployAndPlay(console, options, **session, result);
    (*session)->close(console);
    if (console.cancelled())
        result.fail(console.whyCancelled());
}

void playActs(Console &console, const Options &options, ResultDocument &result)
{
    if (options.stage) {
        rehearse(console, options, result); // a fresh cluster has to be deployed first
        return;
    }
    const auto session = Session::open(console, options, result);
    if (!session) {
        result.fail(session.error());
        return;
    }
    result.setCluster((*session)->bundle().cluster, (*session)->contextName(),
                      (*session)->bundle().edition);
    const auto acts = chosenActs(options, (*session)->script());
    if (!acts)
        result.fail(acts.error());
    else if (mayChange(console, options, **session, options.command, result)) {
        if (const auto verified = verifyForwards(console, **session, forwardsTime); !verified)
            result.fail(verified.error());
        else
            playAll(console, options, **session, *acts, result);
    }
    (*session)->close(console);
}

} // namespace app
