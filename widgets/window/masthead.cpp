// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/window/masthead.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

/// The brand's diamond.
class Diamond final : public QWidget {
public:
    explicit Diamond(const Theme &theme)
        : m_theme(theme)
    {
        setFixedSize(16, 16);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.color(Token::Ink), 1.4));
        painter.drawPolygon(QPolygonF({{8, 1}, {15, 8}, {8, 15}, {1, 8}}));
        painter.setBrush(m_theme.color(Token::Accent));
        painter.setPen(Qt::NoPen);
        painter.drawPolygon(QPolygonF({{8, 5}, {11, 8}, {8, 11}, {5, 8}}));
    }

private:
    const Theme &m_theme;
};

} // namespace

ModeSwitch::ModeSwitch(const Theme &theme, const QStringList &names, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_names(names)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Mode"));
    connect(&theme, &Theme::changed, this, &QWidget::updateGeometry);
}

void ModeSwitch::setCurrent(int index)
{
    m_current = index;
    setAccessibleDescription(m_names.value(index));
    update();
}

std::vector<int> ModeSwitch::widths() const
{
    const QFontMetrics metrics(m_theme.font(15, QFont::DemiBold));
    std::vector<int> out;
    for (const QString &name : m_names)
        out.push_back(metrics.horizontalAdvance(name) + 36);
    return out;
}

QSize ModeSwitch::sizeHint() const
{
    int total = 2;
    for (const int width : widths())
        total += width;
    return {total, static_cast<int>(38 * m_theme.scale())};
}

void ModeSwitch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.setFont(m_theme.font(15, QFont::DemiBold));
    int x = 1;
    const std::vector<int> wide = widths();
    for (int i = 0; i < m_names.size(); ++i) {
        const QRect box(x, 0, wide[static_cast<std::size_t>(i)], height());
        if (i == m_current) {
            painter.save();
            painter.setClipPath(frame);
            painter.fillRect(box, m_theme.color(Token::Accent));
            painter.restore();
        }
        painter.setPen(m_theme.color(i == m_current ? Token::OnAccent : Token::Mute));
        painter.drawText(box, Qt::AlignCenter, m_names[i]);
        x += box.width();
    }
    painter.setPen(m_theme.color(Token::Line));
    painter.drawPath(frame);
}

void ModeSwitch::mousePressEvent(QMouseEvent *event)
{
    int x = 1;
    const std::vector<int> wide = widths();
    for (int i = 0; i < m_names.size(); ++i) {
        x += wide[static_cast<std::size_t>(i)];
        if (event->position().x() < x) {
            emit chosen(i);
            return;
        }
    }
}

Masthead::Masthead(const Theme &theme, const QStringList &modes, QWidget *parent)
    : Surface(theme, {Token::Panel, {}, {}, 0, 1, false, Qt::BottomEdge}, parent)
    , m_brand(
          new Label(theme, {Token::Ink, 17, QFont::Bold, false, true}, tr("TrustUsBank Cockpit")))
    , m_chip(new Surface(theme, {Token::Panel, Token::Line, {}, 6, 1, false, {}}))
    , m_chipIcon(new MarkIcon(theme, 13))
    , m_chipText(new Label(theme, {Token::Mute, 13, QFont::Bold, false, true}))
    , m_modes(new ModeSwitch(theme, modes))
    , m_story(new Surface(theme, {Token::Panel, Token::Line, {}, 8, 1, false, {}}))
    , m_storyIcon(new MarkIcon(theme, 17))
    , m_storyText(new Label(theme, {Token::Ink, 15, QFont::ExtraBold}))
    , m_lampRow(new QHBoxLayout)
    , m_clock(new Label(theme, {Token::Ink, 26, QFont::DemiBold, true}))
    , m_beside(new Label(theme, {Token::Mute, 14, QFont::Normal, true, true}))
{
    auto *chip = new QHBoxLayout(m_chip);
    chip->setContentsMargins(10, 4, 10, 4);
    chip->setSpacing(6);
    chip->addWidget(m_chipIcon);
    chip->addWidget(m_chipText);
    auto *story = new QHBoxLayout(m_story);
    story->setContentsMargins(14, 6, 14, 6);
    story->setSpacing(8);
    story->addWidget(m_storyIcon);
    story->addWidget(m_storyText);
    m_lampRow->setSpacing(14);
    auto *brand = new QHBoxLayout;
    brand->setSpacing(6);
    brand->addWidget(new Diamond(theme));
    brand->addWidget(m_brand);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 0, 18, 0);
    layout->setSpacing(18);
    layout->addLayout(brand);
    layout->addWidget(m_chip, 0, Qt::AlignVCenter);
    layout->addWidget(m_modes, 0, Qt::AlignVCenter);
    layout->addStretch(1);
    layout->addWidget(m_story, 0, Qt::AlignVCenter);
    layout->addLayout(m_lampRow);
    layout->addWidget(m_clock);
    layout->addWidget(m_beside);
    setCluster(Cluster::None, {});
    setStory({});
    setClock(tr("00:00"), {});
}

void Masthead::setCluster(Cluster kind, const QString &name)
{
    Look look = m_chip->look();
    switch (kind) {
    case Cluster::None:
        look.border = Token::Line;
        m_chipIcon->setMark(Mark::Idle);
        m_chipText->setFullText(tr("no cluster"));
        m_chipText->setColor(Token::Mute);
        break;
    case Cluster::Rehearsal:
        look.border = Token::Info;
        m_chipIcon->setMark(Mark::Standby);
        m_chipText->setFullText(tr("REHEARSAL %1").arg(name));
        m_chipText->setColor(Token::Info);
        break;
    case Cluster::Live:
        look.border = Token::Bad;
        m_chipIcon->setMark(Mark::Working);
        m_chipText->setFullText(tr("LIVE %1").arg(name));
        m_chipText->setColor(Token::Bad);
        break;
    }
    m_chip->setLook(look);
    m_chip->setAccessibleName(m_chipText->fullText());
}

void Masthead::setStory(const StoryValue &story)
{
    m_story->setVisible(!story.text.isEmpty());
    Look look = m_story->look();
    look.border = tokenOf(story.mark);
    m_story->setLook(look);
    m_storyIcon->setMark(story.mark);
    m_storyText->setFullText(story.text);
    m_storyText->setColor(tokenOf(story.mark));
}

void Masthead::setLamps(const std::vector<LampValue> &lamps)
{
    while (m_lamps.size() < lamps.size()) {
        auto *pair = new QHBoxLayout;
        pair->setSpacing(5);
        m_lamps.emplace_back(new MarkIcon(theme(), 13),
                             new Label(theme(), {Token::Mute, 13, QFont::Normal, false, true}));
        pair->addWidget(m_lamps.back().first);
        pair->addWidget(m_lamps.back().second);
        m_lampRow->addLayout(pair);
    }
    for (std::size_t i = 0; i < m_lamps.size(); ++i) {
        const bool used = i < lamps.size();
        m_lamps[i].first->setVisible(used);
        m_lamps[i].second->setVisible(used);
        if (!used)
            continue;
        m_lamps[i].first->setMark(lamps[i].mark);
        m_lamps[i].second->setFullText(lamps[i].text);
        m_lamps[i].second->setAccessibleName(lamps[i].text);
    }
}

void Masthead::setClock(const QString &time, const QString &beside, Mark pace)
{
    m_clock->setFullText(time);
    m_beside->setFullText(beside);
    m_beside->setColor(pace == Mark::Attention ? Token::Warn : Token::Mute);
    m_beside->setVisible(!beside.isEmpty());
}

void Masthead::resizeEvent(QResizeEvent *event)
{
    Surface::resizeEvent(event);
    m_brand->setVisible(width() >= 1500); // its diamond stays
}

StatusLine::StatusLine(const Theme &theme, QWidget *parent)
    : Surface(theme, {Token::Panel, {}, {}, 0, 1, false, Qt::TopEdge}, parent)
    , m_left(new Label(theme, {Token::Mute, 12, QFont::Normal, true, true}))
    , m_key(new Label(theme, {Token::Mute, 12, QFont::Normal, true}))
    , m_right(new Label(theme, {Token::Mute, 12, QFont::Normal, true}))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(22);
    layout->addWidget(m_left, 1);
    layout->addWidget(m_key);
    layout->addWidget(m_right);
    setFixedHeight(28);
}

void StatusLine::setLeft(const QString &text)
{
    m_left->setFullText(text);
}

void StatusLine::setRight(const QString &text)
{
    m_right->setFullText(text);
}

void StatusLine::setKey(const QString &key)
{
    m_key->setFullText(key.isEmpty() ? QString() : tr("last key %1").arg(key));
}

} // namespace widgets
