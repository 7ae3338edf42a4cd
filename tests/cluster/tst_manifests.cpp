// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/render.h"
#include "tests/cluster/lab.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace Qt::StringLiterals;
using lab::Json;
using lab::until;

namespace {

/// The documents of one file; text that looks like a variable is left as it is.
std::vector<Json> documents(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto nodes = deploy::parseNodes(file.readAll(), path,
                                          [](const std::string &name) -> std::optional<Json> {
                                              return Json("${" + name + "}");
                                          });
    std::vector<Json> found;
    for (const deploy::Node &node : nodes ? *nodes : std::vector<deploy::Node>()) {
        if (Json object = node.toJson(); object.is_object() && object.contains("kind"))
            found.push_back(std::move(object));
    }
    return found;
}

/// Where the definitions lie that the products' own releases carry: all of them where they are at
/// hand, else those that the demo brings along, which are shorter.
QString definitions()
{
    const QString own = QStringLiteral(SOURCE_DIR "/resources/demo/manifests/crds");
    const QString given = QString::fromLocal8Bit(qgetenv("TRUSTUSBANK_TEST_CRDS"));
    const QString whole = given.isEmpty() ? QStringLiteral(SOURCE_DIR "/../shared/crds") : given;
    return QDir(whole).exists() ? whole : own;
}

} // namespace

/// Every manifest of every edition is accepted by the cluster's own API server, strictly: an
/// unknown field is refused there, not ignored.
class TestManifests : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void accepted_data();
    void accepted();
    void aWrongFieldIsRefused();
    void closedKindsByOurOwnSchema();
    void cleanupTestCase();

private:
    /// "" or why the server refuses it. Nothing is kept.
    QString refused(const Json &object);
    /// Makes what is not there yet, and remembers it for the end.
    bool make(const Json &object, const QString &path);
    void makeNamespace(const QString &name);
    void makeDefinitions(const QString &folder);

    lab::Lab m_lab;
    QStringList m_made;
    int m_definitions = 0;
};

bool TestManifests::make(const Json &object, const QString &path)
{
    const http::Reply reply = m_lab.ask("POST", path, QByteArray::fromStdString(object.dump()));
    if (reply.status == 201)
        m_made << path + u'/' + QString::fromStdString(object["metadata"].value("name", ""));
    return reply.status == 201 || reply.status == 409;
}

void TestManifests::makeNamespace(const QString &name)
{
    if (!name.isEmpty())
        make({{"apiVersion", "v1"},
              {"kind", "Namespace"},
              {"metadata", {{"name", name.toStdString()}}}},
             u"/api/v1/namespaces"_s);
}

void TestManifests::makeDefinitions(const QString &folder)
{
    QDirIterator files(folder, {u"*.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        for (Json object : documents(files.next())) {
            if (object["kind"] != Json("CustomResourceDefinition"))
                continue;
            object.erase("status");
            QVERIFY2(make(object, u"/apis/apiextensions.k8s.io/v1/customresourcedefinitions"_s),
                     qPrintable(files.filePath()));
            ++m_definitions;
        }
    }
}

void TestManifests::initTestCase()
{
    const QString why = m_lab.begin(u"manifests"_s);
    QVERIFY2(why.isEmpty(), qPrintable(why));
    makeDefinitions(definitions());
    makeDefinitions(QStringLiteral(SOURCE_DIR "/tests/cluster/closed"));
    QVERIFY(m_definitions > 30);
    qInfo("%d definitions from %s", m_definitions, qPrintable(definitions()));
    for (const QString &path : std::as_const(m_made)) {
        QVERIFY2(until([&] {
                     const Json made = m_lab.get(path);
                     return made.is_object()
                            && made.dump().find("Established") != std::string::npos;
                 }),
                 qPrintable(path));
    }
}

QString TestManifests::refused(const Json &object)
{
    QString why = u"no answer"_s;
    bool over = false;
    QObject context;
    m_lab.client().apply(object, true, &context, [&](const core::Result<Json> &answer) {
        over = true;
        why = answer ? QString() : QString(answer.error().summary + u' ' + answer.error().detail);
    });
    until([&] { return over; });
    return why;
}

void TestManifests::accepted_data()
{
    QTest::addColumn<QString>("edition");
    QTest::addColumn<QString>("cluster");
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("option"); ///< "NAME VALUE", "" = as the bundle takes them
    for (const QString &edition : {u"solo"_s, u"bare"_s}) {
        for (const QString &cluster : {u"stage"_s, u"kind"_s, u"other"_s}) {
            for (const QString &model : {u"scripted"_s, u"anthropic"_s})
                QTest::addRow("%s %s %s", qPrintable(edition), qPrintable(cluster),
                              qPrintable(model))
                    << edition << cluster << model << QString();
        }
    }
    for (const QString &option : {u"agentgateway oss"_s, u"a2aRoute controller"_s})
        QTest::newRow(qPrintable(option)) << u"solo"_s << u"other"_s << u"scripted"_s << option;
}

void TestManifests::accepted()
{
    QFETCH(QString, edition);
    QFETCH(QString, cluster);
    QFETCH(QString, model);
    QFETCH(QString, option);
    deploy::Choice choice;
    choice.edition = edition;
    choice.cluster = cluster;
    choice.model = model;
    choice.licences = model == u"anthropic" ? u"needed"_s : u"not-needed"_s;
    if (!option.isEmpty())
        choice.options[option.section(u' ', 0, 0)] = option.section(u' ', 1);
    choice.registryHost = m_lab.registry();
    const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
    QVERIFY2(bundle.has_value(), bundle ? "" : qPrintable(bundle.error().summary));
    QTemporaryDir folder;
    const auto files = deploy::renderBundle(*bundle, folder.filePath(u"out"_s));
    QVERIFY2(files.has_value(), files ? "" : qPrintable(files.error().summary));
    QStringList refusals;
    int count = 0;
    std::set<std::string> kinds;
    for (const QString &path : *files) {
        if (!path.endsWith(u".yaml"_s))
            continue;
        const std::vector<Json> objects = documents(QDir(folder.filePath(u"out"_s)).filePath(path));
        QVERIFY2(!objects.empty(), qPrintable(path));
        for (const Json &object : objects) {
            makeNamespace(kube::refOf(object).ns);
            kinds.insert(object.value("kind", ""));
            ++count;
            if (const QString why = refused(object); !why.isEmpty())
                refusals << QFileInfo(path).fileName() + u": "_s + why;
        }
    }
    qInfo("%d objects of %zu kinds", count, kinds.size());
    QVERIFY(count > 20);
    QVERIFY2(refusals.isEmpty(), qPrintable(refusals.join(u'\n')));
}

/// What the test rests on: the server does refuse.
void TestManifests::aWrongFieldIsRefused()
{
    Json map{{"apiVersion", "v1"},
             {"kind", "ConfigMap"},
             {"metadata", {{"name", "x"}, {"namespace", m_lab.ns().toStdString()}}},
             {"data", {{"a", "b"}}}};
    QCOMPARE(refused(map), QString());
    map["date"] = {{"a", "b"}};
    QVERIFY2(refused(map).contains(u"date"_s), qPrintable(refused(map)));
    Json policy{{"apiVersion", "security.istio.io/v1"},
                {"kind", "AuthorizationPolicy"},
                {"metadata", {{"name", "x"}, {"namespace", m_lab.ns().toStdString()}}},
                {"spec", {{"action", "DENY"}}}};
    QCOMPARE(refused(policy), QString());
    policy["spec"]["actoin"] = "DENY";
    QVERIFY2(refused(policy).contains(u"actoin"_s), qPrintable(refused(policy)));
}

/// The two groups whose definitions are not public; the schema says that it is ours.
void TestManifests::closedKindsByOurOwnSchema()
{
    for (const QString &name :
         {u"accesspolicies.policy.kagent-enterprise.solo.io"_s,
          u"enterpriseagentgatewaypolicies.enterpriseagentgateway.solo.io"_s}) {
        const Json made =
            m_lab.get(u"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"_s + name);
        QVERIFY2(made.is_object(), qPrintable(name));
        if (!made["metadata"]
                 .value("annotations", Json::object())
                 .contains("trustusbank.demo/schema"))
            QSKIP("this cluster has the vendor's own");
    }
    deploy::Choice choice;
    choice.edition = u"solo"_s;
    const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
    QVERIFY(bundle.has_value());
    int patched = 0;
    for (const deploy::PhaseSpec &operation : bundle->operations) {
        for (const deploy::StepSpec &step : operation.steps) {
            const auto *patch = std::get_if<deploy::PatchStep>(&step.kind);
            if (!patch || patch->object.kind != u"EnterpriseAgentgatewayPolicy"
                || !patch->patch.is_object())
                continue;
            Json object = patch->patch;
            object["apiVersion"] = patch->object.apiVersion.toStdString();
            object["kind"] = patch->object.kind.toStdString();
            object["metadata"] = {{"name", patch->object.name.toStdString()},
                                  {"namespace", m_lab.ns().toStdString()}};
            QCOMPARE(refused(object), QString());
            object["spec"]["targetRefs"][0]["knid"] = "Gateway";
            QVERIFY(refused(object).contains(u"knid"_s));
            ++patched;
        }
    }
    QVERIFY(patched >= 2);
}

void TestManifests::cleanupTestCase()
{
    while (!m_made.isEmpty())
        m_lab.ask("DELETE", m_made.takeLast());
    const QString why = m_lab.end();
    QVERIFY2(why.isEmpty(), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestManifests)
#include "tst_manifests.moc"
