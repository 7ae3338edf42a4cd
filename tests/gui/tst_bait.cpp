// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "backend/core/journal.h"
#include "backend/core/paths.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"

#include <QApplication>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;
using show::CueState;

namespace {

constexpr int cueTime = 40'000;

} // namespace

/// When the model does not take the bait, on a real stage: a declared retry, then what was forced
/// or a recording, and nothing that claims more than was measured.
class TestBait : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { rehearsal::failOnOurWarnings(); }
    void theLampSaysWhatIsMissing();
    void aRetryThenForced();
    void anActThatMayNotBegin();
    void aRecordingStandsIn();
    void theLastChangeIsTakenBack();
    void anUndoThatFails();
    void aFailureAtAGlance_data();
    void aFailureAtAGlance();
    void whatNobodySawIsNotVerified();
    void cleanupTestCase();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier)
    {
        QTest::keyClick(m_window.get(), key, with);
    }
    void skip() { press(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier); }
    /// Past the lock-out of the press before.
    void later() { QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 30); }
    const show::CueRecord *record() const { return m_window->performance()->player().current(); }
    bool standsAt(const QString &cue) const
    {
        return record() && record()->id == cue && record()->state == CueState::Standby;
    }
    QString lamp() const { return m_window->present().standby().accessibleName(); }
    QString spoken() const { return m_said.join(u'\n'); }
    /// The log's lines of one event about a cue.
    std::vector<app::Json> lines(const char *event, const char *cue) const;
    void picture(const QString &name) const;

    OwnHome m_home;
    std::unique_ptr<Window> m_window;
    QStringList m_said;
};

void TestBait::initTestCase()
{
    init(); // deploying and opening, too
    QVERIFY(m_home.enter());
    app::Recordings recordings(core::Paths::own().data + u"/recordings/trustusbank-3act/stage"_s);
    QImage still(640, 360, QImage::Format_RGB32);
    still.fill(Qt::darkCyan);
    const QDateTime day(QDate(2026, 11, 20), QTime(10, 20), Qt::UTC);
    QVERIFY(recordings.keep(u"3.3"_s, still, day));
    app::Options options;
    options.ports = u"auto"_s;
    options.safeMode = true;
    m_window = std::make_unique<Window>(options, nullptr, u"safe mode"_s);
    const QString trouble = rehearsal::begin(*m_window);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    connect(m_window->performance(), &app::Performance::said, this,
            [this](const QString &text) { m_said << text; });
    connect(m_window->performance(), &app::Performance::refused, this,
            [this](const QString &why) { m_said << why; });
}

std::vector<app::Json> TestBait::lines(const char *event, const char *cue) const
{
    std::vector<app::Json> out;
    const auto all = core::Journal::read(m_window->performance()->logPath());
    for (const app::Json &line : all ? *all : std::vector<app::Json>()) {
        if (line.value("event", "") == event
            && (line.value("id", "") == cue || line.value("cue", "") == cue))
            out.push_back(line);
    }
    return out;
}

/// What the lamp says is there to read, on a small screen, too.
void TestBait::picture(const QString &name) const
{
    const auto fits = [this] {
        const auto labels = m_window->present().standby().findChildren<widgets::Label *>();
        return std::none_of(labels.begin(), labels.end(),
                            [](const widgets::Label *label) { return label->isCut(); });
    };
    QTRY_VERIFY2_WITH_TIMEOUT(fits(), qPrintable(lamp()), 2000);
    const QString folder = qEnvironmentVariable("COCKPIT_PICTURES");
    if (!folder.isEmpty())
        QVERIFY(m_window->grab().save(folder + u'/' + name));
}

/// Unknown, then ready; and with a cue that was passed over, the next one is not.
void TestBait::theLampSaysWhatIsMissing()
{
    QVERIFY(m_window && m_window->performance());
    QTRY_VERIFY2_WITH_TIMEOUT(lamp().contains(u"READY – 6 of 6 conditions hold"_s),
                              qPrintable(lamp()), cueTime);
    picture(u"bait-ready.png"_s);
    m_window->performance()->standBy(u"2"_s);
    QTRY_VERIFY(standsAt(u"2.1"_s));
    skip(); // the supplier stays clean
    QTRY_VERIFY(standsAt(u"2.2"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(lamp().contains(
                                  u"NOT READY – The approved bytes stand under 1.0.0: yes"_s),
                              qPrintable(lamp()), cueTime);
    picture(u"bait-notready.png"_s);
}

void TestBait::aRetryThenForced()
{
    QVERIFY(standsAt(u"2.2"_s));
    press(Qt::Key_PageDown); // the lamp warns; it keeps nothing back
    QTRY_VERIFY2_WITH_TIMEOUT(standsAt(u"2.2"_s) && record()->solves, qPrintable(spoken()),
                              cueTime);
    QVERIFY2(spoken().contains(u"2.2 again, try 2 of 2 – get_profile was called: no"_s),
             qPrintable(spoken()));
    QVERIFY(!lines("go", "2.2").at(0).value("unready", "").empty());
    QTRY_VERIFY2(lamp().contains(u"SOLVE · 2.2 · CHANGES CLUSTER"_s), qPrintable(lamp()));
    picture(u"bait-solve.png"_s);
    later();
    QCOMPARE(lines("go", "2.2").size(), std::size_t(1)); // nothing forces itself
    press(Qt::Key_PageDown);
    QVERIFY(m_window->performance()->isArmed());
    later();
    press(Qt::Key_PageDown);
    QTRY_VERIFY2_WITH_TIMEOUT(standsAt(u"2.3"_s), qPrintable(spoken()), cueTime);
    QCOMPARE(m_window->performance()->stateOf(u"2.2"_s), CueState::Done);
    const std::vector<app::Json> told = lines("cue", "2.2");
    QStringList outcomes;
    for (const app::Json &line : told)
        outcomes << QString::fromStdString(line.value("outcome", ""))
                        + (line.value("solve", false) ? u" solve"_s : QString());
    QCOMPARE(outcomes.join(u','), u"standby,running,verifying,running,verifying,failed,"
                                  "standby solve,running solve,verifying solve,done solve"_s);
    QVERIFY2(told.at(3).value("why", "").starts_with("retried: get_profile was called: false"),
             told.at(3).dump().c_str());
    while (standsAt(u"2.3"_s) || standsAt(u"2.4"_s)) {
        later();
        const QString before = record()->id;
        press(Qt::Key_PageDown);
        QTRY_VERIFY_WITH_TIMEOUT(!record() || (record()->id != before), cueTime);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(m_window->performance()->over(u"2"_s), qPrintable(spoken()), cueTime);
    const app::Json document = m_window->performance()->documents().value(u"2"_s);
    QVERIFY2(document.value("expected", false), document.dump(1).c_str());
    const app::Json &cues = document["cues"];
    QCOMPARE(cues[0].value("outcome", ""), std::string("skipped"));
    QCOMPARE(cues[1].value("outcome", ""), std::string("done"));
    QCOMPARE(cues[1].value("solved", false), true);
    QCOMPARE(cues[1].value("attempts", 0), 3);
}

/// With the supplier's bytes under the tag, Act 2 has no beginning; no key begins it.
void TestBait::anActThatMayNotBegin()
{
    QTRY_VERIFY(standsAt(u"3.1"_s)); // the next act stands by when one is over
    m_window->performance()->standBy(u"2"_s);
    QTRY_VERIFY(standsAt(u"2.1"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(lamp().contains(u"The approved bytes stand under 1.0.0: no"_s),
                              qPrintable(lamp()), cueTime);
    const std::size_t fired = lines("go", "2.1").size();
    for (const Qt::Key key : {Qt::Key_PageDown, Qt::Key_PageDown, Qt::Key_F9}) {
        later();
        press(key);
        QVERIFY(standsAt(u"2.1"_s));
    }
    QCOMPARE(lines("go", "2.1").size(), fired);
    const std::vector<app::Json> refused = lines("refused", "2.1");
    QCOMPARE(refused.size(), std::size_t(3));
    QVERIFY2(refused.at(0).value("why", "").starts_with("not ready: The approved bytes"),
             refused.at(0).dump().c_str());
}

/// Act 3 without its lock: the leak is there to see, and its recording may be shown instead. It
/// changes no verdict.
void TestBait::aRecordingStandsIn()
{
    m_window->performance()->standBy(u"3"_s);
    QTRY_VERIFY(standsAt(u"3.1"_s));
    skip();
    for (const QString &cue : {u"3.2"_s, u"3.3"_s}) {
        QTRY_VERIFY2_WITH_TIMEOUT(standsAt(cue), qPrintable(spoken()), cueTime);
        later();
        press(Qt::Key_PageDown);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(standsAt(u"3.4"_s), qPrintable(spoken()), cueTime);
    QCOMPARE(m_window->performance()->stateOf(u"3.3"_s), CueState::Failed);
    press(Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(m_window->desk().audience().output(), widgets::Output::Recorded);
    QCOMPARE(m_window->performance()->stateOf(u"3.3"_s), CueState::Recorded);
    QVERIFY(standsAt(u"3.4"_s));
    picture(u"bait-recorded.png"_s);
    QCOMPARE(lines("cue", "3.3").back().value("outcome", ""), std::string("recorded"));
    QCOMPARE(lines("audience", "3.3").back().value("state", ""), std::string("recorded"));
    while (record()) {
        const QString before = record()->id;
        skip();
        QTRY_VERIFY_WITH_TIMEOUT(!record() || record()->id != before, cueTime);
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_window->performance()->over(u"3"_s), cueTime);
    const app::Json document = m_window->performance()->documents().value(u"3"_s);
    QCOMPARE(document["cues"][2].value("outcome", ""), std::string("recorded"));
    QCOMPARE(document["cues"][2]["checks"][0].value("verdict", ""), std::string("unexpected"));
    QCOMPARE(document.value("story", ""), std::string("BREACHED"));
    QCOMPARE(document.value("expected", true), false);
}

void TestBait::aFailureAtAGlance_data()
{
    QTest::addColumn<QString>("why");
    QTest::addColumn<QString>("says");
    QTest::newRow("what it means")
        << u"policies-off.1 No policy: GET https://h:1/api/v1/x: could not connect to h:1: connection refused (the API server does not answer)"_s
        << u"No policy: the API server does not answer"_s;
    QTest::newRow("what came back") << u"restore.1 Move the tag: the registry has no room"_s
                                    << u"Move the tag: the registry has no room"_s;
    QTest::newRow("the last word counts")
        << u"restore.2 The bytes run: not done after 120 s; Pod a/b: X: y (2nd restart) (its program ends)"_s
        << u"The bytes run: its program ends"_s;
    QTest::newRow("no step's") << u"the operation is not there"_s
                               << u"the operation is not there"_s;
}
void TestBait::aFailureAtAGlance()
{
    QFETCH(QString, why);
    QFETCH(QString, says);
    QCOMPARE(app::plainly(why), says);
}

/// Two presses, whatever they come from; the playhead stays, and panic stops it like a cue.
void TestBait::theLastChangeIsTakenBack()
{
    const auto undo = [this] { press(Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier); };
    const auto *button = m_window->findChild<widgets::Pad *>(u"undo"_s);
    const app::Performance &show = *m_window->performance();
    QVERIFY(button && !button->isVisible()); // both changes of the cluster were skipped
    undo();
    QVERIFY2(spoken().contains(u"there is nothing to undo"_s), qPrintable(spoken()));
    m_window->performance()->standBy(u"3"_s);
    QTRY_VERIFY(standsAt(u"3.1"_s));
    later();
    press(Qt::Key_F9);
    QTRY_VERIFY2_WITH_TIMEOUT(standsAt(u"3.2"_s), qPrintable(spoken()), cueTime);
    QTRY_VERIFY(button->isVisible() && button->isEnabled());
    QCOMPARE(button->text(), u"Undo 3.1: Mesh policies off"_s);
    QVERIFY2(button->hint().startsWith(u"steps on the cluster: "_s), qPrintable(button->hint()));
    picture(u"undo-offered.png"_s);
    later();
    QTest::mouseClick(m_window->findChild<widgets::Pad *>(u"undo"_s), Qt::LeftButton);
    QVERIFY(show.isUndoArmed() && !show.isArmed());
    QTRY_COMPARE(button->hint(), u"PRESS AGAIN: changes the cluster"_s);
    picture(u"undo-armed.png"_s);
    QCOMPARE(lines("undo", "3.1").size(), std::size_t(0));
    later();
    undo();
    QCOMPARE(show.undoing().running(), u"3.1"_s);
    press(Qt::Key_PageDown); // no GO meanwhile
    QVERIFY2(spoken().contains(u"an undo is running"_s), qPrintable(spoken()));
    press(Qt::Key_F12);
    QTRY_VERIFY_WITH_TIMEOUT(show.undoing().running().isEmpty(), cueTime);
    press(Qt::Key_Escape);
    QCOMPARE(lines("undo", "3.1").back().value("outcome", ""), std::string("cancelled"));
    QVERIFY2(spoken().contains(u"Undo again, or hold Reset"_s), qPrintable(spoken()));
    QTRY_COMPARE(button->hint(), u"STOPPED: half of it may be done"_s);
    picture(u"undo-stopped.png"_s);
    QCOMPARE(show.undoing().offered(), u"3.1"_s);
    for (int i = 0; i < 2; ++i) {
        later();
        undo();
    }
    QTRY_VERIFY2_WITH_TIMEOUT(show.undoing().offered().isEmpty(), qPrintable(spoken()), cueTime);
    const std::vector<app::Json> told = lines("undo", "3.1");
    QCOMPARE(told.front().value("outcome", ""), std::string("running"));
    QCOMPARE(told.back().value("outcome", ""), std::string("done"));
    QCOMPARE(told.back().value("operation", ""), std::string("policies-off"));
    QVERIFY(standsAt(u"3.2"_s)); // and no GO was fired by any of it
    QCOMPARE(lines("go", "3.2").size(), std::size_t(1));
    QTRY_VERIFY2_WITH_TIMEOUT(lamp().contains(u"The mesh has the policies: no"_s),
                              qPrintable(lamp()), cueTime);
    QTRY_VERIFY(!button->isVisible());
    picture(u"undo-done.png"_s);
}

/// The cluster's API is away when the undo comes: what was being done, what came back, and what to
/// do are there to read, here and in the log. The offer stays, and works once the API is back.
void TestBait::anUndoThatFails()
{
    const auto undo = [this] {
        for (int i = 0; i < 2; ++i) {
            later();
            press(Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
        }
    };
    const auto *button = m_window->findChild<widgets::Pad *>(u"undo"_s);
    const app::Performance &show = *m_window->performance();
    m_window->performance()->standBy(u"3"_s);
    QTRY_VERIFY(standsAt(u"3.1"_s));
    later();
    press(Qt::Key_F9);
    QTRY_VERIFY2_WITH_TIMEOUT(standsAt(u"3.2"_s), qPrintable(spoken()), cueTime);
    QTRY_VERIFY(button->isVisible() && button->isEnabled());
    const std::size_t before = lines("undo", "3.1").size();
    m_said.clear();
    QVERIFY(rehearsal::breaks(*m_window, "restart-api", 8));
    undo();
    QTRY_COMPARE_WITH_TIMEOUT(lines("undo", "3.1").size(), before + 2, cueTime);
    const app::Json told = lines("undo", "3.1").back();
    const QString why = QString::fromStdString(told.value("why", ""));
    QCOMPARE(told.value("outcome", ""), std::string("failed"));
    QVERIFY2(why.startsWith(u"policies-off."_s)
                 && why.contains(u"No authorization policy for the"_s),
             qPrintable(why)); // what was being done
    QVERIFY2(why.contains(u"connection refused (the API server does not answer)"_s),
             qPrintable(why)); // what came back
    QCOMPARE(told.value("fix", ""), std::string("undo again, or reset"));
    static const QRegularExpression words(u"undo of 3\\.1 failed: No authorization policy for the "
                                          u"\\w+ namespace: the API server does "
                                          "not answer\\. Undo again, or hold Reset"_s);
    QVERIFY2(spoken().contains(words), qPrintable(spoken()));
    QTRY_COMPARE(button->hint(), u"FAILED: the API server does not answer"_s);
    QVERIFY2(button->toolTip().contains(u"Start the cluster again"_s)
                 && button->toolTip().contains(u"Undo again"_s),
             qPrintable(button->toolTip()));
    QVERIFY(button->isVisible());
    QCOMPARE(show.undoing().offered(), u"3.1"_s);
    QVERIFY(show.undoing().running().isEmpty() && standsAt(u"3.2"_s));
    picture(u"undo-failed.png"_s);
    const QDateTime since = m_window->session()->clockNow();
    const auto &policies = m_window->performance()->hands().observer().picture().policies;
    QTRY_VERIFY2_WITH_TIMEOUT(policies.at > since, qPrintable(policies.error), cueTime);
    undo();
    QTRY_VERIFY2_WITH_TIMEOUT(show.undoing().offered().isEmpty(), qPrintable(spoken()), cueTime);
    QCOMPARE(lines("undo", "3.1").back().value("outcome", ""), std::string("done"));
    QVERIFY(standsAt(u"3.2"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(lamp().contains(u"The mesh has the policies: no"_s),
                              qPrintable(lamp()), cueTime);
}

/// The inbox is gone before anybody could look: the cue's view was shown, and nothing is claimed.
void TestBait::whatNobodySawIsNotVerified()
{
    while (record() && record()->id != u"3.6") {
        const QString before = record()->id;
        skip();
        QTRY_VERIFY_WITH_TIMEOUT(!record() || record()->id != before, cueTime);
    }
    QTRY_VERIFY(standsAt(u"3.6"_s));
    later();
    press(Qt::Key_F9);
    m_window->session()->forwards().pause(u"mailhog"_s);
    const auto state = [this] { return m_window->performance()->stateOf(u"3.6"_s); };
    QTRY_VERIFY2_WITH_TIMEOUT(state() == CueState::DoneUnverified, qPrintable(spoken()), cueTime);
    QVERIFY2(spoken().contains(u"3.6 done, unverified: Mail about the refusal: not seen"_s),
             qPrintable(spoken()));
    const app::Json line = lines("cue", "3.6").back();
    QCOMPARE(line.value("outcome", ""), std::string("done-unverified"));
    QTRY_VERIFY2(!lamp().contains(u"NOW"_s), qPrintable(lamp()));
    picture(u"bait-unverified.png"_s);
}

/// And what was begun ends.
void TestBait::cleanupTestCase()
{
    QVERIFY(rehearsal::end(m_window));
}

QTEST_MAIN(TestBait)
#include "tst_bait.moc"
