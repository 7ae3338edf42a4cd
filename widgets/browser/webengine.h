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
    std::function<void(const QUrl &url)> leaving; ///< a link led out of its origins: not followed
};

struct WebSetup {
    QString profile;     ///< views of one profile share cookies; nothing is written to disk
    QStringList origins; ///< "http://127.0.0.1:18001": it goes to and asks these only
    bool dark = true;
    bool signsIn = false;      ///< a request that is refused as not signed in (401) loads it again
    bool takesPrompts = false; ///< what it asks an agent, and the answers, are noted for the Typist
};

/// One service's page. Its widget belongs to whoever takes it.
class WebView {
public:
    using Answer = std::function<void(const QString &answer)>;
    virtual ~WebView() = default;
    virtual QWidget *widget() = 0;
    virtual void load(const QUrl &url) = 0;
    virtual QUrl url() const = 0;
    /// What it asks of FROM, one of its origins, is asked of TO from now on.
    virtual void move(const QString &from, const QString &to) = 0;
    virtual void run(const QString &script, Answer done) = 0;
    /// Out of the page's own scripts' sight: they see what it does, never what it says.
    virtual void runApart(const QString &script, Answer done) = 0;
    virtual QImage grab() = 0;
    virtual void setZoom(double factor) = 0;
    virtual void setDark(bool dark) = 0;
    virtual qint64 process() const = 0; ///< that draws it; 0: none
    virtual void blur() = 0;            ///< no field of the page has the keyboard any more
};

/// The one door to a browser engine: it lives in a library of its own, so that a program which
/// shows no page never loads it.
class WebEngine {
public:
    virtual ~WebEngine() = default;
    virtual std::unique_ptr<WebView> createView(const WebSetup &setup, WebEvents events) = 0;
};

} // namespace widgets

#define WEB_ENGINE_ID "trustusbank.cockpit.WebEngine/5"
Q_DECLARE_INTERFACE(widgets::WebEngine, WEB_ENGINE_ID)
