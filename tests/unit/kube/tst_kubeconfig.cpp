// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/kubeconfig.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using core::Fault;

namespace {

const QByteArray pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";
const QByteArray pemData = pem.toBase64();

/// One context around a body of a cluster (from line 7) and of a user, both indented by four.
QByteArray config(const QByteArray &cluster, const QByteArray &user = "    token: t\n")
{
    return "kind: Config\n"
           "contexts:\n"
           "- {name: c, context: {cluster: k, user: u, namespace: n}}\n"
           "clusters:\n"
           "- name: k\n"
           "  cluster:\n" // 6
           + cluster + "users:\n- name: u\n  user:\n" + user;
}
const QByteArray server = "    server: https://h:6443/\n"; // line 7

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

class KubeConfigTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void cleanup() { qunsetenv("KUBECONFIG"); }

    void good_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        QTest::newRow("token") << config(server) << u"https://h:6443 token=t"_s;
        QTest::newRow("json") << QByteArray(
            "{\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"k\"}}],"
            "\"clusters\":[{\"name\":\"k\",\"cluster\":{\"server\":\"http://[::1]:80\"}}]}")
                              << u"http://[::1]:80"_s;
        QTest::newRow("no user") << QByteArray(
            "contexts: [{name: c, context: {cluster: k}}]\n"
            "clusters: [{name: k, cluster: {server: 'https://h/p/'}}]")
                                 << u"https://h/p"_s;
        QTest::newRow("data") << config(server + "    certificate-authority-data: " + pemData
                                        + "\n")
                              << u"https://h:6443 token=t ca"_s;
        QTest::newRow("data beats path") << config(
            server + "    certificate-authority: /no/such\n    certificate-authority-data: "
            + pemData + "\n") << u"https://h:6443 token=t ca"_s;
        QTest::newRow("insecure") << config(server + "    insecure-skip-tls-verify: true\n")
                                  << u"https://h:6443 token=t insecure"_s;
        QTest::newRow("server name") << config(server + "    tls-server-name: kube\n")
                                     << u"https://h:6443 token=t sni=kube"_s;
        QTest::newRow("client certificate")
            << config(server, "    client-certificate-data: " + pemData
                                  + "\n    client-key-data: " + pemData + "\n")
            << u"https://h:6443 cert"_s;
        QTest::newRow("basic") << config(server, "    username: a\n    password: b\n")
                               << u"https://h:6443 basic=a:b"_s;
        QTest::newRow("impersonate")
            << config(server,
                      "    as: jane\n    as-groups: [x, y]\n    as-user-extra: {Scope/A: [z]}\n")
            << u"https://h:6443 Impersonate-Extra-scope%2Fa=z Impersonate-Group=x|y Impersonate-User=jane"_s;
        QTest::newRow("tools") << config(
            server
            + "    extensions:\n    - {name: other, extension: [1]}\n"
              "    - {name: trustusbank.tools, extension: {folder: /t}}\n")
                               << u"https://h:6443 token=t tools=/t"_s;
        QTest::newRow("relative tools and token file")
            << config(server
                          + "    extensions: [{name: trustusbank.tools, extension: {folder: t}}]\n",
                      "    tokenFile: f\n")
            << u"https://h:6443 file=/etc/kube/f tools=/etc/kube/t"_s;
        QTest::newRow("exec") << config(
            server, "    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./p,"
                    " args: [a, 1], env: [{name: N, value: v}], interactiveMode: Never}\n")
                              << u"https://h:6443 exec=/etc/kube/p a 1 N=v"_s;
        QTest::newRow("exec on the path, beta")
            << config(server,
                      "    exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: p}\n")
            << u"https://h:6443 exec=p"_s;
    }

    void good()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, says);
        const auto read = kube::KubeConfig::parse(yaml, u"/etc/kube/config"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error().summary));
        const auto chosen = kube::choose(*read, {});
        QVERIFY2(chosen, chosen ? "" : qPrintable(chosen.error().summary));
        const kube::Context &c = *chosen;
        QString text = c.server;
        const auto add = [&](bool there, const QString &what) {
            if (there)
                text += u' ' + what;
        };
        add(!c.token.isEmpty(), u"token="_s + QString::fromUtf8(c.token));
        add(!c.tokenFile.isEmpty(), u"file="_s + c.tokenFile);
        add(!c.basic.isEmpty(), u"basic="_s + QString::fromUtf8(c.basic));
        add(!c.tls.ca.isEmpty(), u"ca"_s);
        add(!c.tls.certificate.isEmpty() && !c.tls.key.isEmpty(), u"cert"_s);
        add(c.tls.insecure, u"insecure"_s);
        add(!c.tls.serverName.isEmpty(), u"sni="_s + c.tls.serverName);
        for (auto it = c.impersonate.begin(); it != c.impersonate.end(); ++it)
            add(true, it.key() + u'=' + QString(it.value()).replace(u'\n', u'|'));
        add(!c.toolsFolder.isEmpty(), u"tools="_s + c.toolsFolder);
        if (c.exec) {
            add(true, u"exec="_s + c.exec->command);
            add(!c.exec->arguments.isEmpty(), c.exec->arguments.join(u' '));
            for (auto it = c.exec->environment.begin(); it != c.exec->environment.end(); ++it)
                add(true, it.key() + u'=' + it.value());
        }
        QCOMPARE(text, says);
    }

    void bad_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("says");
        QTest::newRow("not yaml") << QByteArray("a: [1\nb: }") << u"2:"_s << QString();
        QTest::newRow("a list") << QByteArray("- a") << u"1:1"_s << u"must be a mapping"_s;
        QTest::newRow("another kind")
            << QByteArray("kind: Pod") << u"1:7"_s << u"kind must be Config"_s;
        QTest::newRow("clusters no list")
            << QByteArray("a: 1\nclusters: {b: 1}") << u"2:11"_s << u"clusters must be a list"_s;
        QTest::newRow("item no mapping")
            << QByteArray("users:\n- x") << u"2:3"_s << u"must be a mapping"_s;
        QTest::newRow("item without name")
            << QByteArray("users:\n- user: {}") << u"2:3"_s << u"without a name"_s;
        QTest::newRow("current-context a list")
            << QByteArray("current-context: [a]") << u"1:18"_s << u"must be a text"_s;
        QTest::newRow("no server")
            << config("    proxy-url: x\n") << u"7:5"_s << u"server is missing"_s;
        QTest::newRow("server no URL")
            << config("    server: h:6443\n") << u"7:13"_s << u"must be an http or https URL"_s;
        QTest::newRow("insecure and authority") << config(
            server + "    insecure-skip-tls-verify: true\n    certificate-authority-data: "
            + pemData + "\n") << u"8:31"_s << u"insecure-skip-tls-verify with"_s;
        QTest::newRow("insecure no flag")
            << config(server + "    insecure-skip-tls-verify: maybe\n") << u"8:31"_s
            << u"true or false"_s;
        QTest::newRow("authority no base64")
            << config(server + "    certificate-authority-data: a-b\n") << u"8:33"_s
            << u"not base64"_s;
        QTest::newRow("authority no PEM")
            << config(server + "    certificate-authority-data: YWJj\n") << u"8:33"_s
            << u"no PEM"_s;
        QTest::newRow("authority file absent")
            << config(server + "    certificate-authority: no/such\n") << u"8:28"_s
            << u"/etc/kube/no/such"_s;
        QTest::newRow("certificate alone")
            << config(server, "    client-certificate-data: " + pemData + "\n") << u"11:5"_s
            << u"without client-key"_s;
        QTest::newRow("auth-provider") << config(server, "    auth-provider: {name: gcp}\n")
                                       << u"11:20"_s << u"auth-provider is no longer supported"_s;
        QTest::newRow("exec without command")
            << config(server, "    exec: {apiVersion: client.authentication.k8s.io/v1beta1}\n")
            << u"11:11"_s << u"exec.command is missing"_s;
        QTest::newRow("exec of another version")
            << config(server,
                      "    exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: p}\n")
            << u"11:24"_s << u"exec.apiVersion"_s;
        QTest::newRow("exec wants a terminal")
            << config(server, "    exec: {apiVersion: client.authentication.k8s.io/v1, command: p, "
                              "interactiveMode: Always}\n")
            << u"11:86"_s << u"terminal"_s;
        QTest::newRow("exec without mode")
            << config(server,
                      "    exec: {apiVersion: client.authentication.k8s.io/v1, command: p}\n")
            << u"11:11"_s << u"interactiveMode is missing"_s;
        QTest::newRow("unknown cluster")
            << QByteArray("contexts:\n- name: c\n  context:\n    cluster: k\n") << u"4:14"_s
            << u"no cluster \"k\""_s;
        QTest::newRow("unknown user")
            << QByteArray("contexts: [{name: c, context: {cluster: k, user: z}}]\n"
                          "clusters: [{name: k, cluster: {server: 'http://h'}}]")
            << u"1:50"_s << u"no user \"z\""_s;
    }

    void bad()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, place);
        QFETCH(QString, says);
        const auto read = kube::KubeConfig::parse(yaml, u"/etc/kube/config"_s);
        const auto chosen = read ? kube::choose(*read, {}) : tl::unexpected(read.error());
        QVERIFY(!chosen);
        QCOMPARE(chosen.error().kind, Fault::Kind::Usage);
        QVERIFY2(chosen.error().summary.startsWith(u"/etc/kube/config:"_s + place),
                 qPrintable(chosen.error().summary));
        QVERIFY2(chosen.error().summary.contains(says), qPrintable(chosen.error().summary));
    }

    void severalContextsAreListed()
    {
        const auto read =
            kube::KubeConfig::parse("current-context: a\ncontexts: [{name: a, context: {cluster: "
                                    "k}}, {name: b, context: {cluster: k}}]\n"
                                    "clusters: [{name: k, cluster: {server: 'http://h'}}]",
                                    u"f"_s);
        const auto chosen = kube::choose(*read, {});
        QCOMPARE(chosen.error().kind, Fault::Kind::Usage);
        QVERIFY(chosen.error().summary.endsWith(u": a, b"_s));
        QCOMPARE(kube::choose(*read, u"b"_s)->name, u"b"_s);
        QCOMPARE(kube::choose(*read, u"z"_s).error().kind, Fault::Kind::Usage);
    }

    void firstFileWinsAsAWhole()
    {
        QTemporaryDir dir;
        QDir(dir.path()).mkdir(u"sub"_s);
        write(dir.filePath(u"a"_s), "clusters: [{name: k, cluster: {server: 'http://a'}}]\n");
        write(dir.filePath(u"sub/b"_s),
              "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
              "clusters: [{name: k, cluster: {server: 'http://b', tls-server-name: x}}]\n"
              "users: [{name: u, user: {tokenFile: t}}]\n");
        const QString a = dir.filePath(u"a"_s), b = dir.filePath(u"sub/b"_s);
        qputenv("KUBECONFIG", (a + u"::/no/such:"_s + b + u':' + a).toUtf8());
        const auto read = kube::KubeConfig::load();
        QVERIFY2(read, read ? "" : qPrintable(read.error().summary));
        QCOMPARE(read->currentContext(), u"c"_s);
        const auto context = read->context(u"c"_s);
        QCOMPARE(context->server, u"http://a"_s);
        QCOMPARE(context->tls.serverName, QString());
        QCOMPARE(context->tokenFile, dir.filePath(u"sub/t"_s));
    }

    void nothingThere()
    {
        qputenv("KUBECONFIG", "/no/such");
        QCOMPARE(kube::KubeConfig::load().error().kind, Fault::Kind::Missing);
        const auto named = kube::KubeConfig::load(u"/no/such"_s);
        QCOMPARE(named.error().kind, Fault::Kind::Usage);
        QVERIFY(named.error().summary.contains(u"/no/such"_s));
    }
};

QTEST_GUILESS_MAIN(KubeConfigTest)
#include "tst_kubeconfig.moc"
