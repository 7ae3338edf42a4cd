// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/mailbox.h"

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace core {

// As a semaphore: a read takes one from it, whatever it stands at (eventfd(2)).
Mailbox::Mailbox()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
{
}

Mailbox::~Mailbox()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void Mailbox::post(Call call)
{
    {
        const std::lock_guard locked(m_mutex);
        m_calls.push_back(std::move(call));
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_descriptor, &one, sizeof one);
}

void Mailbox::takeOne()
{
    std::uint64_t one = 0;
    if (::read(m_descriptor, &one, sizeof one) != static_cast<ssize_t>(sizeof one))
        return;
    Call call;
    {
        const std::lock_guard locked(m_mutex);
        call = std::exchange(m_calls.front(), {});
        m_calls.pop_front();
    }
    call();
}

} // namespace core
