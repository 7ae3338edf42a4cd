// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/http/transport.h"

#include <QTimer>
#include <map>

/// A transport whose answers a test writes down: by "METHOD path?query", each list used up in
/// order, the last answer staying. Requests are recorded. Streams stay open until end() is called.
class FakeTransport final : public http::Transport {
public:
    struct Stream {
        http::Request request;
        std::function<void(const QByteArray &)> piece;
        Done done;
        bool open = true;
        void say(const QByteArray &bytes) { piece(bytes); }
        void end(int status = 200, const QByteArray &body = {})
        {
            open = false;
            done(http::Reply{status, {}, body});
        }
        void breakOff()
        {
            open = false;
            done(tl::unexpected(
                core::Fault{core::Fault::Kind::Failed, QStringLiteral("broke"), {}, {}}));
        }
    };

    std::map<QByteArray, std::vector<core::Result<http::Reply>>> answers;
    std::vector<http::Request> requests;
    std::vector<std::shared_ptr<Stream>> streams;

    void answer(const QByteArray &what, int status, const QByteArray &body,
                http::Headers headers = {})
    {
        answers[what].push_back(http::Reply{status, std::move(headers), body});
    }
    static QByteArray keyOf(const http::Request &request)
    {
        const qsizetype host = request.url.indexOf(QStringLiteral("://")) + 3;
        return request.method + ' ' + request.url.mid(request.url.indexOf(u'/', host)).toUtf8();
    }
    int count(const QByteArray &what) const
    {
        int n = 0;
        for (const auto &request : requests)
            n += keyOf(request) == what;
        return n;
    }

    [[nodiscard]] std::unique_ptr<http::Call> send(const http::Request &request, Done done) override
    {
        requests.push_back(request);
        auto call = std::make_unique<FakeCall>();
        core::Result<http::Reply> reply = http::Reply{
            404,
            {},
            "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"message\":\"no such answer: "
                + keyOf(request) + "\"}"};
        auto found = answers.find(keyOf(request));
        if (found != answers.end()) {
            reply = found->second.front();
            if (found->second.size() > 1)
                found->second.erase(found->second.begin());
        }
        QTimer::singleShot(0, &call->context, [reply, done = std::move(done)] { done(reply); });
        return call;
    }
    [[nodiscard]] std::unique_ptr<http::Call> stream(const http::Request &request,
                                                     std::function<void(const QByteArray &)> piece,
                                                     Done done) override
    {
        requests.push_back(request);
        streams.push_back(
            std::make_shared<Stream>(Stream{request, std::move(piece), std::move(done)}));
        auto call = std::make_unique<FakeCall>();
        call->stream = streams.back();
        return call;
    }

private:
    struct FakeCall final : http::Call {
        ~FakeCall() override { FakeCall::abort(); }
        void abort() override
        {
            if (stream)
                stream->open = false;
        }
        QObject context;
        std::shared_ptr<Stream> stream;
    };
};
