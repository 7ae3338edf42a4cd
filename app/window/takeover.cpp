// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/takeover.h"

namespace app {

using namespace Qt::StringLiterals;

Takeover::Takeover(const deploy::Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
}

void Takeover::look(deploy::Plan plan)
{
    m_asked.reset();
    m_looking = std::make_unique<QObject>();
    deploy::findLeftovers(m_services, m_looking.get(),
                          [this, plan = std::move(plan)](const auto &found) {
                              m_looking.release()->deleteLater(); // it is inside its own call
                              looked(plan, found);
                          });
}

void Takeover::looked(deploy::Plan plan, const core::Result<std::vector<deploy::Leftover>> &all)
{
    if (!all) {
        emit refused(all.error().summary);
        return;
    }
    for (const deploy::Leftover &each : *all)
        emit found(u"found "_s + each.title + u". "_s + each.why);
    if (const auto fault = deploy::refusal(*all)) {
        emit refused(fault->summary + u'\n' + fault->action);
        return;
    }
    plan = deploy::withTidying(std::move(plan), *all);
    if (!deploy::changesAny(*all)) {
        emit clear(plan);
        return;
    }
    m_asked = std::move(plan);
    emit asked(deploy::leftoverText(*all));
}

void Takeover::agree()
{
    if (m_asked)
        emit clear(*std::exchange(m_asked, std::nullopt));
}

bool Takeover::drop()
{
    const bool any = looks() || asks();
    m_looking.reset();
    m_asked.reset();
    return any;
}

} // namespace app
