// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/bundle.h"
#include "backend/http/curltransport.h"
#include "tests/support/programs.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>
#include <QUrl>
#include <unistd.h>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;

namespace {

/// One probe interval with its time-out, and a second.
constexpr qint64 wrongFor = 11'000;
constexpr qint64 oracleEvery = 500;
/// Until half-closed connections have ended, and each forward's next probe has left one spare
/// tunnel of all that it had.
constexpr qint64 restTime = 9000;

/// What is said of one forward, and what an own client finds at its port.
struct Watched {
    QString path, state = u"Off"_s, target;
    int status = 200, port = 0, lost = 0;
    std::unique_ptr<http::Call> call;
    qint64 saidSince = 0;  ///< when it was first said to be Verified, or not to be
    qint64 foundSince = 0; ///< when the first request was sent that was answered now, or was not
    qint64 askedAt = 0;
    bool answers = false;
    bool isVerified() const { return state == u"Verified"; }
};

/// Everything in commands.md, with a target where one is needed.
const QStringList kinds{u"delete-pod"_s,     u"kill-pod"_s,      u"crash-loop"_s,
                        u"stall-api"_s,      u"restart-api"_s,   u"reset-tunnels"_s,
                        u"refuse-tunnels"_s, u"slow-model"_s,    u"fail-model"_s,
                        u"fill-port"_s,      u"expire-token"_s,  u"drop-watch"_s,
                        u"gone-watch"_s,     u"full-registry"_s, u"slow-pull"_s,
                        u"image-missing"_s,  u"clock-skew"_s};

struct Weight {
    int descriptors = 0; ///< but for
    int connections = 0; ///< those to the API server, and ended ones that nobody has used since
    int threads = 0;
    qint64 kilobytes = 0;
};

/// "socket:[INODE]" of every TCP socket of this machine but those that are connected to PORT.
QSet<QString> socketsButTo(int port)
{
    QSet<QString> out;
    const QByteArray end = ':' + QByteArray::number(port, 16).rightJustified(4, '0').toUpper();
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            if (fields.size() > 9 && !fields[2].endsWith(end))
                out << u"socket:[%1]"_s.arg(QString::fromLatin1(fields[9]));
        }
    }
    return out;
}

Weight weightOf(qint64 pid, int apiPort)
{
    const QString folder = u"/proc/%1/"_s.arg(pid);
    Weight out;
    const QSet<QString> others = socketsButTo(apiPort);
    const QDir open(folder + u"fd"_s);
    for (const QString &one :
         open.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        char place[128] = {};
        const ssize_t size =
            readlink(QFile::encodeName(open.filePath(one)).constData(), place, sizeof place - 1);
        const QString target = QString::fromLatin1(place, std::max(size, ssize_t(0)));
        const bool isOther = !target.startsWith(u"socket:"_s) || others.contains(target);
        ++(isOther ? out.descriptors : out.connections);
    }
    QFile status(folder + u"status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return out;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("Threads:"))
            out.threads = line.mid(8).trimmed().toInt();
        if (line.startsWith("VmRSS:"))
            out.kilobytes = line.mid(6).simplified().split(' ')[0].toLongLong();
    }
    return out;
}

} // namespace

/// Faults of every kind at random instants, and a client of our own at every port: what the
/// forwards say of themselves is held against what that client finds. PROVE_MINUTES is for how
/// long (without it: 60 faults), PROVE_SEED the seed.
class CampaignTest : public QObject {
    Q_OBJECT

    Home m_home;
    QString m_faults;
    int m_apiPort = 0;
    http::CurlTransport m_transport;
    std::unique_ptr<QProcess> m_cockpit;
    std::map<QString, Watched> m_forwards;
    QElapsedTimer m_time;
    QStringList m_wrong, m_done;
    int m_begun = 0;    ///< faults that the stage took
    qint64 m_worst = 0; ///< milliseconds that a dead one was said to be Verified
    std::vector<std::unique_ptr<http::Call>> m_calls;

    void note(const QByteArray &line)
    {
        const Json one = Json::parse(line.begin(), line.end(), nullptr, false);
        if (!one.is_object())
            return;
        Watched &watched = m_forwards[QString::fromStdString(one["forward"])];
        const bool before = watched.isVerified();
        watched.state = QString::fromStdString(one["state"]);
        watched.target = QString::fromStdString(one["target"]);
        watched.port = QString::fromStdString(one["local"]).section(u':', 1).toInt();
        watched.lost = one["lost"].get<int>();
        if (before != watched.isVerified())
            watched.saidSince = m_time.elapsed();
    }
    void readLines()
    {
        while (m_cockpit->canReadLine())
            note(m_cockpit->readLine());
    }
    void ask(const QString &id)
    {
        Watched &watched = m_forwards[id];
        if (watched.port == 0 || watched.call)
            return;
        http::Request request;
        request.url = u"http://127.0.0.1:%1%2"_s.arg(watched.port).arg(watched.path);
        request.headers = {{"Connection", "close"}};
        request.timeout = std::chrono::milliseconds(3000);
        watched.askedAt = m_time.elapsed();
        watched.call =
            m_transport.send(request, [this, id](const core::Result<http::Reply> &reply) {
                Watched &asked = m_forwards[id];
                asked.call.reset();
                found(id, asked, reply && reply->status == asked.status);
            });
    }
    void found(const QString &id, Watched &watched, bool answers)
    {
        const qint64 now = m_time.elapsed();
        if (std::exchange(watched.answers, answers) != answers)
            watched.foundSince = watched.askedAt;
        if (watched.isVerified() == answers)
            return;
        const qint64 wrong = now - std::max(watched.foundSince, watched.saidSince);
        if (!answers)
            m_worst = std::max(m_worst, wrong);
        if (wrong > wrongFor)
            m_wrong << u"%1 is said to be %2 for %3 ms, and %4"_s.arg(id, watched.state)
                           .arg(wrong)
                           .arg(answers ? u"it answers"_s : u"it does not answer"_s);
    }
    /// For so long: lines are read, and every port is asked again and again, unless NOBODY asks.
    void pass(qint64 milliseconds, bool nobody = false)
    {
        const qint64 until = m_time.elapsed() + milliseconds;
        static qint64 next = 0;
        while (m_time.elapsed() < until) {
            if (!nobody && m_time.elapsed() >= next) {
                next = m_time.elapsed() + oracleEvery;
                for (const auto &[id, watched] : m_forwards)
                    ask(id);
            }
            QTest::qWait(20);
            readLines();
        }
    }
    /// The least of some looks: a probe may be under way, or a connection between two states.
    Weight weigh()
    {
        Weight least = weightOf(m_cockpit->processId(), m_apiPort);
        for (int looks = 0; looks < 5; ++looks) {
            pass(300, true);
            const Weight now = weightOf(m_cockpit->processId(), m_apiPort);
            if (now.descriptors < least.descriptors)
                least = now;
        }
        return least;
    }
    bool allVerified() const
    {
        return std::all_of(m_forwards.begin(), m_forwards.end(), [](const auto &one) {
            return one.second.isVerified() && one.second.answers;
        });
    }
    bool until(const std::function<bool()> &so, qint64 milliseconds)
    {
        const qint64 end = m_time.elapsed() + milliseconds;
        while (!so() && m_time.elapsed() < end && m_cockpit->state() == QProcess::Running)
            pass(100);
        return so();
    }
    void breakNow(const QString &kind, const QString &target, double seconds)
    {
        const Json body = {{"kind", kind.toStdString()},
                           {"target", target.toStdString()},
                           {"seconds", seconds}};
        http::Request request;
        request.method = "POST";
        request.url = m_faults;
        request.body = QByteArray::fromStdString(body.dump());
        m_calls.push_back(m_transport.send(request, [this](const core::Result<http::Reply> &reply) {
            m_begun += reply && reply->status == 201;
        }));
    }
    void breakSomething(QRandomGenerator &random)
    {
        const QString kind = kinds[random.bounded(int(kinds.size()))];
        auto victim = m_forwards.begin();
        std::advance(victim, random.bounded(int(m_forwards.size())));
        const QString pod = victim->second.target.section(u':', 0, 0);
        QString target = pod;
        if (kind == u"fill-port")
            target = QString::number(victim->second.port);
        if (kind == u"clock-skew")
            target = QString::number(random.bounded(7200) - 3600);
        if (kind == u"slow-pull" || kind == u"image-missing")
            target = u"currency-converter"_s;
        breakNow(kind, target, 0.2 + random.bounded(1.8));
        m_done << u"%1 s %2 %3"_s.arg(double(m_time.elapsed()) / 1000, 0, 'f', 1).arg(kind, target);
    }
    QByteArray story(const char *what, quint32 seed) const
    {
        QStringList states;
        for (const auto &[id, one] : m_forwards) {
            if (!one.isVerified() || !one.answers)
                states << id + u' ' + one.state + (one.answers ? u" (answers)"_s : u" (silent)"_s);
        }
        return QByteArray(what) + ", seed " + QByteArray::number(seed) + '\n'
               + m_wrong.mid(0, 5).join(u'\n').toUtf8() + '\n' + states.join(u", "_s).toUtf8()
               + "\nlast faults: "
               + m_done.mid(std::max(0, int(m_done.size()) - 8)).join(u"; "_s).toUtf8();
    }

private slots:
    void initTestCase()
    {
        m_time.start();
        const Json ready = m_home.stage();
        QVERIFY(ready.is_object());
        m_faults = QString::fromStdString(ready["faults"]);
        m_apiPort = QUrl(QString::fromStdString(ready["api"])).port();
        const Ran deployed =
            m_home.cockpit({u"deploy"_s, u"--yes"_s, u"--ports"_s, u"auto"_s}, 120);
        QVERIFY2(deployed.exit == 0, said(deployed).constData());
        const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), {});
        QVERIFY(bundle);
        for (const deploy::ForwardSpec &one : bundle->forwards) {
            m_forwards[one.id].path = one.probe.path;
            m_forwards[one.id].status = one.probe.status;
        }
        m_cockpit = m_home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                 {u"forwards"_s, u"--ports"_s, u"auto"_s, u"--json"_s, u"-"_s});
        m_cockpit->setReadChannel(QProcess::StandardOutput);
        QVERIFY2(until([this] { return allVerified(); }, 30'000), story("at start", 0).constData());
        QCOMPARE(m_forwards.size(), size_t(13));
    }

    /// The one in use is refused from now on: the watches are asked for anew with the next one, and
    /// so is every forward's fresh tunnel within a probe interval. Nobody notices.
    void tokenRotated()
    {
        pass(1000);
        for (const QString &kind : {u"expire-token"_s, u"drop-watch"_s})
            breakNow(kind, {}, 1);
        pass(8000);
        QCOMPARE(m_begun, 2);
        QVERIFY2(m_wrong.isEmpty() && allVerified(), story("the token was rotated", 0).constData());
        for (const auto &[id, one] : m_forwards)
            QVERIFY2(one.lost == 0, qPrintable(id));
        m_begun = 0;
    }

    void campaign()
    {
        const qint64 minutes = qEnvironmentVariableIntValue("PROVE_MINUTES");
        const auto seed = quint32(qEnvironmentVariable("PROVE_SEED", u"1"_s).toUInt());
        const qint64 ends = m_time.elapsed() + (minutes - 1) * 60'000;
        QRandomGenerator random(seed);
        pass(2000);
        pass(restTime, true);
        const Weight before = weigh();
        int faults = 0;
        while (minutes > 0 ? m_time.elapsed() < ends : faults < 60) {
            breakSomething(random);
            ++faults;
            pass(random.bounded(900));
            if (!m_wrong.isEmpty() || m_cockpit->state() != QProcess::Running)
                break;
        }
        const bool healed = until([this] { return allVerified(); }, 45'000);
        QVERIFY2(m_cockpit->state() == QProcess::Running,
                 story("the cockpit ended", seed).constData());
        QVERIFY2(m_wrong.isEmpty(), story("a wrong state", seed).constData());
        QVERIFY2(healed, story("not healed", seed).constData());
        if (minutes > 0)
            pass(25'000); // what a long campaign's bursts left is given back with later connections
        pass(restTime, true);
        const Weight after = weigh();
        qInfo("%d of %d faults begun, seed %u: a dead forward was said to be Verified for %lld ms "
              "at most; "
              "descriptors %d, then %d; connections to the API server %d, then "
              "%d; threads %d, then %d; %lld kB, then %lld kB",
              m_begun, faults, seed, m_worst, before.descriptors, after.descriptors,
              before.connections, after.connections, before.threads, after.threads,
              before.kilobytes, after.kilobytes);
        QVERIFY2(m_begun > faults / 2, "few faults could begin");
        // The client that watches keeps one connection to each for as long as its service does; a
        // leak would be one a fault.
        QVERIFY2(after.descriptors <= before.descriptors + int(m_forwards.size()), "descriptors");
        // Idle ones of the HTTP client are kept for the next request, as many as were open at once.
        QVERIFY2(after.connections <= before.connections + 16, "connections to the API server");
        QVERIFY2(after.threads <= before.threads, "threads");
        QVERIFY2(after.kilobytes <= before.kilobytes + before.kilobytes / 4, "memory");
    }

    void cleanupTestCase()
    {
        for (auto &[id, one] : m_forwards)
            one.call.reset();
        if (m_cockpit) {
            m_cockpit->terminate();
            QVERIFY(m_cockpit->waitForFinished(5000));
        }
        QVERIFY(m_home.endStage() >= 0);
        QCOMPARE(m_home.leftOver(), QStringList());
    }
};

QTEST_GUILESS_MAIN(CampaignTest)
#include "tst_campaign.moc"
