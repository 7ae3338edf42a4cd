// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/webengine.h"

namespace app {

/// The browser engine's library, loaded on demand. Everything that uses it goes before it does.
struct Web {
    widgets::WebEngine *engine = nullptr; ///< null: there are no web tabs
    QString whyNot;
};

/// What the engine needs to be told before there is a QApplication.
void prepareWeb();
/// Before the first page: HOSTS is Chromium's host-resolver-rules; any other name leads nowhere.
void tellWeb(bool dark, const QString &hosts);
/// After there is one. SAFE: --safe-mode, nothing is loaded.
Web loadWeb(bool safe);

} // namespace app
