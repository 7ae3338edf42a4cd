// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/contextparts.h"

#include <QUrl>

using namespace Qt::StringLiterals;
using core::Result;

namespace kube {

namespace {

/// Copies a text field, or hands on its fault.
Result<void> copy(const YamlEntry &entry, const char *key, QString &into)
{
    auto value = entry.text(key);
    if (!value)
        return tl::unexpected(value.error());
    into = *value;
    return {};
}

Result<void> readServer(const YamlEntry &cluster, Context &into)
{
    if (auto read = copy(cluster, "server", into.server); !read)
        return read;
    while (into.server.endsWith(u'/'))
        into.server.chop(1);
    const QUrl url(into.server);
    const bool known = url.scheme() == u"https" || url.scheme() == u"http";
    if (!url.isValid() || !known || url.host().isEmpty())
        return cluster.fault(cluster.node("server"),
                             into.server.isEmpty()
                                 ? u"server is missing"_s
                                 : u"server must be an http or https URL, not \"%1\""_s.arg(
                                     into.server));
    return {};
}

Result<void> readTools(const YamlEntry &cluster, Context &into)
{
    const auto list = cluster.list("extensions");
    if (!list)
        return tl::unexpected(list.error());
    for (const YAML::Node &item : *list) {
        const YamlEntry entry(item, cluster.file(), u"cluster extension"_s);
        const auto name = entry.text("name");
        if (!name || *name != u"trustusbank.tools")
            continue; // other programs' extensions have shapes of their own
        const auto extension = entry.map("extension");
        if (!extension)
            return tl::unexpected(extension.error());
        if (auto read = copy(*extension, "folder", into.toolsFolder); !read)
            return read;
        into.toolsFolder = cluster.resolved(into.toolsFolder);
    }
    return {};
}

Result<void> readImpersonation(const YamlEntry &user, Context &into)
{
    QString as, uid;
    if (auto read = copy(user, "as", as); !read)
        return read;
    if (auto read = copy(user, "as-uid", uid); !read)
        return read;
    const auto groups = user.list("as-groups");
    if (!groups)
        return tl::unexpected(groups.error());
    const auto extra = user.map("as-user-extra");
    if (!extra)
        return tl::unexpected(extra.error());
    if (!as.isEmpty())
        into.impersonate.insert(u"Impersonate-User"_s, as);
    if (!uid.isEmpty())
        into.impersonate.insert(u"Impersonate-Uid"_s, uid);
    const auto lines = [](const YAML::Node &list) {
        QStringList values;
        for (const YAML::Node &value : list)
            values << QString::fromStdString(value.IsScalar() ? value.Scalar() : std::string());
        return values.join(u'\n');
    };
    if (groups->size() > 0)
        into.impersonate.insert(u"Impersonate-Group"_s, lines(*groups));
    for (const auto &pair : extra->whole()) {
        const QString key = QString::fromStdString(pair.first.Scalar()).toLower();
        into.impersonate.insert(u"Impersonate-Extra-"_s
                                    + QString::fromLatin1(QUrl::toPercentEncoding(key)),
                                lines(pair.second));
    }
    return {};
}

Result<void> readCertificate(const YamlEntry &user, Context &into)
{
    auto certificate = user.pem("client-certificate");
    if (!certificate)
        return tl::unexpected(certificate.error());
    auto key = user.pem("client-key");
    if (!key)
        return tl::unexpected(key.error());
    if (certificate->isEmpty() != key->isEmpty())
        return user.fault(user.whole(), certificate->isEmpty()
                                            ? u"client-key without client-certificate"_s
                                            : u"client-certificate without client-key"_s);
    into.tls.certificate = *certificate;
    into.tls.key = *key;
    return {};
}

} // namespace

Result<void> readCluster(const YamlEntry &cluster, Context &into)
{
    if (auto read = readServer(cluster, into); !read)
        return read;
    if (auto read = copy(cluster, "tls-server-name", into.tls.serverName); !read)
        return read;
    if (auto read = copy(cluster, "proxy-url", into.proxyUrl); !read)
        return read;
    const auto insecure = cluster.flag("insecure-skip-tls-verify");
    if (!insecure)
        return tl::unexpected(insecure.error());
    const auto ca = cluster.pem("certificate-authority");
    if (!ca)
        return tl::unexpected(ca.error());
    if (*insecure && !ca->isEmpty())
        return cluster.fault(cluster.node("insecure-skip-tls-verify"),
                             u"insecure-skip-tls-verify with a certificate authority"_s);
    into.tls.insecure = *insecure;
    into.tls.ca = *ca;
    return readTools(cluster, into);
}

Result<void> readUser(const YamlEntry &user, Context &into)
{
    if (user.has("auth-provider"))
        return user.fault(user.node("auth-provider"),
                          u"auth-provider is no longer supported; use exec instead"_s);
    QString token, name, password;
    if (auto read = copy(user, "token", token); !read)
        return read;
    if (auto read = copy(user, "tokenFile", into.tokenFile); !read)
        return read;
    if (auto read = copy(user, "username", name); !read)
        return read;
    if (auto read = copy(user, "password", password); !read)
        return read;
    into.token = token.toUtf8();
    into.tokenFile = user.resolved(into.tokenFile);
    if (!name.isEmpty())
        into.basic = name.toUtf8() + ':' + password.toUtf8();
    if (auto read = readCertificate(user, into); !read)
        return read;
    if (user.has("exec")) {
        const auto exec = user.map("exec");
        if (!exec)
            return tl::unexpected(exec.error());
        auto plugin = readExec(*exec);
        if (!plugin)
            return tl::unexpected(plugin.error());
        into.exec = *plugin;
    }
    return readImpersonation(user, into);
}

Result<ExecPlugin> readExec(const YamlEntry &exec)
{
    ExecPlugin plugin;
    QString mode;
    if (auto read = copy(exec, "apiVersion", plugin.apiVersion); !read)
        return tl::unexpected(read.error());
    if (auto read = copy(exec, "command", plugin.command); !read)
        return tl::unexpected(read.error());
    if (auto read = copy(exec, "installHint", plugin.installHint); !read)
        return tl::unexpected(read.error());
    if (auto read = copy(exec, "interactiveMode", mode); !read)
        return tl::unexpected(read.error());
    const bool stable = plugin.apiVersion == u"client.authentication.k8s.io/v1";
    if (!stable && plugin.apiVersion != u"client.authentication.k8s.io/v1beta1")
        return exec.fault(exec.node("apiVersion"),
                          u"exec.apiVersion must be client.authentication.k8s.io/v1 or v1beta1"_s);
    if (plugin.command.isEmpty())
        return exec.fault(exec.node("command"), u"exec.command is missing"_s);
    if (mode.isEmpty() && stable)
        return exec.fault(exec.node("interactiveMode"), u"exec.interactiveMode is missing"_s);
    if (mode == u"Always")
        return exec.fault(exec.node("interactiveMode"),
                          u"exec.interactiveMode Always needs a terminal, which there is none"_s);
    if (!mode.isEmpty() && mode != u"Never" && mode != u"IfAvailable")
        return exec.fault(exec.node("interactiveMode"),
                          u"exec.interactiveMode must be Never, IfAvailable or Always"_s);
    if (plugin.command.contains(u'/'))
        plugin.command = exec.resolved(plugin.command);
    const auto arguments = exec.list("args");
    if (!arguments)
        return tl::unexpected(arguments.error());
    for (const YAML::Node &argument : *arguments) {
        if (!argument.IsScalar())
            return exec.fault(argument, u"exec.args must be texts"_s);
        plugin.arguments << QString::fromStdString(argument.Scalar());
    }
    const auto environment = exec.list("env");
    if (!environment)
        return tl::unexpected(environment.error());
    for (const YAML::Node &item : *environment) {
        const YamlEntry variable(item, exec.file(), u"exec.env"_s);
        const auto name = variable.text("name");
        const auto value = variable.text("value");
        if (!name || !value || name->isEmpty())
            return variable.fault(item, u"name and value are expected"_s);
        plugin.environment.insert(*name, *value);
    }
    const auto clusterInfo = exec.flag("provideClusterInfo");
    if (!clusterInfo)
        return tl::unexpected(clusterInfo.error());
    plugin.provideClusterInfo = *clusterInfo;
    return plugin;
}

} // namespace kube
