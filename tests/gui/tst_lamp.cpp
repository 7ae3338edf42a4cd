// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "app/window/words.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"

#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;
using show::CueState;

namespace {

constexpr int cueTime = 40'000;

} // namespace

/// A show that goes as it should: when a cue's turn comes, its READY lamp is lit, and for what it
/// was written for.
class TestLamp : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_home.enter()); }
    void everyCueIsReadyInItsTurn_data();
    void everyCueIsReadyInItsTurn();
    void thePoliciesLampSaysWhatWasRead_data();
    void thePoliciesLampSaysWhatWasRead();

private:
    OwnHome m_home;
};

void TestLamp::everyCueIsReadyInItsTurn_data()
{
    QTest::addColumn<QString>("edition");
    QTest::newRow("solo") << u"solo"_s;
    QTest::newRow("bare") << u"bare"_s;
}

void TestLamp::everyCueIsReadyInItsTurn()
{
    QFETCH(QString, edition);
    app::Options options;
    options.ports = u"auto"_s;
    options.safeMode = true;
    options.edition = edition;
    Window window(options, nullptr, u"safe mode"_s);
    const QString trouble = rehearsal::begin(window);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    app::Performance &show = *window.performance();
    const auto &acts = window.session()->script().acts;
    for (const show::Act &act : acts) {
        QVERIFY(!act.enter.empty());
        for (const show::Cue &cue : act.cues) {
            const auto standsBy = [&] {
                const show::CueRecord *record = show.player().current();
                return record && record->id == cue.id && record->state == CueState::Standby;
            };
            const auto words = [&]() -> QString {
                return cue.id + u": "_s + window.present().standby().accessibleName();
            };
            QTRY_VERIFY2_WITH_TIMEOUT(standsBy(), qPrintable(words()), cueTime);
            QVERIFY2(!cue.pre.empty(), qPrintable(cue.id));
            QTRY_VERIFY2_WITH_TIMEOUT(show.conditions().ready(), qPrintable(words()), cueTime);
            QVERIFY(!show.conditions().all.empty());
            QTRY_VERIFY2(words().contains(u"READY – "_s) && !words().contains(u"NOT READY"_s),
                         qPrintable(words()));
            const auto fired = [&] {
                QTest::keyClick(&window, Qt::Key_PageDown);
                return !standsBy();
            };
            QTRY_VERIFY2_WITH_TIMEOUT(fired(), qPrintable(words()), 6000);
        }
        QTRY_VERIFY2_WITH_TIMEOUT(show.over(act.id), qPrintable(act.id), cueTime);
        const app::Json document = show.documents().value(act.id);
        QVERIFY2(document.value("expected", false), document.dump(1).c_str());
    }
    QVERIFY(rehearsal::end(window));
}

void TestLamp::thePoliciesLampSaysWhatWasRead_data()
{
    using widgets::Mark;
    QTest::addColumn<int>("policies"); // seconds since it was read; -1: never
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("lock");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<QString>("words");
    QTest::addColumn<Mark>("mark");
    const auto row = [](const char *title, int policies, int count, int lock, bool locked,
                        const QString &words, Mark mark) {
        QTest::newRow(title) << policies << count << lock << locked << words << mark;
    };
    row("never read", -1, 0, -1, false, u"Policies –"_s, Mark::Idle);
    row("none", 1, 0, 1, false, u"Policies off"_s, Mark::Idle);
    row("the lock", 1, 7, 1, true, u"Policies ON"_s, Mark::Blocked);
    row("some, not the lock", 1, 6, 1, false, u"Policies, no lock"_s, Mark::Attention);
    row("the lock, long ago", 9, 7, 9, true, u"Policies ON?"_s, Mark::Attention);
    row("none, long ago", 9, 0, 1, false, u"Policies off?"_s, Mark::Attention);
    row("the lock itself long ago", 1, 7, 9, true, u"Policies ON?"_s, Mark::Attention);
    row("a lock without policies is none", 1, 0, 9, true, u"Policies off"_s, Mark::Idle);
}

void TestLamp::thePoliciesLampSaysWhatWasRead()
{
    QFETCH(int, policies);
    QFETCH(int, count);
    QFETCH(int, lock);
    QFETCH(bool, locked);
    QFETCH(QString, words);
    QFETCH(widgets::Mark, mark);
    const QDateTime now(QDate(2026, 3, 2), QTime(14, 38), Qt::UTC);
    evidence::Picture picture;
    picture.policies.value = count;
    picture.locked.value = locked;
    if (policies >= 0)
        picture.policies.at = now.addSecs(-policies);
    if (lock >= 0)
        picture.locked.at = now.addSecs(-lock);
    const widgets::LampValue lamp = app::policiesLamp(picture, now.addSecs(-5));
    QCOMPARE(lamp.text, words);
    QCOMPARE(lamp.mark, mark);
}

QTEST_MAIN(TestLamp)
#include "tst_lamp.moc"
