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
/// What has not been answered by then is not known.
constexpr std::chrono::seconds patience(20);

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

Item pulledItem(const Supplies::Pulled &pulled, const Stock &stock)
{
    Item item{u"image-"_s + pulled.image, u"Image "_s + pulled.image, Level::Ok, {}, {}};
    const auto step = stock.steps.find(pulled.step);
    if (step == stock.steps.end())
        return notChecked(item.id, item.title,
                          u"nobody says whether step "_s + pulled.step + u" is done"_s);
    if (step->second) {
        item.why = u"step "_s + pulled.step + u" needs it no more"_s;
    } else if (stock.here.contains(pulled.image)) {
        item.why = u"on this machine, for step "_s + pulled.step;
    } else {
        item.level = Level::Attention;
        item.why =
            u"would be downloaded: not on this machine, and step "_s + pulled.step + u" needs it"_s;
        item.fix = u"Run deploy while there is a network."_s;
    }
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
        } else if (const auto *tool = std::get_if<ToolStep>(&step.spec.kind)) {
            for (const QString &image : tool->images)
                needed.pulled.push_back({image, step.spec.id});
        } else if (const auto *helm = std::get_if<HelmStep>(&step.spec.kind)) {
            const QString repo = helm->repo.isEmpty() ? helm->chart : helm->repo;
            needed.charts.push_back(
                {chartName(helm->chart), helm->version, repo, helm->release, helm->ns});
        }
    }
    // The demo's own come from this machine's registry, not from the Internet.
    needed.images.removeDuplicates();
    needed.images.sort();
    const QString ours = registryHost + u'/';
    needed.own = needed.images;
    needed.own.removeIf([&ours](const QString &image) { return !image.startsWith(ours); });
    needed.images.removeIf([&ours](const QString &image) { return image.startsWith(ours); });
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

std::optional<Item> ownImagesItem(const Supplies &needed, const Stock &stock,
                                  const QString &registry)
{
    Item item{u"own-images"_s, u"The bank's images on the nodes"_s, Level::Ok, {}, {}};
    if (!stock.nodes)
        return notChecked(item.id, item.title, u"the nodes did not answer"_s);
    std::set<QString> there;
    for (const Stock::Node &node : *stock.nodes)
        there.insert(node.images.begin(), node.images.end());
    if (there.empty() || needed.own.isEmpty())
        return {};
    QStringList missing;
    for (const QString &image : needed.own) {
        if (!there.contains(fullImageName(image)))
            missing << image.section(u'/', -1);
    }
    item.why = u"all "_s + QString::number(needed.own.size()) + u" are on a node"_s;
    if (missing.isEmpty())
        return item;
    if (!isKnown(*stock.nodes))
        return notChecked(item.id, item.title,
                          missing.join(u", "_s)
                              + u" not among the 50 images that a kubelet lists"_s);
    item.level = Level::Attention;
    item.why = u"on no node, so pulled from "_s + registry + u" first: "_s + missing.join(u", "_s);
    item.fix = u"Run deploy, and rehearse once on this cluster."_s;
    return item;
}

Items supplyItems(const Supplies &needed, const Stock &stock)
{
    Items items;
    QStringList images = needed.images + stock.releaseImages;
    images.removeDuplicates();
    for (const QString &image : images)
        items.push_back(imageItem(image, stock));
    for (const Supplies::Pulled &pulled : needed.pulled) {
        if (!images.contains(pulled.image)) // the nodes have said it
            items.push_back(pulledItem(pulled, stock));
    }
    QStringList open;
    for (const Supplies::Chart &chart : needed.charts) {
        items.push_back(chartItem(chart, stock));
        if (!stock.releases || !stock.releases->contains(chart.ns + u'/' + chart.release))
            open << chart.name;
    }
    if (!open.isEmpty() && stock.toolsFolder.isEmpty())
        items.push_back(notChecked(u"chart-images"_s, u"Images inside the charts"_s,
                                   u"a chart that is not installed yet names its images only once "
                                   "it is here: "_s
                                       + open.join(u", "_s)));
    return items;
}

SupplyLook::SupplyLook(const Services &services, QString cache, QString toolsFolder,
                       QObject *parent)
    : core::Task(parent)
    , m_services(services)
    , m_cache(std::move(cache))
    , m_prober(services)
{
    m_stock.toolsFolder = std::move(toolsFolder);
    connect(&m_prober, &Prober::becameIdle, this, &SupplyLook::endIfOver);
}

void SupplyLook::run()
{
    for (const QString &name : QDir(m_cache).entryList({u"*.tgz"_s}, QDir::Files))
        m_stock.cachedCharts.insert(name);
    if (auto plan = deployPlan(m_services.bundle, {}, {}))
        m_plan = *std::move(plan);
    m_open = 1;
    if (kube::Client *client = m_services.client())
        askCluster(*client);
    for (const PlanStep &step : m_plan.steps) {
        const auto *tool = std::get_if<ToolStep>(&step.spec.kind);
        if (step.chosen && tool && !tool->images.isEmpty())
            askStep(step);
    }
    // A docker that hangs must not take the cluster's answers with it.
    m_services.clock.after(patience, m_context.get(), [this] { conclude(); });
    QMetaObject::invokeMethod(this, &SupplyLook::done, Qt::QueuedConnection);
}

void SupplyLook::askCluster(kube::Client &client)
{
    m_open += 2;
    client.get({u"v1"_s, u"Node"_s, {}, {}}, m_context.get(),
               [this](const core::Result<Json> &nodes) {
                   if (nodes)
                       m_stock.nodes = nodesOf(*nodes);
                   done();
               });
    client.get(
        {u"v1"_s, u"Secret"_s, {}, {}}, m_context.get(),
        [this](const core::Result<Json> &secrets) {
            if (secrets)
                readReleases(*secrets);
            done();
        },
        u"labelSelector=owner%3Dhelm%2Cstatus%3Ddeployed"_s);
}

/// Whether it would download anything is what its own done_when says; and what it would download
/// may be here all the same.
void SupplyLook::askStep(const PlanStep &step)
{
    ++m_open;
    m_prober.askAll(step.spec.doneWhen, &step.spec, m_context.get(),
                    [this, &step](const Finding &finding) {
                        m_stock.steps[step.spec.id] = finding.holds;
                        const QStringList images = std::get<ToolStep>(step.spec.kind).images;
                        for (const QString &image : finding.holds ? QStringList() : images)
                            askImage(image);
                        done();
                    });
}

void SupplyLook::askImage(const QString &image)
{
    ++m_open;
    ToolAnswer question;
    question.tool = u"docker"_s;
    question.args = {u"image"_s, u"inspect"_s, u"-f"_s, u"{{.Id}}"_s, image};
    question.exit = 0;
    m_prober.ask({question, {}}, nullptr, m_context.get(), [this, image](const Finding &finding) {
        if (finding.holds)
            m_stock.here.insert(image);
        done();
    });
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
    if (--m_open == 0)
        conclude();
}

void SupplyLook::conclude()
{
    if (!m_context)
        return;
    m_context.release()->deleteLater();
    const QString &registry = m_services.bundle.registryHost;
    const Supplies needed = suppliesOf(m_plan, registry);
    m_items = supplyItems(needed, m_stock);
    if (const auto own = ownImagesItem(needed, m_stock, registry))
        m_items.push_back(*own);
    endIfOver();
}

void SupplyLook::endIfOver()
{
    if (m_context || !m_prober.idle() || state() == State::Over)
        return;
    finish(cancelRequested() ? core::Outcome::cancelled() : core::Outcome::done());
}

void SupplyLook::halt()
{
    if (m_context)
        m_context.release()->deleteLater(); // questions and the programs they started end with it
    endIfOver();
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
