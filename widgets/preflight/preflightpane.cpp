// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/preflight/preflightpane.h"

#include "widgets/theme/scaled.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

CheckDelegate::CheckDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

int CheckDelegate::at(int pixels) const
{
    return scaled(m_theme, pixels);
}

/// Where a check's sentence stands: right of its title.
QRect CheckDelegate::textBox(const QRect &row) const
{
    const int icon = at(46);
    const int left = row.left() + icon + (row.width() - icon) * 3 / 10;
    return {left, row.top() + at(8), row.right() - left - at(110), row.height()};
}

QString CheckDelegate::sentence(const QModelIndex &index) const
{
    const QString why = index.data(WhyRole).toString(), fix = index.data(FixRole).toString();
    return fix.isEmpty() ? why : QString(why + u'\n' + fix);
}

QSize CheckDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect box = textBox(QRect(0, 0, option.widget->width() - at(12), 0));
    const double text = wrappedSize(m_theme.font(14), sentence(index), box.width()).height();
    const double title =
        wrappedSize(m_theme.font(15), index.data().toString(), box.left() - at(56)).height();
    return {300, static_cast<int>(std::max({text, title, double(at(21))})) + at(16)};
}

void CheckDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const QRect row = option.rect;
    const Mark mark = static_cast<Mark>(index.data(MarkRole).toInt());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(row, m_theme.color(Token::Current));
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1),
                      m_theme.color(Token::RowLine));
    paintMark(*painter, QRectF(row.left() + at(16), row.top() + at(11), at(15), at(15)), mark,
              m_theme);
    const QRect box = textBox(row);
    painter->setFont(m_theme.font(15));
    painter->setPen(m_theme.color(Token::Ink));
    drawWrapped(*painter,
                QRect(row.left() + at(46), box.top(), box.left() - row.left() - at(56),
                      row.height()),
                index.data().toString());
    painter->setFont(m_theme.font(14));
    const bool loud = mark == Mark::Bad || mark == Mark::Attention;
    painter->setPen(m_theme.color(loud ? Token::Ink : Token::Mute));
    drawWrapped(*painter, box, sentence(index));
    painter->setPen(m_theme.color(tokenOf(mark)));
    painter->drawText(QRect(row.right() - at(106), box.top(), at(96), at(21)),
                      Qt::AlignRight | Qt::AlignVCenter, index.data(WordRole).toString());
    painter->restore();
}

PreflightPane::PreflightPane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_delegate(theme)
    , m_view(new QListView)
    , m_mark(new MarkIcon(theme, 20))
    , m_total(new Label(theme, {Token::Ink, 18, QFont::DemiBold}))
    , m_full(new QPushButton(tr("Check all")))
    , m_quick(new QPushButton(tr("Quick check")))
    , m_waive(new QPushButton(tr("Waive")))
    , m_back(new QPushButton(tr("Back to the steps")))
{
    m_view->setModel(&m_model);
    m_view->setItemDelegate(&m_delegate);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAccessibleName(tr("Checks"));
    m_total->setWordWrap(true);
    m_full->setObjectName(u"checkAll"_s);
    m_full->setProperty("tone", u"accent"_s);
    m_quick->setObjectName(u"checkQuick"_s);
    m_waive->setObjectName(u"waive"_s);
    m_waive->setEnabled(false);
    m_back->setObjectName(u"backToSteps"_s);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(16, 10, 16, 10);
    top->setSpacing(10);
    top->addWidget(m_mark, 0, Qt::AlignVCenter);
    top->addWidget(m_total, 1, Qt::AlignVCenter);
    for (QPushButton *one : {m_waive, m_quick, m_full, m_back})
        top->addWidget(one);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(heading(theme, tr("Pre-flight")));
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    connect(m_full, &QPushButton::clicked, this, [this] { emit check(false); });
    connect(m_quick, &QPushButton::clicked, this, [this] { emit check(true); });
    connect(m_back, &QPushButton::clicked, this, &PreflightPane::back);
    connect(m_waive, &QPushButton::clicked, this, [this] { emit waive(chosen()); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_waive->setEnabled(!chosen().isEmpty()); });
    setTotal(tr("Nothing was checked yet."), Mark::Idle);
}

/// The id of the chosen check when it may be waived.
QString PreflightPane::chosen() const
{
    const QModelIndexList list = m_view->selectionModel()->selectedIndexes();
    return list.isEmpty() || !list.first().data(CheckDelegate::WaivableRole).toBool()
               ? QString()
               : list.first().data(CheckDelegate::IdRole).toString();
}

void PreflightPane::setRows(const std::vector<CheckRow> &rows)
{
    m_model.clear();
    for (const CheckRow &row : rows) {
        auto *item = new QStandardItem(row.title);
        item->setEditable(false);
        item->setData(static_cast<int>(row.mark), CheckDelegate::MarkRole);
        item->setData(row.word, CheckDelegate::WordRole);
        item->setData(row.why, CheckDelegate::WhyRole);
        item->setData(row.fix, CheckDelegate::FixRole);
        item->setData(row.id, CheckDelegate::IdRole);
        item->setData(row.waivable, CheckDelegate::WaivableRole);
        item->setData(QString(row.title + u", "_s + row.word + u", "_s + row.why),
                      Qt::AccessibleTextRole);
        m_model.appendRow(item);
    }
}

void PreflightPane::setTotal(const QString &text, Mark mark)
{
    m_total->setFullText(text);
    m_mark->setMark(mark);
}

void PreflightPane::setBusy(bool busy)
{
    m_full->setEnabled(!busy);
    m_quick->setEnabled(!busy);
}

void PreflightPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_view->doItemsLayout(); // sentences wrap anew
}

} // namespace widgets
