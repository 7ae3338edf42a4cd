// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/desk.h"
#include "tests/gui/scenes.h"

#include <QApplication>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

/// The console without a cluster, and two screens for it.
namespace rig {

using namespace scenes;
using namespace app;

inline QKeyCombination key(const QString &name)
{
    return QKeySequence::fromString(name, QKeySequence::PortableText)[0];
}

/// The console's window without a show: panes, keys, the audience's side.
struct Rig {
    Theme theme;
    QWidget window;
    PresentPane *pane;
    QLineEdit *field;
    Desk *desk;

    Rig()
        : pane(new PresentPane(theme))
        , field(new QLineEdit)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(pane, 1);
        layout->addWidget(field);
        fill(*pane);
        desk = new Desk(window, *pane, theme, &window);
        window.resize(1366, 768);
        window.show();
        window.activateWindow();
    }
    Output output() const { return desk->audience().output(); }
    void press(const QString &name)
    {
        QTest::keyClick(&window, key(name).key(), key(name).keyboardModifiers());
    }
};

/// Before there is an application: the presenter's laptop and a projector at its right.
inline bool giveTwoScreens(const QTemporaryDir &folder)
{
    QFile screens(folder.filePath(u"screens.json"_s));
    if (!screens.open(QIODevice::WriteOnly))
        return false;
    screens.write(
        R"({"synchronousWindowSystemEvents": false, "windowFrameMargins": false, "screens": [
        {"name": "eDP-1", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
        {"name": "HDMI-1", "x": 1920, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})");
    screens.close();
    const QByteArray file = QFile::encodeName(screens.fileName());
    qputenv("QT_QPA_PLATFORM", QByteArray("offscreen:configfile=" + file));
    return true;
}

/// Runs a test on them.
template <class Test> int runOnTwoScreens(int argc, char **argv)
{
    const QTemporaryDir folder;
    if (!giveTwoScreens(folder))
        return 1;
    QApplication application(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace rig
