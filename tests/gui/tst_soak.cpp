// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/web.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/site.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

constexpr int actTime = 90'000, pageTime = 30'000;

/// What this process holds: private memory without program files, open descriptors, threads.
struct Weight {
    qint64 kilobytes = 0;
    qsizetype descriptors = 0, threads = 0;
};

Weight weigh()
{
    Weight out;
    QFile rollup(u"/proc/self/smaps_rollup"_s);
    if (rollup.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : rollup.readAll().split('\n')) {
            if (line.startsWith("Private_Dirty:"))
                out.kilobytes = line.simplified().split(' ').value(1).toLongLong();
        }
    }
    const auto everything = QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot;
    out.descriptors = QDir(u"/proc/self/fd"_s).entryList(everything).size();
    out.threads = QDir(u"/proc/self/task"_s).entryList(everything).size();
    return out;
}

/// The least of what is seen for TIME, or the first that has no more than ENOUGH descriptors: right
/// after a reset the pages' old connections are still ending.
Weight atRest(qsizetype enough, qint64 time)
{
    QElapsedTimer timer;
    timer.start();
    Weight least = weigh();
    while (least.descriptors > enough && timer.elapsed() < time) {
        QTest::qWait(500);
        const Weight now = weigh();
        if (now.descriptors < least.descriptors)
            least = now;
    }
    return least;
}

} // namespace

/// One show after another in one window with its web tabs, as on a day of rehearsals: each ends as
/// the story wants it, and the window grows by none of them. Two shows; as many as PROVE_MINUTES
/// have room for where that is set.
class TestSoak : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_home.enter()); }
    void init() { QTest::failOnWarning(site::ourWarningsFromTheFirstPageOn()); }
    void everyShowIsLikeTheFirst();

private:
    void play(Window &window);
    void reset(Window &window);

    OwnHome m_home;
};

void TestSoak::play(Window &window)
{
    const auto acts = static_cast<qsizetype>(window.session()->script().acts.size());
    const auto over = [&] {
        app::Performance *show = window.performance();
        const show::CueRecord *record = show->player().current();
        if (record && record->state == show::CueState::Standby)
            QTest::keyClick(&window, Qt::Key_PageDown);
        return show->documents().size() == acts;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(over(), qPrintable(window.performance()->lastFired()),
                              actTime * static_cast<int>(acts));
    QStringList stories;
    for (const show::Act &act : window.session()->script().acts) {
        const app::Json document = window.performance()->documents().value(act.id);
        QVERIFY2(document.value("expected", false), document.dump(1).c_str());
        stories << QString::fromStdString(document.value("story", ""));
    }
    QCOMPARE(stories, QStringList({u"CLEAN"_s, u"BREACHED"_s, u"BLOCKED"_s}));
}

/// The same window, a clean cluster, Act 1 on standby again.
void TestSoak::reset(Window &window)
{
    auto *pad = window.findChild<widgets::HoldPad *>(u"reset"_s);
    QVERIFY(pad);
    QTRY_VERIFY_WITH_TIMEOUT(pad->isEnabled(), 5000);
    const QString trouble = rehearsal::reset(window, *pad);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    QVERIFY(window.performance()->documents().isEmpty());
    // The pages begin anew, too: nothing is left of what was asked and of what was stolen.
    const auto said = [&window](const QString &tab, const QString &script) {
        return site::said(*window.present().stage().page(tab)->web(), script);
    };
    QTRY_COMPARE_WITH_TIMEOUT(said(u"attacker"_s,
                                   u"(document.querySelector('#count') || {}).textContent || ''"_s),
                              u"0"_s, pageTime);
    const auto bubbles = [&said] {
        return said(u"chatbot"_s, u"[...document.querySelectorAll('#log .bubble')].map((bubble) => "
                                  "bubble.textContent).join('|')"_s);
    };
    const QRegularExpression greeting(u"^[^|]*Hello\\. I can tell you[^|]*$"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(greeting.match(bubbles()).hasMatch(), qPrintable(bubbles()),
                              pageTime);
}

void TestSoak::everyShowIsLikeTheFirst()
{
    widgets::WebEngine *engine = site::engine();
    QVERIFY(engine);
    app::Options options;
    options.ports = u"auto"_s;
    Window window(options, engine, {});
    const QString whyNot = rehearsal::begin(window, QSize(1920, 1080));
    QVERIFY2(whyNot.isEmpty(), qPrintable(whyNot));

    const qint64 enough = qEnvironmentVariableIntValue("PROVE_MINUTES") * 60'000LL - 90'000;
    constexpr int least = 2, spare = 16;
    QElapsedTimer time;
    time.start();
    Weight first, last;
    int shows = 0;
    while (shows < least || time.elapsed() < enough) {
        play(window);
        if (QTest::currentTestFailed())
            return;
        reset(window);
        if (QTest::currentTestFailed())
            return;
        last = shows == 0 ? atRest(0, 5000) : atRest(first.descriptors + spare, 30'000);
        qInfo("show %d: %lld kB, %lld descriptors, %lld threads", ++shows, last.kilobytes,
              static_cast<long long>(last.descriptors), static_cast<long long>(last.threads));
        if (shows == 1)
            first = last;
    }
    // A leak would be one of a show's many connections, tabs or pictures a show.
    QVERIFY2(last.descriptors <= first.descriptors + spare, "descriptors");
    QVERIFY2(last.threads <= first.threads + 4, "threads");
    QVERIFY2(last.kilobytes <= first.kilobytes + first.kilobytes / 5, "memory");
    QVERIFY(rehearsal::end(window));
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    QApplication application(argc, argv);
    TestSoak test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_soak.moc"
