// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/clusterfacts.h"

#include "backend/kube/look.h"

#include <QPointer>
#include <array>
#include <memory>
#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// The host in a localRegistryHosting.v1 text (KEP-1755), or "".
QString hostOf(const QString &hosting)
{
    try {
        const YAML::Node node = YAML::Load(hosting.toStdString());
        return node.IsMap() && node["host"] && node["host"].IsScalar()
                   ? QString::fromStdString(node["host"].Scalar())
                   : QString();
    } catch (const YAML::Exception &) {
        return {}; // somebody else's ConfigMap: the bundle's own default is taken
    }
}

QString oneOf(const QString &value, const QStringList &known, const QString &fallback)
{
    return known.contains(value) ? value : fallback;
}

/// The kind cluster that NODES belong to, or "": kind names it in kind://PROVIDER/CLUSTER/NODE.
QString kindClusterOf(const Json &nodes)
{
    const Json &items = kube::look::at(nodes, "items");
    if (!items.is_array() || items.empty())
        return {};
    const QString id = kube::look::text(items[0], {"spec", "providerID"});
    return id.startsWith(u"kind://"_s) ? id.section(u'/', 3, 3) : QString();
}

/// "option.NAME: VALUE" of a deployment's record.
QMap<QString, QString> optionsIn(const Json &data)
{
    QMap<QString, QString> out;
    if (!data.is_object())
        return out;
    for (const auto &[key, value] : data.items()) {
        const QString name = QString::fromStdString(key);
        if (name.startsWith(u"option."_s) && value.is_string())
            out[name.mid(7)] = QString::fromStdString(value.get<std::string>());
    }
    return out;
}

bool absent(const core::Fault &fault)
{
    return fault.kind == core::Fault::Kind::NotFound || fault.kind == core::Fault::Kind::Refused;
}

/// Four questions, one after the other; the first that nobody answers ends it.
class Reading : public std::enable_shared_from_this<Reading> {
public:
    Reading(kube::Client &client, QObject *context, FactsDone done)
        : m_client(client)
        , m_context(context)
        , m_done(std::move(done))
    {
    }

    void ask(std::size_t index)
    {
        if (!m_context)
            return;
        if (index == m_answers.size())
            return m_done(judgeFacts(m_answers[0], m_answers[1], m_answers[2], m_answers[3]));
        static const std::array<kube::Ref, 4> refs{
            {{u"v1"_s, u"ConfigMap"_s, u"kube-public"_s, u"trustusbank-facts"_s},
             {u"v1"_s, u"ConfigMap"_s, u"kube-public"_s, u"local-registry-hosting"_s},
             {u"v1"_s, u"Node"_s, {}, {}},
             {u"v1"_s, u"ConfigMap"_s, u"kube-public"_s, u"trustusbank-deployed"_s}}};
        m_client.get(refs[index], m_context,
                     [self = shared_from_this(), index](const core::Result<Json> &answer) {
                         if (answer)
                             self->m_answers[index] = *answer;
                         else if (answer.error().detail == u"Unauthorized")
                             return self->refuse(answer.error());
                         else if (!absent(answer.error()))
                             return self->fail(answer.error());
                         self->ask(index + 1);
                     });
    }

private:
    void fail(const core::Fault &fault)
    {
        const kube::Context &where = m_client.context();
        m_done(tl::unexpected(
            core::Fault{core::Fault::Kind::Missing,
                        u"the cluster of context “"_s + where.name + u"” at "_s + where.server
                            + u" does not answer: "_s + fault.summary,
                        fault.detail, u"Start it, or choose another with --context."_s}));
    }

    /// Another kubeconfig is needed, not another cluster.
    void refuse(const core::Fault &fault)
    {
        const kube::Context &where = m_client.context();
        m_done(tl::unexpected(core::Fault{core::Fault::Kind::Usage,
                                          u"the cluster of context “"_s + where.name + u"” at "_s
                                              + where.server
                                              + u" does not know the kubeconfig's credentials ("_s
                                              + fault.summary + u"), expected ones that it takes"_s,
                                          {},
                                          fault.action}));
    }

    kube::Client &m_client;
    QPointer<QObject> m_context;
    FactsDone m_done;
    std::array<Json, 4> m_answers;
};

} // namespace

ClusterFacts judgeFacts(const Json &facts, const Json &hosting, const Json &nodes,
                        const Json &deployed)
{
    const auto fact = [&facts, &deployed](const char *name) {
        const QString said = kube::look::text(facts, {"data", name});
        return said.isEmpty() ? kube::look::text(deployed, {"data", name}) : said;
    };
    ClusterFacts found;
    found.kindCluster = kindClusterOf(nodes);
    // What may be made and taken away on a kind cluster hangs on its name: only its nodes say that.
    const QString seen = found.kindCluster.isEmpty() ? u"other"_s : u"kind"_s;
    found.cluster = oneOf(fact("cluster"), {u"stage"_s, u"other"_s}, seen);
    if (found.cluster != u"kind")
        found.kindCluster.clear();
    found.licences = oneOf(fact("licences"), {u"needed"_s, u"not-needed"_s}, u"needed"_s);
    found.model = oneOf(fact("model"), {u"scripted"_s, u"anthropic"_s}, {});
    found.modelUrl = fact("modelUrl");
    found.pace = fact("pace");
    found.edition = fact("edition");
    found.deployed = kube::look::text(deployed, {"data", "edition"});
    found.options = optionsIn(kube::look::at(deployed, "data"));
    found.registryHost = kube::look::text(deployed, {"data", "registry"});
    if (found.registryHost.isEmpty())
        found.registryHost = hostOf(kube::look::text(hosting, {"data", "localRegistryHosting.v1"}));
    if (found.registryHost
            .isEmpty()) // deploy writes the announcement, so it may have to be written again
        found.registryHost = fact("registry");
    return found;
}

Choice withFacts(Choice choice, const ClusterFacts &facts)
{
    choice.cluster = facts.cluster;
    choice.kindCluster = facts.kindCluster;
    choice.licences = facts.licences;
    choice.recorded = facts.options;
    const auto fill = [](QString &mine, const QString &theirs) {
        if (mine.isEmpty())
            mine = theirs;
    };
    fill(choice.edition, facts.edition);
    fill(choice.pace, facts.pace);
    fill(choice.model, facts.model);
    fill(choice.modelUrl, facts.modelUrl);
    fill(choice.registryHost, facts.registryHost);
    return choice;
}

std::optional<core::Fault> otherEdition(const QString &edition, const ClusterFacts &facts,
                                        const QString &where)
{
    if (edition.isEmpty() || facts.deployed.isEmpty() || edition == facts.deployed)
        return std::nullopt;
    return core::Fault{core::Fault::Kind::Usage,
                       u"--edition "_s + edition + u": edition "_s + facts.deployed
                           + u" is deployed on the cluster of context “"_s + where
                           + u"”; expected --edition "_s + facts.deployed
                           + u", or a teardown of it first"_s,
                       {},
                       {}};
}

std::optional<core::Fault> noRegistry(const Choice &choice, const QString &where)
{
    if (choice.cluster != u"other" || !choice.registryHost.isEmpty())
        return std::nullopt;
    return core::Fault{core::Fault::Kind::Missing,
                       u"the cluster of context “"_s + where
                           + u"” announces no image registry (ConfigMap "
                             "kube-public/local-registry-hosting): expected --registry HOST:PORT"_s,
                       {},
                       {}};
}

void readClusterFacts(kube::Client &client, QObject *context, FactsDone done)
{
    std::make_shared<Reading>(client, context, std::move(done))->ask(0);
}

} // namespace deploy
