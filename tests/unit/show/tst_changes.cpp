// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/progress.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace show;

namespace {

Cue cue(const QString &id, Effect effect, bool undo)
{
    Cue out;
    out.id = id;
    out.effect = effect;
    if (undo)
        out.undo = Intent{Intent::Kind::Operation, u"back"_s, {}, false};
    return out;
}

/// 1 and 2 can be taken back; 3 declares nothing, 4 is only a view.
Script script()
{
    Script out;
    Act act;
    act.id = u"1"_s;
    act.cues = {cue(u"1"_s, Effect::Cluster, true), cue(u"2"_s, Effect::Cluster, true),
                cue(u"3"_s, Effect::Cluster, false), cue(u"4"_s, Effect::View, true)};
    out.acts.push_back(act);
    return out;
}

} // namespace

class TestChanges : public QObject {
    Q_OBJECT
private slots:
    void theNewestIsTakenBackFirst_data();
    void theNewestIsTakenBackFirst();
};

void TestChanges::theNewestIsTakenBackFirst_data()
{
    QTest::addColumn<QString>("log");    // what happened, as the log has it: CUE:OUTCOME, undo:CUE
    QTest::addColumn<QString>("newest"); // what is offered then
    QTest::addColumn<QString>("undone"); // what is shown as taken back
    QTest::newRow("nothing ran") << u"begin"_s << u""_s << u""_s;
    QTest::newRow("it stands by") << u"begin 1:standby"_s << u""_s << u""_s;
    QTest::newRow("it runs") << u"begin 1:running 1:verifying"_s << u""_s << u""_s;
    QTest::newRow("done") << u"begin 1:running 1:done"_s << u"1"_s << u""_s;
    QTest::newRow("done, unverified") << u"begin 1:done-unverified"_s << u"1"_s << u""_s;
    QTest::newRow("failed") << u"begin 1:failed"_s << u"1"_s << u""_s;
    QTest::newRow("failed before the act began: nothing was done")
        << u"1:running 1:failed"_s << u""_s << u""_s;
    QTest::newRow("skipped") << u"begin 1:skipped"_s << u""_s << u""_s;
    QTest::newRow("recorded instead") << u"begin 1:recorded"_s << u""_s << u""_s;
    QTest::newRow("a recording stood in for what had failed")
        << u"begin 1:failed 1:recorded"_s << u"1"_s << u""_s;
    QTest::newRow("it declares no undo") << u"begin 3:done"_s << u""_s << u""_s;
    QTest::newRow("a view") << u"begin 4:done"_s << u""_s << u""_s;
    QTest::newRow("the newest first") << u"begin 1:done 2:done 3:done"_s << u"2"_s << u""_s;
    QTest::newRow("then the one before") << u"begin 1:done 2:done undo:2"_s << u"1"_s << u"2"_s;
    QTest::newRow("both") << u"begin 1:done 2:done undo:2 undo:1"_s << u""_s << u"1,2"_s;
    QTest::newRow("an undo that failed is still open")
        << u"begin 1:done undo-failed:1"_s << u"1"_s << u""_s;
    QTest::newRow("an undo that was killed is still open")
        << u"begin 1:done undo-running:1"_s << u"1"_s << u""_s;
    QTest::newRow("undone, and run once more")
        << u"begin 1:done undo:1 1:running 1:done"_s << u"1"_s << u""_s;
    QTest::newRow("undone twice") << u"begin 1:done undo:1 undo:1"_s << u""_s << u"1"_s;
    QTest::newRow("the act stands by anew: the cluster is as it was left")
        << u"begin 1:done standby"_s << u"1"_s << u""_s;
}

void TestChanges::theNewestIsTakenBackFirst()
{
    QFETCH(QString, log);
    QFETCH(QString, newest);
    QFETCH(QString, undone);
    std::vector<Json> lines{{{"event", "ready"}}, {{"event", "standby"}, {"act", "1"}}};
    for (const QString &word : log.split(u' ')) {
        const std::string first = word.section(u':', 0, 0).toStdString(),
                          second = word.section(u':', 1).toStdString();
        if (second.empty())
            lines.push_back({{"event", first}, {"act", "1"}});
        else if (first.starts_with("undo"))
            lines.push_back({{"event", "undo"},
                             {"cue", second},
                             {"outcome", first == "undo" ? "done" : first.substr(5)}});
        else
            lines.push_back({{"event", "cue"}, {"id", first}, {"outcome", second}});
    }
    const Changes changes = readProgress(lines, script()).changes;
    QCOMPARE(changes.newest(), newest);
    QStringList all;
    for (const QString &id : {u"1"_s, u"2"_s, u"3"_s, u"4"_s}) {
        if (changes.isUndone(id))
            all << id;
    }
    QCOMPARE(all.join(u','), undone);
}

QTEST_GUILESS_MAIN(TestChanges)
#include "tst_changes.moc"
