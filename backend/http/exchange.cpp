// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/http/exchange.h"

#include <QUrl>
#include <cstring>

using namespace Qt::StringLiterals;
using core::Fault;

namespace http {

namespace {

constexpr qsizetype maxBody = 64 * 1024 * 1024;
constexpr long connectTimeout = 10000; // ms

bool isLoopback(const QString &host)
{
    return host == u"localhost" || host.startsWith(u"127.") || host == u"::1"
           || host.endsWith(u".localhost");
}

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == u"https" ? 443 : 80);
}

QString bracketed(const QString &host)
{
    return host.contains(u':') ? u"[%1]"_s.arg(host) : host;
}

QString endpoint(const QUrl &url)
{
    return bracketed(url.host()) + u':' + QString::number(portOf(url));
}

curl_blob blobOf(const QByteArray &bytes)
{
    return {const_cast<char *>(bytes.constData()), size_t(bytes.size()), CURL_BLOB_COPY};
}

bool isTlsError(CURLcode code)
{
    return code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION
           || code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CIPHER
           || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR;
}

} // namespace

Exchange::Exchange(const Request &request, bool streaming)
    : m_request(request)
    , m_streaming(streaming)
    , m_handle(curl_easy_init())
{
    curl_easy_setopt(m_handle, CURLOPT_PRIVATE, this);
    curl_easy_setopt(m_handle, CURLOPT_ERRORBUFFER, m_error);
    curl_easy_setopt(m_handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(m_handle, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(m_handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(m_handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(m_handle, CURLOPT_USERAGENT, "trustusbank-cockpit");
    curl_easy_setopt(m_handle, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout);
    curl_easy_setopt(m_handle, CURLOPT_TIMEOUT_MS, long(m_request.timeout.count()));
    curl_easy_setopt(m_handle, CURLOPT_WRITEFUNCTION, &Exchange::onBody);
    curl_easy_setopt(m_handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_handle, CURLOPT_HEADERFUNCTION, &Exchange::onHeader);
    curl_easy_setopt(m_handle, CURLOPT_HEADERDATA, this);
    applyTarget();
    applyTls();
    applyMethod();
    addHeaders();
}

Exchange::~Exchange()
{
    curl_easy_cleanup(m_handle);
    curl_slist_free_all(m_headers);
    curl_slist_free_all(m_connectTo);
}

void Exchange::applyTarget()
{
    QUrl url(m_request.url);
    if (isLoopback(url.host()))
        curl_easy_setopt(m_handle, CURLOPT_NOPROXY, "*");
    else if (!m_request.proxy.isEmpty())
        curl_easy_setopt(m_handle, CURLOPT_PROXY, m_request.proxy.toUtf8().constData());
    const QString name = m_request.tls.serverName;
    if (!name.isEmpty() && name != url.host()) {
        // curl takes SNI and the name to check from the URL, so the name goes there.
        const QString route =
            u"%1:%2:%3"_s.arg(bracketed(name)).arg(portOf(url)).arg(endpoint(url));
        m_connectTo = curl_slist_append(nullptr, route.toUtf8().constData());
        curl_easy_setopt(m_handle, CURLOPT_CONNECT_TO, m_connectTo);
        const QByteArray host = "Host: " + endpoint(url).toUtf8();
        m_headers = curl_slist_append(m_headers, host.constData());
        url.setHost(name);
    }
    curl_easy_setopt(m_handle, CURLOPT_URL, url.toEncoded().constData());
}

void Exchange::applyTls()
{
    const Tls &tls = m_request.tls;
    if (!tls.ca.isEmpty()) {
        curl_blob blob = blobOf(tls.ca);
        curl_easy_setopt(m_handle, CURLOPT_CAINFO_BLOB, &blob);
    }
    if (!tls.certificate.isEmpty()) {
        curl_blob certificate = blobOf(tls.certificate);
        curl_blob key = blobOf(tls.key);
        curl_easy_setopt(m_handle, CURLOPT_SSLCERTTYPE, "PEM");
        curl_easy_setopt(m_handle, CURLOPT_SSLCERT_BLOB, &certificate);
        curl_easy_setopt(m_handle, CURLOPT_SSLKEYTYPE, "PEM");
        curl_easy_setopt(m_handle, CURLOPT_SSLKEY_BLOB, &key);
    }
    if (tls.insecure) {
        curl_easy_setopt(m_handle, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(m_handle, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

void Exchange::applyMethod()
{
    const QByteArray &method = m_request.method;
    if (!m_request.body.isEmpty() || method == "POST") {
        curl_easy_setopt(m_handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_request.body.size()));
        curl_easy_setopt(m_handle, CURLOPT_POSTFIELDS, m_request.body.constData());
    }
    if (method == "HEAD")
        curl_easy_setopt(m_handle, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(m_handle, CURLOPT_CUSTOMREQUEST, method.constData());
}

void Exchange::addHeaders()
{
    bool typed = false;
    for (const auto &[name, value] : m_request.headers) {
        typed = typed || name.compare("content-type", Qt::CaseInsensitive) == 0;
        const QByteArray line =
            value.isEmpty() ? QByteArray(name + ';') : QByteArray(name + ": " + value);
        m_headers = curl_slist_append(m_headers, line.constData());
    }
    if (!typed) // or curl calls every body a form
        m_headers = curl_slist_append(m_headers, "Content-Type:");
    m_headers = curl_slist_append(m_headers, "Expect:");
    curl_easy_setopt(m_handle, CURLOPT_HTTPHEADER, m_headers);
}

size_t Exchange::onBody(char *data, size_t, size_t size, void *self)
{
    auto *exchange = static_cast<Exchange *>(self);
    long status = 0;
    curl_easy_getinfo(exchange->m_handle, CURLINFO_RESPONSE_CODE, &status);
    const bool piecewise = exchange->m_streaming && status >= 200 && status < 300;
    QByteArray &target = piecewise ? exchange->m_piece : exchange->m_reply.body;
    if (target.size() + qsizetype(size) > maxBody) {
        exchange->m_tooLong = true;
        return 0;
    }
    target.append(data, qsizetype(size));
    return size;
}

size_t Exchange::onHeader(char *data, size_t, size_t size, void *self)
{
    auto *exchange = static_cast<Exchange *>(self);
    const QByteArray line = QByteArray(data, qsizetype(size)).trimmed();
    if (line.startsWith("HTTP/")) { // a further answer: 100 Continue, or after a challenge
        exchange->m_reply.headers.clear();
        return size;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon > 0)
        exchange->m_reply.headers.emplace_back(line.left(colon), line.mid(colon + 1).trimmed());
    return size;
}

QByteArray Exchange::takePiece()
{
    return std::exchange(m_piece, {});
}

core::Result<Reply> Exchange::result(CURLcode code)
{
    if (code != CURLE_OK)
        return tl::unexpected(fault(code));
    long status = 0;
    curl_easy_getinfo(m_handle, CURLINFO_RESPONSE_CODE, &status);
    m_reply.status = int(status);
    return std::move(m_reply);
}

Fault Exchange::fault(CURLcode code) const
{
    const QUrl url(m_request.url);
    const QString to = endpoint(url);
    const QString what =
        QString::fromLatin1(m_request.method) + u' '
        + url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    const QString raw = QString::fromUtf8(m_error[0] ? m_error : curl_easy_strerror(code));
    long os = 0;
    curl_easy_getinfo(m_handle, CURLINFO_OS_ERRNO, &os);
    const QString why = os != 0 ? QString::fromLocal8Bit(std::strerror(int(os))).toLower() : raw;
    if (m_tooLong)
        return {Fault::Kind::Garbled, u"%1: the answer is longer than 64 MiB"_s.arg(what), raw, {}};
    if (code == CURLE_OPERATION_TIMEDOUT) {
        double seconds = 0;
        curl_easy_getinfo(m_handle, CURLINFO_TOTAL_TIME, &seconds);
        return {Fault::Kind::TimedOut,
                what + u": timed out after %1 s"_s.arg(seconds, 0, 'f', 1),
                raw,
                {}};
    }
    if (code == CURLE_COULDNT_CONNECT)
        return {Fault::Kind::Missing,
                u"%1: could not connect to %2: %3"_s.arg(what, to, why),
                raw,
                {}};
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
        return {Fault::Kind::Missing, u"%1: there is no host %2"_s.arg(what, url.host()), raw, {}};
    if (isTlsError(code))
        return {Fault::Kind::Missing,
                u"%1: could not connect to %2: TLS: %3"_s.arg(what, to, raw),
                raw,
                {}};
    return {Fault::Kind::Failed,
            u"%1: the connection to %2 broke: %3"_s.arg(what, to, raw),
            raw,
            {}};
}

} // namespace http
