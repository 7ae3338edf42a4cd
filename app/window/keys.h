// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/keymap.h"

#include <QElapsedTimer>
#include <QKeyEvent>
#include <QObject>
#include <QPointer>

class QWidget;

namespace app {

/// Takes the show's keys before any widget or page sees them: a clicker works whatever has the
/// focus. One meaning for one physical press; a key that is held means nothing more.
class Keys final : public QObject {
    Q_OBJECT
public:
    /// WINDOW's keys only; a dialog keeps its own.
    explicit Keys(QWidget &window);
    /// Another window of ours whose keys mean the same, should it ever get one.
    void add(QWidget &window) { m_windows.push_back(&window); }

    KeyMap &map() { return m_map; }
    /// While set, keys say their action and do nothing else.
    void setTesting(bool testing) { m_testing = testing; }

signals:
    void pressed(const app::KeyMeaning &meaning);
    void released(const app::KeyMeaning &meaning); ///< of a press that was told
    void heard(const QString &name);
    void tested(const QString &name, const QString &action); ///< "": a key without an action

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    bool isOurs(const QObject *object) const;
    void letGo();
    bool press(const QKeyEvent &event);
    bool test(QKeyCombination key, bool repeated);

    KeyMap m_map;
    std::vector<QPointer<QWidget>> m_windows;
    QMap<int, KeyMeaning> m_down; ///< by key, without modifiers: those are let go in any order
    QElapsedTimer m_typed;
    bool m_testing = false;
};

} // namespace app
