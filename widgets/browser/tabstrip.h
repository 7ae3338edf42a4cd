// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/access.h"
#include "widgets/theme/mark.h"

#include <QWidget>
#include <vector>

namespace widgets {

struct TabValue {
    QString id, title, badge; ///< badge: "+1", "4", "" for none
    int key = 0;              ///< Ctrl+KEY
    Mark mark = Mark::Idle;   ///< of the badge
    bool native = false;      ///< stands after a gap
};

/// The numbered tabs above the stage.
class TabStrip final : public QWidget, public Choices {
    Q_OBJECT
public:
    explicit TabStrip(const Theme &theme, QWidget *parent = nullptr);
    void setTabs(const std::vector<TabValue> &tabs);
    void setBadge(const QString &id, const QString &badge, Mark mark);
    void setCurrent(const QString &id);
    QString current() const { return m_current; }
    QString withKey(int key) const;        ///< "": no tab has it
    void setKeys(const QStringList &keys); ///< of the tabs 1, 2, …
    QSize sizeHint() const override;
    std::vector<Choice> choices() const override;
    void choose(int index) override;

signals:
    void chosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    /// How a tab is drawn: smaller, before any title is cut.
    struct Sizing {
        int title, badge, key; ///< pixels of the faces
        int margin, gap;       ///< at either side, between the parts
    };
    Sizing sizing() const;
    int keyWide() const;
    int nativeGap() const;
    int wanted(const TabValue &tab, const Sizing &size) const;
    int wanted(const Sizing &size) const; ///< all of them
    std::vector<QRect> places(const Sizing &size) const;
    int at(const QPoint &point) const;

    const Theme &m_theme;
    std::vector<TabValue> m_tabs;
    QStringList m_keys;
    QString m_current;
};

} // namespace widgets
