// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/status.h"

#include "backend/kube/look.h"

using namespace Qt::StringLiterals;
using core::Fault;
using http::Json;

namespace kube {

namespace {

/// The Status object of the body; null when it is something else.
Json statusIn(const http::Reply &reply)
{
    Json body = Json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
    if (!body.is_object() || body.value("kind", Json()) != "Status")
        return nullptr;
    return body;
}

QString textAt(const Json &object, const char *key)
{
    return look::text(object, {key});
}

Json detailsOf(const Json &status)
{
    const auto it = status.find("details");
    return it != status.end() && it->is_object() ? *it : Json::object();
}

Fault::Kind kindOf(int status, const QString &reason)
{
    if (reason == u"Conflict" || reason == u"AlreadyExists" || status == 409)
        return Fault::Kind::Conflict;
    if (status == 404)
        return Fault::Kind::NotFound;
    if (status == 504 || reason == u"Timeout" || reason == u"ServerTimeout")
        return Fault::Kind::TimedOut;
    if (status >= 400 && status < 500)
        return Fault::Kind::Refused;
    return Fault::Kind::Failed;
}

QString causesOf(const Json &status)
{
    QStringList lines;
    const Json details = detailsOf(status);
    const auto causes = details.find("causes");
    if (causes == details.end() || !causes->is_array())
        return {};
    for (const Json &cause : *causes) {
        const QString field = textAt(cause, "field");
        const QString message = textAt(cause, "message");
        lines << (field.isEmpty() ? message : QString(field + u": " + message));
    }
    return lines.join(u'\n');
}

QString actionFor(int status)
{
    if (status == 401)
        return u"Renew the kubeconfig's credentials."_s;
    if (status == 403)
        return u"Ask the cluster's administrator for this permission."_s;
    return {};
}

} // namespace

Fault faultOf(const http::Reply &reply, const QString &doing)
{
    const Json status = statusIn(reply);
    if (status.is_null()) {
        const QString start = QString::fromUtf8(reply.body.left(200)).simplified();
        const QString what = start.isEmpty() ? u"HTTP %1"_s.arg(reply.status)
                                             : u"HTTP %1: %2"_s.arg(reply.status).arg(start);
        return {kindOf(reply.status, {}), u"could not %1: %2"_s.arg(doing, what),
                QString::fromUtf8(reply.body.left(4096)), actionFor(reply.status)};
    }
    const QString reason = textAt(status, "reason");
    QString message = textAt(status, "message");
    if (message.isEmpty())
        message = reason.isEmpty() ? u"HTTP %1"_s.arg(reply.status) : reason;
    QString detail = message;
    const QString causes = causesOf(status);
    if (!causes.isEmpty())
        detail += u'\n' + causes;
    return {kindOf(reply.status, reason), u"could not %1: %2"_s.arg(doing, message), detail,
            actionFor(reply.status)};
}

QString reasonOf(const http::Reply &reply)
{
    return textAt(statusIn(reply), "reason");
}

bool kindUnknown(const http::Reply &reply)
{
    if (reply.status != 404)
        return false;
    const Json status = statusIn(reply);
    // A missing object is named with its kind; a missing path is plain text or a Status without.
    return status.is_null() || textAt(detailsOf(status), "kind").isEmpty();
}

QStringList warningsOf(const http::Reply &reply)
{
    QStringList texts;
    for (const auto &[name, value] : reply.headers) {
        if (name.compare("warning", Qt::CaseInsensitive) != 0 || !value.startsWith("299 "))
            continue;
        const qsizetype first = value.indexOf('"');
        const qsizetype last = value.lastIndexOf('"');
        if (first >= 0 && last > first)
            texts << QString::fromUtf8(value.mid(first + 1, last - first - 1))
                         .replace(u"\\\""_s, u"\""_s);
    }
    return texts;
}

int retryAfterOf(const http::Reply &reply)
{
    bool ok = false;
    const int seconds = reply.header("Retry-After").toInt(&ok);
    const bool asksBack = reply.status == 429 || reply.status == 503 || reply.status == 504;
    if (asksBack && ok && seconds >= 0)
        return seconds;
    if (!asksBack && reply.status != 500)
        return -1;
    const Json status = statusIn(reply);
    const Json details = status.is_null() ? Json::object() : detailsOf(status);
    const auto it = details.find("retryAfterSeconds");
    return it != details.end() && it->is_number_integer() && it->get<int>() > 0 ? it->get<int>()
                                                                                : -1;
}

} // namespace kube
