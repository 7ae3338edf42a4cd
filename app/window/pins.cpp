// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/pins.h"

#include "widgets/browser/asscript.h"

#include <QLocale>

namespace app {

using namespace Qt::StringLiterals;

std::vector<Pin> pinsOf(const QDate &today)
{
    QStringList iso, english;
    for (const QDate &day : {today, today.addDays(1)}) { // a run may go on past midnight
        iso << day.toString(Qt::ISODate);
        english << QLocale::c().toString(day, u"d MMM yyyy"_s);
    }
    const auto pin = [](const QString &id, const QString &what, const QString &pattern,
                        const QString &shows) -> Pin {
        return {id, what, QRegularExpression(pattern), shows};
    };
    return {
        pin(u"date"_s, u"the day of the run"_s, u"\\b(?:%1)(?=\\b|T)"_s.arg(iso.join(u'|')),
            u"2026-01-15"_s),
        pin(u"day"_s, u"the day of the run, in words"_s, u"\\b(?:%1)\\b"_s.arg(english.join(u'|')),
            u"15 Jan 2026"_s),
        pin(u"time"_s, u"times of day"_s, u"\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?"_s, u"09:41:00"_s),
        pin(u"age"_s, u"ages"_s, u"\\b\\d+ (?:s|min|h) ago"_s, u"5 s ago"_s),
        pin(u"pace"_s, u"how far the show is ahead or behind"_s, u"[-+]\\d+:\\d\\d"_s, u"-0:00"_s),
        pin(u"elapsed"_s, u"time that has passed"_s, u"^\\d+:\\d\\d$|\\b\\d+:\\d\\d(?= / | of )"_s,
            u"0:00"_s),
        pin(u"duration"_s, u"durations"_s, u"(?<!hold )\\b\\d+\\.\\d s\\b"_s, u"0.5 s"_s),
        pin(u"milliseconds"_s, u"durations in log lines"_s, u"\\b\\d+ms\\b"_s, u"1ms"_s),
        pin(u"address"_s, u"addresses in log lines"_s,
            u"\\b\\d{1,3}(?:\\.\\d{1,3}){3}:\\d{2,5}\\b"_s, u"10.0.0.1:40000"_s),
        pin(u"count"_s, u"lines of the show log"_s, u"\\b\\d+(?= events)"_s, u"40"_s),
        pin(u"port"_s, u"ports that any free one served for"_s, u"\\blocalhost:[2-6]\\d{4}\\b"_s,
            u"localhost:5001"_s),
        pin(u"session"_s, u"ids of sessions"_s,
            u"\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b"_s,
            u"00000000-0000-4000-8000-000000000001"_s),
    };
}

QString pinned(QString text, const std::vector<Pin> &pins)
{
    for (const Pin &pin : pins)
        text.replace(pin.pattern, pin.shows);
    return text;
}

QString pinScript(const std::vector<Pin> &pins)
{
    nlohmann::json list = nlohmann::json::array();
    for (const Pin &pin : pins)
        list.push_back({pin.pattern.pattern().toStdString(), pin.shows.toStdString()});
    return uR"JS(((list) => {
  if (globalThis.cockpitPinned) return;
  globalThis.cockpitPinned = true;
  const pins = list.map(([pattern, shows]) => [new RegExp(pattern, "g"), shows]);
  const still = (text) => pins.reduce((all, [pattern, shows]) => all.replace(pattern, shows), text);
  const pin = (node) => {
    const text = still(node.nodeValue);
    if (text !== node.nodeValue) node.nodeValue = text;
  };
  const frame = (one) => { // its document is its own: what it is made from is not
    const text = still(one.srcdoc);
    if (text !== one.srcdoc) one.srcdoc = text;
  };
  const walk = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) pin(texts.currentNode);
    if (root.querySelectorAll) root.querySelectorAll("iframe[srcdoc]").forEach(frame);
  };
  walk(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") pin(change.target);
      if (change.type === "attributes") frame(change.target);
      for (const node of change.addedNodes) node.nodeType === Node.TEXT_NODE ? pin(node) : walk(node);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["srcdoc"] });
})(%1))JS"_s.arg(widgets::asScript(list));
}

} // namespace app
