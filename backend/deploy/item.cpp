// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/item.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

QStringList idsOf(const Items &items, Level level)
{
    QStringList ids;
    for (const Item &item : items) {
        if (item.level == level)
            ids << item.id;
    }
    return ids;
}

} // namespace

QString levelWord(Level level)
{
    switch (level) {
    case Level::Ok: return u"ok"_s;
    case Level::Attention: return u"attention"_s;
    case Level::Blocked: return u"blocked"_s;
    case Level::Waived: return u"waived"_s;
    }
    return {};
}

Item notChecked(const QString &id, const QString &title, const QString &why, const QString &fix)
{
    return {id, title, Level::Attention, u"not checked: "_s + why, fix};
}

Json itemsDocument(const Items &items)
{
    Json list = Json::array();
    for (const Item &item : items)
        list.push_back({{"id", item.id.toStdString()},
                        {"title", item.title.toStdString()},
                        {"level", levelWord(item.level).toStdString()},
                        {"why", item.why.toStdString()},
                        {"fix", item.fix.toStdString()}});
    return list;
}

QString total(const Items &items)
{
    if (const auto blocked = idsOf(items, Level::Blocked); !blocked.isEmpty())
        return u"NO-GO: "_s + blocked.join(u", "_s);
    if (const auto waived = idsOf(items, Level::Waived); !waived.isEmpty())
        return u"GO WITH WAIVERS: "_s + waived.join(u", "_s);
    return u"GO"_s;
}

QString itemLine(const Item &item)
{
    QString line = u"%1  %2"_s.arg(levelWord(item.level).leftJustified(9), item.title);
    if (!item.why.isEmpty())
        line += u": "_s + item.why;
    if (item.level != Level::Ok && !item.fix.isEmpty())
        line += u" — "_s + item.fix;
    return line;
}

} // namespace deploy
