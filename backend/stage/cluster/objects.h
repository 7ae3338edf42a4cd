// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/repeats.h"
#include "backend/stage/cluster/store.h"

#include <optional>
#include <tl/expected.hpp>

namespace stage::cluster {

class Catalogue;

/// A kind that the API serves: built in, or from a CustomResourceDefinition.
struct Resource {
    std::string group, version, plural, singular, kind;
    std::vector<std::string> shortNames, categories;
    bool namespaced = true;
    bool status = false; ///< has a status subresource
    bool scale = false;
    bool custom = false; ///< from a CRD: strict structural schema, pruning

    /// The Store's name of it: "pods", "deployments.apps".
    std::string storeName() const { return group.empty() ? plural : plural + "." + group; }
    std::string apiVersion() const { return group.empty() ? version : group + "/" + version; }
};

/// An answer other than success: a Kubernetes Status (code, reason, message, details).
struct Failure {
    Json status;
    int code() const { return status.value("code", 500); }
};
template <class T> using Outcome = tl::expected<T, Failure>;

Failure failure(int code, const std::string &reason, const std::string &message, Json details = {});

struct WriteOptions {
    std::string fieldManager = "stage";
    std::string subresource; ///< "", "status" or "scale"
    bool dryRun = false;
    bool force = false;                   ///< server-side apply only
    std::string fieldValidation = "Warn"; ///< Strict, Warn or Ignore
    Repeats repeats;                      ///< of the body
    std::vector<std::string> *warnings = nullptr;
};

/// The API's rules over the Store: defaults, validation, generation, managedFields, finalizers,
/// owner references, namespaces. The HTTP front and the controllers use the same calls.
/// Single-threaded.
class Objects {
public:
    explicit Objects(Store &store);
    ~Objects();

    Store &store();
    /// The kinds with their schemas and columns, for the HTTP front.
    const Catalogue &catalogue() const;
    /// Every served resource, the CRDs' included, in discovery order.
    std::vector<Resource> resources() const;
    /// By group, version and plural; nothing when it is not served.
    std::optional<Resource> find(const std::string &group, const std::string &version,
                                 const std::string &plural) const;
    /// By apiVersion and kind, for controllers and chart stand-ins.
    std::optional<Resource> findKind(const std::string &apiVersion, const std::string &kind) const;

    Outcome<Object> get(const Resource &resource, const std::string &ns,
                        const std::string &name) const;
    Outcome<Object> create(const Resource &resource, const std::string &ns, Json object,
                           const WriteOptions &options = {});
    Outcome<Object> replace(const Resource &resource, const std::string &ns,
                            const std::string &name, Json object, const WriteOptions &options = {});
    /// Server-side apply: creates or merges by field ownership.
    Outcome<Object> apply(const Resource &resource, const std::string &ns, const std::string &name,
                          Json object, const WriteOptions &options = {});
    enum class Patch { Merge, Strategic, JsonPatch };
    Outcome<Object> patch(const Resource &resource, const std::string &ns, const std::string &name,
                          Patch kind, const Json &patch, const WriteOptions &options = {});
    /// PROPAGATION: Background, Foreground or Orphan. The object is returned when finalizers or a
    /// grace period keep it for now.
    Outcome<Object> remove(const Resource &resource, const std::string &ns, const std::string &name,
                           const std::string &propagation = "Background", bool dryRun = false,
                           std::optional<int> graceSeconds = {});

    /// For the stage's own parts: server-side apply of any object by its apiVersion and kind.
    Outcome<Object> ensure(Json object, const std::string &fieldManager);
    /// Sets status of an object, keeping the rest. No error when nothing changed.
    Outcome<Object> setStatus(const Key &key, Json status);
    /// Records a Kubernetes Event about an object, counting repeats.
    void event(const Json &about, const std::string &type, const std::string &reason,
               const std::string &message, const std::string &component);

private:
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace stage::cluster
