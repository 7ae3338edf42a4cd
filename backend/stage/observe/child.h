// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/any_io_executor.hpp>
#include <tl/expected.hpp>

namespace stage::observe {

/// One child process in a process group of its own. It dies with this object, at once, and with the
/// stage however that ends (Linux: PR_SET_PDEATHSIG). Single-threaded.
class Child {
public:
    struct Command {
        std::string program; ///< looked for in PATH when it has no slash
        std::vector<std::string> args;
    };

    /// LINE gets each line of stdout and stderr. The error names the program and what the system
    /// said.
    static tl::expected<std::unique_ptr<Child>, std::string>
    start(boost::asio::any_io_executor executor, const Command &command,
          std::function<void(std::string)> line);
    ~Child();
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    int pid() const;
    bool running() const;
    /// Resolves when the process has ended, with how ("exit code 1", "signal 9").
    net::Awaitable<std::string> ended();

private:
    struct State;
    explicit Child(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

/// A TCP port of loopback for a program that shall listen on it. While this lives the system gives
/// it to nobody else who asks for a free one, another stage for example, and the program itself
/// gets it: a bound socket that does not listen is in no one's way who says SO_REUSEADDR, as
/// servers do.
class LoopbackPort {
public:
    LoopbackPort();
    ~LoopbackPort();
    LoopbackPort(const LoopbackPort &) = delete;
    LoopbackPort &operator=(const LoopbackPort &) = delete;
    std::uint16_t number() const { return m_number; } ///< 0 when there is none

private:
    int m_socket = -1;
    std::uint16_t m_number = 0;
};

} // namespace stage::observe
