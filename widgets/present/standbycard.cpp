// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/standbycard.h"

#include "widgets/theme/scaled.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

Surface::Look frame(bool live)
{
    Surface::Look look;
    look.fill = live ? Token::Standby : Token::Raised;
    look.border = live ? Token::Accent : Token::Line;
    look.width = live ? 2 : 1;
    look.radius = 10;
    return look;
}

} // namespace

StandbyCard::StandbyCard(const Theme &theme, QWidget *parent)
    : Surface(theme, frame(false), parent)
    , m_kicker(new Label(theme, {Token::Accent, 12, QFont::Bold}))
    , m_title(new Label(theme, {Token::Ink, 20, QFont::Bold}))
    , m_icon(new MarkIcon(theme, 14))
    , m_word(new Label(theme, {Token::Mute, 13}))
{
    m_kicker->setWordWrap(true);
    m_title->setWordWrap(true);
    m_word->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_word, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(4);
    layout->addWidget(m_kicker);
    layout->addWidget(m_title);
    layout->addLayout(row);
    keepScaled(theme, *this);
    setValue({});
}

void StandbyCard::setValue(const StandbyValue &value)
{
    m_kicker->setFullText(value.kicker.isEmpty() ? tr("NOTHING ON STANDBY") : value.kicker);
    m_title->setFullText(value.title.isEmpty() ? tr("No cue") : value.title);
    m_icon->setMark(value.mark);
    m_word->setFullText(value.word.isEmpty() ? tr("not checked") : value.word);
    m_word->setColor(value.mark == Mark::Bad || value.mark == Mark::Attention ? tokenOf(value.mark)
                                                                              : Token::Mute);
    setLook(frame(!value.title.isEmpty()));
    setAccessibleName(tr("Standby: %1, %2, %3")
                          .arg(m_kicker->fullText(), m_title->fullText(), m_word->fullText()));
}

} // namespace widgets
