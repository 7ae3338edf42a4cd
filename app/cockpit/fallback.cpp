// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/fallback.h"

#include <QFileInfo>

namespace app {

using namespace Qt::StringLiterals;
using deploy::Level;

QString pictureName(const QString &cue)
{
    QString name;
    for (const QChar &letter : cue)
        name +=
            letter.isLetterOrNumber() || letter == u'.' || letter == u'-' ? letter : QChar(u'_');
    return name;
}

QString pictureFile(const QString &folder, const QString &cue)
{
    return folder + u"/cue-"_s + pictureName(cue) + u".png"_s;
}

Fallback readFallback(const show::Script &script, const QStringList &folders, const QString &bundle)
{
    Fallback out;
    const auto kept = [&](const show::Cue &cue) {
        for (qsizetype i = 0; i < folders.size(); ++i) {
            const QFileInfo file(pictureFile(folders[i], cue.id));
            if (!file.isFile() || file.size() == 0)
                continue;
            (i == 0 ? out.own : out.rehearsed) << cue.id;
            if (!out.oldest.isValid() || file.lastModified() < out.oldest)
                out.oldest = file.lastModified();
            return true;
        }
        return false;
    };
    for (const show::Act &act : script.acts) {
        for (const show::Cue &cue : act.cues) {
            if (kept(cue))
                continue;
            const bool brought =
                !cue.fallback.isEmpty() && QFileInfo::exists(bundle + u'/' + cue.fallback);
            (brought ? out.prepared : out.missing) << cue.id;
        }
    }
    return out;
}

deploy::Item fallbackItem(const Fallback &fallback, const QDateTime &imagesMade)
{
    deploy::Item item{u"recordings"_s, u"Recorded fallback"_s, Level::Ok, {}, {}};
    const auto there = fallback.own.size() + fallback.rehearsed.size() + fallback.prepared.size();
    const auto all = there + fallback.missing.size();
    if (there == 0) {
        item.why = u"no cue has a picture to fall back on"_s;
    } else {
        QStringList from;
        const auto add = [&from](const QStringList &cues, const QString &origin) {
            if (!cues.isEmpty())
                from << QString::number(cues.size()) + u' ' + origin;
        };
        add(fallback.own, u"of this cluster"_s);
        add(fallback.rehearsed, u"of a rehearsal"_s);
        add(fallback.prepared, u"prepared"_s);
        item.why =
            u"%1 of %2 cues have a picture: %3"_s.arg(there).arg(all).arg(from.join(u", "_s));
        if (!fallback.missing.isEmpty())
            item.why += u"; none of "_s + fallback.missing.join(u", "_s);
    }
    const bool old =
        imagesMade.isValid() && fallback.oldest.isValid() && fallback.oldest < imagesMade;
    if (old)
        item.why += u"; some are older than the images"_s;
    if (!fallback.missing.isEmpty() || old) {
        item.level = Level::Attention;
        item.fix = u"Play the show once in the window: green cues keep theirs."_s;
    }
    return item;
}

} // namespace app
