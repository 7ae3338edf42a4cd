// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/hands.h"
#include "widgets/browser/typist.h"

#include <QPointer>

namespace app {

/// A cue's prompt, typed into the chatbot's page and sent by it; reply and trace id are those of
/// the page's own request.
class PagePrompt final : public PageQuestion {
    Q_OBJECT
public:
    /// CLOCK outlives it; a TYPIST that goes is a page that is lost.
    PagePrompt(widgets::Typist &typist, QString text, bool debug, core::Clock &clock,
               QObject *parent = nullptr);

protected:
    void run() override;
    void halt() override;

private:
    QPointer<widgets::Typist> m_typist;
    QString m_text;
    bool m_debug;
};

/// What the page's exchange says; that nothing came back is a failure, and names what the page saw.
core::Result<evidence::Reply> replyOf(const widgets::Exchange &exchange);

} // namespace app
