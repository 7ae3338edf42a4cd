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

/// Everything that a probe may look at.
struct View {
    const Json &with;
    const Baseline &before;
    const Picture &now;
    const std::optional<Reply> &reply;
    const Rules &rules;
};

using Measure = std::function<Measurement(const View &)>;

/// A probe of the act's last answer; an answer that is complete says nothing else any more.
Measure ofReply(std::function<Json(const Reply &, const Json &with)> value)
{
    return [value](const View &view) {
        if (!view.reply)
            return Measurement{std::nullopt, {}, u"no prompt has been answered in this act"_s};
        return Measurement{value(*view.reply, view.with), view.reply->at, view.reply->error,
                           view.reply->completed};
    };
}

Measurement ofSameTools(const View &view)
{
    const QString act = argument(view.with, "act");
    if (view.reply && !view.before.tools.contains(act))
        return {std::nullopt, view.reply->at, u"act %1 has not been played"_s.arg(act)};
    return ofReply([&](const Reply &reply, const Json &) {
        return Json(view.before.tools.value(act) == reply.tools);
    })(view);
}

/// A probe of one source: VALUE is asked when it has answered.
template <class T>
Measure of(Seen<T> Picture::*source, const QString &title, std::function<Json(const View &)> value)
{
    return [source, title, value](const View &view) {
        const Seen<T> &seen = view.now.*source;
        return seen.known() ? Measurement{value(view), seen.at, seen.error} : unknown(seen, title);
    };
}

/// What two sources say together: VALUE is asked when both have answered, and is as old as the
/// older of them.
template <class A, class B>
Measurement ofBoth(const Seen<A> &one, const QString &title, const Seen<B> &other,
                   const QString &otherTitle, const std::function<Json()> &value)
{
    if (!one.known())
        return unknown(one, title);
    if (!other.known())
        return unknown(other, otherTitle);
    const bool first = one.at < other.at;
    return {value(), first ? one.at : other.at, first ? one.error : other.error};
}

Json mailFound(const View &view)
{
    const QString alert = argument(view.with, "alert");
    const QString wanted = argument(view.with, "text");
    const std::vector<Mail> &mails = view.now.mails.value;
    return std::any_of(mails.begin(), mails.end(), [&](const Mail &mail) {
        return mail.alert == alert && !mail.resolved && mail.body.contains(wanted);
    });
}

/// Whether a source answers: its latest look, not the last one that worked.
Measurement ofSource(const View &view)
{
    const QString source = argument(view.with, "source");
    const Picture &now = view.now;
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
Measurement ofCleanImage(const View &view)
{
    const Picture &now = view.now;
    if (!now.digest.known())
        return unknown(now.digest, u"the registry"_s);
    if (!now.clean.known())
        return unknown(now.clean, u"the registry"_s);
    return {Json(now.digest.value == now.clean.value), now.digest.at, now.digest.error};
}

/// Nothing has arrived for so long after the attempt that was refused: without a refusal nothing
/// may have been tried at all, and right after the answer the news may still be on its way.
Measurement ofSilence(const View &view)
{
    const Picture &now = view.now;
    return ofBoth(now.loot, u"the receiver"_s, now.counters, u"the counters"_s, [&] {
        const bool refused = rise(u"deny.count"_s, view.before, now) > 0;
        const QDateTime tried = view.reply ? view.reply->at : view.before.since;
        const auto wanted =
            core::parseDuration(argument(view.with, "for")).value_or(std::chrono::milliseconds(0));
        const bool longEnough = !tried.isValid() || tried.msecsTo(now.loot.at) >= wanted.count();
        return Json(refused && longEnough && newLoot(view.before, now).empty());
    });
}

/// An alert counts when its own counter rose, so both have to be known.
Measurement ofFiring(const View &view)
{
    const Picture &now = view.now;
    return ofBoth(now.alerts, u"Prometheus"_s, now.counters, u"the counters"_s, [&] {
        const QStringList own = firing(view.before, now, view.rules).own;
        return Json(own.contains(argument(view.with, "alert")));
    });
}

Measurement ofSignature(const View &view)
{
    const Picture &now = view.now;
    return now.signature.known() && now.signature.value.digest == now.digest.value
               ? Measurement{textJson(now.signature.value.by), now.digest.at, now.digest.error}
               : unknown(now.signature, u"cosign"_s);
}

Measurement ofRunning(const View &view)
{
    const Picture &now = view.now;
    return ofBoth(now.digest, u"the registry"_s, now.running, u"the cluster"_s, [&] {
        return Json(
            !now.running.value.isEmpty()
            && std::all_of(now.running.value.begin(), now.running.value.end(),
                           [&](const QString &digest) { return digest == now.digest.value; }));
    });
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

namespace {

/// A counter of the bundle's evidence: what it rose by in this act.
Measurement ofCounter(const QString &counter, const Baseline &before, const Picture &now)
{
    const auto &seen = now.counters;
    if (!seen.known())
        return unknown(seen, u"the counters"_s);
    if (!seen.value.contains(counter))
        return {std::nullopt, {}, u"there is no probe \"%1\""_s.arg(counter)};
    return {Json(rise(counter, before, now)), seen.at, seen.error};
}

struct Probe {
    ProbeWords words;
    Tells tells;
    Measure measure;
};

/// Every probe with the keys that it reads: one that is not here cannot be measured, and a check
/// that says something else to it is refused.
const std::vector<Probe> &table()
{
    using Kind = ProbeKey::Kind;
    const ProbeKey tool{u"tool"_s}, alert{u"alert"_s};
    const QString receiver = u"the receiver"_s, catalogue = u"the catalogue"_s,
                  cluster = u"the cluster"_s, inbox = u"the inbox"_s;
    static const std::vector<Probe> all{
        {{u"reply.completed"_s}, Tells::Answer, ofReply([](const Reply &reply, const Json &) {
             return Json(reply.completed);
         })},
        {{u"reply.gbp"_s}, Tells::Answer, ofReply([](const Reply &reply, const Json &) {
             return textJson(reply.gbp);
         })},
        {{u"reply.usd"_s}, Tells::Answer, ofReply([](const Reply &reply, const Json &) {
             return textJson(reply.usd);
         })},
        {{u"reply.text"_s}, Tells::Answer, ofReply([](const Reply &reply, const Json &) {
             return textJson(reply.text);
         })},
        {{u"tools.has"_s, {tool}}, Tells::Answer, ofReply([](const Reply &reply, const Json &with) {
             return Json(reply.tools.contains(argument(with, "tool")));
         })},
        {{u"tools.lacks"_s, {tool}},
         Tells::Answer,
         ofReply([](const Reply &reply, const Json &with) {
             return Json(!reply.tools.contains(argument(with, "tool")));
         })},
        {{u"tools.same-as"_s, {{u"act"_s}}}, Tells::Answer, ofSameTools},
        {{u"tools.called"_s}, Tells::Answer, ofReply([](const Reply &reply, const Json &) {
             Json value = Json::array();
             for (const QString &called : reply.tools)
                 value.push_back(textJson(called));
             return value;
         })},
        {{u"mails.count"_s, {alert}},
         Tells::Events,
         of(&Picture::mails, inbox,
            [](const View &view) {
                return Json(
                    mailsSinceShow(view.before, view.now).value(argument(view.with, "alert")));
            })},
        {{u"mails.contains"_s, {alert, {u"text"_s}}},
         Tells::Events,
         of(&Picture::mails, inbox, mailFound)},
        {{u"flow.silence"_s, {{u"for"_s, Kind::Duration}}}, Tells::State, ofSilence},
        {{u"loot.count"_s},
         Tells::Events,
         of(&Picture::loot, receiver,
            [](const View &view) { return Json(newLoot(view.before, view.now).size()); })},
        {{u"loot.profile"_s},
         Tells::Events,
         of(&Picture::loot, receiver,
            [](const View &view) {
                const std::vector<Loot> events = newLoot(view.before, view.now);
                return Json(std::any_of(events.begin(), events.end(), [&](const Loot &event) {
                    return carriesProfile(event.body, view.rules.profile);
                }));
            })},
        {{u"alerts.firing"_s, {alert}}, Tells::Events, ofFiring},
        {{u"catalogue.count"_s},
         Tells::State,
         of(&Picture::catalogue, catalogue,
            [](const View &view) { return Json(view.now.catalogue.value.size()); })},
        {{u"catalogue.changed"_s},
         Tells::State,
         of(&Picture::catalogue, catalogue,
            [](const View &view) {
                return Json(view.now.catalogue.value != view.before.picture.catalogue.value);
            })},
        {{u"image.digest-changed"_s},
         Tells::State,
         of(&Picture::digest, u"the registry"_s,
            [](const View &view) {
                return Json(view.now.digest.value != view.before.picture.digest.value);
            })},
        {{u"image.clean"_s}, Tells::State, ofCleanImage},
        {{u"image.signature"_s}, Tells::State, ofSignature},
        {{u"pods.digest"_s}, Tells::State, ofRunning},
        {{u"policies.present"_s, {{u"count"_s, Kind::Count, false}}},
         Tells::State,
         of(&Picture::policies, cluster,
            [](const View &view) {
                const int count = view.with.is_object() ? view.with.value("count", 1) : 1;
                return Json(view.now.policies.value >= count && view.now.locked.value);
            })},
        {{u"policies.count"_s},
         Tells::State,
         of(&Picture::policies, cluster,
            [](const View &view) { return Json(view.now.policies.value); })},
        {{u"source.answers"_s,
          {{u"source"_s,
            Kind::Text,
            true,
            {u"attacker"_s, u"prometheus"_s, u"mailhog"_s, u"registry"_s}}}},
         Tells::State,
         ofSource},
    };
    return all;
}

} // namespace

std::vector<ProbeWords> probes()
{
    std::vector<ProbeWords> out;
    for (const Probe &probe : table())
        out.push_back(probe.words);
    return out;
}

Measurement measure(const QString &probe, const Json &with, const Baseline &before,
                    const Picture &now, const std::optional<Reply> &reply, const Rules &rules)
{
    const auto known =
        std::find_if(table().begin(), table().end(),
                     [&probe](const Probe &candidate) { return candidate.words.name == probe; });
    const bool isCounter = known == table().end();
    Measurement out = isCounter ? ofCounter(probe, before, now)
                                : known->measure({with, before, now, reply, rules});
    out.tells = isCounter ? Tells::Events : known->tells;
    return out;
}

} // namespace evidence
