// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/kubeconfig.h"

#include "backend/kube/contextparts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;
using core::Fault;
using core::Result;

namespace kube {

/// A named entry of one of the three lists.
struct KubeConfig::Entry {
    QString name;
    YamlEntry yaml; ///< the value under "cluster", "user" or "context"
};

namespace {

tl::unexpected<Fault> missing(const QString &summary)
{
    return tl::unexpected(Fault{
        Fault::Kind::Missing, summary, {}, u"Name one with --kubeconfig, or set KUBECONFIG."_s});
}

Result<QByteArray> contents(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            Fault{Fault::Kind::Usage,
                  u"could not read kubeconfig %1: %2"_s.arg(path, file.errorString()),
                  {},
                  {}});
    return file.readAll();
}

/// The files to merge; the ones of $KUBECONFIG that are not there are skipped.
QStringList candidates()
{
    const QString list = qEnvironmentVariable("KUBECONFIG");
    QStringList files;
    for (const QString &path : list.split(u':', Qt::SkipEmptyParts)) {
        if (!files.contains(path) && QFileInfo::exists(path))
            files << path;
    }
    const QString home = QDir::homePath() + u"/.kube/config"_s;
    if (list.isEmpty() && QFileInfo::exists(home))
        files << home;
    return files;
}

Result<YAML::Node> parsed(const QByteArray &yaml, const QString &file)
{
    const auto fault = [&](const YAML::Mark &mark, const QString &text) {
        return tl::unexpected(
            Fault{Fault::Kind::Usage,
                  u"%1:%2:%3: %4"_s.arg(file).arg(mark.line + 1).arg(mark.column + 1).arg(text),
                  {},
                  {}});
    };
    try {
        YAML::Node root = YAML::Load(yaml.toStdString());
        if (root.IsDefined() && !root.IsNull() && !root.IsMap())
            return fault(root.Mark(), u"a kubeconfig must be a mapping"_s);
        return root;
    } catch (const YAML::Exception &error) {
        return fault(error.mark, QString::fromStdString(error.msg));
    }
}

} // namespace

Result<KubeConfig> KubeConfig::parse(const QByteArray &yaml, const QString &file)
{
    const auto root = parsed(yaml, file);
    if (!root)
        return tl::unexpected(root.error());
    KubeConfig config;
    const YamlEntry top(*root, file, u"kubeconfig"_s);
    const auto current = top.text("current-context");
    if (!current)
        return tl::unexpected(current.error());
    config.m_current = *current;
    const auto kind = top.text("kind");
    if (!kind)
        return tl::unexpected(kind.error());
    if (!kind->isEmpty() && *kind != u"Config")
        return top.fault(top.node("kind"), u"kind must be Config, not %1"_s.arg(*kind));
    const auto collect = [&](const char *listKey, const char *key,
                             std::vector<std::shared_ptr<Entry>> &into) -> Result<void> {
        const auto list = top.list(listKey);
        if (!list)
            return tl::unexpected(list.error());
        for (const YAML::Node &item : *list) {
            const YamlEntry entry(item, file, QLatin1StringView(listKey));
            if (!item.IsMap())
                return entry.fault(item, u"each item must be a mapping"_s);
            const auto name = entry.text("name");
            if (!name)
                return tl::unexpected(name.error());
            if (name->isEmpty())
                return entry.fault(item, u"an item without a name"_s);
            const auto value = entry.map(key);
            if (!value)
                return tl::unexpected(value.error());
            const QString where = u"%1 \"%2\""_s.arg(QLatin1StringView(key), *name);
            const YAML::Node node = entry.has(key) ? value->whole() : item;
            into.push_back(std::make_shared<Entry>(Entry{*name, YamlEntry(node, file, where)}));
        }
        return {};
    };
    if (auto read = collect("clusters", "cluster", config.m_clusters); !read)
        return tl::unexpected(read.error());
    if (auto read = collect("users", "user", config.m_users); !read)
        return tl::unexpected(read.error());
    if (auto read = collect("contexts", "context", config.m_contexts); !read)
        return tl::unexpected(read.error());
    return config;
}

Result<KubeConfig> KubeConfig::load(const QString &explicitFile)
{
    const QStringList files = explicitFile.isEmpty() ? candidates() : QStringList{explicitFile};
    if (files.isEmpty())
        return missing(
            u"there is no kubeconfig: neither $KUBECONFIG nor ~/.kube/config names one"_s);
    KubeConfig all;
    for (const QString &path : files) {
        const auto text = contents(path);
        if (!text)
            return tl::unexpected(text.error());
        auto one = parse(*text, path);
        if (!one)
            return one;
        // The first file that defines a name wins, as a whole; lookups take the first.
        all.m_clusters.insert(all.m_clusters.end(), one->m_clusters.begin(), one->m_clusters.end());
        all.m_users.insert(all.m_users.end(), one->m_users.begin(), one->m_users.end());
        all.m_contexts.insert(all.m_contexts.end(), one->m_contexts.begin(), one->m_contexts.end());
        if (all.m_current.isEmpty())
            all.m_current = one->m_current;
    }
    return all;
}

QStringList KubeConfig::contexts() const
{
    QStringList names;
    for (const auto &entry : m_contexts) {
        if (!names.contains(entry->name))
            names << entry->name;
    }
    return names;
}

Result<Context> KubeConfig::context(const QString &name) const
{
    const auto find = [](const auto &list, const QString &wanted) -> const Entry * {
        for (const auto &entry : list) {
            if (entry->name == wanted)
                return entry.get();
        }
        return nullptr;
    };
    const Entry *entry = find(m_contexts, name);
    if (!entry)
        return tl::unexpected(Fault{Fault::Kind::Usage,
                                    u"the kubeconfig has no context \"%1\": expected one of %2"_s
                                        .arg(name, contexts().join(u", "_s)),
                                    {},
                                    {}});
    const YamlEntry &yaml = entry->yaml;
    const auto clusterName = yaml.text("cluster");
    const auto userName = yaml.text("user");
    const auto ns = yaml.text("namespace");
    for (const auto *text : {&clusterName, &userName, &ns}) {
        if (!*text)
            return tl::unexpected(text->error());
    }
    const Entry *cluster = find(m_clusters, *clusterName);
    if (!cluster)
        return yaml.fault(yaml.node("cluster"),
                          clusterName->isEmpty()
                              ? u"cluster is missing"_s
                              : u"there is no cluster \"%1\""_s.arg(*clusterName));
    const Entry *user = find(m_users, *userName);
    if (!user && !userName->isEmpty())
        return yaml.fault(yaml.node("user"), u"there is no user \"%1\""_s.arg(*userName));
    Context context;
    context.name = name;
    context.cluster = *clusterName;
    context.user = *userName;
    context.ns = *ns;
    if (auto read = readCluster(cluster->yaml, context); !read)
        return tl::unexpected(read.error());
    if (!user)
        return context;
    if (auto read = readUser(user->yaml, context); !read)
        return tl::unexpected(read.error());
    return context;
}

Result<Context> choose(const KubeConfig &config, const QString &flag)
{
    const QStringList names = config.contexts();
    if (!flag.isEmpty())
        return config.context(flag);
    if (names.isEmpty())
        return tl::unexpected(Fault{
            Fault::Kind::Usage, u"the kubeconfig has no context: expected at least one"_s, {}, {}});
    if (names.size() == 1)
        return config.context(names.first());
    return tl::unexpected(
        Fault{Fault::Kind::Usage,
              u"--context is needed, for the kubeconfig has several: %1"_s.arg(names.join(u", "_s)),
              {},
              {}});
}

} // namespace kube
