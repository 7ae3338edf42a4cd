// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/webengine.h"

#include <QSet>
#include <QWebEnginePage>
#include <QWebEngineProfile>
#include <QWebEngineUrlRequestInterceptor>
#include <QWebEngineView>
#include <map>

namespace widgets {

/// Whatever a page asks for, by any means: only its origins are asked.
class Fence final : public QWebEngineUrlRequestInterceptor {
    Q_OBJECT
public:
    void allow(const QStringList &origins);
    /// What is asked of FROM is asked of TO.
    void move(const QString &from, const QString &to);
    /// Where URL is now; empty: where it was.
    QUrl movedTo(QUrl url) const;
    void interceptRequest(QWebEngineUrlRequestInfo &info) override;

private:
    QSet<QString> m_origins;
    QMap<QString, QString> m_moved; ///< origins, to where they are now
};

/// Goes to its origins only: no windows, no dialogs, no downloads, no permissions.
class FencedPage final : public QWebEnginePage {
    Q_OBJECT
public:
    FencedPage(QWebEngineProfile *profile, const Fence &fence, const WebSetup &setup,
               QObject *parent);
    void setDark(bool dark);
    void allow(const QString &origin) { m_origins << origin; }
    bool isWithin(const QUrl &url) const; ///< of its origins

signals:
    void leaving(const QUrl &url);

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override;
    QWebEnginePage *createWindow(WebWindowType type) override;
    QStringList chooseFiles(FileSelectionMode mode, const QStringList &oldFiles,
                            const QStringList &acceptedMimeTypes) override;
    void javaScriptAlert(const QUrl &origin, const QString &text) override;
    bool javaScriptConfirm(const QUrl &origin, const QString &text) override;
    bool javaScriptPrompt(const QUrl &origin, const QString &text, const QString &fallback,
                          QString *result) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString &text,
                                  int line, const QString &source) override;

private:
    const Fence &m_fence;
    QStringList m_origins;
};

class ChromiumView final : public WebView {
public:
    ChromiumView(QWebEngineProfile *profile, Fence &fence, const WebSetup &setup, WebEvents events);
    QWidget *widget() override { return m_view; }
    void load(const QUrl &url) override;
    QUrl url() const override;
    void move(const QString &from, const QString &to) override;
    void run(const QString &script, Answer done) override;
    void runApart(const QString &script, Answer done) override;
    QImage grab() override;
    void setZoom(double factor) override;
    void setDark(bool dark) override;
    qint64 process() const override;
    void blur() override;

private:
    QWebEngineView *m_view; ///< belongs to the tab that shows it, and may outlive this
    FencedPage *m_page;
    Fence &m_fence;
    WebEvents m_events;
    QObject m_ear; ///< hears no longer than this lives
};

/// Qt WebEngine behind the door.
class Chromium final : public QObject, public WebEngine {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID WEB_ENGINE_ID)
    Q_INTERFACES(widgets::WebEngine)
public:
    Chromium();
    ~Chromium() override;
    std::unique_ptr<WebView> createView(const WebSetup &setup, WebEvents events) override;

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    struct Room {
        std::unique_ptr<Fence> fence;
        std::unique_ptr<QWebEngineProfile> profile; ///< goes before its fence
    };
    std::map<QString, Room> m_rooms;
};

} // namespace widgets
