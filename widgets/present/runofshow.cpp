// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/runofshow.h"

#include "widgets/theme/emptywords.h"
#include "widgets/theme/scaled.h"

#include <QPainter>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

/// Without the scroll bar's room: rows that change their height with it would call it and send it
/// away in turn.
int rowWidth(const QStyleOptionViewItem &option)
{
    return option.widget ? option.widget->width() : option.rect.width();
}

/// The sliver of a row that the list has no room for says nothing; the scroll bar says that more
/// comes.
bool isSliver(const QStyleOptionViewItem &option)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    return view && option.rect.top() > 0 && option.rect.bottom() >= view->viewport()->height();
}

} // namespace

void RunModel::replace(const std::vector<ActLine> &acts)
{
    std::vector<Row> rows;
    for (const ActLine &act : acts) {
        rows.push_back({true, act.id, act.title, act.time, act.mark, act.current});
        for (const CueLine &cue : act.cues)
            rows.push_back({false, cue.id, cue.title, cue.word, cue.mark, cue.current});
    }
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = rows[i];
        const QModelIndex changed = index(static_cast<int>(i));
        emit dataChanged(changed, changed);
    }
}

int RunModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return row.act ? row.title : QString(row.id + u' ' + row.title);
    case Qt::AccessibleTextRole:
        return QString(row.id + u' ' + row.title + u", "_s + markWord(row.mark) + u' ' + row.word);
    case Qt::ToolTipRole: return QString(row.title + u" – "_s + markWord(row.mark));
    case IsAct: return row.act;
    case IdRole: return row.id;
    case MarkRole: return static_cast<int>(row.mark);
    case WordRole: return row.word;
    case CurrentRole: return row.current;
    default: return {};
    }
}

int RunModel::currentRow() const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].current && !m_rows[i].act)
            return static_cast<int>(i);
    }
    return -1;
}

RunDelegate::RunDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

int RunDelegate::edge() const
{
    return scaled(m_theme, 16);
}

RunDelegate::Places RunDelegate::placesOf(const QModelIndex &index, int wide) const
{
    const bool act = index.data(RunModel::IsAct).toBool();
    const bool current = index.data(RunModel::CurrentRole).toBool();
    const Mark mark = static_cast<Mark>(index.data(RunModel::MarkRole).toInt());
    const QString word = index.data(RunModel::WordRole).toString();
    Places out;
    out.wordFont = m_theme.mono(12, current ? QFont::DemiBold : QFont::Normal);
    out.titleFont = m_theme.font(act ? 15 : 14, act || current ? QFont::DemiBold : QFont::Normal);
    const bool iconless = act && (mark == Mark::Idle || mark == Mark::Working);
    out.icon = iconless ? -1 : act ? edge() : edge() + scaled(m_theme, 10);
    out.title = iconless ? edge() : out.icon + scaled(m_theme, act ? 22 : 26);
    out.wordWide = word.isEmpty()
                       ? 0
                       : QFontMetrics(out.wordFont).horizontalAdvance(word) + scaled(m_theme, 12);
    out.titleWide = std::max(1, wide - edge() - out.wordWide - out.title);
    return out;
}

/// A title that has no room beside its time goes on below.
QSize RunDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Places places = placesOf(index, rowWidth(option));
    const bool act = index.data(RunModel::IsAct).toBool();
    const int usual = scaled(m_theme, m_dense ? (act ? 31 : 28) : act ? 38 : 32);
    const auto high =
        wrappedSize(places.titleFont, index.data().toString(), places.titleWide).height();
    return {1, std::max(usual, static_cast<int>(high) + scaled(m_theme, m_dense ? 6 : 12))};
}

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    if (isSliver(option))
        return;
    const bool act = index.data(RunModel::IsAct).toBool();
    const bool current = index.data(RunModel::CurrentRole).toBool();
    const Mark mark = static_cast<Mark>(index.data(RunModel::MarkRole).toInt());
    const QString title = index.data().toString();
    QRect row = option.rect;
    row.setWidth(rowWidth(option));
    const Places places = placesOf(index, row.width());
    painter->save();
    if (current)
        painter->fillRect(row, m_theme.color(act ? Token::Raised : Token::Current));
    if (current && act)
        painter->fillRect(QRect(row.left(), row.top(), 4, row.height()),
                          m_theme.color(Token::Accent));
    if (places.icon >= 0)
        paintMark(*painter,
                  QRectF(row.left() + places.icon, row.center().y() + 0.5 - scaled(m_theme, 7),
                         scaled(m_theme, 14), scaled(m_theme, 14)),
                  mark, m_theme);
    painter->setFont(places.wordFont);
    painter->setPen(m_theme.color(mark == Mark::Bad || mark == Mark::Attention ? tokenOf(mark)
                                  : current                                    ? Token::Ink
                                                                               : Token::Mute));
    const bool later = mark == Mark::Idle || mark == Mark::Standby;
    const QString word = index.data(RunModel::WordRole).toString(); // a later one's is its target
    painter->drawText(row.adjusted(0, 0, -edge(), 0), Qt::AlignRight | Qt::AlignVCenter,
                      later ? word : m_theme.drawn(word));
    painter->setFont(places.titleFont);
    painter->setPen(m_theme.color(current ? Token::Ink
                                  : later ? Token::Mute
                                  : act   ? Token::Ink
                                          : Token::SoftInk));
    const double high = wrappedSize(places.titleFont, title, places.titleWide).height();
    drawWrapped(*painter,
                QRectF(row.left() + places.title, row.top() + (row.height() - high) / 2,
                       places.titleWide, high),
                title);
    painter->restore();
}

RunOfShow::RunOfShow(const Theme &theme, QWidget *parent)
    : QListView(parent)
    , m_delegate(theme)
{
    setModel(&m_model);
    setItemDelegate(&m_delegate);
    setFocusPolicy(Qt::NoFocus);
    setSelectionMode(NoSelection);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerItem);
    setResizeMode(Adjust);
    setAccessibleName(tr("Run of show"));
    new EmptyWords(*this, theme,
                   tr("No show stands by. It does as soon as everything is deployed and every "
                      "forward is Verified: see Deploy and Forwards."));
    connect(&theme, &Theme::changed, this, &RunOfShow::doItemsLayout);
    // A longer time leaves its title less room, which may take another line.
    connect(&m_model, &RunModel::dataChanged, this, &RunOfShow::scheduleDelayedItemsLayout);
}

void RunOfShow::setActs(const std::vector<ActLine> &acts)
{
    m_model.replace(acts);
    showCurrent();
}

void RunOfShow::showCurrent()
{
    if (const int row = m_model.currentRow(); row >= 0)
        scrollTo(m_model.index(row), PositionAtCenter);
}

/// What is on now stays in sight when the room for it gets less.
void RunOfShow::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    doItemsLayout();
    showCurrent();
}

void RunOfShow::setDense(bool dense)
{
    m_delegate.setDense(dense);
    scheduleDelayedItemsLayout();
}

bool RunOfShow::isCut() const
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row);
        if (visualRect(index).height() < m_delegate.sizeHint(option, index).height())
            return true;
    }
    return false;
}

} // namespace widgets
