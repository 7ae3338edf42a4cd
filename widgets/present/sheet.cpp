// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/sheet.h"

#include "widgets/theme/scaled.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

namespace widgets {

namespace {

constexpr int widest = 1240;

} // namespace

Sheet::Sheet(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_paper(new Surface(theme, {Token::Panel, Token::Accent, {}, 12, 1, false, {}}, this))
    , m_title(new Label(theme, {Token::Ink, 22, QFont::Bold}))
    , m_hint(new Label(theme, {Token::Mute, 14}))
    , m_scroll(new QScrollArea)
{
    m_hint->setWordWrap(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(m_paper);
    layout->setContentsMargins(28, 20, 28, 20);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_hint);
    layout->addWidget(m_scroll, 1);
    parent->installEventFilter(this);
    hide();
}

void Sheet::open(const QString &name, const QString &title, const QString &hint,
                 const std::vector<SheetRow> &rows, int columns)
{
    m_name = name;
    m_marked.clear();
    m_title->setFullText(title);
    setHint(hint);
    fill(rows, std::max(1, columns));
    setAccessibleName(title);
    place();
    show();
    raise();
}

void Sheet::close()
{
    m_name.clear();
    hide();
}

void Sheet::setHint(const QString &hint, Token color)
{
    m_hint->setFullText(hint);
    m_hint->setColor(color);
}

void Sheet::fill(const std::vector<SheetRow> &rows, int columns)
{
    m_rows.clear();
    auto *inside = new QWidget;
    auto *grid = new QGridLayout(inside);
    grid->setContentsMargins(0, 4, 12, 4);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(columns > 1 ? 3 : 8);
    qsizetype cells = 1;
    for (const SheetRow &row : rows)
        cells = std::max(cells, row.cells.size());
    const int wide = static_cast<int>(cells);
    const auto height = (static_cast<int>(rows.size()) + columns - 1) / columns;
    for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const SheetRow &row = rows[static_cast<std::size_t>(i)];
        std::vector<Label *> labels;
        for (int cell = 0; cell < static_cast<int>(row.cells.size()); ++cell) {
            const bool last = cell + 1 == wide;
            auto *label = new Label(m_theme,
                                    {row.heading         ? Token::Mute
                                     : last && wide == 2 ? Token::SoftInk
                                                         : Token::Ink,
                                     14, cell == 0 ? QFont::DemiBold : QFont::Normal, false, false,
                                     row.heading},
                                    row.cells[cell]);
            label->setWordWrap(columns == 1);
            label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
            grid->addWidget(label, i % height, (i / height) * wide + cell);
            labels.push_back(label);
        }
        m_rows.emplace_back(row, labels);
    }
    for (int column = 0; column < columns; ++column) {
        for (int cell = 0; cell < wide; ++cell)
            grid->setColumnStretch(column * wide + cell, cell + 1 == wide ? 3 : 1);
    }
    grid->setRowStretch(height, 1);
    m_scroll->setWidget(inside); // the one before goes
    inside->setAutoFillBackground(false);
}

void Sheet::mark(const QString &id)
{
    m_marked = id;
    for (const auto &[row, labels] : m_rows) {
        const bool marked = !id.isEmpty() && row.id == id;
        for (Label *label : labels)
            label->setColor(marked ? Token::Good : row.heading ? Token::Mute : Token::Ink);
        if (marked && !labels.empty())
            m_scroll->ensureWidgetVisible(labels.front());
    }
}

void Sheet::choose(int step)
{
    const int count = static_cast<int>(m_rows.size());
    int at = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i) {
        if (!m_marked.isEmpty() && m_rows[static_cast<std::size_t>(i)].first.id == m_marked)
            at = i;
    }
    for (at += step; at >= 0 && at < count; at += step) {
        const SheetRow &row = m_rows[static_cast<std::size_t>(at)].first;
        if (!row.heading && !row.id.isEmpty()) {
            mark(row.id);
            return;
        }
    }
}

QStringList Sheet::texts() const
{
    QStringList out;
    for (const auto &[row, labels] : m_rows)
        out << row.cells;
    return out;
}

void Sheet::place()
{
    setGeometry(parentWidget()->rect());
    const int wide = std::min(scaled(m_theme, widest), width() - 60);
    m_paper->setGeometry((width() - wide) / 2, 30, wide, height() - 60);
}

void Sheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor shade = m_theme.color(Token::Back);
    shade.setAlpha(210);
    painter.fillRect(rect(), shade);
}

void Sheet::mousePressEvent(QMouseEvent *event)
{
    for (const auto &[row, labels] : m_rows) {
        for (const Label *label : labels) {
            if (label->rect().contains(label->mapFromGlobal(event->globalPosition().toPoint())))
                emit clicked(row.id);
        }
    }
}

bool Sheet::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::Resize && !isHidden())
        place();
    return false;
}

} // namespace widgets
