// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/present/pad.h"
#include "widgets/theme/surface.h"

#include <QHBoxLayout>
#include <map>

namespace widgets {

/// The strip of buttons below the stage. It says what a press would do; it decides nothing.
class Transport final : public Surface {
    Q_OBJECT
public:
    enum class Go { Ready, Armed, Locked, Off };
    explicit Transport(const Theme &theme, QWidget *parent = nullptr);

    void setActs(const QStringList &ids);
    void setCurrentAct(const QString &id);
    /// TEXT: "GO ▸ 3.1"; HINT: what it takes, or why it cannot.
    void setGo(Go state, const QString &text, const QString &hint);
    void setActive(bool back, bool skip, bool acts, bool reset);
    void setPanic(bool holds);
    void flashRefused(); ///< a GO was received and ignored

signals:
    void go();
    void back();
    void skip();
    void act(const QString &id);
    void panic();
    void reset();

private:
    void dressGo();

    Pad *m_go;
    Pad *m_back;
    Pad *m_skip;
    Pad *m_panic;
    HoldPad *m_reset;
    QHBoxLayout *m_actRow;
    std::map<QString, Pad *> m_acts;
    Go m_state = Go::Off;
    bool m_flash = false;
};

} // namespace widgets
