// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/keytest.h"

using namespace Qt::StringLiterals;

namespace deploy {

http::Request keyQuestion(const QString &baseUrl, const QString &key)
{
    http::Request request;
    request.url = baseUrl + u"/v1/models?limit=1"_s;
    request.headers = {{"x-api-key", key.toUtf8()}, {"anthropic-version", "2023-06-01"}};
    request.timeout = std::chrono::seconds(8);
    return request;
}

Item judgeKey(const core::Result<http::Reply> &reply, std::chrono::milliseconds took)
{
    Item item{u"model"_s, u"The model answers this key"_s, Level::Blocked, {}, {}};
    if (!reply) {
        item.why = u"the model's service cannot be reached: "_s + reply.error().summary;
        item.fix = u"Look at this place's network, or rehearse with --model scripted."_s;
    } else if (reply->status == 401 || reply->status == 403) {
        item.why = u"the key is refused ("_s + QString::number(reply->status) + u')';
        item.fix = u"Enter another key, or rehearse with --model scripted."_s;
    } else if (reply->status != 200) {
        item.level = Level::Attention;
        item.why = u"the model's service answers "_s + QString::number(reply->status);
        item.fix = u"Try again; its state is on status.anthropic.com."_s;
    } else {
        item.level = Level::Ok;
        item.why = u"accepted, round trip "_s + QString::number(took.count()) + u" ms"_s;
    }
    return item;
}

QString modelService()
{
    const QString set = qEnvironmentVariable("ANTHROPIC_BASE_URL");
    return set.isEmpty() ? u"https://api.anthropic.com"_s : set;
}

} // namespace deploy
