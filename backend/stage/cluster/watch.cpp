// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/watch.h"

#include "backend/stage/cluster/convert.h"
#include "backend/stage/cluster/failures.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::cluster {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto bookmarkEvery = 10s;
constexpr auto longestWatch = 1800s;

bool digits(const std::string &text)
{
    return !text.empty() && text.size() < 19
           && text.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

Watch::Watch(Objects &objects, asio::any_io_executor executor, const Call &call)
    : m_objects(objects)
    , m_resource(call.resource)
    , m_form(call.form)
    , m_ns(call.route.ns)
    , m_include(call.option("includeObject"))
    , m_bookmarks(call.flag("allowWatchBookmarks"))
    , m_timer(std::move(executor))
{
}

Outcome<std::unique_ptr<Watch>> Watch::open(Objects &objects, asio::any_io_executor executor,
                                            const Call &call)
{
    std::unique_ptr<Watch> watch(new Watch(objects, std::move(executor), call));
    auto labels = LabelSelector::parse(call.option("labelSelector"));
    if (!labels)
        return tl::unexpected(badRequest(labels.error()));
    std::string wanted = call.option("fieldSelector");
    if (!call.route.name.empty())
        wanted += (wanted.empty() ? "" : ",") + ("metadata.name=" + call.route.name);
    auto fields = FieldSelector::parse(wanted, call.resource);
    if (!fields)
        return tl::unexpected(badRequest(fields.error()));
    watch->m_labels = std::move(*labels);
    watch->m_fields = std::move(*fields);
    if (auto aimed = watch->aim(call, call.option("resourceVersion")); !aimed)
        return tl::unexpected(aimed.error());
    const std::string seconds = call.option("timeoutSeconds");
    watch->m_deadline =
        std::chrono::steady_clock::now()
        + (digits(seconds) && seconds != "0" ? std::chrono::seconds(std::stoll(seconds))
                                             : longestWatch);
    // The callback only wakes; what happened is read from the history.
    watch->m_subscription =
        objects.store().watch(storeNameOf(call.resource),
                              [self = watch.get()](const Event &) { self->m_timer.cancel(); });
    return watch;
}

/// Where the stream begins.
Outcome<void> Watch::aim(const Call &call, const std::string &revision)
{
    if (!revision.empty() && !digits(revision))
        return tl::unexpected(failure(500, "",
                                      "resourceVersion: Invalid value: " + Json(revision).dump()
                                          + ": strconv.ParseUint: parsing " + Json(revision).dump()
                                          + ": invalid syntax"));
    const bool initial = call.flag("sendInitialEvents");
    m_fromScratch = revision.empty() || revision == "0" || initial;
    if (call.option("sendInitialEvents") == "false" && (revision.empty() || revision == "0"))
        m_fromScratch = false;
    m_marksInitialEnd = initial && m_bookmarks;
    m_revision = m_fromScratch || revision.empty() || revision == "0" ? m_objects.store().revision()
                                                                      : std::stoull(revision);
    return {};
}

bool Watch::selects(const Json &stored) const
{
    if (!m_ns.empty() && text(stored, "/metadata/namespace") != m_ns)
        return false;
    if (m_resource.apiVersion() == text(stored, "/apiVersion"))
        return m_labels.matches(stored) && m_fields.matches(stored);
    const Object object = served(m_resource, std::make_shared<const Json>(stored));
    return m_labels.matches(*object) && m_fields.matches(*object);
}

std::vector<Watch::Line> Watch::first() const
{
    std::vector<Line> out;
    for (const Object &object : m_objects.store().list(storeNameOf(m_resource), m_ns)) {
        if (selects(*object))
            out.push_back({"ADDED", object});
    }
    return out;
}

bool Watch::news(std::vector<Line> &out)
{
    const Store &store = m_objects.store();
    std::vector<Event> events;
    // A revision from the future is one of another life of this server.
    if (m_revision > store.revision() || !store.since(storeNameOf(m_resource), m_revision, events))
        return false;
    m_revision = store.revision();
    for (const Event &event : events) {
        const bool is = event.change != Change::Deleted && selects(*event.now);
        const bool was = event.before && selects(*event.before);
        if (is)
            out.push_back({was ? "MODIFIED" : "ADDED", event.now});
        else if (was && event.change == Change::Deleted)
            out.push_back({"DELETED", event.now});
        else if (was) {
            // It left the selection: its last selected state, at the revision of the change.
            Json last = *event.before;
            last["metadata"]["resourceVersion"] = std::to_string(event.revision);
            out.push_back({"DELETED", std::make_shared<const Json>(std::move(last))});
        }
    }
    return true;
}

std::string Watch::encode(const Line &line)
{
    Json object;
    if (m_form.kind == Form::Kind::Table) {
        // The definition may be gone by now; its last objects still end their watches.
        const Type *type =
            m_objects.catalogue().find(m_resource.group, m_resource.version, m_resource.plural);
        Type bare;
        bare.resource = m_resource;
        const Json metadata = {
            {"resourceVersion", text(*line.object, "/metadata/resourceVersion")}};
        object = tableOf(type ? *type : bare, {line.object}, m_form, m_include, metadata,
                         !m_definitionsSent);
        m_definitionsSent = true;
    } else if (m_form.kind == Form::Kind::Metadata) {
        object = metadataOnly(*line.object, m_form.version);
    } else {
        object = *served(m_resource, line.object);
    }
    return Json{{"type", line.type}, {"object", std::move(object)}}.dump(
               -1, ' ', false, Json::error_handler_t::replace)
           + "\n";
}

std::string Watch::encodeBookmark(bool initialEnd) const
{
    Json metadata = {{"resourceVersion", std::to_string(m_revision)}};
    if (initialEnd)
        metadata["annotations"] = {{"k8s.io/initial-events-end", "true"}};
    Json object = {{"kind", m_resource.kind}, {"apiVersion", m_resource.apiVersion()}};
    if (m_form.kind != Form::Kind::Whole) {
        object["kind"] = m_form.kind == Form::Kind::Table ? "Table" : "PartialObjectMetadata";
        object["apiVersion"] = "meta.k8s.io/" + m_form.version;
    }
    if (m_form.kind == Form::Kind::Table) {
        object["columnDefinitions"] = Json::array();
        object["rows"] = Json::array();
    }
    object["metadata"] = std::move(metadata);
    return Json{{"type", "BOOKMARK"}, {"object", std::move(object)}}.dump() + "\n";
}

std::string Watch::expiredLine() const
{
    const Failure why = expired("too old resource version: " + std::to_string(m_revision) + " ("
                                + std::to_string(m_objects.store().revision()) + ")");
    return Json{{"type", "ERROR"}, {"object", why.status}}.dump() + "\n";
}

net::Awaitable<bool> Watch::send(net::Exchange &exchange, std::vector<Line> lines)
{
    for (const Line &line : lines) {
        const std::string encoded = encode(line);
        const bool there = co_await exchange.write(encoded);
        if (!there)
            co_return false;
    }
    co_return true;
}

net::Awaitable<bool> Watch::openWith(net::Exchange &exchange)
{
    if (!m_fromScratch)
        co_return true;
    std::vector<Line> lines = first();
    m_revision = m_objects.store().revision();
    const bool there = co_await send(exchange, std::move(lines));
    if (!there || !m_marksInitialEnd)
        co_return there;
    const std::string mark = encodeBookmark(true);
    co_return co_await exchange.write(mark);
}

net::Awaitable<void> Watch::pump(net::Exchange &exchange,
                                 const std::chrono::steady_clock::time_point &stalledUntil)
{
    bool open = co_await openWith(exchange);
    auto nextBookmark = std::chrono::steady_clock::now() + bookmarkEvery;
    std::uint64_t marked = 0;
    while (open && !m_dropped) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= stalledUntil) {
            std::vector<Line> lines;
            const bool known = news(lines);
            if (!known) {
                const std::string line = expiredLine();
                co_await exchange.write(line);
                co_return;
            }
            open = co_await send(exchange, std::move(lines));
            const bool last = now >= m_deadline;
            if (open && m_bookmarks && (last || now >= nextBookmark) && marked != m_revision) {
                const std::string mark = encodeBookmark(false);
                open = co_await exchange.write(mark);
                marked = m_revision;
            }
            if (now >= nextBookmark)
                nextBookmark = now + bookmarkEvery;
            if (last)
                co_return;
        }
        std::vector<Event> missed;
        const bool nothingNew =
            m_objects.store().since(storeNameOf(m_resource), m_revision, missed) && missed.empty();
        if (!open || m_dropped || (!nothingNew && now >= stalledUntil))
            continue; // something happened while we were writing
        m_timer.expires_at(stalledUntil > now ? stalledUntil : std::min(nextBookmark, m_deadline));
        boost::system::error_code woken;
        co_await m_timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

net::Awaitable<void> Watch::run(net::Exchange &exchange,
                                const std::chrono::steady_clock::time_point &stalledUntil)
{
    using namespace asio::experimental::awaitable_operators;
    net::Headers headers;
    headers.set("Content-Type", "application/json");
    headers.set("server", "trustusbank-stage");
    co_await exchange.begin(200, std::move(headers));
    co_await (pump(exchange, stalledUntil) || exchange.gone());
    m_subscription = {};
    if (m_dropped)
        exchange.abort();
    else
        co_await exchange.end();
}

void Watch::drop()
{
    m_dropped = true;
    m_timer.cancel();
}

} // namespace stage::cluster
