// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/present/values.h"
#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

#include <QHBoxLayout>
#include <vector>

namespace widgets {

/// The switch between the modes: one of a row, each with its name.
class ModeSwitch final : public QWidget {
    Q_OBJECT
public:
    ModeSwitch(const Theme &theme, const QStringList &names, QWidget *parent = nullptr);
    void setCurrent(int index);
    int current() const { return m_current; }
    QSize sizeHint() const override;

signals:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    std::vector<int> widths() const;
    const Theme &m_theme;
    QStringList m_names;
    int m_current = 0;
};

/// One lamp: mark and words.
struct LampValue {
    QString id, text;
    Mark mark = Mark::Idle;
};

/// The strip above everything: which cluster, which mode, the story so far, how the things are, the
/// time.
class Masthead final : public Surface {
    Q_OBJECT
public:
    enum class Cluster { None, Rehearsal, Live };
    Masthead(const Theme &theme, const QStringList &modes, QWidget *parent = nullptr);

    void setCluster(Cluster kind, const QString &name);
    void setStory(const StoryValue &story); ///< without text: hidden
    void setLamps(const std::vector<LampValue> &lamps);
    void setClock(const QString &time, const QString &beside, Mark pace = Mark::Idle);
    ModeSwitch &modes() { return *m_modes; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    Label *m_brand;
    Surface *m_chip;
    MarkIcon *m_chipIcon;
    Label *m_chipText;
    ModeSwitch *m_modes;
    Surface *m_story;
    MarkIcon *m_storyIcon;
    Label *m_storyText;
    QHBoxLayout *m_lampRow;
    std::vector<std::pair<MarkIcon *, Label *>> m_lamps;
    Label *m_clock;
    Label *m_beside;
};

/// The line below everything.
class StatusLine final : public Surface {
    Q_OBJECT
public:
    explicit StatusLine(const Theme &theme, QWidget *parent = nullptr);
    void setLeft(const QString &text);
    void setRight(const QString &text);
    void setKey(const QString &key); ///< the last one received

private:
    Label *m_left;
    Label *m_key;
    Label *m_right;
};

} // namespace widgets
