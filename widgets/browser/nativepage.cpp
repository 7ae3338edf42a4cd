// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/nativepage.h"

#include "widgets/theme/scaled.h"

#include <QHBoxLayout>

namespace widgets {

NativePage::NativePage(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_title(new Label(theme, {Token::Ink, 24, QFont::Bold}))
    , m_subtitle(new Label(theme, {Token::Mute, 15}))
    , m_path(new PathView(theme))
    , m_layout(nullptr)
{
    auto *inside = new QWidget;
    m_layout = new QVBoxLayout(inside);
    m_layout->setContentsMargins(56, 32, 56, 24);
    m_layout->setSpacing(14);
    m_subtitle->setWordWrap(true);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_subtitle);
    m_layout->addWidget(m_path);
    m_path->hide();
    m_layout->addStretch(1);
    keepScaled(theme, *m_layout);
    setWidget(inside);
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::NoFocus);
    inside->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
}

NativePage::CardWidget NativePage::makeCard()
{
    CardWidget card{new Surface(m_theme, {Token::Panel, Token::Line, {}, 10, 1, false, {}}),
                    new Label(m_theme, {Token::Mute, 14, QFont::DemiBold}),
                    new MarkIcon(m_theme, 16), new Label(m_theme, {Token::Ink, 34, QFont::Bold}),
                    new Label(m_theme, {Token::SoftInk, 14, QFont::Normal, true})};
    card.value->setWordWrap(true);
    card.text->setWordWrap(true);
    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(card.icon);
    top->addWidget(card.title, 1);
    auto *layout = new QVBoxLayout(card.frame);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(6);
    layout->addLayout(top);
    layout->addWidget(card.value);
    layout->addWidget(card.text);
    keepScaled(m_theme, *card.frame);
    m_layout->insertWidget(m_layout->count() - 1, card.frame);
    return card;
}

void NativePage::setPage(const PageValue &page)
{
    m_title->setFullText(page.title);
    m_subtitle->setFullText(page.subtitle);
    m_path->setHops(page.hops);
    m_path->setVisible(!page.hops.empty());
    while (m_cards.size() > page.cards.size()) {
        delete m_cards.back().frame;
        m_cards.pop_back();
    }
    while (m_cards.size() < page.cards.size())
        m_cards.push_back(makeCard());
    for (std::size_t i = 0; i < page.cards.size(); ++i) {
        const PageValue::Card &from = page.cards[i];
        CardWidget &card = m_cards[i];
        card.title->setFullText(from.title);
        card.icon->setMark(from.mark);
        card.value->setFullText(from.value);
        card.value->setVisible(!from.value.isEmpty());
        card.value->setPixels(from.value.size() > 24 ? 19 : 34);
        card.value->setColor(from.mark == Mark::Breach || from.mark == Mark::Bad
                                     || from.mark == Mark::Blocked
                                 ? tokenOf(from.mark)
                                 : Token::Ink);
        card.text->setFullText(from.text);
        card.text->setVisible(!from.text.isEmpty());
        card.frame->setAccessibleName(from.title + u' ' + from.value + u' ' + from.text);
    }
}

} // namespace widgets
