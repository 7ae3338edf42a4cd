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
    , m_lock(new Pad(theme, tr("BUILD"), tr("Ctrl+Shift+L")))
    , m_reset(new HoldPad(theme, tr("⟳ Reset"), tr("hold 1.5 s")))
    , m_actRow(new QHBoxLayout)
{
    m_go->setObjectName(u"go"_s);
    m_back->setObjectName(u"back"_s);
    m_skip->setObjectName(u"skip"_s);
    m_panic->setObjectName(u"panic"_s);
    m_lock->setObjectName(u"lock"_s);
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
    layout->addWidget(separator(theme));
    layout->addWidget(outputPad(u"freeze"_s, tr("Freeze"), tr("F5"), Output::Frozen));
    layout->addWidget(outputPad(u"black"_s, tr("Black"), tr("Ctrl+B  ."), Output::Black));
    layout->addWidget(outputPad(u"recorded"_s, tr("Recorded"), tr("Ctrl+R"), Output::Recorded));
    layout->addStretch(1);
    layout->addWidget(m_lock);
    layout->addWidget(m_panic);
    layout->addWidget(m_reset);
    connect(m_go, &QAbstractButton::clicked, this, &Transport::go);
    connect(m_back, &QAbstractButton::clicked, this, &Transport::back);
    connect(m_skip, &QAbstractButton::clicked, this, &Transport::skip);
    connect(m_panic, &QAbstractButton::clicked, this, &Transport::panic);
    connect(m_reset, &HoldPad::held, this, &Transport::reset);
    connect(m_lock, &QAbstractButton::clicked, this, &Transport::lock);
    setGo(Go::Off, tr("GO"), tr("nothing on standby"));
    setActive(false, false, false, false);
    setOutput(Output::Live, false);
}

Pad *Transport::outputPad(const QString &name, const QString &text, const QString &key,
                          Output output)
{
    auto *pad = new Pad(theme(), text, key);
    pad->setObjectName(name);
    connect(pad, &QAbstractButton::clicked, this, [this, output] { emit this->output(output); });
    m_outputs[output] = pad;
    return pad;
}

void Transport::setOutput(Output output, bool active)
{
    for (auto &[one, pad] : m_outputs) {
        Pad::Look look;
        if (one == output) {
            look.fill = look.border = Token::Warn;
            look.ink = Token::OnGood;
        }
        look.margin = m_narrow ? 10 : 20;
        pad->setLook(look);
        pad->setEnabled(active);
    }
}

void Transport::setLock(const QString &word, const QString &hint)
{
    m_lock->setText(word);
    m_lock->setHint(hint);
}

void Transport::setNarrow(bool narrow)
{
    m_narrow = narrow;
    layout()->setSpacing(narrow ? 8 : 12);
    m_actRow->setSpacing(narrow ? 8 : 12);
    const auto dress = [narrow](Pad *pad, Pad::Look look) {
        look.margin = narrow ? 10 : 20;
        pad->setLook(look);
    };
    for (Pad *pad : {m_back, m_skip, m_lock})
        dress(pad, {});
    dress(m_reset, reddish(true));
    dress(m_panic, reddish(false));
    dressGo();
}

void Transport::setFlat(bool flat)
{
    m_flat = flat;
    for (Pad *pad : findChildren<Pad *>())
        pad->setFlat(flat);
    dressGo();
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
        pad->setFlat(m_flat);
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
        look.margin = m_narrow ? 10 : 20;
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
    look.margin = m_narrow ? 8 : 20;
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
    m_go->setFixedSize(m_narrow ? 240 : 300, m_flat ? 34 : 72);
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
