// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/nativepage.h"
#include "widgets/browser/tabstrip.h"
#include "widgets/browser/webengine.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <chrono>
#include <map>

namespace widgets {

/// One tab's page. A page that cannot be had keeps its last good frame, dimmed, below a banner that
/// says so; before the first good frame there are the facts that the cockpit knows itself.
class TabPage final : public QWidget {
    Q_OBJECT
public:
    TabPage(const Theme &theme, const TabValue &tab, QWidget *parent = nullptr);

    /// Shows pages from now on. ENGINE outlives it.
    void useWeb(WebEngine &engine, const QString &profile, const QStringList &origins);
    void load(const QUrl &url);
    void setFacts(const PageValue &page);
    /// Why there is no page: said in the banner.
    void setTrouble(const QString &why);
    bool hasWeb() const { return m_web != nullptr; }
    bool isLoaded() const { return m_loaded; }
    WebView *web() { return m_web.get(); }
    const QUrl &url() const { return m_url; }

signals:
    void loaded(bool ok);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void ended(bool ok);
    void keepFrame();
    void arrange();
    void scheduleRetry();

    const Theme &m_theme;
    QStackedWidget *m_stack;
    NativePage *m_facts;
    QLabel *m_still;
    Surface *m_banner;
    Label *m_bannerText;
    std::unique_ptr<WebView> m_web;
    QUrl m_url;
    QImage m_frame;
    bool m_loaded = false;
    int m_tries = 0;
};

/// Tab strip and pages.
class StagePane final : public QWidget {
    Q_OBJECT
public:
    explicit StagePane(const Theme &theme, QWidget *parent = nullptr);
    void setTabs(const std::vector<TabValue> &tabs);
    TabStrip &strip() { return *m_strip; }
    TabPage *page(const QString &id);
    void show(const QString &id);
    QString current() const { return m_strip->current(); }
    /// Covers the pages with a calm card: panic.
    void setHolding(bool holding);
    bool holding() const { return m_holding; }

signals:
    void shown(const QString &id);

private:
    const Theme &m_theme;
    TabStrip *m_strip;
    QStackedWidget *m_stack;
    Surface *m_card;
    std::map<QString, TabPage *> m_pages;
    bool m_holding = false;
};

} // namespace widgets
