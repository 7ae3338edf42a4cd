// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/keys.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>
#include <QWindow>

namespace app {

namespace {

KeyFocus focusNow()
{
    const QWidget *focus = QApplication::focusWidget();
    if (!focus)
        return KeyFocus::Nothing;
    if (focus->inherits("QQuickWidget")
        || focus->inherits("QtWebEngineCore::RenderWidgetHostViewQtDelegateWidget"))
        return KeyFocus::Page;
    if (qobject_cast<const QLineEdit *>(focus) || qobject_cast<const QTextEdit *>(focus)
        || qobject_cast<const QPlainTextEdit *>(focus) || qobject_cast<const QComboBox *>(focus)
        || qobject_cast<const QAbstractSpinBox *>(focus))
        return KeyFocus::Field;
    if (qobject_cast<const QAbstractButton *>(focus)
        || qobject_cast<const QAbstractItemView *>(focus))
        return KeyFocus::Button;
    return KeyFocus::Nothing;
}

} // namespace

Keys::Keys(QWidget &window)
    : QObject(&window)
{
    add(window);
    qApp->installEventFilter(this);
}

/// A key comes to the window first and to its widgets after that.
bool Keys::isOurs(const QObject *object) const
{
    const auto *widget = qobject_cast<const QWidget *>(object);
    return std::any_of(m_windows.begin(), m_windows.end(), [&](const QPointer<QWidget> &window) {
        return window
               && (object == window->windowHandle() || (widget && widget->window() == window));
    });
}

bool Keys::eventFilter(QObject *object, QEvent *event)
{
    switch (event->type()) {
    case QEvent::ApplicationStateChange:
        m_down.clear(); // what is let go elsewhere is not heard here
        return false;
    case QEvent::WindowDeactivate:
        if (isOurs(object))
            letGo();
        return false;
    case QEvent::KeyPress:
    case QEvent::KeyRelease:
    case QEvent::ShortcutOverride: break;
    default: return false;
    }
    if (!isOurs(object))
        return false;
    auto *key = static_cast<QKeyEvent *>(event);
    if (event->type() == QEvent::KeyPress)
        return press(*key);
    if (event->type() == QEvent::ShortcutOverride) {
        // Said once more as a press, which is when it acts.
        if (m_testing || !m_map.actionOf(key->keyCombination()).isEmpty())
            event->accept();
        return false;
    }
    if (key->isAutoRepeat() || !m_down.contains(key->key()))
        return false;
    emit released(m_down.take(key->key()));
    return true;
}

/// What is let go over a dialog, which a key may have opened, is not heard here either.
void Keys::letGo()
{
    const auto down = std::exchange(m_down, {});
    for (const KeyMeaning &meaning : down)
        emit released(meaning);
}

bool Keys::press(const QKeyEvent &event)
{
    const QKeyCombination key = event.keyCombination();
    const bool repeated = event.isAutoRepeat() || m_down.contains(event.key());
    if (m_testing && test(key, repeated))
        return true;
    const KeyFocus focus = focusNow();
    const auto since = m_typed.isValid()
                           ? std::optional(std::chrono::milliseconds(m_typed.elapsed()))
                           : std::nullopt;
    const auto meaning = m_map.meaningOf(key, focus, since);
    if (!meaning) {
        if (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter)
            m_typed.invalidate(); // what was typed is sent
        else if (focus == KeyFocus::Page && isTyped(key))
            m_typed.start();
        return false;
    }
    if (repeated)
        return true;
    m_down[event.key()] = *meaning;
    emit heard(keyName(key));
    emit pressed(*meaning);
    return true;
}

/// Only what leaves the test, and panic, still mean what they mean.
bool Keys::test(QKeyCombination key, bool repeated)
{
    const auto meaning = m_map.meaningOf(key, KeyFocus::Nothing, {});
    if (meaning
        && (meaning->act == Act::Leave || meaning->act == Act::KeySheet
            || meaning->act == Act::Panic))
        return false;
    if (!repeated)
        emit tested(keyName(key), m_map.actionOf(key));
    return true;
}

} // namespace app
