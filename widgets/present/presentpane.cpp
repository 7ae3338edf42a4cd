// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/presentpane.h"

#include "widgets/theme/scaled.h"

#include <QHBoxLayout>

namespace widgets {

namespace {

constexpr int narrowBelow = 1600;
constexpr int notesRoom = 156; ///< where they share a column with everything else

Pad::Look lookOf(UndoValue::State state)
{
    Pad::Look look;
    look.margin = 14;
    switch (state) {
    case UndoValue::State::Offered: break;
    case UndoValue::State::Armed:
        look.fill = look.border = Token::Warn;
        look.ink = Token::OnGood;
        break;
    case UndoValue::State::Running: look.border = Token::Accent; break;
    case UndoValue::State::Failed: look.border = look.ink = Token::Bad; break;
    }
    return look;
}

Surface *column(const Theme &theme, Qt::Edge edge)
{
    return new Surface(theme, {Token::Panel, {}, {}, 0, 1, false, edge});
}

} // namespace

PresentPane::Part PresentPane::part(const Theme &theme, const QString &title, QWidget *inside,
                                    int margin)
{
    Part out{new QWidget, heading(theme, title)};
    auto *layout = new QVBoxLayout(out.box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(out.title);
    auto *padded = new QVBoxLayout;
    padded->setContentsMargins(margin, 2, margin, 4);
    padded->addWidget(inside);
    layout->addLayout(padded, 1);
    keepScaled(theme, *out.box->layout());
    keepScaled(theme, *padded);
    return out;
}

PresentPane::PresentPane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_standby(new StandbyCard(theme))
    , m_run(new RunOfShow(theme))
    , m_stage(new StagePane(theme))
    , m_notes(new Notes(theme))
    , m_tiles(new TileBoard(theme))
    , m_activity(new Activity(theme))
    , m_undo(new Pad(theme, {}, {}))
    , m_strip(new Surface(theme, {Token::Back, {}, {}, 0, 1, false, Qt::TopEdge}))
    , m_transport(new Transport(theme))
    , m_left(column(theme, Qt::RightEdge))
    , m_right(column(theme, Qt::LeftEdge))
    , m_standbyPart(part(theme, tr("Standby"), m_standby, 14))
    , m_runPart(part(theme, tr("Run of show"), m_run, 0))
    , m_notesPart(part(theme, tr("Say"), m_notes, 14))
    , m_tilesPart(part(theme, tr("Evidence – this act"), m_tiles, 0))
    , m_leftLayout(new QVBoxLayout(m_left))
    , m_rightLayout(new QVBoxLayout(m_right))
    , m_banner(new Surface(theme, {Token::Warn, {}, {}, 0, 1, false, {}}))
    , m_bannerText(new Label(theme, {Token::OnGood, 17, QFont::Bold}))
{
    for (QVBoxLayout *layout : {m_leftLayout, m_rightLayout}) {
        layout->setContentsMargins(0, 0, 1, 0);
        layout->setSpacing(0);
    }
    m_leftLayout->addWidget(m_standbyPart.box);
    m_leftLayout->addWidget(m_runPart.box, 1);
    m_rightLayout->addWidget(m_notesPart.box);
    m_rightLayout->addWidget(m_tilesPart.box, 1);
    auto *middle = new QVBoxLayout;
    middle->setSpacing(0);
    auto *banner = new QHBoxLayout(m_banner);
    banner->setContentsMargins(16, 6, 16, 6);
    banner->addWidget(m_bannerText);
    m_bannerText->setAlignment(Qt::AlignCenter);
    m_bannerText->setWordWrap(true);
    m_banner->hide();
    middle->addWidget(m_banner);
    middle->addWidget(m_stage, 1);
    auto *strip = new QHBoxLayout(m_strip);
    strip->setContentsMargins(0, 0, 0, 0);
    strip->addWidget(m_activity, 1);
    strip->addWidget(m_undo);
    m_undo->setObjectName(QStringLiteral("undo"));
    m_undo->hide();
    connect(m_undo, &QAbstractButton::clicked, this, &PresentPane::undo);
    middle->addWidget(m_strip);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(m_left);
    columns->addLayout(middle, 1);
    columns->addWidget(m_right);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(columns, 1);
    layout->addWidget(m_transport);
    connect(&theme, &Theme::changed, this, [this] { arrange(isNarrow()); });
    arrange(false);
}

void PresentPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(isNarrow());
}

int PresentPane::at(int pixels) const
{
    return scaled(m_theme, pixels);
}

bool PresentPane::isNarrow() const
{
    return width() < narrowBelow * m_theme.scale();
}

void PresentPane::setBanner(const QString &text)
{
    m_bannerText->setFullText(text);
    m_banner->setAccessibleName(text);
    m_banner->setVisible(!text.isEmpty());
}

void PresentPane::setMaximised(bool maximised)
{
    if (m_maximised == maximised)
        return;
    m_maximised = maximised;
    arrange(m_narrow);
    emit maximisedChanged(maximised);
}

void PresentPane::setActivityShown(bool shown)
{
    m_activityShown = shown;
    arrange(m_narrow);
}

void PresentPane::setUndo(const UndoValue &value)
{
    m_undoUrgent =
        value.state == UndoValue::State::Armed || value.state == UndoValue::State::Running;
    m_undo->setText(value.text);
    m_undo->setHint(value.hint);
    m_undo->setLook(lookOf(value.state));
    m_undo->setEnabled(value.enabled);
    m_undo->setToolTip(m_undoKeys.isEmpty() ? value.tip
                                            : value.tip + QStringLiteral(" – ")
                                                  + m_undoKeys.join(QStringLiteral("  ")));
    m_undo->setVisible(!value.text.isEmpty());
    showStrip();
}

void PresentPane::showStrip()
{
    const bool log = m_activityShown && !m_maximised;
    m_activity->setVisible(log);
    m_strip->layout()->setContentsMargins(0, 0, m_undo->isHidden() ? 0 : at(8), 0);
    m_strip->setVisible(log || (m_undoUrgent && !m_undo->isHidden()));
}

void PresentPane::arrange(bool narrow)
{
    m_narrow = narrow;
    m_left->setVisible(!m_maximised);
    m_right->setVisible(!narrow && !m_maximised);
    showStrip();
    QVBoxLayout *to = narrow ? m_leftLayout : m_rightLayout;
    to->addWidget(m_notesPart.box);
    to->addWidget(m_tilesPart.box, 1);
    m_leftLayout->setStretchFactor(m_runPart.box, narrow ? 4 : 1);
    m_leftLayout->setStretchFactor(m_tilesPart.box, 3);
    m_notes->setRoom(narrow ? at(notesRoom) : 0);
    setDense(narrow);
    m_left->setFixedWidth(std::max(340, std::min(at(340), width() / 3)));
    m_right->setFixedWidth(at(300));
    m_strip->setFixedHeight(at(narrow ? 50 : 96));
    m_undo->setFixedHeight(at(narrow ? 44 : 60));
    m_undo->setMaximumWidth(at(narrow ? 340 : 420));
    m_transport->setFixedHeight(at(m_maximised ? 40 : narrow ? 76 : 96));
    m_transport->setFlat(m_maximised);
}

/// One column for all: rows, tiles and titles give way, the card's own words say what it is.
void PresentPane::setDense(bool dense)
{
    m_run->setDense(dense);
    m_tiles->setDense(dense);
    m_standbyPart.title->setVisible(!dense);
    m_standbyPart.box->setContentsMargins(0, dense ? at(10) : 0, 0, 0);
    for (const Part &one : {m_standbyPart, m_runPart, m_notesPart, m_tilesPart})
        one.title->setContentsMargins(at(16), at(dense ? 7 : 14), at(16), at(dense ? 4 : 8));
}

} // namespace widgets
