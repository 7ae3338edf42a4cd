// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeyEvent>
#include <QObject>
#include <QSet>
#include <optional>

namespace app {

enum class Act {
    GoClicker,
    GoDeliberate,
    Back,
    Skip,
    Panic,
    Leave,
    Act1,
    Act2,
    Act3,
    Tab,
    Mode,
    NotesLarger,
    NotesSmaller,
    Freeze,
    Quit
};

struct KeyMeaning {
    Act act = Act::Leave;
    int number = 0; ///< of a tab or mode
    friend bool operator==(const KeyMeaning &, const KeyMeaning &) = default;
};

/// What a key means in the window. TYPING: a text field has the keyboard; then letters, Space and
/// the caret's keys are its own. Pure.
std::optional<KeyMeaning> meaningOf(int key, Qt::KeyboardModifiers modifiers, bool typing);

/// Takes the show's keys before any widget or page sees them: a clicker works whatever has the
/// focus. One meaning for one physical press.
class Keys final : public QObject {
    Q_OBJECT
public:
    /// WINDOW's keys only; a dialog keeps its own.
    explicit Keys(QWidget &window);

signals:
    void pressed(const app::KeyMeaning &meaning);
    void heard(const QString &name);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    bool isTyping() const;

    QWidget &m_window;
    QSet<int> m_down;
};

} // namespace app
