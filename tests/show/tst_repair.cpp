// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Json;
using programs::Made;
using programs::Ran;
using programs::said;
using programs::Thing;

using Things = std::vector<Thing>;
Q_DECLARE_METATYPE(Things)

namespace {

/// Away from the demo's own ports, and the same in every run: some values are made of them.
const QStringList ports{QStringLiteral("--port-offset"), QStringLiteral("2900")};

/// Every step's outcome and why.
std::map<QString, std::pair<QString, QString>> outcomes(const Json &document)
{
    std::map<QString, std::pair<QString, QString>> out;
    for (const Json &phase :
         document.is_object() ? document.value("phases", Json::array()) : Json::array()) {
        for (const Json &step : phase["steps"])
            out[QString::fromStdString(step.value("id", ""))] = {
                QString::fromStdString(step.value("outcome", "")),
                QString::fromStdString(step.value("why", ""))};
    }
    return out;
}

std::set<QString> with(const Json &document, const QString &outcome)
{
    std::set<QString> out;
    for (const auto &[id, what] : outcomes(document)) {
        if (what.first == outcome)
            out.insert(id);
    }
    return out;
}

/// What a dry run found missing.
std::set<QString> wouldRun(const Json &document)
{
    std::set<QString> out;
    for (const auto &[id, what] : outcomes(document)) {
        if (what.first == u"skipped"_s && what.second.startsWith(u"would run"_s))
            out.insert(id);
    }
    return out;
}

std::set<QString> minus(std::set<QString> from, const std::set<QString> &what)
{
    for (const QString &id : what)
        from.erase(id);
    return from;
}

/// Steps with what the program said of each, for a failed test.
QByteArray list(const char *what, const std::set<QString> &steps, const Json &document = {})
{
    QStringList out{QString::fromUtf8(what)};
    const auto all = outcomes(document);
    for (const QString &id : steps)
        out << id + (all.count(id) ? u" ("_s + all.at(id).second.left(200) + u')' : QString());
    return out.join(u"\n  "_s).toUtf8();
}

/// A step that changes what another made, or asks a service that another made.
bool standsOnOthers(const deploy::StepSpec &spec)
{
    return spec.kindName == u"wait" || spec.kindName == u"patch" || spec.kindName == u"http";
}

} // namespace

/// Whatever a step made can be taken away: its done_when turns false, and deploy repeats that step
/// and no other. What is taken away is generated from the plan and from the releases' manifests.
class TestRepair : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyStepMakesSomething();
    void takenAway_data();
    void takenAway();
    void allIsThereAgain();
    void editedByHand_data();
    void editedByHand();
    void aPodKilled();
    void cleanupTestCase();

private:
    Ran deploy(const QStringList &arguments)
    {
        return m_home.cockpit(QStringList{u"deploy"_s} + arguments + ports);
    }
    Ran kubectl(const QStringList &arguments, const QByteArray &input = {})
    {
        return m_home.run(u"kubectl"_s, arguments, input);
    }
    std::set<QString> chosenOf(bool (*rule)(const deploy::StepSpec &)) const;

    Home m_home;
    Json m_first; ///< of the first deploy
    std::unique_ptr<Made> m_made;
};

void TestRepair::initTestCase()
{
    const Json ready = m_home.stage();
    QVERIFY2(ready.is_object(), "the stage did not become ready");
    const Ran ran = deploy({u"--yes"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    m_first = ran.document;
    m_made = std::make_unique<Made>(m_home, ready);
    QCOMPARE(m_made->trouble(), QString());
    const Made::Seen seen = m_made->look();
    QCOMPARE(seen.trouble, QString());
    QVERIFY2(seen.missing.empty() && seen.unknown.empty(),
             QByteArray(list("not there", seen.missing) + '\n' + list("not known", seen.unknown))
                 .constData());
}

std::set<QString> TestRepair::chosenOf(bool (*rule)(const deploy::StepSpec &)) const
{
    std::set<QString> out;
    for (const deploy::PlanStep &step : m_made->plan().steps) {
        if (step.chosen && rule(step.spec))
            out.insert(step.spec.id);
    }
    return out;
}

/// What the first deploy did left something behind that this test knows how to take away.
void TestRepair::everyStepMakesSomething()
{
    const auto looks = chosenOf([](const deploy::StepSpec &spec) {
        return spec.kindName == u"check" || spec.kindName == u"wait";
    });
    for (const QString &id : minus(with(m_first, u"done"_s), looks))
        QVERIFY2(!m_made->of(id).empty(), qPrintable(id));
    QVERIFY(m_made->things().size() > 100);
}

void TestRepair::takenAway_data()
{
    QTest::addColumn<Things>("things");
    std::map<QString, std::map<QString, Things>> kinds; // what to do → step → things
    const auto releases =
        chosenOf([](const deploy::StepSpec &spec) { return spec.kindName == u"helm"; });
    for (const Thing &thing : m_made->things()) {
        QString round = thing.cascades() ? u"with all that is in it"_s : u"one of each step"_s;
        if (thing.kind == Thing::Kind::Release) {
            // How many releases this one stands on: none of a round needs another of it.
            const auto depth =
                std::count_if(releases.begin(), releases.end(), [&](const QString &id) {
                    return m_made->needing({id}).count(thing.step) > 0;
                });
            round = u"releases on %1 others"_s.arg(depth);
        }
        kinds[round][thing.step].push_back(thing);
    }
    for (const auto &[round, steps] : kinds) {
        for (std::size_t number = 0;; ++number) {
            Things things;
            for (const auto &[step, all] : steps) {
                if (number < all.size())
                    things.push_back(all[number]);
            }
            if (things.empty())
                break;
            QTest::newRow(qPrintable(round + u", %1"_s.arg(number + 1))) << things;
        }
    }
}

void TestRepair::takenAway()
{
    QFETCH(Things, things);
    const QString left = m_made->remove(things);
    QVERIFY2(left.isEmpty(), qPrintable(left));
    const Made::Seen seen = m_made->look();
    QCOMPARE(seen.trouble, QString());
    for (const Thing &thing : things)
        QVERIFY2(seen.missing.count(thing.step),
                 qPrintable(thing.step + u": "_s + thing.name + u" is still there"_s));

    // Every done_when says so, and no other does, but for what looks at the whole and what stands
    // on it.
    const std::set<QString> others = chosenOf(standsOnOthers);
    const Ran dry = deploy({u"--dry-run"_s});
    QVERIFY2(dry.exit == 0, said(dry).constData());
    const std::set<QString> open = wouldRun(dry.document);
    QVERIFY2(minus(seen.missing, open).empty(),
             list("done_when still holds", minus(seen.missing, open)).constData());
    const std::set<QString> more = minus(minus(open, seen.missing), others);
    QVERIFY2(more.empty(), list("done_when of others", more, dry.document).constData());

    const Ran ran = deploy({u"--yes"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    const std::set<QString> done = with(ran.document, u"done"_s);
    QVERIFY2(minus(seen.missing, done).empty(),
             list("not repeated", minus(seen.missing, done), ran.document).constData());
    std::set<QString> may = m_made->needing(seen.missing);
    for (const QString &id : minus(may, others))
        may.erase(id);
    const std::set<QString> needless = minus(minus(done, seen.missing), may);
    QVERIFY2(needless.empty(), list("repeated without need", needless, ran.document).constData());
}

void TestRepair::allIsThereAgain()
{
    const Made::Seen again = m_made->look();
    QCOMPARE(again.trouble, QString());
    QVERIFY2(again.missing.empty() && again.unknown.empty(),
             list("not there again", again.missing).constData());
}

void TestRepair::editedByHand_data()
{
    QTest::addColumn<QStringList>("edit");
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("says");
    QTest::newRow("a Deployment's image")
        << QStringList{u"set"_s,
                       u"image"_s,
                       u"deployment/ticket-mcp"_s,
                       u"server=localhost:1/no/such:image"_s,
                       u"-n"_s,
                       u"trustusbank-bank-mcp"_s}
        << u"05.3"_s
        << u"Deployment trustusbank-bank-mcp/ticket-mcp differs at /spec/template/spec/containers/0/image"_s;
    QTest::newRow("a namespace's label")
        << QStringList{u"label"_s, u"namespace"_s, u"trustusbank-bank-mcp"_s,
                       u"istio.io/dataplane-mode-"_s}
        << u"01.8"_s << u"Namespace trustusbank-bank-mcp differs at /metadata/labels"_s;
    QTest::newRow("a Secret's value")
        << QStringList{u"patch"_s,
                       u"secret"_s,
                       u"kagent-enterprise-oidc-secret"_s,
                       u"-n"_s,
                       u"trustusbank-platform"_s,
                       u"-p"_s,
                       u"{\"stringData\": {\"clientSecret\": \"another\"}}"_s}
        << u"07.2"_s
        << u"Secret trustusbank-platform/kagent-enterprise-oidc-secret has other values"_s;
    QTest::newRow("a tool in an allowlist")
        << QStringList{u"patch"_s,
                       u"agentgatewaypolicy"_s,
                       u"account-mcp-allowlist"_s,
                       u"-n"_s,
                       u"trustusbank-platform"_s,
                       u"--type=merge"_s,
                       u"-p"_s,
                       u"{\"spec\": {\"backend\": {\"mcp\": {\"authorization\": {\"policy\": {\"matchExpressions\": [\"true\"]}}}}}}"_s}
        << u"06.5"_s
        << u"AgentgatewayPolicy trustusbank-platform/account-mcp-allowlist differs at"_s;
}

/// One field changed by hand: deploy puts it back and says where it differed.
void TestRepair::editedByHand()
{
    QFETCH(QStringList, edit);
    QFETCH(QString, step);
    QFETCH(QString, says);
    const Ran edited = kubectl(edit);
    QVERIFY2(edited.exit == 0, said(edited).constData());
    const Ran ran = deploy({u"--yes"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QVERIFY2(with(ran.document, u"done"_s) == std::set<QString>{step},
             list("repeated", with(ran.document, u"done"_s), ran.document).constData());
    QVERIFY2(outcomes(ran.document)[step].second.contains(says),
             qPrintable(outcomes(ran.document)[step].second));
    QVERIFY2(ran.words.contains(says), said(ran).constData());
    const Ran again = deploy({u"--yes"_s});
    QVERIFY2(again.exit == 0 && with(again.document, u"done"_s).empty(), said(again).constData());
}

/// A pod that dies is the cluster's to replace; deploy waits for that and repeats nothing else.
void TestRepair::aPodKilled()
{
    const Ran killed = kubectl({u"delete"_s, u"pod"_s, u"-l"_s, u"app=account-mcp"_s, u"-n"_s,
                                u"trustusbank-bank-mcp"_s, u"--grace-period=0"_s, u"--force"_s,
                                u"--wait=false"_s});
    QVERIFY2(killed.exit == 0 && killed.out.contains(u"account-mcp"_s), said(killed).constData());
    const Ran ran = deploy({u"--yes"_s});
    QVERIFY2(ran.exit == 0, said(ran).constData());
    QVERIFY2(minus(with(ran.document, u"done"_s), {u"05.1"_s}).empty(),
             list("repeated", with(ran.document, u"done"_s), ran.document).constData());
    const Ran ready =
        kubectl({u"get"_s, u"deployment"_s, u"account-mcp"_s, u"-n"_s, u"trustusbank-bank-mcp"_s,
                 u"-o"_s, u"jsonpath={.status.readyReplicas}/{.spec.replicas}"_s});
    QCOMPARE(ready.out, u"1/1"_s);
}

void TestRepair::cleanupTestCase()
{
    const int took = m_home.endStage();
    QVERIFY2(took >= 0 && took < 3000, QByteArray::number(took).constData());
    QCOMPARE(m_home.leftOver(), QStringList());
}

QTEST_GUILESS_MAIN(TestRepair)
#include "tst_repair.moc"
