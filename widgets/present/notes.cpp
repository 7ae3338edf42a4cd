// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/notes.h"

#include "widgets/theme/scaled.h"

#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int smallest = 12;

} // namespace

Notes::Notes(const Theme &theme, QWidget *parent)
    : Surface(theme, {Token::Raised, Token::Line, {}, 10, 1, false, {}}, parent)
    , m_say(new Label(theme, {Token::Ink, 17}))
    , m_do(new Label(theme, {Token::Warn, 14, QFont::DemiBold}))
    , m_ifFails(new Label(theme, {Token::Mute, 13}))
{
    auto *layout = new QVBoxLayout(this);
    for (Label *label : {m_say, m_do, m_ifFails}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        layout->addWidget(label);
    }
    setRoom(0);
    setNotes({}, {}, {});
}

void Notes::setNotes(const QString &say, const QString &instruction, const QString &ifFails)
{
    m_say->setFullText(say.isEmpty() ? tr("Nothing to say here.") : say.simplified());
    m_do->setFullText(instruction);
    m_do->setVisible(!instruction.isEmpty());
    m_ifFails->setFullText(ifFails.isEmpty() ? QString() : tr("If it fails: %1").arg(ifFails));
    m_ifFails->setVisible(!ifFails.isEmpty());
    fit();
}

void Notes::setTextPixels(int pixels)
{
    m_pixels = std::clamp(pixels, smallest, 30);
    fit();
}

void Notes::resizeEvent(QResizeEvent *event)
{
    Surface::resizeEvent(event);
    fit();
}

void Notes::fit()
{
    const QMargins margins = layout()->contentsMargins();
    const int wide = width() - margins.left() - margins.right();
    const auto needed = [&] {
        int out = margins.top() + margins.bottom();
        for (const Label *label : {m_say, m_do, m_ifFails}) {
            if (!label->isHidden())
                out += label->heightForWidth(wide) + layout()->spacing();
        }
        return out - layout()->spacing();
    };
    int pixels = m_pixels;
    m_say->setPixels(pixels);
    while (m_room > 0 && pixels > smallest && needed() > m_room)
        m_say->setPixels(--pixels);
}

void Notes::setRoom(int pixels)
{
    m_room = pixels;
    const auto at = [this](int design) { return scaled(theme(), design); };
    const int side = at(16), above = at(pixels > 0 ? 10 : 14);
    layout()->setContentsMargins(side, above, side, above);
    layout()->setSpacing(at(pixels > 0 ? 6 : 10));
    fit();
}

} // namespace widgets
