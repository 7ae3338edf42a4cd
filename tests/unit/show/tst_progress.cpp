// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/pace.h"
#include "backend/show/progress.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace show;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

Script twoActs()
{
    Script out;
    for (const QString &id : {u"1"_s, u"2"_s}) {
        Act act;
        act.id = id;
        act.target = act.ownTarget = seconds(60);
        for (const QString &number : {u".1"_s, u".2"_s}) {
            Cue cue;
            cue.id = id + number;
            cue.target = cue.ownTarget = seconds(20);
            cue.say = cue.ownSay = u"words of "_s + cue.id;
            act.cues.push_back(cue);
        }
        out.acts.push_back(act);
    }
    out.total = seconds(120);
    out.formats.push_back({u"short"_s, u"Short"_s, seconds(120), {}, {}});
    out.formats.push_back({u"long"_s,
                           u"Long"_s,
                           seconds(600),
                           {{u"1.1"_s, seconds(100)}, {u"1.2"_s, seconds(50)}},
                           {{u"1.1"_s, u"and more"_s}}});
    useFormat(out, u"short"_s);
    return out;
}

/// "cue 1.1 running", "begin 1", "end": one line a second.
std::vector<Json> log(const QStringList &events)
{
    std::vector<Json> out;
    QDateTime time(QDate(2026, 3, 2), QTime(14, 0, 0), Qt::UTC);
    for (const QString &event : events) {
        const QStringList words = event.split(u' ');
        Json line{{"t", time.toString(Qt::ISODateWithMs).toStdString()},
                  {"event", words[0].toStdString()},
                  {"context", "c"}};
        const std::string second = words.value(1).toStdString();
        if (words[0] == u"cue") {
            line["id"] = second;
            line["outcome"] = words.value(2).toStdString();
        } else if (words[0] == u"standby" || words[0] == u"begin") {
            line["act"] = second;
            line["baseline"] = {{"digest", "sha256:1"}};
        } else if (words[0] == u"ready") {
            line["cluster"] = second;
        } else if (words[0] == u"check" || words[0] == u"act") {
            line["id"] = second;
            line["verdict"] = "as expected";
        } else if (words[0] == u"go") {
            line["cue"] = second;
        }
        out.push_back(line);
        time = time.addSecs(1);
    }
    return out;
}

} // namespace

class ProgressTest : public QObject {
    Q_OBJECT
private slots:
    void aLogTellsWhereToGoOn_data()
    {
        QTest::addColumn<QString>("events");
        QTest::addColumn<bool>("open");
        QTest::addColumn<QString>("act");
        QTest::addColumn<QString>("cue");
        QTest::addColumn<QString>("interrupted");
        QTest::addColumn<bool>("begun");
        QTest::addColumn<bool>("over");
        const QString start = u"ready uid|standby 1|cue 1.1 standby"_s;
        const QString first = start + u"|go 1.1|cue 1.1 running|begin 1"_s;
        const QString second =
            first + u"|cue 1.1 verifying|check 1.1.a|cue 1.1 done|cue 1.2 standby"_s;
        const QString closing =
            second + u"|go 1.2|cue 1.2 running|cue 1.2 verifying|cue 1.2 done"_s;
        QTest::newRow("nothing") << u"key"_s << false << u""_s << u""_s << u""_s << false << false;
        QTest::newRow("ready, before the first line of the act")
            << u"ready uid"_s << true << u""_s << u""_s << u""_s << false << false;
        QTest::newRow("the first cue stands by")
            << start << true << u"1"_s << u"1.1"_s << u""_s << false << false;
        QTest::newRow("GO is written, its cue is not")
            << start + u"|go 1.1"_s << true << u"1"_s << u"1.1"_s << u""_s << false << false;
        QTest::newRow("it runs, the act's start is not taken")
            << start + u"|go 1.1|cue 1.1 running"_s << true << u"1"_s << u"1.1"_s << u"1.1"_s
            << false << false;
        QTest::newRow("it runs") << first << true << u"1"_s << u"1.1"_s << u"1.1"_s << true
                                 << false;
        QTest::newRow("it is verified") << first + u"|cue 1.1 verifying"_s << true << u"1"_s
                                        << u"1.1"_s << u"1.1"_s << true << false;
        QTest::newRow("it is done, the next not on standby yet")
            << first + u"|cue 1.1 done"_s << true << u"1"_s << u"1.2"_s << u""_s << true << false;
        QTest::newRow("the next stands by")
            << second << true << u"1"_s << u"1.2"_s << u""_s << true << false;
        QTest::newRow("panic stopped it: it stands by again")
            << first + u"|panic|cue 1.1 failed|cue 1.1 standby"_s << true << u"1"_s << u"1.1"_s
            << u""_s << true << false;
        QTest::newRow("skipped") << start + u"|cue 1.1 skipped|cue 1.2 standby"_s << true << u"1"_s
                                 << u"1.2"_s << u""_s << false << false;
        QTest::newRow("a recording stood in for the one before")
            << first + u"|cue 1.1 failed|cue 1.2 standby|cue 1.1 recorded"_s << true << u"1"_s
            << u"1.2"_s << u""_s << true << false;
        QTest::newRow("its recording was shown instead of it")
            << second + u"|cue 1.2 recorded"_s << true << u"1"_s << u""_s << u""_s << true << false;
        QTest::newRow("the act's last checks are open")
            << closing << true << u"1"_s << u""_s << u""_s << true << false;
        QTest::newRow("the act is over, the next not on standby yet")
            << closing + u"|act 1"_s << true << u"1"_s << u""_s << u""_s << true << true;
        QTest::newRow("the next act") << closing + u"|act 1|standby 2|cue 2.1 standby"_s << true
                                      << u"2"_s << u"2.1"_s << u""_s << false << false;
        QTest::newRow("an act once more") << closing + u"|act 1|standby 1|cue 1.1 standby"_s << true
                                          << u"1"_s << u"1.1"_s << u""_s << false << false;
        QTest::newRow("ended") << second + u"|end"_s << false << u"1"_s << u"1.2"_s << u""_s << true
                               << false;
        QTest::newRow("gone on with, and broken off again")
            << second + u"|ready uid"_s << true << u"1"_s << u"1.2"_s << u""_s << true << false;
    }
    void aLogTellsWhereToGoOn()
    {
        QFETCH(QString, events);
        QFETCH(bool, open);
        QFETCH(QString, act);
        QFETCH(QString, cue);
        QFETCH(QString, interrupted);
        QFETCH(bool, begun);
        QFETCH(bool, over);
        const Progress seen = readProgress(log(events.split(u'|')), twoActs());
        QCOMPARE(seen.open, open);
        QCOMPARE(seen.act, act);
        QCOMPARE(seen.cue, cue);
        QCOMPARE(seen.interrupted, interrupted);
        QCOMPARE(seen.begun, begun);
        QCOMPARE(seen.over, over);
        QVERIFY(!open || seen.cluster == u"uid");
        // Whoever goes on puts the cue on standby himself: no record says so.
        for (const CueRecord &record : seen.records)
            QVERIFY(record.state != CueState::Running && record.state != CueState::Verifying
                    && record.state != CueState::Standby);
    }

    void aLogKeepsWhatWasMeasured()
    {
        const auto lines = log(
            u"ready uid|standby 1|cue 1.1 standby|go 1.1|cue 1.1 running|begin 1|check 1.1.a|cue 1.1 verifying|cue 1.1 done|cue 1.2 standby|cue 1.2 running|cue 1.2 done|act 1"_s
                .split(u'|'));
        const Progress seen = readProgress(lines, twoActs());
        QCOMPARE(seen.firstGo.time(), QTime(14, 0, 3));
        QCOMPARE(seen.took.at(u"1.1"_s), milliseconds(4000));
        QCOMPARE(seen.took.at(u"1.2"_s), milliseconds(1000));
        QCOMPARE(seen.actTook.at(u"1"_s), milliseconds(8000));
        QVERIFY(seen.settled.count(u"1.1.a"_s));
        QCOMPARE(seen.baseline.value("digest", ""), std::string("sha256:1"));
        QVERIFY(seen.documents.count(u"1"_s) && !seen.documents.at(u"1"_s).contains("event"));
        // Nonsense in between changes nothing.
        std::vector<Json> torn = lines;
        torn.insert(torn.begin() + 5, {Json(3), Json{{"event", 7}}, Json{{"event", "cue"}}});
        QCOMPARE(readProgress(torn, twoActs()).took, seen.took);
    }

    /// A cue's time is the presenter's: from its GO to the next.
    void talkBelongsToTheCueThatIsOn_data()
    {
        QTest::addColumn<QString>("events");
        QTest::addColumn<int>("first"); // seconds of 1.1, -1 for none
        QTest::addColumn<int>("second");
        QTest::newRow("until the next GO") << u"ready uid|go 1.1|x|x|go 1.2|end"_s << 3 << 1;
        QTest::newRow("the last one until the show's last act is over")
            << u"ready uid|go 1.2|x|act 2|x|x|end"_s << -1 << 2;
        QTest::newRow("not until another act is over")
            << u"ready uid|go 1.2|x|act 1|x|x|end"_s << -1 << 5;
        QTest::newRow("twice") << u"ready uid|go 1.1|go 1.1|x|go 1.2|end"_s << 3 << 1;
        QTest::newRow("not over a crash")
            << u"ready uid|go 1.1|x|ready uid|x|go 1.2|end"_s << -1 << 1;
        QTest::newRow("still on") << u"ready uid|go 1.1|x"_s << -1 << -1;
    }
    void talkBelongsToTheCueThatIsOn()
    {
        QFETCH(QString, events);
        QFETCH(int, first);
        QFETCH(int, second);
        const Progress seen = readProgress(log(events.split(u'|')), twoActs());
        const auto timeOf = [&seen](const QString &cue) {
            const auto found = seen.stood.find(cue);
            return found == seen.stood.end() ? -1 : static_cast<int>(found->second.count() / 1000);
        };
        QCOMPARE(timeOf(u"1.1"_s), first);
        QCOMPARE(timeOf(u"1.2"_s), second);
    }

    void theMedianIsTheMiddleOne()
    {
        std::vector<Progress> shows(3);
        shows[0].stood = {{u"1.1"_s, milliseconds(9)}, {u"1.2"_s, milliseconds(5)}};
        shows[1].stood = {{u"1.1"_s, milliseconds(1)}};
        shows[2].stood = {{u"1.1"_s, milliseconds(4)}};
        const auto medians = medianTimes(shows);
        QCOMPARE(medians.size(), size_t(2));
        QCOMPARE(medians.at(u"1.1"_s), milliseconds(4));
        QCOMPARE(medians.at(u"1.2"_s), milliseconds(5));
    }

    void paceIsSaidInWords_data()
    {
        QTest::addColumn<QString>("cue");
        QTest::addColumn<int>("total");
        QTest::addColumn<QString>("words");
        QTest::newRow("before the first GO") << u""_s << 0 << u""_s;
        QTest::newRow("within the first cue's time") << u"1.1"_s << 19 << u"on time"_s;
        QTest::newRow("a little over is no word") << u"1.1"_s << 35 << u"on time"_s;
        QTest::newRow("over") << u"1.1"_s << 60 << u"+0:40 SLOW"_s;
        QTest::newRow("an act's last cue has what is left of the act")
            << u"1.2"_s << 60 << u"on time"_s;
        QTest::newRow("ahead") << u"2.1"_s << 20 << u"-0:40 FAST"_s;
        QTest::newRow("long over") << u"2.2"_s << 201 << u"+1:21 SLOW"_s;
    }
    void paceIsSaidInWords()
    {
        QFETCH(QString, cue);
        QFETCH(int, total);
        QFETCH(QString, words);
        QCOMPARE(paceWords(paceOf(twoActs(), cue, seconds(total), {}, {})), words);
    }

    void aFormatChangesTimesAndWordsOnly()
    {
        Script script = twoActs();
        QVERIFY(!useFormat(script, u"none"_s));
        QVERIFY(useFormat(script, u"long"_s));
        QCOMPARE(script.total, seconds(600));
        QCOMPARE(script.acts[0].target, seconds(150));
        QCOMPARE(script.acts[0].cues[0].target, seconds(100));
        QCOMPARE(script.acts[0].cues[0].say, u"words of 1.1 and more"_s);
        QCOMPARE(script.acts[1].target, seconds(60));
        QVERIFY(useFormat(script, u"short"_s)); // and back
        QCOMPARE(script.acts[0].target, seconds(60));
        QCOMPARE(script.acts[0].cues[0].target, seconds(20));
        QCOMPARE(script.acts[0].cues[0].say, u"words of 1.1"_s);
    }

    void ownNotesLieOverTheBundle_data()
    {
        QTest::addColumn<QByteArray>("notes");
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("say");
        QTest::newRow("say") << QByteArray(R"({"notes": {"1.1": {"say": "mine"}}})") << u""_s
                             << u"mine and more"_s;
        QTest::newRow("a question more")
            << QByteArray(R"({"faq": [{"question": "q", "answer": "a"}]})") << u""_s
            << u"words of 1.1 and more"_s;
        QTest::newRow("an unknown cue")
            << QByteArray(R"({"notes": {"1.1": {"say": "mine"}, "9.9": {"say": "x"}}})")
            << u"no cue \"9.9\""_s << u"words of 1.1 and more"_s;
        QTest::newRow("an unknown key") << QByteArray(R"({"notes": {"1.1": {"tell": "mine"}}})")
                                        << u"unknown key"_s << u"words of 1.1 and more"_s;
        QTest::newRow("no mapping")
            << QByteArray("[1]") << u"not a mapping"_s << u"words of 1.1 and more"_s;
    }
    void ownNotesLieOverTheBundle()
    {
        QFETCH(QByteArray, notes);
        QFETCH(QString, fault);
        QFETCH(QString, say);
        Script script = twoActs();
        useFormat(script, u"long"_s);
        const auto laid = overlayNotes(script, Json::parse(notes.toStdString()),
                                       [](const std::string &at) -> QString {
                                           return u"notes.yaml"_s + QString::fromStdString(at);
                                       });
        QCOMPARE(laid.has_value(), fault.isEmpty());
        if (!laid)
            QVERIFY2(laid.error().summary.contains(fault), qPrintable(laid.error().summary));
        QCOMPARE(script.acts[0].cues[0].say, say);
    }
};

QTEST_GUILESS_MAIN(ProgressTest)
#include "tst_progress.moc"
