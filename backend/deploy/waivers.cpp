// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/waivers.h"

#include "backend/core/journal.h"
#include "backend/kube/look.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

core::Result<void> recordWaivers(const QString &file, const std::vector<Waiver> &waivers)
{
    if (waivers.empty())
        return {};
    const auto journal = core::Journal::open(file);
    if (!journal)
        return tl::unexpected(journal.error());
    for (const Waiver &one : waivers) {
        const auto written =
            (*journal)->append({{"t", one.at.toUTC().toString(Qt::ISODateWithMs).toStdString()},
                                {"item", one.item.toStdString()},
                                {"who", one.who.toStdString()},
                                {"why", one.why.toStdString()},
                                {"context", one.context.toStdString()}});
        if (!written)
            return written;
    }
    return {};
}

std::vector<Waiver> validWaivers(const QString &file, const QString &context, const QDateTime &now)
{
    std::vector<Waiver> out;
    const auto lines = core::Journal::read(file);
    if (!lines)
        return out; // a broken file waives nothing
    for (const Json &line : *lines) {
        Waiver one;
        one.item = kube::look::text(line, {"item"});
        one.who = kube::look::text(line, {"who"});
        one.why = kube::look::text(line, {"why"});
        one.context = kube::look::text(line, {"context"});
        one.at = QDateTime::fromString(kube::look::text(line, {"t"}), Qt::ISODateWithMs);
        const qint64 age = one.at.secsTo(now);
        if (one.at.isValid() && age >= 0 && age < waiverHours * 3600 && one.context == context)
            out.push_back(one);
    }
    return out;
}

Items withWaivers(Items items, const std::vector<Waiver> &waivers)
{
    for (Item &item : items) {
        if (item.level != Level::Blocked)
            continue;
        const auto found = std::find_if(waivers.rbegin(), waivers.rend(),
                                        [&item](const Waiver &one) { return one.item == item.id; });
        if (found == waivers.rend())
            continue;
        item.level = Level::Waived;
        item.why += u" (waived by "_s + found->who + u" at "_s
                    + found->at.toLocalTime().toString(u"HH:mm"_s)
                    + (found->why.isEmpty() ? QString() : QString(u": "_s + found->why)) + u')';
    }
    return items;
}

} // namespace deploy
