// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/lastframes.h"
#include "widgets/browser/nativepage.h"
#include "widgets/browser/signin.h"
#include "widgets/browser/tabstrip.h"
#include "widgets/browser/typist.h"

#include <QLabel>
#include <QStackedWidget>

namespace widgets {

/// One tab's page. A page that cannot be had keeps its last good frame, dimmed, below a banner that
/// says why and since when; before the first good frame there are the facts that the cockpit knows
/// itself. A login form is never shown while it is being filled.
class TabPage final : public QWidget {
    Q_OBJECT
public:
    TabPage(const Theme &theme, const TabValue &tab, QWidget *parent = nullptr);
    ~TabPage() override;

    /// Shows pages from now on, signed in by FORMS; PROMPTS is where one may be asked. ENGINE
    /// outlives it.
    void useWeb(WebEngine &engine, WebSetup setup, std::vector<SignIn> forms,
                const std::optional<PromptForm> &prompts = {});
    void load(const QUrl &url);
    /// What is asked of the origin FROM is asked of TO from now on.
    void move(const QString &from, const QString &to);
    void setZoom(double zoom); ///< the presenter's; a stage that is wider than usual adds its own
    void setFacts(const PageValue &page);
    /// Why there is no page: said in the banner.
    void setTrouble(const QString &why);
    /// Why what the page shows may be old (its forward is down); "": it is up again.
    void setCut(const QString &why);
    bool hasWeb() const { return m_web != nullptr; }
    bool isLoaded() const { return m_loaded; }
    bool isLive() const { return m_loaded && m_cut.isEmpty(); }
    bool hasPicture() const { return !m_frames.isEmpty(); } ///< for when it is not
    WebView *web() { return m_web.get(); }
    /// Types into the page; nullptr for one that takes no prompts.
    Typist *typist() { return m_typist.get(); }
    const QUrl &url() const { return m_url; }
    QString bannerText() const; ///< "" while there is no banner

signals:
    void loaded(bool ok);
    void leaving(const QUrl &url); ///< a link out of the service

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void ended(bool ok);
    void lose(const QString &why);
    void askForHand(const QString &why);
    void keepFrame();
    void applyZoom();
    void arrange();
    void scheduleRetry();
    void retry();
    void showStill(const QImage &frame);

    const Theme &m_theme;
    QStackedWidget *m_stack;
    NativePage *m_facts;
    QLabel *m_still;
    Surface *m_banner;
    Label *m_bannerText;
    std::unique_ptr<WebView> m_web;
    std::unique_ptr<Doorman> m_doorman;
    std::unique_ptr<Typist> m_typist;
    QUrl m_url;
    QTimer m_camera, m_retry;
    LastFrames m_frames;
    QString m_trouble, m_cut, m_since;
    bool m_loaded = false;
    bool m_byHand = false; ///< signing in did not work: its form is shown
    double m_zoom = 1.0;
    int m_tries = 0;
};

} // namespace widgets
