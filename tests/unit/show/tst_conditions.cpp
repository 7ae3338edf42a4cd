// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/conditions.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace show;

namespace {

const QDateTime now = QDateTime::fromMSecsSinceEpoch(100'000, Qt::UTC);

Check condition(const QString &probe)
{
    Check out;
    out.id = out.label = out.probe = probe;
    out.expect = parseExpectation(true);
    return out;
}

/// "yes", "no", "silent" (nothing measured), "old" (measured long ago), "none" (no such thing).
std::optional<Measured> seen(const QString &word)
{
    if (word == u"none")
        return std::nullopt;
    if (word == u"silent")
        return Measured{std::nullopt, {}, u"no answer"_s};
    return Measured{Json(word != u"no"), word == u"old" ? now.addSecs(-6) : now.addSecs(-4), {}};
}

} // namespace

/// Whether a cue may be fired, from what is known now.
class ConditionsTest : public QObject {
    Q_OBJECT
private slots:
    void theLampAndTheGo_data()
    {
        QTest::addColumn<bool>("enters");
        QTest::addColumn<QString>("enter"); // of the act
        QTest::addColumn<QString>("pre");   // of the cue
        QTest::addColumn<QString>("worst"); // "" when ready
        QTest::addColumn<bool>("clicker");  // is refused
        QTest::addColumn<bool>("deliberate");
        const auto row = [](const char *title, bool enters, const char *enter, const char *pre,
                            const char *worst, bool clicker, bool deliberate) {
            QTest::newRow(title) << enters << QString::fromLatin1(enter) << QString::fromLatin1(pre)
                                 << QString::fromLatin1(worst) << clicker << deliberate;
        };
        row("all holds", true, "yes", "yes", "", false, false);
        row("the act cannot begin", true, "no", "yes", "enter", true, true);
        row("once it has begun, its beginning is past", false, "no", "yes", "", false, false);
        row("nobody knows whether it can", true, "silent", "yes", "enter", true, false);
        row("what was known is old", true, "old", "yes", "enter", true, false);
        row("the cue is not ready, which the lamp says", true, "yes", "no", "pre", false, false);
        row("unknown is not ready", true, "yes", "silent", "pre", false, false);
        row("what is wrong goes before what is unknown", true, "silent", "no", "pre", true, false);
        row("what keeps a GO back goes before the rest", true, "no", "no", "enter", true, true);
        row("what is not there is not asked for", true, "yes", "none", "", false, false);
    }
    void theLampAndTheGo()
    {
        QFETCH(bool, enters);
        QFETCH(QString, enter);
        QFETCH(QString, pre);
        QFETCH(QString, worst);
        QFETCH(bool, clicker);
        QFETCH(bool, deliberate);
        Act act;
        act.enter.push_back(condition(u"enter"_s));
        Cue cue;
        cue.pre.push_back(condition(u"pre"_s));
        const Conditions found = conditionsOf(
            act, cue, enters,
            [&](const Check &check) { return seen(check.probe == u"enter" ? enter : pre); }, now);
        QCOMPARE(found.worst() ? found.worst()->check.id : QString(), worst);
        QCOMPARE(found.ready(), worst.isEmpty());
        QCOMPARE(found.refusal(false) != nullptr, clicker);
        QCOMPARE(found.refusal(true) != nullptr, deliberate);
    }

    void namesAreRead_data()
    {
        QTest::addColumn<QString>("pre");
        QTest::addColumn<QString>("fault");
        QTest::newRow("a known one") << u"\"clean\""_s << u""_s;
        QTest::newRow("an unknown one") << u"\"cleen\""_s << u"no condition \"cleen\""_s;
        QTest::newRow("no name at all") << u"7"_s << u"no condition 7"_s;
    }
    void namesAreRead()
    {
        QFETCH(QString, pre);
        QFETCH(QString, fault);
        const QString text = uR"({"conditions": {"clean": {"label": "L", "probe": "image.clean",
                "expect": true, "do": "Reset"}},
            "acts": [{"id": "1", "title": "T", "enter": ["clean"], "cues": [
                {"id": "1.1", "title": "T", "effect": "view", "pre": [%1]}]}],
            "evidence": {"image": "i", "tag": "t", "cleanTag": "c", "imageNamespace": "n",
                "imageSelector": "s"}})"_s.arg(pre);
        const auto script = readScript(Json::parse(text.toStdString()), [](const std::string &at) {
            return QString::fromStdString(at);
        });
        QCOMPARE(script.has_value(), fault.isEmpty());
        if (!script) {
            QVERIFY2(script.error().summary.contains(fault), qPrintable(script.error().summary));
            QVERIFY(script.error().summary.contains(u"/acts/0/cues/0/pre/0"_s));
            return;
        }
        const Check &read = script->acts.at(0).cues.at(0).pre.at(0);
        QCOMPARE(read.id, u"clean"_s);
        QCOMPARE(read.remedy, u"Reset"_s);
        QCOMPARE(script->acts.at(0).enter.at(0).probe, u"image.clean"_s);
        QCOMPARE(script->sources.cleanTag, u"c"_s);
    }

    /// When the next cue goes by itself; never into one that changes the cluster.
    void advanceIsRead_data()
    {
        QTest::addColumn<QString>("advance");
        QTest::addColumn<QString>("next");     // its effect
        QTest::addColumn<int>("milliseconds"); // -1: it waits for a GO
        QTest::addColumn<QString>("fault");
        const auto row = [](const char *title, const char *advance, const char *next, int wait,
                            const QString &fault) {
            QTest::newRow(title) << QString::fromUtf8(advance) << QString::fromUtf8(next) << wait
                                 << fault;
        };
        row("by hand", "manual", "view", -1, {});
        row("once it is verified", "on_verified", "view", 0, {});
        row("a while after", "after 5s", "page", 5000, {});
        row("by hand into a change", "manual", "cluster", -1, {});
        row("by itself into a change", "on_verified", "cluster", -1,
            u"cue \"1.2\" follows, which changes the cluster, expected manual"_s);
        row("no such word", "soon", "view", -1,
            u"\"soon\", expected manual, on_verified or a time"_s);
        row("no such time", "after 5m", "view", -1,
            u"\"after 5m\", expected manual, on_verified or a time"_s);
    }
    void advanceIsRead()
    {
        QFETCH(QString, advance);
        QFETCH(QString, next);
        QFETCH(int, milliseconds);
        QFETCH(QString, fault);
        const QString text = uR"({"acts": [{"id": "1", "title": "T", "cues": [
                {"id": "1.1", "title": "T", "effect": "view", "advance": "%1", "fallback": "a.png"},
                {"id": "1.2", "title": "T", "effect": "%2"}]}],
            "evidence": {"image": "i", "tag": "t", "imageNamespace": "n", "imageSelector": "s"}})"_s
                                 .arg(advance, next);
        const auto script = readScript(Json::parse(text.toStdString()), [](const std::string &at) {
            return QString::fromStdString(at);
        });
        QCOMPARE(script.has_value(), fault.isEmpty());
        if (!script) {
            QVERIFY2(script.error().summary.contains(fault), qPrintable(script.error().summary));
            QVERIFY(script.error().summary.startsWith(u"/acts/0/cues/0/advance"_s));
            return;
        }
        const auto read = script->acts.at(0).cues.at(0).advance;
        QCOMPARE(read ? static_cast<int>(read->count()) : -1, milliseconds);
        QVERIFY(!script->acts.at(0).cues.at(1).advance);
        QCOMPARE(script->acts.at(0).cues.at(0).fallback, u"a.png"_s);
    }
};

QTEST_GUILESS_MAIN(ConditionsTest)
#include "tst_conditions.moc"
