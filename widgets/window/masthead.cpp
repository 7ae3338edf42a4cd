// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/window/masthead.h"

#include "widgets/theme/scaled.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestName = 230;

/// The brand's diamond.
class Diamond final : public QWidget {
public:
    explicit Diamond(const Theme &theme)
        : m_theme(theme)
    {
        const auto fit = [this] {
            setFixedSize(QSize(16, 16) * m_theme.scale());
            update();
        };
        connect(&theme, &Theme::changed, this, fit);
        fit();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(width() / 16.0, height() / 16.0);
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

void ModeSwitch::setTight(bool tight)
{
    m_tight = tight;
    updateGeometry();
    update();
}

QFont ModeSwitch::face() const
{
    return m_theme.font(m_tight ? 14 : 15, QFont::DemiBold);
}

std::vector<Choice> ModeSwitch::choices() const
{
    const QFontMetrics metrics(face());
    std::vector<Choice> out;
    int x = 1;
    for (int i = 0; i < m_names.size(); ++i) {
        const int wide = metrics.horizontalAdvance(m_names[i]) + scaled(m_theme, m_tight ? 20 : 36);
        out.push_back({m_names[i], m_keys.value(i), QRect(x, 0, wide, height()), i == m_current});
        x += wide;
    }
    return out;
}

void ModeSwitch::setKeys(const QStringList &keys)
{
    m_keys = keys;
}

int ModeSwitch::at(const QPoint &point) const
{
    const std::vector<Choice> all = choices();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].place.contains(point))
            return static_cast<int>(i);
    }
    return -1;
}

QSize ModeSwitch::sizeHint() const
{
    const std::vector<Choice> all = choices();
    const int total = all.empty() ? 2 : all.back().place.right() + 2;
    return {total, static_cast<int>((m_tight ? 34 : 38) * m_theme.scale())};
}

void ModeSwitch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.setFont(face());
    for (const Choice &one : choices()) {
        if (one.current) {
            painter.save();
            painter.setClipPath(frame);
            painter.fillRect(one.place, m_theme.color(Token::Accent));
            painter.restore();
        }
        painter.setPen(m_theme.color(one.current ? Token::OnAccent : Token::Mute));
        painter.drawText(one.place, Qt::AlignCenter, one.name);
    }
    painter.setPen(m_theme.color(Token::Line));
    painter.drawPath(frame);
}

void ModeSwitch::mousePressEvent(QMouseEvent *event)
{
    if (const int index = at(event->position().toPoint()); index >= 0)
        emit chosen(index);
}

bool ModeSwitch::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const int index = at(help->pos()); index >= 0)
        QToolTip::showText(help->globalPos(),
                           m_names[index] + u" – "_s + m_keys.value(index, tr("no key")), this);
    return true;
}

Masthead::Masthead(const Theme &theme, const QStringList &modes, QWidget *parent)
    : Surface(theme, {Token::Panel, {}, {}, 0, 1, false, Qt::BottomEdge}, parent)
    , m_brand(new Label(theme, {Token::Ink, 17, QFont::Bold}, tr("TrustUsBank Cockpit")))
    , m_chip(new Surface(theme, {Token::Panel, Token::Line, {}, 6, 1, false, {}}))
    , m_chipIcon(new MarkIcon(theme, 13))
    , m_chipText(new Label(theme, {Token::Mute, 13, QFont::Bold, false, true}))
    , m_modes(new ModeSwitch(theme, modes))
    , m_story(new Surface(theme, {Token::Panel, Token::Line, {}, 8, 1, false, {}}))
    , m_storyIcon(new MarkIcon(theme, 17))
    , m_storyText(new Label(theme, {Token::Ink, 15, QFont::ExtraBold}))
    , m_storyMore(new Label(theme, {Token::Ink, 12, QFont::DemiBold}))
    , m_storyLines(new QVBoxLayout)
    , m_lampGrid(new QGridLayout)
    , m_clock(new Label(theme, {Token::Ink, 26, QFont::DemiBold, true}))
    , m_beside(new Label(theme, {Token::Mute, 14, QFont::Normal, true}))
    , m_clockLines(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_layout(new QHBoxLayout(this))
{
    auto *chip = new QHBoxLayout(m_chip);
    chip->setContentsMargins(10, 4, 10, 4);
    chip->setSpacing(6);
    chip->addWidget(m_chipIcon);
    chip->addWidget(m_chipText);
    auto *story = new QHBoxLayout(m_story);
    story->setContentsMargins(12, 5, 12, 5);
    story->setSpacing(8);
    story->addWidget(m_storyIcon);
    story->addLayout(m_storyLines);
    m_storyLines->setSpacing(0);
    m_storyLines->addWidget(m_storyText);
    m_storyLines->addWidget(m_storyMore);
    m_lampGrid->setHorizontalSpacing(14);
    m_lampGrid->setVerticalSpacing(3);
    m_clockLines->addWidget(m_clock);
    m_clockLines->addWidget(m_beside);
    auto *brand = new QHBoxLayout;
    brand->setSpacing(6);
    brand->addWidget(new Diamond(theme));
    brand->addWidget(m_brand);
    for (QLayout *one : std::initializer_list<QLayout *>{chip, story, brand})
        keepScaled(theme, *one);
    m_layout->addLayout(brand);
    m_layout->addWidget(m_chip, 0, Qt::AlignVCenter);
    m_layout->addWidget(m_modes, 0, Qt::AlignVCenter);
    m_layout->addStretch(1);
    m_layout->addWidget(m_story, 0, Qt::AlignVCenter);
    m_layout->addLayout(m_lampGrid);
    m_layout->addLayout(m_clockLines);
    m_layout->setAlignment(m_lampGrid, Qt::AlignVCenter);
    m_layout->setAlignment(m_clockLines, Qt::AlignVCenter);
    connect(&theme, &Theme::changed, this, &Masthead::arrange);
    setCluster(Cluster::None, {});
    setStory({});
    setClock(tr("00:00"), {});
    take(Room::Plenty);
}

void Masthead::addCorner(QWidget *widget)
{
    m_layout->addWidget(widget, 0, Qt::AlignVCenter);
}

/// The window may be as narrow as it likes: what has no room is arranged, not demanded.
QSize Masthead::minimumSizeHint() const
{
    return {400, 40};
}

/// Takes the roomiest arrangement that fits.
void Masthead::arrange()
{
    for (const Room room : {Room::Plenty, Room::Enough, Room::Some, Room::Little, Room::Least}) {
        take(room);
        // Their own layouts would tell the new sizes only later.
        for (QWidget *part : {static_cast<QWidget *>(m_chip), static_cast<QWidget *>(m_story)})
            part->layout()->activate();
        for (const Lamp &lamp : m_lamps)
            lamp.box->layout()->activate();
        for (int i = 0; i < m_layout->count(); ++i)
            m_layout->itemAt(i)->invalidate();
        m_layout->invalidate();
        const int wanted = m_chipText->sizeHint().width();
        // A cluster's name may be of any length: past this it is cut, and the tool tip has it.
        const int forgiven = std::max(0, wanted - static_cast<int>(longestName * theme().scale()));
        if (m_layout->totalSizeHint().width() - forgiven <= width())
            return;
    }
}

void Masthead::take(Room room)
{
    m_room = room;
    const bool plenty = room == Room::Plenty;
    const bool enough = plenty || room == Room::Enough;
    const bool wide = enough || room == Room::Some;
    const int side = scaled(theme(), wide ? 18 : 12);
    m_layout->setContentsMargins(side, 0, side, 0);
    m_layout->setSpacing(scaled(theme(), plenty ? 18 : enough ? 14 : 12));
    m_lampGrid->setHorizontalSpacing(scaled(theme(), 14));
    m_brand->setVisible(enough); // its diamond stays
    m_modes->setTight(!enough);
    m_storyText->setPixels(plenty ? 15 : 14);
    m_clock->setPixels(plenty ? 26 : wide ? 24 : 20);
    m_beside->setPixels(plenty ? 14 : 12);
    m_clockLines->setDirection(plenty ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_clockLines->setSpacing(plenty ? scaled(theme(), 18) : 0);
    tellStory();
    placeLamps();
}

bool Masthead::speaks(const LampValue &value) const
{
    return m_room != Room::Least || (value.mark != Mark::Good && value.mark != Mark::Idle);
}

/// One line, or two; where words are scarce, those that have some stand above one another.
void Masthead::placeLamps()
{
    const std::size_t used = m_lampValues.size();
    const bool oneLine = m_room < Room::Little;
    const std::size_t columns = oneLine ? used : (used + 1) / 2;
    const auto speaking = static_cast<std::size_t>(
        std::count_if(m_lampValues.begin(), m_lampValues.end(),
                      [this](const LampValue &value) { return speaks(value); }));
    std::size_t withWords = 0, without = speaking;
    for (std::size_t i = 0; i < m_lamps.size(); ++i) {
        Lamp &lamp = m_lamps[i];
        lamp.box->setVisible(i < used);
        if (i >= used)
            continue;
        const LampValue &value = m_lampValues[i];
        lamp.icon->setMark(value.mark);
        lamp.text->setFullText(value.text);
        lamp.text->setVisible(speaks(value));
        lamp.box->setToolTip(value.text);
        const std::size_t at = speaks(value) ? withWords++ : without++;
        const bool packed = m_room == Room::Least;
        m_lampGrid->addWidget(lamp.box, static_cast<int>(packed ? at % 2 : i / columns),
                              static_cast<int>(packed ? at / 2 : i % columns),
                              Qt::AlignLeft | Qt::AlignVCenter);
    }
}

void Masthead::tellStory()
{
    const qsizetype dash = m_storyWords.indexOf(u" – "_s);
    const bool split = m_room != Room::Plenty && dash > 0;
    m_storyText->setFullText(split ? m_storyWords.left(dash) : m_storyWords);
    m_storyMore->setFullText(split ? m_storyWords.mid(dash + 3) : QString());
    m_storyMore->setVisible(split);
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
        m_chipIcon->setMark(Mark::Idle);
        m_chipText->setFullText(tr("REHEARSAL %1").arg(name));
        m_chipText->setColor(Token::Info);
        break;
    case Cluster::Live:
        look.border = Token::Bad;
        m_chipIcon->setMark(Mark::Standby);
        m_chipText->setFullText(tr("LIVE %1").arg(name));
        m_chipText->setColor(Token::Bad);
        break;
    }
    m_chipIcon->setColor(look.border == Token::Line ? Token::Mute : look.border);
    m_chip->setLook(look);
    m_chip->setAccessibleName(m_chipText->fullText());
}

void Masthead::setStory(const StoryValue &story)
{
    const bool same = m_storyWords == story.text;
    m_storyWords = story.text;
    m_story->setVisible(!story.text.isEmpty());
    Look look = m_story->look();
    look.border = tokenOf(story.mark);
    m_story->setLook(look);
    m_story->setAccessibleName(story.text);
    m_storyIcon->setMark(story.mark);
    m_storyText->setColor(tokenOf(story.mark));
    m_storyMore->setColor(tokenOf(story.mark));
    if (!same)
        arrange();
}

Masthead::Lamp Masthead::makeLamp()
{
    Lamp lamp{new MarkIcon(theme(), 13), new Label(theme(), {Token::Mute, 13}), new QWidget(this)};
    auto *row = new QHBoxLayout(lamp.box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(5);
    row->addWidget(lamp.icon);
    row->addWidget(lamp.text);
    keepScaled(theme(), *row);
    return lamp;
}

void Masthead::setLamps(const std::vector<LampValue> &lamps)
{
    if (lamps == m_lampValues)
        return;
    m_lampValues = lamps;
    while (m_lamps.size() < lamps.size())
        m_lamps.push_back(makeLamp());
    arrange();
}

void Masthead::setClock(const QString &time, const QString &beside, Mark pace)
{
    const bool same =
        time.size() == m_clock->fullText().size() && beside.size() == m_beside->fullText().size();
    m_clock->setFullText(time);
    m_beside->setFullText(beside);
    m_beside->setColor(pace == Mark::Attention ? Token::Warn : Token::Mute);
    m_beside->setVisible(!beside.isEmpty());
    if (!same)
        arrange();
}

void Masthead::resizeEvent(QResizeEvent *event)
{
    Surface::resizeEvent(event);
    arrange();
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
    keepScaled(theme, *layout);
    layout->addWidget(m_left, 1);
    layout->addWidget(m_key);
    layout->addWidget(m_right);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize StatusLine::sizeHint() const
{
    return {600, static_cast<int>(28 * theme().scale())};
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
