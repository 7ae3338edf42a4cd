// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/recordings.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QImageReader>
#include <QLocale>
#include <QSaveFile>

namespace app {

using namespace Qt::StringLiterals;

namespace {

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
    QString name;
    for (const QChar &letter : cue)
        name +=
            letter.isLetterOrNumber() || letter == u'.' || letter == u'-' ? letter : QChar(u'_');
    return m_folder + u"/cue-"_s + name + u".png"_s;
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

std::optional<Recordings::Recording> Recordings::of(const QString &cue) const
{
    QImageReader reader(fileOf(cue), "PNG");
    Recording out{reader.read(), {}};
    out.at = QDateTime::fromString(out.picture.text(dateKey()), Qt::ISODate);
    if (out.picture.isNull() || !out.at.isValid())
        return std::nullopt; // without its date it must not be shown as anything
    return out;
}

QString Recordings::tag(const QDateTime &at)
{
    return QCoreApplication::translate("Recordings", "recorded %1")
        .arg(QLocale().toString(at.toLocalTime(), u"d MMM yyyy, HH:mm"_s));
}

} // namespace app
