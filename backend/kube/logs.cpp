// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/logs.h"

#include "backend/kube/status.h"

#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Outcome;

namespace kube {

namespace {

constexpr qsizetype maxLine = 64 * 1024;

bool isStamp(const QByteArray &word)
{
    return word.size() >= 20 && word[4] == '-' && word[10] == 'T' && word.endsWith('Z')
           && word[0] >= '0' && word[0] <= '9';
}

/// To nine decimals, so that texts compare like times.
QByteArray padded(QByteArray stamp)
{
    stamp.chop(1);
    const qsizetype dot = stamp.indexOf('.');
    QByteArray fraction = dot < 0 ? QByteArray() : stamp.mid(dot + 1);
    return stamp.left(dot < 0 ? stamp.size() : dot) + '.' + fraction.leftJustified(9, '0', true)
           + 'Z';
}

} // namespace

LogLine parseLogLine(const QByteArray &line)
{
    const qsizetype space = line.indexOf(' ');
    const QByteArray word = space < 0 ? line : line.left(space);
    if (!isStamp(word))
        return {{}, QString::fromUtf8(line)};
    return {padded(word), space < 0 ? QString() : QString::fromUtf8(line.mid(space + 1))};
}

LogFollow::LogFollow(Client &client, LogSource source, core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
    , m_source(std::move(source))
    , m_lines(maxLine)
{
}

LogFollow::~LogFollow() = default;

void LogFollow::start()
{
    open();
}

void LogFollow::open()
{
    m_client.prepare(this, [this](const core::Result<void> &ready) {
        if (ready)
            stream();
        else
            retry(ready.error().summary);
    });
}

void LogFollow::stream()
{
    const auto encoded = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    QString path = u"/api/v1/namespaces/%1/pods/%2/log?follow=true&timestamps=true"_s.arg(
        encoded(m_source.ns), encoded(m_source.pod));
    if (!m_source.container.isEmpty())
        path += u"&container=" + encoded(m_source.container);
    if (m_last.isEmpty())
        path += u"&tailLines=%1"_s.arg(m_source.tailLines);
    else
        path += u"&sinceTime=" + encoded(QString::fromLatin1(m_last));
    http::Request request = m_client.request("GET", path);
    request.timeout = 0ms;
    m_lines = LineCutter(maxLine);
    m_call = m_client.transport().stream(
        request,
        [this](const QByteArray &piece) {
            for (const QByteArray &line : m_lines.feed(piece))
                take(line);
        },
        [this, request](const core::Result<http::Reply> &reply) {
            if (reply && reply->status == 401)
                m_client.refused(request);
            closed(reply);
        });
}

void LogFollow::take(const QByteArray &bytes)
{
    const LogLine found = parseLogLine(bytes);
    m_tries = 0;
    if (!found.stamp.isEmpty()) {
        if (found.stamp < m_last || (found.stamp == m_last && m_lastTexts.contains(found.text)))
            return; // sinceTime is coarser than the stamps
        if (found.stamp != m_last)
            m_lastTexts.clear();
        m_last = found.stamp;
        m_lastTexts.insert(found.text);
    }
    emit line(found.stamp, found.text);
}

void LogFollow::closed(const core::Result<http::Reply> &reply)
{
    m_call.reset();
    const QString doing = u"follow the log of %1/%2"_s.arg(m_source.ns, m_source.pod);
    if (!reply) {
        retry(reply.error().summary);
        return;
    }
    if (reply->status < 300) {
        if (!m_lines.rest().isEmpty())
            take(m_lines.rest());
        retry(u"the stream ended"_s);
        return;
    }
    const core::Fault fault = faultOf(*reply, doing);
    // 400 is also how a container that has not started yet answers.
    const bool waiting = reply->status == 400 && fault.detail.contains(u"waiting to start");
    if (waiting || reply->status == 401 || reply->status >= 500 || reply->status == 429)
        retry(fault.summary);
    else
        emit ended(Outcome::failed(fault));
}

void LogFollow::retry(const QString &why)
{
    emit paused(why);
    m_clock.after(pauseBeforeTry(m_tries++), this, [this] { open(); });
}

} // namespace kube
