// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/httpwords.h"

namespace forward {

using namespace Qt::StringLiterals;

bool mayAskAgain(const QByteArray &sent)
{
    return (sent.startsWith("GET ") || sent.startsWith("HEAD ")) && sent.endsWith("\r\n\r\n")
           && !sent.toLower().contains("\r\nupgrade:");
}

bool isHttp(const QByteArray &sent)
{
    for (const char *method : {"GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "PATCH ", "OPTIONS "}) {
        if (sent.startsWith(method))
            return true;
    }
    return false;
}

bool isOwnProbe(const QByteArray &sent)
{
    return sent.left(4096).contains(QByteArray("User-Agent: ").append(probeAgent));
}

QByteArray unavailable(const QString &title, const QString &why)
{
    const QByteArray page =
        u"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
        "<meta http-equiv=\"refresh\" content=\"2\"><title>%1 is not reachable yet</title>"
        "<body><h1>%1 is not reachable yet</h1><p>%2</p>"
        "<p>This page tries again every 2 seconds.</p></body></html>\n"_s
            .arg(title.toHtmlEscaped(), why.toHtmlEscaped())
            .toUtf8();
    return "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; "
           "charset=utf-8\r\nRetry-After: 2\r\n"
           "Cache-Control: no-store\r\nConnection: close\r\nContent-Length: "
           + QByteArray::number(page.size()) + "\r\n\r\n" + page;
}

} // namespace forward
