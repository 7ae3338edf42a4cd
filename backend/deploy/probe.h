// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/node.h"
#include "backend/kube/client.h"

#include <chrono>
#include <variant>

/// The done_when items of resources/demo/FORMAT.md, as values.
namespace deploy {

struct Exists {
    kube::Ref ref;
};
struct Absent {
    kube::Ref ref;
};
struct Condition {
    kube::Ref ref;
    QString type;
    QString status = QStringLiteral("True");
};
struct Rollout {
    kube::Ref ref;
};
struct Pods {
    QString ns, selector;
    int min = 1;
};
struct Field {
    enum class Test { Equals, Contains, Matches, Present };
    kube::Ref ref;
    std::string pointer; ///< JSON pointer, RFC 6901
    Test test = Test::Present;
    Json value;   ///< what it is compared with; true or false for Present
    QString says; ///< while it is another: in people's words, with %1 for what is there
};
struct Release {
    QString name, ns, chart, version;
};
struct Applied { };
/// What a body is held against; both may be absent.
struct BodyTest {
    std::optional<std::string> pointer;
    std::optional<Json> equals;
    bool present = true; ///< when there is nothing to equal: whether POINTER is there
    QString contains;
    QString says; ///< while the value is another: in people's words, with %1 for it
};
/// One HTTP request of a probe or an http step. URL is whole: a forward's is already filled in.
struct HttpCall {
    QString url, forward;
    QByteArray method = "GET";
    http::Headers headers;
    QByteArray body;
    std::vector<int> statuses{200};
    BodyTest test;
};
struct TagSame {
    QString image, tag, digestOf;
};
struct Signed {
    QString image, tag, key;
};
/// What a program is run for, one after the other: items as written, or the lines that another
/// call prints. "{each}" in the arguments stands for one.
struct Each {
    QStringList items;
    QString tool; ///< "" with items
    QStringList args;
    bool given() const { return !items.isEmpty() || !tool.isEmpty(); }
    friend bool operator==(const Each &, const Each &) = default;
};
struct ToolAnswer {
    QString tool;
    QStringList args;
    int exit = 0;
    QString contains, lacks;     ///< somewhere in its output
    QString line{}, lacksLine{}; ///< a whole line of it
    Each each{};                 ///< all of them must answer so
};
struct Probe;
/// One of them is enough.
struct Any {
    std::vector<Probe> probes;
};
struct Present {
    QString program;
};
struct SecretThere {
    QString name;
};
struct Disk {
    qint64 free = 0; ///< bytes
};
struct Memory {
    qint64 free = 0; ///< bytes
};
struct Ports {
    std::vector<int> free;
};
struct Can {
    QString verb, apiVersion, resource, ns;
};
struct Nodes {
    int ready = 1;
};
struct None {
    kube::Ref ref; ///< without a name
};
struct NoRelease {
    QString name, ns;
};
/// Every pod of the selector is Ready and runs the digest that the tag has now.
struct Running {
    QString ns, selector, image, tag;
};
/// What kinds image and helm use when done_when is left out; not written in a bundle.
struct ImagePushed {
    QString image; ///< id
};
struct ReleaseSame { };
struct SecretSame { };

using ProbeKind =
    std::variant<Exists, Absent, Condition, Rollout, Pods, Field, Release, Applied, HttpCall,
                 TagSame, Signed, ToolAnswer, Present, SecretThere, Disk, Memory, Ports, Can, Nodes,
                 None, NoRelease, Running, Any, ImagePushed, ReleaseSame, SecretSame>;

struct Probe {
    ProbeKind kind;
    Place place;
};

/// What a probe found. SAW completes the sentence "… not yet: SAW".
struct Finding {
    bool holds = false;
    QString saw;
    bool hopeless = false;    ///< waiting longer will not help (a pod that can never start)
    bool unreachable = false; ///< nobody answered
    bool absent = false;      ///< nor can anybody: the cluster says that nobody is there
};

/// "Deployment trustusbank-platform/chatbot", or the kind alone for a list.
QString nameOf(const kube::Ref &ref);
/// What a probe asks for, in words: "rollout of Deployment a/b".
QString describe(const Probe &probe);

} // namespace deploy
