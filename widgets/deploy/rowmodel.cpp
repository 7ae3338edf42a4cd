// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/deploy/rowmodel.h"

#include "widgets/theme/scaled.h"

#include <QPainter>
#include <QPainterPath>

namespace widgets {

using namespace Qt::StringLiterals;

void RowModel::replace(std::vector<PhaseRow> rows)
{
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        const QModelIndex changed = index(static_cast<int>(i));
        emit dataChanged(changed, changed);
    }
}

void RowModel::replace(const std::vector<StepRow> &rows)
{
    std::vector<PhaseRow> out;
    for (const StepRow &row : rows)
        out.push_back({row.id, row.title, {}, row.word, row.time, row.mark, 0, row.current});
    replace(std::move(out));
}

int RowModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RowModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PhaseRow &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return row.title;
    case Qt::AccessibleTextRole:
        return QString(row.id + u' ' + row.title + u", "_s + row.word + u", "_s + row.time);
    case Qt::ToolTipRole: return QString(row.id + u' ' + row.title + u": "_s + row.word);
    case IdRole: return row.id;
    case MarkRole: return static_cast<int>(row.mark);
    case CountRole: return row.count;
    case WordRole: return row.word;
    case TimeRole: return row.time;
    case PartRole: return row.part;
    case CurrentRole: return row.current;
    default: return {};
    }
}

RowDelegate::RowDelegate(const Theme &theme, Kind kind, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_kind(kind)
{
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {300, scaled(m_theme, m_kind == Kind::Phase ? 42 : 37)};
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    const QRect row = option.rect;
    const auto at = [this](int pixels) { return scaled(m_theme, pixels); };
    const bool phase = m_kind == Kind::Phase;
    const bool current = index.data(RowModel::CurrentRole).toBool();
    const bool chosen = option.state & QStyle::State_Selected;
    const Mark mark = static_cast<Mark>(index.data(RowModel::MarkRole).toInt());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (current || chosen)
        painter->fillRect(row, m_theme.color(chosen ? Token::Current : Token::Raised));
    if (current && phase)
        painter->fillRect(QRect(row.left(), row.top(), at(4), row.height()),
                          m_theme.color(Token::Accent));
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1),
                      m_theme.color(Token::RowLine));
    paintMark(*painter,
              QRectF(row.left() + at(16), row.center().y() + 0.5 - at(15) / 2.0, at(15), at(15)),
              mark, m_theme);
    const int right = row.right() - at(16);
    const int timeWidth = at(phase ? 108 : 90), countWidth = phase ? at(48) : 0;
    const int wordWidth = phase ? at(90) : row.width() * 2 / 5;
    const int left = row.left() + at(46);
    const int titleWidth = right - left - timeWidth - countWidth - wordWidth;
    const bool later = mark == Mark::Idle;
    painter->setFont(m_theme.font(15, current ? QFont::DemiBold : QFont::Normal));
    painter->setPen(m_theme.color(later ? Token::Mute : Token::Ink));
    const QString name =
        phase ? QString(index.data(RowModel::IdRole).toString() + u' ' + index.data().toString())
              : index.data().toString();
    const int nameWidth = painter->fontMetrics().horizontalAdvance(name);
    const bool bar = phase && current;
    const QRect title(left, row.top() - (bar ? at(5) : 0), titleWidth - at(10), row.height());
    painter->drawText(title, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(name, Qt::ElideRight, title.width()));
    if (bar) {
        const QRectF track(left, row.bottom() - at(11), titleWidth - at(14), at(6));
        QPainterPath whole, part;
        const double round = track.height() / 2;
        whole.addRoundedRect(track, round, round);
        part.addRoundedRect(
            QRectF(track.left(), track.top(),
                   track.width() * std::clamp(index.data(RowModel::PartRole).toDouble(), 0.0, 1.0),
                   track.height()),
            round, round);
        painter->fillPath(whole, m_theme.color(Token::Line));
        painter->fillPath(part, m_theme.color(mark == Mark::Bad ? Token::Bad : Token::Accent));
    }
    painter->setFont(m_theme.font(14));
    const bool loud =
        mark == Mark::Bad || mark == Mark::Attention || (mark == Mark::Working && !phase);
    painter->setPen(
        m_theme.color(loud ? (mark == Mark::Working ? Token::Warn : tokenOf(mark)) : Token::Mute));
    // What goes wrong needs its whole sentence: it takes the room that a short title leaves.
    const QString said = index.data(RowModel::WordRole).toString();
    const int wordRight = left + titleWidth + wordWidth - at(10);
    int wordLeft = left + titleWidth;
    if (const int missing =
            wordLeft + painter->fontMetrics().horizontalAdvance(said) + 2 - wordRight;
        loud && !phase && missing > 0)
        wordLeft = std::min(wordLeft, std::max(left + nameWidth + at(24), wordLeft - missing));
    const QRect word(wordLeft, row.top(), wordRight - wordLeft, row.height());
    painter->drawText(word, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(said, Qt::ElideRight, word.width()));
    painter->setPen(m_theme.color(current ? Token::Ink : Token::Mute));
    painter->drawText(QRect(word.right() + at(10), row.top(), countWidth, row.height()),
                      Qt::AlignVCenter, index.data(RowModel::CountRole).toString());
    painter->drawText(QRect(right - timeWidth, row.top(), timeWidth, row.height()),
                      Qt::AlignVCenter | (phase ? Qt::AlignLeft : Qt::AlignRight),
                      index.data(RowModel::TimeRole).toString());
    painter->restore();
}

} // namespace widgets
