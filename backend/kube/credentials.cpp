// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/credentials.h"

#include <QFile>
#include <QPointer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;
using core::Result;
using http::Json;

namespace kube {

namespace {

QByteArray bytesAt(const Json &object, const char *key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string()
               ? QByteArray::fromStdString(it->get_ref<const std::string &>())
               : QByteArray();
}

/// KUBERNETES_EXEC_INFO: there is never a terminal for the plugin.
QString execInfo(const Context &context)
{
    Json spec = {{"interactive", false}};
    if (context.exec->provideClusterInfo) {
        Json cluster = {{"server", context.server.toStdString()}};
        if (!context.tls.ca.isEmpty())
            cluster["certificate-authority-data"] = context.tls.ca.toBase64().toStdString();
        if (!context.tls.serverName.isEmpty())
            cluster["tls-server-name"] = context.tls.serverName.toStdString();
        if (context.tls.insecure)
            cluster["insecure-skip-tls-verify"] = true;
        spec["cluster"] = std::move(cluster);
    }
    const Json info = {{"apiVersion", context.exec->apiVersion.toStdString()},
                       {"kind", "ExecCredential"},
                       {"spec", std::move(spec)}};
    return QString::fromStdString(info.dump());
}

QByteArray authorizationOf(const http::Request &request)
{
    for (const auto &[name, value] : request.headers) {
        if (name == "Authorization")
            return value;
    }
    return {};
}

} // namespace

Result<ExecCredential> parseExecCredential(const QByteArray &output, const QString &apiVersion)
{
    const auto garbled = [](const QString &why) {
        return tl::unexpected(Fault{Fault::Kind::Garbled, why, {}, {}});
    };
    const Json root = Json::parse(output.begin(), output.end(), nullptr, false);
    if (!root.is_object() || bytesAt(root, "kind") != "ExecCredential")
        return garbled(u"the credential plugin printed no ExecCredential"_s);
    if (bytesAt(root, "apiVersion") != apiVersion.toUtf8())
        return garbled(
            u"the credential plugin answered in another apiVersion than %1"_s.arg(apiVersion));
    const auto status = root.find("status");
    if (status == root.end() || !status->is_object())
        return garbled(u"the credential plugin printed an ExecCredential without status"_s);
    ExecCredential credential{bytesAt(*status, "token"),
                              bytesAt(*status, "clientCertificateData"),
                              bytesAt(*status, "clientKeyData"),
                              {}};
    if (credential.certificate.isEmpty() != credential.key.isEmpty())
        return garbled(u"the credential plugin printed half of a certificate and key pair"_s);
    if (credential.token.isEmpty() && credential.certificate.isEmpty())
        return garbled(u"the credential plugin printed neither token nor certificate"_s);
    const QByteArray expires = bytesAt(*status, "expirationTimestamp");
    if (expires.isEmpty())
        return credential;
    credential.expires = QDateTime::fromString(QString::fromLatin1(expires), Qt::ISODate);
    if (!credential.expires.isValid())
        return garbled(u"the credential plugin's expirationTimestamp is no time"_s);
    return credential;
}

struct Credentials::Waiter {
    QPointer<QObject> context;
    Ready ready;
};

Credentials::Credentials(const Context &context, core::Launcher &launcher, core::Clock &clock,
                         QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_launcher(launcher)
    , m_clock(clock)
    , m_token(context.token)
{
}

Credentials::~Credentials()
{
    if (m_plugin)
        m_context.exec->shelf->end({});
}

bool Credentials::usable()
{
    if (!m_context.exec)
        return true;
    m_exec = m_context.exec->shelf->credential();
    return m_exec && (!m_exec->expires.isValid() || m_clock.now() < m_exec->expires);
}

void Credentials::freshen(QObject *context, Ready ready)
{
    if (!m_context.tokenFile.isEmpty())
        readTokenFile();
    if (usable()) {
        ready({});
        return;
    }
    m_waiters.push_back({context, std::move(ready)});
    if (m_waiters.size() == 1)
        fetch();
}

void Credentials::fetch()
{
    ExecShelf &shelf = *m_context.exec->shelf;
    if (!shelf.begin()) { // another thread's client, which cannot tell us when it is done
        m_clock.after(100ms, this, [this] { fetch(); });
        return;
    }
    if (!usable()) {
        runPlugin();
        return;
    }
    shelf.end({});
    answerAll({});
}

void Credentials::readTokenFile()
{
    if (m_tokenRead && m_clock.elapsed() - *m_tokenRead < 10s)
        return;
    QFile file(m_context.tokenFile);
    // An unreadable file leaves the old token: if that is no good, the server says so.
    if (file.open(QIODevice::ReadOnly)) {
        m_token = file.read(1024 * 1024).trimmed();
        m_tokenRead = m_clock.elapsed();
    }
}

bool Credentials::isCurrent(const http::Request &request) const
{
    http::Request now;
    sign(now);
    return authorizationOf(now) == authorizationOf(request)
           && now.tls.certificate == request.tls.certificate;
}

bool Credentials::refuse(const http::Request &request)
{
    if (isCurrent(request)) {
        m_tokenRead.reset();
        if (m_exec)
            m_context.exec->shelf->refuse(*m_exec);
        m_exec.reset();
    }
    return m_context.exec || !m_context.tokenFile.isEmpty();
}

void Credentials::sign(http::Request &request) const
{
    request.tls = m_context.tls;
    request.proxy = m_context.proxyUrl;
    QByteArray token = m_token;
    if (m_exec) {
        token = m_exec->token.isEmpty() ? token : m_exec->token;
        if (!m_exec->certificate.isEmpty()) {
            request.tls.certificate = m_exec->certificate;
            request.tls.key = m_exec->key;
        }
    }
    if (!token.isEmpty())
        request.headers.emplace_back("Authorization", "Bearer " + token);
    else if (!m_context.basic.isEmpty())
        request.headers.emplace_back("Authorization", "Basic " + m_context.basic.toBase64());
    for (auto it = m_context.impersonate.begin(); it != m_context.impersonate.end(); ++it) {
        for (const QString &value : it.value().split(u'\n'))
            request.headers.emplace_back(it.key().toUtf8(), value.toUtf8());
    }
}

void Credentials::runPlugin()
{
    const ExecPlugin &plugin = *m_context.exec;
    core::Command command{plugin.command, plugin.arguments, plugin.environment, {}, {}};
    command.environment.insert(u"KUBERNETES_EXEC_INFO"_s, execInfo(m_context));
    m_plugin = m_launcher.launch(command);
    connect(m_plugin.get(), &core::Task::finished, this, &Credentials::pluginEnded);
    m_plugin->start();
}

void Credentials::pluginEnded(const core::Outcome &outcome)
{
    const QByteArray output = m_plugin->output();
    m_plugin.release()->deleteLater(); // we are in its signal
    ExecShelf &shelf = *m_context.exec->shelf;
    if (!outcome.ok()) {
        shelf.end({});
        Fault fault = outcome.fault;
        fault.summary = u"could not get credentials: %1"_s.arg(fault.summary);
        if (!m_context.exec->installHint.isEmpty())
            fault.action = m_context.exec->installHint;
        answerAll(tl::unexpected(fault));
        return;
    }
    auto credential = parseExecCredential(output, m_context.exec->apiVersion);
    if (!credential) {
        shelf.end({});
        answerAll(tl::unexpected(credential.error()));
        return;
    }
    m_exec = std::move(*credential);
    shelf.end(m_exec);
    answerAll({});
}

void Credentials::answerAll(const Result<void> &result)
{
    for (const Waiter &waiter : std::exchange(m_waiters, {})) {
        if (waiter.context)
            waiter.ready(result);
    }
}

} // namespace kube
