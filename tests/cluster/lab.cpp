// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/lab.h"

#include "backend/deploy/imagemaker.h"
#include "backend/kube/kubeconfig.h"
#include "backend/kube/stream.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace lab {

namespace {

QString fromEnvironment(const char *name)
{
    return QString::fromLocal8Bit(qgetenv(name));
}

} // namespace

QString Lab::begin(const QString &word)
{
    m_kubeconfig = fromEnvironment("TRUSTUSBANK_TEST_KUBECONFIG");
    if (m_kubeconfig.isEmpty()) {
        m_ready = m_home.stage();
        if (m_ready.is_null())
            return u"the stage did not become ready"_s;
        m_kubeconfig = m_home.kubeconfig();
    }
    const QString other = fromEnvironment("TRUSTUSBANK_TEST_KUBECTL");
    m_kubectl = other.isEmpty() ? QStandardPaths::findExecutable(u"kubectl"_s) : other;
    if (const QString why = connectTo(m_kubeconfig); !why.isEmpty())
        return why;
    m_ns = u"suite-%1-%2"_s.arg(word).arg(QCoreApplication::applicationPid());
    const Json made = {{"apiVersion", "v1"},
                       {"kind", "Namespace"},
                       {"metadata", {{"name", m_ns.toStdString()}}}};
    const http::Reply reply =
        ask("POST", u"/api/v1/namespaces"_s, QByteArray::fromStdString(made.dump()));
    if (reply.status != 201)
        return u"no namespace: %1 %2"_s.arg(reply.status).arg(QString::fromUtf8(reply.body));
    // Controllers make these a moment later; pods are refused until their account is there.
    for (const QString &one : {u"serviceaccounts/default"_s, u"configmaps/kube-root-ca.crt"_s}) {
        if (!until([&] { return !get(path(u"v1"_s, one)).is_null(); }))
            return u"the namespace got no "_s + one;
    }
    return findRegistry();
}

QString Lab::connectTo(const QString &kubeconfig)
{
    const auto config = kube::KubeConfig::load(kubeconfig);
    if (!config)
        return config.error().summary;
    const auto context = config->context(config->currentContext());
    if (!context)
        return context.error().summary;
    m_transport = std::make_unique<http::CurlTransport>();
    m_client = std::make_unique<kube::Client>(*context, *m_transport, m_clock);
    bool prepared = false;
    m_client->prepare(m_client.get(), [&](const core::Result<void> &) { prepared = true; });
    if (!until([&] { return prepared; }))
        return u"the credentials were not prepared"_s;
    if (!m_kubectl.isEmpty()) {
        const Json version = Json::parse(
            kubectl({u"version"_s, u"--client"_s, u"-o"_s, u"json"_s}).out.toStdString(), nullptr,
            false);
        if (version.is_object())
            m_minor = std::atoi(version["clientVersion"].value("minor", "0").c_str());
    }
    return {};
}

QString Lab::findRegistry()
{
    const Json hosting = get(u"/api/v1/namespaces/kube-public/configmaps/local-registry-hosting"_s);
    const std::string text =
        hosting.is_object() ? hosting["data"].value("localRegistryHosting.v1", "") : "";
    const QString host = QString::fromStdString(text)
                             .section(u"host:"_s, 1)
                             .section(u'\n', 0, 0)
                             .remove(u'"')
                             .trimmed();
    m_registry = host.isEmpty() ? fromEnvironment("TRUSTUSBANK_TEST_REGISTRY") : host;
    if (m_registry.isEmpty())
        m_registry = u"localhost:5001"_s;
    return {};
}

QString Lab::end()
{
    if (m_client && !m_ns.isEmpty())
        ask("DELETE", u"/api/v1/namespaces/"_s + m_ns);
    m_client.reset();
    m_transport.reset();
    if (!isStage())
        return {};
    const int took = m_home.endStage();
    if (took < 0 || took > 3000)
        return u"the stage took %1 ms to end"_s.arg(took);
    const QStringList left = m_home.leftOver();
    return left.isEmpty() ? QString() : u"left over: "_s + left.join(u"; "_s);
}

Ran Lab::kubectl(const QStringList &arguments, const QByteArray &input, int seconds)
{
    return m_home.run(m_kubectl,
                      QStringList{u"--kubeconfig"_s, m_kubeconfig, u"-n"_s, m_ns} + arguments,
                      input, seconds);
}

std::unique_ptr<QProcess> Lab::startKubectl(const QStringList &arguments) const
{
    return m_home.start(m_kubectl,
                        QStringList{u"--kubeconfig"_s, m_kubeconfig, u"-n"_s, m_ns} + arguments);
}

http::Reply Lab::ask(const QByteArray &method, const QString &path, const QByteArray &body,
                     const http::Headers &headers)
{
    http::Request request = m_client->request(method, path);
    request.body = body;
    // The last word on a header is the test's.
    for (const auto &header : headers) {
        std::erase_if(request.headers, [&](const auto &one) {
            return one.first.compare(header.first, Qt::CaseInsensitive) == 0;
        });
        request.headers.push_back(header);
    }
    const auto typed = [](const auto &one) {
        return one.first.compare("Content-Type", Qt::CaseInsensitive) == 0;
    };
    if (!body.isEmpty() && std::none_of(request.headers.begin(), request.headers.end(), typed))
        request.headers.emplace_back("Content-Type", "application/json");
    http::Reply out;
    bool over = false;
    const auto call = m_transport->send(request, [&](const core::Result<http::Reply> &reply) {
        over = true;
        if (reply)
            out = *reply;
        else
            out.body = reply.error().summary.toUtf8();
    });
    until([&] { return over; });
    return out;
}

Json Lab::get(const QString &path)
{
    const http::Reply reply = ask("GET", path);
    Json out = Json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
    return reply.status == 200 && !out.is_discarded() ? out : Json();
}

QList<Json> Lab::lines(const QString &path, const std::function<bool(const Json &)> &last,
                       int seconds)
{
    QList<Json> out;
    bool over = false;
    QByteArray buffer;
    http::Request request = m_client->request("GET", path);
    request.timeout = std::chrono::milliseconds(0);
    const auto piece = [&](const QByteArray &bytes) {
        buffer += bytes;
        for (qsizetype end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n')) {
            const QByteArray line = buffer.left(end);
            buffer.remove(0, end + 1);
            out << Json::parse(line.begin(), line.end(), nullptr, false);
            over = over || last(out.back());
        }
    };
    const auto call =
        m_transport->stream(request, piece, [&](const core::Result<http::Reply> &reply) {
            over = true;
            if (reply && reply->status >= 400)
                out << Json::parse(reply->body.begin(), reply->body.end(), nullptr, false);
        });
    until([&] { return over; }, seconds);
    return out;
}

QString Lab::path(const QString &groupVersion, const QString &rest) const
{
    return (groupVersion.contains(u'/') ? u"/apis/"_s : u"/api/"_s) + groupVersion
           + u"/namespaces/"_s + m_ns + u'/' + rest;
}

bool until(const std::function<bool()> &so, int seconds)
{
    return QTest::qWaitFor(so, seconds * 1000);
}

core::Result<QString> writeImage(const QString &folder, const QString &workload, const QString &tag)
{
    deploy::ImageMaker maker(QStringLiteral(PROGRAM_DIR "/trustusbank-stage"),
                             folder + u"/cache"_s);
    deploy::ImageSpec spec;
    spec.id = spec.name = spec.workload = workload;
    spec.tag = tag;
    std::optional<core::Result<tools::Image>> made;
    maker.make(spec, &maker, [&](core::Result<tools::Image> image) { made = std::move(image); });
    if (!until([&] { return made.has_value(); }))
        return tl::unexpected(
            core::Fault{core::Fault::Kind::TimedOut, u"the image was not made"_s, {}, {}});
    if (!*made)
        return tl::unexpected(made->error());
    const tools::Image &image = **made;
    const QString blobs = folder + u"/blobs/sha256/"_s;
    const auto write = [](const QString &path, const QByteArray &bytes) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    const auto blob = [&](const QString &digest, const QByteArray &bytes) {
        return write(blobs + digest.mid(7), bytes);
    };
    const Json index = {
        {"schemaVersion", 2},
        {"manifests",
         Json::array(
             {{{"mediaType", tools::ociManifestType},
               {"digest", image.digest.toStdString()},
               {"size", image.manifest.size()},
               {"annotations", {{"org.opencontainers.image.ref.name", tag.toStdString()}}}}})}};
    bool written = QDir().mkpath(blobs)
                   && write(folder + u"/oci-layout"_s, R"({"imageLayoutVersion": "1.0.0"})")
                   && write(folder + u"/index.json"_s, QByteArray::fromStdString(index.dump()))
                   && blob(image.digest, image.manifest) && blob(image.configDigest, image.config);
    for (const tools::Layer &layer : image.layers)
        written = written && blob(layer.digest, layer.bytes);
    if (!written)
        return tl::unexpected(core::Fault{
            core::Fault::Kind::Failed, u"the image was not written to "_s + folder, {}, {}});
    return image.digest;
}

QByteArray thiefManifest(const QString &image)
{
    QByteArray text = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: thief, labels: {app: thief}}
spec:
  replicas: 1
  strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
  selector: {matchLabels: {app: thief}}
  template:
    metadata: {labels: {app: thief}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: server
        image: IMAGE
        imagePullPolicy: Always
        args: ["--port=8080"]
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: thief}
spec:
  selector: {app: thief}
  ports: [{name: http, port: 80, targetPort: http}]
)";
    return text.replace("IMAGE", image.toUtf8());
}

} // namespace lab
