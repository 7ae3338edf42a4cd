// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QTimer>
#include <chrono>
#include <optional>

namespace widgets {

/// A transport button: a word and, below it, its key. Takes no focus, so that Space never presses
/// the last clicked one again.
class Pad : public QAbstractButton {
    Q_OBJECT
public:
    struct Look {
        std::optional<Token> border, fill, ink;
        bool dashed = false;
        int pixels = 15, hintPixels = 11;
        int margin = 20; ///< at both sides of the words
    };
    Pad(const Theme &theme, const QString &text, const QString &hint, QWidget *parent = nullptr);
    void setLook(const Look &look);
    const Look &look() const { return m_look; }
    void setHint(const QString &hint);
    QString hint() const { return m_hint; }
    void setFlat(bool flat);   ///< one line high, without its key
    void setTerse(bool terse); ///< without its key, which the tool tip has
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    virtual double progress() const { return 0; } ///< 0 to 1: how much of it is filled
    const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
    QString m_hint;
    Look m_look;
    bool m_flat = false;
    bool m_terse = false;
};

/// Acts only after it was held down for TIME; releasing it earlier does nothing.
class HoldPad final : public Pad {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds time{1500};
    HoldPad(const Theme &theme, const QString &text, const QString &hint,
            QWidget *parent = nullptr);

signals:
    void held();

protected:
    double progress() const override;

private:
    QElapsedTimer m_since;
    QTimer m_beat;
};

} // namespace widgets
