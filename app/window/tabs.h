// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/hands.h"
#include "widgets/browser/stagepane.h"
#include "widgets/window/masthead.h"

#include <QElapsedTimer>

namespace app {

/// The bundle's tabs on the stage: which page each shows, where that may go, who signs it in, and
/// what covers it while its forward is down.
class Tabs final : public QObject {
    Q_OBJECT
public:
    /// All outlive it. Without ENGINE there are no pages, and WHYNOWEB says why.
    Tabs(const Session &session, widgets::StagePane &stage, widgets::WebEngine *engine,
         const QString &whyNoWeb, bool dark, QObject *parent = nullptr);

    void load(core::Clock &clock); ///< every page anew
    /// INTENT's prompt, to be typed into the page that takes prompts and sent by it; nullptr while
    /// that page is not there.
    std::unique_ptr<PageQuestion> ask(const show::Intent &intent, core::Clock &clock);
    /// What the page that takes prompts has to be told; one that is still loading hears it later.
    void tellChatbot(const QString &script);
    void follow(const std::vector<forward::Status> &statuses);
    /// How many pages are there; without web tabs there is no lamp.
    std::optional<widgets::LampValue> lamp() const;

signals:
    void moved(); ///< a forward is at another port now

private:
    void prepare(const deploy::TabSpec &tab);
    void visit(const QUrl &url);
    void followPort(const QString &forward);
    QStringList originsOf(const deploy::TabSpec &tab, const QString &forward, int port) const;
    QUrl home(const deploy::TabSpec &tab) const;
    widgets::TabPage *chatbot() const; ///< nullptr: no tab takes prompts

    const Session &m_session;
    widgets::StagePane &m_stage;
    widgets::WebEngine *m_engine;
    QUrl m_issuer;              ///< where the browser finds dex
    QMap<QString, int> m_ports; ///< of the forwards, as the pages know them
    QStringList m_forChatbot;
    QMap<QString, QElapsedTimer> m_down; ///< forwards that are not Verified
    bool m_began = false;
};

} // namespace app
