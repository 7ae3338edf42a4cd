// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/licence.h"

#include "backend/deploy/judge.h"
#include "backend/kube/look.h"

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr qint64 soon = 14; ///< days before the end that are worth a word

core::Fault garbled(const QString &what)
{
    return {core::Fault::Kind::Garbled, what, {}, {}};
}

QDateTime timeOf(const Json &claims, const char *name)
{
    const long long seconds = kube::look::number(claims, {name});
    return seconds > 0 ? QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC) : QDateTime();
}

/// The words in a product's name that tell which of the vendor's products it is.
QStringList familyOf(const QString &text)
{
    static const QStringList words{u"istio"_s, u"mesh"_s, u"gateway"_s, u"kagent"_s};
    QStringList out;
    for (const QString &word : words) {
        if (text.contains(word, Qt::CaseInsensitive))
            out << (word == u"mesh" ? u"istio"_s : word); // one product under two names
    }
    return out;
}

/// The licence of another product; a name that tells nothing is not held against it.
bool isForeign(const QString &product, const QString &secretName)
{
    const QStringList theirs = familyOf(product), ours = familyOf(secretName);
    if (theirs.isEmpty() || ours.isEmpty())
        return false;
    return std::none_of(theirs.begin(), theirs.end(),
                        [&](const QString &one) { return ours.contains(one); });
}

QString inWords(const Licence &licence)
{
    QString text = licence.product.isEmpty() ? u"names no product"_s : licence.product;
    if (!licence.kind.isEmpty())
        text += u" ("_s + licence.kind + u')';
    return text;
}

} // namespace

core::Result<Licence> readLicence(const QString &key)
{
    const QStringList parts = key.trimmed().split(u'.');
    if (parts.size() != 3 || parts[1].isEmpty())
        return tl::unexpected(garbled(u"is no JWT (three parts between dots)"_s));
    const auto bytes =
        QByteArray::fromBase64Encoding(parts[1].toLatin1(),
                                       QByteArray::Base64UrlEncoding
                                           | QByteArray::AbortOnBase64DecodingErrors);
    const Json claims = bytes ? Json::parse(bytes.decoded.toStdString(), nullptr, false)
                              : Json(Json::value_t::discarded);
    if (!claims.is_object())
        return tl::unexpected(garbled(u"is no JWT (its second part holds no JSON object)"_s));
    Licence licence;
    licence.product = kube::look::text(claims, {"product"});
    const QString type = kube::look::text(claims, {"lt"});
    licence.kind = licence.product.contains(u"trial"_s) || type == u"trial" ? u"trial"_s
                   : type == u"ent"                                         ? u"enterprise"_s
                                                                            : type;
    licence.issued = timeOf(claims, "iat");
    licence.expires = timeOf(claims, "exp");
    return licence;
}

Item secretItem(const SecretSpec &secret, const QString &value, const QDateTime &now, bool needed,
                bool must, const QString &fix)
{
    Item item{secret.name, secret.title, Level::Ok, {}, {}};
    const auto wrong = [&item, must, &fix](const QString &why) {
        item.level = must ? Level::Blocked : Level::Attention;
        item.why = why;
        item.fix = fix;
        return item;
    };
    if (!needed) {
        item.why = u"not needed here"_s;
        return item;
    }
    const Finding form = judgeSecret(value, secret.env, secret.minLength);
    if (!form.holds)
        return wrong(form.saw);
    if (!secret.jwt) {
        item.why = secret.env + u" is set"_s;
        return item;
    }
    const auto licence = readLicence(value);
    if (!licence)
        return wrong(secret.env + u' ' + licence.error().summary);
    item.why = inWords(*licence);
    if (isForeign(licence->product, secret.name))
        return wrong(secret.env + u" is a licence for another product: "_s + item.why);
    if (!licence->expires.isValid()) {
        item.level = Level::Attention;
        item.why += u", says no expiry"_s;
        return item;
    }
    const QString date = licence->expires.date().toString(Qt::ISODate);
    const qint64 days = now.daysTo(licence->expires);
    if (licence->expires <= now)
        return wrong(item.why + u", expired on "_s + date);
    item.why += u", expires on "_s + date + u" (in "_s + QString::number(days) + u" days)"_s;
    if (days < soon) {
        item.level = Level::Attention;
        item.fix = u"Ask the vendor for a new one before it ends."_s;
    }
    return item;
}

} // namespace deploy
