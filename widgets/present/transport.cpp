// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/transport.h"

#include "widgets/theme/scaled.h"

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
    const auto fit = [line, &theme] { line->setFixedSize(1, scaled(theme, 52)); };
    QObject::connect(&theme, &Theme::changed, line, fit);
    fit();
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
    connect(&theme, &Theme::changed, this, &Transport::arrange);
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
        look.margin = margin();
        pad->setLook(look);
        pad->setEnabled(active);
    }
}

void Transport::setLock(const QString &word, const QString &hint)
{
    m_lock->setText(word);
    m_lock->setHint(hint);
    arrange();
}

/// Narrower margins first; then the keys go, which the tool tips have, too.
void Transport::arrange()
{
    for (const Room room : {Room::Plenty, Room::Little, Room::Least}) {
        take(room);
        if (wanted() <= width())
            return;
    }
}

void Transport::take(Room room)
{
    m_room = room;
    layout()->setSpacing(scaled(theme(), room == Room::Plenty ? 12 : 8));
    layout()->setContentsMargins(scaled(theme(), 14), 0, scaled(theme(), 14), 0);
    m_actRow->setSpacing(layout()->spacing());
    const auto dress = [this](Pad *pad) {
        Pad::Look look = pad->look();
        look.margin = margin();
        pad->setLook(look);
        pad->setTerse(m_room == Room::Least);
    };
    for (Pad *pad : {m_back, m_skip, m_lock, m_panic, static_cast<Pad *>(m_reset)})
        dress(pad);
    for (auto &[output, pad] : m_outputs)
        dress(pad);
    for (auto &[id, pad] : m_acts)
        dress(pad);
    dressGo();
}

int Transport::margin() const
{
    return scaled(theme(), m_room == Room::Plenty ? 20 : m_room == Room::Little ? 10 : 7);
}

/// Their layout would tell only later what they want.
int Transport::wanted() const
{
    int out = m_go->width() + layout()->contentsMargins().left()
              + layout()->contentsMargins().right() + 2;
    int parts = 3; // the button GO and the two lines
    for (const Pad *pad : findChildren<Pad *>()) {
        if (pad == m_go || pad->isHidden())
            continue;
        out += pad->sizeHint().width();
        ++parts;
    }
    return out + (parts + 1) * layout()->spacing();
}

QSize Transport::minimumSizeHint() const
{
    return {1, 1}; // it gets narrower with the window, not the other way round
}

void Transport::resizeEvent(QResizeEvent *event)
{
    Surface::resizeEvent(event);
    arrange();
}

void Transport::setFlat(bool flat)
{
    m_flat = flat;
    for (Pad *pad : findChildren<Pad *>())
        pad->setFlat(flat);
    arrange();
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
        tellKeys(*pad);
        m_actRow->addWidget(pad);
        m_acts[id] = pad;
    }
    arrange();
}

void Transport::setCurrentAct(const QString &id)
{
    for (auto &[act, pad] : m_acts) {
        Pad::Look look;
        if (act == id)
            look.border = Token::Accent;
        look.margin = margin();
        pad->setLook(look);
    }
}

void Transport::setGo(Go state, const QString &text, const QString &hint)
{
    m_state = state;
    if (m_go->text() == text && m_go->hint() == hint)
        return dressGo();
    m_go->setText(text);
    m_go->setHint(hint);
    arrange();
}

void Transport::dressGo()
{
    Pad::Look look;
    look.pixels = 24;
    look.hintPixels = 12;
    look.margin = scaled(theme(), m_room == Room::Plenty ? 20 : 8);
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
    const double scale = theme().scale();
    const int least = static_cast<int>((m_room == Room::Plenty ? 300 : 240) * scale);
    m_go->setFixedSize(std::max(least, m_go->sizeHint().width()),
                       static_cast<int>((m_flat                   ? 34
                                         : m_room == Room::Plenty ? 72
                                                                  : 62)
                                        * scale));
}

/// What has a word for its state instead of a key keeps that word.
void Transport::setKeys(const QMap<QString, QStringList> &keys, const QMap<QString, QString> &words)
{
    m_keys = keys;
    m_words = words;
    for (Pad *pad : findChildren<Pad *>())
        tellKeys(*pad);
    arrange();
}

void Transport::tellKeys(Pad &pad)
{
    const QString name = pad.objectName();
    if (!m_words.contains(name))
        return;
    const QStringList all = m_keys.value(name);
    pad.setToolTip(all.isEmpty() ? m_words[name] : m_words[name] + u" – "_s + all.join(u"  "_s));
    if (&pad == m_go || &pad == m_panic || &pad == m_lock || &pad == m_reset)
        return;
    const qsizetype shown = name == u"black" ? 2 : 1; // a remote's blank button is worth knowing
    pad.setHint(
        all.mid(0, shown).join(u"  "_s).replace(u"Right"_s, u"→"_s).replace(u"Left"_s, u"←"_s));
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
