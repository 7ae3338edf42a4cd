// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/webengine.h"

#include <QWebEnginePage>
#include <QWebEngineProfile>
#include <QWebEngineView>
#include <map>

namespace widgets {

/// Goes to its origins only: no windows, no dialogs, no downloads, no permissions.
class FencedPage final : public QWebEnginePage {
    Q_OBJECT
public:
    FencedPage(QWebEngineProfile *profile, QStringList origins, QObject *parent);

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override;
    QWebEnginePage *createWindow(WebWindowType type) override;
    void javaScriptAlert(const QUrl &origin, const QString &text) override;
    bool javaScriptConfirm(const QUrl &origin, const QString &text) override;
    bool javaScriptPrompt(const QUrl &origin, const QString &text, const QString &fallback,
                          QString *result) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString &text,
                                  int line, const QString &source) override;

private:
    QStringList m_origins;
};

class ChromiumView final : public WebView {
public:
    ChromiumView(QWebEngineProfile *profile, const QStringList &origins, bool dark,
                 WebEvents events);
    QWidget *widget() override { return m_view; }
    void load(const QUrl &url) override;
    void run(const QString &script, std::function<void(const QString &json)> done) override;
    QImage grab() override;
    void setZoom(double factor) override;
    void blur() override;

private:
    QWebEngineView *m_view; ///< belongs to the tab that shows it
    WebEvents m_events;
};

/// Qt WebEngine behind the door.
class Chromium final : public QObject, public WebEngine {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID WEB_ENGINE_ID)
    Q_INTERFACES(widgets::WebEngine)
public:
    ~Chromium() override;
    std::unique_ptr<WebView> createView(const QString &profile, const QStringList &origins,
                                        bool dark, WebEvents events) override;

private:
    std::map<QString, std::unique_ptr<QWebEngineProfile>> m_profiles;
};

} // namespace widgets
