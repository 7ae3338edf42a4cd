// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/api.h"
#include "backend/stage/cluster/selectors.h"

#include <boost/asio/steady_timer.hpp>

namespace stage::cluster {

/// One watch: what happened since a revision, then what happens, as one JSON document a line.
/// Events are read from the Store's history in order, so a watch never sees them out of turn; a
/// history that was forgotten ends it with 410.
class Watch {
public:
    /// OBJECTS outlives the watch. The failures are a bad selector or resourceVersion.
    static Outcome<std::unique_ptr<Watch>>
    open(Objects &objects, boost::asio::any_io_executor executor, const Call &call);
    /// Streams until its time is over, the client goes, or drop(). STALLEDUNTIL is read before each
    /// line: nothing is sent before that moment.
    net::Awaitable<void> run(net::Exchange &exchange,
                             const std::chrono::steady_clock::time_point &stalledUntil);
    /// Cuts the connection at once, as a network does.
    void drop();

private:
    struct Line {
        std::string type;
        Object object; ///< stored form
    };

    Watch(Objects &objects, boost::asio::any_io_executor executor, const Call &call);
    Outcome<void> aim(const Call &call, const std::string &revision);
    bool selects(const Json &stored) const;
    std::vector<Line> first() const;
    /// The events since the last look; false when they were forgotten.
    bool news(std::vector<Line> &out);
    std::string encode(const Line &line);
    std::string encodeBookmark(bool initialEnd) const;
    net::Awaitable<void> pump(net::Exchange &exchange,
                              const std::chrono::steady_clock::time_point &stalledUntil);
    net::Awaitable<bool> send(net::Exchange &exchange, std::vector<Line> lines);
    net::Awaitable<bool> openWith(net::Exchange &exchange);
    std::string expiredLine() const;

    Objects &m_objects;
    Resource m_resource;
    Form m_form;
    std::string m_ns, m_include;
    LabelSelector m_labels;
    FieldSelector m_fields;
    std::uint64_t m_revision = 0;
    bool m_fromScratch = false; ///< begins with everything that is there
    bool m_marksInitialEnd = false;
    bool m_bookmarks = false;
    bool m_definitionsSent = false;
    bool m_dropped = false;
    std::chrono::steady_clock::time_point m_deadline;
    boost::asio::steady_timer m_timer;
    Store::Subscription m_subscription;
};

} // namespace stage::cluster
