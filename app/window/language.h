// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

class QCoreApplication;

namespace app {

/// Of the window; what a demo says on stage is in the bundle's language.
QStringList languages(); ///< "en", "de"
/// WANTED as it was chosen, "" for nothing: what the system speaks, English if we do not.
QString languageFor(const QString &wanted, const QStringList &system);
/// Lets the application speak it from now on. False: it stays English.
bool speak(QCoreApplication &application, const QString &language);
/// What the settings say, before there is a window.
QString chosenLanguage();
QString settingsFile();

} // namespace app
