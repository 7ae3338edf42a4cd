// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/parse.h"

#include <QRegularExpression>
#include <algorithm>

namespace evidence {

using namespace Qt::StringLiterals;

namespace {

core::Fault garbled(const QString &what, const QByteArray &body)
{
    return {core::Fault::Kind::Garbled,
            u"%1 cannot be read"_s.arg(what),
            QString::fromUtf8(body.left(400)),
            {}};
}

QString text(const Json &object, const char *key)
{
    return object.is_object() && object.contains(key) && object.at(key).is_string()
               ? QString::fromStdString(object.at(key).get<std::string>())
               : QString();
}

Json member(const Json &object, const char *key)
{
    return object.is_object() && object.contains(key) ? object.at(key) : Json();
}

Json parsed(const QByteArray &body)
{
    return Json::parse(body.constBegin(), body.constEnd(), nullptr, false);
}

QString firstHeader(const Json &headers, const char *name)
{
    const Json values = member(headers, name);
    if (!values.is_array() || values.empty() || !values.at(0).is_string())
        return {};
    return QString::fromStdString(values.at(0).get<std::string>());
}

QByteArray decodedBody(const Json &content)
{
    const QByteArray body = text(content, "Body").toUtf8();
    const QString encoding =
        firstHeader(member(content, "Headers"), "Content-Transfer-Encoding").toLower();
    if (encoding == u"quoted-printable")
        return decodeQuotedPrintable(body);
    return encoding == u"base64" ? QByteArray::fromBase64(body) : body;
}

/// A multipart mail's parts, or the body itself.
QByteArray wholeBody(const Json &item)
{
    const Json parts = member(member(item, "MIME"), "Parts");
    if (!parts.is_array() || parts.empty()) {
        // A mail that the server did not split: alert mails are quoted-printable throughout.
        const QByteArray body = decodedBody(member(item, "Content"));
        return body.contains("Content-Transfer-Encoding: quoted-printable")
                   ? decodeQuotedPrintable(body)
                   : body;
    }
    QByteArray out;
    for (const Json &part : parts)
        out += decodedBody(part) + "\n";
    return out;
}

Mail mailOf(const Json &item)
{
    Mail mail;
    mail.id = text(item, "ID");
    mail.subject =
        decodeHeader(firstHeader(member(member(item, "Content"), "Headers"), "Subject").toUtf8());
    mail.body = QString::fromUtf8(wholeBody(item));
    mail.resolved = mail.subject.contains(u"RESOLVED"_s);
    static const QRegularExpression name(u"\\]\\s*(\\w+)"_s);
    mail.alert = name.match(mail.subject).captured(1);
    return mail;
}

/// "kind" of part metadata, whichever prefix the runtime writes.
QString partType(const Json &part)
{
    const Json metadata = member(part, "metadata");
    const QString adk = text(metadata, "adk_type");
    return adk.isEmpty() ? text(metadata, "kagent_type") : adk;
}

QString partsText(const Json &parts)
{
    QStringList out;
    if (parts.is_array()) {
        for (const Json &part : parts) {
            if (!text(part, "text").isEmpty())
                out << text(part, "text");
        }
    }
    return out.join(u'\n');
}

/// The first amount in CURRENCY; what was spent ("-$1,499.00", in a list of transactions) is no
/// balance.
QString figure(const QString &text, QChar currency)
{
    const QRegularExpression form(u"(?<![-−])"_s + QRegularExpression::escape(QString(currency))
                                  + u"\\s?([0-9][0-9,]*\\.[0-9]{2})"_s);
    QString found = form.match(text).captured(1);
    return found.remove(u',');
}

void readTask(const Json &task, Reply &reply)
{
    QString state = text(member(task, "status"), "state");
    state.remove(u"TASK_STATE_"_s);
    reply.completed = state.toLower() == u"completed";
    const Json artifacts = member(task, "artifacts");
    if (artifacts.is_array()) {
        for (const Json &artifact : artifacts)
            reply.text += partsText(member(artifact, "parts"));
    }
    if (reply.text.isEmpty())
        reply.text = partsText(member(member(member(task, "status"), "message"), "parts"));
    if (!reply.completed)
        reply.error = u"the task is %1: %2"_s.arg(state, reply.text);
    const Json history = member(task, "history");
    if (!history.is_array())
        return;
    for (const Json &message : history) {
        const Json parts = member(message, "parts");
        for (const Json &part : parts.is_array() ? parts : Json::array()) {
            if (partType(part) == u"function_call")
                reply.tools << text(member(part, "data"), "name");
        }
    }
}

} // namespace

QByteArray decodeQuotedPrintable(const QByteArray &body)
{
    QByteArray out;
    for (qsizetype i = 0; i < body.size(); ++i) {
        if (body[i] != '=') {
            out += body[i];
        } else if (body.mid(i + 1, 2) == "\r\n") {
            i += 2;
        } else if (i + 1 < body.size() && body[i + 1] == '\n') {
            i += 1;
        } else {
            out += QByteArray::fromHex(body.mid(i + 1, 2));
            i += 2;
        }
    }
    return out;
}

QString decodeHeader(const QByteArray &header)
{
    static const QRegularExpression word(u"=\\?([^?]+)\\?([bBqQ])\\?([^?]*)\\?=\\s*"_s);
    QString out;
    const QString source = QString::fromUtf8(header);
    qsizetype from = 0;
    auto matches = word.globalMatch(source);
    while (matches.hasNext()) {
        const auto match = matches.next();
        out += source.mid(from, match.capturedStart() - from);
        QByteArray encoded = match.captured(3).toLatin1();
        if (match.captured(2).toLower() == u"b")
            out += QString::fromUtf8(QByteArray::fromBase64(encoded));
        else
            out += QString::fromUtf8(decodeQuotedPrintable(encoded.replace('_', ' ')));
        from = match.capturedEnd();
    }
    return out + source.mid(from);
}

core::Result<std::vector<Loot>> parseLoot(const QByteArray &body)
{
    const Json root = parsed(body);
    const Json events = member(root, "events");
    if (!events.is_array())
        return tl::unexpected(garbled(u"the attacker's /loot"_s, body));
    std::vector<Loot> out;
    for (const Json &event : events) {
        Loot loot;
        loot.at = text(event, "at").isEmpty() ? text(event, "received_at") : text(event, "at");
        loot.from = text(event, "from").isEmpty() ? text(event, "source_ip") : text(event, "from");
        const Json bytes =
            event.contains("bytes") ? event.at("bytes") : member(event, "size_bytes");
        loot.bytes = bytes.is_number() ? bytes.get<int>() : 0;
        loot.body = member(event, "body");
        out.push_back(loot);
    }
    return out;
}

core::Result<double> parseTotal(const QByteArray &body)
{
    const Json root = parsed(body);
    const Json result = member(member(root, "data"), "result");
    if (text(root, "status") != u"success" || !result.is_array())
        return tl::unexpected(garbled(u"Prometheus' answer"_s, body));
    double total = 0;
    for (const Json &sample : result) {
        const Json value = member(sample, "value");
        if (value.is_array() && value.size() == 2 && value.at(1).is_string())
            total += QString::fromStdString(value.at(1).get<std::string>()).toDouble();
    }
    return total;
}

core::Result<std::vector<Alert>> parseAlerts(const QByteArray &body)
{
    const Json root = parsed(body);
    const Json alerts = member(member(root, "data"), "alerts");
    if (!alerts.is_array())
        return tl::unexpected(garbled(u"Prometheus' alerts"_s, body));
    std::vector<Alert> out;
    for (const Json &alert : alerts) {
        const Json labels = member(alert, "labels");
        out.push_back({text(labels, "alertname"), text(labels, "source_principal"),
                       text(alert, "state") == u"firing"});
    }
    return out;
}

core::Result<std::vector<Mail>> parseMails(const QByteArray &body)
{
    const Json items = member(parsed(body), "items");
    if (!items.is_array())
        return tl::unexpected(garbled(u"the inbox"_s, body));
    std::vector<Mail> out;
    for (const Json &item : items)
        out.push_back(mailOf(item));
    return out;
}

core::Result<Json> parseCatalogue(const QByteArray &body)
{
    const Json servers = member(parsed(body), "servers");
    if (!servers.is_array())
        return tl::unexpected(garbled(u"the catalogue"_s, body));
    std::vector<Json> out;
    for (const Json &entry : servers) {
        const Json server = entry.contains("server") ? entry.at("server") : entry;
        out.push_back({{"name", member(server, "name")},
                       {"version", member(server, "version")},
                       {"description", member(server, "description")},
                       {"packages", member(server, "packages")}});
    }
    std::sort(out.begin(), out.end());
    return Json(out);
}

Reply parseReply(const QByteArray &body)
{
    Reply reply;
    reply.raw = parsed(body);
    const Json error = member(reply.raw, "error");
    if (error.is_object()) {
        reply.error = text(error, "message") + u' ' + text(error, "data");
        return reply;
    }
    Json result = member(reply.raw, "result");
    if (result.is_object() && result.contains("task"))
        result = result.at("task");
    if (!result.is_object()) {
        reply.error = u"the answer is not A2A: %1"_s.arg(QString::fromUtf8(body.left(200)));
        return reply;
    }
    readTask(result, reply);
    reply.gbp = figure(reply.text, u'£');
    reply.usd = figure(reply.text, u'$');
    return reply;
}

} // namespace evidence
