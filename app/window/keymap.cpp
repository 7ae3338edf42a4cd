// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/keymap.h"

#include <QCoreApplication>
#include <QKeySequence>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// A remote's blank button sends a full stop. Nobody begins to type with one, so it is the remote's
/// unless text was typed just before.
constexpr std::chrono::seconds stillTyping(10);

QString words(const char *text)
{
    return QCoreApplication::translate("KeyMap", text);
}

std::vector<KeyAction> standard()
{
    std::vector<KeyAction> out{
        {u"go"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "GO (twice for what changes the cluster)")),
         {Act::GoClicker, 0},
         {u"PgDown"_s, u"Space"_s, u"Right"_s}},
        {u"go-at-once"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "GO with one press, whatever it changes")),
         {Act::GoDeliberate, 0},
         {u"F9"_s}},
        {u"prompt"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Send the cue's prompt")),
         {Act::Prompt, 0},
         {u"Ctrl+Return"_s}},
        {u"back"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Back: the view only")),
         {Act::Back, 0},
         {u"PgUp"_s, u"F8"_s, u"Left"_s}},
        {u"skip"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Skip the cue")),
         {Act::Skip, 0},
         {u"Ctrl+Shift+Right"_s}},
        {u"black"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Audience: black / live")),
         {Act::Black, 0},
         {u"Ctrl+B"_s, u"."_s, u"B"_s}},
        {u"freeze"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Audience: freeze / live")),
         {Act::Freeze, 0},
         {u"F5"_s, u"Ctrl+Shift+F"_s}},
        {u"recorded"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Audience: recorded / live")),
         {Act::Recorded, 0},
         {u"Ctrl+R"_s}},
        {u"leave"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Leave what is special; twice: panic")),
         {Act::Leave, 0},
         {u"Esc"_s}},
        {u"panic"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "PANIC: holding card, stop the cue")),
         {Act::Panic, 0},
         {u"F12"_s}},
        {u"maximise"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Stage as large as the window")),
         {Act::Maximise, 0},
         {u"F11"_s}},
        {u"drawer"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Show what happened")),
         {Act::Drawer, 0},
         {u"F7"_s}},
        {u"records"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "The show log's own lines")),
         {Act::Records, 0},
         {u"Shift+F7"_s}},
        {u"notes-larger"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Notes larger")),
         {Act::NotesLarger, 0},
         {u"Ctrl+="_s, u"Ctrl++"_s}},
        {u"notes-smaller"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Notes smaller")),
         {Act::NotesSmaller, 0},
         {u"Ctrl+-"_s}},
        {u"zoom-larger"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Page larger")),
         {Act::ZoomLarger, 0},
         {u"Ctrl+Alt+="_s, u"Ctrl+Alt++"_s}},
        {u"zoom-smaller"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Page smaller")),
         {Act::ZoomSmaller, 0},
         {u"Ctrl+Alt+-"_s}},
        {u"swap-screens"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Swap the screens")),
         {Act::SwapScreens, 0},
         {u"Ctrl+Shift+X"_s}},
        {u"answers"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Prepared answers")),
         {Act::Answers, 0},
         {u"F2"_s}},
        {u"times"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Times of this show and of earlier ones")),
         {Act::Times, 0},
         {u"F3"_s}},
        {u"verify"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Look at all evidence now")),
         {Act::Verify, 0},
         {u"F6"_s}},
        {u"undo"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Undo the last change of the cluster (twice)")),
         {Act::Undo, 0},
         {u"Ctrl+Alt+Z"_s}},
        {u"drill"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Break something (while DRILL is locked)")),
         {Act::Drill, 0},
         {u"F4"_s}},
        {u"format"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Next format of the show (before it begins)")),
         {Act::Format, 0},
         {u"Ctrl+Alt+F"_s}},
        {u"settings"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Settings")),
         {Act::Settings, 0},
         {u"Ctrl+,"_s}},
        {u"lock"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Lock: build, drill, show")),
         {Act::Lock, 0},
         {u"Ctrl+Shift+L"_s}},
        {u"keys"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "This sheet")),
         {Act::KeySheet, 0},
         {u"F1"_s, u"?"_s}},
        {u"quit"_s,
         words(QT_TRANSLATE_NOOP("KeyMap", "Quit (hold it while SHOW is locked)")),
         {Act::Quit, 0},
         {u"Ctrl+Q"_s}},
    };
    out.push_back({u"act0"_s,
                   words(QT_TRANSLATE_NOOP("KeyMap", "Put the pre-flight before act 1 on standby")),
                   {Act::StandBy, 0},
                   {u"Ctrl+Alt+0"_s}});
    for (int act = 1; act <= 3; ++act)
        out.push_back({u"act%1"_s.arg(act),
                       words(QT_TRANSLATE_NOOP("KeyMap", "Put act %1 on standby")).arg(act),
                       {Act::StandBy, act},
                       {u"Ctrl+Alt+%1"_s.arg(act)}});
    for (int tab = 1; tab <= 9; ++tab)
        out.push_back({u"tab%1"_s.arg(tab),
                       words(QT_TRANSLATE_NOOP("KeyMap", "Tab %1")).arg(tab),
                       {Act::Tab, tab},
                       {u"Ctrl+%1"_s.arg(tab)}});
    const QStringList modes{words(QT_TRANSLATE_NOOP("KeyMap", "Deploy")),
                            words(QT_TRANSLATE_NOOP("KeyMap", "Present")),
                            words(QT_TRANSLATE_NOOP("KeyMap", "Forwards")),
                            words(QT_TRANSLATE_NOOP("KeyMap", "Evidence"))};
    for (int mode = 0; mode < modes.size(); ++mode)
        out.push_back({u"mode%1"_s.arg(mode + 1),
                       modes[mode],
                       {Act::Mode, mode},
                       {u"Alt+%1"_s.arg(mode + 1)}});
    return out;
}

/// What a key's name means; nothing when it is none, or two in a row.
std::optional<QKeyCombination> keyNamed(const QString &name)
{
    const QKeySequence sequence = QKeySequence::fromString(name, QKeySequence::PortableText);
    if (sequence.count() != 1 || sequence[0].key() == Qt::Key_unknown || sequence[0].key() == 0)
        return std::nullopt;
    return normalised(sequence[0]);
}

bool isPrintable(int key)
{
    return key >= Qt::Key_Space && key < Qt::Key_Escape;
}

core::Fault refusal(const QString &why)
{
    return {core::Fault::Kind::Usage, why, {}, {}};
}

} // namespace

QKeyCombination normalised(QKeyCombination key)
{
    auto modifiers = key.keyboardModifiers() & ~Qt::KeypadModifier;
    const int code = key.key();
    if (isPrintable(code) && code != Qt::Key_Space && !(modifiers & ~Qt::ShiftModifier))
        modifiers &= ~Qt::ShiftModifier;
    return QKeyCombination(modifiers, static_cast<Qt::Key>(code));
}

bool isTyped(QKeyCombination key)
{
    if (key.keyboardModifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
        return false;
    switch (key.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Backspace:
    case Qt::Key_Delete:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab: return true;
    default: return isPrintable(key.key());
    }
}

QString keyName(QKeyCombination key)
{
    return QKeySequence(normalised(key)).toString(QKeySequence::PortableText);
}

const std::vector<KeyAction> &KeyMap::actions()
{
    static const std::vector<KeyAction> all = standard();
    return all;
}

KeyMap::KeyMap()
{
    for (const KeyAction &action : actions())
        m_keys[action.id] = action.keys;
    index();
}

void KeyMap::index()
{
    m_meanings.clear();
    for (const KeyAction &action : actions()) {
        for (const QString &name : m_keys.value(action.id)) {
            if (const auto key = keyNamed(name))
                m_meanings[key->toCombined()] = &action;
        }
    }
}

core::Result<void> KeyMap::bind(const QString &id, const QStringList &keys)
{
    const auto &all = actions();
    const auto action =
        std::find_if(all.begin(), all.end(), [&](const KeyAction &one) { return one.id == id; });
    if (action == all.end())
        return tl::unexpected(refusal(u"there is no action \"%1\""_s.arg(id)));
    if (keys.size() > most)
        return tl::unexpected(refusal(u"an action has at most %1 keys"_s.arg(most)));
    const QStringList needed{u"go"_s, u"leave"_s, u"panic"_s, u"keys"_s, u"quit"_s};
    if (keys.isEmpty() && needed.contains(id))
        return tl::unexpected(refusal(u"\"%1\" needs a key"_s.arg(action->title)));
    QStringList names;
    for (const QString &name : keys) {
        const auto key = keyNamed(name);
        if (!key)
            return tl::unexpected(refusal(u"\"%1\" is not one key"_s.arg(name)));
        const auto other = m_meanings.value(key->toCombined());
        if (other && other->id != id)
            return tl::unexpected(
                refusal(u"%1 already means \"%2\""_s.arg(keyName(*key), other->title)));
        if (!names.contains(keyName(*key)))
            names << keyName(*key);
    }
    m_keys[id] = names;
    index();
    return {};
}

QMap<QString, QStringList> KeyMap::changes() const
{
    QMap<QString, QStringList> out;
    for (const KeyAction &action : actions()) {
        if (m_keys.value(action.id) != action.keys)
            out[action.id] = m_keys.value(action.id);
    }
    return out;
}

QStringList KeyMap::restore(const QMap<QString, QStringList> &changes)
{
    // A key may have moved from one action to another: what changed gives its keys up first.
    for (auto one = changes.begin(); one != changes.end(); ++one) {
        if (m_keys.contains(one.key()))
            m_keys[one.key()].clear();
    }
    index();
    QStringList faults;
    for (auto one = changes.begin(); one != changes.end(); ++one) {
        const auto bound = bind(one.key(), one.value());
        if (bound)
            continue;
        faults << one.key() + u": "_s + bound.error().summary;
        for (const KeyAction &action : actions()) {
            if (action.id == one.key())
                (void)bind(action.id, action.keys); // stays empty where those are taken, too
        }
    }
    return faults;
}

QString KeyMap::actionOf(QKeyCombination key) const
{
    const KeyAction *action = m_meanings.value(normalised(key).toCombined());
    return action ? action->id : QString();
}

std::optional<KeyMeaning>
KeyMap::meaningOf(QKeyCombination key, KeyFocus focus,
                  std::optional<std::chrono::milliseconds> sinceTyped) const
{
    const QKeyCombination plain = normalised(key);
    const KeyAction *action = m_meanings.value(plain.toCombined());
    if (!action)
        return std::nullopt;
    const bool remote = plain.key() == Qt::Key_Period && focus == KeyFocus::Page
                        && (!sinceTyped || *sinceTyped > stillTyping);
    if (focus != KeyFocus::Nothing && isTyped(plain) && !remote)
        return std::nullopt;
    return action->meaning;
}

} // namespace app
