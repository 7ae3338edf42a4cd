// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/audience/output.h"
#include "widgets/present/pad.h"
#include "widgets/theme/surface.h"

#include <QHBoxLayout>
#include <QMap>
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
    /// The keys of the buttons by name, as they are bound now; WORDS: what each does.
    void setKeys(const QMap<QString, QStringList> &keys, const QMap<QString, QString> &words);
    /// Which of Freeze, Black and Recorded is on, and whether they do something now.
    void setOutput(Output output, bool active);
    /// "SHOW", and whether Reset is there at all.
    void setLock(const QString &word, const QString &hint);
    void setFlat(bool flat); ///< one line, below a stage as large as the window
    void flashRefused();     ///< a GO was received and ignored
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

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
    /// How much room a button takes.
    enum class Room { Plenty, Little, Least };
    void arrange();
    void take(Room room);
    int margin() const;
    int wanted() const;
    void dressGo();
    void tellKeys(Pad &pad);
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
    QMap<QString, QStringList> m_keys;
    QMap<QString, QString> m_words;
    Go m_state = Go::Off;
    bool m_flash = false;
    Room m_room = Room::Plenty;
    bool m_flat = false;
};

} // namespace widgets
