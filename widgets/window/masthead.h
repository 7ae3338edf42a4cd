// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/present/values.h"
#include "widgets/theme/access.h"
#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <vector>

namespace widgets {

/// The switch between the modes: one of a row, each with its name.
class ModeSwitch final : public QWidget, public Choices {
    Q_OBJECT
public:
    ModeSwitch(const Theme &theme, const QStringList &names, QWidget *parent = nullptr);
    void setCurrent(int index);
    int current() const { return m_current; }
    void setTight(bool tight);
    void setKeys(const QStringList &keys); ///< of each mode
    QSize sizeHint() const override;
    std::vector<Choice> choices() const override;
    void choose(int index) override { emit chosen(index); }

signals:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    QFont face() const;
    int at(const QPoint &point) const;
    const Theme &m_theme;
    QStringList m_names, m_keys;
    int m_current = 0;
    bool m_tight = false;
};

/// One lamp: mark and words.
struct LampValue {
    QString id, text;
    Mark mark = Mark::Idle;
    friend bool operator==(const LampValue &, const LampValue &) = default;
};

/// The strip above everything: which cluster, which mode, the story so far, how the things are, the
/// time. Where there is not plenty of room, the story and the time stand in two lines; where there
/// is little, the lamps, too; where there is less, lamps that are well lose their words. Only the
/// cluster's name is ever cut.
class Masthead final : public Surface {
    Q_OBJECT
public:
    enum class Cluster { None, Rehearsal, Live };
    Masthead(const Theme &theme, const QStringList &modes, QWidget *parent = nullptr);

    void setCluster(Cluster kind, const QString &name);
    void setStory(const StoryValue &story); ///< without text: hidden
    void setLamps(const std::vector<LampValue> &lamps);
    void setClock(const QString &time, const QString &beside, Mark pace = Mark::Idle);
    void addCorner(QWidget *widget); ///< at the right end
    ModeSwitch &modes() { return *m_modes; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Room { Plenty, Enough, Some, Little, Least };
    struct Lamp {
        MarkIcon *icon;
        Label *text;
        QWidget *box;
    };
    Lamp makeLamp();
    void arrange();
    void take(Room room);
    void placeLamps();
    bool speaks(const LampValue &value) const;
    void tellStory();

    Label *m_brand;
    Surface *m_chip;
    MarkIcon *m_chipIcon;
    Label *m_chipText;
    ModeSwitch *m_modes;
    Surface *m_story;
    MarkIcon *m_storyIcon;
    Label *m_storyText;
    Label *m_storyMore;
    QVBoxLayout *m_storyLines;
    QGridLayout *m_lampGrid;
    std::vector<Lamp> m_lamps;
    Label *m_clock;
    Label *m_beside;
    QBoxLayout *m_clockLines;
    QHBoxLayout *m_layout;
    std::vector<LampValue> m_lampValues;
    QString m_storyWords;
    Room m_room = Room::Plenty;
};

/// The line below everything.
class StatusLine final : public Surface {
    Q_OBJECT
public:
    explicit StatusLine(const Theme &theme, QWidget *parent = nullptr);
    QSize sizeHint() const override;
    void setLeft(const QString &text);
    void setRight(const QString &text);
    void setKey(const QString &key); ///< the last one received

private:
    Label *m_left;
    Label *m_key;
    Label *m_right;
};

} // namespace widgets
