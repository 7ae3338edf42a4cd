// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/transport.h"

#include <QTimer>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

Surface::Look strip()
{
    Surface::Look look;
    look.fill = Token::Panel;
    look.edges = Qt::TopEdge;
    return look;
}

QWidget *separator(const Theme &theme)
{
    auto *line = new Surface(theme, {Token::Line, {}, {}, 0, 1, false, {}});
    line->setFixedSize(1, 52);
    return line;
}

Pad::Look reddish(bool dashed)
{
    Pad::Look look;
    look.border = look.ink = Token::Bad;
    look.dashed = dashed;
    return look;
}

} // namespace

Transport::Transport(const Theme &theme, QWidget *parent)
    : Surface(theme, strip(), parent)
    , m_go(new Pad(theme, tr("GO"), {}))
    , m_back(new Pad(theme, tr("◂ Back"), tr("PgUp")))
    , m_skip(new Pad(theme, tr("Skip"), tr("Ctrl+Shift+→")))
    , m_panic(new Pad(theme, tr("PANIC"), tr("F12")))
    , m_reset(new HoldPad(theme, tr("⟳ Reset"), tr("hold 1.5 s")))
    , m_actRow(new QHBoxLayout)
{
    m_go->setObjectName(u"go"_s);
    m_back->setObjectName(u"back"_s);
    m_skip->setObjectName(u"skip"_s);
    m_panic->setObjectName(u"panic"_s);
    m_reset->setObjectName(u"reset"_s);
    m_reset->setLook(reddish(true));
    m_panic->setLook(reddish(false));
    m_actRow->setSpacing(12);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 0, 14, 0);
    layout->setSpacing(12);
    layout->addWidget(m_go);
    layout->addWidget(m_back);
    layout->addWidget(m_skip);
    layout->addWidget(separator(theme));
    layout->addLayout(m_actRow);
    layout->addStretch(1);
    layout->addWidget(m_panic);
    layout->addWidget(m_reset);
    connect(m_go, &QAbstractButton::clicked, this, &Transport::go);
    connect(m_back, &QAbstractButton::clicked, this, &Transport::back);
    connect(m_skip, &QAbstractButton::clicked, this, &Transport::skip);
    connect(m_panic, &QAbstractButton::clicked, this, &Transport::panic);
    connect(m_reset, &HoldPad::held, this, &Transport::reset);
    setGo(Go::Off, tr("GO"), tr("nothing on standby"));
    setActive(false, false, false, false);
}

void Transport::setActs(const QStringList &ids)
{
    for (auto &[id, pad] : m_acts)
        pad->deleteLater();
    m_acts.clear();
    for (const QString &id : ids) {
        auto *pad = new Pad(theme(), tr("Act %1").arg(id), tr("Ctrl+Alt+%1").arg(id));
        pad->setObjectName(u"act"_s + id);
        connect(pad, &QAbstractButton::clicked, this, [this, id] { emit act(id); });
        m_actRow->addWidget(pad);
        m_acts[id] = pad;
    }
}

void Transport::setCurrentAct(const QString &id)
{
    for (auto &[act, pad] : m_acts) {
        Pad::Look look;
        if (act == id)
            look.border = Token::Accent;
        pad->setLook(look);
    }
}

void Transport::setGo(Go state, const QString &text, const QString &hint)
{
    m_state = state;
    m_go->setText(text);
    m_go->setHint(hint);
    dressGo();
}

void Transport::dressGo()
{
    Pad::Look look;
    look.pixels = 24;
    look.hintPixels = 12;
    switch (m_state) {
    case Go::Ready:
        look.fill = look.border = Token::Good;
        look.ink = Token::OnGood;
        break;
    case Go::Armed:
        look.fill = look.border = Token::Warn;
        look.ink = Token::OnGood;
        break;
    case Go::Locked: look.border = Token::Accent; break;
    case Go::Off: break;
    }
    if (m_flash)
        look.border = Token::Bad;
    m_go->setEnabled(m_state != Go::Off);
    m_go->setLook(look);
    m_go->setFixedSize(300, 72);
}

void Transport::setActive(bool back, bool skip, bool acts, bool reset)
{
    m_back->setEnabled(back);
    m_skip->setEnabled(skip);
    m_reset->setEnabled(reset);
    for (auto &[id, pad] : m_acts)
        pad->setEnabled(acts);
}

void Transport::setPanic(bool holds)
{
    m_panic->setText(holds ? tr("RELEASE") : tr("PANIC"));
    m_panic->setHint(holds ? tr("Esc") : tr("F12"));
}

void Transport::flashRefused()
{
    m_flash = true;
    dressGo();
    QTimer::singleShot(500, this, [this] {
        m_flash = false;
        dressGo();
    });
}

} // namespace widgets
