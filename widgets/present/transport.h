// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/audience/output.h"
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
    /// Which of Freeze, Black and Recorded is on, and whether they do something now.
    void setOutput(Output output, bool active);
    /// "SHOW", and whether Reset is there at all.
    void setLock(const QString &word, const QString &hint);
    void setNarrow(bool narrow); ///< less room for each button
    void setFlat(bool flat);     ///< one line, below a stage as large as the window
    void flashRefused();         ///< a GO was received and ignored

signals:
    void go();
    void back();
    void skip();
    void act(const QString &id);
    void panic();
    void reset();
    void output(widgets::Output wanted);
    void lock();

private:
    void dressGo();
    Pad *outputPad(const QString &name, const QString &text, const QString &key, Output output);

    Pad *m_go;
    Pad *m_back;
    Pad *m_skip;
    std::map<Output, Pad *> m_outputs;
    Pad *m_panic;
    Pad *m_lock;
    HoldPad *m_reset;
    QHBoxLayout *m_actRow;
    std::map<QString, Pad *> m_acts;
    Go m_state = Go::Off;
    bool m_flash = false;
    bool m_narrow = false;
    bool m_flat = false;
};

} // namespace widgets
