// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/gocheck.h"

#include "app/cockpit/fallback.h"
#include "backend/core/paths.h"
#include "backend/deploy/clusterlook.h"
#include "backend/deploy/keytest.h"
#include "backend/deploy/preflight.h"
#include "backend/deploy/resetitems.h"
#include "backend/deploy/supplies.h"
#include "backend/deploy/survey.h"
#include "backend/forward/holder.h"
#include "backend/kube/look.h"

#include <QDir>

namespace app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using deploy::Item;
using Json = nlohmann::json;
using deploy::Items;
using deploy::Level;

namespace {

/// All is over by then; 15 s are promised for the quick one.
constexpr std::chrono::seconds quickLimit(13), fullLimit(60);
/// A forward to a service that runs is Verified within this.
constexpr std::chrono::seconds quickForwards(5), fullForwards(10);

const std::array<std::pair<const char *, const char *>, 10> partNames{
    {{"machine", "This machine"},
     {"checks", "The bundle's checks"},
     {"cluster", "The cluster answers"},
     {"supplies", "What would be downloaded"},
     {"model", "The model answers this key"},
     {"forwards", "Forwards"},
     {"targets", "Prometheus' targets"},
     {"apps", "What the services answer"},
     {"baseline", "The show's baseline"},
     {"recordings", "Recorded fallback"}}};

QString holderOf(int port)
{
    const auto holder = forward::holderOf(port);
    return holder ? holder->shown() : QString();
}

Item clipsOf(const Session &session)
{
    const auto images =
        QDir(core::Paths::own().cache + u"/images"_s)
            .entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
    return fallbackItem(readFallback(session.script(), session.recordingsFolders(),
                                     session.bundle().folder),
                        images.isEmpty() ? QDateTime() : images.first().lastModified());
}

} // namespace

Items forwardItems(const std::vector<forward::Status> &statuses,
                   const QMap<QString, QString> &titles)
{
    Items items;
    for (const forward::Status &one : statuses) {
        Item item{u"forward-"_s + one.id,
                  u"Forward "_s + titles.value(one.id, one.id),
                  Level::Ok,
                  {},
                  {}};
        if (one.state == forward::State::Verified) {
            item.why = u"the service that is meant answers in "_s
                       + QString::number(one.latencyMs, 'f', 0) + u" ms"_s;
        } else if (one.state == forward::State::Conflict) {
            item.level = Level::Blocked;
            item.why = one.why;
            item.fix = u"End that program, or use --ports auto."_s;
        } else if (one.state == forward::State::Waiting || one.state == forward::State::Off) {
            item = deploy::notChecked(item.id, item.title,
                                      one.why.isEmpty() ? u"it is not open"_s : one.why,
                                      u"Run deploy first."_s);
        } else {
            item.level = Level::Attention;
            item.why = forward::stateWord(one.state)
                       + (one.why.isEmpty() ? QString() : QString(u": "_s + one.why));
            item.fix = u"Run trustusbank-cockpit forwards and read why."_s;
        }
        items.push_back(item);
    }
    return items;
}

Items placeItems(const deploy::Bundle &bundle, const std::optional<core::Fault> &otherEdition,
                 const std::optional<core::Fault> &noRegistry)
{
    Item edition{u"edition"_s, u"Edition on this cluster"_s, Level::Ok, bundle.edition, {}};
    if (otherEdition) {
        edition.level = Level::Blocked;
        edition.why = otherEdition->summary;
        edition.fix = u"Leave --edition out, or run trustusbank-cockpit teardown first."_s;
    }
    Item registry{u"registry"_s, u"Image registry"_s, Level::Ok, bundle.registryHost, {}};
    if (noRegistry) {
        registry.level = Level::Blocked;
        registry.why = noRegistry->summary;
        registry.fix = u"Name the registry that the nodes pull from with --registry HOST:PORT."_s;
    }
    return {edition, registry};
}

Item targetsItem(const core::Result<http::Reply> &reply)
{
    Item item{u"targets"_s, u"Prometheus' targets"_s, Level::Ok, {}, {}};
    const auto body = reply ? reply->json() : core::Result<Json>(tl::unexpected(reply.error()));
    if (!body)
        return deploy::notChecked(item.id, item.title, body.error().summary);
    const Json &targets = kube::look::at(*body, {"data", "activeTargets"});
    QStringList down;
    int count = 0;
    bool mesh = false;
    for (const Json &one : targets.is_array() ? targets : Json::array()) {
        const QString name = kube::look::text(one, {"scrapePool"});
        ++count;
        mesh = mesh || name.contains(u"ztunnel"_s);
        if (kube::look::text(one, {"health"}) != u"up")
            down << name;
    }
    down.removeDuplicates();
    item.why = QString::number(count) + u" targets, all up"_s;
    if (!down.isEmpty() || !mesh) {
        item.level = Level::Attention;
        item.why = down.isEmpty() ? u"ztunnel is not scraped: the counters would stay empty"_s
                                  : u"not up: "_s + down.mid(0, 4).join(u", "_s);
        item.fix = u"Run deploy --only 03 and look at Prometheus' own page of targets."_s;
    }
    return item;
}

GoCheck::GoCheck(Session &session, Options options, QObject *parent)
    : core::Task(parent)
    , m_session(session)
    , m_options(options)
    , m_requests(session.transport())
{
}

GoCheck::~GoCheck() = default;

QString GoCheck::waiverFile()
{
    return core::Paths::own().state + u"/waivers.jsonl"_s;
}

void GoCheck::run()
{
    const bool quick = m_options.quick;
    deploy::Preflight::Options wanted;
    wanted.quick = quick;
    wanted.ports = m_options.ports;
    wanted.toolsFolder = m_session.toolsFolder();
    wanted.remarks = m_session.secrets().warnings();
    wanted.holder = holderOf;
    auto checks = std::make_unique<deploy::Preflight>(m_session.services(), wanted);
    auto *asked = checks.get();
    connect(asked, &core::Task::progress, this, &core::Task::progress);
    begin(Checks, std::move(checks), [this, asked] {
        Items items =
            placeItems(m_session.bundle(), m_session.otherEdition(), m_session.noRegistry());
        items.insert(items.end(), asked->items().begin(), asked->items().end());
        return items;
    });
    auto look = std::make_unique<deploy::ClusterLook>(m_session.services());
    auto *looking = look.get();
    begin(Cluster, std::move(look), [looking] { return looking->items(); });
    m_machine = deploy::readMachine();
    if (m_options.displays)
        m_machine.displays = m_options.displays;
    close(Clips, {clipsOf(m_session)});
    if (quick) {
        close(Machine, deploy::machineItems(m_machine, true));
        close(Supply, {});
        close(Model, {});
    } else {
        askDesktop();
        auto supplies =
            std::make_unique<deploy::SupplyLook>(m_session.services(), deploy::helmCache(),
                                                 m_session.toolsFolder());
        auto *stock = supplies.get();
        begin(Supply, std::move(supplies), [stock] { return stock->items(); });
        askModel();
    }
    m_session.clock().after(quick ? quickLimit : fullLimit, m_context.get(), [this] { late(); });
    // Ports first, in this very turn of the loop; only then are they ours.
    QMetaObject::invokeMethod(
        m_context.get(), [this] { watchForwards(); }, Qt::QueuedConnection);
}

void GoCheck::begin(Part part, std::unique_ptr<core::Task> task, std::function<Items()> read)
{
    connect(task.get(), &core::Task::finished, m_context.get(),
            [this, part, read = std::move(read)] { close(part, read()); });
    m_tasks.push_back(std::move(task));
    m_tasks.back()->start();
}

/// Two small programs that a desktop has; where it has not, the item says so.
void GoCheck::askDesktop()
{
    const auto open = std::make_shared<int>(2);
    const auto ask = [this, open](const QString &program, const QStringList &arguments, auto take) {
        auto tool = m_session.launcher().launch({program, arguments, {}, {}, {}});
        core::Tool *running = tool.get();
        connect(running, &core::Task::finished, m_context.get(), [this, running, open, take] {
            if (running->exitCode() == 0)
                take(running->output());
            if (--*open == 0)
                close(Machine, deploy::machineItems(m_machine, false));
        });
        m_tasks.push_back(std::move(tool));
        running->start();
    };
    ask(u"busctl"_s,
        {u"get-property"_s, u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
         u"org.freedesktop.login1.Manager"_s, u"BlockInhibited"_s},
        [this](const QByteArray &answer) { m_machine.blocked = deploy::readInhibited(answer); });
    ask(u"gsettings"_s, {u"get"_s, u"org.gnome.desktop.notifications"_s, u"show-banners"_s},
        [this](const QByteArray &answer) { m_machine.banners = deploy::readBanners(answer); });
}

void GoCheck::askModel()
{
    const deploy::SecretSpec *key = m_session.bundle().secret(u"anthropic"_s);
    const QString value = key ? m_session.secrets().value(*key) : QString();
    if (!key || !m_session.bundle().needed(*key) || value.isEmpty())
        return close(Model, {}); // the key's own item has said it
    const auto begun = m_session.clock().elapsed();
    m_requests.send(deploy::keyQuestion(deploy::modelService(), value), m_context.get(),
                    [this, begun](const core::Result<http::Reply> &reply) {
                        close(Model,
                              {deploy::judgeKey(reply, m_session.clock().elapsed() - begun)});
                    });
}

void GoCheck::watchForwards()
{
    m_session.forwards().start();
    const auto whenReady = [this] {
        if (m_session.forwards().allVerified())
            forwardsOver();
    };
    connect(&m_session.forwards(), &forward::ForwardSet::allVerifiedChanged, m_context.get(),
            whenReady);
    m_session.clock().after(m_options.quick ? quickForwards : fullForwards, m_context.get(),
                            [this] { forwardsOver(); });
    whenReady();
}

void GoCheck::forwardsOver()
{
    if (m_parts[Forwards])
        return;
    const auto statuses = m_session.forwards().statuses();
    QMap<QString, QString> titles;
    for (const deploy::ForwardSpec &one : m_session.bundle().forwards)
        titles[one.id] = one.title;
    const auto has = [&statuses](forward::State state) {
        return std::any_of(statuses.begin(), statuses.end(),
                           [state](const auto &one) { return one.state == state; });
    };
    const bool any = has(forward::State::Verified);
    if (any || has(forward::State::Conflict))
        close(Forwards, forwardItems(statuses, titles));
    else
        close(Forwards,
              {deploy::notChecked(u"forwards"_s, u"Forwards"_s,
                                  u"none of the %1 services is there yet"_s.arg(statuses.size()),
                                  u"Run deploy first."_s)});
    if (any) {
        askTargets();
        askApps();
        askBaseline();
        return;
    }
    close(Targets, {});
    close(Apps, {});
    close(Baseline, {deploy::notChecked(u"baseline"_s, u"The show's baseline"_s,
                                        u"nothing is deployed yet"_s, u"Run deploy first."_s)});
}

void GoCheck::askTargets()
{
    const QString url = m_session.forwardUrl(u"prometheus"_s);
    if (url.isEmpty())
        return close(Targets, {});
    http::Request request;
    request.url = url + u"/api/v1/targets?state=active"_s;
    request.timeout = 5s;
    m_requests.send(request, m_context.get(), [this](const core::Result<http::Reply> &reply) {
        close(Targets, {targetsItem(reply)});
    });
}

/// A bundle may have none of these questions.
void GoCheck::askApps()
{
    if (!m_session.bundle().operation(u"preflight"_s))
        return close(Apps, {});
    auto plan = deploy::operationPlan(m_session.bundle(), u"preflight"_s, {});
    if (!plan)
        return close(Apps, {deploy::notChecked(u"apps"_s, u"What the services answer"_s,
                                               plan.error().summary)});
    auto survey = std::make_unique<deploy::Survey>(std::move(*plan), m_session.services());
    auto *looking = survey.get();
    begin(Apps, std::move(survey),
          [looking] { return deploy::checkItems(looking->plan(), looking->reports()); });
}

/// The reset's own steps, only looked at: where one would do something, Act 1 would not be clean.
void GoCheck::askBaseline()
{
    auto plan = deploy::operationPlan(m_session.bundle(), u"reset"_s, {});
    if (!plan)
        return close(Baseline, {deploy::notChecked(u"baseline"_s, u"The show's baseline"_s,
                                                   plan.error().summary)});
    auto survey = std::make_unique<deploy::Survey>(std::move(*plan), m_session.services());
    auto *looking = survey.get();
    begin(Baseline, std::move(survey), [looking] {
        Items items = deploy::stateItems(looking->plan(), looking->reports(), Level::Attention);
        for (Item &item : items) {
            item.id.prepend(u"baseline-"_s);
            if (item.level != Level::Ok && item.fix.isEmpty())
                item.fix = u"Run trustusbank-cockpit reset."_s;
        }
        return items;
    });
}

/// What has not answered by now is said so; nothing of it goes on.
void GoCheck::late()
{
    for (int part = 0; part < Parts; ++part) {
        const auto &[id, title] = partNames[static_cast<std::size_t>(part)];
        if (!m_parts[static_cast<std::size_t>(part)])
            m_parts[static_cast<std::size_t>(part)] = {deploy::notChecked(QLatin1String(id),
                                                                          QLatin1String(title),
                                                                          u"no answer in time"_s)};
    }
    endIfOver();
}

void GoCheck::close(Part part, Items items)
{
    if (!m_context || m_parts[part])
        return;
    m_parts[part] = std::move(items);
    endIfOver();
}

void GoCheck::endIfOver()
{
    const bool whole = std::all_of(m_parts.begin(), m_parts.end(),
                                   [](const auto &part) { return part.has_value(); });
    if (!m_context || !whole)
        return;
    m_context.release()->deleteLater();
    for (const auto &part : m_parts)
        m_items.insert(m_items.end(), part->begin(), part->end());
    m_items = deploy::withWaivers(std::move(m_items),
                                  deploy::validWaivers(waiverFile(), m_session.contextName(),
                                                       m_session.clockNow()));
    for (const auto &task : m_tasks) {
        if (task->state() == core::Task::State::Running)
            task->cancel();
    }
    finish(core::Outcome::done());
}

void GoCheck::halt()
{
    if (m_context)
        m_context.release()->deleteLater();
    for (const auto &task : m_tasks) {
        if (task->state() == core::Task::State::Running)
            task->cancel();
    }
    finish(core::Outcome::cancelled());
}

} // namespace app
