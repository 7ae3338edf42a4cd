// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>

namespace stage::app {

/// The event loop of a process that serves until it ends. It is never destroyed: coroutines that
/// still wait on it work on things that are gone by then, and the process's end takes them all.
inline boost::asio::io_context &lastingContext()
{
    static auto *const context = new boost::asio::io_context(1);
    return *context;
}

} // namespace stage::app
