// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/recordings.h"

#include "app/cockpit/fallback.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QImageReader>
#include <QLocale>
#include <QSaveFile>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// A clip and a still further apart are not of the same run of their cue.
constexpr qint64 sameRunSeconds = 60;

QString dateKey()
{
    return u"recorded"_s;
}

} // namespace

Recordings::Recordings(QString folder)
    : m_folder(std::move(folder))
{
    m_worker.setMaxThreadCount(1);
}

QString Recordings::fileOf(const QString &cue) const
{
    return pictureFile(m_folder, cue);
}

bool Recordings::keep(const QString &cue, const QImage &picture, const QDateTime &at) const
{
    if (picture.isNull() || !QDir().mkpath(m_folder))
        return false;
    QImage dated = picture;
    dated.setText(dateKey(), at.toUTC().toString(Qt::ISODate));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!dated.save(&buffer, "PNG"))
        return false;
    QSaveFile file(fileOf(cue));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

void Recordings::keepLater(const QString &cue, QImage picture, const QDateTime &at)
{
    m_worker.start([this, cue, picture = std::move(picture), at] { (void)keep(cue, picture, at); });
}

void Recordings::beginClip()
{
    m_worker.start([this] { m_clip = {}; });
}

void Recordings::addToClip(std::chrono::milliseconds at, QImage picture)
{
    m_worker.start([this, at, picture = std::move(picture)] { m_clip.add(at, picture); });
}

/// One picture does not move: the still is better.
void Recordings::keepClip(const QString &cue, const QDateTime &at)
{
    m_worker.start([this, cue, at] {
        m_clip.taken = at;
        if (m_clip.frames.size() > 1)
            (void)m_clip.write(m_folder, pictureName(cue));
        m_clip = {};
    });
}

std::optional<Recordings::Recording> Recordings::of(const QString &cue) const
{
    QImageReader reader(fileOf(cue), "PNG");
    Recording out{reader.read(), {}, {}};
    out.at = QDateTime::fromString(out.picture.text(dateKey()), Qt::ISODate);
    if (out.picture.isNull() || !out.at.isValid())
        return std::nullopt; // without its date it must not be shown as anything
    Clip clip = Clip::read(m_folder, pictureName(cue));
    if (clip.taken.isValid() && std::abs(clip.taken.secsTo(out.at)) <= sameRunSeconds)
        out.clip = std::move(clip);
    return out;
}

QString Recordings::tag(const QDateTime &at)
{
    if (!at.isValid())
        return QCoreApplication::translate("Recordings", "prepared picture");
    return QCoreApplication::translate("Recordings", "recorded %1")
        .arg(QLocale().toString(at.toLocalTime(), u"d MMM yyyy, HH:mm"_s));
}

} // namespace app
