// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/preflight.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// A check that starts a program; `--quick` leaves those out.
bool startsProgram(const Probe &probe)
{
    return std::holds_alternative<ToolAnswer>(probe.kind)
           || std::holds_alternative<Signed>(probe.kind);
}

QStringList idsOf(const Items &items, Level level)
{
    QStringList ids;
    for (const Item &item : items) {
        if (item.level == level)
            ids << item.id;
    }
    return ids;
}

} // namespace

QString levelWord(Level level)
{
    switch (level) {
    case Level::Ok: return u"ok"_s;
    case Level::Attention: return u"attention"_s;
    case Level::Blocked: return u"blocked"_s;
    case Level::Waived: return u"waived"_s;
    }
    return {};
}

Json itemsDocument(const Items &items)
{
    Json list = Json::array();
    for (const Item &item : items)
        list.push_back({{"id", item.id.toStdString()},
                        {"title", item.title.toStdString()},
                        {"level", levelWord(item.level).toStdString()},
                        {"why", item.why.toStdString()},
                        {"fix", item.fix.toStdString()}});
    return list;
}

QString total(const Items &items)
{
    if (const auto blocked = idsOf(items, Level::Blocked); !blocked.isEmpty())
        return u"NO-GO: "_s + blocked.join(u", "_s);
    if (const auto waived = idsOf(items, Level::Waived); !waived.isEmpty())
        return u"GO WITH WAIVERS: "_s + waived.join(u", "_s);
    return u"GO"_s;
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
        const auto *check = std::get_if<CheckStep>(&step.spec.kind);
        if (step.chosen && check && !(m_options.quick && startsProgram(check->probe)))
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
    m_items[slot] = {step.spec.id, step.spec.title, Level::Blocked, {}, {}};
    // One answer of two: the probe's, or that it took too long.
    const auto answered = std::make_shared<bool>(false);
    const auto once = [this, &step, slot, answered](const Finding &finding) {
        if (std::exchange(*answered, true))
            return;
        found(step, slot, finding);
    };
    m_prober.ask(check.probe, &step.spec, m_context.get(), once);
    m_services.clock.after(step.spec.timeout, m_context.get(), [once, timeout = step.spec.timeout] {
        once({false, u"no answer within "_s + QString::number(timeout.count() / 1000) + u" s"_s});
    });
}

void Preflight::found(const PlanStep &step, std::size_t slot, const Finding &finding)
{
    const auto &check = std::get<CheckStep>(step.spec.kind);
    Item &item = m_items[slot];
    item.why = finding.saw;
    item.level = finding.holds ? Level::Ok : check.must ? Level::Blocked : Level::Attention;
    if (!finding.holds)
        item.fix = check.fix;
    if (item.level == Level::Blocked && m_options.waived.contains(item.id))
        item.level = Level::Waived;
    emit progress(levelWord(item.level) + u"  "_s + item.id + u' ' + item.title
                  + (item.why.isEmpty() ? QString() : QString(u": "_s + item.why)));
    --m_open;
    endIfOver();
}

void Preflight::lookHere()
{
    if (m_options.ports) {
        QStringList taken;
        for (const ForwardSpec &forward : m_services.bundle.forwards) {
            if (!m_services.machine.portFree(forward.port))
                taken << QString::number(forward.port) + u" ("_s + forward.title + u')';
        }
        Item ports{u"ports"_s, u"Ports of the forwards"_s,
                   taken.isEmpty() ? Level::Ok : Level::Blocked,
                   taken.isEmpty() ? u"all free"_s : QString(u"taken: "_s + taken.join(u", "_s)),
                   taken.isEmpty() ? QString() : u"End what holds them, or use --ports auto."_s};
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
