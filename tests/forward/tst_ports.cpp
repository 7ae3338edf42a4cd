// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/ports.h"
#include "backend/kube/kubeconfig.h"
#include "tests/support/programs.h"

#include <QDeadlineTimer>
#include <QTcpServer>
#include <QTest>
#include <signal.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Json;
using programs::Ran;
using programs::said;

/// Which local ports --ports auto takes, and that a second run takes them again.
class PortsTest : public QObject {
    Q_OBJECT

    static QStringList notAlready(const Json &document)
    {
        QStringList out;
        for (const Json &phase : document.value("phases", Json::array())) {
            for (const Json &step : phase["steps"]) {
                const std::string outcome = step.value("outcome", "");
                if (outcome != "already" && outcome != "skipped")
                    out << QString::fromStdString(step.value("id", "") + " " + outcome);
            }
        }
        return out;
    }

    static ino_t inodeOf(const QString &file)
    {
        struct stat found = {};
        return ::stat(file.toLocal8Bit().constData(), &found) == 0 ? found.st_ino : 0;
    }
    static QString serverOf(const Home &home)
    {
        const auto config = kube::KubeConfig::load(home.kubeconfig());
        if (!config)
            return {};
        const auto context = config->context(config->currentContext());
        return context ? context->server : QString();
    }
    /// Each forward's line, once all 13 are Verified.
    static std::map<QString, Json> verifiedOf(QProcess &forwards)
    {
        std::map<QString, Json> out;
        forwards.setReadChannel(QProcess::StandardOutput);
        QDeadlineTimer patience(45'000);
        while (out.size() < 13 && !patience.hasExpired()
               && (forwards.canReadLine()
                   || forwards.waitForReadyRead(int(patience.remainingTime())))) {
            const Json line = Json::parse(forwards.readLine().toStdString(), nullptr, false);
            if (line.is_object() && line.value("state", "") == "Verified")
                out[QString::fromStdString(line["forward"])] = line;
        }
        return out;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void picked_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("begin");
        QTest::addColumn<QList<int>>("taken");
        QTest::addColumn<QString>("picked");
        using Taken = QList<int>;
        QTest::newRow("the first time") << QString() << 20000 << Taken{} << u"20000 20001 20002"_s;
        QTest::newRow("again") << u"30000 30001 30002"_s << 20000 << Taken{}
                               << u"30000 30001 30002"_s;
        QTest::newRow("one is taken now")
            << u"30000 30001 30002"_s << 20000 << Taken{30001} << u"30000 20000 30002"_s;
        QTest::newRow("the next one, too")
            << QString() << 20000 << Taken{20001} << u"20000 20002 20003"_s;
        QTest::newRow("round the end") << QString() << 31998 << Taken{} << u"31998 31999 20000"_s;
        QTest::newRow("twice the same of old")
            << u"30000 30000 30002"_s << 20000 << Taken{} << u"30000 20000 30002"_s;
        QTest::newRow("a new one meets one of old")
            << u"20001 0 30002"_s << 20001 << Taken{} << u"20001 20002 30002"_s;
    }
    void picked()
    {
        QFETCH(QString, before);
        QFETCH(int, begin);
        QFETCH(QList<int>, taken);
        const QStringList ids{u"a"_s, u"b"_s, u"c"_s};
        QMap<QString, int> known;
        for (int i = 0; i < 3 && !before.isEmpty(); ++i)
            known[ids[i]] = before.section(u' ', i, i).toInt();
        const auto ports = app::pickPorts(ids, known, begin, [&](const QString &, int port) {
            return !taken.contains(port);
        });
        QStringList out;
        for (const QString &id : ids)
            out << QString::number(ports.value(id));
        QTEST(out.join(u' '), "picked");
    }

    void remembered()
    {
        const Home home;
        const QString file = home.path(u"deep/ports.json"_s);
        QVERIFY(app::readPorts(file, u"here"_s).isEmpty());
        app::writePorts(file, u"here"_s, {{u"a"_s, 1}, {u"b"_s, 2}});
        app::writePorts(file, u"there"_s, {{u"a"_s, 3}});
        app::writePorts(file, u"here"_s, {{u"a"_s, 4}});
        QCOMPARE(app::readPorts(file, u"here"_s), (QMap<QString, int>{{u"a"_s, 4}}));
        QCOMPARE(app::readPorts(file, u"there"_s), (QMap<QString, int>{{u"a"_s, 3}}));
        for (int i = 0; i < 19; ++i)
            app::writePorts(file, QString::number(i), {{u"a"_s, i}});
        QCOMPARE(app::readPorts(file, u"here"_s).value(u"a"_s), 4);
        QVERIFY(app::readPorts(file, u"there"_s).isEmpty());
    }

    void promisedToOthers()
    {
        const Home home;
        const QString file = home.path(u"ports.json"_s);
        QVERIFY(app::readPromised(file, u"here"_s).ever.isEmpty());
        app::writePorts(file, u"older"_s, {{u"a"_s, 1}});
        app::writePorts(file, u"here"_s, {{u"a"_s, 2}});
        app::writePorts(file, u"newer"_s, {{u"a"_s, 3}});
        QCOMPARE(app::readPromised(file, u"here"_s).ever, (QSet<int>{1, 3}));
        QCOMPARE(app::readPromised(file, u"here"_s).since, QSet<int>{3});
        QCOMPARE(app::readPromised(file, u"new"_s).since, (QSet<int>{1, 2, 3}));
    }

    void freeOnBothLoopbacks_data()
    {
        QTest::addColumn<QHostAddress>("address");
        QTest::newRow("127.0.0.1") << QHostAddress(QHostAddress::LocalHost);
        QTest::newRow("::1") << QHostAddress(QHostAddress::LocalHostIPv6);
        QTest::newRow("any") << QHostAddress(QHostAddress::AnyIPv4);
    }
    void freeOnBothLoopbacks()
    {
        QFETCH(QHostAddress, address);
        QTcpServer holder;
        QVERIFY(holder.listen(address));
        const int port = holder.serverPort();
        QVERIFY(!app::isFreePort(port));
        holder.close();
        QVERIFY(app::isFreePort(port));
    }

    /// The manifests name the ports: other ones would make steps of a finished deployment again. A
    /// second cockpit meanwhile uses the first one's forwards.
    void secondDeployDoesNothing()
    {
        Home home;
        QVERIFY(home.stage().is_object());
        const QStringList deploy{u"deploy"_s, u"--yes"_s, u"--ports"_s, u"auto"_s};
        const Ran first = home.cockpit(deploy, 120);
        QVERIFY2(first.exit == 0, said(first).constData());
        QVERIFY(notAlready(first.document).size() > 10);
        const Ran second = home.cockpit(deploy, 120);
        QVERIFY2(second.exit == 0, said(second).constData());
        QCOMPARE(notAlready(second.document), QStringList());

        const QStringList forwards{u"forwards"_s, u"--ports"_s, u"auto"_s};
        const auto standing = home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                         forwards + QStringList{u"--json"_s, u"-"_s});
        QCOMPARE(verifiedOf(*standing).size(), 13);
        const Ran beside =
            home.run(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                     forwards + QStringList{u"--until-verified"_s, u"--json"_s, u"-"_s});
        QVERIFY2(beside.exit == 0, said(beside).constData());
        int adopted = 0;
        for (const QString &text : beside.out.split(u'\n', Qt::SkipEmptyParts)) {
            const Json line = Json::parse(text.toStdString(), nullptr, false);
            QVERIFY2(line.is_object(), qPrintable(text));
            if (line["state"] != "Verified")
                continue;
            ++adopted;
            QVERIFY2(line["adopted"] == true && line["pid"] == standing->processId(),
                     qPrintable(text));
        }
        QVERIFY(adopted >= 13);
        QCOMPARE(standing->state(), QProcess::Running);
        standing->terminate();
        QVERIFY(standing->waitForFinished(5000));
        QVERIFY(home.endStage() >= 0);
        QCOMPARE(home.leftOver(), QStringList());
    }

    void atTheSameInstant_data()
    {
        QTest::addColumn<bool>("oneCluster");
        QTest::newRow("two clusters that were given the same ports") << false;
        QTest::newRow("one cluster twice") << true;
    }
    /// The second cockpit chooses and opens its ports while the first has chosen and not opened:
    /// each gets all 13, of its own, or the other one's where that leads to the same.
    void atTheSameInstant()
    {
        QFETCH(bool, oneCluster);
        Home home, other;
        QVERIFY(home.stage().is_object());
        Home &second = oneCluster ? home : other;
        QVERIFY(oneCluster || other.stage().is_object());
        QMap<QString, int> same;
        for (Home *one : {&home, &second}) {
            const Ran deployed = one->cockpit({u"deploy"_s, u"--yes"_s, u"--ports"_s, u"auto"_s});
            QVERIFY2(deployed.exit == 0, said(deployed).constData());
        }
        // One user's two cockpits: the second one reads and writes in the first one's folders.
        const QString file = home.path(u"state/trustusbank-cockpit/ports.json"_s);
        QFile given(file);
        QVERIFY(given.open(QIODevice::ReadOnly));
        const QByteArray text = given.readAll();
        const Json all = Json::parse(text.begin(), text.end());
        for (const auto &[id, port] : all.at(0).at("ports").items())
            same[QString::fromStdString(id)] = port.get<int>();
        QCOMPARE(same.size(), 13);
        app::writePorts(file, serverOf(second), same);

        std::vector<std::unique_ptr<QProcess>> both;
        const auto begin = [&](const Home &one) {
            both.push_back(home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                                      {u"forwards"_s, u"--kubeconfig"_s, one.kubeconfig(),
                                       u"--ports"_s, u"auto"_s, u"--json"_s, u"-"_s}));
        };
        const ino_t before = inodeOf(file);
        begin(home);
        QDeadlineTimer patience(30'000);
        while (inodeOf(file) == before && !patience.hasExpired()) { } // its choice, at once
        ::kill(pid_t(both[0]->processId()), SIGSTOP);
        QVERIFY(inodeOf(file) != before);
        begin(second);
        const auto last = verifiedOf(*both[1]);
        ::kill(pid_t(both[0]->processId()), SIGCONT);
        const auto first = verifiedOf(*both[0]);
        QCOMPARE(first.size(), std::size_t(13));
        QCOMPARE(last.size(), std::size_t(13));
        int shared = 0;
        for (const auto &[id, line] : first)
            shared += line["local"] == last.at(id)["local"];
        QCOMPARE(shared, oneCluster ? 13 : 0);
        for (const auto &one : both) {
            one->terminate();
            QVERIFY(one->waitForFinished(5000));
        }
        QVERIFY(home.endStage() >= 0 && other.endStage() >= 0);
        QCOMPARE(home.leftOver() + other.leftOver(), QStringList());
    }
};

QTEST_GUILESS_MAIN(PortsTest)
#include "tst_ports.moc"
