// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/heap.h"
#include "backend/forward/ledger.h"
#include "backend/forward/peer.h"
#include "backend/forward/traffic.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using forward::Destination;
using forward::KubectlForward;

/// What is written down of losses and traffic, and whose forward another process's is.
class LedgerTest : public QObject {
    Q_OBJECT

    static QDateTime at(double seconds)
    {
        return QDateTime::fromMSecsSinceEpoch(qint64(seconds * 1000), Qt::UTC);
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    /// "v 1" Verified at 1 s, "d 2" interrupted, "p 2" interrupted by plan, "x 3" a connection
    /// lost.
    void losses_data()
    {
        QTest::addColumn<QString>("story");
        QTest::addColumn<QString>("ledger"); ///< begin+lasted/connections, "…" while it lasts
        QTest::newRow("never Verified") << u"d 1,d 2"_s << QString();
        QTest::newRow("all is well") << u"d 0,v 1,v 2"_s << QString();
        QTest::newRow("healed") << u"v 1,d 2,d 3,v 5"_s << u"2+3/0"_s;
        QTest::newRow("planned") << u"v 1,p 2,v 5"_s << u"2+3/0 planned"_s;
        QTest::newRow("planned after it began") << u"v 1,d 2,p 3,v 5"_s << u"2+3/0 planned"_s;
        QTest::newRow("it lasts") << u"v 1,d 2"_s << u"2+…/0"_s;
        QTest::newRow("victims") << u"v 1,d 2,x 3,x 4,v 5"_s << u"2+3/2"_s;
        QTest::newRow("a victim just before") << u"v 1,x 2,d 3,v 5"_s << u"2+3/1"_s;
        QTest::newRow("a victim just after") << u"v 1,d 2,v 4,x 5"_s << u"2+2/1"_s;
        QTest::newRow("a victim without an interruption") << u"v 1,x 20"_s << u"20+0/1"_s;
        QTest::newRow("and an interruption long after")
            << u"v 1,x 20,d 30,v 31"_s << u"20+0/1, 30+1/0"_s;
        QTest::newRow("two") << u"v 1,d 2,v 3,d 4,v 5"_s << u"2+1/0, 4+1/0"_s;
    }
    void losses()
    {
        QFETCH(QString, story);
        QFETCH(QString, ledger);
        forward::Ledger kept;
        int healed = 0;
        for (const QString &one : story.split(u',')) {
            const QDateTime now = at(one.section(u' ', 1).toDouble());
            if (one[0] == u'x')
                kept.lostConnection(u"broke"_s, now);
            else
                kept.note(one[0] == u'v', one[0] == u'v' ? QString() : u"why"_s, one[0] == u'p',
                          now);
            healed += kept.takeHealed().has_value();
        }
        QStringList out;
        int over = 0;
        for (const forward::Loss &loss : kept.losses()) {
            QVERIFY(loss.why == u"why" || loss.why == u"broke");
            const QString lasted = loss.over ? QString::number(loss.lasted / 1000) : u"…"_s;
            out << u"%1+%2/%3"_s.arg(loss.at.toSecsSinceEpoch()).arg(lasted).arg(loss.connections)
                       + (loss.planned ? u" planned"_s : QString());
            over += loss.over && loss.lasted > 0;
        }
        QCOMPARE(out.join(u", "_s), ledger);
        QCOMPARE(healed, over);
        QCOMPARE(kept.count(), int(kept.losses().size()));
    }

    void manyAreCountedAndFewKept()
    {
        forward::Ledger kept;
        for (int i = 0; i < 1000; ++i)
            kept.lostConnection(u"broke"_s, at(10 * i));
        QCOMPARE(kept.count(), 1000);
        QCOMPARE(kept.losses().size(), size_t(200));
        QCOMPARE(kept.losses().back().at, at(9990));
    }

    void meter()
    {
        forward::Meter meter;
        meter.add(5, 1100ms);
        meter.add(7, 1900ms);
        QCOMPARE(meter.perSecond(1950ms), 0);
        QCOMPARE(meter.perSecond(2000ms), 12);
        meter.add(1, 2500ms);
        QCOMPARE(meter.perSecond(2600ms), 12);
        QCOMPARE(meter.perSecond(3000ms), 1);
        QCOMPARE(meter.perSecond(4000ms), 0);
        QCOMPARE(meter.total(), 13);
    }

    /// After many connections, and not all the time.
    void heapIsTrimmed()
    {
        forward::Heap heap;
        for (int i = 0; i < 49; ++i)
            heap.connectionOver(1h);
        QCOMPARE(heap.trims(), 0);
        heap.connectionOver(1h);
        QCOMPARE(heap.trims(), 1);
        for (int i = 0; i < 1000; ++i)
            heap.connectionOver(1h + 19s);
        QCOMPARE(heap.trims(), 1);
        heap.connectionOver(1h + 20s);
        QCOMPARE(heap.trims(), 2);
    }

    void kubectl_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("found"); ///< ns/service:port kubeconfig context
        QTest::newRow("usual") << u"kubectl -n a port-forward svc/s 1800:80"_s << u"a/s:80  "_s;
        QTest::newRow("flags behind, by =")
            << u"/usr/bin/kubectl port-forward service/s 1800:80 --namespace=a --context=c"_s
            << u"a/s:80  c"_s;
        QTest::newRow("kubeconfig")
            << u"kubectl --kubeconfig k port-forward svc/s 1800:http"_s << u"/s:http k "_s;
        QTest::newRow("several ports, the same inside")
            << u"kubectl port-forward svc/s 9000:90 1800"_s << u"/s:1800  "_s;
        QTest::newRow("an address")
            << u"kubectl port-forward --address 0.0.0.0 svc/s 1800:80"_s << u"/s:80  "_s;
        QTest::newRow("another port") << u"kubectl port-forward svc/s 1801:80"_s << QString();
        QTest::newRow("a pod") << u"kubectl port-forward pod/s 1800:80"_s << QString();
        QTest::newRow("a pod without a word") << u"kubectl port-forward s 1800:80"_s << QString();
        QTest::newRow("another command") << u"kubectl proxy svc/s 1800:80"_s << QString();
        QTest::newRow("another program") << u"kubefwd port-forward svc/s 1800:80"_s << QString();
        QTest::newRow("another server")
            << u"kubectl --server https://x port-forward svc/s 1800:80"_s << QString();
        QTest::newRow("hidden") << QString() << QString();
    }
    void kubectl()
    {
        QFETCH(QString, line);
        QFETCH(QString, found);
        const auto out = forward::kubectlForward(line.split(u' ', Qt::SkipEmptyParts), 1800);
        QCOMPARE(out ? u"%1/%2:%3 %4 %5"_s.arg(out->ns, out->service, out->servicePort,
                                               out->kubeconfig, out->context)
                     : QString(),
                 found);
    }

    void announced()
    {
        QTemporaryDir dir;
        const QString folder = dir.filePath(u"forwards"_s);
        const Destination here{u"https://h:1"_s, u"n"_s, u"s"_s, 80};
        Destination elsewhere = here;
        elsewhere.server = u"https://h:2"_s;
        forward::Holder self;
        self.pid = QCoreApplication::applicationPid();
        self.started = forward::startOf(self.pid);
        QVERIFY(self.started > 0);
        QVERIFY(!forward::leadsTo(self, 1800, here, folder));
        forward::announce(folder, 1800, here);
        QVERIFY(forward::leadsTo(self, 1800, here, folder));
        QVERIFY(!forward::leadsTo(self, 1801, here, folder));
        QVERIFY(!forward::leadsTo(self, 1800, elsewhere, folder));
        forward::Holder later = self; // the pid was given to another process
        ++later.started;
        QVERIFY(!forward::leadsTo(later, 1800, here, folder));
        forward::withdraw(folder, 1800);
        QVERIFY(!forward::leadsTo(self, 1800, here, folder));
        forward::announce({}, 1800, here);
        forward::withdraw({}, 1800);
    }

    /// A kubectl, or what looks like one, is followed to the server of its kubeconfig.
    void kubectlsServer()
    {
        QTemporaryDir dir;
        QFile config(dir.filePath(u"config"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                     "clusters: [{name: k, cluster: {server: 'https://h:1'}}]\n"
                     "users: [{name: u, user: {token: t}}]\n"
                     "contexts: [{name: c, context: {cluster: k, user: u, namespace: n}}]\n");
        config.close();
        QProcess process;
        process.setWorkingDirectory(dir.path());
        process.start(u"sleep"_s, {u"60"_s});
        QVERIFY(process.waitForStarted());
        forward::Holder holder;
        holder.pid = process.processId();
        holder.arguments = QStringList{u"kubectl"_s,      u"--kubeconfig"_s, u"config"_s,
                                       u"port-forward"_s, u"svc/s"_s,        u"1800:80"_s};
        Destination destination{u"https://h:1"_s, u"n"_s, u"s"_s, 80};
        QVERIFY(forward::leadsTo(holder, 1800, destination, {}));
        destination.server = u"https://h:2"_s;
        QVERIFY(!forward::leadsTo(holder, 1800, destination, {}));
        destination.server = u"https://h:1"_s;
        destination.ns = u"m"_s;
        QVERIFY(!forward::leadsTo(holder, 1800, destination, {}));
        holder.arguments << u"-n"_s << u"m"_s;
        QVERIFY(forward::leadsTo(holder, 1800, destination, {}));
        destination.servicePort = 81;
        QVERIFY(!forward::leadsTo(holder, 1800, destination, {}));
        process.kill();
        process.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(LedgerTest)
#include "tst_ledger.moc"
