// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/ports.h"

#include "backend/core/paths.h"
#include "backend/forward/peer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QLockFile>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QSet>
#include <QTcpServer>
#include <nlohmann/json.hpp>

namespace app {

using namespace Qt::StringLiterals;
using Json = nlohmann::json;

namespace {

constexpr int lowest = 20000, highest = 31999; ///< Linux: outgoing ones begin at 32768
constexpr int last = 65535;
constexpr std::size_t keptClusters = 20;
constexpr int lockTime = 5000; ///< ms; it is held for some

/// [{"cluster": …, "ports": {…}}], used last first.
Json readAll(const QString &file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return Json::array();
    const QByteArray text = in.readAll();
    Json all = Json::parse(text.begin(), text.end(), nullptr, false);
    return all.is_array() ? all : Json::array();
}

bool isOf(const Json &entry, const QString &cluster)
{
    return entry.is_object() && entry.value("cluster", Json()) == cluster.toStdString();
}

QMap<QString, int> portsOf(const Json &entry)
{
    QMap<QString, int> out;
    const Json ports = entry.is_object() ? entry.value("ports", Json::object()) : Json::object();
    for (const auto &[id, port] : ports.items()) {
        if (port.is_number_integer())
            out[QString::fromStdString(id)] = port.get<int>();
    }
    return out;
}

} // namespace

QMap<QString, int> pickPorts(const QStringList &ids, const QMap<QString, int> &before, int begin,
                             const MayHave &mayHave)
{
    QMap<QString, int> out;
    QSet<int> used;
    for (const QString &id : ids) {
        const int port = before.value(id);
        if (port > 0 && !used.contains(port) && mayHave(id, port))
            used.insert(out[id] = port);
    }
    int next = begin;
    for (const QString &id : ids) {
        for (int tries = 0; !out.contains(id) && tries <= highest - lowest; ++tries) {
            const int port = lowest + (next++ - lowest) % (highest - lowest + 1);
            if (!used.contains(port) && mayHave(id, port))
                used.insert(out[id] = port);
        }
    }
    return out;
}

bool isFreePort(int port)
{
    QTcpServer four, six;
    if (!four.listen(QHostAddress::LocalHost, quint16(port)))
        return false;
    return six.listen(QHostAddress::LocalHostIPv6, quint16(port))
           || six.serverError() != QAbstractSocket::AddressInUseError; // no IPv6 here
}

QMap<QString, int> readPorts(const QString &file, const QString &cluster)
{
    for (const Json &entry : readAll(file)) {
        if (isOf(entry, cluster))
            return portsOf(entry);
    }
    return {};
}

Promised readPromised(const QString &file, const QString &cluster)
{
    Promised out;
    bool newer = true;
    for (const Json &entry : readAll(file)) {
        if (isOf(entry, cluster)) {
            newer = false;
            continue;
        }
        for (const int port : portsOf(entry)) {
            out.ever.insert(port);
            if (newer)
                out.since.insert(port);
        }
    }
    return out;
}

void writePorts(const QString &file, const QString &cluster, const QMap<QString, int> &ports)
{
    Json mine = {{"cluster", cluster.toStdString()}, {"ports", Json::object()}};
    for (auto one = ports.begin(); one != ports.end(); ++one)
        mine["ports"][one.key().toStdString()] = one.value();
    Json all = Json::array();
    all.push_back(std::move(mine));
    for (const Json &entry : readAll(file)) {
        if (!isOf(entry, cluster) && all.size() < keptClusters)
            all.push_back(entry);
    }
    QDir().mkpath(QFileInfo(file).path());
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(QByteArray::fromStdString(all.dump(1) + "\n")))
        out.commit();
    // Without the file the next run takes other ports, and applies what names them again.
}

QMap<QString, int> autoPorts(const deploy::Bundle &bundle, const QString &server)
{
    const QString file = core::Paths::own().state + u"/ports.json"_s;
    QDir().mkpath(QFileInfo(file).path());
    // What is chosen here is opened later: until then only the file tells the others of it.
    QLockFile choosing(file + u".lock"_s);
    choosing.tryLock(lockTime); // without it they may choose the same, which a Conflict would show
    QStringList ids;
    for (const deploy::ForwardSpec &one : bundle.forwards)
        ids << one.id;
    const QMap<QString, int> before = readPorts(file, server);
    const Promised promised = readPromised(file, server);
    const auto mayHave = [&](const QString &id, int port) {
        if ((before.value(id) == port ? promised.since : promised.ever).contains(port))
            return false;
        if (isFreePort(port))
            return true;
        const auto holder = forward::holderOf(port);
        const deploy::ForwardSpec *one = bundle.forward(id);
        return holder && one
               && forward::leadsTo(*holder, port, {server, one->ns, one->service, one->servicePort},
                                   peerFolder());
    };
    // Not all from one end: other users' programs may choose at the same moment.
    const int begin = lowest + QRandomGenerator::global()->bounded(highest - lowest);
    QMap<QString, int> ports = pickPorts(ids, before, begin, mayHave);
    writePorts(file, server, ports);
    return ports;
}

std::optional<core::Fault> beyondPorts(const deploy::Bundle &bundle, int offset)
{
    for (const deploy::ForwardSpec &one : bundle.forwards) {
        if (one.port > last - offset)
            return core::Fault{
                core::Fault::Kind::Usage,
                u"--port-offset: forward %1 has port %2, expected at most %3, not %4"_s.arg(one.id)
                    .arg(one.port)
                    .arg(last - one.port)
                    .arg(offset),
                {},
                {}};
    }
    return {};
}

QMap<QString, int> offsetPorts(const deploy::Bundle &bundle, int offset)
{
    QMap<QString, int> ports;
    for (const deploy::ForwardSpec &one : bundle.forwards)
        ports[one.id] = one.port + offset;
    return ports;
}

QString peerFolder()
{
    return core::Paths::own().state + u"/forwards"_s;
}

} // namespace app
