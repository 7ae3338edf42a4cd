// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/tabpage.h"

#include <QStackedWidget>
#include <map>

namespace widgets {

/// Tab strip and pages.
class StagePane final : public QWidget {
    Q_OBJECT
public:
    explicit StagePane(const Theme &theme, QWidget *parent = nullptr);
    void setTabs(const std::vector<TabValue> &tabs);
    TabStrip &strip() { return *m_strip; }
    TabPage *page(const QString &id);
    void show(const QString &id);
    void showKey(int key); ///< the tab that has this number
    QString current() const { return m_strip->current(); }

signals:
    void shown(const QString &id);

private:
    const Theme &m_theme;
    TabStrip *m_strip;
    QStackedWidget *m_stack;
    std::map<QString, TabPage *> m_pages;
};

} // namespace widgets
