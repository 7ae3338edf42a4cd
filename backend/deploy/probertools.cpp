// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"
#include "backend/deploy/licence.h"
#include "backend/deploy/machinefacts.h"
#include "backend/deploy/prober.h"

#include <QCryptographicHash>
#include <QFile>
#include <QPointer>
#include <QTcpServer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

QString gibibytes(qint64 bytes)
{
    return QString::number(static_cast<double>(bytes) / (1 << 30), 'f', 1) + u" GiB"_s;
}

std::string valuesHash(const Json &data)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(data.dump()),
                                    QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

} // namespace

qint64 LocalMachine::diskFree() const
{
    const auto disk = homeDisk();
    return disk ? static_cast<qint64>(disk->available) : 0;
}

qint64 LocalMachine::memoryFree() const
{
    QFile file(u"/proc/meminfo"_s); // proc(5): MemAvailable in kB
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("MemAvailable:"))
            return line.mid(13).simplified().split(' ').first().toLongLong() * 1024;
    }
    return 0;
}

bool LocalMachine::portFree(int port) const
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost, static_cast<quint16>(port));
}

Finding Prober::local(const ProbeKind &probe) const
{
    if (const auto *present = std::get_if<Present>(&probe)) {
        const QString path = m_services.launcher.find(present->program);
        return {!path.isEmpty(),
                path.isEmpty() ? QString(present->program + u" is not installed"_s) : path};
    }
    if (const auto *secret = std::get_if<SecretThere>(&probe)) {
        const SecretSpec &spec = *m_services.bundle.secret(secret->name);
        if (!m_services.bundle.needed(spec))
            return {true, spec.env + u" is not needed here"_s};
        const Item item = secretItem(spec, m_services.secrets.value(spec), m_services.clock.now(),
                                     true, true, {});
        const bool good = item.level != Level::Blocked;
        return {good, item.why, !good};
    }
    if (const auto *disk = std::get_if<Disk>(&probe)) {
        const qint64 free = m_services.machine.diskFree();
        return {free >= disk->free,
                gibibytes(free) + u" of disk free, "_s + gibibytes(disk->free) + u" needed"_s};
    }
    if (const auto *memory = std::get_if<Memory>(&probe)) {
        const qint64 free = m_services.machine.memoryFree();
        return {free >= memory->free,
                gibibytes(free) + u" of memory free, "_s + gibibytes(memory->free) + u" needed"_s};
    }
    QStringList taken;
    for (const int port : std::get<Ports>(probe).free) {
        if (!m_services.machine.portFree(port))
            taken << QString::number(port);
    }
    return {taken.isEmpty(),
            taken.isEmpty() ? u"all free"_s : QString(u"taken: "_s + taken.join(u", "_s))};
}

void Prober::runTool(const core::Command &command, QObject *context,
                     std::function<void(const core::Tool &)> done)
{
    auto owned = m_services.launcher.launch(command);
    core::Tool *tool = owned.get();
    m_tools.insert(std::move(owned));
    const QPointer<QObject> guard(context);
    connect(context, &QObject::destroyed, tool, &core::Task::cancel);
    connect(tool, &core::Task::finished, this, [this, tool, guard, done = std::move(done)] {
        if (guard)
            done(*tool);
        for (auto it = m_tools.begin(); it != m_tools.end(); ++it) {
            if (it->get() != tool)
                continue;
            m_tools.extract(it).value().release()->deleteLater();
            break;
        }
        if (m_tools.empty())
            emit becameIdle();
    });
    tool->start();
}

void Prober::verifySignature(const QString &image, const QString &digest, const QString &key,
                             QObject *context, Done done)
{
    const QStringList arguments{u"verify"_s,
                                u"--key"_s,
                                m_services.cosignFolder + u'/' + key + u".pub"_s,
                                u"--insecure-ignore-tlog=true"_s,
                                u"--allow-insecure-registry=true"_s,
                                u"--allow-http-registry=true"_s,
                                imageReference(m_services.bundle, image, digest)};
    runTool(toolCommand(m_services, u"cosign"_s, arguments), context,
            [image, key, done](const core::Tool &tool) {
                if (tool.exitCode() == 0)
                    return done({true, image + u" is signed by "_s + key});
                const QString why = tool.exitCode() < 0
                                        ? tool.outcome().fault.summary
                                        : QString::fromUtf8(tool.errors().right(300)).trimmed();
                done({false, image + u" is not signed by "_s + key + u": "_s + why});
            });
}

void Prober::release(const QString &ns, const QString &name, QObject *context,
                     kube::Client::Done done)
{
    get(
        {u"v1"_s, u"Secret"_s, ns, {}}, context,
        [done, name](const core::Result<Json> &list) {
            if (!list)
                return done(tl::unexpected(list.error()));
            const Json *newest = nullptr;
            int revision = -1;
            const Json none = Json::array();
            const Json &items =
                list->contains("items") && list->at("items").is_array() ? list->at("items") : none;
            for (const Json &secret : items) {
                const Json::json_pointer version("/metadata/labels/version");
                const int number =
                    secret.contains(version) ? std::atoi(textOf(secret.at(version)).c_str()) : 0;
                if (number > revision) {
                    revision = number;
                    newest = &secret;
                }
            }
            if (!newest)
                return done(tl::unexpected(core::Fault{
                    core::Fault::Kind::NotFound, u"no deployed release "_s + name, {}, {}}));
            done(decodeRelease(*newest));
        },
        u"labelSelector=owner%3Dhelm%2Cstatus%3Ddeployed%2Cname%3D"_s + name);
}

void Prober::ask(const Release &probe, QObject *context, Done done)
{
    release(probe.ns, probe.name, context,
            [probe, done](const auto &found) { done(judgeRelease(found, probe)); });
}

void Prober::ask(const NoRelease &probe, QObject *context, Done done)
{
    release(probe.ns, probe.name, context,
            [probe, done](const auto &found) { done(judgeNoRelease(found, probe)); });
}

void Prober::askReleaseSame(const HelmStep &step, QObject *context, Done done)
{
    const Json values = withSecrets(step.values, m_services);
    release(step.ns, step.release, context,
            [this, step, values, context, done](const core::Result<Json> &found) {
                const Finding finding =
                    judgeRelease(found, {step.release, step.ns, step.chart, step.version});
                if (!finding.holds)
                    return done(finding);
                Json config = found->contains("config") ? (*found)["config"] : Json::object();
                if (config.is_null())
                    config = Json::object();
                const QString name = u"release "_s + step.ns + u'/' + step.release;
                if (config != values)
                    return done({false, name + u" has other values"_s});
                askObjects(releaseObjects(*found), name, context, done);
            });
}

void Prober::askRolledOut(const HelmStep &step, QObject *context, Done done)
{
    release(step.ns, step.release, context, [this, context, done](const core::Result<Json> &found) {
        if (!found)
            return done({false, found.error().summary, false,
                         found.error().kind == core::Fault::Kind::Missing});
        static const QStringList kinds{u"Deployment"_s, u"DaemonSet"_s, u"StatefulSet"_s, u"Job"_s};
        std::vector<Probe> rollouts;
        for (const kube::Ref &ref : releaseObjects(*found)) {
            if (kinds.contains(ref.kind))
                rollouts.push_back({Rollout{ref}, {}});
        }
        askAll(rollouts, nullptr, context, done);
    });
}

void Prober::askObjects(std::vector<kube::Ref> objects, const QString &owner, QObject *context,
                        Done done)
{
    if (objects.empty())
        return done({true, owner + u" is deployed"_s});
    const kube::Ref ref = objects.back();
    objects.pop_back();
    get(ref, context,
        [this, objects = std::move(objects), ref, owner, context,
         done](const core::Result<Json> &answer) {
            const Finding finding = judgeExists(answer, ref);
            if (finding.holds)
                askObjects(objects, owner, context, done);
            else
                done({false, finding.saw + u", which "_s + owner + u" made"_s, finding.hopeless,
                      finding.unreachable});
        });
}

void Prober::askApplied(const ApplyStep &step, QObject *context, Done done)
{
    struct Walk {
        std::vector<Json> objects;
        std::size_t next = 0;
    };
    const auto walk = std::make_shared<Walk>(Walk{step.objects, 0});
    const auto go = std::make_shared<std::function<void()>>();
    *go = [this, walk, context, done, self = std::weak_ptr(go)] {
        if (walk->next == walk->objects.size())
            return done({true, {}});
        const Json object = walk->objects[walk->next++];
        const kube::Ref ref = kube::refOf(object);
        const auto again = self.lock();
        get(ref, context,
            [this, object, ref, context, done, again](const core::Result<Json> &live) {
                if (!live)
                    return done(judgeExists(live, ref));
                kube::Client *client = m_services.client();
                if (!client)
                    return done({false, u"the cluster is gone"_s, false, true});
                client->apply(object, true, context,
                              [ref, live = *live, done, again](const core::Result<Json> &dry) {
                                  const Finding finding =
                                      dry ? judgeApplied(live, *dry, ref) : judgeExists(dry, ref);
                                  if (finding.holds)
                                      (*again)();
                                  else
                                      done(finding);
                              });
            });
    };
    (*go)();
}

void Prober::askSecretSame(const SecretStep &step, QObject *context, Done done)
{
    const Json sealed = sealedSecret(step, m_services);
    const kube::Ref ref = kube::refOf(sealed);
    const Json::json_pointer path("/metadata/annotations/trustusbank.demo~1values-sha256");
    get(ref, context, [ref, path, wanted = sealed.at(path), done](const core::Result<Json> &live) {
        if (!live)
            return done(judgeExists(live, ref));
        // The annotation tells what was written, the data what became of it.
        const bool same = live->contains(path) && live->at(path) == wanted && live->contains("data")
                          && Json(valuesHash(live->at("data"))) == wanted;
        done({same, nameOf(ref) + (same ? u" has these values"_s : u" has other values"_s)});
    });
}

Json withSecrets(const Json &value, const Services &services)
{
    return fillSecrets(value, [&services](const std::string &name) {
        const SecretSpec *secret = services.bundle.secret(QString::fromStdString(name));
        if (!secret)
            return std::string();
        const QString entered = services.secrets.value(*secret);
        return (entered.isEmpty() ? secret->standIn : entered).toStdString();
    });
}

std::string withSecrets(const std::string &text, const Services &services)
{
    return withSecrets(Json(text), services).get<std::string>();
}

Json sealedSecret(const SecretStep &step, const Services &services)
{
    Json object = withSecrets(step.object, services);
    Json data =
        object.contains("data") && object["data"].is_object() ? object["data"] : Json::object();
    if (object.contains("stringData") && object["stringData"].is_object()) {
        for (const auto &[key, value] : object["stringData"].items())
            data[key] = QByteArray::fromStdString(textOf(value)).toBase64().toStdString();
        object.erase("stringData");
    }
    object["data"] = data;
    object["metadata"]["annotations"][hashAnnotation] = valuesHash(data);
    return object;
}

QString forwardTrouble(const Services &services, const HttpCall &call)
{
    return services.forwardTrouble && !call.forward.isEmpty()
               ? services.forwardTrouble(call.forward)
               : QString();
}

std::optional<ForwardWait> forwardWait(const Services &services, const HttpCall &call)
{
    return services.forwardWait && !call.forward.isEmpty() ? services.forwardWait(call.forward)
                                                           : std::nullopt;
}

std::optional<Finding> withoutAsking(const Services &services, const HttpCall &call)
{
    if (const QString why = forwardTrouble(services, call); !why.isEmpty())
        return Finding{false, why, true};
    const auto wait = forwardWait(services, call);
    if (!wait || !wait->absent)
        return {};
    return Finding{false, wait->why, false, true, true};
}

QString addressOf(const Services &services, const HttpCall &call)
{
    const int port =
        services.forwardPort && !call.forward.isEmpty() ? services.forwardPort(call.forward) : 0;
    if (port <= 0)
        return call.url;
    QUrl url(call.url);
    url.setPort(port);
    return url.toString(QUrl::FullyEncoded);
}

QString imageReference(const Bundle &bundle, const QString &imageName, const QString &digest)
{
    return bundle.registryPrefix + u'/' + imageName + u'@' + digest;
}

core::Command toolCommand(const Services &services, const QString &tool,
                          const QStringList &arguments)
{
    core::Command command{tool, arguments, services.environment, {}, {}};
    command.environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    command.environment.insert(u"NO_COLOR"_s, u"1"_s);
    // What runs helm without our arguments (a teardown's uninstall) means our cluster, too, and not
    // whichever context the kubeconfig calls current.
    if (!services.kubeContext.isEmpty())
        command.environment.insert(u"HELM_KUBECONTEXT"_s, services.kubeContext);
    return command;
}

} // namespace deploy
