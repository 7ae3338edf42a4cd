// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <mutex>

namespace core {

/// Calls handed from any thread to the one that takes them, in the order of the posts. Qt's own
/// queue would do; but the locks of a Qt as distributions build it are invisible to
/// ThreadSanitizer, and every hand-over through them would look like a race.
///
/// The taker watches descriptor() for reading and calls takeOne() when it is: one call each, so
/// that other events have their turn and a nested event loop keeps the order. What is still
/// waiting when the mailbox ends is dropped.
class Mailbox {
public:
    using Call = std::function<void()>;

    Mailbox();
    ~Mailbox();
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;

    void post(Call call); ///< from any thread
    /// Readable while a call waits; -1 if the system had none left, which takes no calls either.
    int descriptor() const { return m_descriptor; }
    void takeOne(); ///< on the taker's thread; nothing if nothing waits

private:
    const int m_descriptor;
    std::mutex m_mutex;
    std::deque<Call> m_calls;
};

} // namespace core
