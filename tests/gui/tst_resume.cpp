// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/session.h"
#include "app/window/window.h"
#include "tests/support/programs.h"

#include <QApplication>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using app::Window;
using programs::Home;
using programs::Json;

// This program is both sides: the test, and with "--console" the window that it kills.
namespace {

/// The window is back at its cue within this, from the start of its process.
constexpr int back = 5000;

/// At the demo's own pace an act's end waits for its scrapes and mails; else parts of a second.
bool atRealPace()
{
    return qEnvironmentVariable("RESUME_PACE") == u"real";
}

QStringList inOurPace(const QStringList &arguments)
{
    return arguments + QStringList{u"--pace"_s, atRealPace() ? u"real"_s : u"fast"_s};
}

QString cueOf(const app::Performance &show)
{
    const show::CueRecord *record = show.player().current();
    return record ? record->id : QString();
}

void tell(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

/// Presses GO whenever it can, as somebody with a clicker in a hurry would: a second time at once,
/// which must be refused, and again while the cue runs.
class Hurry final : public QObject {
public:
    explicit Hurry(Window &window)
        : m_window(window)
    {
        m_beat.setInterval(70);
        connect(&m_beat, &QTimer::timeout, this, [this] {
            QTest::keyClick(&m_window, Qt::Key_PageDown);
            if (m_window.performance()->documents().size() == 3) {
                m_beat.stop();
                tell(u"over"_s);
            }
        });
        m_beat.start();
    }

private:
    Window &m_window;
    QTimer m_beat;
};

/// Fires the cue that changes the cluster and wants to quit while it runs: once, which only asks,
/// and once more.
class Quitter final : public QObject {
public:
    explicit Quitter(Window &window)
        : m_window(window)
    {
        m_window.performance()->standBy(u"2"_s);
        m_beat.setInterval(20);
        connect(&m_beat, &QTimer::timeout, this, &Quitter::look);
        m_beat.start();
    }

private:
    void look()
    {
        const show::CueRecord *record = m_window.performance()->player().current();
        if (!record || record->id != u"2.1")
            return;
        if (record->state == show::CueState::Standby)
            QTest::keyClick(&m_window, Qt::Key_F9);
        if (record->state != show::CueState::Running)
            return;
        m_beat.stop();
        m_window.desk().setLock(app::Lock::Build);
        QTest::keyClick(&m_window, Qt::Key_Q, Qt::ControlModifier);
        tell(m_window.isEnabled() && m_window.performance()->busy() ? u"asked yes"_s
                                                                    : u"asked no"_s);
        QTest::keyClick(&m_window, Qt::Key_Q, Qt::ControlModifier);
    }

    Window &m_window;
    QTimer m_beat;
};

/// Waits until its window says that it only watches, and then presses what could change something.
class Onlooker final : public QObject {
public:
    explicit Onlooker(Window &window)
        : m_window(window)
    {
        m_beat.setInterval(50);
        connect(&m_beat, &QTimer::timeout, this, &Onlooker::look);
        m_beat.start();
    }

private:
    void look()
    {
        auto *pane = m_window.findChild<widgets::DeployPane *>();
        const auto *remark = pane->findChild<widgets::Label *>(u"remark"_s);
        if (!remark || !remark->fullText().startsWith(u"Only watching"_s))
            return;
        m_beat.stop();
        tell(u"watches "_s + remark->fullText());
        for (const Qt::Key key : {Qt::Key_PageDown, Qt::Key_PageDown, Qt::Key_F9, Qt::Key_Space})
            QTest::keyClick(&m_window, key);
        for (const Qt::Key key : {Qt::Key_1, Qt::Key_Z, Qt::Key_Z, Qt::Key_F})
            QTest::keyClick(&m_window, key, Qt::ControlModifier | Qt::AltModifier);
        for (const QString &name : {u"retry"_s, u"from"_s, u"deploy"_s})
            QTest::mouseClick(pane->findChild<QPushButton *>(name), Qt::LeftButton);
        if (auto *pad = m_window.findChild<widgets::HoldPad *>(u"reset"_s))
            QTest::mousePress(pad, Qt::LeftButton);
        QTimer::singleShot(3000, this, [this] { // longer than a hold, and than what a click begins
            tell(m_window.isPlayable() ? u"pressed and plays"_s : u"pressed"_s);
        });
    }

    Window &m_window;
    QTimer m_beat;
};

int console(int argc, char **argv)
{
    const QByteArray mode = argc > 3 ? argv[3] : "";
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"trustusbank-cockpit"_s);
    application.setQuitOnLastWindowClosed(false);
    app::Options options;
    options.ports = u"auto"_s;
    options.safeMode = true;
    options.kubeconfig = QString::fromLocal8Bit(argv[2]);
    options.pace = QString::fromLocal8Bit(argv[argc - 1]);
    Window window(options, nullptr, u"safe mode"_s);
    std::unique_ptr<QObject> hand;
    QObject::connect(&window, &Window::failed, &application,
                     [](const QString &why) { tell(u"failed "_s + why); });
    QObject::connect(
        &window, &Window::gone, &application,
        [&hand] {
            hand.reset();
            QCoreApplication::exit(0);
        },
        Qt::QueuedConnection);
    QObject::connect(&window, &Window::playable, &application, [&] {
        tell(u"ready "_s + cueOf(*window.performance()));
        if (mode == "play")
            hand = std::make_unique<Hurry>(window);
        else if (mode == "quit")
            hand = std::make_unique<Quitter>(window);
    });
    if (mode == "watch")
        hand = std::make_unique<Onlooker>(window);
    window.resize(1366, 768);
    window.show();
    QTimer::singleShot(0, &window, [&] { window.open(false, u"trustusbank-stage"_s); });
    return QApplication::exec();
}

/// The window as a process, and what it says.
class Console {
public:
    Console(const Home &home, const QString &mode)
        : m_process(home.start(QCoreApplication::applicationFilePath(),
                               inOurPace({u"--console"_s, home.kubeconfig(), mode})))
    {
        m_since.start();
    }
    ~Console() { kill(); }

    /// The rest of the first line that begins with WORD; "?" when there was none in time.
    QString waitFor(const QString &word, int limit)
    {
        for (;;) {
            while (m_process->canReadLine()) {
                const QString line = QString::fromLocal8Bit(m_process->readLine()).trimmed();
                said << line;
                if (line == word || line.startsWith(word + u' '))
                    return line.mid(word.size() + 1);
                if (line.startsWith(u"failed "))
                    return u"?"_s;
            }
            const int left = limit - static_cast<int>(m_since.elapsed());
            if (left <= 0 || !m_process->waitForReadyRead(left))
                return u"?"_s;
        }
    }
    void kill()
    {
        if (m_process->state() == QProcess::NotRunning)
            return;
        ::kill(static_cast<pid_t>(m_process->processId()), SIGKILL);
        m_process->waitForFinished();
    }
    /// Whatever it says until LIMIT ms have passed since its start.
    void listen(int limit) { waitFor(u"over"_s, limit); }
    /// Its exit code once it ended by itself; -1 when it did not.
    int ended(int limit)
    {
        return m_process->waitForFinished(limit) && m_process->exitStatus() == QProcess::NormalExit
                   ? m_process->exitCode()
                   : -1;
    }
    int elapsed() const { return static_cast<int>(m_since.elapsed()); }
    QString words()
    {
        return said.join(u'\n') + QString::fromLocal8Bit(m_process->readAllStandardError());
    }

    QStringList said;

private:
    std::unique_ptr<QProcess> m_process;
    QElapsedTimer m_since;
};

/// A folder's logs as they stand, byte by byte; a torn last line is none.
QMap<QString, QByteArray> bytesOf(const QString &folder)
{
    QMap<QString, QByteArray> out;
    const QDir shows(folder);
    for (const QString &name : shows.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name)) {
        QFile file(shows.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray all = file.readAll();
        out[name] = all.left(all.lastIndexOf('\n') + 1);
    }
    return out;
}

std::vector<Json> linesOf(const QByteArray &bytes)
{
    std::vector<Json> out;
    for (const QByteArray &line : bytes.split('\n')) {
        const Json json = Json::parse(line.toStdString(), nullptr, false);
        if (json.is_object())
            out.push_back(json);
    }
    return out;
}

/// The same, line by line, over all shows.
std::vector<Json> logOf(const QString &folder)
{
    std::vector<Json> out;
    for (const QByteArray &bytes : bytesOf(folder)) {
        const std::vector<Json> lines = linesOf(bytes);
        out.insert(out.end(), lines.begin(), lines.end());
    }
    return out;
}

/// What is lost or changed of BEFORE; "" when AFTER only goes on.
QString lossOf(const QMap<QString, QByteArray> &before, const QMap<QString, QByteArray> &after)
{
    for (auto one = before.begin(); one != before.end(); ++one) {
        const QByteArray now = after.value(one.key());
        if (!now.startsWith(one.value()))
            return u"%1 had %2 bytes, and of its %3 the first are others"_s.arg(one.key())
                .arg(one->size())
                .arg(now.size());
    }
    return {};
}

/// What is wrong with the order of a show's lines, by this test's own rules; "" when each cue that
/// was fired stands by, runs and ends in that order, from one GO each time that it runs.
QString disorderOf(const std::vector<Json> &lines)
{
    const QMap<QString, QStringList> next{
        {QString(), {u"standby"_s}},
        {u"standby"_s, {u"running"_s, u"skipped"_s}},
        {u"running"_s, {u"running"_s, u"verifying"_s, u"done"_s, u"failed"_s}},
        {u"verifying"_s, {u"running"_s, u"done"_s, u"done-unverified"_s, u"failed"_s}}};
    QMap<QString, QString> states;
    QString fired, standing;
    bool resumed = false;
    for (const Json &line : lines) {
        const QString event = QString::fromStdString(line.value("event", ""));
        const QString whole = QString::fromStdString(line.dump());
        if (event == u"ready") {
            resumed = line.value("resumed", false);
            fired.clear();
        } else if (event == u"go") {
            fired = QString::fromStdString(line.value("cue", ""));
            if (fired != standing)
                return u"fired while %1 stands by: %2"_s.arg(standing, whole);
        } else if (event == u"cue") {
            const QString cue = QString::fromStdString(line.value("id", ""));
            const QString outcome = QString::fromStdString(line.value("outcome", ""));
            QString &state = states[cue];
            // What was broken off stands by once more.
            const bool again = resumed && outcome == u"standby" && !state.startsWith(u"done"_s);
            if (!again && !next.value(state).contains(outcome))
                return u"%1 was “%2” before: %3"_s.arg(cue, state, whole);
            if (state == u"standby" && outcome == u"running" && fired != cue)
                return u"without a GO: "_s + whole;
            if (outcome == u"running")
                fired.clear();
            if (outcome == u"standby")
                standing = cue;
            state = outcome;
        }
    }
    return {};
}

std::vector<std::string> fired(const std::vector<Json> &lines)
{
    std::vector<std::string> out;
    for (const Json &line : lines) {
        if (line.value("event", "") == "go")
            out.push_back(line.value("cue", ""));
    }
    return out;
}

/// Where the log, read by this test's own rules, says that the show stands.
QString standsAt(const std::vector<Json> &lines)
{
    QString cue;
    for (const Json &line : lines) {
        const std::string event = line.value("event", ""), outcome = line.value("outcome", "");
        if (event == "cue"
            && (outcome == "standby" || outcome == "running" || outcome == "verifying"))
            cue = QString::fromStdString(line.value("id", ""));
        else if (event == "cue" && (outcome == "done" || outcome == "failed"))
            cue = u"after "_s + QString::fromStdString(line.value("id", ""));
    }
    return cue;
}

/// The cue that stands by after that one: "" where only an act's last checks are open or nothing
/// comes any more.
QString nextOf(const QString &cue, const std::vector<Json> &lines)
{
    deploy::Choice choice;
    choice.cluster = u"stage"_s;
    const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
    const auto script = bundle ? app::readActs(*bundle) : tl::unexpected(bundle.error());
    if (!script)
        return u"?"_s;
    for (std::size_t act = 0; act < script->acts.size(); ++act) {
        const auto &cues = script->acts[act].cues;
        for (std::size_t i = 0; i < cues.size(); ++i) {
            if (cues[i].id != cue)
                continue;
            if (i + 1 < cues.size())
                return cues[i + 1].id;
            const bool over = std::any_of(lines.begin(), lines.end(), [&](const Json &line) {
                return line.value("event", "") == "act"
                       && line.value("id", "") == script->acts[act].id.toStdString();
            });
            return over && act + 1 < script->acts.size() ? script->acts[act + 1].cues.front().id
                                                         : QString();
        }
    }
    return u"?"_s;
}

} // namespace

/// The window is killed in the middle of a show, again and again: it comes back where it was, and
/// has fired nothing by itself.
class TestResume : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void quitWhileACueRuns();
    void safeModeLoadsNoWebEngine_data();
    void safeModeLoadsNoWebEngine();
    void theSecondWindowOnlyWatches();
    void killedAtRandomInstants();

private:
    void begin();
    Home m_home;
    QString m_folder;
};

void TestResume::begin()
{
    if (!m_folder.isEmpty())
        return;
    m_folder = m_home.path(u"state/trustusbank-cockpit/shows"_s);
    const Json stage = m_home.stage(inOurPace({}));
    QVERIFY(stage.value("ready", false));
    const programs::Ran deployed =
        m_home.cockpit(inOurPace({u"deploy"_s, u"--yes"_s, u"--ports"_s, u"auto"_s}));
    QVERIFY2(deployed.exit == 0, programs::said(deployed).constData());
}

/// Asks once, ends what the cue started, closes the log; the next start stands at the cue and fires
/// nothing.
void TestResume::quitWhileACueRuns()
{
    if (qEnvironmentVariableIsSet("RESUME_CAMPAIGN"))
        QSKIP("the campaign is about kills");
    begin();
    const QStringList living = m_home.leftOver();
    Console quitting(m_home, u"quit"_s);
    QVERIFY2(quitting.waitFor(u"ready"_s, 60'000) != u"?", qPrintable(quitting.words()));
    QCOMPARE(quitting.waitFor(u"asked"_s, 60'000), u"yes"_s);
    QCOMPARE(quitting.ended(20'000), 0);
    QCOMPARE(m_home.leftOver(), living); // the stage's, and nothing of the window's
    const std::vector<Json> before = logOf(m_folder);
    QVERIFY(!before.empty());
    int quits = 0;
    for (const Json &line : before) {
        quits += line.value("event", "") == "quit" ? 1 : 0;
        QVERIFY2(line.value("event", "") != "end", "a show that goes on has no end");
    }
    QCOMPARE(quits, 1);
    QCOMPARE(fired(before).size(), std::size_t(1));
    QCOMPARE(standsAt(before), u"2.1"_s);

    Console next(m_home, u"look"_s);
    QCOMPARE(next.waitFor(u"ready"_s, back), u"2.1"_s);
    next.listen(next.elapsed() + 500);
    next.kill();
    QCOMPARE(fired(logOf(m_folder)).size(), std::size_t(1));
    // What is left half done is no beginning for the next test.
    QVERIFY(QDir(m_folder).removeRecursively());
    const programs::Ran reset = m_home.cockpit({u"reset"_s, u"--yes"_s, u"--ports"_s, u"auto"_s});
    QVERIFY2(reset.exit == 0, programs::said(reset).constData());
}

void TestResume::safeModeLoadsNoWebEngine_data()
{
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<bool>("engine");
    QTest::newRow("as it comes") << QStringList() << true;
    QTest::newRow("safe mode") << QStringList{u"--safe-mode"_s} << false;
}

/// The program itself, up to a show that waits for its first GO: what the flag keeps away is not
/// there at all.
void TestResume::safeModeLoadsNoWebEngine()
{
    QFETCH(QStringList, flags);
    QFETCH(bool, engine);
    if (qEnvironmentVariableIsSet("RESUME_CAMPAIGN"))
        QSKIP("the campaign is about kills");
    begin();
    const QStringList living = m_home.leftOver();
    const qsizetype shows = bytesOf(m_folder).size();
    const auto window = m_home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                     inOurPace(QStringList{u"--context"_s, u"trustusbank-stage"_s,
                                                           u"--ports"_s, u"auto"_s}
                                               + flags));
    const auto ready = [&] {
        const QMap<QString, QByteArray> logs = bytesOf(m_folder);
        return logs.size() > shows && logs.last().contains("\"ready\"");
    };
    QTRY_VERIFY2_WITH_TIMEOUT(ready(), window->readAllStandardError().constData(), 60'000);
    QFile maps(u"/proc/%1/maps"_s.arg(window->processId()));
    QVERIFY(maps.open(QIODevice::ReadOnly));
    const QByteArray loaded = maps.readAll();
    QVERIFY(loaded.contains("Qt6Widgets"));
    QCOMPARE(loaded.contains("WebEngine"), engine);
    QCOMPARE(loaded.contains("cockpit_web"), engine);
    window->terminate();
    QVERIFY(window->waitForFinished(20'000));
    QCOMPARE(window->exitCode(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_home.leftOver(), living, 10'000); // the engine's own end last
}

/// Whoever comes second reads who drives, and nothing that is pressed there does anything.
void TestResume::theSecondWindowOnlyWatches()
{
    if (qEnvironmentVariableIsSet("RESUME_CAMPAIGN"))
        QSKIP("the campaign is about kills");
    begin();
    Console first(m_home, u"look"_s);
    QVERIFY2(first.waitFor(u"ready"_s, 60'000) != u"?", qPrintable(first.words()));
    const QMap<QString, QByteArray> shows = bytesOf(m_folder);
    const QString deploys = m_home.path(u"state/trustusbank-cockpit/deploys"_s);
    const QMap<QString, QByteArray> plans = bytesOf(deploys);
    Console second(m_home, u"watch"_s);
    const QString why = second.waitFor(u"watches"_s, 60'000);
    QVERIFY2(why.contains(u"(process "_s), qPrintable(second.words()));
    QCOMPARE(second.waitFor(u"pressed"_s, 90'000), QString());
    QVERIFY2(second.said.filter(u"ready"_s).isEmpty(), qPrintable(second.words()));
    QCOMPARE(bytesOf(deploys), plans);
    QCOMPARE(bytesOf(m_folder).keys(), shows.keys());
    QCOMPARE(fired(logOf(m_folder)).size(), std::size_t(0));
    second.kill();
    first.kill();
    // What both have left is no beginning for the next test.
    QVERIFY(QDir(m_folder).removeRecursively());
}

void TestResume::killedAtRandomInstants()
{
    if (qEnvironmentVariableIsSet("RESUME_CAMPAIGN") && !qEnvironmentVariableIsSet("PROVE_MINUTES"))
        QSKIP("a campaign: packaging/dev prove campaigns");
    const int kills = qEnvironmentVariableIntValue("RESUME_KILLS") > 0
                          ? qEnvironmentVariableIntValue("RESUME_KILLS")
                          : 10;
    const quint32 seed = qEnvironmentVariableIsSet("RESUME_SEED")
                             ? static_cast<quint32>(qEnvironmentVariableIntValue("RESUME_SEED"))
                             : QRandomGenerator::global()->generate() % 100000;
    qInfo("seed %u, %d kills", seed, kills);
    QRandomGenerator random(seed);
    begin();
    Home &home = m_home;
    const QString &folder = m_folder;

    int worst = 0, shows = 0;
    for (int i = 0; i < kills; ++i) {
        Console playing(home, u"play"_s);
        const QString from = playing.waitFor(u"ready"_s, 60'000);
        QVERIFY2(from != u"?", qPrintable(playing.words()));
        // Fast cues take parts of a second, an act's end some seconds.
        playing.listen(playing.elapsed() + 200
                       + static_cast<int>(random.bounded(atRealPace() ? 20'000 : 4000)));
        playing.kill();
        if (playing.said.contains(u"over"_s)) {
            // That show is through: the next one begins on a clean cluster.
            ++shows;
            const programs::Ran reset =
                home.cockpit(inOurPace({u"reset"_s, u"--yes"_s, u"--ports"_s, u"auto"_s}));
            QVERIFY2(reset.exit == 0, programs::said(reset).constData());
            continue;
        }
        const QMap<QString, QByteArray> bytes = bytesOf(folder);
        const std::vector<Json> before = logOf(folder), current = linesOf(bytes.last());
        QString expected = standsAt(current);
        if (expected.startsWith(u"after "_s))
            expected = nextOf(expected.section(u' ', 1), current);
        const auto firedBefore = fired(before);

        Console watching(home, u"look"_s);
        const QString at = watching.waitFor(u"ready"_s, back);
        QVERIFY2(at != u"?",
                 qPrintable(u"kill %1: not back within %2 ms\n%3"_s.arg(i).arg(back).arg(
                     watching.words())));
        worst = std::max(worst, watching.elapsed());
        QCOMPARE(at, expected);
        watching.listen(watching.elapsed() + 300);
        watching.kill();
        const std::vector<Json> after = logOf(folder);
        QVERIFY2(fired(after) == firedBefore, "something was fired by itself");
        QVERIFY(after.size() > before.size());
        const QString lost = lossOf(bytes, bytesOf(folder));
        QVERIFY2(lost.isEmpty(), qPrintable(lost));
    }
    // And the show goes on to its end: every story as expected, whatever happened on the way.
    Console last(home, u"play"_s);
    last.waitFor(u"over"_s, atRealPace() ? 300'000 : 120'000);
    QVERIFY2(last.said.contains(u"over"_s), qPrintable(last.words()));
    last.kill();
    // Every show's lines are in order, from its first to its last, across all kills.
    const QMap<QString, QByteArray> logs = bytesOf(folder);
    for (auto one = logs.begin(); one != logs.end(); ++one) {
        const QString disorder = disorderOf(linesOf(*one));
        QVERIFY2(disorder.isEmpty(), qPrintable(one.key() + u": "_s + disorder));
    }
    QMap<QString, QString> stories; // the last show's
    for (const Json &line : logOf(folder)) {
        if (line.value("event", "") == "act")
            stories[QString::fromStdString(line.value("id", ""))] =
                QString::fromStdString(line.value("story", ""))
                + (line.value("expected", false) ? u" expected"_s : u" UNEXPECTED"_s);
    }
    const QMap<QString, QString> wanted{{u"1"_s, u"CLEAN expected"_s},
                                        {u"2"_s, u"BREACHED expected"_s},
                                        {u"3"_s, u"BLOCKED expected"_s}};
    QCOMPARE(stories, wanted);
    qInfo("worst return %d ms, %d shows came to their end", worst, shows);
    QVERIFY2(shows < kills, "no show was killed before its end");
    QVERIFY(home.endStage() >= 0);
}

int main(int argc, char **argv)
{
    if (argc > 2 && QByteArray(argv[1]) == "--console")
        return console(argc, argv);
    // The window looks for the stage's program beside its own, which this one is not, then here.
    qputenv("PATH", QByteArray(PROGRAM_DIR ":" + qgetenv("PATH")));
    QCoreApplication application(argc, argv);
    TestResume test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_resume.moc"
