// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/apicall.h"

#include "backend/kube/status.h"

#include <algorithm>

namespace kube {

ApiCall::ApiCall(Ask ask, http::Transport &transport, Credentials &credentials, core::Clock &clock,
                 QObject *context, Done done, QObject *parent)
    : QObject(parent)
    , m_ask(std::move(ask))
    , m_transport(transport)
    , m_credentials(credentials)
    , m_clock(clock)
    , m_done(std::move(done))
{
    if (context && context != parent)
        connect(context, &QObject::destroyed, this, [this] { delete this; });
    // Later, so that no answer can come from inside the asking function.
    QMetaObject::invokeMethod(this, &ApiCall::freshen, Qt::QueuedConnection);
}

void ApiCall::freshen()
{
    m_credentials.freshen(this, [this](const core::Result<void> &ready) {
        if (ready)
            send();
        else
            end(tl::unexpected(ready.error()));
    });
}

void ApiCall::send()
{
    http::Request request;
    request.method = m_ask.method;
    request.url = m_ask.url;
    request.body = m_ask.body;
    request.headers.emplace_back("Accept", m_ask.accept);
    if (!m_ask.contentType.isEmpty())
        request.headers.emplace_back("Content-Type", m_ask.contentType);
    m_credentials.sign(request);
    m_signed = request;
    m_call = m_transport.send(request,
                              [this](core::Result<http::Reply> reply) { note(std::move(reply)); });
}

void ApiCall::note(core::Result<http::Reply> reply)
{
    if (reply && reply->status == 401 && !m_renewed) {
        m_renewed = true;
        if (m_credentials.refuse(m_signed)) {
            freshen();
            return;
        }
    }
    const int seconds = reply ? retryAfterOf(*reply) : -1;
    if (seconds < 0 || m_retries >= maxRetries) {
        end(std::move(reply));
        return;
    }
    ++m_retries;
    const std::chrono::milliseconds pause =
        std::min<std::chrono::milliseconds>(std::max(std::chrono::milliseconds(100),
                                                     std::chrono::milliseconds(seconds * 1000)),
                                            maxWait);
    m_clock.after(pause, this, [this] { freshen(); });
}

void ApiCall::end(core::Result<http::Reply> reply)
{
    const Done done = std::move(m_done);
    deleteLater();
    done(std::move(reply)); // last: it may delete our parent and us
}

} // namespace kube
