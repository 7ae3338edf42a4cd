// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/words.h"

#include <QCoreApplication>

namespace app {

using namespace Qt::StringLiterals;
using widgets::Mark;
using widgets::PageValue;

namespace {

struct Facts {
    Q_DECLARE_TR_FUNCTIONS(Facts)
};

/// A source that was never read is idle, whatever its value would say.
template <class T>
PageValue::Card card(const QString &title, const evidence::Seen<T> &seen, const QString &value,
                     const QString &text, Mark mark)
{
    if (!seen.known())
        return {title, u"–"_s, seen.error.isEmpty() ? Facts::tr("not read yet") : seen.error,
                Mark::Idle};
    return {title, value,
            seen.error.isEmpty() ? text : text + u'\n' + Facts::tr("last try: %1").arg(seen.error),
            seen.error.isEmpty() ? mark : Mark::Attention};
}

QString dumped(const Json &body)
{
    return QString::fromStdString(body.dump(2, ' ', false, Json::error_handler_t::replace));
}

void attacker(PageValue &page, Hands &hands, const evidence::Rules &rules)
{
    const evidence::Picture &now = hands.observer().picture();
    const auto events = evidence::newLoot(hands.baseline(), now);
    const bool profile = std::any_of(events.begin(), events.end(), [&](const evidence::Loot &one) {
        return evidence::carriesProfile(one.body, rules.profile);
    });
    page.subtitle = Facts::tr("What has arrived outside the bank since this act began.");
    page.cards.push_back(card(Facts::tr("Events received"), now.loot,
                              QString::number(events.size()), {},
                              events.empty() ? Mark::Good : Mark::Breach));
    if (!events.empty())
        page.cards.push_back(
            card(profile ? Facts::tr("The whole profile") : Facts::tr("Latest event"), now.loot, {},
                 dumped(events.back().body), Mark::Breach));
}

void registry(PageValue &page, const evidence::Picture &now)
{
    page.subtitle = Facts::tr("The register of what the bank has approved.");
    QStringList names;
    for (const Json &entry : now.catalogue.value.is_array() ? now.catalogue.value : Json::array()) {
        const Json &server = entry.contains("server") ? entry.at("server") : entry;
        names << QString::fromStdString(server.value("name", "?")) + u"  "_s
                     + QString::fromStdString(server.value("version", ""));
    }
    page.cards.push_back(card(Facts::tr("Entries"), now.catalogue, QString::number(names.size()),
                              names.join(u'\n'), Mark::Good));
    page.cards.push_back(card(Facts::tr("Bytes behind the vendor's tag"), now.digest, {},
                              now.digest.value, Mark::Idle));
    page.cards.push_back(card(Facts::tr("Signed by"), now.signature, now.signature.value.by, {},
                              now.signature.value.by == u"org" ? Mark::Good : Mark::Attention));
}

void alerts(PageValue &page, const evidence::Picture &now)
{
    page.subtitle = Facts::tr("What Prometheus says is firing.");
    QStringList firing;
    for (const evidence::Alert &alert : now.alerts.value) {
        if (alert.firing)
            firing << alert.name
                          + (alert.principal.isEmpty() ? QString()
                                                       : QString(u"  "_s + alert.principal));
    }
    page.cards.push_back(card(Facts::tr("Firing"), now.alerts, QString::number(firing.size()),
                              firing.join(u'\n'), firing.isEmpty() ? Mark::Idle : Mark::Attention));
}

void inbox(PageValue &page, const evidence::Picture &now)
{
    page.subtitle = Facts::tr("What the security team has in its inbox.");
    QStringList subjects;
    for (const evidence::Mail &mail : now.mails.value)
        subjects << mail.subject;
    page.cards.push_back(card(Facts::tr("Mails"), now.mails, QString::number(subjects.size()),
                              subjects.mid(0, 12).join(u'\n'),
                              subjects.isEmpty() ? Mark::Idle : Mark::Attention));
}

void counters(PageValue &page, Hands &hands)
{
    const evidence::Picture &now = hands.observer().picture();
    page.subtitle = Facts::tr("What the mesh counted since this act began.");
    const double denied = evidence::rise(u"deny.count"_s, hands.baseline(), now);
    const double tried = evidence::rise(u"attempt.count"_s, hands.baseline(), now);
    page.cards.push_back(card(Facts::tr("Connections to the outside that were tried"), now.counters,
                              QString::number(tried), {},
                              tried > 0 ? Mark::Attention : Mark::Good));
    page.cards.push_back(card(Facts::tr("Connections refused"), now.counters,
                              QString::number(denied), {},
                              denied > 0 ? Mark::Blocked : Mark::Idle));
    page.cards.push_back(card(Facts::tr("Policies in force"), now.policies,
                              QString::number(now.policies.value), {},
                              now.policies.value > 0 ? Mark::Blocked : Mark::Idle));
}

void conversation(PageValue &page, Hands &hands)
{
    page.subtitle = Facts::tr("The last answer of this act.");
    const auto &reply = hands.reply();
    if (!reply) {
        page.cards.push_back(
            {Facts::tr("Answer"), u"–"_s, Facts::tr("nothing was asked in this act"), Mark::Idle});
        return;
    }
    page.cards.push_back({Facts::tr("Answer"),
                          {},
                          reply->completed ? reply->text : reply->error,
                          reply->completed ? Mark::Good : Mark::Bad});
    page.cards.push_back({Facts::tr("Tool calls"),
                          {},
                          reply->tools.join(u'\n'),
                          reply->tools.contains(u"get_profile"_s) ? Mark::Breach : Mark::Good});
}

/// From the customer to the outside, as far as this act's answer and the sources have shown it.
/// What was not read says so; nothing here is known by its name alone.
void path(PageValue &page, Hands &hands)
{
    const evidence::Picture &now = hands.observer().picture();
    const auto &reply = hands.reply();
    const QStringList tools = reply ? reply->tools : QStringList();
    const bool profile = tools.contains(u"get_profile"_s);
    const bool other =
        now.digest.known() && now.clean.known() && now.digest.value != now.clean.value;
    const auto received = evidence::newLoot(hands.baseline(), now).size();
    const double tried = evidence::rise(u"attempt.count"_s, hands.baseline(), now);
    const double refused = evidence::rise(u"deny.count"_s, hands.baseline(), now);
    page.title = Facts::tr("The path of a question");
    page.subtitle = Facts::tr("Where this act's question went, and what left the bank.");
    widgets::HopValue chat{Facts::tr("Customer's page"),
                           !reply             ? u"–"_s
                           : reply->completed ? Facts::tr("answered")
                                              : Facts::tr("no answer"),
                           reply ? QString(reply->gbp + u' ' + reply->usd).trimmed()
                                 : Facts::tr("nothing was asked in this act"),
                           !reply             ? Mark::Idle
                           : reply->completed ? Mark::Good
                                              : Mark::Bad,
                           u"A2A"_s,
                           reply ? Mark::Good : Mark::Idle};
    const bool converts = tools.contains(u"convert_currency"_s);
    widgets::HopValue bot{u"support-bot"_s,
                          reply ? Facts::tr("tool calls: %1").arg(tools.size()) : u"–"_s,
                          tools.join(u'\n'),
                          !reply    ? Mark::Idle
                          : profile ? Mark::Breach
                                    : Mark::Good,
                          converts ? u"convert_currency"_s : Facts::tr("not called"),
                          !converts ? Mark::Idle
                          : profile ? Mark::Breach
                                    : Mark::Good};
    widgets::HopValue vendor{Facts::tr("Vendor's converter"),
                             !now.digest.known() ? u"–"_s
                             : other             ? Facts::tr("other bytes")
                                                 : Facts::tr("the approved bytes"),
                             now.digest.known() ? now.digest.value.left(19) : now.digest.error,
                             !now.digest.known() ? Mark::Idle
                             : other             ? Mark::Breach
                                                 : Mark::Good,
                             {},
                             Mark::Idle};
    if (received > 0) {
        vendor.link = Facts::tr("got out");
        vendor.linkMark = Mark::Breach;
    } else if (refused > 0) {
        vendor.link = Facts::tr("refused: %1").arg(refused);
        vendor.linkMark = Mark::Blocked;
    } else {
        vendor.link = !now.counters.known() ? Facts::tr("not read yet")
                      : tried > 0           ? Facts::tr("tried: %1").arg(tried)
                                            : Facts::tr("no connection");
        vendor.linkMark = tried > 0 ? Mark::Attention : Mark::Idle;
    }
    const widgets::HopValue outside{Facts::tr("Outside"),
                                    now.loot.known() ? Facts::tr("%1 received").arg(received)
                                                     : u"–"_s,
                                    now.loot.known() ? QString() : now.loot.error,
                                    !now.loot.known() ? Mark::Idle
                                    : received > 0    ? Mark::Breach
                                                      : Mark::Good,
                                    {},
                                    Mark::Idle};
    page.hops = {chat, bot, vendor, outside};
    page.cards.push_back(card(Facts::tr("Policies in force"), now.policies,
                              QString::number(now.policies.value), {},
                              now.policies.value > 0 ? Mark::Blocked : Mark::Idle));
}

} // namespace

PageValue factsOf(const QString &tab, const QString &title, Hands &hands,
                  const evidence::Rules &rules)
{
    PageValue page{title, {}, {}};
    const evidence::Picture &now = hands.observer().picture();
    if (tab == u"attacker")
        attacker(page, hands, rules);
    else if (tab.startsWith(u"registry"))
        registry(page, now);
    else if (tab == u"alerts")
        alerts(page, now);
    else if (tab == u"inbox")
        inbox(page, now);
    else if (tab == pathTab)
        path(page, hands);
    else if (tab == u"grafana")
        counters(page, hands);
    else
        conversation(page, hands);
    return page;
}

} // namespace app
