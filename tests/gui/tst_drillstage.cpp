// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/web.h"
#include "app/window/window.h"
#include "backend/core/journal.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/rig.h"
#include "tests/gui/site.h"

using namespace Qt::StringLiterals;
using app::Window;

namespace {

constexpr int pagesTime = 120'000, gradeTime = 75'000;

} // namespace

/// Every fault of the drill for real: a stage, its pages, an audience on a second screen. Each is
/// broken with its key, and what became of it is graded in words.
class TestDrillStage : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void everyFaultIsGraded_data();
    void everyFaultIsGraded();
    void allIsInTheLog();
    void cleanupTestCase();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier)
    {
        QTest::keyClick(m_window.get(), key, with);
    }
    bool pagesAreLive() const;

    OwnHome m_home;
    std::unique_ptr<Window> m_window;
    QStringList m_graded;
};

void TestDrillStage::initTestCase()
{
    QTest::failOnWarning(site::ourWarningsFromTheFirstPageOn());
    QVERIFY(m_home.enter());
    QCOMPARE(QGuiApplication::screens().size(), 2);
    widgets::WebEngine *engine = site::engine();
    QVERIFY(engine);
    app::Options options;
    options.ports = u"auto"_s;
    m_window = std::make_unique<Window>(options, engine, QString());
    const QString trouble = rehearsal::begin(*m_window);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    QTRY_VERIFY2_WITH_TIMEOUT(pagesAreLive(), "the pages are not there", pagesTime);
    QVERIFY(m_window->desk().audience().hasWindow());
    connect(m_window->desk().drill(), &app::Drill::graded, this,
            [this](const QString &fault, const QString &) { m_graded << fault; });
    m_window->desk().setLock(app::Lock::Drill);
}

bool TestDrillStage::pagesAreLive() const
{
    const auto &tabs = m_window->session()->bundle().tabs;
    return std::all_of(tabs.begin(), tabs.end(), [this](const deploy::TabSpec &tab) {
        return m_window->present().stage().page(tab.id)->isLive();
    });
}

void TestDrillStage::everyFaultIsGraded_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QStringList>("words"); // one of these begins the grade
    QTest::addColumn<QString>("trouble");   // what the light said, where one must have gone out
    const QStringList back{u"back by itself after "_s};
    // What is over between two looks has put no light out.
    const QStringList either{back.first(), u"carried on: "_s};
    QTest::newRow("renderer") << Qt::Key_5 << u"renderer"_s << back << u"page "_s;
    QTest::newRow("screen") << Qt::Key_6 << u"screen"_s << back << u"AUDIENCE"_s;
    QTest::newRow("tunnel") << Qt::Key_2 << u"tunnel"_s << either << u""_s;
    QTest::newRow("API stall") << Qt::Key_3 << u"api"_s << either << u""_s;
    QTest::newRow("slow model") << Qt::Key_4 << u"model"_s << back << u"cue 1.1"_s;
    QTest::newRow("pod") << Qt::Key_1 << u"pod"_s << back << u""_s;
}

void TestDrillStage::everyFaultIsGraded()
{
    QFETCH(Qt::Key, key);
    QFETCH(QString, fault);
    QFETCH(QStringList, words);
    QFETCH(QString, trouble);
    QVERIFY(m_window && m_window->performance());
    app::Desk &desk = m_window->desk();
    press(Qt::Key_F4);
    QCOMPARE(desk.sheet().name(), u"drill"_s);
    const auto result = [&] { return desk.drill()->results().value(fault); };
    // What the fault before has left, whoever drills waits for.
    QTRY_VERIFY2_WITH_TIMEOUT((press(key), !result().isEmpty()), "it does not begin", gradeTime);
    press(Qt::Key_Escape);
    QCOMPARE(desk.sheet().name(), QString());
    if (fault == u"model")
        press(Qt::Key_F9); // nobody notices a slow model who asks it nothing
    QTRY_VERIFY2_WITH_TIMEOUT(m_graded.contains(fault), qPrintable(result()), gradeTime);
    qInfo("%s: %s", qPrintable(fault), qPrintable(result()));
    QVERIFY2(std::any_of(words.begin(), words.end(),
                         [&](const QString &one) { return result().startsWith(one); }),
             qPrintable(result()));
    QVERIFY2(result().contains(trouble), qPrintable(result()));
    QTest::qWait(app::EscGuard::moment + 20);
}

/// Each fault once, with its grade; and the show has gone on below it all.
void TestDrillStage::allIsInTheLog()
{
    const auto lines = core::Journal::read(m_window->performance()->logPath());
    QVERIFY(lines);
    QStringList drilled, failed;
    for (const app::Json &line : *lines) {
        if (line.value("event", "") == "drill")
            drilled << QString::fromStdString(line.value("fault", ""));
        if (line.value("event", "") == "cue" && line.value("outcome", "") == "failed")
            failed << QString::fromStdString(line.dump());
    }
    drilled.sort();
    QStringList all;
    for (const app::DrillFault &fault : app::Drill::faults())
        all << fault.id;
    all.sort();
    QCOMPARE(drilled, all);
    QCOMPARE(failed, QStringList());
    QCOMPARE(m_window->performance()->stateOf(u"1.1"_s), show::CueState::Done);
}

/// And what was begun ends.
void TestDrillStage::cleanupTestCase()
{
    if (m_window)
        m_window->desk().setLock(app::Lock::Build);
    QVERIFY(rehearsal::end(m_window));
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    return rig::runOnTwoScreens<TestDrillStage>(argc, argv);
}
#include "tst_drillstage.moc"
