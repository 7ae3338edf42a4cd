// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QKeyCombination>
#include <QMap>
#include <QStringList>
#include <chrono>
#include <optional>
#include <vector>

namespace app {

enum class Act {
    GoClicker,
    GoDeliberate,
    Prompt,
    Back,
    Skip,
    Black,
    Freeze,
    Recorded,
    Leave,
    Panic,
    StandBy,
    Tab,
    Mode,
    Maximise,
    Drawer,
    NotesLarger,
    NotesSmaller,
    ZoomLarger,
    ZoomSmaller,
    SwapScreens,
    KeySheet,
    Answers,
    Times,
    Records,
    Drill,
    Verify,
    Undo,
    Format,
    Settings,
    Lock,
    Quit
};

struct KeyMeaning {
    Act act = Act::Leave;
    int number = 0; ///< of an act, a tab or a mode
    friend bool operator==(const KeyMeaning &, const KeyMeaning &) = default;
};

/// One thing that keys can do: its name in the settings, in words, and the keys it comes with.
struct KeyAction {
    QString id, title;
    KeyMeaning meaning;
    QStringList keys;
};

/// What has the keyboard. A page may be typing: what it has focused is not known in time.
enum class KeyFocus { Nothing, Button, Field, Page };

/// Which keys mean what (presenter.md 5.4): at most three an action, and no key for two. Pure.
class KeyMap {
public:
    static constexpr int most = 3;
    static const std::vector<KeyAction> &actions();
    KeyMap(); ///< as it comes

    QStringList keys(const QString &id) const { return m_keys.value(id); }
    /// Takes KEYS instead of what the action has. Refused, with nothing changed: a key that means
    /// something else already, more than three, no key for an action that the show needs.
    core::Result<void> bind(const QString &id, const QStringList &keys);
    /// What differs from how it comes, for the settings.
    QMap<QString, QStringList> changes() const;
    /// Takes what was kept; says what could not be taken, and leaves that as it comes.
    QStringList restore(const QMap<QString, QStringList> &changes);

    /// SINCETYPED: since the last key that went into the page as text, if there was one.
    std::optional<KeyMeaning> meaningOf(QKeyCombination key, KeyFocus focus,
                                        std::optional<std::chrono::milliseconds> sinceTyped) const;
    /// The action that has this key, "" for none, wherever the keyboard is.
    QString actionOf(QKeyCombination key) const;

private:
    void index();

    QMap<QString, QStringList> m_keys;
    QMap<int, const KeyAction *> m_meanings;
};

/// Without what makes no difference: the keypad, and Shift where the key has it in it ("?", "B").
QKeyCombination normalised(QKeyCombination key);
/// Letters, signs, and the caret's keys: a text field wants them for itself.
bool isTyped(QKeyCombination key);
/// "PgDown", the name that the settings and the key sheet know it by.
QString keyName(QKeyCombination key);

} // namespace app
