// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/tile.h"

#include "widgets/theme/scaled.h"

#include <QHBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

QString ageText(const QDateTime &observedAt, const QDateTime &now)
{
    if (!observedAt.isValid())
        return QObject::tr("never");
    const qint64 seconds = std::max<qint64>(0, observedAt.secsTo(now));
    if (seconds < 120)
        return QObject::tr("%1 s ago").arg(seconds);
    return QObject::tr("%1 min ago").arg(seconds / 60);
}

Tile::Tile(const Theme &theme, QWidget *parent)
    : Surface(theme, {Token::Raised, Token::Line, Token::Line, 10, 1, false, {}}, parent)
    , m_title(new Label(theme, {Token::Mute, 13}))
    , m_verdict(new Label(theme, {Token::Mute, 12, QFont::DemiBold}))
    , m_icon(new MarkIcon(theme, 13))
    , m_text(new Label(theme, {Token::Ink, 16, QFont::DemiBold}))
    , m_expectation(new Label(theme, {Token::Mute, 12}))
    , m_top(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_verdictRow(new QHBoxLayout)
    , m_layout(new QVBoxLayout(this))
{
    connect(&theme, &Theme::changed, this, [this] {
        dress();
        arrange();
    });
    for (Label *label : {m_title, m_text, m_expectation})
        label->setWordWrap(true);
    m_verdictRow->setSpacing(6);
    m_verdictRow->addWidget(m_icon);
    m_verdictRow->addWidget(m_verdict);
    m_top->setSpacing(3);
    m_top->addWidget(m_title, 1);
    m_top->addLayout(m_verdictRow);
    m_top->setAlignment(m_verdictRow, Qt::AlignLeft | Qt::AlignTop);
    m_layout->addLayout(m_top);
    m_layout->addWidget(m_text);
    m_layout->addWidget(m_expectation);
    dress();
}

void Tile::setValue(const TileValue &value, const QDateTime &now)
{
    m_value = value;
    m_now = now;
    m_verdict->setFullText(value.verdict);
    m_verdict->setColor(tokenOf(value.verdictMark));
    m_icon->setMark(value.verdictMark);
    m_text->setColor(value.mark == Mark::Breach || value.mark == Mark::Bad ? tokenOf(value.mark)
                                                                           : Token::Ink);
    qDeleteAll(m_list);
    m_list.clear();
    const bool inLine = m_dense && value.value.isEmpty();
    for (const QString &line : inLine ? QStringList() : value.list) {
        const bool marked = value.marked.contains(line);
        auto *label = new Label(theme(),
                                {marked ? Token::Breach : Token::SoftInk, 13,
                                 marked ? QFont::Bold : QFont::Normal, true, true},
                                line);
        m_layout->insertWidget(m_layout->count() - 1, label);
        m_list.push_back(label);
    }
    Look frame = look();
    frame.bar = value.mark == Mark::Idle ? Token::Line : tokenOf(value.mark);
    setLook(frame);
    dress();
    tellAge(now);
    arrange();
    setAccessibleName(
        tr("%1: %2, %3, %4").arg(value.title, value.value, value.expectation, value.verdict));
}

/// Dense, the value is what follows the question in its own line.
void Tile::dress()
{
    const QString value =
        m_dense && m_value.value.isEmpty() ? m_value.list.join(u" · "_s) : m_value.value;
    m_text->setFullText(value);
    m_text->setVisible(!value.isEmpty());
    m_text->setPixels(m_dense ? 15 : m_value.large ? 30 : 16);
    const auto at = [this](int pixels) { return scaled(theme(), pixels); };
    m_layout->setContentsMargins(at(16), at(m_dense ? 6 : 9), at(14), at(m_dense ? 6 : 9));
    m_layout->setSpacing(at(m_dense ? 1 : 3));
}

void Tile::setDense(bool dense)
{
    if (dense == m_dense)
        return;
    m_dense = dense;
    setValue(m_value, m_now);
}

/// The verdict stands beside the question where both have room, below it elsewhere.
void Tile::arrange()
{
    const QMargins margins = m_layout->contentsMargins();
    const int wanted =
        m_title->sizeHint().width() + m_icon->width() + m_verdict->sizeHint().width() + 3 * 6;
    m_top->setDirection(wanted <= width() - margins.left() - margins.right()
                            ? QBoxLayout::LeftToRight
                            : QBoxLayout::TopToBottom);
}

void Tile::resizeEvent(QResizeEvent *event)
{
    Surface::resizeEvent(event);
    arrange();
}

void Tile::setNow(const QDateTime &now)
{
    m_now = now;
    tellAge(now);
}

void Tile::tellAge(const QDateTime &now)
{
    m_title->setFullText(m_value.title);
    m_expectation->setFullText(
        tr("%1 · seen %2").arg(m_value.expectation, ageText(m_value.observedAt, now)));
}

TileBoard::TileBoard(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_layout(nullptr)
    , m_none(
          new Label(theme, {Token::Mute, 13}, tr("Nothing is asked yet: the act has not begun.")))
{
    auto *inside = new QWidget;
    m_layout = new QVBoxLayout(inside);
    m_layout->setContentsMargins(14, 0, 14, 8);
    m_layout->setSpacing(10);
    keepScaled(theme, *m_layout);
    m_none->setWordWrap(true);
    m_layout->addWidget(m_none);
    m_layout->addStretch(1);
    setWidget(inside);
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    inside->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
}

void TileBoard::setTiles(const std::vector<TileValue> &tiles, const QDateTime &now)
{
    m_none->setVisible(tiles.empty());
    while (m_tiles.size() > tiles.size()) {
        delete m_tiles.back();
        m_tiles.pop_back();
    }
    while (m_tiles.size() < tiles.size()) {
        auto *tile = new Tile(m_theme);
        tile->setDense(m_dense);
        m_layout->insertWidget(m_layout->count() - 1, tile);
        m_tiles.push_back(tile);
    }
    for (std::size_t i = 0; i < tiles.size(); ++i)
        m_tiles[i]->setValue(tiles[i], now);
}

void TileBoard::setDense(bool dense)
{
    m_dense = dense;
    for (Tile *tile : m_tiles)
        tile->setDense(dense);
}

void TileBoard::setNow(const QDateTime &now)
{
    for (Tile *tile : m_tiles)
        tile->setNow(now);
}

} // namespace widgets
