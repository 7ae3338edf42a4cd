// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/lastframes.h"

#include <QBuffer>

namespace widgets {

namespace {

constexpr int quick = 85; ///< the PNG plugin's word for zlib's level 1
constexpr std::chrono::milliseconds idle(2000);

QByteArray packed(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, "PNG", quick) ? bytes : QByteArray();
}

} // namespace

LastFrames::LastFrames(QObject *parent)
    : QObject(parent)
{
    m_worker.setMaxThreadCount(1);
    m_worker.setExpiryTimeout(static_cast<int>(idle.count()));
}

LastFrames::~LastFrames()
{
    m_worker.clear();
    m_worker.waitForDone();
}

void LastFrames::keep(const QImage &frame)
{
    // One picture in memory, not two, of a page that does not change.
    const bool same = m_newest && m_newest->plain == frame;
    const Shared now =
        same ? m_newest : std::make_shared<Frame>(Frame{frame, {}, frame.devicePixelRatio()});
    m_before = m_newest ? m_newest : now;
    m_newest = now;
}

void LastFrames::setAtHand(bool atHand)
{
    m_atHand = atHand;
    if (atHand)
        return;
    if (m_newest)
        pack(m_newest);
    if (m_before && m_before != m_newest)
        pack(m_before);
}

/// A picture that cannot be packed stays as it is.
void LastFrames::pack(const Shared &frame)
{
    if (!frame->packed.isEmpty()) {
        frame->plain = {};
        return;
    }
    m_worker.start([this, frame = std::weak_ptr(frame), plain = frame->plain] {
        const QByteArray bytes = packed(plain);
        QMetaObject::invokeMethod(this, [this, frame, bytes] {
            const Shared kept = frame.lock();
            if (!kept || bytes.isEmpty())
                return;
            kept->packed = bytes;
            if (!m_atHand)
                kept->plain = {};
        });
    });
}

qsizetype LastFrames::plainBytes() const
{
    qsizetype out = m_newest ? m_newest->plain.sizeInBytes() : 0;
    if (m_before && m_before != m_newest)
        out += m_before->plain.sizeInBytes();
    return out;
}

void LastFrames::ask(Which which, Answer answer)
{
    const int question = ++m_question;
    const Shared frame = which == Which::Newest ? m_newest : m_before;
    if (!frame) {
        answer({});
        return;
    }
    if (!frame->plain.isNull()) {
        answer(frame->plain);
        return;
    }
    m_worker.start(
        [this, question, answer = std::move(answer), bytes = frame->packed, ratio = frame->ratio] {
            QImage image = QImage::fromData(bytes, "PNG");
            image.setDevicePixelRatio(ratio);
            QMetaObject::invokeMethod(this, [this, question, answer, image] {
                if (question == m_question)
                    answer(image);
            });
        });
}

} // namespace widgets
