// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/inner.h"

#include <cstdio>

namespace stage::cluster {

namespace {

Json referenceTo(const Json &about)
{
    Json out = {{"apiVersion", text(about, "/apiVersion")}, {"kind", text(about, "/kind")}};
    for (const char *name : {"name", "namespace", "uid", "resourceVersion"}) {
        const std::string value = text(about, std::string("/metadata/") + name);
        if (!value.empty())
            out[name] = value;
    }
    return out;
}

bool sameStory(const Json &event, const Json &reference, const std::string &type,
               const std::string &reason, const std::string &message, const std::string &component)
{
    const Json &involved = at(event, "/involvedObject");
    return text(involved, "/uid") == text(reference, "/uid")
           && text(involved, "/kind") == text(reference, "/kind")
           && text(involved, "/name") == text(reference, "/name") && text(event, "/type") == type
           && text(event, "/reason") == reason && text(event, "/message") == message
           && text(event, "/source/component") == component;
}

/// As client-go names them: the object's name and the time in hexadecimal.
std::string eventName(const std::string &about)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    char hex[20];
    std::snprintf(hex, sizeof hex, "%llx",
                  static_cast<unsigned long long>(
                      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
    return about + "." + hex;
}

} // namespace

void Objects::event(const Json &about, const std::string &type, const std::string &reason,
                    const std::string &message, const std::string &component)
{
    constexpr std::size_t mostPerNamespace = 1000;
    const Json reference = referenceTo(about);
    const std::string ns = text(reference, "/namespace", "default");
    const Object home = m_inner->store.get({"namespaces", "", ns});
    if (!home || at(*home, "/metadata").contains("deletionTimestamp"))
        return; // as the API server, which takes no news from a namespace that ends
    const std::string now = nowRfc3339();
    const std::vector<Object> known = m_inner->store.list("events", ns);
    Object oldest;
    for (const Object &event : known) {
        if (sameStory(*event, reference, type, reason, message, component)) {
            Json next = *event;
            next["count"] = next.value("count", 1) + 1;
            next["lastTimestamp"] = now;
            const Key key{"events", ns, text(next, "/metadata/name")};
            m_inner->store.put(key, std::move(next));
            return;
        }
        if (!oldest || text(*event, "/lastTimestamp") < text(*oldest, "/lastTimestamp"))
            oldest = event;
    }
    if (known.size() >= mostPerNamespace)
        m_inner->store.remove({"events", ns, text(*oldest, "/metadata/name")});
    std::string name = eventName(text(reference, "/name"));
    while (m_inner->store.get({"events", ns, name}))
        name = eventName(text(reference, "/name"));
    m_inner->store.put(
        {"events", ns, name},
        {{"apiVersion", "v1"},
         {"kind", "Event"},
         {"metadata",
          {{"name", name}, {"namespace", ns}, {"uid", newUid()}, {"creationTimestamp", now}}},
         {"involvedObject", reference},
         {"type", type},
         {"reason", reason},
         {"message", message},
         {"source", {{"component", component}}},
         {"reportingComponent", component},
         {"reportingInstance", ""},
         {"count", 1},
         {"firstTimestamp", now},
         {"lastTimestamp", now},
         {"eventTime", nullptr}});
}

} // namespace stage::cluster
