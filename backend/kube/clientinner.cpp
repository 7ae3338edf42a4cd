// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/clientinner.h"

#include "backend/kube/status.h"

#include <QUrl>

using namespace Qt::StringLiterals;
using core::Result;

namespace kube {

Client::Inner::Inner(Client &owner)
    : client(owner)
    , launcher(owner.m_context.toolsFolder)
{
    rebuild(launcher);
    discovery = std::make_unique<Discovery>(
        [this](const QString &path, const QByteArray &accept, Discovery::Fetched fetched) {
            ask({"GET", path, accept, {}, {}}, &client, std::move(fetched));
        },
        client.m_clock);
}

void Client::Inner::rebuild(core::Launcher &with)
{
    credentials = std::make_unique<Credentials>(client.m_context, with, client.m_clock);
}

void Client::Inner::ask(Ask ask, QObject *context, Answered done)
{
    ask.url = client.m_context.server + ask.url;
    const auto note = [this, done = std::move(done)](Result<http::Reply> reply) {
        if (reply && reply->status < 300) {
            for (const QString &text : warningsOf(*reply))
                emit client.warned(text);
        }
        done(std::move(reply));
    };
    new ApiCall(std::move(ask), client.m_transport, *credentials, client.m_clock, context, note,
                &client);
}

QString Client::Inner::pathOf(const Ref &ref, const Resource &resource, bool collection) const
{
    const auto encoded = [](const QString &part) {
        return QString::fromLatin1(QUrl::toPercentEncoding(part, ":"));
    };
    QString path = rootOf(ref.apiVersion);
    if (resource.namespaced) {
        QString ns = ref.ns;
        if (ns.isEmpty() && (!ref.name.isEmpty() || collection))
            ns = client.m_context.ns.isEmpty() ? u"default"_s : client.m_context.ns;
        if (!ns.isEmpty())
            path += u"/namespaces/" + encoded(ns);
    }
    path += u'/' + resource.plural;
    if (!ref.name.isEmpty() && !collection)
        path += u'/' + encoded(ref.name);
    return path;
}

void Client::Inner::run(Job job, QObject *context, Answered done)
{
    --job.tries;
    const auto found = [this, job, context, done](const Result<Resource> &resource) {
        if (!resource) {
            const bool mayCome = resource.error().kind == core::Fault::Kind::NotFound;
            if (mayCome && job.tries > 0 && job.pause.count() > 0)
                runAgain(job, context, done);
            else
                done(tl::unexpected(resource.error()));
            return;
        }
        Ask question = job.ask;
        question.url = pathOf(job.ref, *resource, job.collection) + job.suffix;
        ask(std::move(question), context, [this, job, context, done](Result<http::Reply> reply) {
            if (reply && kindUnknown(*reply) && job.tries > 0)
                runAgain(job, context, done);
            else
                done(std::move(reply));
        });
    };
    discovery->find(job.ref.apiVersion, job.ref.kind, context, found);
}

void Client::Inner::runAgain(Job job, QObject *context, Answered done)
{
    const QPointer<Client> alive(&client);
    client.m_clock.after(job.pause, context, [this, alive, job, context, done] {
        if (!alive)
            return;
        discovery->forget(job.ref.apiVersion);
        run(job, context, done);
    });
}

void Client::Inner::page(const Ref &ref, const QString &query, const QString &token, int restarts,
                         std::shared_ptr<Json> into, QObject *context, Done done)
{
    QString suffix = u"?limit=500"_s;
    if (!query.isEmpty())
        suffix += u'&' + query;
    if (!token.isEmpty())
        suffix += u"&continue=" + QString::fromLatin1(QUrl::toPercentEncoding(token));
    Job job{ref, {}, suffix, false, 2, {}};
    run(job, context, [=, this](const Result<http::Reply> &reply) {
        if (reply && reply->status == 410 && !token.isEmpty() && restarts > 0) {
            page(ref, query, {}, restarts - 1, std::make_shared<Json>(), context, done);
            return;
        }
        const QString doing =
            u"list %1 of %2"_s.arg(ref.kind, ref.ns.isEmpty() ? u"the cluster"_s : ref.ns);
        if (reply && reply->status >= 300) {
            done(tl::unexpected(faultOf(*reply, doing)));
            return;
        }
        auto body = reply ? reply->json() : Result<Json>(tl::unexpected(reply.error()));
        if (body && !body->is_object())
            body = tl::unexpected(core::Fault{core::Fault::Kind::Garbled,
                                              u"could not %1: the answer is no list"_s.arg(doing),
                                              {},
                                              {}});
        if (!body) {
            done(std::move(body));
            return;
        }
        Json &items = (*body)["items"];
        if (!items.is_array())
            items = Json::array();
        for (Json &item : items) { // which the server leaves out in lists
            item["apiVersion"] = ref.apiVersion.toStdString();
            item["kind"] = ref.kind.toStdString();
        }
        Json &meta = (*body)["metadata"];
        const std::string next =
            meta.is_object() ? meta.value("continue", std::string()) : std::string();
        if (into->is_null()) {
            *into = std::move(*body);
        } else {
            auto &all = (*into)["items"].get_ref<Json::array_t &>();
            auto &more = items.get_ref<Json::array_t &>();
            all.insert(all.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
            (*into)["metadata"] = std::move(meta);
        }
        if (next.empty())
            done(std::move(*into));
        else
            page(ref, query, QString::fromStdString(next), restarts, into, context, done);
    });
}

} // namespace kube
