// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QStringList>
#include <QUrl>
#include <QtPlugin>
#include <functional>
#include <memory>

class QWidget;

namespace widgets {

/// What a page tells its tab. Called on the GUI thread.
struct WebEvents {
    std::function<void(bool ok)> loaded;
    std::function<void(const QString &why)> crashed;
};

/// One service's page. Its widget belongs to whoever takes it.
class WebView {
public:
    virtual ~WebView() = default;
    virtual QWidget *widget() = 0;
    virtual void load(const QUrl &url) = 0;
    virtual void run(const QString &script, std::function<void(const QString &json)> done) = 0;
    virtual QImage grab() = 0;
    virtual void setZoom(double factor) = 0;
    virtual void blur() = 0; ///< no field of the page has the keyboard any more
};

/// The one door to a browser engine: it lives in a library of its own, so that a program which
/// shows no page never loads it.
class WebEngine {
public:
    virtual ~WebEngine() = default;
    /// A view that may go to ORIGINS ("http://127.0.0.1:18001") only. Views with the same PROFILE
    /// share their cookies; nothing of them is written to disk.
    virtual std::unique_ptr<WebView> createView(const QString &profile, const QStringList &origins,
                                                bool dark, WebEvents events) = 0;
};

} // namespace widgets

#define WEB_ENGINE_ID "trustusbank.cockpit.WebEngine/1"
Q_DECLARE_INTERFACE(widgets::WebEngine, WEB_ENGINE_ID)
