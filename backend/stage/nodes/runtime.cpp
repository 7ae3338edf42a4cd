// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/runtime.h"

#include <algorithm>
#include <cstdio>

namespace stage::nodes {

namespace {

constexpr std::size_t kLinesPerContainer = 20000;
constexpr std::size_t kBooks = 2000;

std::string bookName(const std::string &podUid, const std::string &container, int restart)
{
    char number[16];
    std::snprintf(number, sizeof number, "%08d", restart); // so that lives sort by age
    return podUid + "/" + container + "/" + number;
}

} // namespace

void LogBook::append(const Source &source, std::string text)
{
    const std::string name = bookName(source.podUid, source.container, source.restart);
    auto found = m_books.find(name);
    if (found == m_books.end()) {
        if (m_books.size() >= kBooks) {
            const auto oldest =
                std::min_element(m_books.begin(), m_books.end(),
                                 [](const auto &left, const auto &right) {
                                     const auto &a = left.second.lines, &b = right.second.lines;
                                     return !a.empty() && (b.empty() || a.back().at < b.back().at);
                                 });
            m_books.erase(oldest);
        }
        found = m_books.emplace(name, Book{source, {}}).first;
    }
    auto &lines = found->second.lines;
    auto at = Clock::now();
    if (!lines.empty() && at <= lines.back().at)
        at = lines.back().at + std::chrono::nanoseconds(1); // a reader resumes by time
    lines.push_back({at, std::move(text)});
    if (lines.size() > kLinesPerContainer)
        lines.pop_front();

    const Line line = lines.back();
    const auto followers = m_followers;
    for (const auto &weak : followers)
        if (const auto callback = weak.lock())
            (*callback)(source, line);
    std::erase_if(m_followers, [](const auto &weak) { return weak.expired(); });
}

std::vector<LogBook::Line> LogBook::lines(const std::string &podUid, const std::string &container,
                                          bool previous) const
{
    const std::string prefix = podUid + "/" + container + "/";
    std::vector<const Book *> lives;
    for (auto it = m_books.lower_bound(prefix);
         it != m_books.end() && it->first.compare(0, prefix.size(), prefix) == 0; ++it)
        lives.push_back(&it->second);
    const std::size_t back = previous ? 2 : 1;
    if (lives.size() < back)
        return {};
    const auto &lines = lives[lives.size() - back]->lines;
    return {lines.begin(), lines.end()};
}

std::vector<LogBook::Line> LogBook::life(const std::string &podUid, const std::string &container,
                                         int restart) const
{
    const auto found = m_books.find(bookName(podUid, container, restart));
    if (found == m_books.end())
        return {};
    return {found->second.lines.begin(), found->second.lines.end()};
}

void LogBook::each(const std::function<void(const Source &, const std::deque<Line> &)> &visit) const
{
    for (const auto &[name, book] : m_books)
        visit(book.source, book.lines);
}

cluster::Store::Subscription
LogBook::follow(std::function<void(const Source &, const Line &)> callback)
{
    auto hold =
        std::make_shared<std::function<void(const Source &, const Line &)>>(std::move(callback));
    m_followers.push_back(hold);
    return cluster::Store::Subscription(std::move(hold));
}

void PortMap::add(const std::string &podUid, std::uint16_t containerPort, std::uint16_t realPort)
{
    m_ports[{podUid, containerPort}] = realPort;
}

void PortMap::remove(const std::string &podUid, std::uint16_t containerPort)
{
    m_ports.erase({podUid, containerPort});
}

void PortMap::removePod(const std::string &podUid)
{
    std::erase_if(m_ports, [&](const auto &entry) { return entry.first.first == podUid; });
}

std::optional<std::uint16_t> PortMap::real(const std::string &podUid,
                                           std::uint16_t containerPort) const
{
    const auto found = m_ports.find({podUid, containerPort});
    if (found == m_ports.end())
        return std::nullopt;
    return found->second;
}

} // namespace stage::nodes
