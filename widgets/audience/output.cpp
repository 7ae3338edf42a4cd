// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/audience/output.h"

#include <QCoreApplication>

namespace widgets {

QString outputWord(Output output)
{
    switch (output) {
    case Output::Live: return QCoreApplication::translate("Output", "LIVE");
    case Output::Frozen: return QCoreApplication::translate("Output", "FROZEN");
    case Output::Black: return QCoreApplication::translate("Output", "BLACK");
    case Output::Holding: return QCoreApplication::translate("Output", "HOLDING CARD");
    case Output::Recorded: return QCoreApplication::translate("Output", "RECORDED");
    }
    return {};
}

bool OutputSwitch::toggle(Output wanted)
{
    if (m_now == Output::Holding || wanted == Output::Live || wanted == Output::Holding)
        return false;
    m_now = m_now == wanted ? Output::Live : wanted;
    return true;
}

bool OutputSwitch::hold()
{
    const bool changes = m_now != Output::Holding;
    m_now = Output::Holding;
    return changes;
}

bool OutputSwitch::leave()
{
    const bool changes = m_now != Output::Live;
    m_now = Output::Live;
    return changes;
}

int chooseScreen(const std::vector<ScreenValue> &screens, int own, const ScreenValue &remembered)
{
    int byName = -1, first = -1;
    for (int i = static_cast<int>(screens.size()) - 1; i >= 0; --i) {
        const ScreenValue &screen = screens[static_cast<std::size_t>(i)];
        if (i == own)
            continue;
        first = i;
        if (!remembered.name.isEmpty() && screen.name == remembered.name)
            byName = i;
        // One serial for several screens says nothing: some have "0" or none at all.
        if (remembered.serial.size() > 1 && screen.serial == remembered.serial
            && (screen.name == remembered.name || byName < 0))
            return i;
    }
    return byName >= 0 ? byName : first;
}

} // namespace widgets
