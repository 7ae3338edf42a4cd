// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"

#include <QTest>

using namespace Qt::StringLiterals;
using deploy::Json;

/// What a Helm release made is read from its manifest's text, however its chart writes YAML.
class TestReleaseObjects : public QObject {
    Q_OBJECT

private slots:
    void read_data();
    void read();
};

void TestReleaseObjects::read_data()
{
    QTest::addColumn<QByteArray>("manifest");
    QTest::addColumn<QStringList>("objects");
    QTest::newRow("one, in the release's namespace")
        << QByteArray("---\n# Source: a/b.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n "
                      " name: web\nspec: {}\n")
        << QStringList{u"apps/v1 Deployment home/web"_s};
    QTest::newRow("its own namespace, quoted, with a comment")
        << QByteArray("apiVersion: \"v1\"\nkind: 'Service' # why\nmetadata:\n    labels:\n        "
                      "name: not-this\n    namespace: \"other\"\n    name: web  # the name\n")
        << QStringList{u"v1 Service other/web"_s};
    QTest::newRow("the name of something else further down")
        << QByteArray("metadata:\n  name: web\nkind: Pod\napiVersion: v1\nspec:\n  containers:\n  "
                      "- name: not-this\n  metadata:\n    name: nor-this\n")
        << QStringList{u"v1 Pod home/web"_s};
    QTest::newRow("two documents and empty ones")
        << QByteArray("---\n---\n# nothing\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: "
                      "a\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: b")
        << QStringList{u"v1 Secret home/a"_s, u"v1 Secret home/b"_s};
    QTest::newRow("a text that looks like a document")
        << QByteArray("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x.yaml: |\n "
                      "   apiVersion: v1\n    kind: Pod\n    metadata:\n      name: not-this\n")
        << QStringList{u"v1 ConfigMap home/a"_s};
    QTest::newRow("a Job that removes itself")
        << QByteArray("apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  "
                      "ttlSecondsAfterFinished: 60\n")
        << QStringList{};
    QTest::newRow("a Job that stays")
        << QByteArray("apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec: {}\n")
        << QStringList{u"batch/v1 Job home/a"_s};
    QTest::newRow("no name, no kind")
        << QByteArray("apiVersion: v1\nkind: Pod\n---\nmetadata:\n  name: a\n") << QStringList{};
    QTest::newRow("line ends of Windows")
        << QByteArray("apiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n  name: a\r\n")
        << QStringList{u"v1 Pod home/a"_s};
    QTest::newRow("nothing") << QByteArray() << QStringList{};
}

void TestReleaseObjects::read()
{
    QFETCH(QByteArray, manifest);
    QFETCH(QStringList, objects);
    QStringList found;
    for (const kube::Ref &ref :
         deploy::releaseObjects({{"namespace", "home"}, {"manifest", manifest.toStdString()}}))
        found << ref.apiVersion + u' ' + ref.kind + u' ' + ref.ns + u'/' + ref.name;
    QCOMPARE(found, objects);
    QVERIFY(deploy::releaseObjects({{"manifest", 3}}).empty()
            && deploy::releaseObjects(nullptr).empty());
}

QTEST_GUILESS_MAIN(TestReleaseObjects)
#include "tst_releaseobjects.moc"
