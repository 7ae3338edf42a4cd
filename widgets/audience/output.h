// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

/// What the audience sees, decided without a window.
namespace widgets {

enum class Output { Live, Frozen, Black, Holding, Recorded };
QString outputWord(Output output); ///< "LIVE", "HOLDING CARD"

/// One state at a time. The holding card stays until it is left: no toggle takes it away.
class OutputSwitch {
public:
    Output now() const { return m_now; }
    /// Frozen, Black or Recorded, or back to Live when that is on already. False: nothing changed.
    bool toggle(Output wanted);
    bool hold();
    /// To Live; false when it was.
    bool leave();

private:
    Output m_now = Output::Live;
};

struct ScreenValue {
    QString name, serial;
    friend bool operator==(const ScreenValue &, const ScreenValue &) = default;
};

/// Which screen the audience gets: the remembered one by serial or else by name, else the first
/// that is not the console's; -1 for none. Never the console's own.
int chooseScreen(const std::vector<ScreenValue> &screens, int own, const ScreenValue &remembered);

} // namespace widgets
