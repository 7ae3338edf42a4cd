// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/access.h"

#include <QAccessibleWidget>
#include <QPointer>
#include <QWidget>

namespace widgets {

namespace {

/// One choice; its widget may go first.
class ChoiceAccess final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    ChoiceAccess(QWidget *widget, int index)
        : m_widget(widget)
        , m_index(index)
    {
    }

    bool isValid() const override { return m_widget && m_index < count(); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override
    {
        return m_widget ? m_widget->window()->windowHandle() : nullptr;
    }
    QAccessibleInterface *parent() const override
    {
        return m_widget ? QAccessible::queryAccessibleInterface(m_widget) : nullptr;
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text kind) const override
    {
        switch (kind) {
        case QAccessible::Name: return choice().name;
        case QAccessible::Accelerator: return choice().keys;
        default: return {};
        }
    }
    void setText(QAccessible::Text, const QString &) override { }
    QRect rect() const override
    {
        const QRect place = choice().place;
        return m_widget ? QRect(m_widget->mapToGlobal(place.topLeft()), place.size()) : QRect();
    }
    QAccessible::Role role() const override { return QAccessible::PageTab; }
    QAccessible::State state() const override
    {
        QAccessible::State out;
        out.invisible = !m_widget || !m_widget->isVisible();
        out.disabled = !m_widget || !m_widget->isEnabled();
        out.selectable = true;
        out.selected = choice().current;
        return out;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface
                   ? static_cast<QAccessibleActionInterface *>(this)
                   : nullptr;
    }

    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &action) override
    {
        if (action == pressAction() && isValid() && m_widget->isEnabled())
            list()->choose(m_index);
    }
    QStringList keyBindingsForAction(const QString &) const override
    {
        return choice().keys.isEmpty() ? QStringList() : QStringList{choice().keys};
    }

private:
    Choices *list() const { return dynamic_cast<Choices *>(m_widget.data()); }
    int count() const { return list() ? static_cast<int>(list()->choices().size()) : 0; }
    Choice choice() const
    {
        return isValid() ? list()->choices()[static_cast<std::size_t>(m_index)] : Choice();
    }

    QPointer<QWidget> m_widget;
    int m_index;
};

class ChoicesAccess final : public QAccessibleWidget {
public:
    ChoicesAccess(QWidget *widget, Choices &choices)
        : QAccessibleWidget(widget, QAccessible::PageTabList)
        , m_choices(choices)
    {
    }
    ~ChoicesAccess() override
    {
        for (const QAccessible::Id id : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return static_cast<int>(m_choices.choices().size()); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (static_cast<int>(m_children.size()) <= index)
            m_children.push_back(QAccessible::registerAccessibleInterface(
                new ChoiceAccess(widget(), static_cast<int>(m_children.size()))));
        return QAccessible::accessibleInterface(m_children[static_cast<std::size_t>(index)]);
    }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted)
                return i;
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y))
                return child(i);
        }
        return nullptr;
    }

private:
    Choices &m_choices; ///< the widget itself
    mutable std::vector<QAccessible::Id> m_children;
};

QAccessibleInterface *interfaceOf(const QString &kind, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    if (!widget)
        return nullptr;
    if (kind == u"widgets::ModeSwitch" || kind == u"widgets::TabStrip") {
        auto *choices = dynamic_cast<Choices *>(widget);
        return choices ? new ChoicesAccess(widget, *choices) : nullptr;
    }
    if (kind == u"widgets::Label")
        return new QAccessibleWidget(widget, QAccessible::StaticText);
    if (kind == u"widgets::MarkIcon")
        return new QAccessibleWidget(widget, QAccessible::Graphic);
    if (kind == u"widgets::LogView")
        return new QAccessibleWidget(widget, QAccessible::Document);
    if (kind == u"widgets::Surface")
        return new QAccessibleWidget(widget, QAccessible::Grouping);
    return nullptr;
}

} // namespace

void tellAccessibility()
{
    QAccessible::installFactory(&interfaceOf);
}

} // namespace widgets
