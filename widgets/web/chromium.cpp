// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/web/chromium.h"

#include <QPointer>
#include <QWebEngineDownloadRequest>
#include <QWebEngineSettings>

namespace widgets {

using namespace Qt::StringLiterals;

FencedPage::FencedPage(QWebEngineProfile *profile, QStringList origins, QObject *parent)
    : QWebEnginePage(profile, parent)
    , m_origins(std::move(origins))
{
    connect(this, &QWebEnginePage::featurePermissionRequested, this,
            [this](const QUrl &origin, Feature feature) {
                setFeaturePermission(origin, feature, PermissionDeniedByUser);
            });
}

bool FencedPage::acceptNavigationRequest(const QUrl &url, NavigationType, bool)
{
    if (url.scheme() == u"about" || url.scheme() == u"data" || url.scheme() == u"blob")
        return true;
    const QString origin = u"%1://%2:%3"_s.arg(url.scheme(), url.host()).arg(url.port(80));
    return m_origins.contains(origin);
}

QWebEnginePage *FencedPage::createWindow(WebWindowType)
{
    return nullptr;
}

void FencedPage::javaScriptAlert(const QUrl &, const QString &) { }

bool FencedPage::javaScriptConfirm(const QUrl &, const QString &)
{
    return false;
}

bool FencedPage::javaScriptPrompt(const QUrl &, const QString &, const QString &, QString *)
{
    return false;
}

void FencedPage::javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString &, int,
                                          const QString &)
{
}

ChromiumView::ChromiumView(QWebEngineProfile *profile, const QStringList &origins, bool dark,
                           WebEvents events)
    : m_view(new QWebEngineView)
    , m_events(std::move(events))
{
    auto *page = new FencedPage(profile, origins, m_view);
    page->setBackgroundColor(dark ? QColor(15, 20, 27) : QColor(244, 245, 247));
    m_view->setPage(page);
    m_view->setContextMenuPolicy(Qt::NoContextMenu);
    m_view->setAcceptDrops(false);
    m_view->settings()->setAttribute(QWebEngineSettings::ErrorPageEnabled, false);
    m_view->settings()->setAttribute(QWebEngineSettings::FullScreenSupportEnabled, false);
    m_view->settings()->setAttribute(QWebEngineSettings::PdfViewerEnabled, false);
    QObject::connect(m_view, &QWebEngineView::loadFinished, m_view, [this](bool ok) {
        if (m_events.loaded)
            m_events.loaded(ok);
    });
    QObject::connect(page, &QWebEnginePage::renderProcessTerminated, m_view,
                     [this](QWebEnginePage::RenderProcessTerminationStatus status, int) {
                         if (status != QWebEnginePage::NormalTerminationStatus && m_events.crashed)
                             m_events.crashed(u"The page's process ended"_s);
                     });
}

void ChromiumView::load(const QUrl &url)
{
    m_view->load(url);
}

void ChromiumView::run(const QString &script, std::function<void(const QString &json)> done)
{
    m_view->page()->runJavaScript(script, [done](const QVariant &value) {
        if (done)
            done(value.toString());
    });
}

QImage ChromiumView::grab()
{
    return m_view->grab().toImage();
}

void ChromiumView::setZoom(double factor)
{
    m_view->setZoomFactor(factor);
}

void ChromiumView::blur()
{
    run(u"document.activeElement && document.activeElement.blur()"_s, {});
    m_view->clearFocus();
}

Chromium::~Chromium() = default;

std::unique_ptr<WebView> Chromium::createView(const QString &profile, const QStringList &origins,
                                              bool dark, WebEvents events)
{
    auto &own = m_profiles[profile];
    if (!own) {
        own = std::make_unique<QWebEngineProfile>(); // off the record
        QObject::connect(own.get(), &QWebEngineProfile::downloadRequested, own.get(),
                         [](QWebEngineDownloadRequest *request) { request->cancel(); });
    }
    return std::make_unique<ChromiumView>(own.get(), origins, dark, std::move(events));
}

} // namespace widgets
