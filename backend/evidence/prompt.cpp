// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/prompt.h"

#include "backend/evidence/parse.h"

#include <QUuid>

namespace evidence {

using namespace Qt::StringLiterals;

QByteArray promptBody(const QString &text, const QString &messageId)
{
    const Json part = {{"kind", "text"}, {"text", text.toStdString()}};
    const Json message = {{"kind", "message"},
                          {"role", "user"},
                          {"messageId", messageId.toStdString()},
                          {"parts", Json::array({part})}};
    const Json request = {{"jsonrpc", "2.0"},
                          {"id", messageId.toStdString()},
                          {"method", "message/send"},
                          {"params", {{"message", message}}}};
    return QByteArray::fromStdString(request.dump());
}

core::Result<Reply> readAnswer(int status, const QByteArray &body)
{
    if (status != 200)
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Failed,
                        u"the chatbot answered the prompt with HTTP %1"_s.arg(status),
                        QString::fromUtf8(body.left(2000)),
                        u"Look at the chatbot's and the agent's log."_s});
    return parseReply(body);
}

Question::Question(core::Clock &clock, QObject *parent)
    : core::Task(parent)
    , m_clock(clock)
{
}

void Question::settle(core::Result<Reply> reply)
{
    if (!reply) {
        finish(core::Outcome::failed(reply.error()));
        return;
    }
    m_reply = std::move(*reply);
    m_reply.at = m_clock.now();
    finish(core::Outcome::done());
}

Prompt::Prompt(QString url, QString text, http::Transport &transport, core::Clock &clock,
               QObject *parent)
    : Question(clock, parent)
    , m_url(std::move(url))
    , m_text(std::move(text))
    , m_traceId(QString::fromLatin1(QUuid::createUuid().toRfc4122().toHex()))
    , m_transport(transport)
{
}

void Prompt::run()
{
    http::Request request;
    request.method = "POST";
    request.url = m_url;
    request.timeout = patience;
    const QByteArray span = QUuid::createUuid().toRfc4122().toHex().left(16);
    request.headers = {{"Content-Type", "application/json"},
                       {"traceparent", "00-" + m_traceId.toLatin1() + "-" + span + "-01"}};
    request.body = promptBody(m_text, QUuid::createUuid().toString(QUuid::WithoutBraces));
    m_call = m_transport.send(request,
                              [this](const core::Result<http::Reply> &reply) { answered(reply); });
}

void Prompt::halt()
{
    m_call.reset();
    finish(core::Outcome::cancelled());
}

void Prompt::answered(const core::Result<http::Reply> &reply)
{
    core::Result<Reply> read =
        reply.and_then([](const http::Reply &one) { return readAnswer(one.status, one.body); });
    if (read)
        read->traceId = m_traceId;
    settle(std::move(read));
}

} // namespace evidence
