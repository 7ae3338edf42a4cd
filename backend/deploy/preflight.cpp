// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/preflight.h"

#include "backend/deploy/licence.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// A program that hangs, like docker's without its daemon, must not take the others' answers with
/// it when all has to be over within 15 s.
constexpr std::chrono::seconds quickTime(8);

} // namespace

QString itemId(const StepSpec &step)
{
    const auto *check = std::get_if<CheckStep>(&step.kind);
    if (!check)
        return step.id;
    const ProbeKind &kind = check->probe.kind;
    if (const auto *present = std::get_if<Present>(&kind))
        return present->program;
    if (const auto *tool = std::get_if<ToolAnswer>(&kind)) // what it says is another matter
        return tool->line.isEmpty() ? tool->tool : step.id;
    if (const auto *secret = std::get_if<SecretThere>(&kind))
        return secret->name;
    if (const auto *call = std::get_if<HttpCall>(&kind); call && !call->forward.isEmpty())
        return call->forward;
    if (const auto *can = std::get_if<Can>(&kind)) {
        QString resource = can->resource;
        return u"rbac-"_s + resource.replace(u'/', u'-');
    }
    if (std::holds_alternative<Disk>(kind))
        return u"disk"_s;
    if (std::holds_alternative<Memory>(kind))
        return u"memory"_s;
    return std::holds_alternative<Nodes>(kind) ? u"nodes"_s : step.id;
}

Items checkItems(const Plan &plan, const Reports &reports)
{
    Items items;
    for (std::size_t i = 0; i < plan.steps.size() && i < reports.size(); ++i) {
        const StepSpec &step = plan.steps[i].spec;
        const auto *check = std::get_if<CheckStep>(&step.kind);
        if (!plan.steps[i].chosen || !check)
            continue;
        Item item{u"app-"_s + itemId(step), step.title, Level::Ok, u"as it should be"_s, {}};
        if (reports[i].state != StepState::Already) {
            item.level = check->must ? Level::Blocked : Level::Attention;
            item.why = reports[i].why;
            item.fix = check->fix;
        }
        items.push_back(item);
    }
    return items;
}

Preflight::Preflight(const Services &services, Options options, QObject *parent)
    : core::Task(parent)
    , m_services(services)
    , m_options(std::move(options))
    , m_prober(services)
{
    connect(&m_prober, &Prober::becameIdle, this, &Preflight::endIfOver);
}

void Preflight::run()
{
    const Edition *edition = m_services.bundle.current();
    PlanFlags flags;
    if (edition && !edition->phases.isEmpty())
        flags.only = edition->phases.mid(0, 1);
    auto plan = deployPlan(m_services.bundle, flags, {});
    if (!plan)
        return finish(core::Outcome::failed(plan.error()));
    m_plan = *std::move(plan);
    std::vector<const PlanStep *> checks;
    for (const PlanStep &step : m_plan.steps) {
        if (step.chosen && std::holds_alternative<CheckStep>(step.spec.kind))
            checks.push_back(&step);
    }
    m_items.resize(checks.size());
    m_open = static_cast<int>(checks.size()) + 1;
    for (std::size_t slot = 0; slot < checks.size(); ++slot)
        look(*checks[slot], slot);
    lookHere();
    QMetaObject::invokeMethod(
        m_context.get(),
        [this] {
            --m_open;
            endIfOver();
        },
        Qt::QueuedConnection);
}

void Preflight::look(const PlanStep &step, std::size_t slot)
{
    const auto &check = std::get<CheckStep>(step.spec.kind);
    m_items[slot] = {itemId(step.spec), step.spec.title, Level::Blocked, {}, {}};
    // One answer of two: the probe's, or that it took too long.
    const auto answered = std::make_shared<bool>(false);
    const auto once = [this, &step, slot, answered](const Finding &finding) {
        if (std::exchange(*answered, true))
            return;
        found(step, slot, finding);
    };
    m_prober.ask(check.probe, &step.spec, m_context.get(), once);
    const std::chrono::milliseconds time =
        m_options.quick ? std::min<std::chrono::milliseconds>(step.spec.timeout, quickTime)
                        : step.spec.timeout;
    m_services.clock.after(time, m_context.get(), [once, time] {
        once({false, u"no answer within "_s + QString::number(time.count() / 1000) + u" s"_s});
    });
}

void Preflight::found(const PlanStep &step, std::size_t slot, const Finding &finding)
{
    m_items[slot] = judged(step.spec, finding);
    Item &item = m_items[slot];
    if (item.level == Level::Blocked && m_options.waived.contains(item.id))
        item.level = Level::Waived;
    emit progress(levelWord(item.level) + u"  "_s + item.id + u' ' + item.title
                  + (item.why.isEmpty() ? QString() : QString(u": "_s + item.why)));
    --m_open;
    endIfOver();
}

Item Preflight::judged(const StepSpec &step, const Finding &finding) const
{
    const auto &check = std::get<CheckStep>(step.kind);
    Item item{itemId(step), step.title, Level::Ok, finding.saw, {}};
    if (const auto *secret = std::get_if<SecretThere>(&check.probe.kind)) {
        const SecretSpec &spec = *m_services.bundle.secret(secret->name);
        item = secretItem(spec, m_services.secrets.value(spec), m_services.clock.now(),
                          m_services.bundle.needed(spec), check.must, check.fix);
        item.title = step.title;
        return item;
    }
    if (finding.holds)
        return item;
    item.level = check.must ? Level::Blocked : Level::Attention;
    item.fix = check.fix;
    return item;
}

Item Preflight::portsItem() const
{
    QStringList taken;
    for (const ForwardSpec &forward : m_services.bundle.forwards) {
        if (m_services.machine.portFree(forward.port))
            continue;
        const QString who = m_options.holder ? m_options.holder(forward.port) : QString();
        taken << QString::number(forward.port) + u" ("_s + forward.title
                     + (who.isEmpty() ? u"; who has it cannot be seen"_s : QString(u"; "_s + who))
                     + u')';
    }
    if (taken.isEmpty())
        return {u"ports"_s, u"Ports of the forwards"_s, Level::Ok, u"all free"_s, {}};
    return {u"ports"_s, u"Ports of the forwards"_s, Level::Blocked,
            u"taken: "_s + taken.join(u", "_s), u"End what holds them, or use --ports auto."_s};
}

void Preflight::lookHere()
{
    if (m_options.ports) {
        Item ports = portsItem();
        if (ports.level == Level::Blocked && m_options.waived.contains(ports.id))
            ports.level = Level::Waived;
        m_items.push_back(ports);
    }
    if (!m_options.toolsFolder.isEmpty())
        m_items.push_back({u"tools"_s,
                           u"Tools of this cluster"_s,
                           Level::Ok,
                           u"helm, kind, docker and cosign come from "_s + m_options.toolsFolder
                               + u", as the kubeconfig says"_s,
                           {}});
    if (!m_options.remarks.isEmpty())
        m_items.push_back({u"remarks"_s,
                           u"Seen on this computer"_s,
                           Level::Attention,
                           m_options.remarks.join(u"; "_s),
                           {}});
}

void Preflight::endIfOver()
{
    if (cancelRequested()) {
        if (m_prober.idle())
            finish(core::Outcome::cancelled());
        return;
    }
    if (m_open > 0)
        return;
    if (m_context)
        m_context.release()->deleteLater(); // a program that answers too late ends with it
    if (!m_prober.idle())
        return;
    const QString verdict = total(m_items);
    if (verdict.startsWith(u"NO-GO"_s))
        finish(core::Outcome::failed({core::Fault::Kind::Failed, verdict, {}, {}}));
    else
        finish(core::Outcome::done());
}

void Preflight::halt()
{
    if (m_context)
        m_context.release()->deleteLater(); // questions and the programs they started end with it
    endIfOver();
}

} // namespace deploy
