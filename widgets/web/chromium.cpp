// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/web/chromium.h"

#include "widgets/web/pagescripts.h"

#include <QApplication>
#include <QDialog>
#include <QWebEngineDownloadRequest>
#include <QWebEngineLoadingInfo>
#include <QWebEngineNewWindowRequest>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QWebEnginePermission>
#endif
#include <QWebEngineScript>
#include <QWebEngineScriptCollection>
#include <QWebEngineSettings>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

QString originOf(const QUrl &url)
{
    const QString scheme = url.scheme() == u"ws" ? u"http"_s : url.scheme();
    return u"%1://%2:%3"_s.arg(scheme, url.host()).arg(url.port(80));
}

/// What has no address of its own: it stays inside the page that made it.
bool isInside(const QUrl &url)
{
    return url.scheme() == u"about" || url.scheme() == u"data" || url.scheme() == u"blob";
}

QWebEngineScript script(const QString &name, const QString &source,
                        QWebEngineScript::InjectionPoint when, quint32 world)
{
    QWebEngineScript out;
    out.setName(name);
    out.setSourceCode(source);
    out.setInjectionPoint(when);
    out.setWorldId(world);
    out.setRunsOnSubFrames(true);
    return out;
}

QString schemeFor(bool dark)
{
    return schemeScript.toString().arg(dark ? u"true"_s : u"false"_s);
}

} // namespace

void Fence::allow(const QStringList &origins)
{
    for (const QString &origin : origins)
        m_origins.insert(origin);
}

void Fence::interceptRequest(QWebEngineUrlRequestInfo &info)
{
    const QUrl url = info.requestUrl();
    if (const QUrl moved = movedTo(url); moved.isValid())
        info.redirect(moved); // whoever has that port now is not asked
    else if (!isInside(url) && !m_origins.contains(originOf(url)))
        info.block(true);
}

QUrl Fence::movedTo(QUrl url) const
{
    const auto moved = m_moved.find(originOf(url));
    if (moved == m_moved.end())
        return {};
    url.setPort(QUrl(*moved).port());
    return url;
}

void Fence::move(const QString &from, const QString &to)
{
    m_origins.insert(to);
    for (QString &place : m_moved) {
        if (place == from)
            place = to;
    }
    m_moved[from] = to;
    m_moved.remove(to);
}

FencedPage::FencedPage(QWebEngineProfile *profile, const Fence &fence, const WebSetup &setup,
                       QObject *parent)
    : QWebEnginePage(profile, parent)
    , m_fence(fence)
    , m_origins(setup.origins)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    connect(this, &QWebEnginePage::permissionRequested, this,
            [](const QWebEnginePermission &permission) { permission.deny(); });
#else
    connect(this, &QWebEnginePage::featurePermissionRequested, this,
            [this](const QUrl &origin, Feature feature) {
                setFeaturePermission(origin, feature, PermissionDeniedByUser);
            });
#endif
    connect(this, &QWebEnginePage::newWindowRequested, this,
            [this](const QWebEngineNewWindowRequest &request) {
                if (request.isUserInitiated())
                    emit leaving(request.requestedUrl());
            });
    scripts().insert(script(u"guard"_s, guardScript.toString(), QWebEngineScript::DocumentCreation,
                            QWebEngineScript::ApplicationWorld));
    scripts().insert(script(u"world"_s, worldScript.toString(), QWebEngineScript::DocumentCreation,
                            QWebEngineScript::MainWorld));
    if (setup.signsIn)
        scripts().insert(script(u"refused"_s, refusedScript.toString(),
                                QWebEngineScript::DocumentCreation, QWebEngineScript::MainWorld));
    if (setup.takesPrompts)
        scripts().insert(script(u"asked"_s, askedScript.toString(),
                                QWebEngineScript::DocumentCreation, QWebEngineScript::MainWorld));
    setDark(setup.dark);
}

void FencedPage::setDark(bool dark)
{
    setBackgroundColor(dark ? QColor(15, 20, 27) : QColor(244, 245, 247));
    for (const QWebEngineScript &old : scripts().find(u"scheme"_s))
        scripts().remove(old);
    scripts().insert(script(u"scheme"_s, schemeFor(dark), QWebEngineScript::DocumentReady,
                            QWebEngineScript::ApplicationWorld));
    runJavaScript(schemeFor(dark), QWebEngineScript::ApplicationWorld);
}

bool FencedPage::isWithin(const QUrl &url) const
{
    return m_origins.contains(originOf(url));
}

bool FencedPage::acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame)
{
    // The engine cannot redirect a redirect.
    if (const QUrl moved = m_fence.movedTo(url);
        moved.isValid() && isMainFrame && type == NavigationTypeRedirect) {
        QMetaObject::invokeMethod(
            this, [this, moved] { load(moved); }, Qt::QueuedConnection);
        return false;
    }
    if (isWithin(url))
        return true;
    if (!isMainFrame || url.scheme() == u"about")
        return isInside(url);
    if (type == NavigationTypeLinkClicked)
        emit leaving(url);
    return false;
}

QWebEnginePage *FencedPage::createWindow(WebWindowType)
{
    return nullptr;
}

QStringList FencedPage::chooseFiles(FileSelectionMode, const QStringList &, const QStringList &)
{
    return {};
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

ChromiumView::ChromiumView(QWebEngineProfile *profile, Fence &fence, const WebSetup &setup,
                           WebEvents events)
    : m_view(new QWebEngineView)
    , m_page(new FencedPage(profile, fence, setup, m_view))
    , m_fence(fence)
    , m_events(std::move(events))
{
    m_view->setPage(m_page);
    m_view->setContextMenuPolicy(Qt::NoContextMenu);
    m_view->setAcceptDrops(false);
    for (const auto off :
         {QWebEngineSettings::ErrorPageEnabled, QWebEngineSettings::FullScreenSupportEnabled,
          QWebEngineSettings::PdfViewerEnabled, QWebEngineSettings::PluginsEnabled,
          QWebEngineSettings::JavascriptCanOpenWindows, QWebEngineSettings::DnsPrefetchEnabled,
          QWebEngineSettings::AllowWindowActivationFromJavaScript,
          QWebEngineSettings::LocalContentCanAccessFileUrls})
        m_view->settings()->setAttribute(off, false);
    m_view->settings()->setUnknownUrlSchemePolicy(QWebEngineSettings::DisallowUnknownUrlSchemes);
    // A navigation that is refused, or becomes a download, is stopped: the page stays, however far
    // it has come.
    QObject::connect(m_page, &QWebEnginePage::loadingChanged, &m_ear,
                     [this](const QWebEngineLoadingInfo &info) {
                         if (!m_events.loaded)
                             return;
                         const bool stopped =
                             info.status() == QWebEngineLoadingInfo::LoadStoppedStatus;
                         if (info.status() == QWebEngineLoadingInfo::LoadSucceededStatus
                             || (stopped && m_page->isWithin(url())))
                             m_events.loaded(true);
                         else if (info.status() == QWebEngineLoadingInfo::LoadFailedStatus)
                             m_events.loaded(false);
                     });
    QObject::connect(m_page, &FencedPage::leaving, &m_ear, [this](const QUrl &url) {
        if (m_events.leaving)
            m_events.leaving(url);
    });
    QObject::connect(m_page, &QWebEnginePage::renderProcessTerminated, &m_ear,
                     [this](QWebEnginePage::RenderProcessTerminationStatus status, int) {
                         if (status != QWebEnginePage::NormalTerminationStatus && m_events.crashed)
                             m_events.crashed(u"The page's process ended"_s);
                     });
}

void ChromiumView::load(const QUrl &url)
{
    m_view->load(url);
}

void ChromiumView::move(const QString &from, const QString &to)
{
    m_page->allow(to);
    m_fence.move(from, to);
}

QUrl ChromiumView::url() const
{
    return m_view->url();
}

void ChromiumView::run(const QString &text, Answer done)
{
    m_page->runJavaScript(text, [done](const QVariant &value) {
        if (done)
            done(value.toString());
    });
}

void ChromiumView::runApart(const QString &text, Answer done)
{
    m_page->runJavaScript(text, QWebEngineScript::ApplicationWorld, [done](const QVariant &value) {
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

void ChromiumView::setDark(bool dark)
{
    m_page->setDark(dark);
}

qint64 ChromiumView::process() const
{
    return m_page->renderProcessPid();
}

void ChromiumView::blur()
{
    run(u"document.activeElement && document.activeElement.blur()"_s, {});
    m_view->clearFocus();
}

Chromium::Chromium()
{
    qApp->installEventFilter(this);
}

Chromium::~Chromium() = default;

/// A page has ways to have the engine open a dialog (a colour's) that its fence cannot see.
bool Chromium::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() != QEvent::Polish)
        return false;
    auto *dialog = qobject_cast<QDialog *>(object);
    if (dialog && qobject_cast<QWebEngineView *>(dialog->parentWidget())) {
        dialog->setAttribute(Qt::WA_DontShowOnScreen);
        QMetaObject::invokeMethod(dialog, &QDialog::reject, Qt::QueuedConnection);
    }
    return false;
}

std::unique_ptr<WebView> Chromium::createView(const WebSetup &setup, WebEvents events)
{
    Room &room = m_rooms[setup.profile];
    if (!room.profile) {
        room.fence = std::make_unique<Fence>();
        room.profile = std::make_unique<QWebEngineProfile>(); // off the record
        room.profile->setUrlRequestInterceptor(room.fence.get());
        QObject::connect(room.profile.get(), &QWebEngineProfile::downloadRequested,
                         room.profile.get(),
                         [](QWebEngineDownloadRequest *request) { request->cancel(); });
    }
    room.fence->allow(setup.origins);
    return std::make_unique<ChromiumView>(room.profile.get(), *room.fence, setup,
                                          std::move(events));
}

} // namespace widgets
