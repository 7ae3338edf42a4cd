// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/supplies.h"

#include "backend/deploy/judge.h"
#include "backend/kube/look.h"

#include <QDir>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// kubelet's --node-status-max-images, unless an operator set another.
constexpr std::size_t kubeletLists = 50;

/// Every container's image below OBJECT: templates lie at different depths.
void collectImages(const Json &value, QStringList &out)
{
    if (value.is_array()) {
        for (const Json &item : value)
            collectImages(item, out);
        return;
    }
    if (!value.is_object())
        return;
    for (const auto &[key, item] : value.items()) {
        const bool list = key == "containers" || key == "initContainers";
        for (const Json &one : list &&item.is_array() ? item : Json::array()) {
            if (const QString image = kube::look::text(one, {"image"}); !image.isEmpty())
                out << image;
        }
        collectImages(item, out);
    }
}

QString chartName(const QString &chart)
{
    QString name = chart.section(u'/', -1);
    return name.endsWith(u".tgz"_s) ? name.chopped(4) : name;
}

bool isKnown(const std::vector<Stock::Node> &nodes)
{
    return std::all_of(nodes.begin(), nodes.end(), [](const auto &node) { return node.whole; });
}

Item imageItem(const QString &image, const Stock &stock)
{
    Item item{u"image-"_s + image, u"Image "_s + image, Level::Ok, {}, {}};
    if (!stock.nodes)
        return notChecked(item.id, item.title, u"the nodes did not answer"_s);
    const QString name = fullImageName(image);
    QStringList without;
    for (const Stock::Node &node : *stock.nodes) {
        if (!node.images.contains(name))
            without << node.name;
    }
    const auto all = static_cast<qsizetype>(stock.nodes->size());
    item.why = u"on "_s + QString::number(all - without.size()) + u" of "_s + QString::number(all)
               + u" nodes"_s;
    if (without.isEmpty() || (without.size() < all && all > 1)) {
        if (!without.isEmpty())
            item.why += u"; another node would download it"_s;
        item.level = without.isEmpty() ? Level::Ok : Level::Attention;
        return item;
    }
    if (!isKnown(*stock.nodes))
        return notChecked(item.id, item.title,
                          u"not among the 50 images that a kubelet lists; it may be there"_s);
    item.level = Level::Attention;
    item.why = u"would be downloaded: on no node"_s;
    item.fix = u"Run deploy while there is a network."_s;
    return item;
}

Item chartItem(const Supplies::Chart &chart, const Stock &stock)
{
    Item item{u"chart-"_s + chart.name, u"Chart "_s + chart.title(), Level::Ok, {}, {}};
    if (!stock.releases)
        return notChecked(item.id, item.title, u"the cluster's releases cannot be read"_s);
    const auto found = stock.releases->find(chart.ns + u'/' + chart.release);
    if (found != stock.releases->end() && found->second == chart.title()) {
        item.why = u"release "_s + chart.release + u" is deployed from it"_s;
        return item;
    }
    if (!stock.toolsFolder.isEmpty()) {
        item.why = u"this cluster's own helm brings it along"_s;
        return item;
    }
    item.level = Level::Attention;
    item.fix = u"Run deploy while there is a network."_s;
    if (stock.cachedCharts.contains(chart.name + u'-' + chart.version + u".tgz"_s))
        item.why =
            u"in helm's cache, but helm asks "_s + chart.repo + u" again before it installs"_s;
    else
        item.why = u"would be downloaded from "_s + chart.repo;
    return item;
}

} // namespace

QString fullImageName(const QString &image)
{
    QString name = image;
    const QString first = name.section(u'/', 0, 0);
    const bool host = name.contains(u'/')
                      && (first.contains(u'.') || first.contains(u':') || first == u"localhost");
    if (!host)
        name = (name.contains(u'/') ? u"docker.io/"_s : u"docker.io/library/"_s) + name;
    const QString last = name.section(u'/', -1);
    return last.contains(u':') || last.contains(u'@') ? name : QString(name + u":latest"_s);
}

QStringList imagesOfManifest(const std::string &manifest)
{
    static const QRegularExpression form(u"^[ -]*image:\\s*[\"']?([^\\s\"'#]+)"_s,
                                         QRegularExpression::MultilineOption);
    QStringList out;
    auto matches = form.globalMatch(QString::fromStdString(manifest));
    while (matches.hasNext())
        out << matches.next().captured(1);
    out.removeDuplicates();
    return out;
}

Supplies suppliesOf(const Plan &plan, const QString &registryHost)
{
    Supplies needed;
    for (const PlanStep &step : plan.steps) {
        if (!step.chosen)
            continue;
        if (const auto *apply = std::get_if<ApplyStep>(&step.spec.kind)) {
            for (const Json &object : apply->objects)
                collectImages(object, needed.images);
        } else if (const auto *helm = std::get_if<HelmStep>(&step.spec.kind)) {
            const QString repo = helm->repo.isEmpty() ? helm->chart : helm->repo;
            needed.charts.push_back(
                {chartName(helm->chart), helm->version, repo, helm->release, helm->ns});
        }
    }
    // The demo's own come from this machine's registry, not from the Internet.
    needed.images.removeIf(
        [&](const QString &image) { return image.startsWith(registryHost + u'/'); });
    needed.images.removeDuplicates();
    needed.images.sort();
    return needed;
}

std::vector<Stock::Node> nodesOf(const Json &list)
{
    std::vector<Stock::Node> out;
    const Json &items = kube::look::at(list, "items");
    for (const Json &one : items.is_array() ? items : Json::array()) {
        Stock::Node node;
        node.name = kube::look::text(one, {"metadata", "name"});
        const Json &images = kube::look::at(one, {"status", "images"});
        for (const Json &image : images.is_array() ? images : Json::array()) {
            const Json &names = kube::look::at(image, "names");
            for (const Json &name : names.is_array() ? names : Json::array()) {
                if (name.is_string())
                    node.images.insert(QString::fromStdString(name.get<std::string>()));
            }
        }
        node.whole = !images.is_array() || images.size() < kubeletLists;
        out.push_back(std::move(node));
    }
    return out;
}

Items supplyItems(const Supplies &needed, const Stock &stock)
{
    Items items;
    QStringList images = needed.images + stock.releaseImages;
    images.removeDuplicates();
    for (const QString &image : images)
        items.push_back(imageItem(image, stock));
    for (const Supplies::Chart &chart : needed.charts)
        items.push_back(chartItem(chart, stock));
    const bool chartsOpen = std::any_of(needed.charts.begin(), needed.charts.end(), [&](auto &one) {
        return !stock.releases || !stock.releases->contains(one.ns + u'/' + one.release);
    });
    if (chartsOpen && stock.toolsFolder.isEmpty())
        items.push_back(notChecked(u"chart-images"_s, u"Images inside the charts"_s,
                                   u"a chart that is not installed yet names its images only once "
                                   "it is here"_s));
    return items;
}

SupplyLook::SupplyLook(const Services &services, QString cache, QString toolsFolder,
                       QObject *parent)
    : core::Task(parent)
    , m_services(services)
    , m_cache(std::move(cache))
{
    m_stock.toolsFolder = std::move(toolsFolder);
}

void SupplyLook::run()
{
    for (const QString &name : QDir(m_cache).entryList({u"*.tgz"_s}, QDir::Files))
        m_stock.cachedCharts.insert(name);
    kube::Client *client = m_services.client();
    m_open = client ? 2 : 1;
    if (!client)
        return done();
    client->get({u"v1"_s, u"Node"_s, {}, {}}, m_context.get(),
                [this](const core::Result<Json> &nodes) {
                    if (nodes)
                        m_stock.nodes = nodesOf(*nodes);
                    done();
                });
    client->get(
        {u"v1"_s, u"Secret"_s, {}, {}}, m_context.get(),
        [this](const core::Result<Json> &secrets) {
            if (secrets)
                readReleases(*secrets);
            done();
        },
        u"labelSelector=owner%3Dhelm%2Cstatus%3Ddeployed"_s);
}

void SupplyLook::readReleases(const Json &list)
{
    m_stock.releases.emplace();
    const Json &items = kube::look::at(list, "items");
    for (const Json &secret : items.is_array() ? items : Json::array()) {
        const auto release = decodeRelease(secret);
        if (!release)
            continue;
        const QString ns = kube::look::text(secret, {"metadata", "namespace"});
        const QString chart = kube::look::text(*release, {"chart", "metadata", "name"}) + u' '
                              + kube::look::text(*release, {"chart", "metadata", "version"});
        (*m_stock.releases)[ns + u'/' + kube::look::text(*release, {"name"})] = chart;
        m_stock.releaseImages +=
            imagesOfManifest(kube::look::text(*release, {"manifest"}).toStdString());
    }
    m_stock.releaseImages.removeIf([this](const QString &image) {
        return image.startsWith(m_services.bundle.registryHost + u'/');
    });
    m_stock.releaseImages.removeDuplicates();
    m_stock.releaseImages.sort();
}

void SupplyLook::done()
{
    if (--m_open > 0 || !m_context)
        return;
    m_context.release()->deleteLater();
    if (const auto plan = deployPlan(m_services.bundle, {}, {}))
        m_items = supplyItems(suppliesOf(*plan, m_services.bundle.registryHost), m_stock);
    finish(core::Outcome::done());
}

void SupplyLook::halt()
{
    if (m_context)
        m_context.release()->deleteLater();
    finish(core::Outcome::cancelled());
}

QString helmCache()
{
    QString home = qEnvironmentVariable("HELM_CACHE_HOME");
    if (home.isEmpty()) {
        const QString xdg = qEnvironmentVariable("XDG_CACHE_HOME");
        home = (xdg.isEmpty() ? QDir::homePath() + u"/.cache"_s : xdg) + u"/helm"_s;
    }
    return home + u"/repository"_s;
}

} // namespace deploy
