// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/deploy/plan.h"
#include "backend/deploy/prober.h"

#include <set>

namespace deploy {

/// What the plan's steps would have to download, were nothing here yet.
struct Supplies {
    struct Chart {
        QString name, version, repo, release, ns;
        QString title() const { return name + u' ' + version; }
    };
    /// What a program brings onto this machine or the nodes.
    struct Pulled {
        QString image, step; ///< the step's id
    };
    QStringList own;            ///< the demo's, which this machine's registry has
    QStringList images;         ///< of manifests, as a container runtime writes their names out
    std::vector<Chart> charts;  ///< one for each release
    std::vector<Pulled> pulled; ///< by tool steps
};
Supplies suppliesOf(const Plan &plan, const QString &registryHost);
/// "docker.io/library/registry:2" for "registry:2": how a node lists it.
QString fullImageName(const QString &image);
/// The images that a release's manifest (YAML) names.
QStringList imagesOfManifest(const std::string &manifest);

/// What a cluster and this machine have already.
struct Stock {
    struct Node {
        QString name;
        std::set<QString> images;
        bool whole = true; ///< a kubelet lists 50 at most: then an absence means nothing
    };
    std::optional<std::vector<Node>> nodes;             ///< nothing: nobody answered
    std::optional<std::map<QString, QString>> releases; ///< "NS/NAME" → "CHART VERSION"
    QStringList releaseImages;                          ///< what those releases run
    std::set<QString> cachedCharts; ///< file names in helm's cache: "NAME-VERSION.tgz"
    QString toolsFolder;            ///< the cluster brings helm and its charts along
    std::map<QString, bool> steps;  ///< whether a tool step is done, by id; missing: not found out
    std::set<QString> here;         ///< images that this machine's docker has
};
std::vector<Stock::Node> nodesOf(const Json &list);

/// Whether the nodes have the demo's own images, which they would pull from REGISTRY in the show.
/// Nothing where no node lists any.
std::optional<Item> ownImagesItem(const Supplies &needed, const Stock &stock,
                                  const QString &registry);
/// The airplane's proof: one item for each image and each chart.
Items supplyItems(const Supplies &needed, const Stock &stock);

/// Asks the cluster and docker, and looks into helm's cache. Always Done, unless cancelled.
class SupplyLook final : public core::Task {
    Q_OBJECT
public:
    /// SERVICES outlives it. CACHE is helm's folder of downloaded charts.
    SupplyLook(const Services &services, QString cache, QString toolsFolder,
               QObject *parent = nullptr);
    const Items &items() const { return m_items; } ///< once over

protected:
    void run() override;
    void halt() override;

private:
    void askCluster(kube::Client &client);
    void askStep(const PlanStep &step);
    void askImage(const QString &image);
    void readReleases(const Json &list);
    void done();
    void conclude();
    void endIfOver();

    const Services &m_services;
    QString m_cache;
    Plan m_plan;
    Prober m_prober;
    Stock m_stock;
    Items m_items;
    int m_open = 0;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
};
/// helm(1): HELM_CACHE_HOME, else XDG_CACHE_HOME/helm, else ~/.cache/helm; "/repository" in it.
QString helmCache();

} // namespace deploy
