// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/registryclient.h"

#include <QCryptographicHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

const QByteArray manifestTypes =
    "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json";

/// What the registry says is wrong (distribution-spec, "Error Codes"): ": message, detail", or "".
QString errorsIn(const QByteArray &body)
{
    const Json json = Json::parse(body.begin(), body.end(), nullptr, false);
    const Json::json_pointer message("/errors/0/message"), detail("/errors/0/detail");
    QString out;
    try {
        for (const auto &path : {message, detail}) {
            if (json.contains(path) && json.at(path).is_string())
                out += (out.isEmpty() ? u": "_s : u", "_s)
                       + QString::fromStdString(json.at(path).get<std::string>()).left(200);
        }
    } catch (const Json::exception &) { // an index into something that is no list
    }
    return out;
}

/// Distribution's registry stumbles (500) over a blob that another image mounts at this moment: the
/// next attempt finds it.
core::Fault::Kind kindOf(int status)
{
    using Kind = core::Fault::Kind;
    const bool stumbles = status >= 500 && status <= 504; // 507: it is full
    return status == 404 ? Kind::NotFound : stumbles ? Kind::Conflict : Kind::Refused;
}

/// An answer that is not what was asked for, as a fault that quotes the registry.
core::Fault refused(const QString &what, const http::Reply &reply)
{
    return {kindOf(reply.status),
            what + u": the registry answered "_s + QString::number(reply.status)
                + errorsIn(reply.body),
            QString::fromUtf8(reply.body.left(4096)),
            {}};
}

/// Nobody answered: in words that name the registry, without the address of each single request.
core::Fault silent(const QString &what, const QString &host, const core::Fault &fault)
{
    static const QRegularExpression question(u"^[A-Z]+ https?://\\S+: "_s);
    return {fault.kind,
            what + u": the registry "_s + host + u" does not answer ("_s
                + QString(fault.summary).remove(question) + u')',
            fault.summary,
            u"Start the registry at "_s + host
                + u" (on kind: docker start kind-registry), or name another with --registry; the "
                  "next deploy goes on here."_s};
}

/// Adapts "status is one of" to a Nothing.
http::Transport::Done expecting(QString what, std::vector<int> good, RegistryClient::Nothing done)
{
    return [what = std::move(what), good = std::move(good),
            done = std::move(done)](core::Result<http::Reply> reply) {
        if (!reply)
            return done(tl::unexpected(reply.error()));
        for (const int status : good) {
            if (reply->status == status)
                return done({});
        }
        done(tl::unexpected(refused(what, *reply)));
    };
}

} // namespace

RegistryClient::RegistryClient(QString host, http::Transport &transport, QObject *parent)
    : QObject(parent)
    , m_host(std::move(host))
    , m_requests(transport)
{
}

http::Request RegistryClient::request(const QByteArray &method, const QString &path) const
{
    http::Request request;
    request.method = method;
    request.url = path.startsWith(u"http"_s) ? path : QString(u"http://"_s + m_host + path);
    return request;
}

void RegistryClient::send(const QString &what, const http::Request &request, QObject *context,
                          http::Transport::Done done)
{
    m_requests.send(request, context,
                    [what, host = m_host, done = std::move(done)](core::Result<http::Reply> reply) {
                        if (!reply)
                            reply = tl::unexpected(silent(what, host, reply.error()));
                        done(std::move(reply));
                    });
}

void RegistryClient::ping(QObject *context, Nothing done)
{
    const QString what = u"ask "_s + m_host;
    send(what, request("GET", u"/v2/"_s), context, expecting(what, {200}, std::move(done)));
}

void RegistryClient::manifest(const QString &image, const QString &reference, QObject *context,
                              std::function<void(core::Result<Manifest>)> done)
{
    http::Request get = request("GET", u"/v2/"_s + image + u"/manifests/"_s + reference);
    get.headers.emplace_back("Accept", manifestTypes);
    const QString what =
        u"read "_s + m_host + u'/' + image + (reference.contains(u':') ? u'@' : u':') + reference;
    send(what, get, context, [what, done = std::move(done)](core::Result<http::Reply> reply) {
        if (!reply)
            return done(tl::unexpected(reply.error()));
        if (reply->status != 200)
            return done(tl::unexpected(refused(what, *reply)));
        const QByteArray digest =
            QCryptographicHash::hash(reply->body, QCryptographicHash::Sha256).toHex();
        done(Manifest{u"sha256:"_s + QString::fromLatin1(digest), reply->header("Content-Type"),
                      reply->body});
    });
}

void RegistryClient::hasBlob(const QString &image, const QString &digest, QObject *context,
                             std::function<void(core::Result<bool>)> done)
{
    const QString what = u"look for blob "_s + digest.left(19) + u" of "_s + image;
    send(what, request("HEAD", u"/v2/"_s + image + u"/blobs/"_s + digest), context,
         [what, done = std::move(done)](core::Result<http::Reply> reply) {
             if (!reply)
                 return done(tl::unexpected(reply.error()));
             if (reply->status != 200 && reply->status != 404)
                 return done(tl::unexpected(refused(what, *reply)));
             done(reply->status == 200);
         });
}

void RegistryClient::pushBlob(const QString &image, const QString &digest, const QByteArray &bytes,
                              const QString &from, QObject *context, Nothing done)
{
    hasBlob(image, digest, context,
            [this, image, digest, bytes, from, context,
             done = std::move(done)](core::Result<bool> there) {
                if (!there)
                    return done(tl::unexpected(there.error()));
                if (*there)
                    return done({});
                upload(image, digest, bytes, from, context, done);
            });
}

void RegistryClient::upload(const QString &image, const QString &digest, const QByteArray &bytes,
                            const QString &from, QObject *context, Nothing done)
{
    const QString what = u"upload a blob of "_s + image;
    const auto put = [this, what, digest, bytes, context, done](core::Result<http::Reply> reply) {
        if (!reply)
            return done(tl::unexpected(reply.error()));
        if (reply->status == 201)
            return done({}); // mounted
        const QString location = QString::fromUtf8(reply->header("Location"));
        if (reply->status != 202 || location.isEmpty())
            return done(tl::unexpected(refused(what, *reply)));
        http::Request request =
            this->request("PUT", location + (location.contains(u'?') ? u'&' : u'?') + u"digest="_s
                                     + digest);
        request.headers.emplace_back("Content-Type", "application/octet-stream");
        request.body = bytes;
        request.timeout = std::chrono::minutes(5);
        send(what, request, context, expecting(what, {201}, done));
    };
    const QString mount = from.isEmpty() || from == image
                              ? QString()
                              : QString(u"?mount="_s + digest + u"&from="_s + from);
    http::Request start = request("POST", u"/v2/"_s + image + u"/blobs/uploads/"_s + mount);
    send(what, start, context, put);
}

void RegistryClient::pushManifest(const QString &image, const QString &reference,
                                  const QByteArray &mediaType, const QByteArray &bytes,
                                  QObject *context, Nothing done)
{
    http::Request put = request("PUT", u"/v2/"_s + image + u"/manifests/"_s + reference);
    put.headers.emplace_back("Content-Type", mediaType);
    put.body = bytes;
    const QString what = u"write "_s + image + u':' + reference;
    send(what, put, context, expecting(what, {200, 201}, std::move(done)));
}

void RegistryClient::retag(const QString &image, const QString &from, const QString &to,
                           QObject *context, Nothing done)
{
    manifest(image, from, context,
             [this, image, to, context, done = std::move(done)](core::Result<Manifest> found) {
                 if (!found)
                     return done(tl::unexpected(found.error()));
                 pushManifest(image, to, found->mediaType, found->bytes, context, done);
             });
}

void RegistryClient::tags(const QString &image, QObject *context,
                          std::function<void(core::Result<QStringList>)> done)
{
    const QString what = u"list the tags of "_s + image;
    send(what, request("GET", u"/v2/"_s + image + u"/tags/list"_s), context,
         [what, done = std::move(done)](core::Result<http::Reply> reply) {
             if (!reply)
                 return done(tl::unexpected(reply.error()));
             if (reply->status != 200)
                 return done(tl::unexpected(refused(what, *reply)));
             const auto json = reply->json();
             if (!json)
                 return done(tl::unexpected(json.error()));
             QStringList tags;
             if (json->is_object() && json->contains("tags") && (*json)["tags"].is_array()) {
                 for (const auto &tag : (*json)["tags"])
                     tags << QString::fromStdString(textOf(tag));
             }
             done(tags);
         });
}

} // namespace deploy
