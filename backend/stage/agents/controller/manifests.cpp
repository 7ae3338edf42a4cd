// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/manifests.h"

#include "backend/stage/nodes/base64.h"

#include <openssl/evp.h>

namespace stage::agents {

namespace {

constexpr int port = 8080;

/// What the four objects of an Agent have in common.
class Maker {
public:
    Maker(const Json &agent, const Compiled &compiled, const PodSettings &settings)
        : m_agent(agent)
        , m_compiled(compiled)
        , m_settings(settings)
        , m_deployment(cluster::at(agent, "/spec/declarative/deployment"))
        , m_ns(cluster::text(agent, "/metadata/namespace"))
        , m_name(cluster::text(agent, "/metadata/name"))
    {
    }

    Json serviceAccount() const
    {
        Json out = object("v1", "ServiceAccount");
        const Json config = wish("serviceAccountConfig", Json::object());
        out["metadata"]["labels"].update(member(config, "labels", Json::object()));
        const Json annotations = member(config, "annotations", Json::object());
        if (!annotations.empty())
            out["metadata"]["annotations"].update(annotations);
        return out;
    }
    bool hasOwnAccount() const { return text(m_deployment, "serviceAccountName").empty(); }

    Json secret() const
    {
        Json out = object("v1", "Secret");
        out["type"] = "Opaque";
        out["data"] = {{"config.json", nodes::base64Encode(m_compiled.config)},
                       {"agent-card.json", nodes::base64Encode(m_compiled.card)}};
        return out;
    }

    Json service() const
    {
        Json out = object("v1", "Service");
        const Json http = {{"name", "http"},
                           {"port", port},
                           {"protocol", "TCP"},
                           {"targetPort", port}};
        out["spec"] = {{"type", "ClusterIP"},
                       {"selector", selector()},
                       {"ports", Json::array({http})}};
        return out;
    }

    Json deployment() const
    {
        Json out = object("apps/v1", "Deployment");
        Json annotations = wish("annotations", Json::object());
        annotations["kagent.dev/config-hash"] = configHash(m_compiled);
        Json labels = this->labels();
        labels.update(selector());
        const Json rolling = {{"maxSurge", 1}, {"maxUnavailable", 0}};
        out["spec"] = {{"replicas", wish("replicas", 1)},
                       {"selector", {{"matchLabels", selector()}}},
                       {"strategy", {{"type", "RollingUpdate"}, {"rollingUpdate", rolling}}},
                       {"template",
                        {{"metadata", {{"labels", labels}, {"annotations", annotations}}},
                         {"spec", pod()}}}};
        return out;
    }

private:
    Json wish(const char *key, Json otherwise) const
    {
        return member(m_deployment, key, std::move(otherwise));
    }
    Json selector() const { return {{"app", "kagent"}, {"kagent", m_name}}; }

    Json labels() const
    {
        Json out = wish("labels", Json::object());
        out.update({{"app", "kagent"},
                    {"kagent", m_name},
                    {"app.kubernetes.io/name", m_name},
                    {"app.kubernetes.io/managed-by", "kagent"},
                    {"app.kubernetes.io/part-of", "kagent"}});
        return out;
    }

    Json object(const char *apiVersion, const char *kind) const
    {
        const Json owner = {{"apiVersion", cluster::text(m_agent, "/apiVersion")},
                            {"kind", "Agent"},
                            {"name", m_name},
                            {"uid", cluster::text(m_agent, "/metadata/uid")},
                            {"controller", true},
                            {"blockOwnerDeletion", true}};
        Json metadata = {{"name", m_name},
                         {"namespace", m_ns},
                         {"labels", labels()},
                         {"ownerReferences", Json::array({owner})}};
        // The Agent's labels stay behind, its annotations do not.
        const Json &annotations = cluster::at(m_agent, "/metadata/annotations");
        if (annotations.is_object() && !annotations.empty())
            metadata["annotations"] = annotations;
        return {{"apiVersion", apiVersion}, {"kind", kind}, {"metadata", metadata}};
    }

    Json environment() const
    {
        Json out = m_compiled.env;
        const Json field = {{"fieldRef", {{"fieldPath", "metadata.namespace"}}}};
        out.push_back({{"name", "KAGENT_NAMESPACE"}, {"valueFrom", field}});
        out.push_back({{"name", "KAGENT_NAME"}, {"value", m_name}});
        out.push_back({{"name", "KAGENT_URL"}, {"value", m_settings.controllerUrl}});
        for (const auto &[name, value] : m_settings.telemetry)
            out.push_back({{"name", name}, {"value", value}});
        const Json wished = wish("env", Json::array());
        for (const Json &one : wished)
            out.push_back(one);
        return out;
    }

    Json container() const
    {
        const Json probe = {{"httpGet",
                             {{"path", "/.well-known/agent-card.json"}, {"port", "http"}}},
                            {"initialDelaySeconds", 15},
                            {"periodSeconds", 15},
                            {"timeoutSeconds", 15}};
        const Json resources = {{"requests", {{"cpu", "100m"}, {"memory", "384Mi"}}},
                                {"limits", {{"cpu", "2"}, {"memory", "1Gi"}}}};
        Json mounts =
            Json::array({{{"name", "config"}, {"mountPath", "/config"}},
                         {{"name", "kagent-token"}, {"mountPath", "/var/run/secrets/tokens"}}});
        const Json wished = wish("volumeMounts", Json::array());
        mounts.insert(mounts.end(), wished.begin(), wished.end());
        const std::string registry = text(m_deployment, "imageRegistry", "cr.kagent.dev");
        Json out = {{"name", "kagent"},
                    {"image", registry + "/kagent-dev/kagent/app:" + kagentVersion},
                    {"imagePullPolicy", wish("imagePullPolicy", "IfNotPresent")},
                    {"args",
                     {"--host", "0.0.0.0", "--port", std::to_string(port), "--filepath",
                      "/config"}},
                    {"env", environment()},
                    {"ports", Json::array({{{"containerPort", port}, {"name", "http"}}})},
                    {"readinessProbe", probe},
                    {"resources", wish("resources", resources)},
                    {"volumeMounts", mounts}};
        if (m_deployment.contains("securityContext"))
            out["securityContext"] = m_deployment.at("securityContext");
        return out;
    }

    Json pod() const
    {
        const Json token = {{"audience", "kagent"},
                            {"expirationSeconds", 3600},
                            {"path", "kagent-token"}};
        const Json sources = Json::array({{{"serviceAccountToken", token}}});
        Json volumes =
            Json::array({{{"name", "config"}, {"secret", {{"secretName", m_name}}}},
                         {{"name", "kagent-token"}, {"projected", {{"sources", sources}}}}});
        const Json wished = wish("volumes", Json::array());
        volumes.insert(volumes.end(), wished.begin(), wished.end());
        Json containers = Json::array({container()});
        const Json extra = wish("extraContainers", Json::array());
        containers.insert(containers.end(), extra.begin(), extra.end());
        Json out = {{"serviceAccountName", text(m_deployment, "serviceAccountName", m_name)},
                    {"containers", containers},
                    {"volumes", volumes}};
        for (const auto &[ours, theirs] :
             {std::pair("imagePullSecrets", "imagePullSecrets"),
              std::pair("nodeSelector", "nodeSelector"), std::pair("tolerations", "tolerations"),
              std::pair("affinity", "affinity"),
              std::pair("podSecurityContext", "securityContext")}) {
            if (m_deployment.contains(ours))
                out[theirs] = m_deployment.at(ours);
        }
        return out;
    }

    const Json &m_agent;
    const Compiled &m_compiled;
    const PodSettings &m_settings;
    const Json &m_deployment;
    std::string m_ns, m_name;
};

std::vector<unsigned char> digest(std::string_view bytes)
{
    std::vector<unsigned char> raw(EVP_MAX_MD_SIZE);
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), raw.data(), &length, EVP_sha256(), nullptr);
    raw.resize(length);
    return raw;
}

} // namespace

PodSettings PodSettings::of(const workloads::Surroundings &around)
{
    PodSettings out;
    out.controllerUrl = "http://kagent-controller." + around.ns + ":8083";
    for (const auto &[name, value] : around.env) {
        if (name.rfind("OTEL_", 0) == 0)
            out.telemetry[name] = value;
    }
    return out;
}

std::vector<Json> manifestsOf(const Json &agent, const Compiled &compiled,
                              const PodSettings &settings)
{
    const Maker maker(agent, compiled, settings);
    std::vector<Json> out;
    if (maker.hasOwnAccount())
        out.push_back(maker.serviceAccount());
    out.push_back(maker.secret());
    out.push_back(maker.service());
    out.push_back(maker.deployment());
    return out;
}

std::string sha256(std::string_view bytes)
{
    std::string out;
    for (const unsigned char byte : digest(bytes)) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

std::string configHash(const Compiled &compiled)
{
    const std::vector<unsigned char> raw =
        digest(compiled.config + compiled.card + compiled.secretHash);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number = number << 8 | raw.at(i);
    return std::to_string(number);
}

} // namespace stage::agents
