// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/webengine.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace widgets {

/// Where a page takes a prompt: CSS selectors; DEBUG is a check box, and may be "".
struct PromptForm {
    QString field, button, debug;
};

/// What the page itself sent and what came back, as its own fetch() saw it.
struct Exchange {
    QString traceParent; ///< W3C trace context, as the page sent it; "": it sent none
    int status = 0;      ///< HTTP
    QByteArray body;
    QString error; ///< of a request that got no answer, in the engine's words
};

/// Types a prompt into a page and sends it as a person would, then reads from the page's own
/// request what it was answered. One prompt at a time. The page gets no keyboard: the remote's keys
/// stay ours.
class Typist final : public QObject {
    Q_OBJECT
public:
    /// VIEW outlives it, and has the script that notes what its page asks (WebSetup::takesPrompts).
    Typist(PromptForm form, WebView &view, QObject *parent = nullptr);

    void ask(const QString &text, bool debug);
    void stop(); ///< types no further and reads no more; what was sent stays sent
    /// The page is gone, or is another one now: what it was doing is lost.
    void lose(const QString &why);

signals:
    void answered(const widgets::Exchange &exchange);
    /// It is not to be had from this page. SENT: its request may have been carried out.
    void failed(const QString &why, bool sent);

private:
    enum class State { Idle, Counting, Typing, Waiting };

    void counted(const QString &answer);
    void look();
    void heard(const QString &answer);
    void fail(const QString &why);

    PromptForm m_form;
    WebView &m_view;
    QTimer m_look;
    QElapsedTimer m_since; ///< it was asked
    QString m_text;
    bool m_debug = false;
    int m_before = 0; ///< requests that the page had sent already
    int m_turn = 0;   ///< answers to an earlier turn come too late
    State m_state = State::Idle;
};

/// Types TEXT bit by bit, sets the debug box, presses the button. Answers "typing"; "absent"
/// where there is no such field; "busy" where one is, and takes nothing now.
QString typeScript(const PromptForm &form, const QString &text, bool debug);

} // namespace widgets
