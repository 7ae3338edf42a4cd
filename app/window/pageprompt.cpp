// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/pageprompt.h"

namespace app {

using namespace Qt::StringLiterals;
using widgets::Typist;

core::Result<evidence::Reply> replyOf(const widgets::Exchange &exchange)
{
    if (!exchange.error.isEmpty())
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Failed,
                        u"the chatbot's page got no answer to the prompt: "_s + exchange.error,
                        {},
                        u"Look at the chatbot's forward."_s});
    core::Result<evidence::Reply> reply = evidence::readAnswer(exchange.status, exchange.body);
    if (reply)
        // version-trace-parent-flags (W3C Trace Context)
        reply->traceId = exchange.traceParent.section(u'-', 1, 1);
    return reply;
}

PagePrompt::PagePrompt(Typist &typist, QString text, bool debug, core::Clock &clock,
                       QObject *parent)
    : PageQuestion(clock, parent)
    , m_typist(&typist)
    , m_text(std::move(text))
    , m_debug(debug)
{
}

void PagePrompt::run()
{
    if (!m_typist) {
        lose(tr("the page is gone"));
        return;
    }
    connect(m_typist, &Typist::answered, this,
            [this](const widgets::Exchange &exchange) { settle(replyOf(exchange)); });
    connect(m_typist, &Typist::failed, this, [this](const QString &why, bool sent) {
        lose(sent ? tr("the page was lost with the prompt: %1").arg(why)
                  : tr("the page took no prompt: %1").arg(why));
    });
    connect(m_typist, &QObject::destroyed, this, [this] { lose(tr("the page is gone")); });
    clock().after(evidence::patience, this, [this] {
        if (m_typist)
            m_typist->stop();
        finish(core::Outcome::failed(
            {core::Fault::Kind::TimedOut,
             tr("the chatbot's page was not answered within %1 s").arg(evidence::patience.count()),
             {},
             tr("Look at the chatbot's and the agent's log.")}));
    });
    m_typist->ask(m_text, m_debug);
}

/// The page's own request cannot be called back; nobody reads its answer any more.
void PagePrompt::halt()
{
    if (m_typist)
        m_typist->stop();
    finish(core::Outcome::cancelled());
}

} // namespace app
