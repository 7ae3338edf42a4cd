// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/sheet.h"

#include "widgets/theme/scaled.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

namespace widgets {

namespace {

constexpr int widest = 1240, side = 8;

/// The rows' paper: the marked one has a box round it, for who does not see its colour.
class Rows final : public QWidget {
public:
    explicit Rows(const Theme &theme)
        : m_theme(theme)
    {
    }

    void box(std::vector<Label *> labels)
    {
        m_boxed = std::move(labels);
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QRect box;
        for (const Label *label : m_boxed)
            box |= label->geometry();
        if (box.isEmpty())
            return;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(m_theme.color(Token::Good));
        painter.setBrush(m_theme.color(Token::Raised));
        painter.drawRoundedRect(QRectF(box).adjusted(-7.5, -1.5, 7.5, 1.5), 5, 5);
    }

private:
    const Theme &m_theme;
    std::vector<Label *> m_boxed;
};

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
    layout->setContentsMargins(20, 20, 20, 20);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_hint);
    layout->addWidget(m_scroll, 1);
    for (Label *label : {m_title, m_hint})
        label->setContentsMargins(side, 0, side, 0);
    parent->installEventFilter(this);
    // The labels have their new sizes only then.
    connect(
        &theme, &Theme::changed, this, [this] { place(); }, Qt::QueuedConnection);
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
    place();
}

void Sheet::fill(const std::vector<SheetRow> &rows, int columns)
{
    m_rows.clear();
    m_columns = columns;
    auto *inside = new Rows(m_theme);
    auto *grid = new QGridLayout(inside);
    grid->setContentsMargins(side, 4, 12, 4);
    grid->setHorizontalSpacing(18);
    qsizetype cells = 1;
    for (const SheetRow &row : rows)
        cells = std::max(cells, row.cells.size());
    const int wide = static_cast<int>(cells);
    const auto height = (static_cast<int>(rows.size()) + columns - 1) / columns;
    for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const SheetRow &row = rows[static_cast<std::size_t>(i)];
        std::vector<Label *> labels;
        for (int cell = 0; cell < static_cast<int>(row.cells.size()); ++cell) {
            auto *label =
                new Label(m_theme,
                          {colorOf(row, static_cast<std::size_t>(cell)), 14,
                           cell == 0 ? QFont::DemiBold : QFont::Normal, false, false, row.heading},
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

/// What a key, a question or a time says is louder than what it is about, where there are two.
Token Sheet::colorOf(const SheetRow &row, std::size_t cell)
{
    if (row.heading)
        return Token::Mute;
    return cell == 1 && row.cells.size() == 2 ? Token::SoftInk : Token::Ink;
}

void Sheet::mark(const QString &id)
{
    m_marked = id;
    std::vector<Label *> boxed;
    for (const auto &[row, labels] : m_rows) {
        const bool marked = !id.isEmpty() && row.id == id;
        for (std::size_t cell = 0; cell < labels.size(); ++cell)
            labels[cell]->setColor(marked ? Token::Good : colorOf(row, cell));
        if (marked && !labels.empty())
            m_scroll->ensureWidgetVisible(labels.front());
        if (marked)
            boxed = labels;
    }
    if (auto *inside = dynamic_cast<Rows *>(m_scroll->widget()))
        inside->box(boxed);
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
    // Many short rows on a small window stand close to each other: all are to be seen at once.
    if (QWidget *inside = m_scroll->widget();
        auto *grid = inside ? static_cast<QGridLayout *>(inside->layout()) : nullptr)
        grid->setVerticalSpacing(m_columns > 1 && height() < scaled(m_theme, 800) ? 3 : 8);
    const int wide = std::min(scaled(m_theme, widest), width() - 60);
    m_paper->setGeometry((width() - wide) / 2, 30, wide, std::min(wanted(wide), height() - 60));
}

/// How high the paper would like to be: no higher than what is on it.
int Sheet::wanted(int wide) const
{
    const QMargins around = m_paper->layout()->contentsMargins();
    const int inside = wide - around.left() - around.right();
    const QLayout *rows = m_scroll->widget() ? m_scroll->widget()->layout() : nullptr;
    const int below = !rows                       ? 0
                      : rows->hasHeightForWidth() ? rows->totalHeightForWidth(inside)
                                                  : rows->totalSizeHint().height();
    return around.top() + m_title->sizeHint().height() + m_hint->heightForWidth(inside)
           + 2 * m_paper->layout()->spacing() + below + around.bottom();
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
