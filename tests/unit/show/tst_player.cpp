// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/player.h"
#include "tests/support/handclock.h"

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
    core::Outcome begins = core::Outcome::done();
    QString mends;         ///< what is done with this name makes every value true
    bool final = false;    ///< values are read from a complete answer
    QSet<QString> happens; ///< probes of what has happened
    Json unseen;           ///< what the summary says that nobody has read
    QDateTime seenAt;      ///< when the values were last read; invalid: they are read all the time
    bool hold = false, holdsBegin = false;
    Done held, heldBegin;

    void perform(const Intent &intent, Done callback) override
    {
        done << (intent.kind == Intent::Kind::Operation ? intent.name : intent.text);
        if (done.last() == mends) {
            for (auto &value : values)
                value = true;
        }
        if (hold)
            held = std::move(callback);
        else
            callback(next);
    }
    void stop() override { done << u"stop"_s; }
    void beginAct(const QString &act, Done callback) override
    {
        done << u"begin "_s + act;
        if (holdsBegin)
            heldBegin = std::move(callback);
        else
            callback(begins);
    }
    Measured measure(const Check &check) override
    {
        const bool happened = happens.contains(check.probe);
        if (!values.contains(check.probe))
            return {std::nullopt, {}, u"not there"_s, false, false, happened};
        return {values.value(check.probe),
                seenAt.isValid() ? seenAt : m_clock.now(),
                seenAt.isValid() ? u"HTTP 500"_s : QString(),
                final,
                false,
                happened};
    }
    Json summary(const QString &) override
    {
        Json out{{"story", story.toStdString()}};
        if (!unseen.is_null())
            out["unseen"] = unseen;
        return out;
    }

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
        hands.happens.insert(u"b"_s);
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

    /// However long the act goes on after it.
    void aSettledCheckKeepsItsTime()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.values[u"a"_s] = 1;
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"one"_s, {}),
                                    cue(u"1.2"_s, Intent::Kind::Operation, u"two"_s, {})},
                                   {check(u"a"_s, ">= 1")});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        player.go();
        hands.look();
        clock.advance(std::chrono::seconds(40));
        player.go();
        QCOMPARE(player.document()["checks"][0].value("seconds", -1.0), 0.0);
    }

    /// What is known of an act that ends before its end.
    void anActThatWasCutShort_data()
    {
        QTest::addColumn<QString>("story"); // by what has arrived so far
        QTest::addColumn<int>("gos");
        QTest::addColumn<QString>("told");
        QTest::addColumn<QString>("cues");
        QTest::newRow("before its first cue")
            << u"CLEAN"_s << 0 << u"UNKNOWN"_s << u"skipped skipped"_s;
        QTest::newRow("nothing has arrived so far")
            << u"CLEAN"_s << 1 << u"UNKNOWN"_s << u"done skipped"_s;
        QTest::newRow("the worst has happened")
            << u"BREACHED"_s << 1 << u"BREACHED"_s << u"done skipped"_s;
        QTest::newRow("in its last cue") << u"BLOCKED"_s << 2 << u"UNKNOWN"_s << u"done failed"_s;
    }
    void anActThatWasCutShort()
    {
        QFETCH(QString, story);
        QFETCH(int, gos);
        QFETCH(QString, told);
        QFETCH(QString, cues);
        HandClock clock;
        FakeHands hands(clock);
        hands.story = story;
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Prompt, u"ask"_s, {}),
                                    cue(u"1.2"_s, Intent::Kind::Operation, u"op"_s, {})},
                                   {check(u"a"_s, "== 0")});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        for (int i = 1; i <= gos; ++i) {
            hands.hold = i == 2;
            player.go();
        }
        player.cancel();
        const Json document = player.soFar();
        QCOMPARE(document.value("story", ""), told.toStdString());
        QCOMPARE(document.value("expected", true), false);
        QCOMPARE(document.value("id", ""), std::string("1"));
        QStringList outcomes;
        for (const Json &one : document["cues"])
            outcomes << QString::fromStdString(one.value("outcome", ""));
        QCOMPARE(outcomes.join(u' '), cues);
        QCOMPARE(document["checks"].size(), std::size_t(gos > 0 ? 1 : 0));
        for (const Json &one : document["checks"])
            QCOMPARE(one.value("verdict", ""), std::string("not yet"));
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

    /// A source that never answers is not as expected: unknown is not OK, and not a failure.
    void silenceIsUnexpectedInTheEnd()
    {
        HandClock clock;
        FakeHands hands(clock);
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::Prompt, u"ask"_s, {check(u"nobody"_s, "== 0")}, 1)},
                   {check(u"nobody"_s, "== 0")});
        Player::Options options;
        options.offersSolve = true;
        Player player(acts, hands, clock, options);
        QSignalSpy over(&player, &Player::actOver);
        player.standBy(u"1"_s);
        player.go();
        for (int i = 0; i < 1400 && over.isEmpty(); ++i)
            hands.look();
        QCOMPARE(over.size(), 1);
        QCOMPARE(over.at(0).at(1).toBool(), false); // the act's own checks keep their rule
        const CueRecord &record = player.records().at(0);
        QCOMPARE(record.state, CueState::DoneUnverified);
        QCOMPARE(record.why, u"nobody: not seen, not there"_s);
        QCOMPARE(record.questions.at(0).verdict, Verdict::Unexpected);
        QCOMPARE(hands.done.join(u','), u"begin 1,ask"_s); // once more would show no more
        QCOMPARE(player.document()["cues"][0].value("outcome", ""), std::string("done-unverified"));
    }

    /// What nobody has seen since the cue's work was done is not verified, whatever it was before.
    void aCueIsJudgedByWhatWasSeen_data()
    {
        QTest::addColumn<QString>("a");    // yes, no, none: what is seen
        QTest::addColumn<QString>("b");    // the same, of another must
        QTest::addColumn<bool>("sinceGo"); // the sources have answered since
        QTest::addColumn<bool>("must");    // whether b is one
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("why");
        const QString wrong = u"b: 1, expected == 0"_s, dark = u"b: not seen, not there"_s;
        QTest::newRow("both hold") << u"yes"_s << u"yes"_s << true << true << u"done"_s << u""_s;
        QTest::newRow("one is wrong")
            << u"yes"_s << u"no"_s << true << true << u"failed"_s << wrong;
        QTest::newRow("one is not there")
            << u"yes"_s << u"none"_s << true << true << u"done-unverified"_s << dark;
        QTest::newRow("one is not there, the other is wrong")
            << u"none"_s << u"no"_s << true << true << u"failed"_s << wrong;
        QTest::newRow("one that is no must is not there")
            << u"yes"_s << u"none"_s << true << false << u"done"_s << u""_s;
        QTest::newRow("they held before, and nobody answers now")
            << u"yes"_s << u"yes"_s << false << true << u"done-unverified"_s
            << u"a: not seen, HTTP 500"_s;
        QTest::newRow("one was wrong before, and nobody answers now")
            << u"yes"_s << u"no"_s << false << true << u"done-unverified"_s
            << u"a: not seen, HTTP 500"_s;
    }
    void aCueIsJudgedByWhatWasSeen()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(bool, sinceGo);
        QFETCH(bool, must);
        QFETCH(QString, outcome);
        QFETCH(QString, why);
        HandClock clock;
        FakeHands hands(clock);
        if (a != u"none")
            hands.values[u"a"_s] = a == u"yes" ? 0 : 1;
        if (b != u"none")
            hands.values[u"b"_s] = b == u"yes" ? 0 : 1;
        if (!sinceGo)
            hands.seenAt = clock.now();
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"op"_s,
                                        {check(u"a"_s, "== 0"), check(u"b"_s, "== 0", must)}),
                                    cue(u"1.2"_s, Intent::Kind::None, {}, {})});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        player.go();
        for (int i = 0; i < 600 && player.current()->id == u"1.1"; ++i)
            hands.look();
        const CueRecord &record = player.records().at(0);
        QCOMPARE(cueOutcome(record.state), outcome);
        QCOMPARE(record.why, why);
        QCOMPARE(player.current()->id, u"1.2"_s);
    }

    /// The source of an act's check is gone while its cues go on: in the end it is what was read
    /// after the last change, or unknown, and what has happened stays.
    void anActsEndNeedsALook_data()
    {
        QTest::addColumn<QString>("expect");
        QTest::addColumn<int>("value");
        QTest::addColumn<bool>("happened"); // else: how it is
        QTest::addColumn<int>("gone");      // after which cue its source has gone; 0: not at all
        QTest::addColumn<bool>("back");     // and it comes back in time
        QTest::addColumn<bool>("expected");
        QTest::addColumn<QString>("why");
        const QString unknown = u"unknown: last seen 7 s ago, HTTP 500"_s;
        QTest::newRow("none, and it answers")
            << u"== 0"_s << 0 << true << 0 << false << true << u""_s;
        QTest::newRow("none, gone before the last change")
            << u"== 0"_s << 0 << true << 1 << false << false << unknown;
        QTest::newRow("none, gone after it")
            << u"== 0"_s << 0 << true << 2 << false << false << unknown;
        QTest::newRow("none, gone and back")
            << u"== 0"_s << 0 << true << 1 << true << true << u""_s;
        QTest::newRow("some, gone: it has happened")
            << u">= 1"_s << 1 << true << 1 << false << true << u""_s;
        QTest::newRow("there, gone before the last change")
            << u">= 4"_s << 4 << false << 1 << false << false << unknown;
        QTest::newRow("there, gone and back")
            << u">= 4"_s << 4 << false << 1 << true << true << u""_s;
        QTest::newRow("there, gone after it was seen")
            << u">= 4"_s << 4 << false << 2 << false << true << u""_s;
        QTest::newRow("not there, gone: nobody knows")
            << u">= 4"_s << 3 << false << 1 << false << false << unknown;
    }
    void anActsEndNeedsALook()
    {
        QFETCH(QString, expect);
        QFETCH(int, value);
        QFETCH(bool, happened);
        QFETCH(int, gone);
        QFETCH(bool, back);
        QFETCH(bool, expected);
        QFETCH(QString, why);
        HandClock clock;
        clock.advance(std::chrono::hours(1)); // a time that is valid
        FakeHands hands(clock);
        hands.values[u"a"_s] = value;
        if (happened)
            hands.happens.insert(u"a"_s);
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"one"_s, {}),
                                    cue(u"1.2"_s, Intent::Kind::Prompt, u"two"_s, {}),
                                    cue(u"1.3"_s, Intent::Kind::Show, u"view"_s, {})},
                                   {check(u"a"_s, expect.toStdString())});
        Player player(acts, hands, clock, {});
        QSignalSpy over(&player, &Player::actOver);
        player.standBy(u"1"_s);
        for (int i = 1; i <= 3; ++i) {
            player.go();
            hands.look();
            clock.advance(std::chrono::milliseconds(500));
            hands.look();
            if (i == gone)
                hands.seenAt = clock.now();
        }
        if (back)
            hands.seenAt = {};
        for (int i = 0; i < 620 && over.isEmpty(); ++i)
            hands.look();
        QCOMPARE(over.size(), 1);
        const Json verdict = player.document()["checks"][0];
        QVERIFY2(over.first().at(1).toBool() == expected, verdict.dump().c_str());
        QCOMPARE(player.document().value("expected", !expected), expected);
        QCOMPARE(verdict.value("verdict", ""),
                 std::string(expected ? "as expected" : "unexpected"));
        const QString told = QString::fromStdString(verdict.value("why", ""));
        QCOMPARE(QString(told).replace(u"last seen 6"_s, u"last seen 7"_s), why);
    }

    /// What held in the background and does not any more is not as expected in the end.
    void aVerdictOfTheBackgroundIsRenewed_data()
    {
        QTest::addColumn<bool>("happened");
        QTest::addColumn<bool>("expected");
        QTest::newRow("how it is") << false << false;
        QTest::newRow("what has happened") << true << true;
    }
    void aVerdictOfTheBackgroundIsRenewed()
    {
        QFETCH(bool, happened);
        QFETCH(bool, expected);
        HandClock clock;
        FakeHands hands(clock);
        hands.values[u"a"_s] = true;
        if (happened)
            hands.happens.insert(u"a"_s);
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Operation, u"one"_s, {}),
                                    cue(u"1.2"_s, Intent::Kind::Show, u"view"_s, {})},
                                   {check(u"a"_s, true)});
        Player player(acts, hands, clock, {});
        QSignalSpy over(&player, &Player::actOver), settled(&player, &Player::questionSettled);
        player.standBy(u"1"_s);
        player.go();
        hands.look();
        QCOMPARE(settled.size(), 1);
        hands.values[u"a"_s] = false;
        hands.look();
        player.go();
        for (int i = 0; i < 620 && over.isEmpty(); ++i)
            hands.look();
        QCOMPARE(over.size(), 1);
        QCOMPARE(over.first().at(1).toBool(), expected);
        QCOMPARE(settled.size(), expected ? 1 : 2);
    }

    /// Every source is read once after the last change before an act is over, or is named.
    void anActWaitsForALookAtEverySource()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.unseen = Json::array({"inbox: no answer"});
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Prompt, u"ask"_s, {})});
        for (const bool answers : {true, false}) {
            Player player(acts, hands, clock, {});
            QSignalSpy over(&player, &Player::actOver);
            player.standBy(u"1"_s);
            player.go();
            for (int i = 0; i < 590; ++i)
                hands.look();
            QCOMPARE(over.size(), 0);
            if (answers)
                hands.unseen = Json();
            for (int i = 0; i < (answers ? 1 : 20); ++i)
                hands.look();
            QCOMPARE(over.size(), 1);
            QCOMPARE(player.document().contains("unseen"), !answers);
            hands.unseen = Json::array({"inbox: no answer"});
        }
    }

    /// Nothing was done, and what there is to see is asked for all the same.
    void anActWithoutACueWaitsForItsStart()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.holdsBegin = true;
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::Operation, u"op"_s, {})}, {check(u"a"_s, ">= 1")});
        Player player(acts, hands, clock, {});
        QSignalSpy over(&player, &Player::actOver);
        player.standBy(u"1"_s);
        player.skip();
        hands.look();
        QCOMPARE(over.size(), 0);
        hands.heldBegin(core::Outcome::done());
        hands.values[u"a"_s] = 1;
        hands.look();
        QCOMPARE(over.size(), 1);
        QCOMPARE(player.document()["checks"].size(), std::size_t(1));
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

    /// The model does not take the bait: one declared retry, then whoever plays decides.
    void aMissedCueMayBeForced_data()
    {
        QTest::addColumn<bool>("offered"); // somebody is there
        QTest::addColumn<QString>("deed"); // what that one does then
        QTest::addColumn<bool>("mends");   // forcing it helps
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("done");
        QTest::addColumn<QString>("why");
        const QString missed = u"a: false, expected true"_s, twice = u"begin 1,ask,ask"_s;
        QTest::newRow("nobody there") << false << u""_s << false << u"failed"_s << twice << missed;
        QTest::newRow("offered, and nothing fires by itself")
            << true << u""_s << false << u"standby"_s << twice << missed;
        QTest::newRow("forced") << true << u"go"_s << true << u"done"_s << twice + u",force,ask"_s
                                << u"solved; before that "_s + missed;
        QTest::newRow("forced in vain")
            << true << u"go"_s << false << u"failed"_s << twice + u",force,ask"_s << missed;
        QTest::newRow("passed over: it was tried all the same")
            << true << u"skip"_s << false << u"failed"_s << twice << missed;
        QTest::newRow("the audience saw its recording")
            << true << u"recorded"_s << false << u"recorded"_s << twice << missed;
    }
    void aMissedCueMayBeForced()
    {
        QFETCH(bool, offered);
        QFETCH(QString, deed);
        QFETCH(bool, mends);
        QFETCH(QString, outcome);
        QFETCH(QString, done);
        QFETCH(QString, why);
        HandClock clock;
        FakeHands hands(clock);
        hands.values[u"a"_s] = false;
        hands.final = true; // a complete answer is not waited for a second time
        hands.mends = mends ? u"force"_s : QString();
        Cue bait = cue(u"1.1"_s, Intent::Kind::Prompt, u"ask"_s, {check(u"a"_s, true)}, 1);
        bait.solve = Intent{Intent::Kind::Operation, u"force"_s, {}, false};
        const Script acts = script({bait, cue(u"1.2"_s, Intent::Kind::None, {}, {})});
        Player::Options options;
        options.offersSolve = offered;
        Player player(acts, hands, clock, options);
        player.standBy(u"1"_s);
        player.go();
        if (deed == u"go")
            player.go();
        else if (!deed.isEmpty())
            player.skip(deed == u"recorded");
        QCOMPARE(hands.done.join(u','), done);
        const CueRecord &record = player.records().at(0);
        QCOMPARE(cueOutcome(record.state), outcome);
        QCOMPARE(record.why, why);
        QCOMPARE(player.current()->id, outcome == u"standby" ? u"1.1"_s : u"1.2"_s);
        const Json written = player.document().at("cues").at(0);
        QCOMPARE(written.value("attempts", 0), deed == u"go" ? 3 : 2);
        QCOMPARE(written.value("solved", false), outcome == u"done");
        // Whatever was shown instead, what was measured stays measured.
        const Verdict verdict = outcome == u"done" ? Verdict::AsExpected : Verdict::Unexpected;
        QCOMPARE(record.questions.at(0).verdict, verdict);
    }

    /// A recording may stand in for a cue that has failed, and for no other.
    void aRecordingStandsInForAFailedCue()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.final = true;
        hands.values[u"a"_s] = false;
        const Script acts =
            script({cue(u"1.1"_s, Intent::Kind::Prompt, u"ask"_s, {check(u"a"_s, true)}),
                    cue(u"1.2"_s, Intent::Kind::None, {}, {})},
                   {check(u"a"_s, true)});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        QVERIFY(!player.standIn(u"1.1"_s)); // it has not even begun
        player.go();
        QVERIFY(!player.standIn(u"1.2"_s));
        QVERIFY(player.standIn(u"1.1"_s));
        QCOMPARE(player.records().at(0).state, CueState::Recorded);
        QCOMPARE(player.current()->id, u"1.2"_s);
        player.go();
        clock.advance(std::chrono::milliseconds(1));
        QVERIFY(!player.standIn(u"1.1"_s));
        const Json document = player.document();
        QCOMPARE(document["cues"][0].value("outcome", ""), std::string("recorded"));
        QCOMPARE(document.value("expected", true), false); // a recording is no evidence
    }

    /// Without a start to measure from, an act has no verdict: the next GO takes it.
    void anActThatCannotBegin()
    {
        HandClock clock;
        FakeHands hands(clock);
        hands.begins =
            core::Outcome::failed({core::Fault::Kind::Failed, u"nobody answers"_s, {}, {}});
        const Script acts = script({cue(u"1.1"_s, Intent::Kind::Prompt, u"one"_s, {}, 1),
                                    cue(u"1.2"_s, Intent::Kind::Prompt, u"two"_s, {})},
                                   {check(u"a"_s, true)});
        Player player(acts, hands, clock, {});
        player.standBy(u"1"_s);
        player.go();
        QCOMPARE(player.records().at(0).state, CueState::Failed);
        QCOMPARE(player.records().at(0).why, u"nobody answers"_s);
        hands.begins = core::Outcome::done();
        player.go();
        QCOMPARE(hands.done.join(u','), u"begin 1,begin 1,two"_s);
        QCOMPARE(player.document().at("checks").size(), std::size_t(1));
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
