// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"

#include <QRegularExpression>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

QString shortText(const Json &value)
{
    return QString::fromStdString(textOf(value)).left(200);
}

/// The finding for an answer that could not be had.
Finding without(const core::Fault &fault)
{
    return {false, fault.summary, false, fault.kind == core::Fault::Kind::Missing};
}

const Json *at(const Json &json, const std::string &pointer)
{
    try {
        const Json::json_pointer path(pointer);
        return json.contains(path) ? &json.at(path) : nullptr;
    } catch (const Json::exception &) {
        return nullptr; // an index into a list that is no number
    }
}

Finding judgeBody(const QByteArray &body, const BodyTest &test)
{
    if (test.pointer) {
        const Json json = Json::parse(body.begin(), body.end(), nullptr, false);
        if (json.is_discarded())
            return {false, u"the answer is no JSON: "_s + QString::fromUtf8(body.left(120))};
        const Json *value = at(json, *test.pointer);
        const QString where = QString::fromStdString(*test.pointer);
        if (!test.equals && bool(value) != test.present)
            return {false, where + (value ? u" is in the answer"_s : u" is not in the answer"_s)};
        if (test.equals && !value)
            return {false, where + u" is not in the answer"_s};
        const bool another =
            test.equals && *value != *test.equals && textOf(*value) != textOf(*test.equals);
        if (another && !test.says.isEmpty())
            return {false, QString(test.says).replace(u"%1"_s, shortText(*value))};
        if (another)
            return {false,
                    where + u" is "_s + shortText(*value) + u", not "_s + shortText(*test.equals)};
    }
    if (!test.contains.isEmpty() && !QString::fromUtf8(body).contains(test.contains))
        return {false, u"the answer does not contain “"_s + test.contains + u"”"_s};
    return {true, u"as expected"_s};
}

void dropNoise(Json &object)
{
    object.erase("status");
    if (!object.contains("metadata") || !object["metadata"].is_object())
        return;
    for (const char *key :
         {"managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"})
        object["metadata"].erase(key);
}

} // namespace

Finding judgeExists(const core::Result<Json> &answer, const kube::Ref &ref)
{
    if (answer)
        return {true, nameOf(ref) + u" is there"_s};
    if (answer.error().kind == core::Fault::Kind::NotFound)
        return {false, nameOf(ref) + u" is not there"_s};
    return without(answer.error());
}

Finding judgeAbsent(const core::Result<Json> &answer, const kube::Ref &ref)
{
    if (!answer && answer.error().kind == core::Fault::Kind::NotFound)
        return {true, nameOf(ref) + u" is not there"_s};
    if (!answer)
        return without(answer.error());
    const bool going = at(*answer, "/metadata/deletionTimestamp");
    return {false, nameOf(ref) + (going ? u" is being deleted"_s : u" is there"_s)};
}

Finding judgeCondition(const core::Result<Json> &answer, const Condition &condition)
{
    if (!answer)
        return answer.error().kind == core::Fault::Kind::NotFound
                   ? judgeExists(answer, condition.ref)
                   : without(answer.error());
    const Json *list = at(*answer, "/status/conditions");
    const QString name = nameOf(condition.ref);
    for (const Json &each : list && list->is_array() ? *list : Json::array()) {
        const Json *type = at(each, "/type");
        if (!type || *type != Json(condition.type.toStdString()))
            continue;
        const QString status = each.contains("status") ? shortText(each["status"]) : QString();
        QString saw = name + u": "_s + condition.type + u" is "_s + status;
        if (const Json *message = at(each, "/message");
            message && status != condition.status && message->is_string() && *message != "")
            saw += u" ("_s + shortText(*message) + u')';
        return {status == condition.status, saw};
    }
    return {false, name + u" has no condition "_s + condition.type + u" yet"_s};
}

Finding judgeField(const core::Result<Json> &answer, const Field &field)
{
    if (!answer)
        return answer.error().kind == core::Fault::Kind::NotFound ? judgeExists(answer, field.ref)
                                                                  : without(answer.error());
    const Json *value = at(*answer, field.pointer);
    const QString is = value ? shortText(*value) : u"nothing"_s;
    if (!field.says.isEmpty()) {
        Field plain = field;
        plain.says.clear();
        const Finding found = judgeField(answer, plain);
        return found.holds ? found : Finding{false, QString(field.says).replace(u"%1"_s, is)};
    }
    const QString what = nameOf(field.ref) + u": "_s + QString::fromStdString(field.pointer);
    if (field.test == Field::Test::Present)
        return {bool(value) == (field.value != Json(false)),
                what + (value ? u" is there"_s : u" is not there"_s)};
    if (!value)
        return {false, what + u" is not there"_s};
    const QString saw = what + u" is "_s + shortText(*value);
    const std::string text = textOf(*value);
    const std::string wanted = textOf(field.value);
    if (field.test == Field::Test::Equals)
        return {*value == field.value || text == wanted, saw};
    if (field.test == Field::Test::Contains)
        return {text.find(wanted) != std::string::npos, saw};
    return {QRegularExpression(QString::fromStdString(wanted))
                .match(QString::fromStdString(text))
                .hasMatch(),
            saw};
}

Finding judgeNone(const core::Result<Json> &list, const kube::Ref &ref)
{
    if (!list)
        return list.error().kind == core::Fault::Kind::NotFound
                   ? Finding{true, u"no such kind or namespace"_s}
                   : without(list.error());
    const Json *items = at(*list, "/items");
    const std::size_t count = items && items->is_array() ? items->size() : 0;
    return {count == 0, QString::number(count) + u" left: "_s + nameOf(ref)};
}

Finding judgeNodes(const core::Result<Json> &list, int ready)
{
    if (!list)
        return without(list.error());
    int count = 0;
    const Json *items = at(*list, "/items");
    for (const Json &node : items && items->is_array() ? *items : Json::array())
        count += judgeCondition(node, {{}, u"Ready"_s, u"True"_s}).holds ? 1 : 0;
    return {count >= ready,
            QString::number(count) + u" nodes ready, "_s + QString::number(ready) + u" needed"_s};
}

Finding judgeCan(const core::Result<Json> &review, const Can &can)
{
    if (!review)
        return without(review.error());
    const Json *allowed = at(*review, "/status/allowed");
    const bool yes = allowed && *allowed == Json(true);
    return {yes, (yes ? u"may "_s : u"may not "_s) + can.verb + u' ' + can.resource, !yes};
}

Finding judgeHttp(const core::Result<http::Reply> &reply, const HttpCall &call)
{
    if (!reply)
        return without(reply.error());
    if (std::find(call.statuses.begin(), call.statuses.end(), reply->status) == call.statuses.end())
        return {false, call.url + u" answered "_s + QString::number(reply->status) + u", not "_s
                           + QString::number(call.statuses.empty() ? 200 : call.statuses.front())
                           + (reply->body.isEmpty()
                                  ? QString()
                                  : QString(u": "_s + QString::fromUtf8(reply->body.left(200))))};
    return judgeBody(reply->body, call.test);
}

Finding judgeTags(const core::Result<QString> &tag, const core::Result<QString> &other,
                  const TagSame &probe)
{
    const QString name = probe.image + u':' + probe.tag;
    if (!tag)
        return tag.error().kind == core::Fault::Kind::NotFound
                   ? Finding{false, name + u" is not in the registry"_s}
                   : without(tag.error());
    if (!other)
        return other.error().kind == core::Fault::Kind::NotFound
                   ? Finding{false,
                             probe.image + u':' + probe.digestOf + u" is not in the registry"_s}
                   : without(other.error());
    const bool same = *tag == *other;
    return {same, name + (same ? u" is "_s : u" is not "_s) + probe.digestOf + u" ("_s
                      + tag->left(19) + u')'};
}

Finding judgeApplied(const Json &live, const Json &dryRun, const kube::Ref &ref)
{
    Json before = live;
    Json after = dryRun;
    dropNoise(before);
    dropNoise(after);
    if (before == after)
        return {true, nameOf(ref) + u" is as written"_s};
    const Json difference = Json::diff(before, after);
    QStringList paths;
    for (const Json &change : difference) {
        if (paths.size() < 3)
            paths << QString::fromStdString(change.value("path", ""));
    }
    return {false, nameOf(ref) + u" differs at "_s + paths.join(u", "_s)};
}

Finding judgeSecret(const QString &value, const QString &env, int minLength)
{
    if (value.isEmpty())
        return {false, env + u" is not set"_s, true};
    if (value.size() < minLength)
        return {false,
                env + u" has "_s + QString::number(value.size()) + u" characters, fewer than "_s
                    + QString::number(minLength),
                true};
    return {true, env + u" is set"_s};
}

QStringList linesOf(const QByteArray &output)
{
    QStringList lines;
    for (const QByteArray &line : output.split('\n')) {
        if (const QByteArray text = line.trimmed(); !text.isEmpty())
            lines << QString::fromUtf8(text);
    }
    return lines;
}

Finding judgeTool(const ToolAnswer &probe, const QString &program, int exit,
                  const QByteArray &output, const QByteArray &errors)
{
    if (exit != probe.exit)
        return {false, program + u" ended with "_s + QString::number(exit) + u": "_s
                           + QString::fromUtf8(errors.right(300)).trimmed()};
    const QString text = QString::fromUtf8(output);
    const QStringList lines = linesOf(output);
    if (!probe.lacks.isEmpty() && text.contains(probe.lacks))
        return {false, program + u" says “"_s + probe.lacks + u"”"_s};
    if (!probe.lacksLine.isEmpty() && lines.contains(probe.lacksLine))
        return {false, program + u" says “"_s + probe.lacksLine + u"”"_s};
    if (!probe.contains.isEmpty() && !text.contains(probe.contains))
        return {false, program + u" does not say “"_s + probe.contains + u"”"_s};
    if (!probe.line.isEmpty() && !lines.contains(probe.line))
        return {false, program + u" does not say “"_s + probe.line + u"”"_s};
    return {true, program};
}

} // namespace deploy
