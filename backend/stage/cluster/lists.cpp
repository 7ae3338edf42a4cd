// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/api.h"
#include "backend/stage/cluster/convert.h"
#include "backend/stage/cluster/failures.h"
#include "backend/stage/cluster/selectors.h"

#include <algorithm>

namespace stage::cluster {

namespace {

/// Where a list that came in pieces goes on. The token is opaque to clients.
struct Continue {
    std::uint64_t revision = 0;
    std::string ns, name; ///< the last object that was sent
};

std::string tokenOf(const Continue &at)
{
    return net::urlEncode(Json{{"rv", at.revision}, {"ns", at.ns}, {"name", at.name}}.dump());
}

std::optional<Continue> parseToken(const std::string &token)
{
    const Json value = Json::parse(net::urlDecode(token), nullptr, false);
    if (!value.is_object() || !at(value, "/rv").is_number_unsigned())
        return {};
    return Continue{value["rv"].get<std::uint64_t>(), text(value, "/ns"), text(value, "/name")};
}

std::pair<std::string, std::string> placeOf(const Json &object)
{
    return {text(object, "/metadata/namespace"), text(object, "/metadata/name")};
}

Failure tooLarge(std::uint64_t asked, std::uint64_t current)
{
    return failure(504, "Timeout",
                   "Timeout: Too large resource version: " + std::to_string(asked)
                       + ", current: " + std::to_string(current),
                   {{"causes", Json::array({{{"reason", "ResourceVersionTooLarge"},
                                             {"message", "Too large resource version"}}})},
                    {"retryAfterSeconds", 1}});
}

/// Digits only; nothing otherwise.
std::optional<std::uint64_t> number(const std::string &text)
{
    if (text.empty() || text.size() > 18
        || text.find_first_not_of("0123456789") != std::string::npos)
        return {};
    return std::stoull(text);
}

/// As an item of a list: there the built-in kinds do not repeat what the list says of all of them.
Json listed(const Resource &resource, Json object)
{
    if (!resource.custom) {
        object.erase("apiVersion");
        object.erase("kind");
    }
    return object;
}

Outcome<void> checkRevision(const std::string &asked, std::uint64_t current)
{
    if (asked.empty())
        return {};
    const auto revision = number(asked);
    if (!revision)
        return tl::unexpected(badRequest(
            "invalid resource version: resourceVersion: Invalid value: " + Json(asked).dump()
            + ": strconv.ParseUint: parsing " + Json(asked).dump() + ": invalid syntax"));
    if (*revision > current)
        return tl::unexpected(tooLarge(*revision, current));
    return {};
}

} // namespace

Outcome<std::vector<Object>> Api::select(const Call &call) const
{
    const auto labels = LabelSelector::parse(call.option("labelSelector"));
    if (!labels)
        return tl::unexpected(badRequest(labels.error()));
    const auto fields = FieldSelector::parse(call.option("fieldSelector"), call.resource);
    if (!fields)
        return tl::unexpected(badRequest(fields.error()));
    std::vector<Object> out;
    for (const Object &stored : m_objects.store().list(storeNameOf(call.resource), call.route.ns)) {
        const Object object = served(call.resource, stored);
        if (labels->matches(*object) && fields->matches(*object))
            out.push_back(stored);
    }
    return out;
}

Outcome<net::Response> Api::list(Call &call)
{
    Store &store = m_objects.store();
    const std::uint64_t current = store.revision();
    if (auto good = checkRevision(call.option("resourceVersion"), current); !good)
        return tl::unexpected(good.error());
    auto chosen = select(call);
    if (!chosen)
        return tl::unexpected(chosen.error());
    std::vector<Object> objects = std::move(*chosen);
    std::uint64_t revision = current;
    if (const std::string token = call.option("continue"); !token.empty()) {
        const auto from = parseToken(token);
        if (!from)
            return tl::unexpected(badRequest("invalid continue token: continue key is not valid: "
                                             "it is no token of this server"));
        std::vector<Event> missed;
        if (!store.since(storeNameOf(call.resource), from->revision, missed))
            return tl::unexpected(
                expired("The provided continue parameter is too old to display a consistent list "
                        "result. You must start a new list without the continue parameter."));
        revision = from->revision;
        const std::pair<std::string, std::string> last{from->ns, from->name};
        std::erase_if(objects, [&](const Object &one) { return placeOf(*one) <= last; });
    }
    Json metadata = {{"resourceVersion", std::to_string(revision)}};
    const auto limit = number(call.option("limit")).value_or(0);
    if (limit > 0 && objects.size() > limit) {
        const auto [ns, name] = placeOf(*objects[limit - 1]);
        metadata["continue"] = tokenOf({revision, ns, name});
        if (call.option("labelSelector").empty() && call.option("fieldSelector").empty())
            metadata["remainingItemCount"] = objects.size() - limit;
        objects.resize(limit);
    }
    const Type *type = m_objects.catalogue().find(call.resource.group, call.resource.version,
                                                  call.resource.plural);
    if (call.form.kind == Form::Kind::Table && type)
        return net::Response::json(
            tableOf(*type, objects, call.form, call.option("includeObject"), std::move(metadata)));
    Json items = Json::array();
    const bool slim = call.form.kind == Form::Kind::Metadata;
    for (const Object &object : objects)
        items.push_back(slim ? metadataOnly(*object, call.form.version)
                             : listed(call.resource, *served(call.resource, object)));
    return net::Response::json(
        {{"kind", slim ? "PartialObjectMetadataList" : call.resource.kind + "List"},
         {"apiVersion", slim ? "meta.k8s.io/" + call.form.version : call.resource.apiVersion()},
         {"metadata", std::move(metadata)},
         {"items", std::move(items)}});
}

Outcome<net::Response> Api::removeAll(Call &call)
{
    auto options = deleteOptions(call);
    if (!options)
        return tl::unexpected(options.error());
    if (call.resource.namespaced && call.route.ns.empty())
        return tl::unexpected(methodNotAllowed());
    auto chosen = select(call);
    if (!chosen)
        return tl::unexpected(chosen.error());
    Json items = Json::array();
    for (const Object &object : *chosen) {
        items.push_back(listed(call.resource, *served(call.resource, object)));
        const auto [ns, name] = placeOf(*object);
        auto gone = m_objects.remove(call.resource, ns, name, options->propagation, options->dryRun,
                                     options->grace);
        // What another object's end took along is as good as deleted.
        if (!gone && gone.error().code() != 404)
            return tl::unexpected(gone.error());
    }
    return net::Response::json(
        {{"kind", call.resource.kind + "List"},
         {"apiVersion", call.resource.apiVersion()},
         {"metadata", {{"resourceVersion", std::to_string(m_objects.store().revision())}}},
         {"items", std::move(items)}});
}

} // namespace stage::cluster
