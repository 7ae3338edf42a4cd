// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/lab.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using lab::Json;
using lab::said;
using programs::act;
using programs::Ran;

namespace {

constexpr const char *program = PROGRAM_DIR "/trustusbank-cockpit";

/// Everything that a demo might leave, by path; the API's own list of each.
const QStringList lists{u"/api/v1/namespaces"_s,
                        u"/api/v1/namespaces/kube-public/configmaps"_s,
                        u"/api/v1/persistentvolumes"_s,
                        u"/apis/coordination.k8s.io/v1/namespaces/kube-public/leases"_s,
                        u"/apis/networking.k8s.io/v1/networkpolicies"_s,
                        u"/apis/rbac.authorization.k8s.io/v1/clusterroles"_s,
                        u"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"_s,
                        u"/apis/apiextensions.k8s.io/v1/customresourcedefinitions"_s};

/// The steps of a document that did something.
QStringList worked(const Json &document)
{
    QStringList out;
    for (const Json &phase : document.value("phases", Json::array())) {
        for (const Json &one : phase.value("steps", Json::array())) {
            if (one.value("outcome", "") == "done")
                out << QString::fromStdString(one.value("id", ""));
        }
    }
    return out;
}

} // namespace

/// Edition bare on any Kubernetes, with real pods where the cluster has some: deployed, played,
/// reset, played again and taken away, as a user does it.
class TestBare : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void saysThatItNeedsARegistry();
    void deploys();
    void isDoneThen();
    void refusesTheOtherEdition();
    void plays();
    void resets();
    void playsAgain();
    void leavesNothing();
    void killed();
    void cleanupTestCase();

private:
    Ran cockpit(const QStringList &arguments, int seconds = 300);
    QStringList common() const;
    QSet<QString> everything();
    bool nothingGoes();
    QSet<QString> doneSteps();

    lab::Lab m_lab;
    QString m_kubeconfig;
    QSet<QString> m_before;
    bool m_enforced = false;
};

void TestBare::initTestCase()
{
    const QString why = m_lab.begin(u"bare"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    m_kubeconfig = m_lab.isStage() ? m_lab.home().kubeconfig()
                                   : QString::fromLocal8Bit(qgetenv("TRUSTUSBANK_TEST_KUBECONFIG"));
    // What another suite has left is still going, and will be gone by the end.
    QVERIFY(lab::until([&] { return nothingGoes(); }, 120));
    m_before = everything();
}

bool TestBare::nothingGoes()
{
    const Json found = m_lab.get(u"/api/v1/namespaces"_s);
    if (!found.is_object())
        return false;
    for (const Json &item : found["items"]) {
        if (item["metadata"].contains("deletionTimestamp"))
            return false;
    }
    return true;
}

QStringList TestBare::common() const
{
    return {u"--kubeconfig"_s, m_kubeconfig, u"--ports"_s, u"auto"_s, u"--yes"_s};
}

Ran TestBare::cockpit(const QStringList &arguments, int seconds)
{
    return m_lab.home().cockpit(arguments + common(), seconds);
}

QSet<QString> TestBare::everything()
{
    QSet<QString> out;
    for (const QString &list : lists) {
        const Json found = m_lab.get(list);
        if (!found.is_object())
            continue;
        for (const Json &item : found["items"])
            out << list + u'/' + QString::fromStdString(item["metadata"].value("namespace", ""))
                       + u'/' + QString::fromStdString(item["metadata"].value("name", ""));
    }
    return out;
}

/// On a cluster of somebody else's that announces no registry nothing is pushed to a guess.
void TestBare::saysThatItNeedsARegistry()
{
    if (m_lab.isStage()
        || everything().contains(lists[1] + u"/kube-public/local-registry-hosting"_s))
        QSKIP("this cluster announces its registry");
    const Ran ran = cockpit({u"deploy"_s, u"--edition"_s, u"bare"_s});
    QVERIFY2(ran.exit == 3, said(ran).constData());
    QVERIFY2(ran.document.value("why", "").find("--registry HOST:PORT") != std::string::npos,
             said(ran).constData());
    QVERIFY(everything() == m_before);
}

void TestBare::deploys()
{
    QStringList arguments{u"deploy"_s, u"--edition"_s, u"bare"_s};
    if (!m_lab.isStage())
        arguments << u"--registry"_s << m_lab.registry();
    const Ran ran = cockpit(arguments);
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(ran.document.value("edition", ""), std::string("bare"));
    const Json probe = m_lab.get(u"/api/v1/namespaces/trustusbank-bank-vendors/pods/probe-shut"_s);
    QVERIFY(probe.is_object());
    m_enforced = probe["status"].value("phase", "") == "Succeeded";
    qInfo("NetworkPolicies are %s here", m_enforced ? "enforced" : "not enforced");
}

/// The edition and the registry are found on the cluster; nothing is done twice.
void TestBare::isDoneThen()
{
    const Ran ran = cockpit({u"deploy"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(ran.document.value("edition", ""), std::string("bare"));
    QStringList again = worked(ran.document);
    again.removeAll(u"10.10"_s); // a look that only says what it saw
    QCOMPARE(again, QStringList());
}

void TestBare::refusesTheOtherEdition()
{
    const QSet<QString> before = everything();
    const Ran ran = cockpit({u"deploy"_s, u"--edition"_s, u"solo"_s});
    QVERIFY2(ran.exit == 2
                 && ran.document.value("why", "").find("edition bare is deployed")
                        != std::string::npos,
             said(ran).constData());
    QVERIFY(everything() == before);
}

/// The tag moves in a real registry and a real kubelet obeys it. The lock is armed where the
/// cluster enforces it; elsewhere the last act says what happened.
void TestBare::plays()
{
    const Ran ran = cockpit({u"play"_s});
    const Json first = act(ran.document, "1"), second = act(ran.document, "2"),
               third = act(ran.document, "3");
    QVERIFY2(first.is_object() && second.is_object() && third.is_object(), said(ran).constData());
    QCOMPARE(first.value("story", ""), std::string("CLEAN"));
    QVERIFY2(first.value("expected", false), first.dump().c_str());
    QCOMPARE(second.value("story", ""), std::string("BREACHED"));
    QVERIFY2(second.value("expected", false), second.dump().c_str());
    QCOMPARE(second["image"].value("changed", false), true);
    QCOMPARE(second.value("profileLeaked", false), true);
    QCOMPARE(second.value("attemptDelta", 0), 1);
    QVERIFY(programs::toolsOf(third) == programs::toolsOf(second));
    QCOMPARE(third.value("story", ""), std::string(m_enforced ? "BLOCKED" : "BREACHED"));
    QCOMPARE(third.value("expected", false), m_enforced);
    QCOMPARE(third.value("denyDelta", 0) > 0, m_enforced);
    QCOMPARE(ran.exit, m_enforced ? 0 : 1);
    const bool locked =
        everything().contains(lists[4] + u"/trustusbank-bank-vendors/vendors-reach-nobody"_s);
    QCOMPARE(locked, m_enforced);
}

void TestBare::resets()
{
    const Ran ran = cockpit({u"reset"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    const Ran again = cockpit({u"reset"_s});
    QVERIFY2(again.exit == 0, said(again).constData());
}

void TestBare::playsAgain()
{
    const Ran ran = cockpit({u"play"_s, u"--acts"_s, u"1,2"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QCOMPARE(act(ran.document, "1").value("story", ""), std::string("CLEAN"));
    QCOMPARE(act(ran.document, "2").value("story", ""), std::string("BREACHED"));
}

void TestBare::leavesNothing()
{
    const Ran ran = cockpit({u"teardown"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    const QStringList left = (everything() - m_before).values();
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u"; "_s)));
    const QStringList gone = (m_before - everything()).values();
    QVERIFY2(gone.isEmpty(), qPrintable(gone.join(u"; "_s)));
}

/// What the newest journal says of steps that were done.
QSet<QString> TestBare::doneSteps()
{
    QSet<QString> out;
    const QDir folder(m_lab.home().path(u"state/trustusbank-cockpit/deploys"_s));
    const QStringList names = folder.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name);
    QFile file(names.isEmpty() ? QString() : folder.filePath(names.last()));
    if (!file.open(QIODevice::ReadOnly))
        return out;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const Json one = Json::parse(line.begin(), line.end(), nullptr, false);
        if (one.is_object() && one.value("event", "") == "step"
            && (one.value("state", "") == "done" || one.value("state", "") == "already"))
            out << QString::fromStdString(one.value("step", ""));
    }
    return out;
}

/// SIGKILL at any instant of a deployment: no child is left, and the next one goes on where this
/// one was. PROVE_KILLS is how often, PROVE_SEED the seed.
void TestBare::killed()
{
    const int kills = qEnvironmentVariableIntValue("PROVE_KILLS");
    QRandomGenerator random(qEnvironmentVariable("PROVE_SEED", u"1"_s).toUInt());
    QStringList arguments{u"deploy"_s, u"--edition"_s, u"bare"_s, u"--json"_s, u"-"_s};
    if (!m_lab.isStage())
        arguments << u"--registry"_s << m_lab.registry();
    const QStringList before = m_lab.home().leftOver();
    for (int round = 0; round < std::max(kills, 1); ++round) {
        const auto process = m_lab.home().start(QString::fromLatin1(program), arguments + common());
        const int instant = random.bounded(200, m_lab.isStage() ? 6000 : 20000);
        process->waitForFinished(instant);
        process->kill();
        process->waitForFinished();
        QVERIFY(lab::until([&] { return m_lab.home().leftOver() == before; }));
        const QSet<QString> done = doneSteps();
        const Ran ran = cockpit(arguments.mid(0, 3) + arguments.mid(5));
        QVERIFY2(ran.exit == 0,
                 said(ran).prepend(QByteArray::number(instant) + " ms: ").constData());
        for (const QString &step : worked(ran.document)) {
            QVERIFY2(!done.contains(step) || step == u"10.10",
                     qPrintable(u"%1 ms: %2 was done and ran again"_s.arg(instant).arg(step)));
        }
        const Ran gone = cockpit({u"teardown"_s});
        QVERIFY2(gone.exit == 0, said(gone).constData());
        const QStringList left = (everything() - m_before).values();
        QVERIFY2(left.isEmpty(), qPrintable(left.join(u"; "_s)));
    }
}

void TestBare::cleanupTestCase()
{
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestBare)
#include "tst_bare.moc"
