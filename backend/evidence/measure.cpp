// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/measure.h"
#include "backend/core/duration.h"

#include <algorithm>
#include <functional>

namespace evidence {

using namespace Qt::StringLiterals;

namespace {

QString argument(const Json &with, const char *key)
{
    return with.is_object() && with.contains(key) && with.at(key).is_string()
               ? QString::fromStdString(with.at(key).get<std::string>())
               : QString();
}

Json textJson(const QString &value)
{
    return value.toStdString();
}

template <class T> Measurement unknown(const Seen<T> &seen, const QString &source)
{
    if (seen.absent)
        return {std::nullopt, {}, u"this edition has no source like %1"_s.arg(source)};
    return {std::nullopt, seen.at,
            seen.error.isEmpty() ? u"%1 has not answered yet"_s.arg(source) : seen.error};
}

Measurement ofReply(const QString &probe, const Json &with, const Baseline &before,
                    const std::optional<Reply> &reply)
{
    if (!reply)
        return {std::nullopt, {}, u"no prompt has been answered in this act"_s};
    Json value;
    if (probe == u"reply.completed")
        value = reply->completed;
    else if (probe == u"reply.gbp")
        value = textJson(reply->gbp);
    else if (probe == u"reply.usd")
        value = textJson(reply->usd);
    else if (probe == u"reply.text")
        value = textJson(reply->text);
    else if (probe == u"tools.has")
        value = reply->tools.contains(argument(with, "tool"));
    else if (probe == u"tools.lacks")
        value = !reply->tools.contains(argument(with, "tool"));
    else if (probe == u"tools.same-as") {
        const QString act = argument(with, "act");
        if (!before.tools.contains(act))
            return {std::nullopt, reply->at, u"act %1 has not been played"_s.arg(act)};
        value = before.tools.value(act) == reply->tools;
    } else {
        value = Json::array();
        for (const QString &tool : reply->tools)
            value.push_back(textJson(tool));
    }
    return {value, reply->at, reply->error, reply->completed};
}

Measurement ofMails(const QString &probe, const Json &with, const Baseline &before,
                    const Picture &now)
{
    if (!now.mails.known())
        return unknown(now.mails, u"the inbox"_s);
    const QString alert = argument(with, "alert");
    if (probe == u"mails.count")
        return {Json(mailsSinceShow(before, now).value(alert)), now.mails.at, {}};
    const QString wanted = argument(with, "text");
    const bool found =
        std::any_of(now.mails.value.begin(), now.mails.value.end(), [&](const Mail &mail) {
            return mail.alert == alert && !mail.resolved && mail.body.contains(wanted);
        });
    return {Json(found), now.mails.at, {}};
}

/// Whether a source answers: its latest look, not the last one that worked.
Measurement ofSource(const QString &source, const Picture &now)
{
    const auto answers = [](const auto &seen, const QString &title) {
        return seen.known() ? Measurement{Json(seen.error.isEmpty()), seen.at, seen.error}
                            : unknown(seen, title);
    };
    if (source == u"attacker")
        return answers(now.loot, u"the receiver"_s);
    if (source == u"prometheus")
        return answers(now.alerts, u"Prometheus"_s);
    if (source == u"mailhog")
        return answers(now.mails, u"the inbox"_s);
    if (source == u"registry")
        return answers(now.catalogue, u"the catalogue"_s);
    return {std::nullopt, {}, u"there is no source \"%1\""_s.arg(source)};
}

/// Which bytes the tag stands for, whatever it stood for when the act began.
Measurement ofCleanImage(const Picture &now)
{
    if (!now.digest.known())
        return unknown(now.digest, u"the registry"_s);
    if (!now.clean.known())
        return unknown(now.clean, u"the registry"_s);
    return {Json(now.digest.value == now.clean.value), now.digest.at, {}};
}

/// Nothing has arrived for so long after the attempt that was refused: without a refusal nothing
/// may have been tried at all, and right after the answer the news may still be on its way.
Measurement ofSilence(const Json &with, const Baseline &before, const Picture &now,
                      const std::optional<Reply> &reply)
{
    if (!now.loot.known() || !now.counters.known())
        return unknown(now.loot, u"the receiver"_s);
    const bool refused = rise(u"deny.count"_s, before, now) > 0;
    const QDateTime tried = reply ? reply->at : before.since;
    const auto wanted =
        core::parseDuration(argument(with, "for")).value_or(std::chrono::milliseconds(0));
    const bool longEnough = !tried.isValid() || tried.msecsTo(now.loot.at) >= wanted.count();
    return {Json(refused && longEnough && newLoot(before, now).empty()),
            std::min(now.loot.at, now.counters.at),
            {}};
}

} // namespace

bool Picture::fresh(const QDateTime &time) const
{
    return loot.readAfter(time) && counters.readAfter(time) && alerts.readAfter(time)
           && mails.readAfter(time) && catalogue.readAfter(time) && digest.readAfter(time)
           && running.readAfter(time) && policies.readAfter(time);
}

std::vector<Loot> newLoot(const Baseline &before, const Picture &now)
{
    std::vector<Loot> out;
    std::vector<Loot> old = before.picture.loot.value;
    for (const Loot &event : now.loot.value) {
        const auto known = std::find(old.begin(), old.end(), event);
        if (known == old.end())
            out.push_back(event);
        else
            old.erase(known); // two equal events are two events
    }
    return out;
}

bool carriesProfile(const Json &body, const QStringList &profile)
{
    return body.is_object()
           && std::all_of(profile.begin(), profile.end(), [&](const QString &field) {
                  const std::string key = field.toStdString();
                  return body.contains(key) && body.at(key).is_string()
                         && !body.at(key).get<std::string>().empty();
              });
}

double rise(const QString &counter, const Baseline &before, const Picture &now)
{
    const double then = before.picture.counters.value.value(counter);
    const double value = now.counters.value.value(counter);
    return value >= then ? value - then : value; // the proxy restarted and counts from nothing
}

Firing firing(const Baseline &before, const Picture &now, const Rules &rules)
{
    Firing out;
    for (const Alert &alert : now.alerts.value) {
        if (!alert.firing || !rules.alertCounter.contains(alert.name))
            continue;
        QStringList &list =
            rise(rules.alertCounter.value(alert.name), before, now) > 0 ? out.own : out.stale;
        if (!list.contains(alert.name))
            list << alert.name;
    }
    out.own.sort();
    out.stale.sort();
    return out;
}

QMap<QString, int> mailsSinceShow(const Baseline &before, const Picture &now)
{
    QMap<QString, int> out;
    for (const Mail &mail : now.mails.value) {
        const bool old = std::any_of(before.showMails.begin(), before.showMails.end(),
                                     [&](const Mail &other) { return other.id == mail.id; });
        if (!old && !mail.resolved && !mail.alert.isEmpty())
            ++out[mail.alert];
    }
    return out;
}

const QStringList &probeNames()
{
    static const QStringList names{u"reply.completed"_s,
                                   u"reply.gbp"_s,
                                   u"reply.usd"_s,
                                   u"reply.text"_s,
                                   u"tools.has"_s,
                                   u"tools.lacks"_s,
                                   u"tools.same-as"_s,
                                   u"tools.called"_s,
                                   u"mails.count"_s,
                                   u"mails.contains"_s,
                                   u"flow.silence"_s,
                                   u"loot.count"_s,
                                   u"loot.profile"_s,
                                   u"alerts.firing"_s,
                                   u"catalogue.count"_s,
                                   u"catalogue.changed"_s,
                                   u"image.digest-changed"_s,
                                   u"image.clean"_s,
                                   u"image.signature"_s,
                                   u"pods.digest"_s,
                                   u"policies.present"_s,
                                   u"policies.count"_s,
                                   u"source.answers"_s};
    return names;
}

Measurement measure(const QString &probe, const Json &with, const Baseline &before,
                    const Picture &now, const std::optional<Reply> &reply, const Rules &rules)
{
    if (probe.startsWith(u"reply."_s) || probe.startsWith(u"tools."_s))
        return ofReply(probe, with, before, reply);
    if (probe.startsWith(u"mails."_s))
        return ofMails(probe, with, before, now);
    if (probe == u"flow.silence")
        return ofSilence(with, before, now, reply);
    if (probe == u"loot.count")
        return now.loot.known() ? Measurement{Json(newLoot(before, now).size()), now.loot.at, {}}
                                : unknown(now.loot, u"the receiver"_s);
    if (probe == u"loot.profile") {
        const std::vector<Loot> events = newLoot(before, now);
        const bool whole = std::any_of(events.begin(), events.end(), [&](const Loot &event) {
            return carriesProfile(event.body, rules.profile);
        });
        return now.loot.known() ? Measurement{Json(whole), now.loot.at, {}}
                                : unknown(now.loot, u"the receiver"_s);
    }
    if (probe == u"alerts.firing") {
        const bool fires = firing(before, now, rules).own.contains(argument(with, "alert"));
        return now.alerts.known() ? Measurement{Json(fires), now.alerts.at, {}}
                                  : unknown(now.alerts, u"Prometheus"_s);
    }
    if (probe == u"catalogue.count")
        return now.catalogue.known()
                   ? Measurement{Json(now.catalogue.value.size()), now.catalogue.at, {}}
                   : unknown(now.catalogue, u"the catalogue"_s);
    if (probe == u"catalogue.changed")
        return now.catalogue.known()
                   ? Measurement{Json(now.catalogue.value != before.picture.catalogue.value),
                                 now.catalogue.at,
                                 {}}
                   : unknown(now.catalogue, u"the catalogue"_s);
    if (probe == u"image.digest-changed")
        return now.digest.known()
                   ? Measurement{Json(now.digest.value != before.picture.digest.value),
                                 now.digest.at,
                                 {}}
                   : unknown(now.digest, u"the registry"_s);
    if (probe == u"image.clean")
        return ofCleanImage(now);
    if (probe == u"source.answers")
        return ofSource(argument(with, "source"), now);
    if (probe == u"policies.count")
        return now.policies.known() ? Measurement{Json(now.policies.value), now.policies.at, {}}
                                    : unknown(now.policies, u"the cluster"_s);
    if (probe == u"image.signature")
        return now.signature.known() && now.signature.value.digest == now.digest.value
                   ? Measurement{textJson(now.signature.value.by), now.signature.at, {}}
                   : unknown(now.signature, u"cosign"_s);
    if (probe == u"pods.digest") {
        const bool same =
            !now.running.value.isEmpty()
            && std::all_of(now.running.value.begin(), now.running.value.end(),
                           [&](const QString &digest) { return digest == now.digest.value; });
        return now.running.known() && now.digest.known()
                   ? Measurement{Json(same), now.running.at, {}}
                   : unknown(now.running, u"the cluster"_s);
    }
    if (probe == u"policies.present") {
        const int count = with.is_object() ? with.value("count", 1) : 1;
        return now.policies.known()
                   ? Measurement{Json(now.policies.value >= count && now.locked.value),
                                 now.policies.at,
                                 {}}
                   : unknown(now.policies, u"the cluster"_s);
    }
    if (now.counters.known() && now.counters.value.contains(probe))
        return {Json(rise(probe, before, now)), now.counters.at, {}};
    return now.counters.known()
               ? Measurement{std::nullopt, {}, u"there is no probe \"%1\""_s.arg(probe)}
               : unknown(now.counters, u"the counters"_s);
}

} // namespace evidence
