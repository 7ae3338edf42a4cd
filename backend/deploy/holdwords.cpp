// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/holdwords.h"

#include "backend/kube/look.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace deploy {

using kube::look::at;
using kube::look::text;

Hold holdOn(const QString &kind, const Json &object, const QString &container)
{
    Hold hold;
    hold.ns = text(object, {"metadata", "namespace"});
    hold.name = text(object, {"metadata", "name"});
    hold.container = container;
    hold.object = kind + u' ' + (hold.ns.isEmpty() ? QString() : QString(hold.ns + u'/'))
                  + hold.name
                  + (container.isEmpty() ? QString() : QString(u", container "_s + container));
    return hold;
}

std::vector<const Json *> eventsOf(const Scene &scene, const QString &kind, const Json &object)
{
    std::vector<const Json *> found;
    const QString uid = text(object, {"metadata", "uid"});
    for (const Json &event : scene.events) {
        const Json &about = at(event, "involvedObject");
        const QString its = text(about, {"uid"});
        if (text(about, {"kind"}) == kind
            && text(about, {"name"}) == text(object, {"metadata", "name"})
            && text(about, {"namespace"}) == text(object, {"metadata", "namespace"})
            && (its.isEmpty() || uid.isEmpty() || its == uid))
            found.push_back(&event);
    }
    return found;
}

QDateTime timeOf(const Json &object, const char *key)
{
    return QDateTime::fromString(text(object, {key}), Qt::ISODateWithMs);
}

QDateTime firstSeen(const Json &event)
{
    for (const char *key : {"firstTimestamp", "eventTime"}) {
        if (const QDateTime time = timeOf(event, key); time.isValid())
            return time;
    }
    return timeOf(at(event, "metadata"), "creationTimestamp");
}

QDateTime lastSeen(const Json &event)
{
    for (const QDateTime &time :
         {timeOf(event, "lastTimestamp"), timeOf(at(event, "series"), "lastObservedTime")}) {
        if (time.isValid())
            return time;
    }
    return firstSeen(event);
}

QString oneLine(const QString &text)
{
    const QString line = text.simplified();
    return line.size() <= 240 ? line : QString(line.left(239) + u'…');
}

QString creationWords(const QString &message)
{
    QString words = message;
    static const QRegularExpression prefix(
        u"^(\\(combined from similar events\\): )?(Error creating: )?(Internal error occurred: )?"
        "(pods \"[^\"]*\" is forbidden: )?"_s);
    words.remove(prefix);
    return oneLine(words);
}

QString pullWords(const QString &message, const QString &image)
{
    QString words = message.simplified();
    // containerd nests: each step says what it worked on in quotes, the last says why.
    if (const qsizetype inner = words.lastIndexOf(u"\": "_s); inner >= 0)
        words = words.mid(inner + 3);
    if (!words.contains(image))
        words = image + u": "_s + words;
    return oneLine(words);
}

} // namespace deploy
