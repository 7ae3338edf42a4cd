// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/evidence/evidencepane.h"

#include "widgets/theme/emptywords.h"
#include "widgets/theme/scaled.h"
#include "widgets/theme/surface.h"

#include <QVBoxLayout>

namespace widgets {

void EvidenceModel::add(const EvidenceRow &row)
{
    const int end = rowCount();
    beginInsertRows({}, end, end);
    m_rows.push_back(row);
    endInsertRows();
}

void EvidenceModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

int EvidenceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EvidenceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant EvidenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EvidenceRow &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == MarkRole)
        return static_cast<int>(row.mark);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case VerdictColumn: return row.verdict;
    case Time: return row.time;
    case Act: return row.act;
    case Label: return row.label;
    case Value: return row.value;
    case Expected: return row.expected;
    case Took: return row.took;
    case Id: return row.must ? row.id : tr("%1 (not a must)").arg(row.id);
    default: return {};
    }
}

QVariant EvidenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case VerdictColumn: return tr("Verdict");
    case Time: return tr("Seen at");
    case Act: return tr("Act");
    case Label: return tr("Question");
    case Value: return tr("Value");
    case Expected: return tr("Expected");
    case Took: return tr("Took");
    case Id: return tr("Check");
    default: return {};
    }
}

EvidencePane::EvidencePane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_delegate(theme, EvidenceModel::MarkRole)
    , m_view(new QTableView)
    , m_cards(new QHBoxLayout)
    , m_none(new widgets::Label(theme, {Token::Mute, 14},
                                tr("No act was played. Each leaves its verdict here.")))
{
    m_view->setModel(&m_model);
    m_view->setItemDelegateForColumn(EvidenceModel::VerdictColumn, &m_delegate);
    m_view->setAccessibleName(tr("Evidence"));
    dressTable(*m_view, theme,
               {{170, 0}, {124, 0}, {60, 0}, {280, 3}, {180, 3}, {176, 2}, {80, 0}, {210, 1}});
    new EmptyWords(*m_view, theme,
                   tr("No question was answered yet. They are asked from an act's first GO on."));
    m_none->setWordWrap(true);
    m_cards->addWidget(m_none);
    m_cards->setContentsMargins(16, 0, 16, 12);
    m_cards->setSpacing(14);
    keepScaled(theme, *m_cards);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(heading(theme, tr("Verdicts")));
    layout->addLayout(m_cards);
    layout->addWidget(heading(theme, tr("Every question, as it was answered")));
    layout->addWidget(m_view, 1);
}

void EvidencePane::setCards(const std::vector<VerdictCard> &cards)
{
    for (QWidget *widget : m_cardWidgets)
        delete widget;
    m_cardWidgets.clear();
    m_none->setVisible(cards.empty());
    for (const VerdictCard &value : cards) {
        Surface::Look look;
        look.fill = Token::Raised;
        look.border = Token::Line;
        look.bar = value.mark == Mark::Idle ? Token::Line : tokenOf(value.mark);
        look.radius = 10;
        auto *card = new Surface(m_theme, look);
        auto *icon = new MarkIcon(m_theme, 22);
        icon->setMark(value.mark);
        auto *story = new QHBoxLayout;
        story->addWidget(icon);
        story->addWidget(new widgets::Label(m_theme,
                                            {value.mark == Mark::Idle ? Token::Mute
                                                                      : tokenOf(value.mark),
                                             20, QFont::Bold},
                                            value.story),
                         1);
        auto *facts = new widgets::Label(m_theme, {Token::SoftInk, 14}, value.facts);
        facts->setWordWrap(true);
        auto *layout = new QVBoxLayout(card);
        layout->setContentsMargins(18, 12, 16, 12);
        layout->addWidget(new widgets::Label(m_theme, {Token::Mute, 14, QFont::DemiBold},
                                             tr("Act %1 – %2").arg(value.act, value.title)));
        layout->addLayout(story);
        layout->addWidget(facts);
        layout->addStretch(1);
        keepScaled(m_theme, *card);
        card->setAccessibleName(tr("Act %1: %2").arg(value.act, value.story));
        m_cards->addWidget(card, 1);
        m_cardWidgets.push_back(card);
    }
}

void EvidencePane::add(const EvidenceRow &row)
{
    m_model.add(row);
    m_view->scrollToBottom();
}

void EvidencePane::clear()
{
    m_model.clear();
}

} // namespace widgets
