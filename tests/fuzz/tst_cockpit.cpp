// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/bundle.h"
#include "backend/deploy/judge.h"
#include "backend/evidence/parse.h"
#include "backend/kube/channels.h"
#include "backend/kube/kubeconfig.h"
#ifndef Q_MOC_RUN // moc 6.4 stumbles over the standard library's concepts
#include "tests/fuzz/runner.h"
#endif

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace {

QByteArray bytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

std::string source(const std::string &path)
{
    return fuzz::fileText(std::string(SOURCE_DIR) + "/" + path);
}

/// A bundle with one file of another content.
class Bundle {
public:
    explicit Bundle(const QString &file)
        : m_file(m_folder.filePath(file))
    {
        const QDir demo(QStringLiteral(SOURCE_DIR "/resources/demo"));
        for (const QFileInfo &each : demo.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
            const QString name = m_folder.filePath(each.fileName());
            if (!file.startsWith(each.fileName() + u'/'))
                QFile::link(each.filePath(), name);
            else
                linkAll(each.filePath(), name);
        }
        QFile::remove(m_file);
    }
    void load(const std::string &text)
    {
        QFile file(m_file);
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
            file.write(bytes(text));
            file.close();
        }
        (void)deploy::loadBundle(m_folder.path(), {});
    }

private:
    static void linkAll(const QString &from, const QString &to)
    {
        QDir().mkpath(to);
        for (const QFileInfo &each :
             QDir(from).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot))
            QFile::link(each.filePath(), to + u'/' + each.fileName());
    }

    QTemporaryDir m_folder;
    QString m_file;
};

// No raw string: moc takes the // inside one for a comment.
const std::string kubeconfig =
    "apiVersion: v1\n"
    "kind: Config\n"
    "current-context: a\n"
    "clusters:\n"
    "- name: a\n"
    "  cluster: {server: \"https://127.0.0.1:6443\", certificate-authority-data: YQ==, extensions: "
    "[{name: trustusbank.tools, extension: {folder: /x}}]}\n"
    "contexts: [{name: a, context: {cluster: a, user: a, namespace: n}}]\n"
    "users:\n"
    "- name: a\n"
    "  user: {token: t, exec: {apiVersion: client.authentication.k8s.io/v1, command: x, args: [y], "
    "env: [{name: A, value: b}]}}\n";

const std::string reply =
    R"({"jsonrpc":"2.0","id":"1","result":{"kind":"task","id":"t","contextId":"c","status":{"state":"completed"},"artifacts":[{"parts":[{"kind":"text","text":"GBP 4287.55, USD 5445.19"}]}],"history":[{"role":"agent","parts":[{"kind":"data","data":{"id":"x","name":"get_balance","args":{}},"metadata":{"kagent_type":"function_call"}}]}]}})";

template <class Read> std::function<void(const std::string &)> on(Read read)
{
    return [read](const std::string &text) { (void)read(bytes(text)); };
}

std::function<void(const std::string &)> bundleFile(const QString &file)
{
    const auto bundle = std::make_shared<Bundle>(file);
    return [bundle](const std::string &text) { bundle->load(text); };
}

const std::vector<fuzz::Target> &targets()
{
    static const std::vector<fuzz::Target> all{
        {"kubeconfig",
         {kubeconfig, "clusters: &c [*c]\nusers: &u {user: *u}\n"},
         [](const std::string &text) {
             const auto config = kube::KubeConfig::parse(bytes(text), u"f"_s);
             if (!config)
                 return;
             for (const QString &name : config->contexts())
                 (void)config->context(name);
         }},
        {"bundle-demo", {source("resources/demo/demo.yaml")}, bundleFile(u"demo.yaml"_s)},
        {"bundle-phase",
         {source("resources/demo/phases/04-images.yaml"),
          source("resources/demo/phases/05-mcp-servers.yaml")},
         bundleFile(u"phases/05-mcp-servers.yaml"_s)},
        {"bundle-operation",
         {source("resources/demo/operations/reset.yaml"), "id: reset\ntitle: &t [a, *t]\n"},
         bundleFile(u"operations/reset.yaml"_s)},
        {"a2a-reply", {reply}, on(evidence::parseReply)},
        {"loot",
         {R"({"loot":[{"at":"2026-11-23T20:00:00Z","from":"a","bytes":3,"body":{"name":"x"}}]})",
          R"([{"at":"x","from":"a","bytes":3,"body":"{}"}])"},
         on(evidence::parseLoot)},
        {"metric",
         {R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"2"]}]}})"},
         on(evidence::parseTotal)},
        {"alerts",
         {R"([{"labels":{"alertname":"A"},"startsAt":"2026-11-23T20:00:00Z","status":{"state":"active"}}])",
          R"({"data":{"alerts":[{"labels":{"alertname":"A"},"state":"firing","activeAt":"x"}]}})"},
         on(evidence::parseAlerts)},
        {"mails",
         {R"({"total":1,"items":[{"ID":"a","Content":{"Headers":{"Subject":["=?UTF-8?Q?a=20b?="],"Date":["Mon, 23 Nov 2026 20:00:00 +0000"]},"Body":"a=\r\nb"}}]})"},
         on(evidence::parseMails)},
        {"mail-words",
         {"=?UTF-8?Q?a=20b?= =?utf-8?B?YQ==?=", "a=\r\nb=3D=E2=82=AC"},
         [](const std::string &text) {
             (void)evidence::decodeHeader(bytes(text));
             (void)evidence::decodeQuotedPrintable(bytes(text));
         }},
        {"catalogue",
         {R"({"servers":[{"server":{"name":"a","version":"1"},"_meta":{}}]})"},
         on(evidence::parseCatalogue)},
        {"helm-release",
         {R"({"data":{"release":"SDRzSUFBQUFBQUFBL3dDSUFIai8="}})",
          R"({"data":{"release":"e30="}})"},
         [](const std::string &text) {
             (void)deploy::decodeRelease({{"data", {{"release", text}}}});
         }},
        {"channels", {"\0\x40\x1f"s, "\1\x40\x1f"s, "\0hello"s}, [](const std::string &text) {
             kube::Channels channels(8000);
             for (std::size_t at = 0; at < text.size(); at += 5)
                 (void)channels.take(bytes(text.substr(at, 5)));
             (void)channels.take(bytes(text));
         }}};
    return all;
}

} // namespace

/// Foreign bytes at the cockpit's readers: each is read or refused, and nothing worse.
class FuzzCockpit : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void reads_data() { fuzz::rows(targets()); }
    void reads() { fuzz::runRow(targets()); }
};

QTEST_GUILESS_MAIN(FuzzCockpit)
#include "tst_cockpit.moc"
