// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/peer.h"

#include "backend/kube/kubeconfig.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <nlohmann/json.hpp>

namespace forward {

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace {

QString noticeFile(const QString &folder, int port)
{
    return folder + u"/%1.json"_s.arg(port);
}

json read(const QString &file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return json::object();
    const QByteArray text = in.readAll();
    json out = json::parse(text.begin(), text.end(), nullptr, false);
    return out.is_object() ? out : json::object();
}

json written(const Destination &destination, qint64 pid, qint64 started)
{
    return {{"pid", pid},
            {"started", started},
            {"server", destination.server.toStdString()},
            {"namespace", destination.ns.toStdString()},
            {"service", destination.service.toStdString()},
            {"servicePort", destination.servicePort}};
}

/// The value of one of the flags NAMES at INDEX, which then stands on its last word.
std::optional<QString> flagValue(const QStringList &arguments, int &index, const QStringList &names)
{
    for (const QString &name : names) {
        if (arguments[index] == name && index + 1 < arguments.size())
            return arguments[++index];
        if (arguments[index].startsWith(name + u'='))
            return arguments[index].mid(name.size() + 1);
    }
    return {};
}

/// Of the process's own surroundings: its KUBECONFIG and the folder that it is relative to.
core::Result<kube::KubeConfig> kubeconfigOf(const Holder &holder, const QString &flag)
{
    const QString folder = u"/proc/%1"_s.arg(holder.pid);
    QString file = flag;
    QFile environment(folder + u"/environ"_s);
    if (file.isEmpty() && environment.open(QIODevice::ReadOnly)) {
        for (const QByteArray &one : environment.readAll().split('\0')) {
            if (one.startsWith("KUBECONFIG="))
                file = QString::fromLocal8Bit(one.mid(11));
        }
    }
    if (file.isEmpty())
        file = QDir::home().filePath(u".kube/config"_s);
    return kube::KubeConfig::load(
        QDir(QFile::symLinkTarget(folder + u"/cwd"_s)).absoluteFilePath(file));
}

} // namespace

void announce(const QString &folder, int port, const Destination &destination)
{
    if (folder.isEmpty() || !QDir().mkpath(folder))
        return;
    const qint64 pid = QCoreApplication::applicationPid();
    QSaveFile out(noticeFile(folder, port));
    if (!out.open(QIODevice::WriteOnly))
        return; // then nobody uses ours, and that is all
    out.write(QByteArray::fromStdString(written(destination, pid, startOf(pid)).dump() + "\n"));
    out.commit();
}

void withdraw(const QString &folder, int port)
{
    const QString file = noticeFile(folder, port);
    if (!folder.isEmpty()
        && read(file).value("pid", qint64(0)) == QCoreApplication::applicationPid())
        QFile::remove(file);
}

std::optional<KubectlForward> kubectlForward(const QStringList &arguments, int port)
{
    if (arguments.isEmpty() || arguments[0].section(u'/', -1) != u"kubectl")
        return {};
    KubectlForward out;
    QStringList words;
    for (int i = 1; i < arguments.size(); ++i) {
        if (const auto ns = flagValue(arguments, i, {u"-n"_s, u"--namespace"_s}))
            out.ns = *ns;
        else if (const auto file = flagValue(arguments, i, {u"--kubeconfig"_s}))
            out.kubeconfig = *file;
        else if (const auto context = flagValue(arguments, i, {u"--context"_s}))
            out.context = *context;
        else if (const auto other = flagValue(arguments, i, {u"--address"_s}); other)
            continue;
        else if (!arguments[i].startsWith(u'-'))
            words << arguments[i];
        else if (arguments[i].startsWith(u"--server") || arguments[i].startsWith(u"--cluster")
                 || arguments[i].startsWith(u"-s"))
            return {}; // it goes where the kubeconfig does not say
    }
    if (words.size() < 3 || words[0] != u"port-forward")
        return {};
    const QString kind = words[1].section(u'/', 0, 0);
    if (kind != u"svc" && kind != u"service" && kind != u"services")
        return {};
    out.service = words[1].section(u'/', 1);
    for (const QString &pair : words.mid(2)) {
        if (pair.section(u':', 0, 0) == QString::number(port))
            out.servicePort = pair.section(u':', -1);
    }
    return out.servicePort.isEmpty() ? std::nullopt : std::optional(out);
}

bool leadsTo(const Holder &holder, int port, const Destination &destination, const QString &folder)
{
    if (!folder.isEmpty() && holder.started > 0
        && read(noticeFile(folder, port)) == written(destination, holder.pid, holder.started))
        return true;
    const auto peer = kubectlForward(holder.arguments, port);
    if (!peer || peer->service != destination.service
        || peer->servicePort != QString::number(destination.servicePort))
        return false;
    const auto config = kubeconfigOf(holder, peer->kubeconfig);
    if (!config)
        return false;
    const auto context =
        config->context(peer->context.isEmpty() ? config->currentContext() : peer->context);
    if (!context || context->server != destination.server)
        return false;
    const QString ns = !peer->ns.isEmpty()     ? peer->ns
                       : context->ns.isEmpty() ? u"default"_s
                                               : context->ns;
    return ns == destination.ns;
}

} // namespace forward
