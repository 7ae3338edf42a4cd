// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/machinefacts.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// A small file's text, trimmed; nothing when it cannot be read.
std::optional<QString> textOfFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).trimmed();
}

/// Linux Documentation/ABI/testing/sysfs-class-power: type, online, capacity, scope.
void readPower(const QString &root, MachineFacts &facts)
{
    const QDir folder(root + u"sys/class/power_supply"_s);
    if (!folder.exists())
        return;
    bool hasMains = false;
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString own = folder.filePath(name) + u'/';
        const QString type = textOfFile(own + u"type"_s).value_or(QString());
        if (textOfFile(own + u"scope"_s) == u"Device"_s)
            continue; // a mouse's battery
        if (type == u"Battery") {
            facts.battery = textOfFile(own + u"capacity"_s).value_or(u"0"_s).toInt();
        } else if (const auto online = textOfFile(own + u"online"_s)) {
            hasMains = true;
            facts.mains = facts.mains.value_or(false) || *online != u"0";
        }
    }
    if (!hasMains && !facts.battery)
        facts.mains = true; // a computer that only runs from the wall
}

void readDisplays(const QString &root, MachineFacts &facts)
{
    const QDir folder(root + u"sys/class/drm"_s);
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (const auto status = textOfFile(folder.filePath(name) + u"/status"_s))
            facts.displays = facts.displays.value_or(0) + (*status == u"connected" ? 1 : 0);
    }
}

/// hosts(5): an address, then its names, "#" begins a comment.
bool namesLoopback(const QString &hosts)
{
    for (const QString &line : hosts.split(u'\n')) {
        const QStringList words = line.section(u'#', 0, 0).simplified().split(u' ');
        if (words.mid(1).contains(u"host.docker.internal"_s)
            && (words.first().startsWith(u"127."_s) || words.first() == u"::1"))
            return true;
    }
    return false;
}

QString percent(qint64 part, qint64 whole)
{
    return QString::number(whole > 0 ? part * 100 / whole : 0) + u" %"_s;
}

} // namespace

MachineFacts readMachine(const QString &root)
{
    MachineFacts facts;
    readPower(root, facts);
    readDisplays(root, facts);
    if (QFileInfo::exists(root + u"run"_s))
        facts.restartPending = QFileInfo::exists(root + u"run/reboot-required"_s);
    // systemd-timesyncd(8) touches it; other time services do not, so that its absence says
    // nothing.
    if (QFileInfo::exists(root + u"run/systemd/timesync/synchronized"_s))
        facts.clockSynchronised = true;
    if (const auto hosts = textOfFile(root + u"etc/hosts"_s))
        facts.hostsEntry = namesLoopback(*hosts);
    if (const auto disk = homeDisk()) {
        facts.diskFree = static_cast<qint64>(disk->available);
        facts.diskSize = static_cast<qint64>(disk->capacity);
    }
    return facts;
}

std::optional<std::filesystem::space_info> homeDisk()
{
    const QString home = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    std::error_code error;
    const auto space = std::filesystem::space(QFile::encodeName(home).constData(), error);
    return error ? std::nullopt : std::optional(space);
}

std::optional<QString> readInhibited(const QByteArray &answer)
{
    const QString text = QString::fromUtf8(answer).trimmed();
    if (!text.startsWith(u"s \""_s) || !text.endsWith(u'"'))
        return {};
    return text.mid(3).chopped(1);
}

std::optional<bool> readBanners(const QByteArray &answer)
{
    const QByteArray text = answer.trimmed();
    if (text != "true" && text != "false")
        return {};
    return text == "true";
}

namespace {

Item powerItem(const MachineFacts &facts)
{
    Item item{u"power"_s, u"Mains power"_s, Level::Ok, u"on mains"_s, {}};
    if (!facts.mains && !facts.battery)
        return notChecked(item.id, item.title, u"this system does not say"_s,
                          u"Look at the plug."_s);
    if (facts.mains.value_or(false))
        return item;
    item.level = Level::Blocked;
    item.why = u"on battery"_s
               + (facts.battery ? u", "_s + QString::number(*facts.battery) + u" %"_s : QString());
    item.fix = u"Plug the charger in."_s;
    return item;
}

Item displaysItem(const MachineFacts &facts)
{
    Item item{u"displays"_s, u"Displays"_s, Level::Ok, {}, {}};
    if (!facts.displays)
        return notChecked(item.id, item.title, u"this system does not say what is connected"_s,
                          u"Connect the projector before the window is opened."_s);
    item.why = QString::number(*facts.displays) + u" connected"_s;
    if (*facts.displays < 2) {
        item.level = Level::Attention;
        item.why += u": the audience would see the console"_s;
        item.fix = u"Connect the projector, and do not mirror."_s;
    }
    return item;
}

Item sleepItem(const MachineFacts &facts)
{
    Item item{u"sleep"_s, u"Stays awake"_s, Level::Ok, {}, {}};
    if (!facts.blocked)
        return notChecked(item.id, item.title, u"there is no logind to ask"_s,
                          u"Turn automatic sleep and the screen's blanking off."_s);
    if (facts.blocked->split(u':').contains(u"idle"_s)) {
        item.why = u"idling is inhibited ("_s + *facts.blocked + u')';
        return item;
    }
    item.level = Level::Attention;
    item.why = u"nothing keeps this machine from sleeping or blanking its screen"_s;
    item.fix = u"Run systemd-inhibit --what=idle:sleep sleep 2h in a terminal."_s;
    return item;
}

Item bannersItem(const MachineFacts &facts)
{
    Item item{u"notifications"_s, u"No notifications on screen"_s, Level::Ok, u"off"_s, {}};
    if (!facts.banners)
        return notChecked(item.id, item.title, u"this desktop cannot be asked"_s,
                          u"Turn “do not disturb” on."_s);
    if (*facts.banners) {
        item.level = Level::Attention;
        item.why = u"banners would come up over the show"_s;
        item.fix = u"Turn “do not disturb” on."_s;
    }
    return item;
}

Item restartItem(const MachineFacts &facts)
{
    Item item{u"restart"_s, u"No restart is due"_s, Level::Ok, u"none"_s, {}};
    if (!facts.restartPending)
        return notChecked(item.id, item.title, u"this system does not say"_s);
    if (*facts.restartPending) {
        item.level = Level::Attention;
        item.why = u"an update waits for a restart"_s;
        item.fix = u"Restart now, not on stage."_s;
    }
    return item;
}

Item clockItem(const MachineFacts &facts)
{
    if (!facts.clockSynchronised)
        return notChecked(u"clock"_s, u"This machine's clock"_s,
                          u"no time service says that it is right"_s,
                          u"Run timedatectl and look for “synchronized: yes”."_s);
    return {u"clock"_s, u"This machine's clock"_s, Level::Ok, u"synchronised"_s, {}};
}

Item spaceItem(const MachineFacts &facts)
{
    Item item{u"disk-share"_s, u"Share of the disk that is free"_s, Level::Ok, {}, {}};
    if (!facts.diskFree || !facts.diskSize)
        return notChecked(item.id, item.title, u"the home folder's disk does not say"_s);
    item.why = percent(*facts.diskFree, *facts.diskSize) + u" free"_s;
    if (*facts.diskFree * 10 < *facts.diskSize) {
        item.level = Level::Attention;
        item.why += u"; a kubelet begins to throw images away at 10 to 15 %"_s;
        item.fix = u"Free disk space, or run docker system prune."_s;
    }
    return item;
}

Item hostsItem(const MachineFacts &facts)
{
    Item item{u"host-docker-internal"_s, u"host.docker.internal"_s, Level::Ok, {}, {}};
    if (!facts.hostsEntry)
        return notChecked(item.id, item.title, u"/etc/hosts cannot be read"_s);
    item.why = u"this machine takes it to itself"_s;
    if (!*facts.hostsEntry) {
        item.level = Level::Attention;
        item.why = u"/etc/hosts does not name it; the cockpit's own tabs do not need that, "
                   "another browser does"_s;
        item.fix = u"Add the line “127.0.0.1 host.docker.internal” to /etc/hosts."_s;
    }
    return item;
}

} // namespace

Items machineItems(const MachineFacts &facts, bool quick)
{
    Items items{powerItem(facts),   displaysItem(facts), spaceItem(facts),
                restartItem(facts), clockItem(facts),    hostsItem(facts)};
    if (!quick) {
        items.push_back(sleepItem(facts));
        items.push_back(bannersItem(facts));
    }
    return items;
}

} // namespace deploy
