// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/watch.h"

#include "backend/kube/look.h"
#include "backend/kube/status.h"

#include <QSet>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Result;

namespace kube {

namespace {

constexpr int serverTimeout = 300; // s; the server ends the stream then
constexpr auto margin = 30s;
constexpr qsizetype maxObject = 16 * 1024 * 1024;

/// What is enough to tell of its deletion later.
Json stub(const Json &object)
{
    const Json &meta = look::at(object, "metadata");
    return {{"apiVersion", look::at(object, "apiVersion")},
            {"kind", look::at(object, "kind")},
            {"metadata",
             {{"name", look::at(meta, "name")},
              {"namespace", look::at(meta, "namespace")},
              {"uid", look::at(meta, "uid")},
              {"resourceVersion", look::at(meta, "resourceVersion")}}}};
}

QString versionOf(const Json &object)
{
    return look::text(object, {"metadata", "resourceVersion"});
}

} // namespace

Watch::Watch(Client &client, Ref ref, QString query, core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
    , m_ref(std::move(ref))
    , m_query(std::move(query))
    , m_lines(maxObject)
{
    m_ref.name.clear();
}

Watch::~Watch() = default;

QString Watch::keyOf(const Json &object)
{
    return look::text(object, {"metadata", "namespace"}) + u'/'
           + look::text(object, {"metadata", "name"});
}

void Watch::start()
{
    if (std::exchange(m_started, true))
        return;
    list();
}

void Watch::list()
{
    m_client.get(
        m_ref, this,
        [this](const Result<Json> &list) {
            if (!list) {
                retry(list.error().summary, true);
                return;
            }
            m_tries = 0;
            adopt(*list);
            settle();
            open();
        },
        m_query);
}

void Watch::adopt(const Json &list)
{
    m_version = versionOf(list);
    QSet<QString> here;
    for (const Json &object : look::at(list, "items")) {
        const QString key = keyOf(object);
        here.insert(key);
        const auto old = m_known.constFind(key);
        if (old == m_known.constEnd())
            tell(Change::Added, object);
        else if (versionOf(*old) != versionOf(object))
            tell(Change::Modified, object);
    }
    const QStringList keys = m_known.keys();
    for (const QString &key : keys) {
        if (!here.contains(key))
            tell(Change::Deleted, Json(m_known.value(key)));
    }
}

void Watch::tell(Change change, const Json &object)
{
    if (change == Change::Deleted)
        m_known.remove(keyOf(object));
    else
        m_known.insert(keyOf(object), stub(object));
    emit changed(change, object);
}

void Watch::settle()
{
    m_stale = false;
    if (!std::exchange(m_synced, true))
        emit synced();
}

void Watch::open()
{
    m_client.resolve(m_ref, this, [this](const Result<QString> &path) {
        if (!path) {
            retry(path.error().summary, true);
            return;
        }
        m_client.prepare(this, [this, target = *path](const Result<void> &ready) {
            if (ready)
                stream(target);
            else
                retry(ready.error().summary, false);
        });
    });
}

void Watch::stream(const QString &path)
{
    QString target = path
                     + u"?watch=1&allowWatchBookmarks=true&timeoutSeconds=%1&resourceVersion=%2"_s
                           .arg(serverTimeout)
                           .arg(m_version);
    if (!m_query.isEmpty())
        target += u'&' + m_query;
    http::Request request = m_client.request("GET", target);
    request.timeout = 0ms;
    m_lines = LineCutter(maxObject);
    m_opened = m_clock.elapsed();
    const int epoch = ++m_epoch;
    m_call = m_client.transport().stream(
        request, [this](const QByteArray &piece) { read(piece); },
        [this, request](const Result<http::Reply> &reply) {
            if (reply && reply->status == 401)
                m_client.refused(request);
            ended(reply);
        });
    m_clock.after(1s, this, [this, epoch] { // it holds: that is an answer, too
        if (epoch == m_epoch && m_call) {
            m_tries = 0;
            settle();
        }
    });
    m_clock.after(std::chrono::seconds(serverTimeout) + margin, this, [this, epoch] {
        if (epoch == m_epoch && m_call)
            retry(u"the server forgot to end the watch"_s, false);
    });
}

void Watch::read(const QByteArray &piece)
{
    const int epoch = m_epoch;
    for (const QByteArray &line : m_lines.feed(piece)) {
        take(line);
        if (epoch != m_epoch || !m_call)
            return; // an error ended this stream
    }
    if (m_lines.dropped() > 0)
        relist();
}

void Watch::take(const QByteArray &line)
{
    const Json event = Json::parse(line.begin(), line.end(), nullptr, false);
    const QString type = look::text(event, {"type"});
    const Json &object = look::at(event, "object");
    if (type == u"ERROR") {
        // 410: too old. Anything else is told by the server itself and also heals by a list.
        retry(look::text(object, {"message"}), true);
        return;
    }
    if (!object.is_object() || versionOf(object).isEmpty()) {
        retry(u"the watch sent what is no event"_s, true);
        return;
    }
    m_version = versionOf(object);
    m_tries = 0;
    settle();
    if (type == u"DELETED")
        tell(Change::Deleted, object);
    else if (type == u"ADDED" || type == u"MODIFIED")
        tell(m_known.contains(keyOf(object)) ? Change::Modified : Change::Added, object);
}

void Watch::ended(const Result<http::Reply> &reply)
{
    m_call.reset();
    if (!reply) {
        retry(reply.error().summary, false);
        return;
    }
    if (reply->status == 410)
        relist();
    else if (reply->status >= 300)
        retry(faultOf(*reply, u"watch "_s + m_ref.kind).summary, reply->status != 401);
    else if (m_clock.elapsed() - m_opened < 1s)
        retry(u"the server ends every watch at once"_s, false);
    else
        open(); // timeoutSeconds passed: the ordinary end
}

void Watch::relist()
{
    m_call.reset();
    ++m_epoch;
    list();
}

void Watch::retry(const QString &why, bool fromList)
{
    m_call.reset();
    const int epoch = ++m_epoch;
    m_synced = false;
    if (!std::exchange(m_stale, true))
        emit stale(m_clock.now(), why);
    m_clock.after(pauseBeforeTry(m_tries++), this, [this, epoch, fromList] {
        if (epoch != m_epoch)
            return;
        if (fromList || m_version.isEmpty())
            list();
        else
            open();
    });
}

} // namespace kube
