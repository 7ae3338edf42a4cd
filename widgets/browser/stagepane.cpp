// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/stagepane.h"

#include <QVBoxLayout>

namespace widgets {

StagePane::StagePane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_strip(new TabStrip(theme))
    , m_stack(new QStackedWidget)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    auto *none =
        new Label(theme, {Token::Mute, 15}, tr("No page stands here: no cluster is chosen."));
    none->setAlignment(Qt::AlignCenter);
    none->setWordWrap(true);
    m_stack->addWidget(none);
    connect(m_strip, &TabStrip::chosen, this, &StagePane::show);
}

void StagePane::setTabs(const std::vector<TabValue> &tabs)
{
    for (auto &[id, page] : m_pages)
        delete page;
    m_pages.clear();
    m_strip->setTabs(tabs);
    for (const TabValue &tab : tabs) {
        auto *page = new TabPage(m_theme, tab);
        m_stack->addWidget(page);
        m_pages[tab.id] = page;
    }
    if (!tabs.empty())
        show(tabs.front().id);
}

TabPage *StagePane::page(const QString &id)
{
    const auto found = m_pages.find(id);
    return found == m_pages.end() ? nullptr : found->second;
}

void StagePane::show(const QString &id)
{
    TabPage *wanted = page(id);
    if (!wanted)
        return;
    m_strip->setCurrent(id);
    m_stack->setCurrentWidget(wanted);
    emit shown(id);
}

void StagePane::showKey(int key)
{
    if (const QString id = m_strip->withKey(key); !id.isEmpty())
        show(id);
}

} // namespace widgets
