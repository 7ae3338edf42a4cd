// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/keys.h"

#include <QApplication>
#include <QComboBox>
#include <QKeySequence>
#include <QLineEdit>
#include <QWindow>

namespace app {

using namespace Qt::StringLiterals;

std::optional<KeyMeaning> meaningOf(int key, Qt::KeyboardModifiers modifiers, bool typing)
{
    const auto plain = modifiers & ~Qt::KeypadModifier;
    if (plain == Qt::NoModifier) {
        switch (key) {
        case Qt::Key_PageDown: return KeyMeaning{Act::GoClicker};
        case Qt::Key_PageUp:
        case Qt::Key_F8: return KeyMeaning{Act::Back};
        case Qt::Key_F9: return KeyMeaning{Act::GoDeliberate};
        case Qt::Key_F12: return KeyMeaning{Act::Panic};
        case Qt::Key_F5: return KeyMeaning{Act::Freeze};
        case Qt::Key_Escape: return KeyMeaning{Act::Leave};
        case Qt::Key_Space:
        case Qt::Key_Right:
            return typing ? std::nullopt : std::optional(KeyMeaning{Act::GoClicker});
        case Qt::Key_Left: return typing ? std::nullopt : std::optional(KeyMeaning{Act::Back});
        default: return std::nullopt;
        }
    }
    if (plain == Qt::ControlModifier) {
        if (key >= Qt::Key_1 && key <= Qt::Key_9)
            return KeyMeaning{Act::Tab, key - Qt::Key_0};
        if (key == Qt::Key_Equal || key == Qt::Key_Plus)
            return KeyMeaning{Act::NotesLarger};
        if (key == Qt::Key_Minus)
            return KeyMeaning{Act::NotesSmaller};
        if (key == Qt::Key_Q)
            return KeyMeaning{Act::Quit};
    }
    if (plain == (Qt::ControlModifier | Qt::AltModifier) && key >= Qt::Key_1 && key <= Qt::Key_3)
        return KeyMeaning{static_cast<Act>(static_cast<int>(Act::Act1) + key - Qt::Key_1)};
    if (plain == (Qt::ControlModifier | Qt::ShiftModifier) && key == Qt::Key_Right)
        return KeyMeaning{Act::Skip};
    if (plain == Qt::AltModifier && key >= Qt::Key_1 && key <= Qt::Key_4)
        return KeyMeaning{Act::Mode, key - Qt::Key_1};
    return std::nullopt;
}

Keys::Keys(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    qApp->installEventFilter(this);
}

bool Keys::isTyping() const
{
    const QWidget *focus = QApplication::focusWidget();
    if (!focus)
        return false;
    // A page may be typing: what it has focused is not known in time, so it counts as a field.
    return qobject_cast<const QLineEdit *>(focus) || qobject_cast<const QComboBox *>(focus)
           || focus->inherits("QQuickWidget")
           || focus->inherits("QtWebEngineCore::RenderWidgetHostViewQtDelegateWidget")
           || focus->inherits("QListWidget") || focus->inherits("QPushButton");
}

bool Keys::eventFilter(QObject *object, QEvent *event)
{
    const auto type = event->type();
    if (type != QEvent::KeyPress && type != QEvent::KeyRelease && type != QEvent::ShortcutOverride)
        return false;
    // A key comes to the window first and to its widgets after that: act on the first one only.
    if (object != m_window.windowHandle()
        && !(qobject_cast<QWidget *>(object)
             && static_cast<QWidget *>(object)->window() == &m_window))
        return false;
    auto *key = static_cast<QKeyEvent *>(event);
    if (type == QEvent::KeyRelease) {
        if (!key->isAutoRepeat())
            m_down.remove(key->key());
        return false;
    }
    const auto meaning = meaningOf(key->key(), key->modifiers(), isTyping());
    if (!meaning)
        return false;
    if (type == QEvent::ShortcutOverride) {
        event->accept();
        return false;
    }
    if (key->isAutoRepeat() || m_down.contains(key->key()))
        return true;
    m_down.insert(key->key());
    emit heard(QKeySequence(key->key() | static_cast<int>(key->modifiers() & ~Qt::KeypadModifier))
                   .toString(QKeySequence::PortableText));
    emit pressed(*meaning);
    return true;
}

} // namespace app
