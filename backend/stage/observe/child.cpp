// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/child.h"

#include <boost/asio.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stage::observe {

namespace asio = boost::asio;

struct Child::State {
    explicit State(asio::any_io_executor executor)
        : output(executor)
        , handle(executor)
        , over(executor, asio::steady_timer::time_point::max())
    {
    }

    asio::posix::stream_descriptor output; ///< read end of stdout and stderr
    asio::posix::stream_descriptor handle; ///< pidfd, readable once the process has ended
    asio::steady_timer over;               ///< cancelled at the end; wakes whoever waits
    std::function<void(std::string)> line;
    pid_t pid = 0;
    bool running = true;
    std::string how;
};

namespace {

std::string describeStatus(int status)
{
    if (WIFSIGNALED(status))
        return "signal " + std::to_string(WTERMSIG(status));
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

/// Asio's sockets are not close-on-exec: a listener that a child has too can never be opened again.
void keepFromChild()
{
    constexpr unsigned first = 3, closeOnExec = 4; // CLOSE_RANGE_CLOEXEC
    if (syscall(SYS_close_range, first, ~0u, closeOnExec) == 0)
        return;
    for (int file = first; file < 4096; ++file) // before Linux 5.11
        fcntl(file, F_SETFD, FD_CLOEXEC);
}

/// Between fork and exec: nothing that takes a lock or allocates.
[[noreturn]] void becomeProgram(char *const *argv, int output, int failure, pid_t parent)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // the parent died before the line above
        _exit(127);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    keepFromChild();
    execvp(argv[0], argv);
    const int error = errno;
    const auto written = write(failure, &error, sizeof error);
    _exit(written == sizeof error ? 127 : 126);
}

} // namespace

namespace {

template <class StatePtr> asio::awaitable<void> readLines(StatePtr state)
{
    std::string buffer;
    while (true) {
        const auto [error, length] =
            co_await asio::async_read_until(state->output, asio::dynamic_buffer(buffer, 1 << 20),
                                            '\n', asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        state->line(buffer.substr(0, length - 1));
        buffer.erase(0, length);
    }
}

template <class StatePtr> asio::awaitable<void> awaitEnd(StatePtr state)
{
    const auto [error] =
        co_await state->handle.async_wait(asio::posix::stream_descriptor::wait_read,
                                          asio::as_tuple(asio::use_awaitable));
    if (error || !state->running)
        co_return;
    int status = 0;
    if (waitpid(state->pid, &status, WNOHANG) != state->pid)
        co_return;
    state->running = false;
    state->how = describeStatus(status);
    kill(-state->pid, SIGKILL); // whatever it started and left behind
    state->over.cancel();
}

} // namespace

tl::expected<std::unique_ptr<Child>, std::string>
Child::start(asio::any_io_executor executor, const Command &command,
             std::function<void(std::string)> line)
{
    int output[2], failure[2];
    if (pipe2(output, O_CLOEXEC) != 0)
        return tl::unexpected("cannot start " + command.program
                              + ": pipe: " + std::strerror(errno));
    if (pipe2(failure, O_CLOEXEC) != 0) {
        close(output[0]), close(output[1]);
        return tl::unexpected("cannot start " + command.program
                              + ": pipe: " + std::strerror(errno));
    }
    std::vector<char *> argv{const_cast<char *>(command.program.c_str())};
    for (const auto &argument : command.args)
        argv.push_back(const_cast<char *>(argument.c_str()));
    argv.push_back(nullptr);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid == 0)
        becomeProgram(argv.data(), output[1], failure[1], parent);
    const int forkError = errno;
    close(output[1]);
    close(failure[1]);
    int error = 0;
    const bool failed = pid < 0 || read(failure[0], &error, sizeof error) == sizeof error;
    close(failure[0]);
    if (failed) {
        close(output[0]);
        if (pid > 0)
            waitpid(pid, nullptr, 0);
        return tl::unexpected("cannot start " + command.program + ": "
                              + std::strerror(pid < 0 ? forkError : error));
    }
    auto state = std::make_shared<State>(executor);
    state->line = std::move(line);
    state->pid = pid;
    state->output.assign(output[0]);
    std::unique_ptr<Child> child(new Child(state));
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    if (handle < 0)
        return tl::unexpected("cannot watch " + command.program
                              + ": pidfd_open: " + std::strerror(errno));
    state->handle.assign(handle);
    asio::co_spawn(executor, readLines(state), asio::detached);
    asio::co_spawn(executor, awaitEnd(state), asio::detached);
    return child;
}

Child::Child(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

Child::~Child()
{
    m_state->line = [](const std::string &) {};
    if (m_state->running) {
        m_state->running = false;
        m_state->how = "signal 9";
        kill(-m_state->pid, SIGKILL);
        kill(m_state->pid, SIGKILL); // in case it has not got its group yet
        waitpid(m_state->pid, nullptr, 0);
    }
    boost::system::error_code ignored;
    m_state->output.close(ignored);
    m_state->handle.close(ignored);
    m_state->over.cancel();
}

int Child::pid() const
{
    return m_state->pid;
}

bool Child::running() const
{
    return m_state->running;
}

net::Awaitable<std::string> Child::ended()
{
    const auto state = m_state;
    while (state->running)
        co_await state->over.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return state->how;
}

LoopbackPort::LoopbackPort()
    : m_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    const int yes = 1;
    const bool bound =
        m_socket >= 0 && setsockopt(m_socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0
        && bind(m_socket, generic, size) == 0 && getsockname(m_socket, generic, &size) == 0;
    if (bound)
        m_number = ntohs(address.sin_port);
}

LoopbackPort::~LoopbackPort()
{
    if (m_socket >= 0)
        close(m_socket);
}

} // namespace stage::observe
