// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/prober.h"

#include "backend/deploy/imagemaker.h"
#include "backend/deploy/judge.h"

#include <QPointer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// How long a forward may take until it has heard of its pods.
constexpr std::chrono::milliseconds hearing(2000);

core::Fault noCluster()
{
    return {core::Fault::Kind::Missing, u"there is no cluster yet"_s, {}, {}};
}

/// A query's value, percent-encoded.
QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

/// "a=b,c=d" of a spec.selector.matchLabels.
QString selectorOf(const Json &object)
{
    const Json::json_pointer path("/spec/selector/matchLabels");
    if (!object.contains(path) || !object.at(path).is_object())
        return {};
    QStringList parts;
    for (const auto &[key, value] : object.at(path).items())
        parts << QString::fromStdString(key) + u'=' + QString::fromStdString(textOf(value));
    return parts.join(u',');
}

} // namespace

/// One walk over a step's items.
struct Prober::List {
    std::vector<Probe> probes;
    const StepSpec *step;
    QPointer<QObject> context;
    Done done;
    std::size_t next = 0;
};

Prober::Prober(const Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_registry(services.bundle.registryHost, services.transport)
    , m_requests(services.transport)
{
}

Prober::~Prober() = default;

void Prober::askAll(const std::vector<Probe> &probes, const StepSpec *step, QObject *context,
                    Done done)
{
    askNext(std::make_shared<List>(List{probes, step, context, std::move(done), 0}));
}

void Prober::askNext(const std::shared_ptr<List> &list)
{
    if (!list->context)
        return;
    if (list->next == list->probes.size())
        return list->done({true, {}});
    const Probe &probe = list->probes[list->next++];
    ask(probe, list->step, list->context, [this, list](const Finding &finding) {
        if (finding.holds)
            askNext(list);
        else
            list->done(finding);
    });
}

void Prober::ask(const Probe &probe, const StepSpec *step, QObject *context, Done done)
{
    if (std::holds_alternative<Applied>(probe.kind))
        return askApplied(std::get<ApplyStep>(step->kind), context, std::move(done));
    if (std::holds_alternative<ReleaseSame>(probe.kind))
        return askReleaseSame(std::get<HelmStep>(step->kind), context, std::move(done));
    if (std::holds_alternative<SecretSame>(probe.kind))
        return askSecretSame(std::get<SecretStep>(step->kind), context, std::move(done));
    std::visit(
        [this, &probe, context, &done](const auto &kind) {
            if constexpr (requires { this->ask(kind, context, std::move(done)); })
                ask(kind, context, std::move(done));
            else
                QMetaObject::invokeMethod(
                    context,
                    [done = std::move(done), finding = local(probe.kind)] { done(finding); },
                    Qt::QueuedConnection);
        },
        probe.kind);
}

void Prober::get(const kube::Ref &ref, QObject *context, kube::Client::Done done,
                 const QString &query)
{
    if (kube::Client *client = m_services.client()) {
        client->get(ref, context, std::move(done), query);
        return;
    }
    QMetaObject::invokeMethod(
        context, [done = std::move(done)] { done(tl::unexpected(noCluster())); },
        Qt::QueuedConnection);
}

void Prober::ask(const Exists &probe, QObject *context, Done done)
{
    get(probe.ref, context,
        [probe, done](const auto &answer) { done(judgeExists(answer, probe.ref)); });
}

void Prober::ask(const Absent &probe, QObject *context, Done done)
{
    get(probe.ref, context,
        [probe, done](const auto &answer) { done(judgeAbsent(answer, probe.ref)); });
}

void Prober::ask(const Condition &probe, QObject *context, Done done)
{
    get(probe.ref, context,
        [probe, done](const auto &answer) { done(judgeCondition(answer, probe)); });
}

void Prober::ask(const Field &probe, QObject *context, Done done)
{
    get(probe.ref, context, [probe, done](const auto &answer) { done(judgeField(answer, probe)); });
}

void Prober::ask(const Rollout &probe, QObject *context, Done done)
{
    get(probe.ref, context, [this, probe, context, done](const core::Result<Json> &answer) {
        const Finding finding = judgeRollout(answer, probe.ref);
        if (finding.holds || !answer)
            return done(finding);
        askPods(*answer, finding, context, done);
    });
}

void Prober::askPods(const Json &object, Finding finding, QObject *context, Done done)
{
    const QString selector = selectorOf(object);
    if (selector.isEmpty())
        return done(finding);
    const kube::Ref pods{u"v1"_s, u"Pod"_s, kube::refOf(object).ns, {}};
    get(
        pods, context,
        [finding, done](const core::Result<Json> &list) {
            Finding whole = finding;
            if (const QString why = list ? holdReason(*list) : QString(); !why.isEmpty())
                whole.saw += u"; "_s + why;
            done(whole);
        },
        u"labelSelector="_s + encoded(selector));
}

void Prober::ask(const Pods &probe, QObject *context, Done done)
{
    get(
        {u"v1"_s, u"Pod"_s, probe.ns, {}}, context,
        [probe, done](const auto &list) { done(judgePods(list, probe)); },
        u"labelSelector="_s + encoded(probe.selector));
}

void Prober::ask(const None &probe, QObject *context, Done done)
{
    get(probe.ref, context, [probe, done](const auto &list) { done(judgeNone(list, probe.ref)); });
}

void Prober::ask(const Nodes &probe, QObject *context, Done done)
{
    get({u"v1"_s, u"Node"_s, {}, {}}, context,
        [probe, done](const auto &list) { done(judgeNodes(list, probe.ready)); });
}

void Prober::ask(const Can &probe, QObject *context, Done done)
{
    kube::Client *client = m_services.client();
    if (!client) {
        QMetaObject::invokeMethod(
            context, [probe, done] { done(judgeCan(tl::unexpected(noCluster()), probe)); },
            Qt::QueuedConnection);
        return;
    }
    const QString group =
        probe.apiVersion.contains(u'/') ? probe.apiVersion.section(u'/', 0, 0) : QString();
    Json attributes{{"verb", probe.verb.toStdString()},
                    {"group", group.toStdString()},
                    {"resource", probe.resource.section(u'/', 0, 0).toStdString()}};
    if (const QString part = probe.resource.section(u'/', 1); !part.isEmpty())
        attributes["subresource"] = part.toStdString();
    if (!probe.ns.isEmpty())
        attributes["namespace"] = probe.ns.toStdString();
    client->create({{"apiVersion", "authorization.k8s.io/v1"},
                    {"kind", "SelfSubjectAccessReview"},
                    {"metadata", Json::object()},
                    {"spec", {{"resourceAttributes", attributes}}}},
                   context, [probe, done](const auto &review) { done(judgeCan(review, probe)); });
}

void Prober::ask(const HttpCall &probe, QObject *context, Done done)
{
    askThrough(probe, m_services.clock.elapsed() + hearing, context, std::move(done));
}

/// A forward that was opened a moment ago soon knows whether there is a pod. Asked before that it
/// would keep the request until one comes.
void Prober::askThrough(const HttpCall &probe, std::chrono::milliseconds until, QObject *context,
                        Done done)
{
    if (const auto known = withoutAsking(m_services, probe)) {
        QMetaObject::invokeMethod(
            context, [done, finding = *known] { done(finding); }, Qt::QueuedConnection);
        return;
    }
    if (forwardWait(m_services, probe) && m_services.clock.elapsed() < until) {
        m_services.clock.after(std::chrono::milliseconds(50), context,
                               [this, probe, until, context, done] {
                                   askThrough(probe, until, context, done);
                               });
        return;
    }
    http::Request request;
    request.method = probe.method;
    request.url = addressOf(m_services, probe);
    request.headers = probe.headers;
    request.body = probe.body;
    request.timeout = std::chrono::seconds(10);
    m_requests.send(request, context,
                    [probe, done](const auto &reply) { done(judgeHttp(reply, probe)); });
}

void Prober::ask(const TagSame &probe, QObject *context, Done done)
{
    const QString repository = m_services.bundle.repository(probe.image);
    const auto digest = [](const core::Result<Manifest> &found) -> core::Result<QString> {
        return found.map([](const Manifest &manifest) { return manifest.digest; });
    };
    m_registry.manifest(repository, probe.tag, context,
                        [=, this](const core::Result<Manifest> &first) {
                            m_registry.manifest(repository, probe.digestOf, context,
                                                [=](const core::Result<Manifest> &second) {
                                                    done(judgeTags(digest(first), digest(second),
                                                                   probe));
                                                });
                        });
}

void Prober::ask(const Signed &probe, QObject *context, Done done)
{
    const QString repository = m_services.bundle.repository(probe.image);
    const QString name = probe.image + u':' + probe.tag;
    m_registry.manifest(
        repository, probe.tag, context, [=, this](const core::Result<Manifest> &found) {
            if (!found)
                return done({false, found.error().kind == core::Fault::Kind::NotFound
                                        ? QString(name + u" is not in the registry"_s)
                                        : found.error().summary});
            const QString digest = found->digest;
            QString tag = digest;
            m_registry.manifest(repository, tag.replace(u':', u'-') + u".sig"_s, context,
                                [=, this](const core::Result<Manifest> &signature) {
                                    if (!signature)
                                        return done({false, name + u" has no signature"_s});
                                    verifySignature(probe.image, digest, probe.key, context, done);
                                });
        });
}

void Prober::ask(const ImagePushed &probe, QObject *context, Done done)
{
    const ImageSpec *image = m_services.bundle.image(probe.image);
    m_services.images.make(*image, context, [=, this](const core::Result<tools::Image> &made) {
        if (!made)
            return done({false, made.error().summary});
        const QString digest = made->digest;
        m_registry.manifest(m_services.bundle.repository(image->name), image->tag, context,
                            [=, this](const core::Result<Manifest> &found) {
                                const QString name = image->name + u':' + image->tag;
                                if (!found || found->digest != digest)
                                    return done(
                                        {false, name
                                                    + (found ? u" has another digest"_s
                                                             : u" is not in the registry"_s)});
                                askAliases(*image, image->aliases, digest, context, done);
                            });
    });
}

void Prober::askAliases(const ImageSpec &image, QStringList aliases, const QString &digest,
                        QObject *context, Done done)
{
    if (aliases.isEmpty()) {
        if (image.key == u"none")
            return done({true, image.name + u':' + image.tag + u" is there"_s});
        return ask(Signed{image.name, image.tag, image.key}, context, done);
    }
    const QString alias = aliases.takeFirst();
    m_registry.manifest(m_services.bundle.repository(image.name), alias, context,
                        [=, this, &image](const core::Result<Manifest> &found) {
                            if (found && found->digest == digest)
                                return askAliases(image, aliases, digest, context, done);
                            done({false, image.name + u':' + alias
                                             + (found ? u" has another digest"_s
                                                      : u" is not in the registry"_s)});
                        });
}

void Prober::ask(const Running &probe, QObject *context, Done done)
{
    m_registry.manifest(m_services.bundle.repository(probe.image), probe.tag, context,
                        [=, this](const core::Result<Manifest> &found) {
                            if (!found)
                                return done({false, found.error().summary});
                            const QString digest = found->digest;
                            get(
                                {u"v1"_s, u"Pod"_s, probe.ns, {}}, context,
                                [=](const auto &list) { done(judgeRunning(list, probe, digest)); },
                                u"labelSelector="_s + encoded(probe.selector));
                        });
}

void Prober::ask(const ToolAnswer &probe, QObject *context, Done done)
{
    if (probe.each.tool.isEmpty())
        return askEach(probe, probe.each.items, context, std::move(done));
    const QString name = probe.each.tool + u' ' + probe.each.args.join(u' ');
    runTool(toolCommand(m_services, probe.each.tool, probe.each.args), context,
            [this, probe, name, context, done](const core::Tool &tool) {
                if (!tool.outcome().ok())
                    return done(toolFinding({{}, {}, 0, {}, {}}, name, tool));
                const QStringList items = linesOf(tool.output());
                if (items.isEmpty())
                    return done({false, name + u" names none"_s});
                askEach(probe, items, context, done);
            });
}

/// The probe for ITEMS, one after the other; once as it is when there are none.
void Prober::askEach(const ToolAnswer &probe, QStringList items, QObject *context, Done done)
{
    const ToolAnswer one = items.isEmpty() ? probe : forItem(probe, items.takeFirst());
    runTool(toolCommand(m_services, one.tool, one.args), context,
            [this, probe, one, items, context, done](const core::Tool &tool) {
                const QString name = one.tool + u' ' + one.args.join(u' ');
                const Finding finding = toolFinding(one, name, tool);
                if (finding.holds && !items.isEmpty())
                    askEach(probe, items, context, done);
                else
                    done(finding);
            });
}

void Prober::ask(const Any &probe, QObject *context, Done done)
{
    askAny(probe.probes, context, std::move(done));
}

/// The last one says what is missing: it is what the step brings about.
void Prober::askAny(std::vector<Probe> probes, QObject *context, Done done)
{
    const Probe first = probes.front();
    probes.erase(probes.begin());
    ask(first, nullptr, context, [this, probes, context, done](const Finding &finding) {
        if (finding.holds || probes.empty())
            done(finding);
        else
            askAny(probes, context, done);
    });
}

ToolAnswer forItem(ToolAnswer probe, const QString &item)
{
    probe.args.replaceInStrings(u"{each}"_s, item);
    probe.each = {};
    return probe;
}

Finding toolFinding(const ToolAnswer &probe, const QString &name, const core::Tool &tool)
{
    if (!tool.outcome().ok() && tool.exitCode() < 0)
        return {false, tool.outcome().fault.summary};
    return judgeTool(probe, name, tool.exitCode(), tool.output(), tool.errors());
}

} // namespace deploy
