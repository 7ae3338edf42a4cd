// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/clip.h"

#include <QBuffer>
#include <QDir>
#include <algorithm>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds longestWait(1000), shortestStep(100);
constexpr int quality = 80;

/// Names in it sort by time.
QString stamp()
{
    return u"yyyyMMdd'T'HHmmsszzz'Z'"_s;
}

QStringList foldersOf(const QString &folder, const QString &cue)
{
    return QDir(folder).entryList({u"clip-"_s + cue + u"@*"_s}, QDir::Dirs, QDir::Name);
}

} // namespace

void Clip::add(milliseconds at, const QImage &picture)
{
    if (picture.isNull() || (!frames.empty() && at < frames.back().at + m_step))
        return;
    const QImage small =
        picture.width() > width ? picture.scaledToWidth(width, Qt::SmoothTransformation) : picture;
    if (small == m_last)
        return;
    QByteArray jpeg;
    QBuffer buffer(&jpeg);
    buffer.open(QIODevice::WriteOnly);
    if (!small.save(&buffer, "JPEG", quality))
        return;
    m_last = small;
    frames.push_back({at, jpeg});
    if (frames.size() <= mostFrames)
        return;
    std::vector<Frame> half;
    for (std::size_t i = 0; i < frames.size(); i += 2)
        half.push_back(std::move(frames[i]));
    frames = std::move(half);
    m_step = std::max(shortestStep, 2 * (frames.back().at / int(frames.size())));
}

bool Clip::write(const QString &folder, const QString &cue) const
{
    const QString name = u"clip-"_s + cue + u'@' + taken.toUTC().toString(stamp());
    const QStringList before = foldersOf(folder, cue);
    // Under another name until it is whole: a killed program leaves none that is cut short.
    const QString unfinished = folder + u"/unfinished-clip"_s;
    QDir(unfinished).removeRecursively();
    if (frames.empty() || !QDir().mkpath(unfinished))
        return false;
    for (const Frame &frame : frames) {
        QFile file(unfinished + u"/%1.jpg"_s.arg(frame.at.count(), 8, 10, QChar(u'0')));
        if (!file.open(QIODevice::WriteOnly) || file.write(frame.jpeg) != frame.jpeg.size())
            return false;
    }
    for (const QString &old : before)
        QDir(folder + u'/' + old).removeRecursively();
    return QDir(folder).rename(unfinished, folder + u'/' + name);
}

Clip Clip::read(const QString &folder, const QString &cue)
{
    Clip out;
    const QStringList names = foldersOf(folder, cue);
    if (names.isEmpty())
        return out;
    out.taken = QDateTime::fromString(names.last().section(u'@', -1), stamp());
    out.taken.setTimeSpec(Qt::UTC);
    const QDir inside(folder + u'/' + names.last());
    for (const QString &name : inside.entryList({u"*.jpg"_s}, QDir::Files, QDir::Name)) {
        QFile file(inside.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            out.frames.push_back({milliseconds(name.section(u'.', 0, 0).toInt()), file.readAll()});
    }
    return out;
}

ClipPlayer::ClipPlayer(QObject *parent)
    : QObject(parent)
{
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &ClipPlayer::next);
}

void ClipPlayer::play(Clip clip)
{
    m_clip = std::move(clip);
    m_next = 0;
    next();
}

void ClipPlayer::stop()
{
    m_wait.stop();
    m_clip = {};
}

/// A frame that cannot be read is passed over.
void ClipPlayer::next()
{
    const auto &frames = m_clip.frames;
    if (m_next >= frames.size()) {
        emit over();
        return;
    }
    const auto &frame = frames[m_next++];
    const milliseconds wait = m_next < frames.size() ? frames[m_next].at - frame.at : longestWait;
    m_wait.start(std::clamp(wait, milliseconds(0), longestWait));
    if (const QImage image = QImage::fromData(frame.jpeg, "JPEG"); !image.isNull())
        emit picture(image);
}

} // namespace app
