// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>

namespace widgets {

/// A page's last good pictures, without any loss. While the page is on screen they are at hand;
/// when it is not, a thread of its own packs them: a plain one is 4 to 30 MB, and there are eight
/// pages.
class LastFrames final : public QObject {
    Q_OBJECT
public:
    enum class Which { Newest, Before };
    using Answer = std::function<void(const QImage &)>;

    explicit LastFrames(QObject *parent = nullptr);
    ~LastFrames() override;

    void keep(const QImage &frame);
    bool isEmpty() const { return !m_newest; }
    /// Pictures are needed at once (its page is on screen), or need not be.
    void setAtHand(bool atHand);
    /// Answers at once for what is at hand, else when it is unpacked; only the last question is
    /// answered.
    void ask(Which which, Answer answer);
    void forget() { ++m_question; } ///< the answer to it
    qsizetype plainBytes() const;   ///< of pictures that are at hand

private:
    struct Frame {
        QImage plain;      ///< null: only packed
        QByteArray packed; ///< empty: not yet
        double ratio = 1;  ///< device pixels to one of the window's
    };
    using Shared = std::shared_ptr<Frame>;
    void pack(const Shared &frame);

    Shared m_newest, m_before;
    bool m_atHand = true;
    int m_question = 0;
    QThreadPool m_worker;
};

} // namespace widgets
