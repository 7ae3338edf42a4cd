// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/player.h"
#include "tests/unit/kube/handclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace show;

namespace {

/// A world that a test writes down: values by probe, and what the player asked for.
class FakeHands final : public Stagehand {
    Q_OBJECT
public:
    explicit FakeHands(HandClock &clock)
        : m_clock(clock)
    {
    }
    QMap<QString, Json> values;
    QString story = u"CLEAN"_s;
    QStringList done;
    core::Outcome next = core::Outcome::done();
    bool hold = false;
    Done held;

    void perform(const Intent &intent, Done callback) override
    {
        done << (intent.kind == Intent::Kind::Operation ? intent.name : intent.text);
        if (hold)
            held = std::move(callback);
        else
            callback(next);
    }
    void stop() override { done << u"stop"_s; }
    void beginAct(const QString &act, Done callback) override
    {
        done << u"begin "_s + act;
        callback(core::Outcome::done());
    }
    Measured measure(const Check &check) override
    {
        if (!values.contains(check.probe))
            return {std::nullopt, {}, u"not there"_s};
        return {values.value(check.probe), m_clock.now(), {}};
    }
    Json summary(const QString &) override { return {{"story", story.toStdString()}}; }

    void look()
    {
        m_clock.advance(std::chrono::milliseconds(10));
        emit looked();
    }

private:
    HandClock &m_clock;
};

Check check(const QString &probe, const Json &expect, bool must = true)
{
    Check out;
    out.id = out.label = out.probe = probe;
    out.expect = parseExpectation(expect);
    out.must = must;
    out.timeout = std::chrono::seconds(5);
    return out;
}

Cue cue(const QString &id, Intent::Kind kind, const QString &name, std::vector<Check> checks,
        int retries = 0)
{
    Cue out;
    out.id = out.title = id;
    out.run = {kind, name, name, false};
    out.verify = std::move(checks);
    out.retries = retries;
    return out;
}

Script script(std::vector<Cue> cues, std::vector<Check> verify = {})
{
    Script out;
    Act act;
    act.id = u"1"_s;
    act.title = u"One"_s;
    act.story = u"CLEAN"_s;
    act.cues = std::move(cues);
    act.verify = std::move(verify);
    out.acts.push_back(act);
    return out;
}

} // namespace

class PlayerTest : public QObject {
    Q_OBJECT
private slots:
    void goDoesOneCueAndStopsAtTheNext()
    {
        HandClock clock;
        FakeHands hands(clock);
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::Prompt, u"hello"_s, {check(u"a"_s, ">= 1")}),
                    cue(u"1.2"_s, Intent::Kind::Operation, u"op"_s, {})});
        Player player(acts, hands, clock, {});
        QVERIFY(player.standBy(u"1"_s));
        QCOMPARE(hands.done, QStringList()); // nothing fires by itself
        QVERIFY(player.go());
        QCOMPARE(hands.done, QStringList({u"begin 1"_s, u"hello"_s}));
        QVERIFY(!player.go()); // verifying: GO means nothing
        hands.values[u"a"_s] = 1;
        hands.look();
        QCOMPARE(player.current()->id, u"1.2"_s);
        QCOMPARE(player.current()->state, CueState::Standby);
        QCOMPARE(hands.done.size(), 2);
    }

    /// Panic: what runs ends, its cue stands by again, and nothing fires a second time by itself.
    void stoppingPutsTheSameCueOnStandby_data()
    {
        QTest::addColumn<bool>("running"); // else verifying
        QTest::newRow("while its job runs") << true;
        QTest::newRow("while it is verified") << false;
    }
    void stoppingPutsTheSameCueOnStandby()
    {
        QFETCH(bool, running);
        HandClock clock;
        FakeHands hands(clock);
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::Show, u"view"_s, {}),
                    cue(u"1.2"_s, Intent::Kind::Operation, u"work"_s, {check(u"a"_s, ">= 1")})});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        player.go();
        hands.hold = running;
        player.go();
        player.stop();
        QCOMPARE(hands.done.contains(u"stop"_s), running);
        if (running) {
            QCOMPARE(player.current()->state, CueState::Running); // its job has not ended yet
            QVERIFY(!player.go());
            player.stop();
            QCOMPARE(hands.done.filter(u"stop"_s).size(), 1);
            hands.held(core::Outcome::cancelled());
        }
        QCOMPARE(player.current()->id, u"1.2"_s);
        QCOMPARE(player.current()->state, CueState::Standby);
        QCOMPARE(hands.done.filter(u"work"_s).size(), 1);
        QCOMPARE(hands.done.filter(u"begin"_s).size(), 1);
        player.stop(); // nothing runs: nothing happens
        QCOMPARE(player.current()->state, CueState::Standby);
        hands.hold = false;
        hands.values[u"a"_s] = 1;
        QVERIFY(player.go());
        hands.look();
        QCOMPARE(player.document()["cues"][1].value("outcome", ""), std::string("done"));
        QCOMPARE(hands.done.filter(u"work"_s).size(), 2);
    }

    /// Another process goes on where the log ends.
    void restoringCarriesNothingOut_data()
    {
        QTest::addColumn<QString>("cue");
        QTest::addColumn<bool>("begun");
        QTest::newRow("before the act's first") << u"1.1"_s << false;
        QTest::newRow("in the middle") << u"1.2"_s << true;
        QTest::newRow("with the last checks open") << QString() << true;
    }
    void restoringCarriesNothingOut()
    {
        QFETCH(QString, cue);
        QFETCH(bool, begun);
        HandClock clock;
        FakeHands hands(clock);
        const Script acts = script({::cue(u"1.1"_s, Intent::Kind::Operation, u"one"_s, {}),
                                    ::cue(u"1.2"_s, Intent::Kind::Operation, u"two"_s, {})},
                                   {check(u"a"_s, "== 0"), check(u"b"_s, true)});
        std::vector<CueRecord> records(2);
        records[0].id = u"1.1"_s;
        records[1].id = u"1.2"_s;
        if (cue != u"1.1")
            records[0].state = CueState::Done;
        if (cue.isEmpty())
            records[1].state = CueState::Done;
        const std::map<QString, Json> settled{{u"b"_s, {{"verdict", "as expected"}}}};
        Player player(acts, hands, clock, {});
        QSignalSpy over(&player, &Player::actOver);
        QVERIFY(!player.restore(u"9"_s, records, cue, begun, settled));
        QVERIFY(player.restore(u"1"_s, records, cue, begun, settled));
        hands.values[u"a"_s] = 0;
        hands.look();
        QCOMPARE(hands.done, QStringList());
        QCOMPARE(player.current() ? player.current()->id : QString(), cue);
        while (player.current()) {
            QVERIFY(player.go());
            clock.advance(std::chrono::milliseconds(1));
        }
        QCOMPARE(hands.done.filter(u"begin"_s).size(), begun ? 0 : 1);
        if (!begun)
            hands.values[u"b"_s] = true;
        clock.advance(std::chrono::seconds(6));
        hands.look();
        QCOMPARE(over.size(), 1);
        QCOMPARE(over.first().at(1).toBool(), true);
    }

    void goWhileRunningIsRefused()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.hold = true;
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"op"_s, {})});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        QSignalSpy refused(&player, &Player::refused);
        player.go();
        QVERIFY(!player.go());
        QCOMPARE(refused.size(), 1);
        QCOMPARE(hands.done.filter(u"op"_s).size(), 1);
        QVERIFY(!player.standBy(u"1"_s));
    }

    void anActIsExpectedOnlyWithItsStory_data()
    {
        QTest::addColumn<QString>("story");
        QTest::addColumn<int>("value");
        QTest::addColumn<bool>("expected");
        QTest::newRow("as written") << u"CLEAN"_s << 0 << true;
        QTest::newRow("other story") << u"BREACHED"_s << 0 << false;
        QTest::newRow("check broken") << u"CLEAN"_s << 1 << false;
    }
    void anActIsExpectedOnlyWithItsStory()
    {
        QFETCH(QString, story);
        QFETCH(int, value);
        QFETCH(bool, expected);
        HandClock clock;
        FakeHands hands(clock);
        hands.story = story;
        hands.values[u"loot"_s] = value;
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::None, {}, {})}, {check(u"loot"_s, "== 0")});
        Player player(acts, hands, clock, {});
        QSignalSpy over(&player, &Player::actOver);
        player.standBy(u"1"_s);
        player.go();
        clock.advance(std::chrono::milliseconds(1));
        for (int i = 0; i < 700 && over.isEmpty(); ++i)
            hands.look();
        QCOMPARE(over.size(), 1);
        QCOMPARE(over.at(0).at(1).toBool(), expected);
        QCOMPARE(player.document().at("expected").get<bool>(), expected);
    }

    /// A source that never answers is not as expected: unknown is not OK.
    void silenceIsUnexpectedInTheEnd()
    {
        HandClock clock;
        FakeHands hands(clock);
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::None, {}, {check(u"nobody"_s, "== 0")})});
        Player player(acts, hands, clock, {});
        QSignalSpy over(&player, &Player::actOver);
        player.standBy(u"1"_s);
        player.go();
        clock.advance(std::chrono::seconds(6));
        hands.look();
        QCOMPARE(over.size(), 1);
        QCOMPARE(player.records().at(0).state, CueState::Failed);
        QCOMPARE(player.records().at(0).questions.at(0).verdict, Verdict::Unexpected);
    }

    void aDeclaredRetryRunsOnceMore()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.values[u"a"_s] = false;
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::Prompt, u"ask"_s, {check(u"a"_s, true)}, 1)});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        player.go();
        for (int i = 0; i < 1200; ++i)
            hands.look();
        QCOMPARE(hands.done.filter(u"ask"_s).size(), 2);
        QCOMPARE(player.records().at(0).state, CueState::Failed);
        QCOMPARE(player.records().at(0).attempts, 2);
    }

    void skippedCuesDoNothing()
    {
        HandClock clock;
        FakeHands hands(clock);
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"op"_s, {})});
        Player::Options options;
        options.skip.insert(u"1.1"_s);
        Player player(acts, hands, clock, options);
        QSignalSpy over(&player, &Player::actOver);
        player.standBy(u"1"_s);
        player.go();
        hands.look();
        QCOMPARE(over.size(), 1);
        QVERIFY(!hands.done.contains(u"op"_s));
        QCOMPARE(player.document().at("cues").at(0).at("outcome").get<std::string>(),
                 std::string("skipped"));
    }

    void fixedFiguresAreNotExpectedOfAnotherPrompt()
    {
        HandClock clock;
        FakeHands hands(clock);
        Check fixed = check(u"a"_s, "4287.55");
        fixed.fixed = true;
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::None, {}, {fixed})});
        Player::Options options;
        options.fixedFigures = false;
        Player player(acts, hands, clock, options);
        player.standBy(u"1"_s);
        player.go();
        clock.advance(std::chrono::milliseconds(1));
        hands.look();
        QCOMPARE(player.records().at(0).questions.at(0).verdict, Verdict::NotExpectedHere);
        QCOMPARE(player.records().at(0).state, CueState::Done);
    }

    void aFailedIntentFailsTheCue()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.next =
            core::Outcome::failed({core::Fault::Kind::Failed, u"the registry is full"_s, {}, {}});
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"op"_s, {}),
                                    cue(u"1.2"_s, Intent::Kind::None, {}, {})});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        player.go();
        QCOMPARE(player.records().at(0).state, CueState::Failed);
        QCOMPARE(player.records().at(0).why, u"the registry is full"_s);
        QCOMPARE(player.current()->id, u"1.2"_s);
    }

    void storiesFollowWhatArrived_data()
    {
        QTest::addColumn<bool>("known");
        QTest::addColumn<bool>("arrived");
        QTest::addColumn<int>("denied");
        QTest::addColumn<QString>("story");
        QTest::newRow("nobody answered") << false << false << 0 << u"UNKNOWN"_s;
        QTest::newRow("nothing") << true << false << 0 << u"CLEAN"_s;
        QTest::newRow("stolen") << true << true << 0 << u"BREACHED"_s;
        QTest::newRow("stolen though refused too") << true << true << 3 << u"BREACHED"_s;
        QTest::newRow("refused") << true << false << 1 << u"BLOCKED"_s;
    }
    void storiesFollowWhatArrived()
    {
        QFETCH(bool, known);
        QFETCH(bool, arrived);
        QFETCH(int, denied);
        QFETCH(QString, story);
        StoryFacts facts;
        facts.known = known;
        facts.profileArrived = arrived;
        facts.received = arrived ? 1 : 0;
        facts.denied = denied;
        facts.replied = true;
        QCOMPARE(storyOf(facts), story);
    }
};

QTEST_GUILESS_MAIN(PlayerTest)
#include "tst_player.moc"
